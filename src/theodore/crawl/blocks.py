"""Whether a page is the company's own, or stands in its place: a challenge, a parking lot, an error.

Asked of every page before anything is taken from it. It would rather let such a page through than call a company's page
one: a mere mention of captchas, or a form that is protected by one, is no block. So phrases count where a page is bare:
short, and without a menu or a form of its own, or where they are all that its title or a heading says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

from theodore.crawl import marks
from theodore.crawl.scan import Scan, headline_of, scan, shows_much, title_of
from theodore.crawl.vendors import KEEPERS, VENDORS, WIDGETS, Keeper
from theodore.model.errors import Failure, Reason
from theodore.policy.classify import classify_status

#: A page with more visible text, in characters, has something of its own to say.
_SHORT = 1_500
_SHORTER = 600
#: A page with less hardly says anything; with less still, nothing.
_SHORTEST = 300
_NOTHING = 40
#: The default pages of web servers explain themselves at length, in characters.
_LONG = 6_000
#: A refusal with this much text, in characters, and this many links is a page that happens to bear the wrong status.
_CONTENT_TEXT = 800
_CONTENT_LINKS = 4
#: A page with more links to its own site has a menu, and with more fields to fill in a form of its own.
_BARE_LINKS = 4
_BARE_FIELDS = 1
#: A way to reach somebody: a mail address, or a telephone number.
_CONTACT = re.compile(r"\w@\w|(?:\+|\b0|\()[\d(][\d ()/.-]{6,}\d")
#: More of a title is not looked at, in characters.
_LONGEST_HEADLINE = 300
#: As many parts of titles are remembered as to whether they are suspect.
_REMEMBERED = 1_000
_SEGMENTS = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb\u00ab\u2022:-]\s+|\s*[|]\s*")

Finding = tuple[Reason, str]


def detect(url: str, status: int, headers: Mapping[str, str], html: str) -> Failure | None:
    """Why this answer is not a page of the company's; None where it is one.

    headers: with names in lower case. Judges statuses too: a refusal with a whole page of content is content. The
    failure's detail names who set the page there, where that can be told.
    """
    found = _by_header(headers)
    if found is None and not (status < 400 and _is_plain_content(html)):
        found = _by_page(_Sight(url, status, html, headers))
    return None if found is None else Failure(found[0], detail=_detail(*found), url=url, status=status)


def _is_plain_content(html: str) -> bool:
    """Whether the page has text enough to be nobody's substitute: what most pages are told by, without a scan."""
    return shows_much(html, _SHORT) and not _is_suspect(title_of(html)) and not _is_suspect(headline_of(html))


def _is_suspect(headline: str) -> bool:
    """Whether a page that is called so is looked at, however much it says."""
    headline = _plain(headline[:_LONGEST_HEADLINE])
    return bool(headline) and (_is_told_at_length(headline) or any(map(_is_told_at_length, _SEGMENTS.split(headline))))


@lru_cache(_REMEMBERED)
def _is_told_at_length(part: str) -> bool:
    # a site's pages have its name in common, and the sites what they call their pages
    return any(phrases.fullmatch(part) for phrases in _AT_LENGTH)


_AT_LENGTH = (marks.DEFAULT_TITLES, marks.NOT_FOUND_TITLES, marks.NOT_FOUND_NUMBER, marks.CHALLENGE_TITLES)


def _says_only(headline: str, phrases: re.Pattern[str]) -> bool:
    """Whether a title or heading, or one of its parts, is this and nothing more."""
    return bool(phrases.fullmatch(headline)) or any(map(phrases.fullmatch, _SEGMENTS.split(headline)))


def _by_header(headers: Mapping[str, str]) -> Finding | None:
    for name, part, vendor in _WALL_HEADERS:
        value = headers.get(name)
        if value is not None and part in value.lower():
            return Reason.CHALLENGE, vendor
    return None


_WALL_HEADERS = tuple((name, part, vendor.name) for vendor in VENDORS for name, part in vendor.headers.items())


class _Sight:
    """A page as a visitor sees it."""

    def __init__(self, url: str, status: int, html: str, headers: Mapping[str, str]) -> None:
        self.url = url
        self.status = status
        self._html = html
        self._headers = headers
        self.shown: Scan = scan(html)
        self.size = len(self.shown.text)
        self._headlines = [_plain(name) for name in (self.shown.title, *self.shown.headings) if name]

    @cached_property
    def text(self) -> str:
        return _plain(self.shown.text)

    @cached_property
    def is_bare(self) -> bool:
        """Whether it has neither a menu nor a form, as the pages have none that stand in others' place."""
        own = sum(_is_own(anchor.href, self.url) for anchor in self.shown.anchors)
        return own <= _BARE_LINKS and self.shown.fields <= _BARE_FIELDS

    @cached_property
    def is_card(self) -> bool:
        """Whether it says how somebody can be reached, as a company does however little else it has to say."""
        return _CONTACT.search(self.text) is not None

    @property
    def is_home(self) -> bool:
        return not urlsplit(self.url).path.strip("/")

    @cached_property
    def names_itself(self) -> bool:
        """Whether its title or a heading begins with its own address."""
        host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        return bool(host) and any(name.lower().removeprefix("www.").startswith(host) for name in self._headlines)

    def is_called(self, phrases: re.Pattern[str]) -> bool:
        """Whether its title or one of its headings says this."""
        return any(map(phrases.search, self._headlines))

    def is_only_called(self, phrases: re.Pattern[str]) -> bool:
        """Whether its title or one of its headings says this and nothing more."""
        return any(_says_only(name, phrases) for name in self._headlines)

    def says(self, phrases: re.Pattern[str], within: int = _SHORTER) -> bool:
        """Whether it is called so, or says so and hardly anything else; and is bare. within: characters."""
        if not self.is_bare:
            return False
        return self.is_called(phrases) or (self.size < within and bool(phrases.search(self.text)))

    def loads(self, objects: tuple[str, ...]) -> bool:
        """Whether its markup or a script of it names one of these; what it only shows does not count."""
        return any(name in self._source and self._source.count(name) > self._shown.count(name) for name in objects)

    def is_served_by(self, server: str | None) -> bool:
        return server is not None and server in self._headers.get("server", "").lower()

    @property
    def headers(self) -> Mapping[str, str]:
        return self._headers

    @cached_property
    def _source(self) -> str:
        return self._html.lower()

    @cached_property
    def _shown(self) -> str:
        return f"{self.shown.title} {self.shown.text}".lower()


def _plain(text: str) -> str:
    return text.replace("\u2019", "'").replace("\u2018", "'")


def _is_own(href: str, url: str) -> bool:
    """Whether a link leads to the page's own host, or down the page itself as the menus of small sites do."""
    href = href.strip().lower()
    if href in {"", "#"} or href.startswith(("mailto:", "tel:", "javascript:", "data:")):
        return False
    if not href.startswith(("http:", "https:", "//")):
        return True
    # what cannot be read as an address leads nowhere
    host = href.partition("//")[2].partition("/")[0].partition("?")[0]
    return host.removeprefix("www.") == (urlsplit(url).netloc.lower()).removeprefix("www.")


def _by_page(page: _Sight) -> Finding | None:
    for found in _signs(page):
        return found
    if page.status < 400:
        return None
    by_status = classify_status(page.status, page.headers)
    if by_status is None:
        return None
    if by_status is Reason.FORBIDDEN:
        if page.size >= _CONTENT_TEXT and len(page.shown.anchors) >= _CONTENT_LINKS:
            return None
        return by_status, next((vendor.name for vendor in VENDORS if page.is_served_by(vendor.server)), "")
    return by_status, ""


def _signs(page: _Sight) -> Iterator[Finding]:
    """The reasons that a page itself gives, surest first."""
    if page.size < _LONG and page.is_only_called(marks.DEFAULT_TITLES):
        yield Reason.DEFAULT_PAGE, _keeper(page, Reason.DEFAULT_PAGE)
    if page.size >= _SHORT:
        yield from _at_length(page)
        return
    yield from _walls(page)
    if page.says(marks.GEO_PHRASES):
        yield Reason.GEO_BLOCK, _watcher(page)
    yield from _lots(page)
    if page.status < 400:
        yield from _errors(page)


def _at_length(page: _Sight) -> Iterator[Finding]:
    """What a page is that says much: the whole frame of a site around nothing, or a wall with much small print."""
    if page.is_only_called(marks.CHALLENGE_TITLES):
        vendor = next((vendor.name for vendor in VENDORS if page.loads(vendor.walls)), None)
        if vendor is not None:
            yield Reason.CHALLENGE, vendor
    if page.status < 400 and _is_missing(page):
        yield from _missing(page)


def _walls(page: _Sight) -> Iterator[Finding]:
    """Challenges and refusals, by the vendors' own signs and then by what they say."""
    for vendor in VENDORS:
        for reason, phrases in vendor.says.items():
            if page.says(phrases, _SHORT):
                yield reason, vendor.name
        # a firewall's script on a page with some text is its watch, not its wall
        if page.size < _SHORTER and page.loads(vendor.walls):
            yield Reason.CHALLENGE, vendor.name
    if page.says(marks.CHALLENGE_PHRASES) and (not page.is_card or _watcher(page)):
        yield Reason.CHALLENGE, _watcher(page)
    # nothing but a captcha, or the script of one that watches
    if _shows_nothing(page) and (watcher := _watcher(page)):
        yield Reason.CHALLENGE, watcher


def _shows_nothing(page: _Sight) -> bool:
    shown = page.shown
    return page.size < _NOTHING and not (shown.title or shown.fields or shown.anchors) and not _has_root(page)


def _has_root(page: _Sight) -> bool:
    """Whether scripts may yet fill the page: the shell of an application looks as bare as a wall."""
    return page.loads(('id="root"', "id=root", 'id="app"', "id=app", "__next", "__nuxt", "<app-root", 'type="module"'))


def _watcher(page: _Sight) -> str:
    """Whose marks the page bears."""
    for vendor in (*VENDORS, *WIDGETS):
        if page.is_served_by(vendor.server) or page.loads((*vendor.walls, *vendor.watches)):
            return vendor.name
    return ""


def _lots(page: _Sight) -> Iterator[Finding]:
    """Domains that nobody uses: for sale, parked, or with their host's page in place of a website."""
    for reason, phrases in ((Reason.FOR_SALE, marks.FOR_SALE_PHRASES), (Reason.PARKED, marks.PARKED_PHRASES)):
        keeper = _keeper(page, reason)
        says = page.says(phrases) and (page.names_itself or reason is Reason.FOR_SALE or not page.is_card)
        if keeper or says or (page.names_itself and page.is_called(phrases)):
            yield reason, keeper
    if page.names_itself and page.size < _SHORTER and marks.ADVERT_PHRASES.search(page.text):
        yield Reason.PARKED, ""
    keeper = _keeper(page, Reason.DEFAULT_PAGE)
    if keeper or page.says(marks.DEFAULT_PHRASES):
        yield Reason.DEFAULT_PAGE, keeper
    if page.is_home and page.size < _SHORTEST and page.says(marks.SOON_PHRASES) and not page.is_card:
        yield Reason.DEFAULT_PAGE, ""


def _keeper(page: _Sight, reason: Reason) -> str:
    """With whom the domain lies, as far as the page shows; empty where it shows nobody."""
    return next((keeper.name for keeper in KEEPERS if keeper.reason is reason and _is_of(page, keeper)), "")


def _is_of(page: _Sight, keeper: Keeper) -> bool:
    if keeper.url is not None and keeper.url.search(page.url):
        return True
    # a company may link to the market where it sells a domain, or name its host
    return page.is_bare and (page.loads(keeper.loads) or (keeper.says is not None and page.says(keeper.says, _SHORT)))


def _is_missing(page: _Sight) -> bool:
    if page.is_only_called(marks.NOT_FOUND_TITLES):
        return True
    # a name may be 404, and so may an area code
    return page.is_only_called(marks.NOT_FOUND_NUMBER) and bool(marks.NOT_FOUND_PHRASES.search(page.text))


def _missing(page: _Sight) -> Iterator[Finding]:
    # without its home page a website is broken; without another page it has one page less
    yield (Reason.ERROR_PAGE if page.is_home else Reason.HTTP_404), ""


def _errors(page: _Sight) -> Iterator[Finding]:
    """What a page with a good status says of itself."""
    if _is_missing(page) or page.says(marks.NOT_FOUND_PHRASES, _SHORTEST):
        yield from _missing(page)
    if page.size >= _SHORTER:
        return
    if page.says(marks.ERROR_PHRASES, _SHORTEST):
        yield Reason.ERROR_PAGE, ""
    if page.is_only_called(marks.REFUSAL_TITLES) or page.says(marks.REFUSAL_PHRASES):
        yield Reason.FORBIDDEN, _watcher(page)
    if page.shown.passwords and page.says(marks.LOGIN_PHRASES):
        yield Reason.LOGIN_WALL, ""


def _detail(reason: Reason, name: str) -> str:
    """What was found, in words; empty where the reason itself says it all."""
    return _DETAILS[reason].format(name) if name and reason in _DETAILS else ""


_DETAILS: Mapping[Reason, str] = {
    Reason.CHALLENGE: "the site shows a bot challenge of {} in place of its pages",
    Reason.FORBIDDEN: "the site refuses automatic visitors, by {}",
    Reason.GEO_BLOCK: "the site does not answer visitors from this country, by {}",
    Reason.HTTP_429: "the site asked for fewer requests, by {}",
    Reason.PARKED: "the domain is parked at {}: it shows their page in place of a company",
    Reason.FOR_SALE: "the domain is for sale at {}",
    Reason.DEFAULT_PAGE: "the server shows the default page of {}: nothing is published there yet",
}
