"""A book to try requests on, without a server around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from theodore.farm.sheets.book import Book, filled
from theodore.farm.sheets.formulas import Formula
from theodore.farm.sheets.kinds import apply
from theodore.farm.sheets.values import Reading, rows_of

#: Ids of the two tabs.
COMPANIES, DETAILS = 0, 7


def link(record_id: str) -> str:
    """Our formula from a company's row to its row of Details, as it is read back."""
    return f'=HYPERLINK("#gid={DETAILS}&range=A"&MATCH("{record_id}",Details!A:A,0),"Details")'


def book_of(companies: Sequence[Sequence[Any]], details: Sequence[Sequence[Any]] = ()) -> Book:
    """A book with these two tabs; a text that begins with `=` is a formula."""
    tabs = ((COMPANIES, "Companies", companies), (DETAILS, "Details", details))
    return Book("book", "Leads", [filled(gid, title, map(_typed, rows)) for gid, title, rows in tabs])


def _typed(row: Sequence[Any]) -> list[Any]:
    return [Formula(value) if isinstance(value, str) and value.startswith("=") else value for value in row]


def done(book: Book, *requests: Any) -> Book:
    """The book after these requests."""
    return apply(book, requests)[0]


def replies(book: Book, *requests: Any) -> list[dict[str, Any]]:
    """What the requests answer."""
    return apply(book, requests)[1]


def values(book: Book, tab: str = "Companies") -> list[list[Any]]:
    """What the tab's cells come to."""
    return _rows(book, tab, "UNFORMATTED_VALUE")


def formulas(book: Book, tab: str = "Companies") -> list[list[Any]]:
    """What was entered in the tab's cells."""
    return _rows(book, tab, "FORMULA")


def _rows(book: Book, tab: str, render: str) -> list[list[Any]]:
    found = book.tab(tab)
    return rows_of(book, found, found.whole, Reading(render))


def span(start: int, end: int, gid: int = COMPANIES, dimension: str = "ROWS") -> dict[str, Any]:
    """A DimensionRange."""
    return {"sheetId": gid, "dimension": dimension, "startIndex": start, "endIndex": end}


def area(top: int, bottom: int, left: int, right: int, gid: int = COMPANIES) -> dict[str, Any]:
    """A GridRange."""
    return {
        "sheetId": gid,
        "startRowIndex": top,
        "endRowIndex": bottom,
        "startColumnIndex": left,
        "endColumnIndex": right,
    }
