"""What sites tell besides who they are, and what looks like it and is not."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from theodore.farm import FarmConfig, Fault
from theodore.farm.answers import answer
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.details import Named, Staff, ends
from theodore.farm.pages.blocks import Block, Cards, Prose
from theodore.farm.pages.content import content
from theodore.farm.pages.further import shown_date
from theodore.farm.pages.scripted import page_html
from theodore.farm.sites import LAYOUTS, Site, Web
from theodore.farm.truth import truth
from theodore.farm.words import language
from theodore.model.page import PageKind

_SITES = 400
FIELDS = (
    "registration_number",
    "location",
    "job_listings_count",
    "job_listings_details",
    "key_services",
    "products_services_offered",
    "employee_count_range",
    "key_decision_makers",
    "recent_news_events",
    "certifications",
    "customers",
    "awards",
    "partnerships",
)

#: What no site leaves out.
_EVERYWHERE = {"location", "key_services", "products_services_offered"}


@pytest.fixture(scope="module")
def sites() -> list[Site]:
    web = Web(FarmConfig(sites=_SITES, shares={Fault.HEALTHY: 1.0}, languages=KNOWN_LANGUAGES))
    return [web.site(index) for index in range(_SITES)]


@pytest.fixture(scope="module")
def facts(sites: list[Site]) -> list[dict[str, Any]]:
    return [truth(site)["facts"] for site in sites]


def _words(site: Site, kind: PageKind) -> str:
    return repr(content(site, kind).blocks)


@pytest.mark.parametrize("field", FIELDS)
def test_every_language_and_layout_tells_it(field: str, sites: list[Site], facts: list[dict[str, Any]]) -> None:
    told = [site for site, found in zip(sites, facts, strict=True) if field in found]
    assert {site.words.tag for site in told} == set(KNOWN_LANGUAGES)
    assert {site.style.layout for site in told} == set(LAYOUTS)
    assert len(told) < _SITES or field in _EVERYWHERE, "a blank is to be found too"


def test_the_register_goes_before_the_tax_number(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    kinds: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for site, found in zip(sites, facts, strict=True):
        if PageKind.IMPRINT in site.pages:
            labels = tuple(label for label, _ in site.details.numbers.published)
            assert found["registration_number"]["value"] == getattr(site.company, labels[0])
            kinds[site.words.tag].add(labels)
    assert kinds["de"] == {("register", "vat"), ("register",), ("vat",)}


def test_the_register_of_who_keeps_the_server_is_another_ones(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    hosts = [(site, found, site.details.numbers.host) for site, found in zip(sites, facts, strict=True)]
    there = [(host[1], _words(site, PageKind.LEGAL), found) for site, found, host in hosts if host]
    assert sum(register in words for register, words, _ in there) > _SITES / 5
    assert all(found.get("registration_number", {}).get("value") != register for register, _, found in there)


def test_the_seat_has_its_country_where_a_page_names_it(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    for site, found in zip(sites, facts, strict=True):
        town, country = site.company.city.city, site.company.country.name
        told_in_full = {kind for kind in site.pages if kind in (PageKind.CONTACT, site.details.seat.told_in)}
        if "location" in found:
            assert found["location"]["value"] == (f"{town}, {country}" if told_in_full else town)
            assert set(found["location"]["pages"]) >= {kind.value for kind in told_in_full}


def test_a_branch_stands_in_another_town(sites: list[Site]) -> None:
    towns = [
        (seat.branch, _words(site, seat.told_in), site.company.city.city)
        for site in sites
        if (seat := site.details.seat).branch and seat.told_in in site.pages
    ]
    assert len(towns) > _SITES / 20
    assert all(branch in words and branch != seat for branch, words, seat in towns)


def test_openings_are_as_many_as_are_listed(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    told = [(site, found) for site, found in zip(sites, facts, strict=True) if "has_job_listings" in found]
    for site, found in told:
        listed = found["job_listings_details"]["value"]
        assert found["job_listings_count"]["value"] == len(listed) == len(site.company.jobs)
        assert all(one.startswith(title) for one, title in zip(listed, site.company.jobs, strict=True))
    assert {len(set(site.details.openings.places) - {""}) > 0 for site, _ in told} == {True, False}


def test_a_posting_in_structured_data_is_on_the_page_too(sites: list[Site]) -> None:
    pages = [
        (site, str(answer(site, site.pages[PageKind.CAREERS]).body))
        for site in sites
        if PageKind.CAREERS in site.pages and site.company.jobs
    ]
    for site, page in pages:
        assert page.count('"JobPosting"') == len(site.company.jobs) * site.details.openings.structured


def test_reasons_to_buy_stand_in_cards_too_and_are_no_offers(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    shown = 0
    for site, found in zip(sites, facts, strict=True):
        reasons = set(site.words.details["reasons"])
        shown += reasons <= {title for block in content(site, PageKind.HOME).blocks for title in _titles(block)}
        assert reasons.isdisjoint(found["products_services_offered"]["value"])
    assert _SITES / 5 < shown < _SITES


def _titles(block: Block) -> tuple[str, ...]:
    return block.titles if isinstance(block, Cards) else ()


def test_how_many_work_there_is_told_in_every_form(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    told = [site for site, found in zip(sites, facts, strict=True) if "employee_count_range" in found]
    assert {site.details.staff.form for site in told} == {"sentence", "over", "pair"}
    assert {site.details.staff.structured for site in told} == {"number", "range", None}
    for site in told:
        least, most = ends(site.details.staff.band)
        assert least <= site.details.staff.count < most, "more than so many is in the same band"


def test_people_who_do_not_work_there_are_counted_too(sites: list[Site]) -> None:
    others = [site for site in sites if site.details.staff.other and PageKind.ABOUT in site.pages]
    assert len(others) > _SITES / 5
    for site in others:
        written = f"{site.details.staff.other:,}".replace(",", site.words.details["thousands"])
        assert any(isinstance(block, Prose) and written in block.text for block in content(site, PageKind.ABOUT).blocks)


@pytest.mark.parametrize(
    ("count", "band"),
    [
        pytest.param(7, "1-10", id="a few"),
        pytest.param(10, "1-10", id="the most of a band is in it"),
        pytest.param(11, "11-50", id="the next is not"),
        pytest.param(5600, "5001-10000", id="the largest there is"),
    ],
)
def test_bands(count: int, band: str) -> None:
    assert Staff(count, None, "sentence", None, None).band == band


@pytest.mark.parametrize("tag", KNOWN_LANGUAGES)
def test_every_role_is_one_of_a_title_that_the_language_has(tag: str) -> None:
    words = language(tag)
    assert set(words.roles) <= set(words.leaders)
    # some lead and decide nothing
    assert len(words.leaders) - len(words.roles) <= 1


def test_of_two_with_one_role_the_first_decides() -> None:
    web = Web(FarmConfig(sites=300, shares={Fault.HEALTHY: 1.0}, languages=("de",)))
    shared = 0
    for index in range(300):
        site = web.site(index)
        makers = truth(site)["facts"].get("key_decision_makers")
        directors = [one.name for one in site.company.people if site.words.roles.get(one.title) == "Managing Director"]
        if makers and directors:
            assert makers["value"]["Managing Director"] == directors[0]
            shared += len(directors) > 1
    assert shared


def test_news_are_told_newest_first_with_addresses_that_lead_there(
    sites: list[Site], facts: list[dict[str, Any]]
) -> None:
    for site, found in zip(sites[::10], facts[::10], strict=True):
        entries = found.get("recent_news_events", {"value": []})["value"]
        assert [one["date"] for one in entries] == sorted((one["date"] for one in entries), reverse=True)
        assert {answer(site, one["url"].removeprefix(site.origin)).status for one in entries} <= {200}


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        pytest.param("en", "7 March 2024", id="English"),
        pytest.param("de", "7. März 2024", id="German"),
        pytest.param("fr", "7 mars 2024", id="French"),
        pytest.param("es", "7 de marzo de 2024", id="Spanish"),
        pytest.param("it", "7 marzo 2024", id="Italian"),
        pytest.param("nl", "7 maart 2024", id="Dutch"),
        pytest.param("pt", "7 de março de 2024", id="Portuguese"),
    ],
)
def test_dates_are_shown_in_words_and_in_figures(tag: str, shown: str, sites: list[Site]) -> None:
    written = {shown_date(site, "2024-03-07") for site in sites if site.words.tag == tag}
    assert written == {shown, "2024-03-07"}


#: Field to the part of the details that has its names.
_NAMED = {"certifications": "certificates", "customers": "customers", "awards": "awards", "partnerships": "partners"}


@pytest.mark.parametrize("field", _NAMED)
def test_names_stand_in_sentences_in_lists_and_as_logos(
    field: str, sites: list[Site], facts: list[dict[str, Any]]
) -> None:
    told: list[tuple[Site, Named]] = [
        (site, named) for site in sites if (named := getattr(site.details, _NAMED[field])).told_in in site.pages
    ]
    assert {named.form for _, named in told if named.names} == {"sentence", "list", "logos"}
    for site, named in told:
        assert set(named.names) <= set(facts[site.index].get(field, {"value": []})["value"])


def test_a_milestone_tells_a_certificate_too(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    for site in (site for site in sites if PageKind.ABOUT in site.pages):
        each = {one["value"]: one["pages"] for one in facts[site.index].get("certifications", {"each": []})["each"]}
        milestones = [text for text in site.words.phrases["milestones"] if "ISO 9001" in text]
        written = {text.format(year=year) for text in milestones for year in range(2022, 2025)}
        about = content(site, PageKind.ABOUT).blocks
        stands = not written.isdisjoint(block.text for block in about if isinstance(block, Prose))
        assert not stands or "about" in each["ISO 9001"]


def test_what_others_are_certified_by_is_not_told_of_the_company(
    sites: list[Site], facts: list[dict[str, Any]]
) -> None:
    assert sum("ISO 22301" in _words(site, PageKind.HOME) for site in sites) > _SITES / 20
    assert all("ISO 22301" not in found.get("certifications", {"value": []})["value"] for found in facts)


def test_associations_are_named_as_customers_are_and_are_none(sites: list[Site], facts: list[dict[str, Any]]) -> None:
    members = [site for site in sites if PageKind.ABOUT in site.pages and site.details.customers.not_one]
    assert len(members) > _SITES / 5
    for site in members:
        assert all(name in _words(site, PageKind.ABOUT) for name in site.details.members)
        told = set(facts[site.index].get("customers", {"value": []})["value"])
        assert told <= set(site.details.customers.names)


def test_no_sentence_ends_twice(sites: list[Site]) -> None:
    told = [_words(site, kind) for site in sites for kind in (PageKind.HOME, PageKind.ABOUT) if kind in site.pages]
    assert any(" Inc.'" in words for words in told), "a form of law with a full stop ends a sentence"
    assert not any(".." in words for words in told)


def test_nobody_is_a_customer_of_itself(sites: list[Site]) -> None:
    for site in sites:
        assert not any(site.company.brand.startswith(name) for name in site.details.customers.names)


def test_an_award_that_others_won_is_told_too(sites: list[Site]) -> None:
    lost = [site for site in sites if PageKind.ABOUT in site.pages and site.details.awards.not_one]
    assert len(lost) > _SITES / 5
    for site in lost:
        written = {site.words.details["not_awarded"].format(year=year) for year in range(2015, 2025)}
        about = content(site, PageKind.ABOUT).blocks
        assert not written.isdisjoint(block.text for block in about if isinstance(block, Prose) and not block.tells)


def test_who_looks_for_partners_has_not_named_one_by_that(sites: list[Site]) -> None:
    looking = [site for site in sites if site.details.partners.not_one]
    assert len(looking) > _SITES / 5
    for site in looking:
        blocks = content(site, PageKind.HOME).blocks
        assert Prose(site.words.details["not_partners"]) in blocks


def test_a_page_made_by_scripts_has_the_description_that_the_truth_tells() -> None:
    web = Web(FarmConfig(sites=60, shares={Fault.SCRIPTED: 1.0}, languages=KNOWN_LANGUAGES))
    made = [web.site(index) for index in range(60)]
    stating = [site for site in made if site.variant.name in ("next_data", "nuxt_data", "initial_state")]
    described = [site for site in stating if site.style.meta_description]
    assert {site.variant.name for site in described} == {"next_data", "nuxt_data", "initial_state"}
    for site in described:
        assert site.company.description in page_html(site, PageKind.HOME)
