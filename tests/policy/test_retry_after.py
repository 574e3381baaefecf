"""Retry-After, in both of its forms."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.policy.retry_after import LONGEST_S, retry_after_s

NOW = 1_800_000_000.25


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(" 3 ", 3.0, id="with spaces"),
        pytest.param("0", 0.0, id="at once"),
        pytest.param("1.5", 1.5, id="a fraction, as some servers send"),
        pytest.param("-5", None, id="a negative number is neither seconds nor a date"),
        pytest.param("99999999999", LONGEST_S, id="longer than anybody means"),
        pytest.param("1e999", None, id="not finite"),
        pytest.param(formatdate(NOW + 10, usegmt=True), 9.75, id="a date, of whole seconds"),
        pytest.param(formatdate(NOW - 60, usegmt=True), 0.0, id="a date that has passed"),
        pytest.param("Sunday, 06-Nov-94 08:49:37 GMT", 0.0, id="the obsolete form of RFC 850"),
        pytest.param("Sun Nov  6 08:49:37 1994", 0.0, id="the form of asctime"),
        pytest.param("soon", None, id="words"),
        pytest.param("\u0663", None, id="a digit, but not one of HTTP's"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="not sent"),
        pytest.param("Fri, 99 Foo 2099 99:99:99 GMT", None, id="a date that is none"),
    ],
)
def test_reads(value: str | None, wait: float | None) -> None:
    found = retry_after_s(value, NOW)
    assert found == (None if wait is None else pytest.approx(wait))


@given(st.text(max_size=60))
def test_never_fails_and_never_asks_for_more_than_a_day(value: str) -> None:
    wait = retry_after_s(value, NOW)
    assert wait is None or 0.0 <= wait <= LONGEST_S
