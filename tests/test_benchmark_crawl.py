"""The crawlers of the comparison have the same work: nobody is the quicker for reading less."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from benchmarks.rivals.task import MAX_PAGES, valuable
from theodore.crawl.links import links_of
from theodore.crawl.selection import candidates_of, choose
from theodore.crawl.tongues import front_of
from theodore.crawl.urls import site_key
from theodore.farm import FarmConfig, Fault
from theodore.farm.answers import answer
from theodore.farm.sites import Site, Web

SITES = 300


def _sites() -> Iterator[tuple[Site, str]]:
    web = Web(FarmConfig(sites=SITES, seed=1, shares={Fault.HEALTHY: 1.0}))
    for index in range(SITES):
        home = answer(web.site(index), "/")
        assert isinstance(home.body, bytes)
        yield web.site(index), home.body.decode()


def _ours(site: Site, html: str) -> set[str]:
    url = f"{site.origin}/"
    front = front_of(html, url)
    found = candidates_of(links_of(html, url), (), home=url, site_key=site_key(site.host), front=front)
    return {page.url for page in choose(found, lambda _url: True, places=MAX_PAGES - 1).pages}


def _theirs(site: Site, html: str) -> set[str]:
    links = LexborHTMLParser(html).css("a")
    return set(valuable(f"{site.origin}/", [(link.attrs.get("href") or "", link.text()) for link in links]))


def test_the_others_read_as_many_pages_as_theodore_and_the_same_ones() -> None:
    pages = [(_ours(site, html), _theirs(site, html)) for site, html in _sites()]
    ours, theirs = (sum(len(each[side]) for each in pages) for side in (0, 1))
    shared = sum(len(one & other) for one, other in pages)
    assert shared >= 0.99 * ours
    assert theirs <= ours, "nor are they to read more"
