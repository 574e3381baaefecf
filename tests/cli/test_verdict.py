"""A demo's outcomes against the truth."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.cli.verdict import judge
from theodore.model.states import State
from theodore.model.statistics import RowResult


def site(name: str, **truth: Any) -> dict[str, Any]:
    good = {"fault": "healthy", "variant": "plain", "obtainable": True, "error_type": None, "reason": None}
    return {"name": name, "website": f"{name}.test", **good, **truth}


def row(
    name: str, state: State = State.COMPLETED, error_type: str | None = None, reason: str | None = None
) -> RowResult:
    return RowResult("r", name, f"{name}.test", state, error_type=error_type, reason=reason)


GONE = {
    "fault": "dead",
    "variant": "refused",
    "obtainable": False,
    "error_type": "connection_error",
    "reason": "refused",
}


@pytest.mark.parametrize(
    ("truth", "result", "differs"),
    [
        pytest.param({}, row("a"), False, id="a site that can be had, and was"),
        pytest.param({}, row("a", State.FAILED, "timeout", "connect"), True, id="a site that patience gets, lost"),
        pytest.param({}, row("a", State.DEFERRED, "rate_limit", "http_429"), True, id="left for later is not got"),
        pytest.param(
            GONE, row("a", State.FAILED, "connection_error", "refused"), False, id="the right class and reason"
        ),
        pytest.param(
            GONE, row("a", State.FAILED, "connection_error", "reset"), True, id="the right class is not enough"
        ),
        pytest.param(GONE, row("a"), True, id="success where there is nothing"),
        pytest.param({}, row("other"), True, id="another row"),
    ],
)
def test_each_outcome_is_compared(truth: dict[str, Any], result: RowResult, differs: bool) -> None:
    assert judge([site("a", **truth)], [result]).is_right is not differs


def test_a_verdict_counts() -> None:
    found = judge([site("a"), site("b"), site("c", **GONE)], [row("a"), row("b", State.PENDING)])
    assert (found.sites, found.obtainable, found.obtained) == (3, 2, 1)
    assert [(one.name, one.expected, one.found) for one in found.differences] == [
        ("b", "completed", "pending"),
        ("c", "failed connection_error/refused", "no row"),
    ]
    assert found.as_dict()["right"] is False
