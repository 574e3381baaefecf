"""Two programs fill a sheet while a person works in it: one finds its rows, one counts them. The oracle tells which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

import pytest

from tests.farm.sheets.caller import Answer, Caller
from tests.farm.sheets.oracle import differences
from theodore.farm.sheets import Emulator, Fault, Faults, SheetsConfig, running
from theodore.farm.sheets.person import Person

_HEADERS = ["Company", "Website", "Notes", "Status", "Industry", "Record ID"]
_COMPANIES = 12


def _results() -> dict[str, dict[str, Any]]:
    return {f"r-{at}": {"Status": "completed", "Industry": f"Industry {at}"} for at in range(_COMPANIES)}


@dataclass
class _Program:
    """Writes results until a read shows that all of them stand. counts: takes rows for where they were at first."""

    caller: Caller
    book: str
    wanted: Mapping[str, Mapping[str, Any]]
    counts: bool = False
    ids: list[str] = field(default_factory=list)
    written: set[Any] = field(default_factory=set)
    confirmed: set[tuple[str, str]] = field(default_factory=set)
    cleared: bool = False
    pinned: dict[tuple[str, str], Any] = field(default_factory=dict)

    def cycle(self) -> bool:
        """Read, write what differs, and say whether all stood as it should."""
        answer = self._call("GET", f"/{self.book}/values/Companies", query={"valueRenderOption": "UNFORMATTED_VALUE"})
        if answer is None:
            return False
        rows = [row + [""] * (6 - len(row)) for row in answer.body["values"]][1:]
        self.ids = self.ids or [row[5] for row in rows]
        named = self.ids if self.counts else [row[5] for row in rows]
        changes = [
            change
            for at, (row, record_id) in enumerate(zip(rows, named, strict=False))
            if not record_id or record_id not in named[:at]  # of copies the first
            for change in self._changes(at, row, record_id)
        ]
        self.cleared = any(change["updateCells"]["rows"] == [{"values": [{}]}] for change in changes)
        if changes:
            self._call("POST", f"/{self.book}:batchUpdate", {"requests": changes})
        return not changes

    def _changes(self, at: int, row: list[Any], record_id: str) -> Iterator[Any]:
        results = self.wanted[record_id] if record_id else {"Status": None, "Industry": None}
        for column, header in ((3, "Status"), (4, "Industry")):
            place, held = (record_id, header), row[column] if row[column] != "" else None
            if record_id and not self._is_ours(held, place):
                self.pinned[place] = held
            wanted = self.pinned.get(place, results[header])
            if held == wanted:
                self.confirmed.add(place)
            else:
                self.written.add(wanted)
                yield _cell(at, column, wanted)

    def _is_ours(self, held: Any, place: tuple[str, str]) -> bool:
        """Whether the program may have left this there: else a person did."""
        if held is None:
            # what was to be cleared in another row may have been this one, after a sort
            self.confirmed -= {place} if self.cleared else set()
            return place not in self.confirmed
        return held in self.written or held == "pending"

    def _call(self, method: str, way: str, body: Any = None, query: Any = ()) -> Answer | None:
        try:
            answer = self.caller.ask(method, way, body, query)
        except (OSError, HTTPException):
            return None
        return answer if answer.status == 200 else None


def _cell(row: int, column: int, value: Any) -> dict[str, Any]:
    kind = "stringValue" if isinstance(value, str) else "numberValue"
    held = {} if value is None else {"userEnteredValue": {kind: value}}
    start = {"sheetId": 0, "rowIndex": row + 1, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [held]}], "fields": "userEnteredValue"}}


@pytest.fixture(scope="module")
def plagued() -> Iterator[Emulator]:
    plenty = 1_000_000
    silent = (Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER)
    with running(
        SheetsConfig(
            reads_per_minute=plenty,
            writes_per_minute=plenty,
            project_reads=plenty,
            project_writes=plenty,
            faults=Faults({one: 0.02 for one in Fault if one not in silent}, on=frozenset({"read", "write"})),  # type: ignore[arg-type]  # a Kind is its word
        )
    ) as google:
        yield google


def _worked(google: Emulator, seed: int, *, counts: bool) -> list[str]:
    rows = [[f"Company {at}", f"{at}.test", None, "pending", None, f"r-{at}"] for at in range(_COMPANIES)]
    book = google.add_book({"Companies": [_HEADERS, *rows]})
    newcomers = [{"Company": "New", "Website": "new.test"}] * 3
    person = Person(google, book, seed, own=("Company", "Website", "Notes"), newcomers=newcomers, pause_s=(0.0, 0.004))
    program = _Program(Caller(google), book, _results(), counts)
    with person:
        while len(person.acts) < 40:
            program.cycle()
    for _ in range(100):
        if program.cycle():
            break
    return differences(google, book, person, program.wanted)


@pytest.mark.parametrize("seed", range(5))
def test_who_finds_its_rows_leaves_all_as_it_should_be(plagued: Emulator, seed: int) -> None:
    assert _worked(plagued, seed, counts=False) == []


def test_who_counts_rows_is_found_out(plagued: Emulator) -> None:
    assert _worked(plagued, 1, counts=True)
