"""Requests for protected ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from theodore.farm.sheets.book import Book, Tab, area_of
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.masks import needed, written
from theodore.farm.sheets.requests import handles

_FIELDS = "range namedRangeId description warningOnly unprotectedRanges editors"


@handles("addProtectedRange")
def add_protected_range(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Protect a range, or a whole tab where its ends are left open."""
    wanted = dict(request.get("protectedRange", {}))
    if "range" not in wanted:
        raise Invalid("Must specify a range to protect.")
    tab = book.grid(int(wanted["range"].get("sheetId", 0)))
    area_of(tab, wanted["range"])
    taken = {one["protectedRangeId"] for each in book.tabs for one in each.protected_ranges}
    wanted.setdefault("protectedRangeId", max(taken, default=0) + 1)
    if wanted["protectedRangeId"] in taken:
        raise Invalid(f"A protected range with ID {wanted['protectedRangeId']} already exists.")
    tab.protected_ranges.append(wanted)
    return {"addProtectedRange": {"protectedRange": wanted | {"requestingUserCanEdit": True}}}


@handles("updateProtectedRange")
def update_protected_range(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Change what is protected, and for whom."""
    wanted, mask = request.get("protectedRange", {}), needed(request.get("fields"), _FIELDS)
    tab, at = _place(book, wanted.get("protectedRangeId"))
    now = written(tab.protected_ranges[at], wanted, mask)
    now["protectedRangeId"] = wanted["protectedRangeId"]
    to = book.grid(int(now.get("range", {}).get("sheetId", 0)))
    area_of(to, now.get("range", {}))
    del tab.protected_ranges[at]
    to.protected_ranges.append(now)
    return {}


@handles("deleteProtectedRange")
def delete_protected_range(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Protect a range no longer."""
    tab, at = _place(book, request.get("protectedRangeId"))
    del tab.protected_ranges[at]
    return {}


def _place(book: Book, wanted: object) -> tuple[Tab, int]:
    for tab in book.tabs:
        for at, held in enumerate(tab.protected_ranges):
            if held["protectedRangeId"] == wanted:
                return tab, at
    raise Invalid(f"No protected range with ID: {wanted}")
