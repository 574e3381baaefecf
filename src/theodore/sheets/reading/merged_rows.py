"""Companies whose cell is merged over several rows, as people do who note several contacts or offices of one.

Such a cell belongs to each of its rows, though only the first of them holds its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from theodore.sheets.headers import Places
from theodore.sheets.reading.header_row import Merge
from theodore.sheets.reading.records import Record, cell


class MergedRows:
    """The names and the websites of rows whose own cell is merged with one above. Rows are added from the top.

    names: by the number of the row.
    """

    def __init__(self, merges: Iterable[Merge], places: Places, header_number: int, links: dict[int, str]) -> None:
        """links: the websites that are known of rows by other means; those that are found here are put there too."""
        self.names: dict[int, str] = {}
        self._websites = links
        self._rows = 0
        self._first = 0
        downward = [merge for merge in merges if header_number < merge.top < merge.bottom]
        self._of_name = _Column(places.name, downward)
        self._of_website = _Column(places.website, downward)

    def add(self, record: Record) -> None:
        """Take note of one row."""
        number, cells = record
        name = self._of_name.text_above(number, cell(cells, self._of_name.place))
        own = self._websites.get(number, cell(cells, self._of_website.place))
        website = self._of_website.text_above(number, own)
        if name:
            self.names[number] = name
        if website:
            self._websites[number] = website
        if name or website:
            self._first = self._first or number
            self._rows += 1

    def notices(self) -> Iterator[str]:
        """What a person should know of them."""
        if self._rows:
            yield (
                f"Rows whose name or website is merged with a row above: {self._rows} (the first: row {self._first}); "
                "it holds for them too."
            )


@dataclass(slots=True)
class _Column:
    """The merged cells of one column, and the last of them that was come by."""

    place: int | None
    merges: list[Merge]
    _next: int = field(default=0, init=False)
    _bottom: int = field(default=0, init=False)
    _text: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.merges = sorted((merge for merge in self.merges if merge.left == self.place), key=lambda merge: merge.top)

    def text_above(self, number: int, own: str) -> str:
        """The text of the merged cell that reaches down to this row, if the row's own cell has none."""
        while self._next < len(self.merges) and self.merges[self._next].top <= number:
            merge = self.merges[self._next]
            self._bottom, self._text = merge.bottom, own if merge.top == number else ""
            self._next += 1
        return self._text if number <= self._bottom and not own.strip() else ""
