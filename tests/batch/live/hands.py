"""What a person does in the sheet, for a moment that the test chooses."""

from __future__ import annotations

from collections.abc import Callable

from tests.batch.live.desk import Desk
from theodore.farm.sheets.book import Area, Book
from theodore.farm.sheets.kinds import sorting
from theodore.farm.sheets.moves import Deleted, Inserted
from theodore.farm.sheets.reshaping import reshape


def insert(at: int, tab: str = "Companies") -> Callable[[Desk], Callable[[], None]]:
    """Put a blank row there; rows count from 0."""

    def of(desk: Desk) -> Callable[[], None]:
        return lambda: desk.google.change(
            desk.book, lambda book: reshape(book, book.tab(tab), Inserted(at, 1), rows=True)
        )

    return of


def delete(at: int, tab: str = "Companies") -> Callable[[Desk], Callable[[], None]]:
    """Take a row out."""

    def of(desk: Desk) -> Callable[[], None]:
        return lambda: desk.google.change(
            desk.book, lambda book: reshape(book, book.tab(tab), Deleted(at, at + 1), rows=True)
        )

    return of


def insert_column(at: int, tab: str = "Companies") -> Callable[[Desk], Callable[[], None]]:
    """Put in a blank column; columns count from 0."""

    def of(desk: Desk) -> Callable[[], None]:
        return lambda: desk.google.change(
            desk.book, lambda book: reshape(book, book.tab(tab), Inserted(at, 1), rows=False)
        )

    return of


def delete_column(at: int, tab: str = "Companies") -> Callable[[Desk], Callable[[], None]]:
    """Take a column out."""

    def of(desk: Desk) -> Callable[[], None]:
        return lambda: desk.google.change(
            desk.book, lambda book: reshape(book, book.tab(tab), Deleted(at, at + 1), rows=False)
        )

    return of


def sort(title: str = "Companies") -> Callable[[Desk], Callable[[], None]]:
    """Sort all rows by the first column, from the last to the first."""

    def turn_over(book: Book) -> None:
        tab = book.tab(title)
        end = max(number for number, row in enumerate(tab.rows, start=1) if any(cell.entered for cell in row))
        order = {"dimensionIndex": 0, "sortOrder": "DESCENDING"}
        sorting.sort(book, tab, Area(1, 0, end, tab.used.right), [order])

    return lambda desk: lambda: desk.google.change(desk.book, turn_over)
