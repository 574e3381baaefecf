from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.pages import ORIGIN, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.company import Company
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value
from theodore.model.page import PageKind


def identity(html: str, *, name: str, website: str = "nordwind.test", about: str = "") -> tuple[Value, list[Evidence]]:
    pages = [page(html), *([page(about, PageKind.ABOUT)] if about else [])]
    found = extract_pages(Company("r1", name, website), crawl(*pages))
    return found.profile.get("identity_match"), [each for each in found.evidence if each.field == "identity_match"]


SELF = "<title>Nordwind Logistik</title><p>We ship boats.</p><footer>© 2025 Nordwind Logistik GmbH</footer>"
ELSE = '<meta property="og:site_name" content="Nordwind"><footer>© 2025 Nordwind Logistik GmbH</footer>'
ANSWERED = (
    "<title>Acme Inc</title><script type='application/ld+json'>"
    '{"@type": "Organization", "name": "Acme Inc", "url": "https://acme.test"}</script>'
)
LONG = "<p>" + "We have shipped boats to all the harbours of the north for many years. " * 30 + "</p>"


@pytest.mark.parametrize(
    ("html", "name", "expected"),
    [
        pytest.param(SELF, "Nordwind Logistik", "same", id="the-names-agree"),
        pytest.param(SELF, "Nordwind", "same", id="the-row-has-it-short"),
        pytest.param("<p>We ship boats.</p>", "Nordwind", "same", id="the-domain-is-of-the-name"),
        pytest.param(ELSE, "Blaubeer Konditorei", "mismatch", id="another-organisation"),
        pytest.param(ANSWERED, "Nordwind", "same", id="a-page-of-another-at-a-domain-of-the-name"),
        pytest.param(ANSWERED, "Blaubeer Konditorei", "mismatch", id="another-that-says-where-it-is-at-home"),
        pytest.param("<p>We ship boats.</p>", "Blaubeer Konditorei", None, id="no-name-at-all"),
        pytest.param(
            f"{ELSE}<p>Our brands: Blaubeer and others.</p>", "Blaubeer Konditorei", None, id="the-row's-name-is-there"
        ),
        pytest.param(
            "<footer>© 2025 Pixelwerk GmbH</footer>", "Blaubeer Konditorei", None, id="maybe-who-made-the-site"
        ),
        pytest.param(SELF, "Nordstern Logistik", None, id="something-in-common"),
        pytest.param(SELF, "Северный ветер", None, id="maybe-the-same-in-other-letters"),
        pytest.param(SELF, "", None, id="no-name-in-the-row"),
        pytest.param("<p>This domain is for sale</p>", "Nordwind", "for_sale", id="for-sale"),
        pytest.param("<p>Diese Domain steht zum Verkauf.</p>", "Nordwind", "for_sale", id="for-sale-in-german"),
        pytest.param("<p>This domain is parked</p>", "Nordwind", "parked", id="parked"),
        pytest.param(f"<p>This domain is for sale</p>{LONG}", "Nordwind", "same", id="a-shop-of-domains"),
    ],
)
def test_names_and_domains(html: str, name: str, expected: Value) -> None:
    assert identity(html, name=name)[0] == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Blaubeer Konditorei has been renamed", "renamed"),
        ("Blaubeer is now Nordwind!", "renamed"),
        ("Nordwind, formerly known as Blaubeer Konditorei GmbH, ships boats.", "renamed"),
        ("Blaubeer Konditorei heißt jetzt Nordwind", "renamed"),
        ("Nordwind Logistik (vormals Blaubeer Konditorei)", "renamed"),
        ("Blaubeer devient Nordwind", "renamed"),
        ("Nordwind, anciennement Blaubeer", "renamed"),
        ("Blaubeer ahora se llama Nordwind", "renamed"),
        ("Blaubeer ora si chiama Nordwind", "renamed"),
        ("Blaubeer heet nu Nordwind", "renamed"),
        ("Blaubeer agora se chama Nordwind", "renamed"),
        ("Blaubeer Konditorei has been acquired by Nordwind.", "acquired"),
        ("Blaubeer is now part of the Nordwind group", "acquired"),
        ("In 2019 Nordwind acquired Blaubeer Konditorei.", "acquired"),
        ("Blaubeer wurde 2019 von Nordwind übernommen", "acquired"),
        ("Blaubeer gehört zur Nordwind Gruppe", "acquired"),
        ("Blaubeer fait partie de Nordwind", "acquired"),
        ("Blaubeer forma parte de Nordwind", "acquired"),
        ("Blaubeer è stata acquisita da Nordwind", "acquired"),
        ("Blaubeer is in 2019 overgenomen door Nordwind", "acquired"),
        ("Blaubeer foi adquirida pela Nordwind", "acquired"),
        # near misses
        ("Blaubeer is now open on Sundays", None),
        ("Blaubeer has joined our club", None),
        ("Pixelwerk, one of Blaubeer's friends, has been acquired by Nordwind", None),
        ("Before Blaubeer we acquired Pixelwerk", None),
    ],
)
def test_what_became_of_it(said: str, expected: Value) -> None:
    value, evidence = identity(
        ELSE, name="Blaubeer Konditorei" if "Konditorei" in said else "Blaubeer", about=f"<p>{said}</p>"
    )
    assert value == expected
    assert [(each.quote, each.url) for each in evidence] == ([(said, f"{ORIGIN}/about")] if expected else [])


def test_a_company_that_has_grown_or_is_a_groups_is_the_same() -> None:
    assert identity(SELF, name="Nordwind", about="<p>Nordwind is part of the Meer group.</p>")[0] == "same"
    assert identity(SELF, name="Nordwind", about="<p>Nordwind Logistik, formerly Nordwind GmbH</p>")[0] == "same"


def test_names_are_proven_by_the_evidence_of_the_name() -> None:
    found = extract_pages(Company("r1", "Nordwind Logistik", "nordwind.test"), crawl(page(SELF)))
    identity = next(each for each in found.evidence if each.field == "identity_match")
    named = {each.id for each in found.evidence if each.field == "official_name"}
    assert identity.kind is Proof.DERIVED
    assert set(identity.derived_from) <= named


def test_a_domain_is_proven_by_where_the_site_was_found() -> None:
    found = extract_pages(Company("r1", "Nordwind", "nordwind.test"), crawl(page("<p>We ship boats.</p>")))
    identity = next(each for each in found.evidence if each.field == "identity_match")
    assert identity.derived_from == tuple(each.id for each in found.evidence if each.field == "final_website")


def test_an_address_in_numbers_is_no_name() -> None:
    visit = replace(crawl(page("<p>We ship boats.</p>")), final_origin="http://192.0.2.7")
    found = extract_pages(Company("r1", "Nordwind", "192.0.2.7"), visit)
    assert "identity_match" not in found.profile


@pytest.mark.parametrize("website", ["nordwind.test [old]", "//[", "http://[::1"])
def test_a_website_that_is_no_address_breaks_nothing(website: str) -> None:
    found = extract_pages(Company("r1", "Nordwind", website), crawl(page("<title>N</title><p>We ship boats.</p>")))
    assert "extraction_failed" not in {blank.value for blank in found.blanks.values()}
