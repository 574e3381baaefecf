"""The methods of the API: each a function of a book and of what is asked, which answers and may give another book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from theodore.farm.sheets import a1, kinds, protection, shapes, telling, values
from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.errors import ApiError, Invalid
from theodore.farm.sheets.masks import Mask, wants


@dataclass(frozen=True, slots=True)
class Asked:
    """What a call asks.

    account: whose call it is. argument: of the path. query: each parameter with all its values. today: for dates typed.
    """

    account: str = ""
    argument: str = ""
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    mask: Mask = field(default_factory=dict)
    today: dt.date = dt.date(2026, 1, 1)

    def flag(self, name: str) -> bool:
        """Whether a parameter of the query says true."""
        return self.options.get(name, "").lower() in {"true", "1"}

    @property
    def options(self) -> dict[str, str]:
        """The query's parameters, of each the last value."""
        return {name: given[-1] for name, given in self.query.items() if given}


#: The answer's body, and the book as it is afterwards where it was changed.
Answer = tuple[dict[str, Any], Book | None]
Method = Callable[[Book, Asked], Answer]


@dataclass(frozen=True, slots=True)
class _Described:
    """A method with the API's types of its answer and its body; the latter empty where it has none.

    place: what the body is called in refusals.
    """

    method: Method
    answer: str
    body: str
    place: str


_METHODS: dict[str, _Described] = {}


def _method(name: str, answer: str, body: str = "", place: str = "") -> Callable[[Method], Method]:
    def register(method: Method) -> Method:
        _METHODS[name] = _Described(method, answer, body, place)
        return method

    return register


def call(name: str, book: Book, asked: Asked) -> Answer:
    """Do it: the answer and the changed book. Raises ApiError, and then nothing was done."""
    described = _found(name)
    if described.body:
        asked = replace(asked, body=shapes.read(described.body, asked.body, described.place))
    answer, draft = described.method(book, asked)
    if draft is not None and name not in _CHECKED_BY_PARTS:
        protection.check(book, draft, asked.account)
    return answer, draft


def check_mask(name: str, mask: Mask) -> None:
    """Raise Invalid where the mask names what the method's answer has not."""
    shapes.check_mask(_found(name).answer, mask)


def _found(name: str) -> _Described:
    if name not in _METHODS:
        raise ApiError(501, f"The emulator does not know the method {name}.")
    return _METHODS[name]


#: What these change is held to protected ranges request by request.
_CHECKED_BY_PARTS = frozenset({"spreadsheets.batchUpdate"})


@_method("spreadsheets.create", "Spreadsheet", "Spreadsheet")
def _create(book: Book, asked: Asked) -> Answer:
    """Of a book that has nothing yet."""
    wanted = asked.body.get("properties", {})
    draft = book.copy()
    draft.title = wanted.get("title") or "Untitled spreadsheet"
    draft.locale, draft.time_zone = wanted.get("locale", "en_US"), wanted.get("timeZone", "Etc/GMT")
    for sheet in asked.body.get("sheets") or [{"properties": {"sheetId": 0, "title": "Sheet1"}}]:
        kinds.HANDLERS["addSheet"](draft, {"properties": sheet.get("properties", {})})
    return _told(draft, asked), draft


@_method("spreadsheets.get", "Spreadsheet")
def _get(book: Book, asked: Asked) -> Answer:
    ranges = asked.query.get("ranges", ())
    areas = telling.areas_of(book, ranges) if ranges else None
    return _told(book, asked, areas, grid=_with_grid(asked, asked.flag("includeGridData"))), None


def _told(
    book: Book,
    asked: Asked,
    areas: Mapping[int, Sequence[Area]] | None = None,
    *,
    grid: bool = False,
    whole: bool = False,
) -> dict[str, Any]:
    """The book as the account is told of it. whole: the mask is not of the book."""
    told = telling.spreadsheet(book, {} if whole else asked.mask, areas, grid=grid)
    for sheet in told["sheets"]:
        if "protectedRanges" in sheet:
            sheet["protectedRanges"] = [protection.told(one, asked.account) for one in sheet["protectedRanges"]]
    return told


def _with_grid(asked: Asked, included: bool) -> bool:
    # a mask, where there is one, decides alone
    if "fields" in asked.query or "$fields" in asked.query:
        return wants(asked.mask, "sheets", "data")
    return included


@_method("spreadsheets.getByDataFilter", "Spreadsheet", "GetSpreadsheetByDataFilterRequest")
def _get_by_filter(book: Book, asked: Asked) -> Answer:
    areas: dict[int, list[Any]] = {}
    for chosen in asked.body.get("dataFilters", []):
        for tab, area in values.filtered(book, chosen):
            areas.setdefault(tab.gid, []).append(area)
    grid = _with_grid(asked, bool(asked.body.get("includeGridData")))
    return _told(book, asked, areas or None, grid=grid), None


@_method("spreadsheets.batchUpdate", "BatchUpdateSpreadsheetResponse", "BatchUpdateSpreadsheetRequest")
def _batch_update(book: Book, asked: Asked) -> Answer:
    check = partial(protection.check, account=asked.account) if protection.keeps_out(book, asked.account) else None
    draft, replies = kinds.apply(book, asked.body.get("requests", []), check)
    protection.claimed(book, draft, asked.account)
    answer: dict[str, Any] = {"spreadsheetId": book.id, "replies": replies}
    answer["commentUpdateState"] = "NO_UPDATES_REQUESTED"
    if asked.body.get("includeSpreadsheetInResponse"):
        ranges = asked.body.get("responseRanges", [])
        areas = telling.areas_of(draft, ranges) if ranges else None
        grid = bool(asked.body.get("responseIncludeGridData"))
        answer["updatedSpreadsheet"] = _told(draft, asked, areas, grid=grid, whole=True)
    return answer, draft


@_method("values.get", "ValueRange")
def _values_get(book: Book, asked: Asked) -> Answer:
    tab, area = a1.find(book, asked.argument)
    return values.value_range(book, tab, area, values.reading(asked.options)), None


@_method("values.batchGet", "BatchGetValuesResponse")
def _values_batch_get(book: Book, asked: Asked) -> Answer:
    how = values.reading(asked.options)
    told = [values.value_range(book, *a1.find(book, text), how) for text in asked.query.get("ranges", ())]
    return {"spreadsheetId": book.id, **({"valueRanges": told} if told else {})}, None


@_method("values.batchGetByDataFilter", "BatchGetValuesByDataFilterResponse", "BatchGetValuesByDataFilterRequest")
def _values_by_filter(book: Book, asked: Asked) -> Answer:
    how = values.reading(asked.body)
    told = [
        {"valueRange": values.value_range(book, tab, area, how), "dataFilters": [chosen]}
        for chosen in asked.body.get("dataFilters", [])
        for tab, area in values.filtered(book, chosen)
    ]
    return {"spreadsheetId": book.id, **({"valueRanges": told} if told else {})}, None


@_method("values.update", "UpdateValuesResponse", "ValueRange", "data")
def _values_update(book: Book, asked: Asked) -> Answer:
    _check_range(asked)
    draft = book.copy()
    enter = values.entry(draft, asked.options.get("valueInputOption"), asked.today)
    done = values.write(draft, asked.argument, asked.body, enter)
    draft.changed()
    return _updated(draft, done, _answers(asked.options)), draft


@_method("values.append", "AppendValuesResponse", "ValueRange", "data")
def _values_append(book: Book, asked: Asked) -> Answer:
    _check_range(asked)
    draft = book.copy()
    enter = values.entry(draft, asked.options.get("valueInputOption"), asked.today)
    insert = asked.options.get("insertDataOption") == "INSERT_ROWS"
    table, done = values.append(draft, asked.argument, asked.body, enter, insert=insert)
    draft.changed()
    answer = {"spreadsheetId": book.id, "updates": _updated(draft, done, _answers(asked.options))}
    if table:
        answer["tableRange"] = a1.shown(done.tab, table)
    return answer, draft


def _check_range(asked: Asked) -> None:
    named = asked.body.get("range")
    if named and named != asked.argument:
        raise Invalid(f"Request range[{asked.argument}] does not match value's range[{named}]")


@_method("values.batchUpdate", "BatchUpdateValuesResponse", "BatchUpdateValuesRequest")
def _values_batch_update(book: Book, asked: Asked) -> Answer:
    draft, body = book.copy(), asked.body
    enter = values.entry(draft, body.get("valueInputOption"), asked.today)
    done = [
        values.write(draft, str(data.get("range", "")), data, enter, f"data[{at}]")
        for at, data in enumerate(body.get("data", []))
    ]
    draft.changed()
    responses = [_updated(draft, one, _answers(body)) for one in done]
    return _total(book, done, responses), draft


@_method(
    "values.batchUpdateByDataFilter", "BatchUpdateValuesByDataFilterResponse", "BatchUpdateValuesByDataFilterRequest"
)
def _values_update_by_filter(book: Book, asked: Asked) -> Answer:
    draft, body = book.copy(), asked.body
    enter = values.entry(draft, body.get("valueInputOption"), asked.today)
    done: list[tuple[values.Written, Mapping[str, Any]]] = []
    for data in body.get("data", []):
        chosen = data.get("dataFilter", {})
        for tab, area in values.filtered(draft, chosen):
            done.append((values.write(draft, a1.shown(tab, area), data, enter), chosen))
    draft.changed()
    told = [{**_updated(draft, one, _answers(body)), "dataFilter": chosen} for one, chosen in done]
    for answer in told:
        del answer["spreadsheetId"]
    return _total(book, [one for one, _ in done], told), draft


def _answers(options: Mapping[str, Any]) -> values.Reading | None:
    """How the written values are to be told; None where they are not."""
    included = str(options.get("includeValuesInResponse", "")).lower() == "true"
    return values.reading(options, "response") if included else None


def _updated(book: Book, done: values.Written, how: values.Reading | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"spreadsheetId": book.id, "updatedRange": a1.shown(done.tab, done.area)}
    counts = {"updatedRows": done.rows, "updatedColumns": done.columns, "updatedCells": done.cells}
    answer |= {name: count for name, count in counts.items() if count}
    if how is not None:
        answer["updatedData"] = values.value_range(book, done.tab, done.area, how)
    return answer


def _total(book: Book, done: Sequence[values.Written], responses: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {
        "totalUpdatedRows": len({(one.tab.gid, row) for one in done for row in range(one.area.top, one.area.bottom)}),
        "totalUpdatedColumns": len({(one.tab.gid, at) for one in done for at in range(one.area.left, one.area.right)}),
        "totalUpdatedCells": sum(one.cells for one in done),
        "totalUpdatedSheets": len({one.tab.gid for one in done}),
    }
    return {"spreadsheetId": book.id, **{name: count for name, count in counts.items() if count}} | (
        {"responses": responses} if responses else {}
    )


@_method("values.clear", "ClearValuesResponse", "ClearValuesRequest")
def _values_clear(book: Book, asked: Asked) -> Answer:
    draft = book.copy()
    return {"spreadsheetId": book.id, "clearedRange": _cleared(draft, *a1.find(draft, asked.argument))}, draft


@_method("values.batchClear", "BatchClearValuesResponse", "BatchClearValuesRequest")
def _values_batch_clear(book: Book, asked: Asked) -> Answer:
    draft = book.copy()
    cleared = [_cleared(draft, *a1.find(draft, str(text))) for text in asked.body.get("ranges", [])]
    return {"spreadsheetId": book.id, "clearedRanges": cleared}, draft


@_method("values.batchClearByDataFilter", "BatchClearValuesByDataFilterResponse", "BatchClearValuesByDataFilterRequest")
def _values_clear_by_filter(book: Book, asked: Asked) -> Answer:
    draft = book.copy()
    cleared = [
        _cleared(draft, tab, area)
        for chosen in asked.body.get("dataFilters", [])
        for tab, area in values.filtered(draft, chosen)
    ]
    return {"spreadsheetId": book.id, "clearedRanges": cleared}, draft


def _cleared(draft: Book, tab: Tab, area: Any) -> str:
    values.clear(tab, area)
    draft.changed()
    return a1.shown(tab, area)


@_method("developerMetadata.get", "DeveloperMetadata")
def _metadata_get(book: Book, asked: Asked) -> Answer:
    found = [one for one in book.developer_metadata if str(one.get("metadataId")) == asked.argument]
    if not found:
        raise ApiError(404, "Requested entity was not found.")
    return found[0], None


@_method("developerMetadata.search", "SearchDeveloperMetadataResponse", "SearchDeveloperMetadataRequest")
def _metadata_search(book: Book, asked: Asked) -> Answer:
    matched = [
        {"developerMetadata": one, "dataFilters": met}
        for one in book.developer_metadata
        if (met := [chosen for chosen in asked.body.get("dataFilters", []) if values.meets(one, chosen)])
    ]
    return {"matchedDeveloperMetadata": matched} if matched else {}, None
