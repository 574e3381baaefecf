"""Spreadsheets as the API tells of them, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from theodore.sheets.google.book import Book, read_book

ID = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


def sheet(title: str, gid: int = 0, index: int = 0, rows: int = 1000, columns: int = 26, **more: Any) -> dict[str, Any]:
    """One tab of an answer. more: `hidden`, `frozen` (rows, columns) and `kind`, and what else the tab has."""
    frozen = more.pop("frozen", (0, 0))
    grid = {"rowCount": rows, "columnCount": columns}
    # what is zero or false is left out, as Google does
    grid |= {name: count for name, count in zip(("frozenRowCount", "frozenColumnCount"), frozen, strict=True) if count}
    kind = more.pop("kind", "GRID")
    properties: dict[str, Any] = {"sheetId": gid, "title": title, "index": index, "sheetType": kind}
    if more.pop("hidden", False):
        properties["hidden"] = True
    if kind == "GRID":
        properties["gridProperties"] = grid
    return {"properties": properties, **more}


def answer(*sheets: Mapping[str, Any], title: str = "Leads") -> dict[str, Any]:
    """An answer for a spreadsheet with these tabs."""
    return {"spreadsheetId": ID, "properties": {"title": title, "locale": "de_DE"}, "sheets": list(sheets)}


def book(*sheets: Mapping[str, Any]) -> Book:
    """The spreadsheet with these tabs."""
    return read_book(answer(*sheets))


def titled(*titles: str) -> Book:
    """A spreadsheet with tabs of these titles, numbered from 0."""
    return book(*(sheet(title, gid, gid) for gid, title in enumerate(titles)))


COMPANIES: Sequence[Sequence[str]] = [["Company", "Website"], ["Acme", "acme.test"]]
#: What names no website.
NOTES: Sequence[Sequence[str]] = [["To do"], ["call Acme"]]
#: As a former run writes it.
OUR_DETAILS: Sequence[Sequence[str]] = [
    ["Company Name", "Website", "Official Name", "Final Website", "Record ID", "Created At", "Last Updated"],
    ["Acme", "acme.test", "Acme GmbH", "https://acme.test", "r_1", "", ""],
]
