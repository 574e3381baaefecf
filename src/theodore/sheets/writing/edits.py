"""What people made of the cells that Theodore wrote.

A sink is read row by row, and a row is known by its Record ID; one without an id, or whose id stands above already, is
not looked at. Of each row the journal has the states that were written lately. The one that fits the most cells is what
the person had before them: perhaps not the last one, where the file was opened some writes ago, or where the run was
killed between the note in the journal and the write. Whatever differs from that is the person's, with these exceptions:

- Status, blank or pending, asks for another visit, and is no value.
- While a row is under way, what tells of that changes by itself, and says nothing of a person.
- Values of one column that only changed places were sorted, or pasted, without their rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from theodore.model.company import SourceRow
from theodore.model.errors import SourceError
from theodore.model.fields import Catalogue, Field, Tab, catalogue
from theodore.model.states import SheetStatus
from theodore.sheets.canonical import Held, canonical, digest, held
from theodore.sheets.columns import companies_columns, details_fields, is_details
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.csv_records import find_format, read_records
from theodore.sheets.reading.records import Record
from theodore.sheets.reading.workbook_records import WorkbookRecords
from theodore.sheets.writing.csv_table import details_path, is_csv

STATUS, RECORD_ID = "status", "record_id"
#: What makes a header of ours another one than the user's, see sheets/columns.
SUFFIX = " (Theodore)"

#: Rows within which the headers are looked for: a person may put a title above them.
_LOOK = 50
#: Cells of one column that must have changed places before a person may have sorted it alone.
_SORTED = 4
#: Formulas are looked for in sheets of so many rows at most, for it takes reading the workbook anew.
_MOST_FORMULAS = 20_000

#: Fields that tell of a row on its way.
_MOVING = frozenset(field.name for field in catalogue().fields if field.group == "system")
_PROCESSING = digest(SheetStatus.PROCESSING)
_UNDER_WAY = {digest(status) for status in (SheetStatus.PENDING, SheetStatus.PROCESSING)}
_AGAIN = frozenset({"", SheetStatus.PENDING.value})

#: Field to digest, a blank one left out; see `canonical.digest`.
Digests = Mapping[str, str]


#: A cell of a workbook: its tab, its row from 1, its column from 0.
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sink as it is now.

    texts: by field, of those that have a column. sheet, number: the tab and the row of a workbook where it stands.
    columns: the place of each field there, from 0.
    """

    tab: Tab
    record_id: str
    texts: dict[str, str]
    sheet: str
    number: int
    columns: Mapping[str, int]

    def edit(self, name: str, was: str) -> Edit:
        """The edit of this cell, which was something else."""
        place = (self.sheet, self.number, self.columns[name])
        return Edit(self.tab, self.record_id, name, self.texts[name], was, place)


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that a person changed. was: the digest of what stood there. place: where it is, in a workbook."""

    tab: Tab
    record_id: str
    field: str
    text: str
    was: str
    place: Place


@dataclass(frozen=True, slots=True)
class RowEdits:
    """What a person did in one row. again: they ask for another visit."""

    edits: tuple[Edit, ...]
    again: bool


def read_sink(
    path: Path,
    own: Sequence[str],
    choice: ColumnChoice,
    ours: Collection[str] = (),
    known: Catalogue | None = None,
    besides: Collection[Path] = (),
) -> Iterator[SheetRow]:
    """The rows of a sink and of its details, with the cells that are Theodore's.

    own: the headers of the table's columns before it was written, from which follows how ours are called. ours: those
    among them that Theodore had added before. known: the catalogue of the run that wrote it; ours if not given.
    besides: files of it that are left out. Raises SourceError where a file cannot be read; one that is not there has no
    rows.
    """
    every = known or catalogue()
    companies = _headers(own, choice, ours, every)
    details = {field.header: field.name for field in _watched(_all_details(every))}
    for table in _tables(path, choice, besides):
        # the first of several copies is the row; of a million ids the hashes take 70 MB
        seen: set[int] = set()
        for row in _known(table, companies, details):
            key = hash(row.record_id)
            if key not in seen:
                seen.add(key)
                yield row


def edits_of(
    row: SheetRow,
    states: Sequence[Digests],
    base: Digests | None = None,
    moving: Collection[str] = _MOVING,
) -> RowEdits:
    """What differs in a row from what was written.

    states: what was, the newest first; without any nothing is known. base: the one that the person had before them, if
    that is known; else it is told by what stands there. moving: fields that tell of a row on its way, of which a person
    may have a copy that is older than any state.
    """
    if not states:
        return RowEdits((), again=False)
    now = _now(row)
    base = _closest(now, states) if base is None else base
    changed = [name for name in row.texts if not now[name].is_still(base.get(name, ""))]
    if not changed:
        return RowEdits((), again=False)
    again = STATUS in changed and _is_asked(row.texts[STATUS])
    edits = tuple(
        row.edit(name, base.get(name, ""))
        for name in changed
        if not (name in moving and _is_of_its_way(name, now, base, states)) and not (again and name == STATUS)
    )
    # a row that was to be visited anyway need not be asked for
    return RowEdits(edits, again and base.get(STATUS, "") not in _UNDER_WAY)


def without_moved(edits: Sequence[Edit]) -> list[Edit]:
    """The edits without values that only changed places within their column."""
    columns: defaultdict[tuple[Tab, str], list[Edit]] = defaultdict(list)
    for edit in edits:
        columns[edit.tab, edit.field].append(edit)
    return [edit for column in columns.values() for edit in _brought(column)]


def with_formulas(path: Path, edits: Sequence[Edit]) -> list[Edit]:
    """The edits, with the formula as text where a cell that seems empty holds one whose value nobody saved."""
    emptied = {edit.place for edit in edits if not edit.text}
    if not emptied or is_csv(path):
        return list(edits)
    found = _formulas(path, emptied)
    completed = (_with_formula(edit, found) for edit in edits)
    return [edit for edit in completed if not held(edit.text).is_still(edit.was)]


def asking(own: Sequence[str], choice: ColumnChoice) -> Callable[[SourceRow], bool]:
    """Whether a row of a table of companies asks for a visit: it is a former result, and the row's Status blank or
    pending.

    own: the table's headers. A row without an id of its own is a new one.
    """
    places = {
        column.field.name: column.own
        for column in companies_columns(own, choice, links=False)
        if column.field is not None and column.own is not None
    }
    status, record_id = places.get(STATUS), places.get(RECORD_ID)
    if status is None or record_id is None:
        return lambda _: False
    return lambda row: bool(_cell(row.cells, record_id).strip()) and _is_asked(_cell(row.cells, status))


def _is_asked(status: str) -> bool:
    return canonical(status).casefold() in _AGAIN


def _headers(own: Sequence[str], choice: ColumnChoice, ours: Collection[str], known: Catalogue) -> dict[str, str]:
    """The headers that our columns have on the tab Companies, and the field of each."""
    # those of a former result are known by themselves, whether anything fills them now or not
    every = frozenset(field.name for field in known.fields)
    columns = companies_columns(own, choice, links=True, besides=every, known=known)
    fields = {
        column.header.strip(): column.field for column in columns if column.field is not None and column.own is not None
    }
    theirs = {header.strip() for header in own} - set(ours)
    # a person may choose any field for this tab
    for field in known.fields:
        if field not in fields.values():
            fields.setdefault(field.header + (SUFFIX if field.header in theirs else ""), field)
    return {header: field.name for header, field in fields.items() if field in _watched([field])}


def _all_details(known: Catalogue) -> tuple[Field, ...]:
    return details_fields(frozenset(field.name for field in known.fields), known)


def _watched(fields: Iterable[Field]) -> list[Field]:
    # a link is a formula of ours
    return [field for field in fields if field.type != "formula"]


@dataclass(frozen=True, slots=True)
class _Table:
    """name: of the tab. first: the column in which its records begin, from 0."""

    name: str
    records: Iterator[Record]
    first: int = 0


def _tables(path: Path, choice: ColumnChoice, besides: Collection[Path]) -> Iterator[_Table]:
    if is_csv(path):
        for file in (path, details_path(path)):
            if file not in besides and file.is_file() and file.stat().st_size > 0:
                yield _Table("", read_records(file, find_format(file, choice)))
    elif path.is_file() and path.stat().st_size > 0:
        book = _opened(path)
        for tab in book.tabs:
            yield _Table(tab, book.records(tab), book.first_column(tab))


def _opened(path: Path) -> WorkbookRecords:
    try:
        return WorkbookRecords(path)
    except Exception as error:  # calamine has errors of its own for each format, without a common ancestor
        problem = f"the workbook cannot be read ({error})"
        raise SourceError(str(path), problem, "Open it and save it anew, or move it away") from error


def _known(table: _Table, companies: Mapping[str, str], details: Mapping[str, str]) -> Iterator[SheetRow]:
    """The rows of a table that has columns of ours."""
    for _, cells in islice(table.records, _LOOK):
        headers = [cell.strip() for cell in cells]
        tab = Tab.DETAILS if is_details(headers) else Tab.COMPANIES
        places = _places(headers, details if tab is Tab.DETAILS else companies)
        if RECORD_ID in places and (tab is Tab.DETAILS or STATUS in places):
            yield from _rows(table, tab, places)
            return


def _places(headers: Sequence[str], ours: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        if header in ours:
            found.setdefault(ours[header], place)
    return found


def _rows(table: _Table, tab: Tab, places: dict[str, int]) -> Iterator[SheetRow]:
    id_place = places.pop(RECORD_ID)
    columns = {name: table.first + place for name, place in places.items()}
    for number, cells in table.records:
        record_id = _cell(cells, id_place).strip()
        if record_id:
            texts = {name: _cell(cells, place) for name, place in places.items()}
            yield SheetRow(tab, record_id, texts, table.name, number, columns)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _now(row: SheetRow) -> dict[str, Held]:
    return {name: held(text) for name, text in row.texts.items()}


def _closest(now: Mapping[str, Held], states: Sequence[Digests]) -> Digests:
    """The state that fits the most cells."""
    return max(states, key=lambda state: _fit(now, state))


def _fit(now: Mapping[str, Held], state: Digests) -> int:
    return sum(each.is_still(state.get(name, "")) for name, each in now.items())


def _is_of_its_way(name: str, held_now: Mapping[str, Held], base: Digests, states: Sequence[Digests]) -> bool:
    """Whether this tells of the row's way: the row was under way, or it was said of it lately.

    Nobody asks for "processing": it stands in a copy that was opened while the row was.
    """
    now, status = held_now[name], held_now.get(STATUS, held(""))
    if name == STATUS:
        is_on_its_way = now.digest == _PROCESSING
    else:
        is_on_its_way = status.digest == _PROCESSING or base.get(STATUS, "") in _UNDER_WAY
    if is_on_its_way:
        return True
    return now.digest != "" and any(now.is_still(state.get(name, "")) for state in states)


def _brought(column: Sequence[Edit]) -> Iterator[Edit]:
    """Of the edits of one column those that brought something new."""
    were = Counter(edit.was for edit in column)
    moved = Counter(digest(edit.text) for edit in column) & were
    is_sorted = moved.total() >= max(_SORTED, len(column) / 2)
    for edit in column:
        now = digest(edit.text)
        if is_sorted and moved[now] > 0:
            moved[now] -= 1
        else:
            yield edit


def _formulas(path: Path, wanted: set[Place]) -> dict[Place, str]:
    """The formulas in these cells of a workbook."""
    # takes longer to import than all else that a command needs, and is needed for such cells alone
    import openpyxl  # noqa: PLC0415 - as said

    found: dict[Place, str] = {}
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        for sheet in {sheet for sheet, _, _ in wanted}:
            last = min(max(number for of, number, _ in wanted if of == sheet), _MOST_FORMULAS)
            for row in book[sheet].iter_rows(max_row=last):
                for cell in row:
                    if cell.data_type == "f":
                        found[sheet, cell.row, cell.column - 1] = str(cell.value)  # type: ignore[operator,index]  # one with a value has a place
    finally:
        book.close()
    return found


def _with_formula(edit: Edit, found: Mapping[Place, str]) -> Edit:
    formula = found.get(edit.place)
    return edit if edit.text or formula is None else replace(edit, text=formula)
