"""The quotes of markup stand in the source of the page as they are quoted."""

from __future__ import annotations

import pytest

from tests.extract.pages import crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.company import Company
from theodore.model.evidence import Proof


@pytest.mark.parametrize(
    ("html", "field", "quote"),
    [
        pytest.param(
            '<a href="&#109;ailto:&#105;nfo@nordwind.test">write</a>',
            "emails",
            '<a href="&#109;ailto:&#105;nfo@nordwind.test">',
            id="a-mail-address-in-entities",
        ),
        pytest.param(
            '<meta name="description" content="Nordwind\'s boats &amp; parcels go&nbsp;to every harbour&#33;">',
            "company_description",
            '<meta name="description" content="Nordwind\'s boats &amp; parcels go&nbsp;to every harbour&#33;">',
            id="a-description-with-entities-and-quotes",
        ),
        pytest.param(
            "<META NAME='DESCRIPTION' CONTENT='Nordwind carries\n parcels to every single harbour'>",
            "company_description",
            "<META NAME='DESCRIPTION' CONTENT='Nordwind carries\n parcels to every single harbour'>",
            id="a-description-in-two-lines",
        ),
        pytest.param("<HTML LANG=DE>", "languages", "<HTML LANG=DE>", id="a-tag-in-capitals"),
        pytest.param("<FORM><TEXTAREA></TEXTAREA></FORM>", "has_forms", "<FORM>", id="a-form-in-capitals"),
        pytest.param(
            "<title>Nordwind S&ouml;hne</title>", "official_name", "<title>Nordwind S&ouml;hne</title>", id="a-title"
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","name":"Nordwind S\\u00F6hne"}</script>',
            "official_name",
            '"name":"Nordwind S\\u00F6hne',
            id="json-as-it-is-escaped",
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Nordwind<br>S&ouml;hne</b>',
            "official_name",
            None,
            id="what-stands-nowhere-is-dropped",
        ),
    ],
)
def test_the_quote_stands_in_the_source(html: str, field: str, quote: str | None) -> None:
    found = extract_pages(Company("r1", "Nordwind Söhne", "nordwind.test"), crawl(page(html)))
    quotes = {each.quote for each in found.evidence if each.field == field and each.kind is Proof.MARKUP}
    assert quotes == ({quote} if quote else set())
    assert all(each in html for each in quotes)
