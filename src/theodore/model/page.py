"""What a website sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PageKind(StrEnum):
    """What a page is for. The content kinds come first; the last two serve the crawl alone."""

    HOME = "home"
    ABOUT = "about"
    TEAM = "team"
    CONTACT = "contact"
    CAREERS = "careers"
    PRODUCTS = "products"
    PRICING = "pricing"
    IMPRINT = "imprint"
    BLOG = "blog"
    LEGAL = "legal"
    OTHER = "other"
    ROBOTS = "robots"
    SITEMAP = "sitemap"

    @property
    def is_content(self) -> bool:
        """Whether a person would read it: robots.txt and sitemaps are not content."""
        return self not in _SERVING


_SERVING = frozenset({PageKind.ROBOTS, PageKind.SITEMAP})

#: The kinds that are worth another attempt when a deadline cut them off.
VALUABLE = frozenset(
    {
        PageKind.HOME,
        PageKind.ABOUT,
        PageKind.TEAM,
        PageKind.CONTACT,
        PageKind.CAREERS,
        PageKind.PRODUCTS,
        PageKind.PRICING,
        PageKind.IMPRINT,
    }
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it was read.

    url: what was asked for. final_url: where it was found after redirects. headers: the answer's, names in lower
    case. text: the decoded body, HTML for content. content_hash: SHA-256 of `text` in UTF-8, in hex.
    depth: links from the home page. fetched_at: seconds since the epoch. seconds: from request to last byte.
    wire_bytes: bytes as sent, before they were inflated. rendered: `text` is what a browser made of the page.
    unverified: read over a connection whose certificate was not good.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str
    text: str
    content_hash: str
    kind: PageKind
    depth: int
    fetched_at: float
    seconds: float
    wire_bytes: int
    rendered: bool = False
    unverified: bool = False

    def header(self, name: str) -> str | None:
        """The first value of this header; None where it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


@dataclass(frozen=True, slots=True)
class MissedPage:
    """A page that was chosen and not read, and the label of the reason."""

    url: str
    kind: PageKind
    error: str
