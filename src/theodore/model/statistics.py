"""The numbers of a run, as every output shows them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from theodore.model.fields import Catalogue, Value, catalogue, is_blank
from theodore.model.states import State


@dataclass(frozen=True, slots=True)
class SiteKnowledge:
    """What is known of a site from all attempts at it, across runs.

    seconds: how long its last attempts took, oldest first, at most KEPT_ATTEMPTS of them; a timed-out one with
    the time that it used. timed_out: which of those timed out. hold_until: seconds since the epoch before which
    nothing may be asked of it. origin: scheme and host that its home page was last found at; None where it never was.
    rung: the rung of the ladder of identities that last served it, 0 for the plain one. rung_at: when it was last found
    that none below it does, in seconds since the epoch.
    """

    seconds: tuple[float, ...] = ()
    timed_out: tuple[bool, ...] = ()
    is_complex: bool = False
    is_simple: bool = False
    hold_until: float = 0.0
    origin: str | None = None
    rung: int = 0
    rung_at: float = 0.0

    @property
    def usual_s(self) -> float | None:
        """Seconds that a whole visit usually takes; None where none came to its end."""
        ended = [took for took, out in zip(self.seconds, self.timed_out, strict=False) if not out]
        return percentile(ended, 0.5)


KEPT_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class RunStatistics:
    """The counts of a run, summed from the journal. Times in seconds since the epoch, durations in seconds.

    retried: attempts that were made again after a failure. timeouts, ssl_errors: attempts that ended so.
    by_error, by_reason: final failures by class, and by "class/reason". pages_from_cache, revalidated: as in Crawl.
    climbs: attempts that a site turned away, and that were made again on another rung.
    """

    processed: int = 0
    failed: int = 0
    retried: int = 0
    timeouts: int = 0
    ssl_errors: int = 0
    start_time: float | None = None
    end_time: float | None = None
    attempts: int = 0
    by_error: Mapping[str, int] = field(default_factory=dict)
    by_reason: Mapping[str, int] = field(default_factory=dict)
    pages: int = 0
    bytes: int = 0
    p50_seconds: float | None = None
    p95_seconds: float | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    pages_from_cache: int = 0
    revalidated: int = 0
    climbs: int = 0


@dataclass(frozen=True, slots=True)
class FieldCoverage:
    """How much of the catalogue a run filled: shares from 0 to 1. by_field: the share of the companies."""

    mean: float = 0.0
    best: float = 0.0
    worst: float = 0.0
    by_field: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowResult:
    """How one row ended. processing_time: seconds of all its attempts."""

    record_id: str
    company_name: str
    website: str
    state: State
    partial: bool = False
    error_type: str | None = None
    reason: str | None = None
    error: str | None = None
    attempts: int = 0
    processing_time: float = 0.0
    coverage: float | None = None

    @property
    def success(self) -> bool:
        return self.state in (State.COMPLETED, State.SKIPPED)

    def as_dict(self) -> dict[str, Any]:
        """The row as the summary lists it."""
        return {
            "record_id": self.record_id,
            "company_name": self.company_name,
            "website": self.website,
            "success": self.success,
            "partial": self.partial,
            "error_type": self.error_type,
            "reason": self.reason,
            "error": self.error,
            "attempts": self.attempts,
            "processing_time": round(self.processing_time, 3),
            "coverage": None if self.coverage is None else round(self.coverage, 4),
        }


def percentile(values: Sequence[float], share: float) -> float | None:
    """The smallest of the values that at least `share` (0 to 1) of them do not exceed; None of no values."""
    if not values:
        return None
    ordered = sorted(values)
    # rounded first: 0.07 of 100 is a hair above 7 in floats, and would name the eighth
    return ordered[max(0, math.ceil(round(share * len(ordered), 9)) - 1)]


class CoverageTally:
    """Adds profiles up to a FieldCoverage, one at a time, so that no list of them is kept."""

    def __init__(self, fields: Catalogue | None = None, *, off: Collection[str] = frozenset()) -> None:
        """off: fields that were switched off, which do not count."""
        self._fields = [field for field in (fields or catalogue()).extractable if field.name not in off]
        self._filled = dict.fromkeys((field.name for field in self._fields), 0)
        self._companies = 0
        self._sum = 0.0
        self._best = 0.0
        self._worst = 1.0

    def add(self, profile: Mapping[str, Value]) -> None:
        """Count one company's profile."""
        filled = [field.name for field in self._fields if not is_blank(profile.get(field.name))]
        for name in filled:
            self._filled[name] += 1
        share = len(filled) / max(len(self._fields), 1)
        self._companies += 1
        self._sum += share
        self._best = max(self._best, share)
        self._worst = min(self._worst, share)

    def result(self) -> FieldCoverage:
        """What was added so far; all zero where nothing was."""
        if not self._companies:
            return FieldCoverage(by_field=dict.fromkeys(self._filled, 0.0))
        return FieldCoverage(
            mean=self._sum / self._companies,
            best=self._best,
            worst=self._worst,
            by_field={name: count / self._companies for name, count in self._filled.items()},
        )


def field_coverage(profiles: Iterable[Mapping[str, Value]]) -> FieldCoverage:
    """The coverage of these profiles."""
    tally = CoverageTally()
    for profile in profiles:
        tally.add(profile)
    return tally.result()


def per_minute(count: int, seconds: float) -> float:
    """A rate; 0 where no time passed."""
    return 60 * count / seconds if seconds > 0 else 0.0
