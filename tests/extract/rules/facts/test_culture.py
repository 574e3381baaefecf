from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, document, page
from theodore.extract.profile import extract_pages
from theodore.extract.rules.facts.culture import LONGEST, find
from theodore.model.page import PageKind

STATED = "<h3>Courage</h3><p>We say what we think.</p><h3>Care</h3><p>We ship as if it were ours.</p>"


def cultures(html: str, kind: PageKind = PageKind.ABOUT) -> list[object]:
    return [each.value for each in find(document(html, kind))]


@pytest.mark.parametrize(
    "heading",
    [
        "Our values",
        "Company culture",
        "What we stand for",
        "Unsere Werte",
        "Wofür wir stehen",
        "Nos valeurs",
        "Nuestros valores",
        "I nostri valori",
        "Onze kernwaarden",
        "Os nossos valores",
    ],
)
def test_seven_languages(heading: str) -> None:
    found = cultures(f"<h2>{heading}</h2>{STATED}<h2>Contact</h2><p>Call us any time.</p>")
    assert found == ["Courage We say what we think. Care We ship as if it were ours."]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<h2>Values of resistors</h2>{STATED}", id="other-values"),
        pytest.param(f"<h2>Property values in 2024</h2>{STATED}", id="prices"),
        pytest.param(f"<h2>Cell culture</h2>{STATED}", id="another-culture"),
        pytest.param(f"<h2>Werte im Labor</h2>{STATED}", id="de"),
        pytest.param(f"<h2>Valeurs mobilières</h2>{STATED}", id="fr"),
        pytest.param(f"<h2>Cultura y ocio en Madrid</h2>{STATED}", id="es"),
        pytest.param(f"<h2>Valori nutrizionali</h2>{STATED}", id="it"),
        pytest.param(f"<h2>Cultuur in de stad</h2>{STATED}", id="nl"),
        pytest.param(f"<h2>Valores de mercado</h2>{STATED}", id="pt"),
        pytest.param(f"<footer><h4>Our values</h4>{STATED}</footer>", id="a-footer"),
        pytest.param("<h2>Our values</h2><p>Read more</p>", id="a-teaser"),
        pytest.param("<p>Our values</p><p>We say what we think, and more than that.</p>", id="no-heading"),
    ],
)
def test_what_does_not_say_it(html: str) -> None:
    assert cultures(html) == []


def test_a_long_section_is_cut_after_a_line_that_is_no_heading() -> None:
    html = "<h2>Our values</h2>" + "<h3>Courage</h3><p>We say what we think of it.</p>" * 40
    found = extract_pages(COMPANY, crawl(page(html, PageKind.ABOUT))).profile["company_culture"]
    assert len(found) <= LONGEST
    assert found.endswith("of it.")
