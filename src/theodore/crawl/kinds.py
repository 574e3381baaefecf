"""What pages are for that somebody else has read: told by their addresses, and by what the home page calls them."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from theodore.crawl.links import Link, links_of
from theodore.crawl.selection import kind_of
from theodore.crawl.tongues import front_of
from theodore.crawl.twins import key_of, plain_path
from theodore.crawl.urls import site_key
from theodore.crawl.vocabulary import names_of
from theodore.model.page import PageKind


def home_among(urls: Sequence[str]) -> int:
    """Which of these pages is the home page: the first at the root of its site, else the first of all.

    Raises ValueError for an address that cannot be taken apart.
    """
    roots = (at for at, url in enumerate(urls) if not plain_path(url).strip("/") and not urlsplit(url).query)
    return next(roots, 0)


def kinds_among(urls: Sequence[str], home: int, html: str) -> list[PageKind]:
    """The kind of each of these pages.

    home: which of them is the home page. html: its source, whose links name the others as in a visit. Raises
    ValueError for an address that cannot be taken apart.
    """
    at = urls[home]
    named: dict[str, Link] = {}
    for link in links_of(html, at):
        named.setdefault(key_of(link.url), link)
    domain = site_key(urlsplit(at).hostname or "").partition(".")[0]
    names = names_of(domain, front_of(html, at).name)
    kinds = [kind_of(url, named.get(key_of(url)), names) for url in urls]
    kinds[home] = PageKind.HOME
    return kinds
