"""Rectangles of a tab, as a formula writes them and as the API's requests do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from theodore.sheets.reading.records import column_letters


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle: rows from `top` to before `bottom`, columns from `left` to before `right`, all from 0.

    bottom, right: None for as far as the tab goes.
    """

    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Area:
        """Of a GridRange, which leaves out what has no bound."""
        return cls(
            given.get("startRowIndex", 0),
            given.get("startColumnIndex", 0),
            given.get("endRowIndex"),
            given.get("endColumnIndex"),
        )

    def grid_range(self, gid: int) -> dict[str, int]:
        """As a GridRange of the tab of this number."""
        ends = {"endRowIndex": self.bottom, "endColumnIndex": self.right}
        return {
            "sheetId": gid,
            "startRowIndex": self.top,
            "startColumnIndex": self.left,
            **{name: end for name, end in ends.items() if end is not None},
        }

    def a1(self, title: str) -> str:
        """As a formula writes it: `'Companies'!B2:D10`, `'Companies'!B2:D`, `'Companies'!1:3`.

        Without a right end it begins in the first column, for nothing else can be written so.
        """
        below = "" if self.bottom is None else str(self.bottom)
        if self.right is None:
            return quoted(title) if self.bottom is None else f"{quoted(title)}!{self.top + 1}:{below}"
        first, last = column_letters(self.left), column_letters(self.right - 1)
        return f"{quoted(title)}!{first}{self.top + 1}:{last}{below}"

    def touches(self, other: Area) -> bool:
        """Whether some cell lies in both."""
        return (
            _before(self.top, other.bottom)
            and _before(other.top, self.bottom)
            and _before(self.left, other.right)
            and _before(other.left, self.right)
        )

    def holds(self, other: Area) -> bool:
        """Whether all of the other one lies in this."""
        return (
            self.top <= other.top
            and self.left <= other.left
            and _reaches(self.bottom, other.bottom)
            and _reaches(self.right, other.right)
        )


def quoted(title: str) -> str:
    """A tab's title as a formula writes it; without quotes some would be taken for cells or for named ranges."""
    return "'" + title.replace("'", "''") + "'"


def _before(place: int, end: int | None) -> bool:
    return end is None or place < end


def _reaches(end: int | None, other: int | None) -> bool:
    return end is None or (other is not None and other <= end)
