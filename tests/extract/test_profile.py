"""Whole companies, in the languages that the rules know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from tests.extract.pages import COMPANY, ORIGIN, crawl, page
from theodore.extract import profile as module
from theodore.extract.profile import extract_pages
from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import fold
from theodore.extract.registry import RULES
from theodore.extract.registry import proven as holds
from theodore.extract.rules.rule import Rule
from theodore.model.evidence import Blank, Evidence, Proof
from theodore.model.fields import Value, catalogue
from theodore.model.outcome import Crawl
from theodore.model.page import PageKind

GERMAN = crawl(
    page(
        """<html lang="de"><head><title>Start | Nordwind Logistik</title>
        <meta name="description" content="Nordwind befördert Pakete von Hamburg in alle Häfen des Nordens.">
        <meta name="generator" content="TYPO3 CMS"></head><body><nav><a href="/team">Team</a></nav>
        <h1>Willkommen an Bord</h1><p>Pakete seit 1998.</p>
        <footer>© 2025 Nordwind Logistik GmbH <a href="https://www.linkedin.com/company/nordwind/">LinkedIn</a></footer>
        </body></html>"""
    ),
    page(
        """<html lang="de"><h1>Impressum</h1><p>Angaben gemäß § 5 DDG</p>
        <p>Nordwind Logistik GmbH<br>Hafenstraße 12<br>20457 Hamburg</p>
        <p>Geschäftsführer: Anna Weber, Jan Huber</p>
        <p>Tel.: 040 / 123456-0<br>Fax: 040 / 123456-9<br>E-Mail: info (at) nordwind (punkt) test</p>
        <p>Amtsgericht Hamburg, HRB 123456<br>USt-IdNr.: DE 136695976</p></html>""",
        PageKind.IMPRINT,
    ),
    page(
        """<html lang="de"><form action="/senden"><input type="email"><textarea></textarea></form></html>""",
        PageKind.CONTACT,
    ),
    page("""<html lang="de"><h3>Matrose (m/w/d)</h3><p>Vollzeit in Hamburg</p></html>""", PageKind.CAREERS),
)
GERMAN_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Logistik GmbH",
    "company_description": "Nordwind befördert Pakete von Hamburg in alle Häfen des Nordens.",
    "founding_year": 1998,
    "emails": ["info@nordwind.test"],
    "phones": ["+49401234560"],
    "addresses": ["Hafenstraße 12, 20457 Hamburg"],
    "leadership_team": ["Anna Weber, Geschäftsführer", "Jan Huber, Geschäftsführer"],
    "social_media": {"linkedin": "https://www.linkedin.com/company/nordwind"},
    "languages": ["de"],
    "has_forms": True,
    "has_job_listings": True,
    "tech_stack": ["TYPO3"],
    "contact_info": {
        "email": "info@nordwind.test",
        "phone": "+49401234560",
        "address": "Hafenstraße 12, 20457 Hamburg",
        "contact_page": f"{ORIGIN}/contact",
    },
    "final_website": ORIGIN,
    "pages_crawled": [f"{ORIGIN}/", f"{ORIGIN}/imprint", f"{ORIGIN}/contact", f"{ORIGIN}/careers"],
    "crawl_depth": 0,
    "crawl_duration": 1.5,
    "robots_limited": False,
}

FRENCH = crawl(
    page(
        """<html lang="fr"><body><p>Nordwind Transports livre vos colis depuis 1998 dans tous les ports du nord.</p>
        <footer><address>12 rue de la Paix<br>75002 Paris</address><p>Tél. 01 42 68 53 00 - Fax 01 42 68 53 01</p>
        <a href="mailto:contact@nordwind.test">Nous écrire</a></footer></body></html>"""
    ),
    page(
        """<html lang="fr"><p>Éditeur : Nordwind Transports SAS, au capital de 10 000 €, RCS Paris 552 100 554</p>
        <p>Directeur de la publication : Marie Dupont</p></html>""",
        PageKind.IMPRINT,
    ),
    page("<html lang='fr'><h3>Luc Martin</h3><p>Président</p><h3>Zoé Petit</h3><p>Comptable</p></html>", PageKind.TEAM),
)
FRENCH_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Transports SAS",
    "founding_year": 1998,
    "emails": ["contact@nordwind.test"],
    "phones": ["+33142685300"],
    "addresses": ["12 rue de la Paix, 75002 Paris"],
    "leadership_team": ["Marie Dupont, Directeur de la publication", "Luc Martin, Président"],
}

AMERICAN = crawl(
    page(
        """<html lang="en-US"><head><script type="application/ld+json">{"@context": "https://schema.org",
        "@type": "Organization", "name": "Nordwind Logistics", "legalName": "Nordwind Logistics, Inc.",
        "foundingDate": "1998", "telephone": "(303) 555-0123", "email": "hello@nordwind.test",
        "sameAs": ["https://x.com/nordwind"], "address": {"@type": "PostalAddress",
        "streetAddress": "500 Market Street", "addressLocality": "Denver", "addressRegion": "CO",
        "postalCode": "80202", "addressCountry": "US"}}</script></head><body><p>We move parcels.</p></body></html>"""
    ),
    page(
        "<html lang=en-US><li>Jane Doe, Co-Founder &amp; CEO</li><li>John Roe &ndash; CTO</li></html>", PageKind.ABOUT
    ),
)
AMERICAN_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Logistics, Inc.",
    "founding_year": 1998,
    "emails": ["hello@nordwind.test"],
    "phones": ["+13035550123"],
    "addresses": ["500 Market Street, Denver, CO 80202, US"],
    "leadership_team": ["Jane Doe, Co-Founder & CEO", "John Roe, CTO"],
    "social_media": {"x": "https://x.com/nordwind"},
    "languages": ["en-US"],
}

SPANISH = crawl(
    page(
        """<html lang="es"><p>Nuestra empresa fue fundada en 1998 en Madrid.</p><footer>Nordwind Transportes, S.L. ·
        Calle Mayor, 12, 28013 Madrid · Tel. 912 345 678 · info@nordwind.test</footer></html>"""
    ),
    page("<html lang=es><h3>Ana Ruiz</h3><p>Directora general</p></html>", PageKind.TEAM),
)
SPANISH_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Transportes, S.L.",
    "founding_year": 1998,
    "emails": ["info@nordwind.test"],
    "phones": ["+34912345678"],
    "addresses": ["Calle Mayor, 12, 28013 Madrid"],
    "leadership_team": ["Ana Ruiz, Directora general"],
}

ITALIAN = crawl(
    page(
        """<html lang="it"><p>Fondata nel 1998 a Milano.</p><footer>Nordwind Trasporti S.r.l. - Via Roma 5, 20121
        Milano (MI) - Tel. 02 1234 5678 - P.IVA 01234567890 - info@nordwind.test</footer></html>"""
    ),
    page("<html lang=it><p>Amministratore delegato: Carla Bianchi</p></html>", PageKind.ABOUT),
)
ITALIAN_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Trasporti S.r.l.",
    "founding_year": 1998,
    "phones": ["+390212345678"],
    "addresses": ["Via Roma 5, 20121 Milano (MI)"],
    "leadership_team": ["Carla Bianchi, Amministratore delegato"],
}

DUTCH = crawl(
    page(
        """<html lang="nl"><p>Opgericht in 1998 te Utrecht.</p><footer>Nordwind Transport B.V.<br>Keizersgracht 12<br>
        1015 CJ Amsterdam<br>T 020 624 1111<br>info@nordwind.test<br>KvK 12345678</footer></html>"""
    ),
    page("<html lang=nl><h3>Jan van der Berg</h3><p>Directeur</p></html>", PageKind.TEAM),
)
DUTCH_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Transport B.V.",
    "founding_year": 1998,
    "phones": ["+31206241111"],
    "addresses": ["Keizersgracht 12, 1015 CJ Amsterdam"],
    "leadership_team": ["Jan van der Berg, Directeur"],
}

PORTUGUESE = crawl(
    page(
        """<html lang="pt"><p>A nossa empresa foi fundada em 1998 no Porto.</p><footer>Nordwind Transportes, Lda.<br>
        Rua Augusta 24<br>1100-053 Lisboa<br>Telefone: 213 456 789<br>geral@nordwind.test<br>NIF 501234567</footer>
        </html>"""
    ),
    page("<html lang=pt><h3>Rui Costa</h3><p>Diretor-geral</p></html>", PageKind.TEAM),
)
PORTUGUESE_FACTS: Mapping[str, Value] = {
    "official_name": "Nordwind Transportes, Lda.",
    "founding_year": 1998,
    "emails": ["geral@nordwind.test"],
    "phones": ["+351213456789"],
    "addresses": ["Rua Augusta 24, 1100-053 Lisboa"],
    "leadership_team": ["Rui Costa, Diretor-geral"],
}

COMPANIES = [
    pytest.param(GERMAN, GERMAN_FACTS, id="german"),
    pytest.param(FRENCH, FRENCH_FACTS, id="french"),
    pytest.param(AMERICAN, AMERICAN_FACTS, id="american"),
    pytest.param(SPANISH, SPANISH_FACTS, id="spanish"),
    pytest.param(ITALIAN, ITALIAN_FACTS, id="italian"),
    pytest.param(DUTCH, DUTCH_FACTS, id="dutch"),
    pytest.param(PORTUGUESE, PORTUGUESE_FACTS, id="portuguese"),
]


@pytest.mark.parametrize(("given", "facts"), COMPANIES)
def test_facts(given: Crawl, facts: Mapping[str, Value]) -> None:
    profile = extract_pages(COMPANY, given).profile
    assert {field: profile.get(field) for field in facts} == facts


@pytest.mark.parametrize(("given", "facts"), COMPANIES)
def test_every_value_has_its_proof(given: Crawl, facts: Mapping[str, Value]) -> None:
    found = extract_pages(COMPANY, given)
    documents = {each.url: each for each in map(Document, given.content)}
    assert {each.field for each in found.evidence if each.kept} == set(found.profile)
    for each in found.evidence:
        assert 0 <= each.confidence <= 1
        if each.kind is Proof.TEXT:
            assert holds(each, documents[each.url or ""])
        if each.kind is Proof.MARKUP:
            assert fold(each.quote) in fold(documents[each.url or ""].html)


@pytest.mark.parametrize(("given", "facts"), COMPANIES)
def test_every_extractable_field_has_a_value_or_a_reason(given: Crawl, facts: Mapping[str, Value]) -> None:
    found = extract_pages(COMPANY, given)
    extractable = {field.name for field in catalogue().extractable}
    assert found.blanks.keys().isdisjoint(found.profile)
    assert found.blanks.keys() == extractable - found.profile.keys()


def test_the_same_pages_give_the_same_answer() -> None:
    assert extract_pages(COMPANY, GERMAN) == extract_pages(COMPANY, GERMAN)


def test_contact_info_names_what_it_follows_from() -> None:
    found = extract_pages(COMPANY, GERMAN)
    [contact] = [each for each in found.evidence if each.field == "contact_info"]
    sources = {each.id: each.field for each in found.evidence}
    assert contact.kind is Proof.DERIVED
    assert [sources[one] for one in contact.derived_from] == ["emails", "phones", "addresses"]


def test_robots_and_sitemaps_are_not_read() -> None:
    robots = page("Contact: Anna Weber, CEO, trap@nordwind.test, founded 1998", PageKind.ROBOTS, "/robots.txt")
    found = extract_pages(COMPANY, replace(GERMAN, pages=(robots, *GERMAN.pages)))
    assert found == extract_pages(COMPANY, GERMAN)


def test_no_page_gives_no_fact() -> None:
    found = extract_pages(COMPANY, Crawl())
    assert set(found.profile) == {"crawl_depth", "crawl_duration", "robots_limited"}


def test_a_rule_that_breaks_costs_its_own_field_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(document: Document, subject: Subject) -> Iterable[Evidence]:
        raise RecursionError

    rules = tuple(replace(rule, find=broken) if rule.fields == ("emails",) else rule for rule in RULES)
    monkeypatch.setattr(module, "RULES", rules)
    found = extract_pages(COMPANY, GERMAN)
    assert found.blanks["emails"] is Blank.EXTRACTION_FAILED
    assert found.profile["phones"] == GERMAN_FACTS["phones"]


def test_but_want_of_memory_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def starved(document: Document, subject: Subject) -> Iterable[Evidence]:
        raise MemoryError

    monkeypatch.setattr(module, "RULES", (Rule(("emails",), starved),))
    with pytest.raises(MemoryError):
        extract_pages(COMPANY, GERMAN)


def test_two_pages_of_one_address_both_count() -> None:
    pages = [page("<p>Seit 1998 in Hamburg</p>"), page('<p><a href="mailto:info@nordwind.test">E-Mail</a></p>')]
    found = extract_pages(COMPANY, crawl(*pages)).profile
    assert found["emails"] == ["info@nordwind.test"]
    assert "founding_year" in extract_pages(COMPANY, crawl(*reversed(pages))).profile
