from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.extract.confidence import ANY, AS_SAID, Curve, confidence, curve_of, measured
from theodore.extract.registry import FILLED

CURVE = Curve((0.4, 0.6, 1.0), (0.2, 0.8, 0.9))


@pytest.mark.parametrize(
    ("sure", "share"),
    [
        pytest.param(0.0, 0.2, id="level-before-the-first-point"),
        pytest.param(0.4, 0.2, id="the-first-point"),
        pytest.param(0.5, 0.5, id="half-way"),
        pytest.param(0.6, 0.8, id="a-point"),
        pytest.param(0.8, 0.85, id="half-way-to-the-last"),
        pytest.param(1.3, 0.9, id="level-after-the-last-point"),
    ],
)
def test_a_curve_goes_straight_between_its_points(sure: float, share: float) -> None:
    assert CURVE(sure) == pytest.approx(share)


@pytest.mark.parametrize(
    "points",
    [
        pytest.param([(0.1, 0.5), (0.2, 0.4)], id="falling"),
        pytest.param([(0.1, 0.5), (0.1, 0.6)], id="two-at-one-place"),
        pytest.param([], id="none"),
    ],
)
def test_what_is_no_curve_is_refused(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type is all that is promised
        curve_of(points)


@given(st.floats(0, 2), st.floats(0, 2), st.sampled_from(sorted(FILLED)))
def test_the_curves_of_the_package_keep_the_order(one: float, other: float, field: str) -> None:
    low, high = sorted((one, other))
    assert 0 <= confidence(measured(), field, low) <= confidence(measured(), field, high) <= 1


def test_the_curves_of_the_package_are_of_fields_that_there_are() -> None:
    assert set(measured()) - {ANY} <= FILLED


def test_a_field_without_a_curve_goes_by_that_of_all() -> None:
    assert confidence({ANY: CURVE}, "emails", 0.5) == 0.5
    assert confidence({ANY: CURVE, "emails": Curve((0.0, 1.0), (1.0, 1.0))}, "emails", 0.5) == 1.0
    assert confidence(AS_SAID, "emails", 0.77) == 0.77
