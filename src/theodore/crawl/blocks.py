"""Whether a page is the company's own, or stands in its place: a challenge, a parking lot, an error.

Asked of every page before anything is taken from it. It would rather let such a page through than call a company's page
one: a mere mention of captchas, or a form that is protected by one, is no block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from urllib.parse import urlsplit

from theodore.crawl import marks
from theodore.crawl.scan import Scan, scan, shows_much, title_of
from theodore.model.errors import Failure, Reason
from theodore.policy.classify import classify_status

#: A page with more visible text, in characters, has something of its own to say.
_SHORT = 1_500
_SHORTER = 600
#: The default pages of web servers explain themselves at length, in characters.
_LONG = 6_000
#: A refusal with this much text, in characters, and this many links is a page that happens to bear the wrong status.
_CONTENT_TEXT = 800
_CONTENT_LINKS = 4


def detect(url: str, status: int, headers: Mapping[str, str], html: str) -> Failure | None:
    """Why this answer is not a page of the company's; None where it is one.

    headers: with names in lower case. Judges statuses too: a refusal with a whole page of content is content.
    """
    reason = _by_header(headers)
    if reason is None and not (status < 400 and _is_plain_content(html)):
        reason = _by_page(_Sight(url, status, html), headers)
    return None if reason is None else Failure(reason, url=url, status=status)


def _is_plain_content(html: str) -> bool:
    """Whether the page has text enough to be nobody's substitute: what most pages are told by, without a scan."""
    return shows_much(html, _SHORT) and not marks.DEFAULT_PHRASES.search(title_of(html))


def _by_header(headers: Mapping[str, str]) -> Reason | None:
    for name, part in marks.CHALLENGE_HEADERS.items():
        value = headers.get(name)
        if value is not None and part in value.lower():
            return Reason.CHALLENGE
    return None


class _Sight:
    """A page as a visitor sees it."""

    def __init__(self, url: str, status: int, html: str) -> None:
        self.url = url
        self.status = status
        self._html = html
        self.shown: Scan = scan(html)
        self.size = len(self.shown.text)

    def is_called(self, phrases: re.Pattern[str]) -> bool:
        """Whether its title or one of its headings says this."""
        return any(phrases.search(name) for name in (self.shown.title, *self.shown.headings))

    def says(self, phrases: re.Pattern[str]) -> bool:
        """Whether it is called so, or says so and hardly anything else."""
        return self.is_called(phrases) or (self.size < _SHORTER and bool(phrases.search(self.shown.text)))

    def loads(self, objects: tuple[str, ...]) -> bool:
        """Whether its source names one of these."""
        return any(name in self._source for name in objects)

    @cached_property
    def _source(self) -> str:
        return self._html.lower()


def _by_page(page: _Sight, headers: Mapping[str, str]) -> Reason | None:
    for reason in _signs(page):
        return reason
    if page.status < 400:
        return None
    by_status = classify_status(page.status, headers)
    if by_status is Reason.FORBIDDEN and page.size >= _CONTENT_TEXT and len(page.shown.anchors) >= _CONTENT_LINKS:
        return None
    return by_status


def _signs(page: _Sight) -> Iterator[Reason]:
    """The reasons that a page itself gives, surest first."""
    if page.size < _LONG and page.is_called(marks.DEFAULT_PHRASES):
        yield Reason.DEFAULT_PAGE
    if page.size >= _SHORT:
        return
    if _is_challenge(page):
        yield Reason.CHALLENGE
    if page.says(marks.GEO_PHRASES):
        yield Reason.GEO_BLOCK
    if page.says(marks.FOR_SALE_PHRASES) or page.loads(marks.FOR_SALE_OBJECTS):
        yield Reason.FOR_SALE
    if page.says(marks.PARKED_PHRASES) or page.loads(marks.PARKED_OBJECTS):
        yield Reason.PARKED
    if page.status < 400:
        yield from _errors(page)


def _is_challenge(page: _Sight) -> bool:
    if page.says(marks.CHALLENGE_PHRASES):
        return True
    # a firewall's script on a page with some text is its watch, not its wall
    return page.size < _SHORTER and page.loads(marks.CHALLENGE_OBJECTS)


def _errors(page: _Sight) -> Iterator[Reason]:
    """What a page with a good status says of itself."""
    if page.is_called(marks.NOT_FOUND_PHRASES):
        # without its home page a website is broken; without another page it has one page less
        yield Reason.HTTP_404 if urlsplit(page.url).path.strip("/") else Reason.ERROR_PAGE
    if page.size >= _SHORTER:
        return
    if page.says(marks.ERROR_PHRASES):
        yield Reason.ERROR_PAGE
    if page.says(marks.REFUSAL_PHRASES):
        yield Reason.FORBIDDEN
    if page.shown.passwords and page.says(marks.LOGIN_PHRASES):
        yield Reason.LOGIN_WALL
