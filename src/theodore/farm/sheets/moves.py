"""What happens to places along one axis of a tab when rows or columns are inserted, deleted or moved.

Places are counted from 0. A span has its first and last place; None is an end that is left open, as of `A:A`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Span = tuple[int | None, int | None]


class Move(Protocol):
    """A change along one axis."""

    def place(self, at: int) -> int | None:
        """Where what stood at this place stands now; None where it is gone."""

    def span(self, first: int | None, last: int | None) -> Span | None:
        """What the span has become; None where all of it is gone."""


@dataclass(frozen=True, slots=True)
class Inserted:
    """New places before this one. count: how many."""

    before: int
    count: int

    def place(self, at: int) -> int | None:
        """Where what stood at this place stands now."""
        return at + self.count if at >= self.before else at

    def span(self, first: int | None, last: int | None) -> Span | None:
        """A span that the new places come into grows; one that they come before is shifted."""
        return None if first is None else self.place(first), None if last is None else self.place(last)


@dataclass(frozen=True, slots=True)
class Deleted:
    """Places that are gone, from start to before end."""

    start: int
    end: int

    def place(self, at: int) -> int | None:
        """Where what stood at this place stands now."""
        if self.start <= at < self.end:
            return None
        return at - (self.end - self.start) if at >= self.end else at

    def span(self, first: int | None, last: int | None) -> Span | None:
        """A span shrinks by what it loses."""
        start = None if first is None else self.place(first)
        stop = None if last is None else self.place(last)
        if first is not None and start is None:
            start = self.start
        if last is not None and stop is None:
            stop = self.start - 1
        if start is not None and stop is not None and stop < start:
            return None
        return start, stop


@dataclass(frozen=True, slots=True)
class Moved:
    """Places from start to before end that stand elsewhere now: before what stood at `to`."""

    start: int
    end: int
    to: int

    def place(self, at: int) -> int | None:
        """Where what stood at this place stands now."""
        count = self.end - self.start
        if self.start <= at < self.end:
            return at + self.to - self.start if self.to <= self.start else at + self.to - self.end
        if self.to <= at < self.start:
            return at + count
        if self.end <= at < self.to:
            return at - count
        return at

    def span(self, first: int | None, last: int | None) -> Span | None:
        """A span follows its two ends."""
        ends = (None if first is None else self.place(first)), (None if last is None else self.place(last))
        if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
            return ends[1], ends[0]
        return ends
