"""Sites that call and place their pages in ways of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from theodore.farm import VARIANTS, FarmConfig, Fault
from theodore.farm.answers import answer
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.naming import KINDS, TAGS, namings
from theodore.farm.sites import Site, Web
from theodore.model.page import PageKind

VARIANT_NAMES = [variant.name for variant in VARIANTS[Fault.VARIED]]


def sites(variant: str, count: int = 140) -> Iterator[Site]:
    web = Web(FarmConfig(sites=count, seed=4, shares={Fault.VARIED: 1.0}, languages=KNOWN_LANGUAGES))
    return (site for index in range(count) if (site := web.site(index)).is_(variant))


def served(site: Site, path: str) -> str:
    found = answer(site, path)
    assert isinstance(found.body, bytes)
    assert found.status == 200, f"{path} of {site.domain}"
    return found.body.decode()


def linked(html: str) -> set[str]:
    return {unescape(href) for href in re.findall(r'href="([^"]+)"', html)}


@pytest.mark.parametrize("tag", TAGS)
def test_pages_of_every_kind_are_called_something_and_no_two_kinds_alike(tag: str) -> None:
    named = namings(tag)
    assert set(named) == set(KINDS)
    words = [label.casefold() for kind in KINDS for label in named[kind]]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("variant", VARIANT_NAMES)
def test_every_page_has_an_address_of_its_own_and_is_linked_by_the_home_page(variant: str) -> None:
    for site in sites(variant):
        assert len(set(site.pages.values())) == len(site.pages)
        assert set(site.pages.values()) - {"/"} <= linked(served(site, "/")), site.domain
        assert len({served(site, path) for path in site.pages.values()}) == len(site.pages), "each says something else"


@pytest.mark.parametrize("variant", VARIANT_NAMES)
def test_what_is_linked_beside_answers_too(variant: str) -> None:
    for site in sites(variant):
        for link in site.naming.links:
            served(site, link.url)
        for twin, kind in site.naming.twins.items():
            assert served(site, twin) == served(site, site.pages[kind])


def test_a_site_without_a_menu_has_its_links_at_the_foot() -> None:
    for site in sites("footer_only"):
        html = served(site, "/")
        menu = html[: html.index("<h1")] if "<h1" in html else html[: len(html) // 2]
        assert not linked(menu) & (set(site.pages.values()) - {"/"})


def test_a_translated_site_names_its_other_languages() -> None:
    translated = list(sites("translated"))
    assert any("hreflang=" in served(site, "/") for site in translated)
    assert all(
        path.startswith(f"/{site.words.tag}/") for site in translated for path in site.pages.values() if path != "/"
    )


def test_portuguese_is_written_where_it_is_asked_for_alone() -> None:
    usual = Web(FarmConfig(sites=200, seed=4))
    assert {usual.language_of(index).tag for index in range(200)} <= {"en", "de", "fr", "es", "it", "nl", "ja"}
    asked = Web(FarmConfig(sites=3, seed=4, languages=("pt",), shares={Fault.HEALTHY: 1.0}))
    assert PageKind.HOME in asked.site(0).pages
    assert asked.language_of(0).tag == "pt"
