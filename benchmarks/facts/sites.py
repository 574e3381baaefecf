"""Sites to measure on: the demo web's, made in memory without a socket, and real ones out of a file."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.extract.pages import page
from theodore.crawl.decode import html_text
from theodore.crawl.links import links_of
from theodore.crawl.selection import candidates_of, choose
from theodore.crawl.tongues import front_of
from theodore.crawl.urls import site_key
from theodore.crawl.vocabulary import kinds_of, names_of, path_words, words_of
from theodore.farm import DEFAULT_SHARES, FarmConfig, Fault
from theodore.farm.answers import Answer, answer
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.sites import Site, Sitemap, Web
from theodore.farm.truth import truth
from theodore.model.company import Company
from theodore.model.embedded import spelled_out
from theodore.model.outcome import Crawl
from theodore.model.page import Page, PageKind

#: As many as a visit reads.
PAGES = 8
#: A browser alone makes anything of these.
_MADE_BY_SCRIPTS = frozenset({"script_dom", "api_fetch", "enable_javascript"})
_LARGEST = 10_000_000
#: What parts a title into the page's name and the site's.
_PARTED = re.compile(r"[|\u2013\u2014\u00bb:]|\s-\s")


@dataclass(frozen=True, slots=True)
class Case:
    """A company with its pages, as a visit would have read them.

    facts: field to what the truth says of it, as in a truth file; empty for a real site. gold: what people marked on a
    real site's pages, by type; empty for the demo web's. read: the kinds of page that were read, by the truth.
    """

    company: Company
    crawl: Crawl
    facts: Mapping[str, Any] = field(default_factory=dict)
    gold: Mapping[str, list[str]] = field(default_factory=dict)
    read: frozenset[str] = frozenset()
    layout: str = ""
    language: str = ""
    fault: str = ""

    @property
    def site(self) -> str:
        """The site's name, for people."""
        return self.company.website


def farm_sites(count: int, seed: int) -> Iterator[Case]:
    """The first so many sites of a demo web that can be read without a browser: all faults, languages and layouts."""
    # half of the sites are sound; the faults that leave pages to read share the rest
    shares = dict.fromkeys(DEFAULT_SHARES, 1.0) | {Fault.HEALTHY: 6.0}
    web = Web(FarmConfig(sites=3 * count, seed=seed, shares=shares, languages=KNOWN_LANGUAGES))
    given = 0
    for index in range(len(web)):
        site = web.site(index)
        if site.variant.reason is None and site.variant.name not in _MADE_BY_SCRIPTS:
            yield farm_site(site)
            given += 1
        if given == count:
            return


def farm_site(site: Site) -> Case:
    """One site of the demo web, with the pages that a visit chooses. Costs no request: the pages are made here."""
    home = _farm_page(site, "/", PageKind.HOME)
    assert home is not None
    pages = [home]
    for url, kind in _chosen(site, home):
        read = _farm_page(site, url.removeprefix(site.origin), kind)
        if read is not None and len(pages) < PAGES:
            pages.append(read)
    known = {f"{site.origin}{path}": kind.value for kind, path in site.pages.items()}
    known |= {f"{site.origin}{path}": kind.value for path, kind in site.naming.twins.items()}
    told = truth(site)
    return Case(
        company=Company(str(site.index), site.name, site.website),
        crawl=Crawl(pages=tuple(pages), final_origin=site.origin, seconds=1.0),
        facts=told["facts"],
        read=frozenset(known[each.url] for each in pages if each.url in known),
        layout=site.style.layout,
        language=site.words.tag,
        fault=site.fault.value,
    )


def _chosen(site: Site, home: Page) -> list[tuple[str, PageKind]]:
    """The addresses of the pages that a visit reads, best first, each with what it takes it for."""
    html = home.text + spelled_out(home.text)
    listed = [] if site.style.sitemap is Sitemap.MISSING else [site.origin + path for path in site.pages.values()]
    key, front = site_key(site.host), front_of(html, home.url)
    candidates = candidates_of(links_of(html, home.url), listed, home=home.url, site_key=key, front=front)
    # a page may be too large, and then the next one is read in its place
    return [(each.url, each.kind) for each in choose(candidates, lambda _: True, places=PAGES).pages]


def _farm_page(site: Site, path: str, kind: PageKind) -> Page | None:
    """A page as the client would have read it; None where it is not one, or too large."""
    given = answer(site, path)
    body = _body(given)
    if body is None or given.status != 200:
        return None
    url = f"{site.origin}{path}"
    return read_page(url, html_text(body, given.content_type), kind, depth=int(kind is not PageKind.HOME))


def _body(given: Answer) -> bytes | None:
    if not isinstance(given.body, bytes):
        return None
    if given.headers.get("Content-Encoding") != "gzip":
        return given.body
    opened = zlib.decompressobj(wbits=31)
    body = opened.decompress(given.body, _LARGEST)
    return body if opened.eof else None


def read_page(url: str, html: str, kind: PageKind, *, depth: int = 0) -> Page:
    """A page of this source."""
    return replace(page(html, kind, depth=depth), url=url, final_url=url)


def real_sites(path: Path) -> Iterator[Case]:
    """The sites of a file: one JSON object a line, with `site`, `pages` of `url` and `html`, and `gold`."""
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            # nobody wrote the company's name into a table: its site is all that is known of it
            company = Company(told["site"], "", told["site"])
            pages = tuple(_real_pages(told["pages"]))
            origin = "/".join(pages[0].url.split("/")[:3])
            yield Case(company, Crawl(pages=pages, final_origin=origin, seconds=1.0), gold=told["gold"], layout="real")


def _real_pages(given: list[dict[str, str]]) -> Iterator[Page]:
    seen: set[str] = set()
    for number, each in enumerate(given):
        url, html = each["url"], each["html"]
        # several pages of a site were saved under one address: each is to be found again by its own
        own = url if url not in seen else f"{url}#page-{number + 1}"
        seen.add(own)
        kind = PageKind.HOME if number == 0 and _is_root(url) else _kind(url, html)
        yield read_page(own, html, kind, depth=int(number > 0))


def _is_root(url: str) -> bool:
    return urlsplit(url).path in ("", "/")


def _kind(url: str, html: str) -> PageKind:
    """What a page is for, by its address and else by its title, with the words that the crawl knows."""
    names = names_of(site_key(urlsplit(url).hostname or "").partition(".")[0], "")
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    title = front_of(html, url).name
    named = [kinds_of(path_words(last), names)]
    named += [kinds_of(words_of(part), names) for part in _PARTED.split(title)]
    for scores in named:
        if scores:
            return max(scores, key=lambda kind: scores[kind])
    return PageKind.OTHER
