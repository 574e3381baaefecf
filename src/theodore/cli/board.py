"""What is known of a run while it goes on: counts, what is under way, what waits, what happened last.

Fed on the event loop and read by the thread that draws, so every access takes a lock, for microseconds.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from theodore.cli.happenings import Happening, Mark, happening, waits_for
from theodore.cli.text import one_line
from theodore.model.states import State
from theodore.policy.retry import RetryConfig
from theodore.store.records import Claim, Event

#: The window over which the rate is taken, in seconds.
_WINDOW_S = 20.0
#: How many happenings are kept for the screen.
_KEPT = 60
#: With fewer ends than this in the window nothing is said about the time that is left.
_ENOUGH = 3

_STANDARD = RetryConfig()

_ENDS = {
    Mark.COMPLETED: State.COMPLETED,
    Mark.PARTIAL: State.COMPLETED,
    Mark.FAILED: State.FAILED,
    Mark.SKIPPED: State.SKIPPED,
}


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An attempt that runs. began: by the monotonic clock."""

    name: str
    website: str
    doing: str
    began: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is due again at `due`, in seconds since the epoch."""

    name: str
    words: str
    due: float


@dataclass(frozen=True, slots=True)
class View:
    """The board at one moment; nothing in it changes any more. left_s: None while it cannot be told."""

    title: str
    run_id: str
    total: int
    completed: int
    failed: int
    skipped: int
    limit: int
    elapsed_s: float
    rate: float
    left_s: float | None
    under_way: tuple[UnderWay, ...]
    waiting: tuple[Waiting, ...]
    last: tuple[Happening, ...]
    now: float
    monotonic: float

    @property
    def ended(self) -> int:
        """Rows for which nothing is left to do."""
        return self.completed + self.failed + self.skipped

    @property
    def to_go(self) -> int:
        """Rows that were not begun, or are due again."""
        return max(0, self.total - self.ended - len(self.under_way))


class Board:
    """Takes what happens, gives a View of it."""

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        retry: RetryConfig = _STANDARD,
    ) -> None:
        self._retry = retry
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._title = self._run_id = ""
        self._total = 0
        self._limit = 0
        self._counts: dict[State, int] = dict.fromkeys((State.COMPLETED, State.FAILED, State.SKIPPED), 0)
        self._active: dict[int, UnderWay] = {}
        self._waiting: dict[int, Waiting] = {}
        self._last: deque[Happening] = deque(maxlen=_KEPT)
        self._ends: deque[float] = deque()
        self._began = monotonic()

    def start(self, title: str, run_id: str, total: int, counts: Mapping[State, int]) -> None:
        """The run is ready. counts: how many rows had which state before."""
        with self._lock:
            self._title, self._run_id, self._total = one_line(title), run_id, total
            for state in self._counts:
                self._counts[state] = counts.get(state, 0)
            self._began = self._monotonic()

    def take(self, events: Iterable[Event]) -> list[Happening]:
        """Note these events; returns what a person may want to read of them."""
        with self._lock:
            return [told for event in events if (told := self._take(event)) is not None]

    def _take(self, event: Event) -> Happening | None:
        told = happening(event, self._retry)
        if told is None or event.row_id is None:
            return None
        self._active.pop(event.row_id, None)
        self._waiting.pop(event.row_id, None)
        if told.mark is Mark.BEGUN:
            website = one_line(event.data.get("website") or "")
            self._active[event.row_id] = UnderWay(told.subject, website, "", self._monotonic())
            return told
        if told.mark in (Mark.RETRY, Mark.CLIMB, Mark.WAIT):
            due = event.at + float(event.data.get("wait_s") or 0.0)
            self._waiting[event.row_id] = Waiting(told.subject, waits_for(event, self._retry), due)
        elif (state := _ENDS.get(told.mark)) is not None:
            self._counts[state] += 1
            if state is not State.SKIPPED:
                self._ends.append(self._monotonic())
        self._last.append(told)
        return told

    def progress(self, claim: Claim, text: str) -> None:
        """What an attempt is doing."""
        with self._lock:
            for row in claim.rows:
                if (known := self._active.get(row.row_id)) is not None:
                    self._active[row.row_id] = replace(known, doing=one_line(text))

    def limit(self, slots: int) -> None:
        """How many may be under way at once."""
        with self._lock:
            self._limit = slots

    def notice(self, text: str) -> Happening:
        """Something for a person."""
        told = Happening(self._clock(), Mark.NOTICE, "", one_line(text))
        with self._lock:
            self._last.append(told)
        return told

    def view(self) -> View:
        """How everything stands now."""
        with self._lock:
            now, clock = self._monotonic(), self._clock()
            rate = self._rate(now)
            waiting = tuple(sorted(self._waiting.values(), key=lambda row: row.due))
            return View(
                title=self._title,
                run_id=self._run_id,
                total=self._total,
                completed=self._counts[State.COMPLETED],
                failed=self._counts[State.FAILED],
                skipped=self._counts[State.SKIPPED],
                limit=self._limit,
                elapsed_s=now - self._began,
                rate=rate,
                left_s=self._left_s(rate, waiting[-1].due - clock if waiting else 0.0),
                under_way=tuple(self._active.values()),
                waiting=waiting,
                last=tuple(self._last),
                now=clock,
                monotonic=now,
            )

    def _left_s(self, rate: float, longest_wait_s: float) -> float | None:
        """The time that is left at this rate; no less than the last row waits."""
        if rate <= 0 or len(self._ends) < _ENOUGH:
            return None
        return max((self._total - sum(self._counts.values())) / rate, longest_wait_s)

    def _rate(self, now: float) -> float:
        """Companies a second, over the last seconds."""
        while self._ends and self._ends[0] < now - _WINDOW_S:
            self._ends.popleft()
        span = min(_WINDOW_S, now - self._began)
        return len(self._ends) / span if span > 0 else 0.0
