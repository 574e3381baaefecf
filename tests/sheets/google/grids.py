"""Tabs as plain lists, which are read by ranges and changed by requests as the API would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from theodore.model.fields import Tab
from theodore.sheets.google.places import TabPlace
from theodore.sheets.google.seen import Look, Lost, Moved, Seen, see

Rows = list[list[Any]]

_RANGE = re.compile(r"'(?P<title>.*)'(?:!(?P<left>[A-Z]*)(?P<top>\d*):(?P<right>[A-Z]*)(?P<bottom>\d*))?")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Grids:
    """Tabs by their titles, each with its number and its rows; blank cells are None."""

    def __init__(self, tabs: Mapping[str, tuple[int, Rows]], rows: int = 1000) -> None:
        self.titles = {gid: title for title, (gid, _) in tabs.items()}
        self.tabs = {title: [list(row) for row in held] for title, (_, held) in tabs.items()}
        self.rows = dict.fromkeys(tabs, rows)

    def read(self, ranges: Iterable[str]) -> list[Rows]:
        """As values.batchGet gives them: blanks at the end of a row and of all rows are left out, others are empty."""
        return [self._range(text) for text in ranges]

    def _range(self, text: str) -> Rows:
        found = _RANGE.fullmatch(text)
        assert found is not None, text
        held = self.tabs[found["title"].replace("''", "'")]
        top = int(found["top"] or 1) - 1
        bottom = int(found["bottom"]) if found["bottom"] else len(held)
        left = _column(found["left"]) if found["left"] else 0
        right = _column(found["right"]) + 1 if found["right"] else None
        rows = [trimmed(["" if cell is None else cell for cell in row[left:right]]) for row in held[top:bottom]]
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def send(self, requests: Iterable[Mapping[str, Any]]) -> None:
        """Apply a spreadsheets.batchUpdate."""
        for request in requests:
            ((kind, what),) = request.items()
            {"updateCells": self._update, "appendDimension": self._append}[kind](what)

    def _append(self, what: Mapping[str, Any]) -> None:
        assert what["dimension"] == "ROWS"
        assert what["length"] > 0
        self.rows[self.titles[what["sheetId"]]] += what["length"]

    def _update(self, what: Mapping[str, Any]) -> None:
        assert what["fields"] == "userEnteredValue"
        title = self.titles[what["start"]["sheetId"]]
        held = self.tabs[title]
        for row, data in enumerate(what["rows"], start=what["start"]["rowIndex"]):
            assert row < self.rows[title], "beyond the grid"
            held.extend([] for _ in range(row + 1 - len(held)))
            for column, cell in enumerate(data["values"], start=what["start"]["columnIndex"]):
                held[row].extend([None] * (column + 1 - len(held[row])))
                held[row][column] = next(iter(cell.get("userEnteredValue", {}).values()), None)


def trimmed(row: Sequence[Any]) -> list[Any]:
    """Without the blanks at its end."""
    kept = list(row)
    while kept and kept[-1] in (None, ""):
        kept.pop()
    return kept


def seen(look: Look, grids: Grids) -> Seen:
    """What is seen, where all stands within what is read."""
    found = tried(look, grids)
    assert isinstance(found, Seen), found
    return found


def tried(look: Look, grids: Grids) -> Seen | Moved | Lost:
    """What comes of a look."""
    return see(look, grids.read(look.ranges))


#: Fields of ours in a small table, and their headers.
COMPANIES = {"status": "Status", "industry": "Industry", "details_link": "View Details", "record_id": "Record ID"}
DETAILS = {"official_name": "Official Name", "has_api": "Has API", "record_id": "Record ID"}


def companies_place(columns: Mapping[str, int], header_row: int = 0) -> TabPlace:
    """The tab Companies with the user's name and website."""
    own = {"name": "Company", "website": "Website"}
    return TabPlace(Tab.COMPANIES, 7, "Companies", COMPANIES, header_row, columns, own, 1000)


def details_place(columns: Mapping[str, int]) -> TabPlace:
    """The tab Details."""
    return TabPlace(Tab.DETAILS, 8, "Details", DETAILS, 0, columns, {}, 1000)
