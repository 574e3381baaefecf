"""How many companies are worked on at once, where the user leaves it to Theodore.

It doubles while it helps, in the manner of TCP's slow start; after the first sign of strain it takes a third
away and from then on adds a few at a time. Where the processors have no time left, more companies at once would only
make each of them slower, until they miss their deadlines: it gives back a few at a time instead.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

START = 16
#: A window with fewer attempts than this says nothing.
ENOUGH_ATTEMPTS = 4
_BETTER = 1.03
_SHRINK = 2 / 3
_STEP = 0.1
_LATE_LOOP_S = 0.3
_FULL_MEMORY = 0.85
_TOO_MANY_FAULTS = 0.5
_BUSY_PROCESSORS = 0.9
_FULL_PROCESSORS = 0.97


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen since the last decision.

    attempts: that ended. faults: of these, ended by a timeout or a connection error. seconds: the window's length.
    loop_lag_s: the longest time by which the event loop was late. memory: used share of the memory allowed, 0 to 1.
    backlog: companies whose pages wait for extraction. saturated: whether every slot was in use. processors: used share
    of all processors of the machine, 0 to 1, whoever used them.
    """

    attempts: int
    faults: int
    seconds: float
    loop_lag_s: float
    memory: float
    backlog: int
    saturated: bool
    processors: float = 0.0


@dataclass(frozen=True, slots=True)
class Concurrency:
    """The present limit and what led to it. best_rate: attempts a second at the best window so far.

    A limit beyond the maximum is brought down to it, so that a maximum alone may be given.
    """

    limit: int = START
    maximum: int = 200
    slow_start: bool = True
    best_rate: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", max(1, min(self.limit, self.maximum)))


def adapt(now: Concurrency, seen: Observation) -> Concurrency:
    """The limit for the next window, from 1 to the maximum."""
    if _strained(seen):
        return replace(now, limit=int(now.limit * _SHRINK), slow_start=False, best_rate=0.0)
    if seen.attempts < ENOUGH_ATTEMPTS or not seen.saturated:
        return now
    if seen.processors > _BUSY_PROCESSORS:
        return replace(now, limit=_eased(now.limit, seen.processors), slow_start=False, best_rate=0.0)
    rate = seen.attempts / seen.seconds if seen.seconds > 0 else 0.0
    # work that waits for a processor is not hastened by more of it
    if seen.backlog > now.limit // 2 or rate < now.best_rate * _BETTER:
        return replace(now, slow_start=False, best_rate=max(rate, now.best_rate * 0.95))
    step = now.limit if now.slow_start else _few(now.limit)
    return replace(now, limit=now.limit + step, best_rate=rate)


def _eased(limit: int, processors: float) -> int:
    """A few less where the processors are full, but no less than the start: others may be the ones that fill them."""
    return max(limit - _few(limit), min(limit, START)) if processors > _FULL_PROCESSORS else limit


def _few(limit: int) -> int:
    return max(1, int(limit * _STEP))


def _strained(seen: Observation) -> bool:
    faulty = seen.attempts >= 2 * ENOUGH_ATTEMPTS and seen.faults / seen.attempts > _TOO_MANY_FAULTS
    return seen.loop_lag_s > _LATE_LOOP_S or seen.memory > _FULL_MEMORY or faulty
