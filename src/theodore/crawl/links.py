"""The links of a page, read before anything of it is stripped.

The whole document counts: navigation, footer, what a consent banner covers. A footer is where an imprint is linked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from theodore.crawl.scan import Anchor, Place, scan
from theodore.crawl.urls import absolute, absolutes
from theodore.crawl.vocabulary import kinds_of, words_of

_NOT_PAGES = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|avi|mov|webm|wav|ogg|zip|gz|tgz|rar|7z|exe|dmg|"
    r"apk|docx?|xlsx?|pptx?|od[tsp]|csv|json|xml|rss|atom|txt|css|m?js|woff2?|ttf|eot|ics|vcf|eps|ai|psd|iso)$",
    re.IGNORECASE,
)
_REFRESH = re.compile(r"http-equiv=[\"']?refresh")
_FRAMES = "<frameset"
_HEAD = 20_000
#: A page with less text than this, in characters, is a doormat.
_SPLASH = 400
_NOT_WEB = ("#", "mailto:", "tel:", "javascript:", "data:", "fax:", "sms:", "whatsapp:")


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a web page. url: absolute, without its fragment. text: what it shows."""

    url: str
    text: str
    place: Place


def links_of(html: str, base: str) -> list[Link]:
    """The links of this page, each URL once, in the order in which they first stand.

    base: the URL that the page was found at; a <base> element counts, as in a browser. Of several links to one URL the
    first speaks for it that says what the page is, else the first with a text: a teaser's "Read more" may come before.
    It stands where the most prominent of them stands.
    """
    page = scan(html)
    base = (absolute(base, page.base) if page.base else None) or base
    anchors = [anchor for anchor in page.anchors if _is_web(anchor)]
    found: dict[str, Link] = {}
    for anchor, url in zip(anchors, absolutes(base, (anchor.href for anchor in anchors)), strict=True):
        if url is None or _NOT_PAGES.search(urlsplit(url).path):
            continue
        known = found.get(url)
        found[url] = Link(url, anchor.text, anchor.place) if known is None else _joined(known, anchor)
    return list(found.values())


def _joined(known: Link, again: Anchor) -> Link:
    """What is known of a URL, after another link to it."""
    place = min(known.place, again.place, key=_PROMINENT.index)
    says_more = again.text and (not known.text or (not _names_a_kind(known.text) and _names_a_kind(again.text)))
    return Link(known.url, again.text if says_more else known.text, place)


#: Most prominent first.
_PROMINENT = (Place.NAVIGATION, Place.FOOTER, Place.CONTENT)


def _names_a_kind(text: str) -> bool:
    return bool(kinds_of(words_of(text)))


def _is_web(anchor: Anchor) -> bool:
    href = anchor.href.strip()
    return bool(href) and not href.lower().startswith(_NOT_WEB)


def refresh_of(html: str, base: str) -> str | None:
    """Where a page without text of its own leads, by a meta refresh or its only frame; None if nowhere."""
    # in lower case, where the letters that the pattern starts with can be looked for as they are: twice as fast
    head = html[:_HEAD].lower()
    if _FRAMES not in head and not _REFRESH.search(head):
        return None
    page = scan(html)
    return absolute(base, page.refresh) if page.refresh and len(page.text) < _SPLASH else None
