"""The note for a sales reader: what it says, and that it says nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.extract.pages import COMPANY, crawl, page, whom
from theodore.extract.derived.derivation import Known
from theodore.extract.derived.prose import cut, ended, listed, number, quoted
from theodore.extract.derived.summary import LONGEST, derive
from theodore.extract.profile import extract_pages
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value, catalogue
from theodore.model.page import PageKind


def known(profile: Mapping[str, Value]) -> Known:
    """A company of which this is known, with a proof for each value and each entry of a list."""
    evidence = [
        Evidence(field, each, Proof.TEXT, "https://nordwind.test/", str(each), "test.said", 0.9)
        for field, value in profile.items()
        for each in (value if isinstance(value, list) else [value])
    ]
    return Known(dict(profile), evidence, [], whom(), crawl())


def note(**profile: Value) -> str:
    return "".join(str(each.value) for each in derive(known(profile)))


FULL: dict[str, Value] = {
    "official_name": "Nordwind Logistik GmbH",
    "founding_year": 1998,
    "location": "Hamburg, Germany",
    "employee_count_range": "51-200",
    "company_description": "We bring parcels to every harbour of the north.",
    "industry": "freight",
    "funding_stage_detailed": "bootstrapped",
    "key_services": ["Sea freight", "Air freight", "Storage"],
    "products_services_offered": [f"Offer {count}" for count in range(14)],
    "target_market": "importers",
    "value_proposition": "Faster than the post. Your goods arrive on time.",
    "competitive_advantages": ["Ships of our own", "On time, or free"],
    "customers": ["Alster AG", "Elbe KG"],
    "tech_stack": ["WordPress", "HubSpot"],
    "job_listings_count": 2,
    "job_listings_details": ["Captain, Hamburg", "Cook"],
    "recent_news_events": [{"date": "2025-05-01", "title": "A new ship", "url": "https://nordwind.test/n"}],
    "certifications": ["ISO 9001"],
    "emails": ["info@nordwind.test"],
    "phones": ["+49401234567"],
    "has_forms": True,
}


NOTE = """
Nordwind Logistik GmbH was founded in 1998, has between 51 and 200 employees and is based in Hamburg, Germany.
In its own words: “We bring parcels to every harbour of the north.” Its industry is freight.
It has grown without outside investors.

It offers Sea freight, Air freight and Storage; in all, the site names 14 products and services.
It says that it serves “importers”. It promises its customers: “Faster than the post. Your goods arrive on time.”
Of itself it says: “Ships of our own” and “On time, or free”. Customers that it names include Alster AG and Elbe KG.

Technologies seen or named on its site include WordPress and HubSpot.
It is hiring, with two openings: Captain, Hamburg; and Cook. Its latest news of 2025-05-01: “A new ship”.
It claims ISO 9001. It can be reached at info@nordwind.test, by phone and through a form on its site.
"""


def test_a_full_profile_reads_like_a_note() -> None:
    assert note(**FULL).split("\n\n") == [" ".join(paragraph.split()) for paragraph in NOTE.split("\n\n")]


@pytest.mark.parametrize("field", sorted(FULL))
def test_what_is_missing_is_not_spoken_of(field: str) -> None:
    text = note(**{name: value for name, value in FULL.items() if name != field})
    assert not any(empty in text for empty in ("None", "unknown", "  ", " .", ": .", "[]", "\n\n\n", "include ."))
    assert all(paragraph[0].isupper() and paragraph[-1] in ".”" for paragraph in text.split("\n\n"))


@pytest.mark.parametrize("field", sorted(FULL))
def test_what_is_not_proven_is_not_said(field: str) -> None:
    everything = known(FULL)
    unproven = Known(
        everything.profile,
        [each for each in everything.evidence if each.field != field],
        [],
        everything.subject,
        everything.crawl,
    )
    finding = next(iter(derive(unproven)))
    ids = {each.id for each in unproven.evidence}
    assert set(finding.derived_from) <= ids
    without = {name: value for name, value in FULL.items() if name != field}
    if field not in ("products_services_offered", "location"):
        assert finding.value == note(**without)


@pytest.mark.parametrize(
    ("profile", "text"),
    [
        pytest.param({}, "", id="nothing-known"),
        pytest.param({"founding_year": 1998}, "Nordwind Logistik was founded in 1998.", id="one-fact"),
        pytest.param(
            {"company_description": "We ship"},
            "Nordwind Logistik describes itself in these words: “We ship”.",
            id="words",
        ),
        pytest.param(
            {"employee_count_range": "10001+", "addresses": ["Weg 1, 20095 Hamburg", "Pfad 2, 10115 Berlin"]},
            "Nordwind Logistik has more than 10,000 employees and has its address at Weg 1, 20095 Hamburg.",
            id="an-address-for-a-place",
        ),
        pytest.param({"has_job_listings": True}, "It is hiring: openings are listed on its site.", id="openings"),
        pytest.param({"has_job_listings": False, "has_forms": False}, "", id="nothing-of-it"),
        pytest.param({"emails": ["anna.weber@nordwind.test"]}, "", id="a-persons-address"),
        pytest.param({"leadership_team": ["Anna Weber, CEO"]}, "", id="people-are-left-to-their-column"),
        pytest.param(
            {"identity_match": "for_sale", "phones": ["+4940123"]},
            "Mind that the website's domain is for sale.\n\nIt can be reached by phone.",
            id="somebody-else",
        ),
        pytest.param(
            {
                "company_description": "Your goods arrive on time with us.",
                "value_proposition": "Your goods arrive on time",
            },
            "Nordwind Logistik describes itself in these words: “Your goods arrive on time with us.”",
            id="said-once",
        ),
        pytest.param(
            {"key_services": ["Pipes, drains", "Roofs"]}, "It offers Pipes, drains; and Roofs.", id="commas-within"
        ),
        pytest.param({"job_listings_count": 1}, "It is hiring, with one opening.", id="one-opening"),
    ],
)
def test_what_is_there_makes_the_note(profile: dict[str, Value], text: str) -> None:
    assert note(**profile) == text


def test_long_values_are_cut() -> None:
    endless: dict[str, Value] = {
        name: [f"{count} " + "word " * 900 for count in range(9)]
        if value is not None and isinstance(value, list)
        else value
        for name, value in FULL.items()
        if name != "recent_news_events"
    }
    text = note(**{**endless, "company_description": "word " * 900, "value_proposition": "other " * 900})
    assert len(text) <= LONGEST
    assert text.endswith((".", "”"))


def test_it_follows_from_the_pages_of_a_company() -> None:
    home = (
        "<h1>Nordwind Logistik</h1><p>Founded in 1998, we ship.</p><h2>Services</h2><ul><li>Sea freight<li>Storage</ul>"
    )
    found = extract_pages(COMPANY, crawl(page(home), page("<p>We have 60 employees.</p>", PageKind.ABOUT)))
    assert found.profile["ai_summary"] == (
        "Nordwind Logistik was founded in 1998 and has between 51 and 200 employees. "
        "Its industry is Logistics and transport.\n\n"
        "It offers Sea freight and Storage."
    )
    proof = next(each for each in found.evidence if each.field == "ai_summary")
    assert proof.derived_from
    assert set(proof.derived_from) <= {each.id for each in found.evidence}
    assert catalogue()["ai_summary"].sought


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("One. Two three four five.", 12, "One. Two…"),
        ("One two three. Four five six.", 20, "One two three."),
        ("a  \n b", 20, "a b"),
        ("x" * 30, 10, "x" * 9 + "…"),
    ],
)
def test_cut(text: str, most: int, short: str) -> None:
    assert cut(text, most) == short
    assert len(short) <= most


def test_lists_quotes_and_numbers() -> None:
    assert [listed(list(letters)) for letters in ("", "A", "AB", "ABC")] == ["", "A", "A and B", "A, B and C"]
    assert quoted('He said "go"', 50) == "“He said 'go”"
    assert [ended("It is"), ended("It is."), ended("“Is it?”")] == ["It is.", "It is.", "“Is it?”"]
    assert [number(3), number(12), number(1300)] == ["three", "twelve", "1,300"]
