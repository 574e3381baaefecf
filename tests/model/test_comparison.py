"""What differs between two runs: verdicts and facts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.comparison import (
    Change,
    Verdict,
    Wanted,
    change_of,
    changed_fields,
    compared_fields,
    percent,
    verdict,
)
from theodore.model.fields import catalogue


@pytest.mark.parametrize(
    ("before", "after", "wanted", "noise", "expected"),
    [
        pytest.param(0.4, 0.7, Wanted.MORE, 0.0, Verdict.BETTER, id="more of what is wanted"),
        pytest.param(0.7, 0.4, Wanted.MORE, 0.0, Verdict.WORSE, id="less of what is wanted"),
        pytest.param(9, 2, Wanted.LESS, 0.0, Verdict.BETTER, id="less of what is not"),
        pytest.param(2, 9, Wanted.LESS, 0.0, Verdict.WORSE, id="more of what is not"),
        pytest.param(3, 3, Wanted.LESS, 0.0, Verdict.SAME, id="no difference"),
        pytest.param(0, 0, Wanted.MORE, 0.05, Verdict.SAME, id="nothing twice"),
        pytest.param(100, 104, Wanted.LESS, 0.05, Verdict.SAME, id="within the noise"),
        pytest.param(100, 106, Wanted.LESS, 0.05, Verdict.WORSE, id="beyond the noise"),
        pytest.param(0, 0.1, Wanted.LESS, 0.05, Verdict.WORSE, id="anything is beyond the noise of nothing"),
        pytest.param(1, 2, Wanted.EITHER, 0.0, None, id="neither is wished for"),
        pytest.param(None, 2, Wanted.MORE, 0.0, None, id="not known before"),
        pytest.param(2, None, Wanted.MORE, 0.0, None, id="not known after"),
    ],
)
def test_a_verdict(
    before: float | None, after: float | None, wanted: Wanted, noise: float, expected: Verdict | None
) -> None:
    assert verdict(before, after, wanted, noise=noise) is expected


_OPPOSITE = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER, Verdict.SAME: Verdict.SAME}
_numbers = st.floats(0, 1e9)


@given(_numbers, _numbers, st.sampled_from([Wanted.MORE, Wanted.LESS]), st.floats(0, 0.5))
def test_what_is_better_one_way_is_worse_the_other(before: float, after: float, wanted: Wanted, noise: float) -> None:
    found = verdict(before, after, wanted, noise=noise)
    assert found is not None
    assert verdict(after, before, wanted, noise=noise) is _OPPOSITE[found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(50, 75, 50.0, id="half as much again"),
        pytest.param(50, 0, -100.0, id="all of it gone"),
        pytest.param(0, 5, None, id="no percent of nothing"),
        pytest.param(None, 5, None, id="not known before"),
        pytest.param(5, None, None, id="not known after"),
    ],
)
def test_percent(before: float | None, after: float | None, expected: float | None) -> None:
    assert percent(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("Acme", "Acme", None, id="the same"),
        pytest.param("Acme  GmbH\n", "Acme GmbH", None, id="white space says nothing"),
        pytest.param("Acme", "ACME", Change.CHANGED, id="capitals do"),
        pytest.param(["a", "b"], ["b", "a"], None, id="nor does the order of a list"),
        pytest.param(["a", "a"], ["a"], Change.CHANGED, id="but how often does"),
        pytest.param(["a", 1, None], [1, "a"], None, id="items of several types, and a blank one"),
        pytest.param({"x": "1", "y": "2"}, {"y": "2", "x": "1"}, None, id="nor that of a mapping"),
        pytest.param({"x": "1", "y": ""}, {"x": "1"}, None, id="a blank in a mapping"),
        pytest.param([{"date": "1", "title": "t"}], [{"title": "t", "date": "1"}], None, id="mappings in a list"),
        pytest.param([{"title": "t"}], [{"title": "u"}], Change.CHANGED, id="another mapping in a list"),
        pytest.param(None, "Acme", Change.GAINED, id="gained"),
        pytest.param("Acme", "", Change.LOST, id="lost"),
        pytest.param([], None, None, id="blank in two ways"),
        pytest.param(True, False, Change.CHANGED, id="false is a value"),
        pytest.param(None, False, Change.GAINED, id="and is gained"),
        pytest.param(1999, 1999.0, None, id="one number"),
        pytest.param("1999", ["1999"], Change.CHANGED, id="another type"),
    ],
)
def test_what_became_of_a_value(before: Any, after: Any, expected: Change | None) -> None:
    assert change_of(before, after) is expected


def test_what_a_visit_was_like_is_no_fact() -> None:
    before = {"official_name": "Acme", "crawl_duration": 1.0, "pages_crawled": ["a"], "total_cost_usd": 0.1}
    after = {"official_name": "Acme", "crawl_duration": 2.0, "pages_crawled": ["b"], "total_cost_usd": 0.2}
    assert changed_fields(before, after) == {}


def test_a_field_that_counts_and_where_the_website_is_are_facts() -> None:
    assert {field.name for field in catalogue().extractable} | {"final_website", "languages"} == set(compared_fields())


def test_changes_come_in_the_catalogues_order() -> None:
    found = changed_fields({"emails": ["a"], "official_name": "A"}, {"phones": ["+1"], "official_name": "B"})
    assert list(found.items()) == [
        ("official_name", Change.CHANGED),
        ("emails", Change.LOST),
        ("phones", Change.GAINED),
    ]


_texts = st.text(max_size=5)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)
_profiles = st.dictionaries(st.sampled_from([field.name for field in catalogue().fields]), _values, max_size=6)


@given(_profiles)
def test_a_profile_does_not_differ_from_itself(profile: dict[str, Any]) -> None:
    assert changed_fields(profile, profile) == {}


@given(_profiles, _profiles)
def test_seen_from_the_other_side_what_was_lost_is_gained(before: dict[str, Any], after: dict[str, Any]) -> None:
    turned = {Change.GAINED: Change.LOST, Change.LOST: Change.GAINED, Change.CHANGED: Change.CHANGED}
    found = changed_fields(before, after)
    assert changed_fields(after, before) == {name: turned[change] for name, change in found.items()}
    assert set(found) <= set(compared_fields())


@given(st.lists(_values, max_size=5), st.randoms())
def test_a_shuffled_list_says_the_same(items: list[Any], chance: Any) -> None:
    shuffled = list(items)
    chance.shuffle(shuffled)
    assert change_of(items, shuffled) is None
