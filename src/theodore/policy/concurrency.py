"""How many companies are worked on at once, where the user leaves it to Theodore.

It doubles while it helps, in the manner of TCP's slow start, but goes no further than where the processors would have
little time left; from then on it adds a few at a time while that does no harm, and at a sign of strain it takes a
third away. More companies at once than the processors have time for would only stand in memory and make each other
slower, until they miss their deadlines: it adds none then that does not show in the rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

START = 16
#: A window with fewer attempts than this says nothing.
ENOUGH_ATTEMPTS = 4
_BETTER = 1.03
_SHRINK = 2 / 3
_STEP = 0.15
#: A single window may be a lull: doubling ends with the second one in a row that is no better.
_DOUBTS = 2
#: Below this share of the best rate, more slots do harm.
_WORSE = 0.8
#: The best rate fades, window by window: the web of the next minute is another one. It does not while the processors
#: are busy: they are the same in the next minute, and a rate that varies by chance would soon seem better than it.
_FADING = 0.95
_LATE_LOOP_S = 0.3
_FULL_MEMORY = 0.85
_TOO_MANY_FAULTS = 0.5
#: The slow start aims at this use of the processors.
_AIM = 0.9
#: Used more than this, the processors are busy: at full work they wait, now and then, for a disk or for each other.
_BUSY = 0.8


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
    """The present limit and what led to it. best_rate: attempts a second at the best window so far. doubts: windows
    in a row that were no better than that.

    A limit beyond the maximum is brought down to it, so that a maximum alone may be given.
    """

    limit: int = START
    maximum: int = 200
    slow_start: bool = True
    best_rate: float = 0.0
    doubts: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", max(1, min(self.limit, self.maximum)))


def adapt(now: Concurrency, seen: Observation) -> Concurrency:
    """The limit for the next window, from 1 to the maximum."""
    if _strained(seen):
        return _settled(now, int(now.limit * _SHRINK), 0.0)
    if seen.attempts < ENOUGH_ATTEMPTS or not seen.saturated:
        return now
    rate = seen.attempts / seen.seconds if seen.seconds > 0 else 0.0
    busy = seen.processors > _BUSY
    best = max(rate, now.best_rate if busy else now.best_rate * _FADING)
    # work that waits for a processor is not hastened by more of it
    if seen.backlog > now.limit // 2:
        return _settled(now, now.limit, best)
    if now.slow_start and not busy:
        return _multiplied(now, rate, best, by=_AIM / max(seen.processors, _AIM / 2))
    enough = _BETTER if busy else _WORSE
    return _settled(now, now.limit + _few(now.limit) if rate >= now.best_rate * enough else now.limit, best)


def _multiplied(now: Concurrency, rate: float, best: float, *, by: float) -> Concurrency:
    if rate >= now.best_rate * _BETTER:
        return replace(now, limit=round(by * now.limit), best_rate=best, doubts=0)
    doubts = now.doubts + 1
    return replace(now, best_rate=best, doubts=doubts, slow_start=doubts < _DOUBTS)


def _settled(now: Concurrency, limit: int, best_rate: float) -> Concurrency:
    return replace(now, limit=limit, slow_start=False, best_rate=best_rate, doubts=0)


def _few(limit: int) -> int:
    return max(1, int(limit * _STEP))


def _strained(seen: Observation) -> bool:
    faulty = seen.attempts >= 2 * ENOUGH_ATTEMPTS and seen.faults / seen.attempts > _TOO_MANY_FAULTS
    return seen.loop_lag_s > _LATE_LOOP_S or seen.memory > _FULL_MEMORY or faulty
