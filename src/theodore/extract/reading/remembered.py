"""What was worked out for a line of text, kept for the next page: the pages of a site say much the same.

Header, footer and address stand on every page. Each memory is small, and takes short texts alone, so that it forgets
one company over the next, and no page can fill it with much.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

#: More than the lines of one company that a rule looks at.
_MOST = 1_000
#: In characters; few lines are longer, and those are worked out anew.
_LONGEST = 1_000

R = TypeVar("R")


def remembered(work: Callable[[str], R]) -> Callable[[str], R]:
    """The function, which must depend on its text alone, with a memory for short ones. What it returns is shared."""
    known = lru_cache(maxsize=_MOST)(work)

    @wraps(work)
    def of(text: str) -> R:
        return known(text) if len(text) < _LONGEST else work(text)

    return of
