"""The geometry of the charts: from figures to places in a plot.

Places across are shares of the plot's width, from 0 to 1, so that a chart fits any width and its letters keep their
size. Places down are shares of its height, 0 at the top.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from theodore.report import numbers
from theodore.store.report_figures import DURATION_EDGES_S, AttemptTimes, Deadline, Progress, Step

_TIME_STEPS = (
    *(digits * ten for ten in (0.01, 0.1, 1.0) for digits in (1, 2, 5)),
    *(10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400),
)
#: Deadlines that get a line with words, and how far apart their words must stand.
_MOST_LINES = 3
_APART = 0.16
#: Rows of the table behind a curve.
_TABLE_ROWS = 12


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of an axis, with its words."""

    place: float
    words: str


@dataclass(frozen=True, slots=True)
class CurveRow:
    """A line of the table behind a curve. at: since the beginning."""

    at: str
    completed: int
    failed: int


@dataclass(frozen=True, slots=True)
class Curve:
    """How many rows had ended when: paths over a plot of 1000 by 1000, the area below the first, and the axes."""

    completed: str
    area: str
    failed: str
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    table: tuple[CurveRow, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a histogram: where it stands, and how high its two parts are. words: the times that it counts."""

    place: float
    width: float
    made: float
    timed_out: float
    words: str
    attempts: int
    timeouts: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line down through a histogram, with words beside it. to_left: the words stand at its left."""

    place: float
    words: str
    to_left: bool


@dataclass(frozen=True, slots=True)
class Histogram:
    """How long attempts took."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    upwards: tuple[Tick, ...]
    deadlines: tuple[Deadline, ...]


def counted_ticks(top: int, most: int = 5) -> tuple[int, ...]:
    """Round numbers from 0 on, at most so many steps; the last is `top` or above."""
    if top <= 0:
        return (0, 1)
    ten = 10 ** max(0, math.floor(math.log10(top / most)))
    step = next(step for step in (ten, 2 * ten, 5 * ten, 10 * ten) if math.ceil(top / step) <= most)
    return tuple(range(0, step * math.ceil(top / step) + 1, step))


def time_ticks(longest_s: float, most: int = 5) -> tuple[float, ...]:
    """Times from 0 on that people count in, none beyond the longest."""
    days = 86_400.0 * max(1, math.ceil(longest_s / 86_400 / most))
    step = next((step for step in _TIME_STEPS if longest_s / step <= most), days)
    return tuple(round(step * number, 6) for number in range(int(longest_s / step + 1e-9) + 1))


def curve(progress: Progress) -> Curve | None:
    """The curves of a run's progress; None where nothing has ended."""
    if not progress.steps:
        return None
    sums = _summed(progress.steps)
    last = sums[-1].number + 1
    duration_s = last * progress.step_s
    ticks = counted_ticks(max(sums[-1].completed, sums[-1].failed))
    top = ticks[-1]
    completed = [(step.number + 1, step.completed) for step in sums]
    failed = [(step.number + 1, step.failed) for step in sums]
    line = _path(completed, last, top)
    return Curve(
        completed=line,
        area=f"{line} V1000 H0 Z",
        failed=_path(failed, last, top) if sums[-1].failed else "",
        across=tuple(Tick(at / duration_s, numbers.short_seconds(at)) for at in time_ticks(duration_s)),
        upwards=tuple(Tick(1 - count / top, numbers.short_count(count)) for count in ticks),
        table=_table(sums, progress.step_s),
    )


def _summed(steps: Sequence[Step]) -> list[Step]:
    completed = failed = 0
    sums = []
    for step in steps:
        completed += step.completed
        failed += step.failed
        sums.append(Step(step.number, completed, failed))
    return sums


def _path(points: Sequence[tuple[int, int]], last: int, top: int) -> str:
    """From nothing on, and level where nothing ended: a pause is not a slow rise."""
    said, before, height = ["M0 1000"], 0, 1000.0
    for number, count in points:
        if number - 1 > before:
            said.append(f"H{1000 * (number - 1) / last:.1f}")
        height = 1000 * (1 - count / top)
        said.append(f"L{1000 * number / last:.1f} {height:.1f}")
        before = number
    return " ".join(said)


def _table(sums: Sequence[Step], step_s: float) -> tuple[CurveRow, ...]:
    every = max(1, math.ceil(len(sums) / _TABLE_ROWS))
    # counted from the end, so that the last is among them
    chosen = sums[::-1][::every][::-1]
    return tuple(CurveRow(numbers.seconds((step.number + 1) * step_s), step.completed, step.failed) for step in chosen)


def histogram(times: AttemptTimes) -> Histogram | None:
    """The attempts by how long they took, with the most frequent deadlines; None where none was made."""
    if not times.bins:
        return None
    shown = sorted(sorted(times.deadlines, key=lambda one: -one.attempts)[:_MOST_LINES], key=lambda one: one.seconds)
    reached = [bisect_right(DURATION_EDGES_S, deadline.seconds) for deadline in shown]
    numbers_ = [one.number for one in times.bins]
    first, last = min(numbers_ + reached), max(numbers_ + reached)
    ticks = counted_ticks(max(one.attempts for one in times.bins))
    width = 1 / (last - first + 1)
    columns = [
        Column(
            place=(one.number - first) * width,
            width=width,
            made=(one.attempts - one.timeouts) / ticks[-1],
            timed_out=one.timeouts / ticks[-1],
            words=bin_words(one.number),
            attempts=one.attempts,
            timeouts=one.timeouts,
        )
        for one in times.bins
    ]
    return Histogram(
        columns=tuple(columns),
        lines=_lines(shown, first, width),
        across=_edges(first, last, width),
        upwards=tuple(Tick(1 - count / ticks[-1], numbers.short_count(count)) for count in ticks),
        deadlines=times.deadlines,
    )


def bin_words(number: int) -> str:
    """The times that a bin counts: `1 s to 1.5 s`."""
    if number == 0:
        return f"below {numbers.short_seconds(DURATION_EDGES_S[0])}"
    lower = numbers.short_seconds(DURATION_EDGES_S[number - 1])
    if number == len(DURATION_EDGES_S):
        return f"{lower} and more"
    return f"{lower} to {numbers.short_seconds(DURATION_EDGES_S[number])}"


def _edges(first: int, last: int, width: float, most: int = 6) -> tuple[Tick, ...]:
    """Words where bins part, only as many as there is room for."""
    inner = range(first, last)
    every = max(1, math.ceil(len(inner) / most))
    return tuple(
        Tick((number - first + 1) * width, numbers.short_seconds(DURATION_EDGES_S[number])) for number in inner[::every]
    )


def _lines(deadlines: Sequence[Deadline], first: int, width: float) -> tuple[Line, ...]:
    """Lines at the deadlines, the most frequent first; one whose words would stand on another's lacks."""
    kept: list[Line] = []
    for deadline in sorted(deadlines, key=lambda one: -one.attempts):
        place = _place(deadline.seconds, first) * width
        if all(abs(place - other.place) >= _APART for other in kept):
            kept.append(Line(place, numbers.short_seconds(deadline.seconds), to_left=place > 0.5))
    return tuple(sorted(kept, key=lambda line: line.place))


def _place(seconds: float, first: int) -> float:
    """Where a time stands, in bins from the first: within its bin by its logarithm."""
    number = bisect_right(DURATION_EDGES_S, seconds)
    if number in (0, len(DURATION_EDGES_S)):
        return number - first + 0.5
    lower, upper = DURATION_EDGES_S[number - 1], DURATION_EDGES_S[number]
    return number - first + math.log(seconds / lower) / math.log(upper / lower)
