from __future__ import annotations

import pytest

from tests.extract.pages import document, page
from theodore.extract.reading.document import Document
from theodore.extract.registry import proven
from theodore.extract.rules.signals.certifications import find
from theodore.model.page import PageKind


def certificates(html: str, kind: PageKind = PageKind.HOME) -> list[str]:
    one = document(html, kind)
    found = list(find(one))
    assert all(proven(each, one) for each in found)
    return sorted({str(each.value) for each in found})


@pytest.mark.parametrize(
    ("html", "names"),
    [
        pytest.param("<p>We are ISO 9001:2015 certified.</p>", ["ISO 9001"], id="en"),
        pytest.param("<p>SOC 2 Type II and ISO/IEC 27001 certified.</p>", ["ISO 27001", "SOC 2"], id="two"),
        pytest.param("<p>Wir sind nach DIN EN ISO 14001 zertifiziert.</p>", ["ISO 14001"], id="de"),
        pytest.param("<p>Notre société est certifiée ISO9001.</p>", ["ISO 9001"], id="fr-joined"),
        pytest.param("<p>Empresa certificada en ISO 45001.</p>", ["ISO 45001"], id="es"),
        pytest.param("<p>Azienda certificata ISO 13485.</p>", ["ISO 13485"], id="it"),
        pytest.param("<p>Wij zijn ISO 27001 gecertificeerd.</p>", ["ISO 27001"], id="nl"),
        pytest.param("<p>Temos a certificação ISO 22000.</p>", ["ISO 22000"], id="pt"),
        pytest.param("<p>Our platform is HIPAA compliant.</p>", ["HIPAA"], id="a-law-kept"),
        pytest.param("<p>We are a certified B Corp.</p>", ["B Corp"], id="b-corp"),
        pytest.param("<p>We are not only ISO 9001 certified but kind.</p>", ["ISO 9001"], id="and-more"),
        pytest.param("<p>We are ISO 9001 certified and will get you there.</p>", ["ISO 9001"], id="and-a-promise"),
        pytest.param("<h2>Certifications</h2><ul><li>ISO 9001</li><li>IATF 16949</li></ul>",
                     ["IATF 16949", "ISO 9001"], id="a-list"),
        pytest.param("<h2>Zertifikate</h2><p>TISAX</p>", ["TISAX"], id="a-list-de"),
        pytest.param('<img src=a.png alt="ISO 27001 badge">', ["ISO 27001"], id="a-badge"),
    ],
)  # fmt: skip
def test_claims(html: str, names: list[str]) -> None:
    assert certificates(html) == names


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>We help you get ISO 27001 certified.</p>", id="sold-en"),
        pytest.param("<p>Wir unterstützen bei der Zertifizierung nach ISO 9001.</p>", id="sold-de"),
        pytest.param("<p>Nous accompagnons la certification ISO 9001 des PME.</p>", id="sold-fr"),
        pytest.param("<p>Consultoría: certificación ISO 9001.</p>", id="sold-es"),
        pytest.param("<p>Consulenza per la certificazione ISO 9001.</p>", id="sold-it"),
        pytest.param("<p>Wij begeleiden bedrijven naar ISO 9001 certificering.</p>", id="sold-nl"),
        pytest.param("<p>Consultoria em certificação ISO 9001.</p>", id="sold-pt"),
        pytest.param("<p>Our suppliers are ISO 9001 certified.</p>", id="a-suppliers"),
        pytest.param("<p>Our data is stored in ISO 27001 certified data centers.</p>", id="a-hosts"),
        pytest.param("<p>We are working towards ISO 27001 certification.</p>", id="not-yet"),
        pytest.param("<p>What is ISO 9001 certification?</p>", id="a-question"),
        pytest.param("<p>We are not ISO 9001 certified.</p>", id="denied"),
        pytest.param("<p>We are no longer ISO 9001 certified.</p>", id="not-any-more"),
        pytest.param("<p>Wir sind nicht nach ISO 9001 zertifiziert.</p>", id="denied-de"),
        pytest.param("<p>Nous ne sommes pas certifiés ISO 9001.</p>", id="denied-fr"),
        pytest.param("<p>We plan to be ISO 27001 certified in 2026.</p>", id="planned"),
        pytest.param("<p>We will soon be ISO 27001 certified.</p>", id="to-come"),
        pytest.param("<p>The norm ISO 9001 has ten chapters.</p>", id="only-named"),
        pytest.param("<p>a large certified charge, and the mase of it</p>", id="small-letters"),
        pytest.param('<!-- <img src=a.png alt="ISO 27001 badge"> -->', id="a-badge-in-a-remark"),
        pytest.param("<blockquote>They are ISO 9001 certified.</blockquote>", id="said-by-others"),
    ],
)
def test_near_misses(html: str) -> None:
    assert certificates(html) == []


def test_a_blog_and_legal_pages_tell_of_others() -> None:
    html = "<p>We are ISO 9001 certified.</p>"
    assert certificates(html, PageKind.BLOG) == certificates(html, PageKind.LEGAL) == []


def test_a_page_of_nothing_else_ends() -> None:
    html = "<p>" + "certified ISO 9001 your " * 20_000 + "</p>" + "<p>ISO 9001 x</p>" * 5_000
    assert len(list(find(Document(page(html))))) < 2_000
