"""The categories that companies are sorted into."""

from __future__ import annotations

from collections import Counter

import pytest

from theodore.model.taxonomy import UNCLASSIFIED, Group, taxonomy


def test_the_forty_four_categories_by_group() -> None:
    assert len(taxonomy()) == 44
    assert Counter(category.group for category in taxonomy().values()) == {
        Group.SAAS: 26,
        Group.NON_SAAS: 17,
        Group.SPECIAL: 1,
    }


@pytest.mark.parametrize(
    ("name", "is_saas"),
    [
        pytest.param("FinTech", True, id="a SaaS vertical"),
        pytest.param("Manufacturing", False, id="none"),
        pytest.param(UNCLASSIFIED, None, id="where the evidence does not decide, nothing is claimed"),
    ],
)
def test_whether_a_category_is_saas(name: str, is_saas: bool | None) -> None:
    assert taxonomy()[name].is_saas is is_saas


def test_a_category_is_listed_under_its_own_name() -> None:
    assert all(name == category.name for name, category in taxonomy().items())
