"""What a site's robots.txt lets us read (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from protego import Protego

from theodore.crawl.urls import absolute
from theodore.net.agent import PRODUCT

#: As much of a robots.txt is read, in bytes; what comes after does not count (RFC 9309, 2.5).
MAX_BYTES = 500 * 1024
#: As many redirects of a robots.txt are followed (2.3.1.2).
MAX_REDIRECTS = 5
_MAX_SITEMAPS = 20


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin. sitemaps: the URLs that the file names, in its order."""

    rules: Protego | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether a program of our name may read this URL."""
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))


#: A site without a robots.txt lets everything be read.
ALLOW_ALL = Robots()


def parse_robots(text: str, url: str) -> Robots:
    """Read a robots.txt. url: where it was found.

    A page of HTML that a server sends for whatever it does not have is no robots.txt, and forbids nothing.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return ALLOW_ALL
    rules = Protego.parse(text)
    return Robots(rules, tuple(_absolute(islice(rules.sitemaps, _MAX_SITEMAPS), url)))


def _absolute(links: Iterable[str], base: str) -> Iterable[str]:
    # the standard wants whole URLs here; many files give a path
    return dict.fromkeys(found for link in links if (found := absolute(base, link)) is not None)
