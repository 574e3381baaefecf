"""Pages made to hurt the readers of sections, menus and sentences: each ends, and other pages keep their facts."""

from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages

ABOUT = "<p>Mail us: info@nordwind.test</p>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h2>Our services</h2><h3>Sea freight</h3>" * 10_000, id="services-without-end"),
        pytest.param("<h2>Our values</h2>" * 20_000, id="values-without-end"),
        pytest.param("<h2>why a b c d</h2>" * 5_000, id="why-without-end"),
        pytest.param("".join(f"<h{n % 6 + 1}>Services</h{n % 6 + 1}>" for n in range(20_000)), id="ranks-at-random"),
        pytest.param("<ul><li><a href=/>Services</a>" * 8_000, id="menus-within-menus"),
        pytest.param("<li><a href=/>Services</a><ul><li><a href=/x>Sea</a></ul>" * 6_000, id="menus-without-end"),
        pytest.param("we employees 5 " * 60_000, id="employees-without-end"),
        pytest.param("5 x x " * 100_000 + "employees", id="numbers-before-employees"),
        pytest.param("team of " * 100_000, id="teams-without-end"),
        pytest.param("we acquired by series a " * 50_000, id="rounds-without-end"),
        pytest.param("we help a b c d " * 60_000, id="audiences-without-end"),
        pytest.param("we work with dentists" + " and dentists" * 80_000, id="one-audience-without-end"),
        pytest.param("tired of ? " * 80_000, id="questions-without-end"),
    ],
)
def test_a_hostile_page_ends_and_the_others_keep_their_facts(html: str) -> None:
    found = extract_pages(COMPANY, crawl(page(html), page(ABOUT, path="/about")))
    assert found.profile["emails"] == ["info@nordwind.test"]
    assert len(str(found.profile.get("ai_summary"))) < 3_000


def test_markup_on_a_page_stays_text_in_the_note() -> None:
    entries = ["Sea freight", "=HYPERLINK(1)", "&lt;b&gt;Air&lt;/b&gt;", "Storage", "Customs", "Rail freight"]
    html = "<h2>Services</h2><ul>" + "".join(f"<li>{entry}</li>" for entry in entries) + "</ul>"
    found = extract_pages(COMPANY, crawl(page(html))).profile
    assert found["products_services_offered"] == ["Sea freight", "Storage", "Customs", "Rail freight"]
    assert found["ai_summary"] == "It offers Sea freight, Storage, Customs and Rail freight."
