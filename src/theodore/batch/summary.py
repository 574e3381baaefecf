"""The one object that a run comes to: what `process_batch` returns and `theodore run --json` prints."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping
from typing import Any

from theodore.model.states import State
from theodore.model.statistics import RunStatistics, per_minute
from theodore.store.reader import Reader
from theodore.store.records import Run

#: Beyond this many rows the list of results is cut; `theodore export` has them all.
MAX_RESULTS = 10_000


def summarise(
    reader: Reader, run: Run, *, duration_s: float, ended_before: int = 0, max_results: int = MAX_RESULTS
) -> dict[str, Any]:
    """The summary of this run.

    duration_s: seconds that this invocation took. ended_before: rows that were completed or failed when it began; they
    took none of that time.
    """
    counts = reader.counts(run.id)
    total = sum(counts.values())
    done = counts.get(State.COMPLETED, 0)
    skipped = counts.get(State.SKIPPED, 0)
    failed = counts.get(State.FAILED, 0)
    rate = per_minute(max(0, visited(counts) - ended_before), duration_s)
    results = list(itertools.islice(reader.results(run.id), max_results))
    summary: dict[str, Any] = {
        "success": done + skipped == total,
        "run_id": run.id,
        "source": run.source,
        "sink": run.sink,
        "total": total,
        "processed": done + failed,
        "failed": failed,
        "skipped": skipped,
        "not_chosen": reader.not_chosen(run.id),
        "deferred": counts.get(State.DEFERRED, 0),
        "cancelled": counts.get(State.CANCELLED, 0),
        "pending": sum(counts.get(state, 0) for state in (State.PENDING, State.PROCESSING, State.WAITING)),
        "duration_seconds": round(duration_s, 3),
        "companies_per_minute": round(rate, 2),
        "companies_per_hour": round(60 * rate, 1),
        "success_rate": round(done / (done + failed), 4) if done + failed else (1.0 if skipped else 0.0),
        "statistics": statistics_dict(reader.statistics(run.id)),
        "field_coverage": _rounded(dataclasses.asdict(reader.coverage(run.id))),
        "results": [result.as_dict() for result in results],
    }
    if total > max_results:
        summary["results_truncated"] = True
    return summary


def visited(counts: Mapping[State, int]) -> int:
    """Rows that were worked on to an end: completed or failed."""
    return counts.get(State.COMPLETED, 0) + counts.get(State.FAILED, 0)


def statistics_dict(statistics: RunStatistics) -> dict[str, Any]:
    """The statistics as plain types."""
    plain = dataclasses.asdict(statistics)
    rounded: dict[str, Any] = _rounded(
        {**plain, "by_error": dict(statistics.by_error), "by_reason": dict(statistics.by_reason)}
    )
    return rounded


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return value
