"""A row of the table as it comes into the journal: whose website it names, and what is wished of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from theodore.crawl.urls import parse_website, without_login
from theodore.model.company import SourceRow
from theodore.model.errors import FetchFailed
from theodore.store.records import NewRow, Wish


class Wishes:
    """What is wished of each row.

    is_chosen: whether it is worked on at all. asked: the rows that people asked for in the sink. asks: whether a row of
    the source says so itself; None where nothing is to be read from it. taken_up: those of `asked` that are done now.
    """

    def __init__(
        self,
        is_chosen: Callable[[SourceRow], bool],
        asked: Collection[str],
        asks: Callable[[SourceRow], bool] | None,
    ) -> None:
        self._is_chosen = is_chosen
        self._asked = asked
        self._asks = asks
        self.taken_up: list[str] = []

    def of(self, row: SourceRow) -> Wish:
        """The wish for a row; who asked for one that is not chosen still waits for it."""
        if not self._is_chosen(row):
            return Wish.NOT_NOW
        if row.company.record_id in self._asked:
            self.taken_up.append(row.company.record_id)
            return Wish.AGAIN
        return Wish.AGAIN if self._asks is not None and self._asks(row) else Wish.DO


def new_row(row: SourceRow, wish: Wish) -> NewRow:
    """The row on its way in."""
    # a password in an address stays in the user's own cell: it is used for nothing, so it goes nowhere
    row = replace(row, company=replace(row.company, website=without_login(row.company.website)))
    try:
        website = parse_website(row.company.website)
    except FetchFailed:
        # the attempt says what is wrong with it, in the row
        return NewRow(row, None, None, wish)
    return NewRow(row, website.website_key, website.site_key, wish)
