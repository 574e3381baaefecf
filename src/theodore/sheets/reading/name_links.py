"""Companies whose website is nowhere but behind their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from theodore.sheets.headers import Places
from theodore.sheets.reading.records import Record, cell


class NameLinks:
    """Companies whose website's cell is blank, and whose name leads there.

    links: the addresses behind the names, by the number of the row.
    """

    def __init__(self, links: Mapping[int, str], places: Places) -> None:
        self._links = links
        self._places = places
        self._count = 0
        self._first = 0

    def add(self, record: Record, websites: dict[int, str]) -> None:
        """Take note of one row. websites: where what is found is put."""
        number, cells = record
        if number not in self._links or cell(cells, self._places.website).strip():
            return
        if cell(cells, self._places.name).strip():
            self._first = self._first or number
            self._count += 1
            websites[number] = self._links[number]

    def notices(self) -> Iterator[str]:
        """What a person should know of them."""
        if self._count:
            yield (
                f"Websites that are taken from the link behind the company's name, for their own cell is blank: "
                f"{self._count} (the first: row {self._first})."
            )
