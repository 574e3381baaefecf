"""What reports of tests are made from, with as little said as a test needs to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from theodore.model.errors import Reason
from theodore.model.fields import catalogue
from theodore.model.states import State
from theodore.report.material import Material
from theodore.store.records import ErrorExample, SlowSite
from theodore.store.report_figures import (
    DURATION_EDGES_S,
    AttemptTimes,
    Deadline,
    DurationBin,
    Progress,
    ReportRow,
    RetriedClass,
    Retries,
    Shares,
    Step,
)

BEGAN = datetime(2026, 11, 24, 4, 4, 33, tzinfo=UTC)


def row(name: str = "Acme", website: str = "acme.test", **more: Any) -> ReportRow:
    """A row that is completed, unless told otherwise."""
    values: dict[str, Any] = {
        "state": State.COMPLETED,
        "is_chosen": True,
        "partial": False,
        "error_type": None,
        "reason": None,
        "message": "",
        "progress": "7 pages",
        "attempts": 1,
        "seconds": 1.5,
        "coverage": 0.25,
    }
    return ReportRow(name=name, website=website, **(values | more))


def failed(name: str = "Gone", website: str = "gone.test", reason: Reason = Reason.HTTP_404, **more: Any) -> ReportRow:
    """A row that has failed."""
    values: dict[str, Any] = {
        "state": State.FAILED,
        "error_type": reason.type.value,
        "reason": reason.label,
        "message": reason.meaning,
        "progress": "",
        "coverage": None,
    }
    return row(name, website, **(values | more))


def example(reason: Reason, count: int = 1, **more: Any) -> ErrorExample:
    """So many failures for this reason."""
    values: dict[str, Any] = {"record_id": "r1", "name": "Gone", "website": "gone.test", "message": reason.meaning}
    return ErrorExample(error_type=reason.type.value, reason=reason.label, count=count, **(values | more))


def summary(rows: Sequence[ReportRow], **more: Any) -> dict[str, Any]:
    """The summary of a run with these rows."""

    def how_many(*states: State) -> int:
        return sum(one.state in states for one in rows)

    done, bad = how_many(State.COMPLETED), how_many(State.FAILED)
    return {
        "run_id": "20261124-1",
        "total": len(rows),
        "processed": done + bad,
        "failed": bad,
        "skipped": how_many(State.SKIPPED),
        "not_chosen": sum(not one.is_chosen for one in rows),
        "deferred": how_many(State.DEFERRED),
        "cancelled": how_many(State.CANCELLED),
        "pending": how_many(State.PENDING, State.PROCESSING, State.WAITING),
        "duration_seconds": 185.0,
        "companies_per_minute": 20.0,
        "companies_per_hour": 1_200.0,
        "success_rate": done / (done + bad) if done + bad else 0.0,
        "statistics": {
            "attempts": done + bad,
            "retried": 0,
            "pages": 7 * done,
            "pages_from_cache": 0,
            "revalidated": 0,
            "climbs": 0,
            "bytes": 90_000 * done,
            "p50_seconds": 1.5 if done + bad else None,
            "p95_seconds": 4.0 if done + bad else None,
        },
        "field_coverage": {
            "mean": 0.2,
            "best": 0.3,
            "worst": 0.1,
            "by_field": {field.name: 0.75 if field.sought and done else 0.0 for field in catalogue().extractable},
        },
        **more,
    }


def material(rows: Sequence[ReportRow] = (row(), failed()), **more: Any) -> Material:
    """All of a report over these rows; its charts have something to show where there are rows."""
    bad = sum(one.state is State.FAILED for one in rows)
    values: dict[str, Any] = {
        "title": "leads.csv",
        "state": "finished",
        "chosen": "",
        "began": BEGAN,
        "made": BEGAN + timedelta(days=2),
        "version": "0.1.0",
        "summary": summary(rows),
        "not_chosen": sum(not one.is_chosen for one in rows),
        "errors": (example(Reason.HTTP_404, bad),) if bad else (),
        "slowest": (SlowSite("r1", "Acme", "acme.test", "acme.test", 4.5, 2),) if rows else (),
        "progress": Progress(BEGAN.timestamp(), 2.0, (Step(3, len(rows) - bad, 0), Step(9, 0, bad)) if rows else ()),
        "times": times((7, len(rows) - bad, 0), (16, max(bad, 1), 1)) if rows else AttemptTimes((), ()),
        "retries": Retries(0, 0, ()),
        "shares": {},
        "rows": lambda most: iter(rows[:most]),
    }
    return Material(**(values | more))


def full(rows: Sequence[ReportRow]) -> Material:
    """A report in which no chart and no section lacks."""
    return material(
        rows,
        retries=Retries(
            9, 5, (RetriedClass("timeout", 8, 6, 4, 2.5, 6.0), RetriedClass("rate_limit", 4, 3, 0, 9.0, 27.0))
        ),
        shares={
            "industry": Shares(9, 2, (("Software", 6), ("Forestry", 3))),
            "company_size": Shares(5, 2, (("medium", 4), ("solo", 1))),
            "founding_year": Shares(4, 2, (("1990", 3), ("1890", 1))),
            "languages": Shares(9, 3, (("de", 5), ("en", 3), ("tlh", 1))),
            "tech_stack": Shares(9, 14, (("nginx", 9), ("jQuery", 2))),
        },
        errors=(
            example(Reason.HTTP_404, 3),
            example(Reason.PARKED, 1),
            example(Reason.ATTEMPT_DEADLINE, 2, message="nothing came in 30 s"),
        ),
        times=times((7, 40, 0), (9, 22, 0), (15, 9, 6), deadlines=(Deadline(20.0, 9, 0), Deadline(30.0, 60, 6))),
    )


def times(*bins: tuple[int, int, int], deadlines: tuple[Deadline, ...] = (Deadline(30.0, 5, 1),)) -> AttemptTimes:
    """Durations of attempts: of each bin its number, its attempts, and those of them that timed out."""
    assert all(number <= len(DURATION_EDGES_S) for number, *_ in bins)
    return AttemptTimes(tuple(DurationBin(*one) for one in bins), deadlines)
