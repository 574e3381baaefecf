"""How many pages of one website are read side by side.

A quick site is read over two connections: more of them save no time worth having, and each costs both sides a TLS
handshake, which is several times the price of a page. A page that keeps us waiting lends its lane to another, and a
slow site is read over as many lanes as politeness allows. What we computed ourselves meanwhile does not count: a busy
machine is no slow site. While we are so busy that answers wait for us, one connection brings them soon enough.

    home page quick   two lanes ── a page keeps us waiting ──> one more, until that page is there
    and we are busy   one lane  ── likewise
    home page slow    all lanes
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from theodore.crawl.politeness import PER_SITE
from theodore.crawl.waiting import Patience

#: Lanes to a site while it is quick.
QUICK_LANES = 2
#: And while we are busy.
BUSY_LANES = 1
#: What takes longer than this, in seconds, is slow,
_QUICK_S = 0.5
#: and so is what takes more than this share of the attempt: the pages of a visit, two by two, must fit well into it.
_QUICK_SHARE = 1 / 6


def quick_s(deadline_s: float) -> float:
    """Within so many seconds a page of a quick site is there. deadline_s: the seconds of the whole attempt."""
    return min(_QUICK_S, deadline_s * _QUICK_SHARE)


class Lanes:
    """The lanes of one visit, from one event loop.

    home_s: seconds that the home page was waited for in this visit; None where it was not asked for, so that nothing is
    known of the site's speed today. quick_s: a page that is not there after so many seconds opens another lane. most:
    lanes to a slow site. busy: this thread computes nearly all of the time.
    """

    def __init__(self, home_s: float | None, quick_s: float, *, most: int = PER_SITE, busy: bool = False) -> None:
        self._quick_s = quick_s
        # what nobody knows is taken for slow, where a few connections more than needed cost us nothing
        is_quick = busy if home_s is None else home_s < quick_s
        lanes = min(BUSY_LANES if busy else QUICK_LANES, most) if is_quick else most
        self._closed = most - lanes
        self._free = asyncio.Semaphore(lanes)
        self._late: set[object] = set()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A lane for one page, waited for in turn."""
        await self._free.acquire()
        page = object()
        patience = Patience(self._quick_s, partial(self._replace, page))
        try:
            yield
        finally:
            patience.cancel()
            self._give_back(page)

    def _replace(self, late: object) -> None:
        """Open another lane in place of the one that this page lies in, if there is one."""
        if self._closed:
            self._closed -= 1
            self._late.add(late)
            self._free.release()

    def _give_back(self, page: object) -> None:
        if page in self._late:
            # another page is under way in its place already
            self._late.remove(page)
            self._closed += 1
        else:
            self._free.release()
