"""What must hold in a sheet after a program has filled it while a person worked in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from theodore.farm.sheets import Emulator
from theodore.farm.sheets.deeds import RECORD_ID, Deed
from theodore.farm.sheets.person import Person


def differences(
    google: Emulator,
    book_id: str,
    person: Person,
    expected: Mapping[str, Mapping[str, Any]],
    *,
    tab: str = "Companies",
    header_row: int = 1,
) -> list[str]:
    """What is not as it has to be, in words; nothing where all is well.

    person: after it was stopped. expected: by record id and header what the program was to write, as `google.values`
    tells it. Of several rows with one id, which the person copied, it is the first that must be right.
    """
    rows = _rows(google, book_id, tab, header_row)
    places: dict[str, list[int]] = {}
    for at, row in rows:
        if row.get(RECORD_ID):
            places.setdefault(row[RECORD_ID], []).append(at)
    copied = {act.record_id for act in person.acts if act.deed is Deed.COPY}
    firsts = {found[0] for found in places.values()}
    return [
        *_own_cells(person),
        *(f"{each} stands in rows {at}" for each, at in places.items() if len(at) > 1 and each not in copied),
        *(f"{each} is missing" for each in expected if each not in {*places, *person.deleted}),
        *(f"{each} is back" for each in person.deleted if each in places),
        *(f"row {at} has no id, but {left}" for at, row in rows if (left := _left(row, person, expected))),
        *(line for at, row in rows if at in firsts for line in _cells(at, row, person, expected)),
    ]


def _rows(google: Emulator, book_id: str, tab: str, header_row: int) -> list[tuple[int, dict[str, Any]]]:
    values = google.values(book_id, tab)
    headers = values[header_row - 1]
    return [
        (at, {header: value for header, value in zip(headers, row, strict=False) if value != ""})
        for at, row in enumerate(values[header_row:], header_row + 1)
    ]


def _own_cells(person: Person) -> Iterator[str]:
    for harm in person.harms:
        yield f"row {harm.row}: {harm.header} was {harm.expected!r}, and somebody made it {harm.found!r}"


def _left(row: Mapping[str, Any], person: Person, expected: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the program wrote into a row that has no record id."""
    if row.get(RECORD_ID):
        return {}
    headers = {header for cells in expected.values() for header in cells}
    return {header: value for header, value in row.items() if header in headers - set(person.own)}


def _cells(at: int, row: Mapping[str, Any], person: Person, expected: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    record_id = str(row.get(RECORD_ID, ""))
    for header, wanted in expected.get(record_id, {}).items():
        right = _right(person, record_id, header, wanted)
        if row.get(header) not in right:
            yield f"row {at}: {header} of {record_id} is {row.get(header)!r}, not {' or '.join(map(repr, right))}"


def _right(person: Person, record_id: str, header: str, wanted: Any) -> list[Any]:
    """What may stand there."""
    acts = [act for act in person.acts if act.record_id == record_id]
    edits = [act for act in acts if act.deed is Deed.EDIT_OURS and act.header == header]
    if any(act.deed is Deed.COPY for act in acts):
        # an old copy that a sort brings before its original looks like a row whose cells a person has put back
        return [wanted, None, *(act.after for act in edits)]
    if not edits:
        return [wanted]
    # what the program could not have seen it may have overwritten
    return [edits[-1].after] if person.noticed(edits[-1]) else [wanted, edits[-1].after]
