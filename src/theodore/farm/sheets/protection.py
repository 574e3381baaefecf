"""Protected ranges: whom they keep out, and whether a change has touched one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from theodore.farm.sheets.book import Book, Tab, area_of
from theodore.farm.sheets.cells import Cell
from theodore.farm.sheets.errors import Invalid

_Range = Mapping[str, Any]


def may_edit(protected: _Range, account: str) -> bool:
    """Whether the account may edit what is protected. A range that only warns keeps nobody out."""
    return bool(protected.get("warningOnly")) or account in protected.get("editors", {}).get("users", ())


def told(protected: _Range, account: str) -> dict[str, Any]:
    """The ProtectedRange as the account is told of it: who else may edit is said to editors alone."""
    may = may_edit(protected, account)
    seen = {name: held for name, held in protected.items() if may or name != "editors"}
    return seen | ({"requestingUserCanEdit": True} if may else {})


def keeps_out(book: Book, account: str) -> bool:
    """Whether any part of the book is protected from the account."""
    return any(not may_edit(one, account) for tab in book.tabs for one in tab.protected_ranges)


def claimed(before: Book, after: Book, account: str) -> None:
    """Let the account edit what it has just protected without a word of who may."""
    known = {one.get("protectedRangeId") for tab in before.tabs for one in tab.protected_ranges}
    for tab in after.tabs:
        tab.protected_ranges = [
            one
            if one.get("protectedRangeId") in known or "editors" in one
            else {**one, "editors": {"users": [account]}}
            for one in tab.protected_ranges
        ]


def check(before: Book, after: Book, account: str) -> None:
    """Raise Invalid where the change touches what is protected from the account."""
    for tab in before.tabs:
        for protected in tab.protected_ranges:
            if not may_edit(protected, account) and not _untouched(tab, protected, after):
                raise Invalid(
                    "You are trying to edit a protected cell or object. "
                    "Please contact the spreadsheet owner to remove protection if you need to edit."
                )


def _untouched(tab: Tab, protected: _Range, after: Book) -> bool:
    there = next((one for one in after.tabs if one.gid == tab.gid), None)
    if there is None:
        return False
    number = protected.get("protectedRangeId")
    now = next((one for one in there.protected_ranges if one.get("protectedRangeId") == number), None)
    if now is None or now.get("editors") != protected.get("editors"):
        return False
    return dict(_cells(tab, protected)) == dict(_cells(there, now))


def _cells(tab: Tab, protected: _Range) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The cells that are protected, by their places from the range's corner on."""
    area = area_of(tab, protected.get("range", {}))
    free = [area_of(tab, one) for one in protected.get("unprotectedRanges", [])]
    for row, column, cell in tab.cells_in(area):
        if not any((row, column) in one for one in free):
            yield (row - area.top, column - area.left), cell
