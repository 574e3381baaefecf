"""References: `A1`, `$B$2:C`, `Details!X:X`, `'My tab'!1:5`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace


def column_letters(column: int) -> str:
    """The letters of this column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The column of these letters, counted from 0."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of a reference, counted from 0. row or column is None where the reference leaves it open.

    row_fixed, column_fixed: it stands behind a `$`.
    """

    row: int | None
    column: int | None
    row_fixed: bool = False
    column_fixed: bool = False

    def __str__(self) -> str:
        column = "" if self.column is None else "$" * self.column_fixed + column_letters(self.column)
        row = "" if self.row is None else "$" * self.row_fixed + str(self.row + 1)
        return column + row


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell or a range of cells that a formula names.

    prefix: the tab as it is written, without the `!`; None where the formula's own tab is meant. last: None for a
    single cell.
    """

    prefix: str | None
    first: Corner
    last: Corner | None = None

    def __str__(self) -> str:
        tab = "" if self.prefix is None else f"{self.prefix}!"
        return f"{tab}{self.first}" + (f":{self.last}" if self.last is not None else "")

    @property
    def tab(self) -> str | None:
        """The tab's title; None for the formula's own."""
        return None if self.prefix is None else title_of(self.prefix)

    def corners(self) -> tuple[Corner, Corner]:
        """Both ends; of a cell it is twice the same."""
        return self.first, self.last or self.first

    def bounds(self, rows: int, columns: int) -> tuple[int, int, int, int]:
        """First row, row after the last, first column, column after the last, in a tab of this size."""
        first, last = self.corners()
        top, bottom = _span(first.row, last.row, rows)
        left, right = _span(first.column, last.column, columns)
        return top, bottom, left, right

    def moved(self, change: Callable[[Corner], Corner]) -> Reference:
        """The same reference with other ends."""
        return replace(self, first=change(self.first), last=self.last and change(self.last))


def _span(first: int | None, last: int | None, size: int) -> tuple[int, int]:
    # `A2:A` is open below, `A:A` on both sides
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    start = first if first is not None else last
    return (start or 0), size


def title_of(prefix: str) -> str:
    """The title that stands before a `!`, with or without quotes."""
    if prefix.startswith("'") and prefix.endswith("'") and len(prefix) > 1:
        return prefix[1:-1].replace("''", "'")
    return prefix


def prefix_of(title: str) -> str:
    """The title as it stands before a `!`, in quotes where it needs them."""
    if re.fullmatch(r"[^\W\d]\w*", title) and not REFERENCE.fullmatch(title):
        return title
    return "'" + title.replace("'", "''") + "'"


_CORNER = r"\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,7}"
_PREFIX = r"(?:(?P<prefix>'(?:[^']|'')*'|[^\W\d][\w.]*)!)?"
#: A reference. What follows it must not go on as a name or a call.
REFERENCE = re.compile(
    rf"{_PREFIX}(?:"
    rf"(?P<cell>{_CORNER}):(?P<to_cell>{_CORNER})"
    rf"|(?P<from>{_CORNER}):(?P<to_open>\$?[A-Za-z]{{1,3}}|\$?[1-9][0-9]{{0,7}})"
    rf"|(?P<column>\$?[A-Za-z]{{1,3}}):(?P<to_column>\$?[A-Za-z]{{1,3}})"
    rf"|(?P<row>\$?[1-9][0-9]{{0,7}}):(?P<to_row>\$?[1-9][0-9]{{0,7}})"
    rf"|(?P<single>{_CORNER})"
    r")(?![\w.(!])"
)
_PARTS = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)([0-9]*)")


def reference_of(match: re.Match[str]) -> Reference:
    """The reference that REFERENCE found."""
    first, last = next(
        (match[one], match[two])
        for one, two in (
            ("cell", "to_cell"),
            ("from", "to_open"),
            ("column", "to_column"),
            ("row", "to_row"),
            ("single", "single"),
        )
        if match[one] is not None
    )
    single = match["single"] is not None
    return Reference(match["prefix"], _corner(first), None if single else _corner(last))


def _corner(text: str) -> Corner:
    found = _PARTS.fullmatch(text)
    assert found is not None  # noqa: S101  # REFERENCE lets nothing else through
    before, letters, between, digits = found.groups()
    return Corner(
        row=int(digits) - 1 if digits else None,
        column=column_index(letters) if letters else None,
        row_fixed=bool(digits) and bool(between if letters else before),
        column_fixed=bool(letters) and bool(before),
    )
