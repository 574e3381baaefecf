"""What one attempt at one company came to."""

from __future__ import annotations

from dataclasses import dataclass, field

from theodore.model.errors import Failure
from theodore.model.evidence import Extraction
from theodore.model.page import MissedPage, Page


@dataclass(frozen=True, slots=True)
class Former:
    """What earlier visits of a company left.

    pages: robots.txt and sitemaps included, each as it was last read; they may be out of date. missed: the pages that
    the last visit chose and did not get. robots_limited: robots.txt kept pages from it. max_pages: as many pages of
    content it was allowed; None where its plan was not done to the end, or a page of it is not at hand any more.
    """

    pages: tuple[Page, ...] = ()
    missed: tuple[MissedPage, ...] = ()
    robots_limited: bool = False
    max_pages: int | None = None


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known before an attempt begins.

    attempt: how many attempts were counted before this one, so 0 for the first. pages: what earlier attempts of
    this go already read, robots.txt included; they are not asked for again. origin, rung: as in SiteKnowledge.
    usual_s: seconds that a whole visit of the site usually takes; None where that is not known. former: what visits
    before them left; None where there were none, or they are not to count. fresh_for_s: seconds for which a page of
    theirs answers without a request.
    """

    attempt: int = 0
    pages: tuple[Page, ...] = ()
    origin: str | None = None
    rung: int = 0
    usual_s: float | None = None
    former: Former | None = None
    fresh_for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Hold:
    """The site must be left alone for a while: the attempt ended early and counts no retry.

    wait_s: seconds from now. because: in a few words, for the Progress column. paced: it is the pause that the site
    wants between requests, and the next attempt goes on where this one ended.
    """

    wait_s: float
    because: str
    paced: bool = False


@dataclass(frozen=True, slots=True)
class SiteHold:
    """A site that asked to be left alone during a crawl.

    site_key: of the host that asked, which need not be the company's: a redirect may have led to it. wait_s: seconds
    from the crawl's end; 0 where it named no time, or one that is over by then.
    """

    site_key: str
    wait_s: float


@dataclass(frozen=True, slots=True)
class Crawl:
    """The pages of one company, as far as one attempt got.

    pages: carried ones included, home page first. final_origin: scheme and host that the home page ended on.
    failure: why the crawl ended before its plan was done; None where it was done. hold: set where it ended
    because the site must be left alone. missed: chosen and not read. seconds: from the first request to the last
    answer. requests, wire_bytes: of this attempt alone. robots_limited: robots.txt kept pages from being read.
    held: every site that asked this attempt to leave it alone (429, or 503 with a time), whatever its ending is.
    rung: the rung of the ladder of identities that the last request was made on. way: the same in words, empty for the
    plain one. proxied: it went through proxies, so that its speed is not the site's alone. another_proxy: the rung has
    another one, which the site has not turned away. distrusted: what is wrong with the certificate of a site that was
    read all the same; empty where nothing is. pages_from_cache: pages of content that earlier visits had read and that
    were not asked for. revalidated: pages of content of which the site said that they are as they were (304).
    """

    pages: tuple[Page, ...] = ()
    final_origin: str | None = None
    failure: Failure | None = None
    hold: Hold | None = None
    missed: tuple[MissedPage, ...] = ()
    seconds: float = 0.0
    requests: int = 0
    wire_bytes: int = 0
    robots_limited: bool = False
    held: tuple[SiteHold, ...] = ()
    rung: int = 0
    way: str = ""
    proxied: bool = False
    another_proxy: bool = False
    distrusted: str = ""
    pages_from_cache: int = 0
    revalidated: int = 0

    @property
    def content(self) -> tuple[Page, ...]:
        """The pages that a person would read."""
        return tuple(page for page in self.pages if page.kind.is_content)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt at one company came to.

    failure: why it is not whole; None where it is. With pages of content in hand a failure may still end as a
    partial success: the runner decides, by what retries remain. valuable_missing: a page worth another attempt
    was cut off. extraction: the facts of the pages in hand; None where there is no page of content, or where a
    failure of the extraction itself is the outcome's failure.
    """

    crawl: Crawl = field(default_factory=Crawl)
    extraction: Extraction | None = None
    failure: Failure | None = None
    hold: Hold | None = None
    valuable_missing: bool = False

    @property
    def has_content(self) -> bool:
        """Whether a row may be called completed: at least one page of content, and its facts."""
        return self.extraction is not None
