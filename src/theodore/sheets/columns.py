"""Which columns a result has.

The tab Companies: the user's own columns first, with their headers and their order, then those of the catalogue. The
name and the website are not repeated where the user's columns hold them. A header of the user's that is also one of
ours stays theirs; ours is then called "Status (Theodore)".

A former result that serves as source again is known by the headers that Theodore gave it. Its columns of ours are
written anew, where they stand. Facts that this run has not found out yet stay as they were.

What this version looks for has a column; any other field of the catalogue has one only where a run knows it, from a
caller's own pipeline: no column of the sheet is empty because nobody filled it.

The column Record ID is the row's key by contract, whoever made it: it is kept, and filled where it is empty or copied.

A person may choose which columns Theodore adds to the tab Companies, and in which order, from the whole catalogue. The
status and the Record ID are added always. The tab Details has all fields whatever was chosen.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from theodore.model.company import ResultRow
from theodore.model.errors import ConfigurationError
from theodore.model.fields import Catalogue, Field, Tab, Value, catalogue, is_blank
from theodore.sheets.headers import ColumnChoice, find_places, normal_form

LINK = "details_link"
_SUFFIX = " (Theodore)"

#: Shares of one: the quotients of two counts, or estimates.
_SHARES = frozenset({"field_coverage", "classification_confidence"})

#: A table with all of these columns was written by Theodore, by this or by another version of the catalogue.
_DETAILS_SIGNATURE = ("official_name", "final_website", "record_id", "last_updated")
_COMPANIES_SIGNATURE = ("status", "progress", "error_type", "error_notes", "research_date", "record_id")

#: What is added whatever a person chose: how the row stands, and its key.
_ALWAYS = ("status", "record_id")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the tab Companies.

    field: what of the catalogue it shows; None for a column that is the user's alone. own: its index among the
    user's cells; None for one that Theodore adds.
    """

    header: str
    field: Field | None
    own: int | None

    def kept(self, row: ResultRow) -> str | None:
        """The user's cell where it is to stand to the letter; None where the column shows what this run says.

        In a former result, facts stand until the row has a profile; its own state is always this run's.
        """
        if self.own is None:
            return None
        if self.field is None:
            return self._cell(row)
        is_fact = self.field.group != "system" and row.details is None
        unsaid = is_blank(row.companies.get(self.field.name))
        return self._cell(row) if unsaid and (is_fact or self.field.name == "record_id") else None

    def _cell(self, row: ResultRow) -> str:
        return row.cells[self.own] if self.own is not None and self.own < len(row.cells) else ""


def companies_columns(
    own: Sequence[str],
    choice: ColumnChoice | None = None,
    *,
    links: bool,
    besides: Collection[str] = (),
    fields: Sequence[str] | None = None,
    ours: Collection[str] = (),
    known: Catalogue | None = None,
) -> tuple[Column, ...]:
    """The columns of the tab Companies for a table whose own columns are `own`.

    links: whether the format can link a row to its details. besides: fields that are shown though this version does
    not look for them. fields: those that are added, in this order; None for all of the tab. Those of a former result
    stay where they stand, and are written anew, chosen or not. ours: headers that are known to be those of columns that
    Theodore added to this very table; with columns of a person's choice nothing else tells. known: the catalogue of the
    run, with its own fields; ours if not given.
    """
    shown = known or catalogue()
    usual = _added_fields(own, choice or ColumnChoice(), _shown(Tab.COMPANIES, besides, shown), links=links)
    wanted = (
        usual
        if fields is None
        else _added_fields(own, choice or ColumnChoice(), chosen_fields(fields, shown), links=links)
    )
    taken = _reused(own, usual) | _reused_besides(own, [field for field in wanted if field not in usual])
    taken |= {field.name: own.index(header) for header, field in _fields_of(ours, shown).items() if header in own}
    names = {place: name for name, place in taken.items()}
    kept = [Column(header, shown[names[at]] if at in names else None, at) for at, header in enumerate(own)]
    theirs = {header.strip() for header in own}
    added = [
        Column(field.header + (_SUFFIX if field.header in theirs else ""), field, None)
        for field in wanted
        if field.name not in taken
    ]
    return (*kept, *added)


def named_fields(text: str, known: Catalogue | None = None) -> tuple[str, ...]:
    """The fields that a list like `Status, Industry` names by their headers or their own names, each once.

    known: as for the columns. Raises ConfigurationError for a name that none has, with those that are like it.
    """
    names = [part.strip() for part in text.split(",") if part.strip()]
    if not names:
        raise ConfigurationError("--columns names no column. Write it like --columns 'Status,Emails,Record ID'.")
    return tuple(dict.fromkeys(field_named(name, "--columns", known) for name in names))


def with_chosen(
    rows: Iterable[ResultRow],
    fields: Sequence[str] | None,
    ours: Collection[str] = (),
    known: Catalogue | None = None,
) -> Iterator[ResultRow]:
    """The rows with what was chosen for the tab Companies, though it is the tab Details that usually shows it.

    fields, ours, known: as for the columns.
    """
    shown = known or catalogue()
    chosen = [*chosen_fields(fields or (), shown), *_fields_of(ours, shown).values()]
    more = dict.fromkeys(field.name for field in chosen if Tab.COMPANIES not in field.tabs)
    for row in rows:
        if more:
            found = row.details or {}
            yield replace(row, companies={name: found.get(name) for name in more} | row.companies)
        else:
            yield row


def field_named(name: str, flag: str, known: Catalogue | None = None) -> str:
    """The field with this header, or with this name of its own. flag: where it was written.

    known: as for the columns. Raises ConfigurationError where none has it, with those that are like it.
    """
    every = known or catalogue()
    forms = {form: field for field in every.fields for form in (normal_form(field.name), normal_form(field.header))}
    wanted = normal_form(name)
    if wanted in forms:
        return forms[wanted].name
    near = dict.fromkeys(forms[form].header for form in difflib.get_close_matches(wanted, list(forms), n=3))
    usual = (field.header for field in every.on(Tab.COMPANIES) if field.sought)
    advice = f"Did you mean {' or '.join(map(repr, near))}?" if near else f"Usual ones are {', '.join(usual)}."
    raise ConfigurationError(f"{flag}: Theodore has no column {name!r}. {advice}")


def chosen_fields(fields: Sequence[str], known: Catalogue | None = None) -> list[Field]:
    """What is added where these fields were chosen, in its order; without one that is no field any more."""
    every = known or catalogue()
    return [every[name] for name in (*fields, *(name for name in _ALWAYS if name not in fields)) if name in every]


def details_fields(besides: Collection[str] = (), known: Catalogue | None = None) -> tuple[Field, ...]:
    """The columns of the tab Details; besides, known: as for the tab Companies."""
    return _shown(Tab.DETAILS, besides, known or catalogue())


def unshown_fields(besides: Collection[str] = (), known: Catalogue | None = None) -> tuple[str, ...]:
    """The fields that have no column where these are shown besides; a fact of any company may stand on Details."""
    shown = set(details_fields(besides, known))
    return tuple(field.name for field in (known or catalogue()).on(Tab.DETAILS) if field not in shown)


def _shown(tab: Tab, besides: Collection[str], known: Catalogue) -> tuple[Field, ...]:
    return tuple(field for field in known.on(tab) if field.sought or field.name in besides)


def shown_value(shown: Field, value: Value) -> Value:
    """A value as both formats show it: shares to a tenth of a percent, for nothing here is known more exactly."""
    return round(value, 3) if isinstance(value, float) and shown.name in _SHARES else value


def is_result(headers: Sequence[str]) -> bool:
    """Whether a table with these headers is a tab Companies that Theodore wrote."""
    fields = catalogue()
    return all(_place_of(headers, fields[name]) is not None for name in _COMPANIES_SIGNATURE)


def is_chosen_result(headers: Sequence[str]) -> bool:
    """Whether a table with these headers may be a tab Companies with columns that a person chose.

    Many a person's own table has such columns too, so something else must speak for it.
    """
    fields = catalogue()
    return all(_place_of(headers, fields[name]) is not None for name in _ALWAYS)


def is_details(headers: Sequence[str]) -> bool:
    """Whether a table with these headers is a tab Details that Theodore wrote."""
    fields = catalogue()
    return all(fields[name].header in headers for name in _DETAILS_SIGNATURE)


def _added_fields(own: Sequence[str], choice: ColumnChoice, shown: Sequence[Field], *, links: bool) -> list[Field]:
    places = find_places(own, choice)
    held = {"name": places.name is not None, "website": places.website is not None, LINK: not links}
    return [field for field in shown if not held.get(field.name, False)]


def _reused(own: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """The fields of ours that stand among the user's columns, and where."""
    places = find_places(own, ColumnChoice())
    reused = {} if places.record_id is None else {"record_id": places.record_id}
    if is_result(own):
        # the link too: what a copy of a workbook holds of it leads nowhere
        for field in (*fields, catalogue()[LINK]):
            place = _place_of(own, field)
            if place is not None:
                reused.setdefault(field.name, place)
    return reused


def _fields_of(ours: Iterable[str], known: Catalogue) -> dict[str, Field]:
    """The fields of columns that Theodore added, by their headers."""
    by_header = {field.header: field for field in known.fields}
    found = {header: by_header.get(header.removesuffix(_SUFFIX)) for header in ours}
    return {header: field for header, field in found.items() if field is not None}


def _reused_besides(own: Sequence[str], fields: Sequence[Field]) -> dict[str, int]:
    """The same for fields that a person chose: under our second name alone, for the first may well be the user's."""
    names = {field.name: field.header + _SUFFIX for field in fields}
    return {name: own.index(header) for name, header in names.items() if header in own} if is_result(own) else {}


def _place_of(headers: Sequence[str], field: Field) -> int | None:
    """Where a result shows this field: under our second name if it is there, for then the first is the user's."""
    return next((headers.index(name) for name in (field.header + _SUFFIX, field.header) if name in headers), None)
