"""Which site bears which fault."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.farm import DEFAULT_SHARES, VARIANTS, FarmConfig, Fault
from theodore.farm.deal import deal, seats

_F = Fault


@pytest.mark.parametrize(
    ("sites", "shares", "expected"),
    [
        pytest.param(10, {_F.HEALTHY: 0.5, _F.DEAD: 0.5}, {_F.HEALTHY: 5, _F.DEAD: 5}, id="by share"),
        pytest.param(12, {_F.HEALTHY: 3, _F.DEAD: 1}, {_F.HEALTHY: 9, _F.DEAD: 3}, id="shares are weights"),
        pytest.param(3, {_F.HEALTHY: 1.0}, {_F.HEALTHY: 3}, id="one class takes all"),
        pytest.param(10, {_F.HEALTHY: 1.0, _F.DEAD: 0.0}, {_F.HEALTHY: 10}, id="a share of nothing is no site"),
        pytest.param(10, {_F.HEALTHY: 0.99, _F.DEAD: 0.01}, {_F.HEALTHY: 8, _F.DEAD: 2}, id="each variant is seen"),
        pytest.param(2, {_F.HEALTHY: 0.99, _F.DEAD: 0.01}, {_F.HEALTHY: 1, _F.DEAD: 1}, id="else each class"),
        pytest.param(1, {_F.HEALTHY: 0.9, _F.DEAD: 0.1}, {_F.HEALTHY: 1, _F.DEAD: 0}, id="else the largest"),
    ],
)
def test_sites_are_shared_out(sites: int, shares: dict[Fault, float], expected: dict[Fault, int]) -> None:
    assert seats(sites, shares) == expected


@given(
    sites=st.integers(1, 500),
    shares=st.dictionaries(st.sampled_from(Fault), st.floats(0.001, 100), min_size=1),
)
def test_every_site_has_a_class(sites: int, shares: dict[Fault, float]) -> None:
    counts = seats(sites, shares)
    assert sum(counts.values()) == sites
    assert set(counts) == set(shares)
    assert min(counts.values()) >= (1 if sites >= len(shares) else 0)


def test_sixty_sites_show_every_variant_in_the_default_mix() -> None:
    counts = seats(60, DEFAULT_SHARES)
    mixed = {fault: variants for fault, variants in VARIANTS.items() if DEFAULT_SHARES[fault]}
    assert all(counts[fault] >= len(variants) for fault, variants in mixed.items())


def test_a_large_web_keeps_to_the_shares() -> None:
    expected = {fault: round(share * 1000) for fault, share in DEFAULT_SHARES.items() if share}
    assert seats(1000, DEFAULT_SHARES) == expected


def test_classes_are_shuffled_by_the_seed() -> None:
    first, second = deal(FarmConfig(seed=1)), deal(FarmConfig(seed=2))
    assert first != second
    assert sorted(first) == sorted(second)
    assert first == deal(FarmConfig(seed=1))
