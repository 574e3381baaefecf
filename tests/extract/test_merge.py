from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import ORIGIN, whom
from theodore.extract.confidence import AS_SAID, Curve
from theodore.extract.merge import merge
from theodore.extract.registry import SOUGHT
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value


def said(field: str, value: Value, sure: float = 0.8, page: str = "/", method: str = "m") -> Evidence:
    return Evidence(field, value, Proof.TEXT, ORIGIN + page, "quote", method, sure)


def profile(*findings: Evidence) -> dict[str, Value]:
    return merge(findings, whom(), AS_SAID)[0]


def test_the_surest_wins() -> None:
    assert profile(said("company_description", "a", 0.5), said("company_description", "b", 0.8)) == {
        "company_description": "b"
    }


def test_what_many_pages_say_beats_what_one_says_a_little_surer() -> None:
    often = [
        replace(said("official_name", "Nordwind", 0.7, f"/{page}"), quote=f"Nordwind, {page}") for page in range(4)
    ]
    assert profile(said("official_name", "Suedwind", 0.75), *often) == {"official_name": "Nordwind"}


def test_what_every_page_repeats_is_said_once_and_a_little_surer() -> None:
    footers = [said("official_name", "Nordwind", 0.7, f"/{page}") for page in range(8)]
    assert profile(said("official_name", "Suedwind", 0.75), *footers) == {"official_name": "Suedwind"}
    assert profile(said("official_name", "Suedwind", 0.72), *footers) == {"official_name": "Nordwind"}
    _, evidence = merge(footers, whom(), AS_SAID)
    assert [each.confidence for each in evidence] == pytest.approx([0.73, 0.7, 0.7])


def test_a_name_takes_its_legal_form_from_another_page() -> None:
    found = profile(said("official_name", "Nordwind", 0.9), said("official_name", "Nordwind GmbH", 0.7))
    assert found == {"official_name": "Nordwind GmbH"}


def test_but_not_another_companys() -> None:
    found = profile(said("official_name", "Nordwind", 0.9), said("official_name", "Nordwind Pixel GmbH", 0.7))
    assert found == {"official_name": "Nordwind"}


def test_of_two_years_that_are_as_sure_the_earlier() -> None:
    assert profile(said("founding_year", 2005, 0.8), said("founding_year", 1998, 0.78)) == {"founding_year": 1998}
    assert profile(said("founding_year", 2005, 0.8), said("founding_year", 1998, 0.5)) == {"founding_year": 2005}


def test_lists_hold_each_value_once() -> None:
    found = profile(
        said("emails", "jan@nordwind.test"),
        said("emails", "info@nordwind.test"),
        said("emails", "info@nordwind.test", page="/contact"),
    )
    assert found == {"emails": ["info@nordwind.test", "jan@nordwind.test"]}


def test_addresses_that_differ_in_their_words_alone_are_one() -> None:
    found = profile(
        said("addresses", "Weg 1, 10115 Berlin", 0.9), said("addresses", "Weg 1, 10115 Berlin, Germany", 0.8)
    )
    assert found == {"addresses": ["Weg 1, 10115 Berlin"]}


def test_a_leader_with_two_titles_is_one_leader() -> None:
    found = profile(
        said("leadership_team", "Anna Weber, CEO", 0.9), said("leadership_team", "Anna Weber, Founder", 0.7)
    )
    assert found == {"leadership_team": ["Anna Weber, CEO"]}


def test_one_profile_a_platform() -> None:
    found = profile(
        said("social_media", {"x": "https://x.com/partner"}, 0.7), said("social_media", {"x": "https://x.com/own"}, 0.9)
    )
    assert found == {"social_media": {"x": "https://x.com/own"}}


def test_what_is_not_believed_is_kept_as_evidence() -> None:
    found, evidence = merge([said("founding_year", 1998, 0.2)], whom(), AS_SAID)
    assert found == {}
    assert [(each.value, each.kept) for each in evidence] == [(1998, False)]


def test_the_evidence_of_a_value_is_bounded() -> None:
    findings = [said("emails", "info@nordwind.test", page=f"/{page}") for page in range(50)]
    findings += [said("emails", f"x{number}@y.test", 0.1) for number in range(50)]
    _, evidence = merge(findings, whom(), AS_SAID)
    assert sum(each.kept for each in evidence) == 3
    assert sum(not each.kept for each in evidence) == 5


_DECIDED = frozenset(SOUGHT)

_VALUES: dict[str, st.SearchStrategy[Value]] = {
    "founding_year": st.integers(1600, 2025),
    "social_media": st.dictionaries(st.sampled_from(["x", "xing"]), st.text(min_size=1), min_size=1, max_size=1),
    "has_forms": st.just(True),
    "has_job_listings": st.just(True),
}


@st.composite
def findings(draw: st.DrawFn) -> Sequence[Evidence]:
    fields = draw(st.lists(st.sampled_from(sorted(_DECIDED)), max_size=12))
    return [said(field, draw(_VALUES.get(field, st.text(min_size=1))), draw(st.floats(0, 1))) for field in fields]


@given(findings())
def test_every_value_of_a_profile_has_evidence_that_was_kept(found: Sequence[Evidence]) -> None:
    values, evidence = merge(found, whom(), AS_SAID)
    assert {each.field for each in evidence if each.kept} == set(values)
    assert {each.field for each in evidence} == {each.field for each in found}


def test_what_evidence_tells_of_itself_was_measured() -> None:
    curves = {"*": Curve((0.0, 1.0), (0.5, 0.7))}
    findings = [said("founding_year", 1998, 0.8), said("founding_year", 1998, 0.7, "/about")]
    _, evidence = merge([*findings, said("founding_year", 2004, 0.2, "/blog")], whom(), curves)
    assert [(each.value, each.confidence, each.kept) for each in evidence] == [
        (1998, 0.67, True),  # 0.8, and a little for the other page
        (1998, 0.64, True),
        (2004, 0.54, False),
    ]


def test_and_the_choice_goes_by_what_the_rules_say() -> None:
    # a curve may be level, and then it orders nothing
    level = {"*": Curve((0.0, 1.0), (0.9, 0.9))}
    findings = [said("company_description", "a", 0.5), said("company_description", "b", 0.8)]
    assert merge(findings, whom(), level)[0] == {"company_description": "b"}
