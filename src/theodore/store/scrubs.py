"""Texts here and there that hold what is to be forgotten: each column is rid of it in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, select, update

from theodore.store.figures import STREAMED
from theodore.store.forgotten import FORGOTTEN, Forgotten, save_profile, unnamed, update_lines
from theodore.store.rows import chunks
from theodore.store.schema import attempts, cells, companies, events, pages, pins, profiles, rows, runs, sheets, sites
from theodore.store.traces import Trace

_GONE: Final = object()


def scrub(connection: Connection, trace: Trace, found: Forgotten) -> None:
    """Rid all texts of it, and the keys of rows and companies."""
    for one in _SCRUBS:
        _scrub(connection, trace, one, found)
    _forget_keys(connection, trace, found)


@dataclass(frozen=True, slots=True)
class _Scrub:
    """How one column is rid of it. without: its value without it."""

    kind: str
    table: Table
    column: str
    without: Callable[[Trace, Any], Any]


def _nothing(trace: Trace, text: str) -> str | None:
    return None if trace.is_in_page(text) else text


def _empty(trace: Trace, text: str) -> str:
    return "" if trace.is_in_page(text) else text


def entries(trace: Trace, value: Any) -> Any:
    """Without the items, entries and texts that hold it; a mapping within a list goes as a whole."""
    left = _left(trace, value)
    return type(value)() if left is _GONE else left


def _left(trace: Trace, value: Any) -> Any:
    match value:
        case str():
            return _GONE if trace.is_in_page(value) else value
        case list():
            return [item for item in value if not trace.is_in_value(item)]
        case dict():
            named = {name: _left(trace, inner) for name, inner in value.items() if not trace.is_in(name)}
            # what has become empty by this says nothing any more
            return {name: left for name, left in named.items() if left is not _GONE and (left or not value[name])}
        case _:
            return value


def _blanked(trace: Trace, value: Any) -> Any:
    """With empty texts in the place of those that hold it: whoever reads it expects its keys."""
    match value:
        case str():
            return _empty(trace, value)
        case list():
            return [_blanked(trace, item) for item in value]
        case dict():
            return {name: _blanked(trace, inner) for name, inner in value.items() if not trace.is_in(name)}
        case _:
            return value


def _without_choice(trace: Trace, settings: Mapping[str, Any]) -> dict[str, Any]:
    """A run's settings without the choice of its rows, if that holds it: a command that resumes it brings its own."""
    chosen = {name: value for name, value in settings.items() if name == _SELECTION and trace.is_in_value(value)}
    return {**settings, **dict.fromkeys(chosen)}


def _blanked_cells(trace: Trace, texts: Sequence[str]) -> list[str]:
    """The cells of a row, each in its place; a first and a last name may stand in two."""
    split = {place for place in pairs_with(trace, texts) for place in (place, place + 1)}
    return ["" if place in split or trace.is_in(text) else text for place, text in enumerate(texts)]


def pairs_with(trace: Trace, texts: Sequence[str]) -> Iterator[int]:
    """The places, from 0, of cells that hold it together with the next one alone."""
    for place, (one, other) in enumerate(pairwise(texts)):
        if one and other and trace.is_in(f"{one} {other}") and not (trace.is_in(one) or trace.is_in(other)):
            yield place


#: The setting that says which rows a run was to do.
_SELECTION: Final = "selection"

_SCRUBS: Final = (
    _Scrub("values", profiles, "profile", entries),
    _Scrub("messages", profiles, "unverified", _nothing),
    _Scrub("cells", rows, "cells", _blanked_cells),
    _Scrub("cells", rows, "name", _empty),
    _Scrub("cells", rows, "website", _empty),
    _Scrub("sites", rows, "site_key", _nothing),
    _Scrub("messages", rows, "progress", _empty),
    _Scrub("messages", rows, "message", _nothing),
    _Scrub("messages", rows, "error_notes", _nothing),
    _Scrub("messages", attempts, "message", _nothing),
    _Scrub("messages", attempts, "url", _nothing),
    _Scrub("messages", attempts, "final_origin", _nothing),
    _Scrub("messages", attempts, "way", _empty),
    _Scrub("messages", attempts, "missed", entries),
    _Scrub("headers", pages, "headers", entries),
    _Scrub("sites", sites, "origin", _nothing),
    _Scrub("events", events, "data", _blanked),
    _Scrub("pinned cells", pins, "pinned", entries),
    # the ids of rows: a table may bear a column of them, of whatever they are
    _Scrub("record ids", sheets, "sent", entries),
    _Scrub("choices of rows", runs, "settings", _without_choice),
)


def _scrub(connection: Connection, trace: Trace, scrub: _Scrub, found: Forgotten) -> None:
    table, column = scrub.table, scrub.table.c[scrub.column]
    keys = list(table.primary_key.columns)
    # of events, what a run says of its files stays: see store/forget
    mine = events.c.kind != "run_started" if table is events else None
    stored = select(*keys, column.label("value"), *_runs_of(table)).where(column.is_not(None))
    stored = stored if mine is None else stored.where(mine)
    changes: list[dict[str, Any]] = []
    of_runs: set[str] = set()
    for row in connection.execute(stored.execution_options(yield_per=STREAMED)).mappings():
        left = scrub.without(trace, row["value"])
        if left == row["value"]:
            continue
        changes.append({key.name: row[key.name] for key in keys} | {scrub.column: left})
        of_runs |= {row["of_run"]} if "of_run" in row else set()
    if table is profiles and scrub.column == "profile":
        _scrub_profiles(connection, changes, found)
        return
    found.add(scrub.kind, len(changes), of_runs)
    update_lines(connection, table, changes)


def _scrub_profiles(connection: Connection, changes: Iterable[dict[str, Any]], found: Forgotten) -> None:
    for change in changes:
        before = connection.execute(select(profiles.c.profile).where(profiles.c.id == change["id"])).scalar_one()
        save_profile(connection, change["id"], before, change["profile"], found)


def _runs_of(table: Table) -> list[Any]:
    """The run that a line belongs to, where its sheet shows what the line says."""
    return [table.c.run_id.label("of_run")] if table in (rows, attempts, events) else []


def _forget_keys(connection: Connection, trace: Trace, found: Forgotten) -> None:
    """Keys that hold it: of a company, whose next visit begins anew, and of a row."""
    named = connection.execute(select(companies.c.id, companies.c.key).execution_options(yield_per=STREAMED))
    for some in chunks([row.id for row in named if trace.is_in(row.key)]):
        renamed = update(companies).where(companies.c.id.in_(some)).values(key=unnamed(companies.c.id))
        found.add("companies", connection.execute(renamed).rowcount)
    for table in (cells, pins):
        known = connection.execute(select(table.c.record_id).distinct()).scalars()
        for some in chunks([record_id for record_id in known if trace.is_in(record_id)]):
            found.add("written cells", connection.execute(delete(table).where(table.c.record_id.in_(some))).rowcount)
    known_rows = connection.execute(select(rows.c.id, rows.c.run_id, rows.c.record_id))
    changes = [(row.id, row.run_id) for row in known_rows if trace.is_in(row.record_id)]
    found.add("record ids", len(changes), (run_id for _, run_id in changes))
    update_lines(connection, rows, [{"id": number, "record_id": f"{FORGOTTEN}-{number}"} for number, _ in changes])
