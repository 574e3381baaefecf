"""How a site receives its visitors: at once, late, not yet, or badly. What it decides it decides as a value."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import Enum, auto

from theodore.farm.chance import MEDIAN_S, draws, latency_s
from theodore.farm.config import FarmConfig, Latency
from theodore.farm.connections import Arrival, Line
from theodore.farm.faults import Fault
from theodore.farm.sites import Site

#: Seconds that a first visitor of a slow starter waits: longer than the default timeout of 30.
STALL_S = 45.0
#: The slow sites' answers, in seconds: eight pages at four in flight take about a minute.
SLOW_S = (9.0, 12.5)
#: Retry-After, in seconds before they are scaled.
RETRY_AFTER_S = (10, 30)
WINDOW_S = 20.0
#: A window's requests by the number of strikes: a crawl of some ten requests meets it once or twice.
_WINDOW_REQUESTS = {1: 6, 2: 4}
#: As many requests a site takes within the pause that it wants, where it says nothing of it: visitors come in bursts.
AT_A_TIME = 3
#: Where a client does not show that it has read a refusal, it is taken to have after this many seconds.
UNREAD_S = 1.0
#: What a client was just starting as it read the refusal is not held against it: between its library's reading and its
#: own code's hearing of it, other requests of its have their turn.
STARTING_S = 0.05
#: Clocks and timers may be this early.
TOLERANCE_S = 0.02


class Cut(Enum):
    """How an answer is broken off."""

    CLOSED = auto()  # no answer at all
    LENGTH = auto()  # fewer bytes than Content-Length says
    CHUNKED = auto()  # no last chunk


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not now: `status` and Retry-After, the moment `until` in seconds since the epoch."""

    status: int
    retry_after: str
    until: float


@dataclass(frozen=True, slots=True)
class Reception:
    """How one request is received.

    wait_s: before anything is sent. early_s: how long it came before the stated moment; 0 where it did not.
    """

    wait_s: float = 0.0
    cut: Cut | None = None
    refusal: Refusal | None = None
    early_s: float = 0.0


@dataclass(slots=True)
class _Hold:
    """A time in which the site wants no requests. told: the connections over which it has said so."""

    refusal: Refusal
    since: float
    told: list[Line] = field(default_factory=list)

    def known_since(self) -> float:
        """Since when the client knows of it, in seconds since the epoch.

        A client that has read a refusal closes the connection, as the refusal asks. Its own end is the only one that
        can tell: on a starved machine it may read half a second late, and honestly send other requests until then.
        One that gives its request up in that very time is taken to have read the refusal too: nothing tells them apart.
        """
        return min(self.since + UNREAD_S, *(line.left for line in self.told if line.left is not None), math.inf)

    def is_known_to(self, arrival: Arrival, late_s: float) -> bool:
        """Whether the client had read a refusal before it began this request.

        late_s: so much later than it came in the request may have been noticed.
        """
        if arrival.line in self.told:
            # who asks again over the same connection has read what came over it, but for what was sent ahead
            return arrival.begun > self.since
        return arrival.begun - late_s > self.known_since() + STARTING_S


class Behaviour:
    """One site's memory of its visitors.

    worst_since: how late the farm itself has been since a moment; both in seconds, the moment since the epoch.
    """

    def __init__(self, site: Site, config: FarmConfig, worst_since: Callable[[float], float] = lambda _: 0.0) -> None:
        self._site = site
        self._config = config
        self._worst_since = worst_since
        self._requests = 0
        self._strikes_left = site.strikes
        self._hold: _Hold | None = None
        self._window_start = -math.inf
        self._window_requests = 0
        self._lately: deque[float] = deque()

    def receive(self, path: str, now: float, arrival: Arrival) -> Reception:
        """How a request for this path at this moment (seconds since the epoch) is received."""
        self._requests += 1
        match self._site.fault:
            case Fault.RATE_LIMITED:
                return self._held(now, arrival) or self._rate_limited(path, now, arrival)
            case Fault.PACED if self._site.is_("too_fast"):
                return self._held(now, arrival) or self._rate_limited(path, now, arrival)
            case Fault.SLOW_START if self._strike():
                return Reception(STALL_S / self._config.scale)
            case Fault.COMPLEX:
                chance = draws(self._config.seed, "slow", self._site.index, self._requests)
                return Reception(chance.uniform(*SLOW_S) / self._config.scale)
            case Fault.FLAKY if not self._site.is_struck_at_accept and self._strike():
                return Reception(self._latency_s(), cut=_CUTS[self._site.variant.name])
        return Reception(self._latency_s())

    def pass_on(self, now: float, arrival: Arrival) -> Reception:
        """How a request is received that will be sent elsewhere: to https, or to the site's own name.

        A Retry-After holds for all names of the site, so these refuse with the others; else they answer at once, and
        use up nothing.
        """
        return self._held(now, arrival) or Reception()

    def _strike(self) -> bool:
        if self._strikes_left == 0:
            return False
        self._strikes_left -= 1
        return True

    def _latency_s(self) -> float:
        # a site that counts its visitors answers them at once: so the count alone decides when it refuses
        if self._config.latency is Latency.ZERO or self._site.is_("window") or self._site.is_("too_fast"):
            return 0.0
        drawn = latency_s(self._config.seed, self._site.index, self._requests)
        # where a fault costs attempts, nothing else shall: such a site is never slow besides
        return min(drawn, MEDIAN_S) if self._site.strikes else drawn

    def _held(self, now: float, arrival: Arrival) -> Reception | None:
        """The same moment as before, told anew to one who comes during a hold; None where there is none."""
        hold = self._hold
        if hold is None or now >= hold.refusal.until - TOLERANCE_S:
            return None
        known = hold.is_known_to(arrival, self._worst_since(hold.since))
        hold.told.append(arrival.line)
        return Reception(refusal=self._again(hold.refusal, now), early_s=hold.refusal.until - now if known else 0.0)

    def _rate_limited(self, path: str, now: float, arrival: Arrival) -> Reception:
        if self._site.is_("too_fast"):
            refusal = self._too_fast(now)
        else:
            refusal = self._window(now) if self._site.is_("window") else self._first_ones(path, now)
        if refusal is None:
            return Reception(self._latency_s())
        self._hold = _Hold(refusal, now, [arrival.line])
        return Reception(refusal=refusal)

    def _first_ones(self, path: str, now: float) -> Refusal | None:
        if path == "/robots.txt" or not self._strike():
            return None
        seconds = draws(self._config.seed, "retry_after", self._site.index, self._requests).randint(*RETRY_AFTER_S)
        return self._refusal(now, seconds / self._config.scale)

    def _window(self, now: float) -> Refusal | None:
        length = max(2.0, WINDOW_S / self._config.scale)
        if now >= self._window_start + length:
            self._window_start, self._window_requests = now, 0
        self._window_requests += 1
        if self._window_requests <= _WINDOW_REQUESTS[self._site.strikes]:
            return None
        return self._refusal(now, self._window_start + length - now)

    def _too_fast(self, now: float) -> Refusal | None:
        """A refusal where there were too many requests within the last pause; those that are refused count too."""
        while self._lately and self._lately[0] <= now - self._site.pause_s:
            self._lately.popleft()
        self._lately.append(now)
        return self._refusal(now, self._site.pause_s) if len(self._lately) > AT_A_TIME else None

    def _refusal(self, now: float, seconds: float) -> Refusal:
        status = 503 if self._site.is_("status_503_seconds") else 429
        if self._site.is_("status_429_date"):
            # a date has no fractions: what is stated is what is held to
            moment = math.ceil(now + seconds)
            return Refusal(status, http_date(moment), moment)
        whole = max(1, math.ceil(seconds))
        return Refusal(status, str(whole), now + whole)

    def _again(self, refusal: Refusal, now: float) -> Refusal:
        if self._site.is_("status_429_date"):
            return refusal
        return Refusal(refusal.status, str(max(1, math.ceil(refusal.until - now))), refusal.until)


_CUTS = {
    "closed_after_request": Cut.CLOSED,
    "truncated_length": Cut.LENGTH,
    "truncated_chunked": Cut.CHUNKED,
}


def http_date(moment: float) -> str:
    """The moment (seconds since the epoch) as HTTP writes it."""
    return formatdate(moment, usegmt=True)
