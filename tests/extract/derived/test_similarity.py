from __future__ import annotations

import pytest

from tests.extract.derived.companies import evidence_for, home, worked_out
from tests.extract.pages import crawl, document, whom
from theodore.extract.derived import similarity
from theodore.extract.derived.derivation import Known
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value


def known(html: str = "<p>Hello</p>", **facts: Value) -> Known:
    """A company of which this is known, by a quote each."""
    evidence = [
        Evidence(field, value, Proof.TEXT, None, "so it says", "test", 0.9)
        for field, found in facts.items()
        for value in (found if isinstance(found, list) else [found])
    ]
    return Known(facts, evidence, [document(html)], whom(), crawl())


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        pytest.param({"founding_year": 2023}, "startup", id="two-years-old"),
        pytest.param({"founding_year": 2005}, "mature", id="twenty-years-old"),
        pytest.param({"founding_year": 2012}, None, id="between-them-a-year-tells-nothing"),
        pytest.param({"employee_count_range": "51-200"}, "growth", id="a-hundred-people"),
        pytest.param(
            {"employee_count_range": "201-500", "founding_year": 2023}, "mature", id="people-say-more-than-age"
        ),
        pytest.param({"employee_count_range": "10001+"}, "enterprise", id="an-army"),
        pytest.param({"employee_count_range": "1-10"}, None, id="small-is-no-stage"),
        pytest.param({"funding_stage_detailed": "seed"}, "startup", id="seed"),
        pytest.param({"funding_stage_detailed": "series_b"}, "growth", id="series-b"),
        pytest.param({"funding_stage_detailed": "public"}, "enterprise", id="listed"),
        pytest.param({}, None, id="nothing-is-known"),
    ],
)
def test_the_stage_follows_from_facts(facts: dict[str, Value], stage: str | None) -> None:
    given = known(**facts)
    found = [each for each in similarity.derive(given) if each.field == "company_stage"]
    assert [each.value for each in found] == ([stage] if stage else [])
    assert all(each.derived_from[0] in {proof.id for proof in given.evidence} for each in found)


@pytest.mark.parametrize(
    ("line", "stage"),
    [
        pytest.param("We are a startup from Porto", "startup", id="startup"),
        pytest.param("Wir sind ein Startup aus Kiel", "startup", id="german-startup"),
        pytest.param("Listed on the London Stock Exchange", "enterprise", id="listed"),
        pytest.param("We invest in startups", None, id="others-are"),
    ],
)
def test_the_stage_as_it_is_stated(line: str, stage: str | None) -> None:
    found = worked_out(home("Acme", "Hello", line))
    assert found.profile.get("company_stage") == stage
    if stage:
        assert evidence_for(found, "company_stage").quote == line


@pytest.mark.parametrize(
    ("facts", "depth"),
    [
        pytest.param({"has_api": True}, "high", id="an-api"),
        pytest.param({"tech_stack": ["nginx", "Next.js"]}, "medium", id="made-by-developers"),
        pytest.param({"tech_stack": ["Wix"]}, "low", id="made-by-anybody"),
        pytest.param({"tech_stack": ["Wix", "HubSpot"]}, "medium", id="tools-of-marketing"),
        pytest.param({"tech_stack": ["WordPress", "jQuery"]}, None, id="what-everybody-has"),
        pytest.param({}, None, id="nothing-is-known"),
    ],
)
def test_the_depth_follows_from_facts(facts: dict[str, Value], depth: str | None) -> None:
    found = [each for each in similarity.derive(known(**facts)) if each.field == "tech_sophistication"]
    assert [each.value for each in found] == ([depth] if depth else [])
    assert all(len(each.derived_from) == 1 for each in found)


def test_who_speaks_to_developers_is_deep() -> None:
    found = worked_out(home("Acme", "Hello", "Read our API reference"))
    assert found.profile["tech_sophistication"] == "high"


def test_a_fact_without_proof_is_no_ground() -> None:
    given = Known({"founding_year": 2023}, [], [document("<p>Hello</p>")], whom(), crawl())
    assert list(similarity.derive(given)) == []
