"""What the marks of a sheet mean for its rows."""

from __future__ import annotations

from collections.abc import Iterator

from theodore.sheets.headers import Places
from theodore.sheets.reading.header_row import names_site
from theodore.sheets.reading.marks import Marks
from theodore.sheets.reading.records import Record, cell


class Tally:
    """How many of the rows below a header bear which mark.

    links: see Known; a link counts once its row was added, and if its text names no website itself. So does the target
    of a formula whose result was never saved.
    """

    def __init__(self, marks: Marks, places: Places) -> None:
        self.links: dict[int, str] = {}
        self._marks = marks
        self._website = places.website
        self._hidden = 0
        self._unsaved: list[int] = []
        self._linked = 0
        self._first_link = (0, "")

    def add(self, record: Record) -> None:
        """Take note of one row."""
        number, cells = record
        self._hidden += self._marks.is_hidden(number)
        text = cell(cells, self._website).strip()
        is_unsaved = number in self._marks.unsaved and text in {"", "0"}
        if number in self._marks.links and (text or is_unsaved) and not names_site(text):
            if not self._linked:
                self._first_link = (number, "" if is_unsaved else text)
            self._linked += 1
            self.links[number] = self._marks.links[number]
        elif is_unsaved:
            self._unsaved.append(number)

    def notices(self) -> Iterator[str]:
        """What a person should know of the rows, one sentence each."""
        if self._hidden:
            by = " (a filter is set)" if self._marks.is_filtered else ""
            rest = "they are done like all others. To leave some out, pass --filter."
            yield f"Rows that are hidden: {self._hidden}{by}; {rest}"
        if self._unsaved:
            yield (
                f"Rows whose website is a formula without a saved result: {len(self._unsaved)} (the first: row "
                f"{self._unsaved[0]}). Open the file in a spreadsheet program and save it, and they have one."
            )
        if self._linked:
            number, text = self._first_link
            shown = f"{text[:40]!r} in row {number}" if text else f"row {number}"
            yield f"Websites that are taken from the link behind their text: {self._linked} (the first: {shown})."
