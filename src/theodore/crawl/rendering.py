"""Pages that are made by their scripts: told from their source, and had made by a browser where nothing else serves.

shows text              it is read as it is
carries its state       that is read, in place of what the scripts would make of it
an empty root, or asks for JavaScript          a browser makes it
hardly any text, scripts, and nowhere to go    a browser may make more of it
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import Enum, auto
from urllib.parse import urlsplit

from theodore.crawl.blocks import detect
from theodore.crawl.decode import MAX_CHARS
from theodore.crawl.fetch import Fetcher, LeavesSite, Permit
from theodore.crawl.pages import kept, off_the_loop
from theodore.crawl.scan import scan, shows_much
from theodore.model.embedded import HARDLY_ANY, spelled_out
from theodore.model.errors import ErrorType, Failure, FetchFailed, Reason
from theodore.model.page import Page, PageKind
from theodore.net.browser import BrowserVisit
from theodore.net.exchange import Limits
from theodore.net.wanted import Given, Source, Use, Wanted

#: What is asked for a page in the browser may be so large, in bytes as sent: a script, and all of them together.
_MAX_BYTES = 3_000_000
_MAX_TOGETHER = 12_000_000
#: Scripts that are kept for the site's next page, in bytes.
_MAX_SCRIPTS = 4_000_000
#: A page with fewer characters than this, beside an empty root, is nothing without its scripts.
_NOTHING = 100
#: As many characters make a page nobody's substitute: blocks asks for as many.
_MUCH = 1_500
#: With fewer than this, and fewer links, it is little enough to see whether its scripts make more of it.
_LITTLE = 200
_FEW_LINKS = 3
#: A render may take this share of an attempt's time.
_SHARE = 0.6
_LOOKED_AT = 200_000

#: Who counts a site's visitors, or shows them advertising: we are none, and shall not look like one in its figures.
_COUNTERS = (
    "googletagmanager.com",
    "google-analytics.com",
    "googlesyndication.com",
    "googleadservices.com",
    "doubleclick.net",
    "facebook.net",
    "hotjar.com",
    "clarity.ms",
    "bat.bing.com",
    "px.ads.linkedin.com",
    "snap.licdn.com",
    "analytics.tiktok.com",
    "segment.com",
    "segment.io",
    "mixpanel.com",
    "amplitude.com",
    "heapanalytics.com",
    "fullstory.com",
    "hs-scripts.com",
    "hs-analytics.net",
    "intercom.io",
    "plausible.io",
    "matomo.cloud",
    "mc.yandex.ru",
    "cloudflareinsights.com",
    "sentry.io",
    "bugsnag.com",
    "nr-data.net",
)

_ROOT = re.compile(
    r"<(?:div|main|section|body)\b[^<>]{0,300}?\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|reactroot|"
    r"app-root|main-app|application|svelte|q-app|vue-app|react-app)\b|<(?:app-root|my-app|app-shell|ember-app)\b",
    re.IGNORECASE,
)
#: The words are looked for near each other: what stands between them differs by language.
_ASKS = re.compile(
    r"(?:enabl|activat|requir|need|turn on|aktivier|einschalt|activ|habilit|abilit|attiv|inschakel|ativ)[^<>]{0,80}?"
    r"javascript|javascript[^<>]{0,80}?(?:enabl|activat|requir|disabled|aktivier|activé|habilit|abilit|attiv|inschakel|ativ)",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_SAYS = re.compile(r"<meta[^<>]{0,50}?description|<script[^<>]{0,100}?ld\+json", re.IGNORECASE)


class Need(Enum):
    """Whether a page needs a browser."""

    NONE = auto()
    PERHAPS = auto()  # it shows little, and a browser may show more
    SURELY = auto()  # without one there is nothing to read


def need_of(html: str) -> Need:
    """Whether this page needs a browser to be read. Costs next to nothing where a page shows its text."""
    if _shows_text(html) or not _SCRIPT.search(html) or spelled_out(html):
        return Need.NONE
    page = scan(html)
    shown, head = len(page.text), html[:_LOOKED_AT]
    if page.refresh is not None:
        return Need.NONE  # it sends its visitors on without a script
    if _ROOT.search(head) or _ASKS.search(head):
        return Need.SURELY if shown < _NOTHING else Need.PERHAPS
    return Need.PERHAPS if shown < _LITTLE and len(page.anchors) < _FEW_LINKS else Need.NONE


def with_state(html: str) -> str:
    """The page's source, with what its state says where it shows hardly any text: for whoever reads its links."""
    return html if _shows_text(html) else html + spelled_out(html)


def _shows_text(html: str) -> bool:
    # most pages show much, and whether they do was asked already as to whether they are a block
    return shows_much(html, _MUCH) or shows_much(html, HARDLY_ANY)


@dataclass(slots=True)
class _Spent:
    wire_bytes: int = 0


class Rendering:
    """The pages of one visit that need a browser.

    browser: None where there is none. permit: raises where robots.txt forbids a URL.
    """

    def __init__(self, browser: BrowserVisit | None, fetcher: Fetcher, permit: Permit, deadline_s: float) -> None:
        self._browser = browser
        self._fetcher = fetcher
        self._permit = permit
        self._deadline_s = deadline_s
        self._home_lacks: Failure | None = None
        #: The scripts that the site's pages share, asked for once.
        self._scripts: dict[str, Given] = {}
        self._scripts_size = 0

    async def made(self, page: Page, text: str, within: Permit) -> Page:
        """The page, as a browser makes it where it needs one.

        text: the page's. within: raises where the page may not be led to a URL. Raises FetchFailed where there is
        nothing to read.
        """
        need = Need.NONE if page.rendered else await off_the_loop(len(text), need_of, text)
        if need is Need.NONE:
            return page
        if lacks := self._lacks(page):
            return self._unmade(page, text, need, lacks)
        try:
            return await self._rendered(page, text, within, need)
        except FetchFailed as failed:
            if need is Need.SURELY or failed.failure.type in (ErrorType.RATE_LIMIT, ErrorType.PROTECTED_SITE):
                raise
        return page  # it shows a little, and that is what there is

    def say_what_it_lacks(self) -> None:
        """Raise FetchFailed where the home page was kept although it is nothing without its scripts."""
        if self._home_lacks is not None:
            raise FetchFailed(self._home_lacks)

    def _lacks(self, page: Page) -> str:
        """Why this page cannot be made by a browser, and the way out; empty where it can."""
        if self._browser is None:
            return "this crawl has none"
        if self._fetcher.comes_back(page.final_url):
            # each request is an attempt of its own there, and a page asks for many
            return "the site wants long pauses between requests"
        return self._browser.lacks

    def _unmade(self, page: Page, text: str, need: Need, lacks: str) -> Page:
        if need is Need.PERHAPS:
            return page
        failure = Failure(
            Reason.EMPTY,
            detail=f"the page is made by its scripts, and no browser was there to run them; {lacks}",
            url=page.url,
            status=page.status,
        )
        if page.kind is not PageKind.HOME or not _SAYS.search(text[:_LOOKED_AT]):
            raise FetchFailed(failure)
        self._home_lacks = failure
        return page

    async def _rendered(self, page: Page, text: str, within: Permit, need: Need) -> Page:
        assert self._browser is not None  # noqa: S101 - asked just before
        spent = _Spent()
        timeout_s = min(self._browser.timeout_s, self._deadline_s * _SHARE)
        source = Source(page.final_url, text)
        made = await self._browser.render(source, self._giver(within, spent), timeout_s=timeout_s, max_chars=MAX_CHARS)
        shown = await off_the_loop(len(made.html), _shown, made.html)
        if shown <= len(scan(text).text):
            if need is Need.SURELY:
                detail = "the page is made by its scripts, and shows nothing in a browser either"
                raise FetchFailed(Failure(Reason.EMPTY, detail=detail, url=page.url, status=page.status))
            return page
        failure = await off_the_loop(len(made.html), detect, made.url, page.status, dict(page.headers), made.html)
        if failure is not None:
            raise FetchFailed(failure)
        body, content_hash = kept(made.html)
        return replace(
            page,
            final_url=made.url if made.url.startswith(("https://", "http://")) else page.final_url,
            body=body,
            content_hash=content_hash,
            seconds=page.seconds + made.seconds,
            wire_bytes=page.wire_bytes + spent.wire_bytes,
            rendered=True,
        )

    def _giver(self, within: Permit, spent: _Spent) -> Callable[[Wanted], Awaitable[Given | None]]:
        """Answers what one page asks for, as any request of the visit is answered."""

        async def give(wanted: Wanted) -> Given | None:
            if wanted.use is Use.SCRIPT and wanted.url in self._scripts:
                return self._scripts[wanted.url]
            if spent.wire_bytes >= _MAX_TOGETHER or _counts_visitors(wanted.url):
                return None
            permit = within if wanted.use is Use.PAGE else self._permit
            limits = Limits(
                connect_s=self._deadline_s, max_wire_bytes=_MAX_BYTES, max_body_bytes=2 * _MAX_BYTES, cut=True
            )
            try:
                answer = await self._fetcher.follow(wanted.url, permit, limits=limits, headers=wanted.headers)
            except LeavesSite:
                return None
            except FetchFailed as failed:
                if failed.failure.type is ErrorType.RATE_LIMIT:
                    raise
                return None
            spent.wire_bytes += answer.response.wire_bytes
            if answer.response.cut:
                return None
            given = Given(answer.url, answer.response.status, dict(answer.response.headers), answer.response.body)
            if wanted.use is Use.SCRIPT:
                self._keep_script(wanted.url, given)
            return given

        return give

    def _keep_script(self, url: str, given: Given) -> None:
        if given.status < 400 and self._scripts_size + len(given.body) <= _MAX_SCRIPTS:
            self._scripts[url] = given
            self._scripts_size += len(given.body)


def _counts_visitors(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == counter or host.endswith(f".{counter}") for counter in _COUNTERS)


def _shown(html: str) -> int:
    return len(scan(html).text)
