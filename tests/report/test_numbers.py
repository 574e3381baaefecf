"""Numbers at the marks of an axis, and times with their zone; the rest is tested with the terminal's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from theodore.report.numbers import companies, date_and_time, short_count, short_seconds


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(0, "0", id="the beginning needs no unit"),
        pytest.param(0.15, "0.15 s", id="no more digits than there are"),
        pytest.param(30.0, "30 s", id="no digits that say nothing"),
        pytest.param(300, "5 m", id="no seconds that say nothing"),
        pytest.param(5_400, "1 h 30 m", id="two units"),
        pytest.param(90_061, "1 d 1 h", id="and no more"),
    ],
)
def test_a_mark_is_as_short_as_it_can_be(value: float, shown: str) -> None:
    assert short_seconds(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (5_000, "5,000"), (50_000, "50k"), (250_000, "250k"), (1_500_000, "1.5M")]
)
def test_a_large_count_is_short_too(value: int, shown: str) -> None:
    assert short_count(value) == shown


def test_a_time_has_its_zone() -> None:
    at = datetime(2026, 11, 4, 4, 7, tzinfo=UTC)
    assert date_and_time(at) == "4 November 2026, 04:07 UTC"
    assert date_and_time(at.astimezone(timezone(timedelta(hours=1), "CET"))) == "4 November 2026, 05:07 CET"


def test_one_company_is_no_companies() -> None:
    assert [companies(count) for count in (1, 1_204)] == ["1 company", "1,204 companies"]
