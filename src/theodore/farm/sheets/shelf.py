"""The spreadsheets that there are, and what is done to them beside the API."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from theodore.farm.chance import draws
from theodore.farm.sheets.book import Book, filled
from theodore.farm.sheets.kinds.grids import free_gid
from theodore.farm.sheets.values import Reading, rows_of

#: The account that key files are for, if no other is named; and gcloud's user.
ROBOT = "robot@emulator.test"
USER = "user@emulator.test"

_ID_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

T = TypeVar("T")


class Shelf:
    """Spreadsheets by their ids. May be used from any thread: all that is done is done between two calls."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._made = 0
        self._books: dict[str, Book] = {}
        self._lock = threading.RLock()

    def add_book(
        self,
        tabs: Mapping[str, Sequence[Any]],
        title: str = "Leads",
        id: str | None = None,  # noqa: A002  # the field's word
        shared: Mapping[str, str] | None = None,
        locale: str = "en_US",
    ) -> str:
        """Add a spreadsheet, and return its id.

        tabs: by title the rows, typed: a text is a text, whatever it begins with, and a formula is a Formula. shared:
        by account "writer" or "reader"; with ROBOT and USER as writers, if it is left out.
        """
        with self._lock:
            book = Book(id or self._new_id(), title, [], locale)
            book.shared = {ROBOT: "writer", USER: "writer"} if shared is None else dict(shared)
            for name, rows in tabs.items():
                book.tabs.append(filled(free_gid(book) if book.tabs else 0, name, rows))
            self._books[book.id] = book
        return book.id

    def _new_id(self) -> str:
        self._made += 1
        return "1" + "".join(draws(self._seed, "sheets", "id", self._made).choices(_ID_SIGNS, k=43))

    @staticmethod
    def sheet_url(book_id: str) -> str:
        """The address that a person has of the spreadsheet."""
        return f"https://docs.google.com/spreadsheets/d/{book_id}/edit"

    def book(self, book_id: str) -> Book:
        """The spreadsheet as it is now, to look at."""
        with self._lock:
            return self._books[book_id].copy()

    def values(self, book_id: str, tab: str) -> list[list[Any]]:
        """What the tab's cells come to now, row by row, without the blanks at the end; a blank before them is ""."""
        return self._rows(book_id, tab, Reading("UNFORMATTED_VALUE"))

    def formulas(self, book_id: str, tab: str) -> list[list[Any]]:
        """The same, with the formulas themselves."""
        return self._rows(book_id, tab, Reading("FORMULA"))

    def _rows(self, book_id: str, tab: str, how: Reading) -> list[list[Any]]:
        with self._lock:
            book = self._books[book_id]
            found = book.tab(tab)
            return rows_of(book, found, found.whole, how)

    def tabs(self, book_id: str) -> list[str]:
        """The tabs' titles, in their order."""
        with self._lock:
            return [tab.title for tab in self._books[book_id].tabs]

    def change(self, book_id: str, how: Callable[[Book], T]) -> T:
        """A person's hand: change the book between two calls, whole or, where this raises, not at all."""
        with self._lock:
            draft = self._books[book_id].copy()
            done = how(draft)
            draft.changed()
            self._books[book_id] = draft
        return done

    def share(self, book_id: str, account: str, role: str | None) -> None:
        """Share the book as "writer" or "reader"; None takes the access away."""
        with self._lock:
            shared = {who: held for who, held in self._books[book_id].shared.items() if who != account}
            self._books[book_id] = replace(self._books[book_id], shared=shared | ({account: role} if role else {}))

    def remove(self, book_id: str) -> None:
        """Delete the spreadsheet."""
        with self._lock:
            del self._books[book_id]
