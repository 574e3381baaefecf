from __future__ import annotations

import pytest

from tests.extract.pages import document
from theodore.extract.rules.technology.technology import find, signatures
from theodore.model.evidence import Proof
from theodore.model.page import PageKind


def found(html: str, headers: tuple[tuple[str, str], ...] = (), kind: PageKind = PageKind.HOME) -> dict[str, str]:
    return {str(each.value): each.quote for each in find(document(html, kind, headers=headers))}


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<meta name="generator" content="WordPress 6.4">', "WordPress"),
        ('<link rel="stylesheet" href="/wp-content/themes/x/style.css">', "WordPress"),
        ('<script src="https://cdn.shopify.com/s/x.js"></script>', "Shopify"),
        ('<script src="/_next/static/chunks/main.js"></script>', "Next.js"),
        ('<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>', "Google Analytics"),
        ("<script>j.src='https://www.googletagmanager.com/gtm.js?id='+i</script>", "Google Tag Manager"),
        ('<script src="/js/jquery-3.7.min.js"></script>', "jQuery"),
        ('<script src="https://js.hs-scripts.com/1.js"></script>', "HubSpot"),
        ('<meta name="generator" content="TYPO3 CMS">', "TYPO3"),
        ('<app-root ng-version="17.0.1"></app-root>', "Angular"),
    ],
)
def test_marks_of_the_source(html: str, name: str) -> None:
    quote = found(html)[name]
    assert quote in html


@pytest.mark.parametrize(
    ("html", "field", "value"),
    [
        pytest.param("<script>load('https://static.hotjar.com/c/hotjar-1.js')</script>", "sales_marketing_tools",
                     "Hotjar", id="measuring"),
        pytest.param("<script src='//snap.licdn.com/x.js'></script>", "sales_marketing_tools", "LinkedIn Insight Tag",
                     id="advertising"),
        pytest.param("<script src='https://js.hs-scripts.com/1.js'></script>", "sales_marketing_tools", "HubSpot",
                     id="customers"),
        pytest.param("<script>x = 'https:\\/\\/static.klaviyo.com\\/onsite'</script>", "sales_marketing_tools",
                     "Klaviyo", id="mailing-with-escaped-strokes"),
        pytest.param("<script>s.src='https://embed.tawk.to/1/default'</script>", "has_chat_widget", True, id="a-chat"),
        pytest.param("<script src='https://client.crisp.chat/l.js'></script>", "has_chat_widget", True, id="crisp"),
    ],
)  # fmt: skip
def test_what_a_technology_is_for(html: str, field: str, value: object) -> None:
    [finding] = [each for each in find(document(html)) if each.field == field]
    assert finding.value == value
    assert finding.quote in html


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<script src='/jquery.js'></script>", id="a-library"),
        pytest.param("<script>fb('https://connect.facebook.net/en_US/sdk.js')</script>", id="a-button-to-share"),
        pytest.param("<p>We chat, and measure with Hotjar at hotjar.com.</p>", id="only-named"),
        pytest.param("<a href='https://www.tawk.to/'>tawk.to</a>", id="a-link-to-the-maker"),
    ],
)
def test_what_is_no_tool_and_no_chat(html: str) -> None:
    fields = {each.field for each in find(document(html))}
    assert fields.isdisjoint({"sales_marketing_tools", "has_chat_widget"})


def test_marks_of_the_headers() -> None:
    [evidence] = find(document("", headers=(("server", "nginx/1.25"), ("x-other", "1"))))
    assert (evidence.value, evidence.kind, evidence.quote) == ("nginx", Proof.HEADER, "server: nginx/1.25")


def test_text_is_no_mark() -> None:
    assert found("<p>We love React, jQuery and WordPress.</p>") == {}


def test_only_the_home_pages_source_is_searched_whole() -> None:
    html = "<script>j.src='https://www.googletagmanager.com/gtm.js'</script>"
    assert found(html, kind=PageKind.ABOUT) == {}


def test_the_signatures_are_sound() -> None:
    assert len({signature.name for signature in signatures()}) >= 150
    assert all(signature.category for signature in signatures())
    assert len({(each.name, each.category) for each in signatures()}) == len({each.name for each in signatures()})
    for signature in signatures():
        assert signature.where in {"resource", "address", "html", "generator", "header"}
        assert signature.mark == signature.mark.lower()
        assert len(signature.mark) >= 3
    assert len(set(signatures())) == len(signatures())
