"""What is known from an earlier visit, and whether it is recent enough.

Times are seconds since the epoch. One in the future, from a clock that was set back, is never fresh.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from theodore.model.page import Page

#: A page that was not asked for answers no longer than this, even where the home page is as it was. In seconds.
UNASKED_S: Final = 30 * 86_400.0
#: A robots.txt answers no longer than this without being asked for (RFC 9309, 2.4). In seconds.
ROBOTS_S: Final = 86_400.0


def is_fresh(researched_at: float | None, now: float, fresh_for_s: float) -> bool:
    """Whether what was found at this time holds without another visit now."""
    return researched_at is not None and 0 <= now - researched_at < fresh_for_s


def may_answer(page: Page) -> bool:
    """Whether a page of an earlier visit may ever stand for an answer.

    Not one whose site asked that it be stored nowhere (Cache-Control: no-store), which is kept as proof alone; nor one
    that was read over a connection that nobody vouched for.
    """
    return not page.unverified and not _is_no_store(page.headers)


def _is_no_store(headers: Iterable[tuple[str, str]]) -> bool:
    said = ",".join(value for name, value in headers if name == "cache-control")
    return any(part.strip().lower() == "no-store" for part in said.split(","))
