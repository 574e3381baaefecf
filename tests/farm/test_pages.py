"""What the pages look like."""

from __future__ import annotations

import statistics
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from theodore.farm import FarmConfig, Fault
from theodore.farm.answers import answer
from theodore.farm.config import LANGUAGES
from theodore.farm.pages.render import mail_html
from theodore.farm.sites import LAYOUTS, MailStyle, Web
from theodore.model.page import PageKind


@pytest.fixture(scope="module")
def web() -> Web:
    return Web(FarmConfig(sites=120, shares={Fault.HEALTHY: 1.0}))


def _pages(web: Web) -> dict[tuple[str, str, str], bytes]:
    """(layout, language, kind) -> the last page of that sort."""
    found = {}
    for index in range(len(web)):
        site = web.site(index)
        for kind, path in site.pages.items():
            body = answer(site, path).body
            assert isinstance(body, bytes)
            found[site.style.layout, site.words.tag, kind.value] = body
    return found


def test_every_layout_language_and_kind_is_seen(web: Web) -> None:
    layouts, languages, kinds = (set(keys) for keys in zip(*_pages(web), strict=True))
    assert layouts == set(LAYOUTS)
    assert languages == set(LANGUAGES)
    assert kinds == {kind.value for kind in PageKind if kind.is_content} - {"other"}


def test_pages_are_as_large_as_real_ones(web: Web) -> None:
    sizes = [len(page) for page in _pages(web).values()]
    assert min(sizes) > 20_000
    assert max(sizes) < 80_000
    assert 30_000 < statistics.mean(sizes) < 60_000


def test_pages_have_their_parts(web: Web) -> None:
    for (_, tag, _), page in _pages(web).items():
        tree = LexborHTMLParser(page)
        assert tree.root is not None
        assert (tree.root.attributes["lang"] or "").startswith(tag)
        assert tree.css_first("title") is not None
        # no template is left with a slot open
        assert b"\0" not in page
        assert b"{" not in (tree.body.text() if tree.body else "").encode()[:200]


def test_every_link_of_a_page_leads_somewhere(web: Web) -> None:
    for index in range(0, len(web), 10):
        site = web.site(index)
        for path in site.pages.values():
            assert {answer(site, url).status for url in _links(answer(site, path).body)} == {200}


def _links(page: Any) -> set[str]:
    hrefs = (node.attributes.get("href") or "" for node in LexborHTMLParser(page).css("a"))
    return {href.partition("#")[0] for href in hrefs if href.startswith("/") and not href.startswith("/cdn-cgi/")}


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        pytest.param(MailStyle.LINK, '<a href="mailto:a@b.test">a@b.test</a>', id="a link"),
        pytest.param(MailStyle.TEXT, "a@b.test", id="bare"),
        pytest.param(MailStyle.WORDS, "a (at) b.test", id="in words, against harvesters"),
        pytest.param(MailStyle.ENTITIES, "&#97;&#64;&#98;", id="letter by letter"),
        pytest.param(MailStyle.ENCODED, 'data-cfemail="5a3b1a38742e3f292e"', id="as Cloudflare hides it"),
    ],
)
def test_mail_addresses_are_written_in_several_ways(style: MailStyle, shown: str) -> None:
    assert shown in mail_html("a@b.test", style)
