"""How a site receives its visitors: at once, late, not yet, or badly. What it decides it decides as a value."""

from __future__ import annotations

import math
from dataclasses import dataclass
from email.utils import formatdate
from enum import Enum, auto

from theodore.farm.chance import MEDIAN_S, draws, latency_s
from theodore.farm.config import FarmConfig, Latency
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
#: Requests that were on their way while the refusal was are not held against the client.
CROSSING_S = 0.5
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


class Behaviour:
    """One site's memory of its visitors."""

    def __init__(self, site: Site, config: FarmConfig) -> None:
        self._site = site
        self._config = config
        self._requests = 0
        self._strikes_left = site.strikes
        self._hold: Refusal | None = None
        self._held_at = 0.0
        self._window_start = -math.inf
        self._window_requests = 0

    def receive(self, path: str, now: float, *, late_s: float = 0.0) -> Reception:
        """How a request for this path at this moment (seconds since the epoch) is received.

        late_s: so much later than it came in the request may have been noticed.
        """
        self._requests += 1
        match self._site.fault:
            case Fault.RATE_LIMITED:
                return self._rate_limited(path, now, late_s)
            case Fault.SLOW_START if self._strike():
                return Reception(STALL_S / self._config.scale)
            case Fault.COMPLEX:
                chance = draws(self._config.seed, "slow", self._site.index, self._requests)
                return Reception(chance.uniform(*SLOW_S) / self._config.scale)
            case Fault.FLAKY if not self._site.is_struck_at_accept and self._strike():
                return Reception(self._latency_s(), cut=_CUTS[self._site.variant.name])
        return Reception(self._latency_s())

    def _strike(self) -> bool:
        if self._strikes_left == 0:
            return False
        self._strikes_left -= 1
        return True

    def _latency_s(self) -> float:
        # a site that counts its visitors answers them at once: so the count alone decides when it refuses
        if self._config.latency is Latency.ZERO or self._site.is_("window"):
            return 0.0
        drawn = latency_s(self._config.seed, self._site.index, self._requests)
        # where a fault costs attempts, nothing else shall: such a site is never slow besides
        return min(drawn, MEDIAN_S) if self._site.strikes else drawn

    def _rate_limited(self, path: str, now: float, late_s: float) -> Reception:
        if self._hold and now < self._hold.until - TOLERANCE_S:
            early_s = self._hold.until - now if now > self._held_at + CROSSING_S + late_s else 0.0
            return Reception(refusal=self._again(self._hold, now), early_s=early_s)
        refusal = self._window(now) if self._site.is_("window") else self._first_ones(path, now)
        if refusal is None:
            return Reception(self._latency_s())
        self._hold, self._held_at = refusal, now
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

    def _refusal(self, now: float, seconds: float) -> Refusal:
        status = 503 if self._site.is_("status_503_seconds") else 429
        if self._site.is_("status_429_date"):
            # a date has no fractions: what is stated is what is held to
            moment = math.ceil(now + seconds)
            return Refusal(status, http_date(moment), moment)
        whole = max(1, math.ceil(seconds))
        return Refusal(status, str(whole), now + whole)

    def _again(self, hold: Refusal, now: float) -> Refusal:
        """The same moment as before, told anew to one who came too early."""
        if self._site.is_("status_429_date"):
            return hold
        return Refusal(hold.status, str(max(1, math.ceil(hold.until - now))), hold.until)


_CUTS = {
    "closed_after_request": Cut.CLOSED,
    "truncated_length": Cut.LENGTH,
    "truncated_chunked": Cut.CHUNKED,
}


def http_date(moment: float) -> str:
    """The moment (seconds since the epoch) as HTTP writes it."""
    return formatdate(moment, usegmt=True)
