"""Pages of companies that are not done with, where none is stored: held in memory alone, until their row has ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theodore.model.page import Page

#: Bytes of packed pages that are held at most.
_MOST_BYTES: Final = 100_000_000


class PagesInHand:
    """What attempts have read of companies that will be tried again, or whose site wants a pause between requests.

    Where there is no room, those that are held stay, so that they come to their end and make some; a company whose
    pages are not held is read from its beginning.
    """

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._room = most_bytes
        self._pages: dict[int, tuple[Page, ...]] = {}

    def put(self, company_id: int, pages: Sequence[Page]) -> None:
        """Hold these in the place of what was held of the company; none where it is done with."""
        self._room += _bytes(self._pages.pop(company_id, ()))
        if pages and _bytes(pages) <= self._room:
            self._pages[company_id] = tuple(pages)
            self._room -= _bytes(pages)

    def of(self, company_id: int) -> tuple[Page, ...]:
        """What is held of a company."""
        return self._pages.get(company_id, ())


def _bytes(pages: Sequence[Page]) -> int:
    return sum(len(page.body) for page in pages)
