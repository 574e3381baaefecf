"""What a website sent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from theodore.model.packing import size_of, unpacked, unpacked_bytes


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
    case. body: the decoded text, HTML for content, as `model.packing` packs it. content_hash: SHA-256 of it in UTF-8.
    depth: links from the home page. fetched_at: seconds since the epoch. seconds: from request to last byte.
    wire_bytes: bytes as sent, before they were inflated. rendered: the text is what a browser made of the page.
    unverified: read over a connection whose certificate was not good.
    """

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content_type: str
    body: bytes
    content_hash: str
    kind: PageKind
    depth: int
    fetched_at: float
    seconds: float
    wire_bytes: int
    rendered: bool = False
    unverified: bool = False

    @property
    def text(self) -> str:
        """What is packed in the body. It is unpacked for each who asks: who needs it twice keeps it meanwhile."""
        return unpacked(self.body)

    @property
    def raw(self) -> bytes:
        """The text in UTF-8, unpacked for each who asks."""
        return unpacked_bytes(self.body)

    @property
    def size(self) -> int:
        """Bytes of the text in UTF-8."""
        return size_of(self.body)

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
