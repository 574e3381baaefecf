"""The company that a row names."""

from __future__ import annotations

from dataclasses import dataclass, field

from theodore.model.fields import Tab, Value

#: The middle of the scale 1 to 5; a row that states no priority has it.
DEFAULT_PRIORITY = 3
PRIORITIES = range(1, 6)


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the user wrote it down.

    record_id: the stable key of its row. name, website: the cells' text, unchanged.
    priority: 1 to 5, higher is done first.
    """

    record_id: str
    name: str
    website: str
    priority: int = DEFAULT_PRIORITY


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of the user's table.

    position: its place among the rows, from 0. company: what the row names. cells: every cell of the row as text, in
    the order of the table's own columns. number: the line of a text file on which it begins, or the row's number in a
    spreadsheet, from 1; for people, and for whoever writes beside it.
    """

    position: int
    company: Company
    cells: tuple[str, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row as a sheet shows it.

    cells: the user's own cells, unchanged. companies, details: field to value for the two tabs; details is None
    while the row has none. pinned: of these the fields whose value a person wrote; it is in place of ours already.
    """

    cells: tuple[str, ...]
    companies: dict[str, Value] = field(default_factory=dict)
    details: dict[str, Value] | None = None
    pinned: frozenset[tuple[Tab, str]] = frozenset()
