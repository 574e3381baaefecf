"""Asking for a site's sitemaps: bounded in files, depth, bytes and time, and never a reason to fail."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from html import escape
from itertools import islice
from typing import Final

from theodore.crawl.decode import decode
from theodore.crawl.fetch import Answer, Fetcher, LeavesSite, Permit
from theodore.crawl.pages import off_the_loop, page_of
from theodore.crawl.selection import names_a_kind
from theodore.crawl.shelf import Shelf
from theodore.crawl.sitemap import MAX_BYTES, MAX_DEPTH, MAX_FILES, MAX_KEPT, Sitemap, parse_sitemap
from theodore.crawl.urls import same_site
from theodore.model.errors import ErrorType, FetchFailed
from theodore.model.page import Page, PageKind
from theodore.net.exchange import Limits
from theodore.net.inflate import gunzip, is_gzip

#: Asked for where robots.txt names none.
_USUAL: Final = "/sitemap.xml"
#: In an index, the maps of pages are worth more than those of posts, products or pictures.
_SOONER: Final = ("page", "seite", "pagin", "index", "main", "static", "company")
_LATER: Final = (
    *("post", "product", "produkt", "produit", "image", "video", "tag", "category", "kategorie", "author", "archive"),
    *("news", "blog", "event", "attachment", "media", "forum", "user"),
)


class Sitemaps:
    """The sitemaps of one site.

    carried: those of earlier attempts by URL. shelf: those of former visits. pages: those in hand, each with the URLs
    that were wanted of it, one a line: that is a sitemap too, and of a file of megabytes all that is ever looked at
    again.
    """

    def __init__(
        self, fetcher: Fetcher, limits: Limits, now: Callable[[], float], carried: Mapping[str, Page], shelf: Shelf
    ) -> None:
        self._shelf = shelf
        self._fetcher = fetcher
        self._limits = limits
        self._now = now
        self.pages: dict[str, Page] = dict(carried)

    async def listed(
        self, origin: str, named: Iterable[str], site_key: str, permit: Permit, *, within_s: float
    ) -> list[str]:
        """The pages that the sitemaps list and that are of a kind worth reading.

        named: the sitemaps that robots.txt names. site_key: sitemaps and pages elsewhere are left alone. within_s: what
        was found after so many seconds has to do. Raises FetchFailed where the site limits our rate, and SiteHeld;
        whatever else happens costs no more than the list.
        """
        found: dict[str, None] = {}
        try:
            async with asyncio.timeout(within_s):
                await self._gather(list(named) or [origin + _USUAL], site_key, permit, found)
        except TimeoutError:
            pass
        return list(islice(found, MAX_KEPT))

    async def _gather(self, named: list[str], site_key: str, permit: Permit, found: dict[str, None]) -> None:
        waiting = [(url, 1) for url in named if same_site(url, site_key)]
        asked: set[str] = set()
        while waiting and len(asked) < MAX_FILES and len(found) < MAX_KEPT:
            # stable: of equal worth, in the order in which they are named
            waiting.sort(key=lambda item: _rank(item[0]))
            url, depth = waiting.pop(0)
            if url in asked:
                continue
            asked.add(url)
            sitemap = await self._read(url, permit, site_key)
            found.update(dict.fromkeys(sitemap.pages))
            if depth < MAX_DEPTH:
                waiting += [(child, depth + 1) for child in sitemap.children if child not in asked]

    async def _read(self, url: str, permit: Permit, site_key: str) -> Sitemap:
        in_hand = self.pages.get(url) or self._shelf.take(url, PageKind.SITEMAP, 0)
        if in_hand is not None:
            return self._in_hand(url, in_hand, site_key)
        known = self._shelf.known(url)
        try:
            answer = await self._fetcher.follow(url, permit, limits=self._limits, known=known)
        except LeavesSite:
            return Sitemap()  # what another site lists is not the company's
        except FetchFailed as failed:
            if failed.failure.type is ErrorType.RATE_LIMIT:
                raise
            return Sitemap()
        if answer.is_as_it_was and known is not None:
            return self._in_hand(url, self._shelf.renew(known, answer.response), site_key)
        sitemap = await off_the_loop(_size(answer.response.body), _of_answer, answer, site_key)
        self.pages[url] = self._page(url, answer, sitemap)
        return sitemap

    def _in_hand(self, url: str, page: Page, site_key: str) -> Sitemap:
        self.pages[url] = page
        return _parse(page.text, page.final_url, site_key)

    def _page(self, url: str, answer: Answer, sitemap: Sitemap) -> Page:
        if sitemap.children:
            entries = "".join(f"<sitemap><loc>{escape(child)}</loc></sitemap>\n" for child in sitemap.children)
            text = f"<sitemapindex>\n{entries}</sitemapindex>"
        else:
            text = "\n".join(sitemap.pages)
        return page_of(url, answer, text, PageKind.SITEMAP, 0, self._now())


def _size(body: bytes) -> int:
    """How much there may be to go through, in bytes: a file that is packed holds a thousand times its size."""
    return MAX_BYTES if is_gzip(body) else len(body)


def _of_answer(answer: Answer, site_key: str) -> Sitemap:
    if answer.response.status >= 300:
        return Sitemap()
    # some are packed without saying so in name or header
    body = gunzip(answer.response.body, MAX_BYTES)
    return _parse(decode(body, answer.response.header("content-type")), answer.url, site_key)


def _parse(text: str, url: str, site_key: str) -> Sitemap:
    return parse_sitemap(text, url, names_a_kind, lambda listed: same_site(listed, site_key))


def _rank(url: str) -> int:
    """How far back a map waits: those of pages come first, those of many things last."""
    name = url.rsplit("/", 1)[-1].lower()
    if any(word in name for word in _LATER):
        return 2
    return 0 if any(word in name for word in _SOONER) else 1
