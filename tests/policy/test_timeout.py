"""How long an attempt may take."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import ConfigurationError
from theodore.model.statistics import SiteKnowledge
from theodore.policy.timeout import ENOUGH_ATTEMPTS, TimeoutConfig, deadline_because, deadline_s

USUAL = TimeoutConfig()


@pytest.mark.parametrize(
    ("config", "attempt", "kind", "seconds"),
    [
        pytest.param(USUAL, 0, {}, 30.0, id="the first attempt"),
        pytest.param(USUAL, 1, {}, 45.0, id="the second has half as long again"),
        pytest.param(USUAL, 2, {}, 67.5, id="unrounded"),
        pytest.param(USUAL, 3, {}, 101.25, id="the fourth"),
        pytest.param(TimeoutConfig(max_timeout=90), 3, {}, 90.0, id="the fourth where 90 is the most"),
        pytest.param(USUAL, 4, {}, 120.0, id="never above max_timeout"),
        pytest.param(USUAL, 0, {"is_simple": True}, 20.0, id="a simple site"),
        pytest.param(USUAL, 1, {"is_simple": True}, 30.0, id="a simple site grows too"),
        pytest.param(USUAL, 0, {"is_complex": True}, 60.0, id="a complex site"),
        pytest.param(USUAL, 1, {"is_complex": True}, 90.0, id="a complex site grows too"),
        pytest.param(USUAL, 0, {"is_complex": True, "is_simple": True}, 60.0, id="said to be both: complex"),
        pytest.param(TimeoutConfig(increase_factor=1), 9, {}, 30.0, id="a factor of 1 does not grow"),
        pytest.param(USUAL, 100_000, {}, 120.0, id="a power beyond any float"),
        pytest.param(TimeoutConfig(max_timeout=10), 0, {}, 10.0, id="a bound below the default wins"),
    ],
)
def test_the_deadline_of_an_attempt(config: TimeoutConfig, attempt: int, kind: dict[str, bool], seconds: float) -> None:
    assert config.get_timeout(attempt, **kind) == seconds


def test_the_missions_order_of_arguments() -> None:
    assert USUAL.get_timeout(0, True) == 60.0
    assert USUAL.get_timeout(0, False, True) == 20.0


POSITIVE = st.floats(0.001, 1e6)
CONFIGS = st.builds(
    TimeoutConfig,
    default=POSITIVE,
    simple_sites=POSITIVE,
    complex_sites=POSITIVE,
    max_timeout=POSITIVE,
    increase_factor=st.floats(1, 10),
    complex_after=POSITIVE,
)
SITES = st.builds(
    SiteKnowledge,
    seconds=st.lists(st.floats(0, 1e6), max_size=20).map(tuple),
    is_complex=st.booleans(),
    is_simple=st.booleans(),
)


@given(CONFIGS, SITES, st.integers(0, 2_000))
def test_a_deadline_is_above_zero_and_at_most_the_bound(
    config: TimeoutConfig, site: SiteKnowledge, attempt: int
) -> None:
    assert 0 < deadline_s(config, site, attempt) <= config.max_timeout


@given(CONFIGS, SITES, st.integers(0, 2_000))
def test_a_later_attempt_never_has_less_time(config: TimeoutConfig, site: SiteKnowledge, attempt: int) -> None:
    assert deadline_s(config, site, attempt + 1) >= deadline_s(config, site, attempt)


def site(*seconds: float, is_complex: bool = False, is_simple: bool = False) -> SiteKnowledge:
    return SiteKnowledge(seconds, (False,) * len(seconds), is_complex=is_complex, is_simple=is_simple)


@pytest.mark.parametrize(
    ("known", "attempt", "seconds"),
    [
        pytest.param(site(), 0, 30.0, id="nothing is known"),
        pytest.param(site(50.0, is_complex=True), 0, 60.0, id="complex"),
        pytest.param(site(1.0, 1.0, 1.0, is_simple=True), 0, 20.0, id="simple"),
        pytest.param(site(50, 50, 50, 50, is_complex=True), 0, 60.0, id="four attempts are not enough"),
        pytest.param(site(50, 50, 50, 50, 50, is_complex=True), 0, 75.0, id="with five its own times decide"),
        pytest.param(site(50, 50, 50, 50, 50), 1, 112.5, id="and grow by attempt"),
        pytest.param(site(1, 1, 1, 1, 1), 0, 20.0, id="never below simple_sites"),
        pytest.param(site(100, 100, 100, 100, 100), 0, 120.0, id="never above max_timeout"),
        pytest.param(site(*[10.0] * 19, 60.0), 0, 20.0, id="one slow attempt in twenty is an accident"),
        pytest.param(site(*[10.0] * 18, 60.0, 60.0), 0, 90.0, id="two are the site's way"),
    ],
)
def test_the_deadline_follows_what_is_known_of_a_site(known: SiteKnowledge, attempt: int, seconds: float) -> None:
    assert deadline_s(USUAL, known, attempt) == seconds


def test_where_simple_sites_is_above_the_bound_the_bound_wins() -> None:
    config = TimeoutConfig(simple_sites=50, max_timeout=40)
    assert deadline_s(config, site(*[1.0] * ENOUGH_ATTEMPTS), 0) == 40.0


@pytest.mark.parametrize("name", ["default", "simple_sites", "complex_sites", "max_timeout", "complex_after"])
@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_a_timeout_must_be_a_number_above_zero(name: str, seconds: float) -> None:
    with pytest.raises(ConfigurationError, match=f"{name} is {seconds}"):
        TimeoutConfig(**{name: seconds})


@pytest.mark.parametrize("factor", [0.99, float("nan"), float("inf")])
def test_deadlines_never_shrink(factor: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"increase_factor is {factor}"):
        TimeoutConfig(increase_factor=factor)


@pytest.mark.parametrize(
    ("site", "because"),
    [
        pytest.param(SiteKnowledge(), "little is known", id="never met"),
        pytest.param(SiteKnowledge((50.0,), (False,), is_complex=True), "complex", id="complex"),
        pytest.param(SiteKnowledge((1.0,) * 3, (False,) * 3, is_simple=True), "simple", id="simple"),
        pytest.param(SiteKnowledge((20.0,) * 5, (False,) * 5), "1.5 x p95", id="its own times"),
        pytest.param(SiteKnowledge((1.0,) * 5, (False,) * 5, is_simple=True), "1.5 x p95, at least 20 s", id="quick"),
        pytest.param(SiteKnowledge((99.0,) * 5, (True,) * 5, is_complex=True), "1.5 x p95, at most 120 s", id="slow"),
    ],
)
def test_a_deadline_says_why_it_is_so_long(site: SiteKnowledge, because: str) -> None:
    assert deadline_because(TimeoutConfig(), site) == because
