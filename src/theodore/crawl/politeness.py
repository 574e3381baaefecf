"""Being a good guest, for a whole site: all its hosts, and all visits of this process, together.

request ──> held? ──────────────> SiteHeld
             │ no
             ├─ four (or fewer) in flight ──> wait in turn; a hold that comes meanwhile is heard at once
             ├─ pause between requests ─────> a few seconds are waited for; SiteHeld for more
             └─> a place
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

from theodore.crawl.trail import Trail
from theodore.crawl.waiting import Busyness
from theodore.policy.pacing import AT_ONCE, Pace, answered, refused

#: Requests in flight on one site.
PER_SITE = AT_ONCE
#: Within so many seconds a pause is waited for, where nothing else is said.
_FEW_S = 3.0
#: A site that nobody asks for anything is forgotten after so many seconds; one that wants pauses, or of which a visit
#: is to be taken up again, is not before the longest pause is long over.
_FORGET_S = 60.0
_FORGET_PACED_S = 1800.0
#: Trails of one site that are kept: rows of several websites on it.
_MOST_TRAILS = 1000


class SiteHeld(Exception):
    """The site must be left alone.

    wait_s: seconds from now. paced: it is the pause that the site wants between any two requests, and the visit goes on
    after it. because: in a few words.
    """

    def __init__(self, wait_s: float, *, because: str = "the site asked to be left alone", paced: bool = False) -> None:
        super().__init__(f"held for {wait_s:.1f} s")
        self.wait_s = wait_s
        self.because = because
        self.paced = paced


@dataclass(frozen=True, slots=True)
class Place:
    """A request's place. began: by the clock of `Sites`. alone: no other request was in flight beside it."""

    began: float
    alone: bool


class Sites:
    """What all visits of this process know about each other. One for the process, used from one event loop.

    per_site: requests in flight at most. monotonic: seconds since any moment. busyness: of the event loop's thread.
    """

    def __init__(self, *, per_site: int = PER_SITE, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_site = per_site
        self._monotonic = monotonic
        self._holds: dict[str, float] = {}
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self.busyness = Busyness()

    def hold(self, site_key: str, seconds: float) -> None:
        """Leave this site alone for so long; whoever waits for a place hears it. A longer hold that stands stays."""
        self._forget_past_holds()
        until = self._monotonic() + seconds
        self._holds[site_key] = max(until, self._holds.get(site_key, until))
        if site_key in self._sites:
            self._sites[site_key].wake_all()

    def held_s(self, site_key: str) -> float:
        """How many seconds this site must be left alone yet; 0 where it need not."""
        until = self._holds.get(site_key)
        return 0.0 if until is None else max(until - self._monotonic(), 0.0)

    def space(self, site_key: str, delay_s: float) -> None:
        """From now on there are so many seconds between an answer of this site and the next request.

        The longest pause that any robots.txt of the site asks for counts.
        """
        if delay_s > 0:
            site = self._site(site_key)
            site.delay_s = max(site.delay_s, delay_s)

    def delay_s(self, site_key: str) -> float:
        """The seconds that robots.txt wants between requests; 0 where it names none."""
        site = self._sites.get(site_key)
        return 0.0 if site is None else site.delay_s

    def answer_s(self, site_key: str) -> float | None:
        """How many seconds the site's last answer took; None where there was none lately."""
        site = self._sites.get(site_key)
        return None if site is None else site.answer_s

    def page_s(self, site_key: str) -> float:
        """How many seconds a page of this site took lately; 0 where none was read."""
        site = self._sites.get(site_key)
        return 0.0 if site is None else site.pace.lately_s or 0.0

    def trail(self, site_key: str, website: str) -> Trail:
        """What visits of this website have found so far that is no page; forgotten by `ended`."""
        trails = self._site(site_key).trails
        if website not in trails and len(trails) >= _MOST_TRAILS:
            trails.pop(next(iter(trails)))
        return trails.setdefault(website, Trail())

    def ended(self, site_key: str, website: str) -> None:
        """A visit of this website came to its end: no other goes on with it."""
        site = self._sites.get(site_key)
        if site is not None:
            site.trails.pop(website, None)

    @asynccontextmanager
    async def request(self, site_key: str, *, few_s: float = _FEW_S) -> AsyncIterator[Place]:
        """A place among the requests to this site, waited for in turn.

        few_s: longer pauses are not waited for. Raises SiteHeld where the site is held, at once where the hold comes
        while this waits, and where the pause until the next request is longer than `few_s`.
        """
        site = self._site(site_key)
        site.users += 1
        try:
            place = await self._place(site_key, site, few_s)
            try:
                yield place
            finally:
                site.leave(self._monotonic())
        finally:
            site.users -= 1
            self._forget_idle()

    @contextmanager
    def spare(self, site_key: str) -> Iterator[bool]:
        """A place for asking once more for what is being asked for; whether there is one just now.

        There is none while others wait, while the site is held, or where it wants pauses between requests.
        """
        site = self._site(site_key)
        now = self._monotonic()
        is_free = (
            self.held_s(site_key) <= 0
            and not site.queue
            and site.in_flight < site.allowed(self._per_site)
            and not site.wants_pauses
        )
        if not is_free:
            yield False
            return
        site.take(now)
        try:
            yield True
        finally:
            site.leave(self._monotonic())

    def answered(self, site_key: str, place: Place, seconds: float, *, is_page: bool) -> None:
        """An answer came. is_page: the site had to make it; robots.txt files and redirects say little of its work."""
        site = self._site(site_key)
        site.answer_s = seconds
        if is_page:
            site.pace = answered(site.pace, seconds, alone=place.alone)
            site.wake()

    def refused(self, site_key: str, place: Place, *, longest_gap_s: float) -> None:
        """The site answered 429 or 503: it is asked less from now on.

        longest_gap_s: the longest pause to make between requests. Requests that were under way together are refused
        together, and count as one.
        """
        site = self._site(site_key)
        if place.began >= site.refused_at:
            site.refused_at = self._monotonic()
            site.pace = refused(site.pace, longest_gap_s)

    async def _place(self, site_key: str, site: _Site, few_s: float) -> Place:
        if not site.queue and site.in_flight < site.allowed(self._per_site) and not self.held_s(site_key):
            now = self._monotonic()
            if site.free_at() <= now:
                return site.take(now)  # most requests need not wait
        turn = asyncio.Event()
        site.queue.append(turn)
        try:
            while True:
                held_s = self.held_s(site_key)
                if held_s > 0:
                    raise SiteHeld(held_s)
                wait_s = None
                if site.queue[0] is turn and site.in_flight < site.allowed(self._per_site):
                    wait_s = site.free_at() - self._monotonic()
                    if wait_s <= 0:
                        return site.take(self._monotonic())
                    if wait_s > few_s:
                        raise SiteHeld(wait_s, because=site.pause_words, paced=True)
                turn.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_s):
                        await turn.wait()
        finally:
            site.queue.remove(turn)
            site.wake()

    def _site(self, site_key: str) -> _Site:
        site = self._sites.get(site_key)
        if site is None:
            site = self._sites[site_key] = _Site()
        site.used_at = self._monotonic()
        self._sites.move_to_end(site_key)
        return site

    def _forget_idle(self) -> None:
        """Look at the two sites that nobody used for the longest time: so each request pays for itself."""
        for key in [key for key, _ in zip(self._sites, range(2), strict=False)]:
            site = self._sites[key]
            if site.users == 0 and self._monotonic() - site.used_at > site.forget_s:
                del self._sites[key]
            elif self._monotonic() - site.used_at > _FORGET_S:
                self._sites.move_to_end(key)

    def _forget_past_holds(self) -> None:
        now = self._monotonic()
        for key in [key for key, until in self._holds.items() if until <= now]:
            del self._holds[key]


def pause_words(delay_s: float) -> str:
    """Why a site with this crawl-delay is waited for."""
    return f"its robots.txt asks for {delay_s:g} s between requests"


@dataclass(slots=True)
class _Site:
    """One site: its requests, and how it wants to be asked.

    queue: those who wait for a place, in turn. users: requests that have or want one. started, ended, refused_at: when
    a request last began, ended, and was refused.
    """

    in_flight: int = 0
    users: int = 0
    queue: deque[asyncio.Event] = field(default_factory=deque)
    pace: Pace = field(default_factory=Pace)
    delay_s: float = 0.0
    answer_s: float | None = None
    started: float = -math.inf
    ended: float = -math.inf
    refused_at: float = -math.inf
    used_at: float = 0.0
    trails: dict[str, Trail] = field(default_factory=dict)

    @property
    def wants_pauses(self) -> bool:
        return self.delay_s > 0 or self.pace.gap_s > 0

    @property
    def pause_words(self) -> str:
        """Why the next request has to wait."""
        return pause_words(self.delay_s) if self.delay_s > 0 else "the site asked for fewer requests"

    @property
    def forget_s(self) -> float:
        """After so many seconds without use it may be forgotten."""
        is_plain = not self.wants_pauses and not self.trails and self.pace.at_once == AT_ONCE
        return _FORGET_S if is_plain else _FORGET_PACED_S

    def allowed(self, most: int) -> int:
        """Requests in flight at most: with a pause between them there is one."""
        return 1 if self.delay_s > 0 else min(self.pace.at_once, most)

    def free_at(self) -> float:
        """When the next request may begin. A site's own pause is counted from the end of an answer, to be sure."""
        return max(self.started + self.pace.gap_s, self.ended + self.delay_s)

    def take(self, now: float) -> Place:
        self.in_flight += 1
        self.started = now
        return Place(now, alone=self.in_flight == 1)

    def leave(self, now: float) -> None:
        self.in_flight -= 1
        self.ended = now
        self.wake()

    def wake(self) -> None:
        """Let whoever is next see whether it is its turn."""
        if self.queue:
            self.queue[0].set()

    def wake_all(self) -> None:
        for turn in self.queue:
            turn.set()
