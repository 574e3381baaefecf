"""What is at hand of a company's former visits, and what of it still answers.

    a page that is fresh                               answers, and nobody is asked
    an older one, where the home page is as it was     answers too, up to 30 days
    robots.txt                                         answers for a day, whatever else is fresh
    any other                                          is asked for; only where it has changed, if its site can tell

The home page speaks for its site: where it is fresh, or as it was, so is the plan that was made from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from theodore.crawl.conditions import renewed_headers
from theodore.model.errors import Reason, Retryable
from theodore.model.outcome import Former, Hints
from theodore.model.page import MissedPage, Page, PageKind
from theodore.net.exchange import Response
from theodore.policy.freshness import ROBOTS_S, UNASKED_S, is_fresh, may_answer

_NOTHING = Former()
#: What kept a page back that may be had another time.
_PASSING = frozenset(reason.label for reason in Reason if reason.retryable is not Retryable.NO)


class Shelf:
    """The pages of former visits.

    now: seconds since the epoch. home: the home page of then, whether it may answer or not. pages_taken: pages of
    content that answered. revalidated: those of content of which the site said that they are as they were.
    """

    def __init__(self, hints: Hints, now: Callable[[], float]) -> None:
        self._former = hints.former or _NOTHING
        self._fresh_for_s = hints.fresh_for_s
        self._now = now
        self._pages = {page.url: page for page in self._former.pages}
        self._is_as_it_was = False
        self.home = next((page for page in self._former.pages if page.kind is PageKind.HOME), None)
        self.pages_taken = 0
        self.revalidated = 0

    @property
    def missed(self) -> tuple[MissedPage, ...]:
        """What the former visit chose and did not get."""
        return self._former.missed

    @property
    def robots_limited(self) -> bool:
        """Whether robots.txt kept pages from the former visit."""
        return self._former.robots_limited

    def fresh_home(self) -> Page | None:
        """The home page, where it need not be asked for."""
        if self.home is None or not self._answers(self.home, self._fresh_for_s):
            return None
        self.pages_taken += 1
        return self.home

    def found_home(self, page: Page) -> None:
        """Learn what the home page is now; from then on it speaks for the others."""
        self._is_as_it_was = self.home is not None and page.content_hash == self.home.content_hash

    def found_rules(self, page: Page) -> None:
        """Learn what a robots.txt is now: what was planned under another is planned anew."""
        former = self._pages.get(page.url)
        if former is None or former.content_hash != page.content_hash:
            self._former = replace(self._former, max_pages=None)

    def plan(self, max_pages: int) -> tuple[Page, ...] | None:
        """All pages of the former visit but the home page, where the plan of then still is the plan; else None.

        It is while the home page is as it was, nothing of the plan was cut off or may be had by now, and each of its
        pages may answer. max_pages: of content, that this visit is allowed.
        """
        others = [page for page in self._former.pages if page.kind is not PageKind.HOME]
        content = [page for page in others if page.kind.is_content]
        stands = (
            self._is_as_it_was
            and self._former.max_pages == max_pages
            and len(content) < max_pages
            and all(miss.error not in _PASSING for miss in self._former.missed)
            and all(self._answers(page, self._longest_s) for page in content)
        )
        if not stands:
            return None
        self.pages_taken += len(content)
        return tuple(others)

    def take(self, url: str, kind: PageKind, depth: int) -> Page | None:
        """The page of this address, where it need not be asked for."""
        page = self._pages.get(url)
        if page is None or page.kind is PageKind.HOME or not self._answers(page, self._longest_s):
            return None
        self.pages_taken += page.kind.is_content
        return replace(page, kind=kind, depth=depth)

    def rules(self, url: str) -> Page | None:
        """The robots.txt of this address, where it need not be asked for. A redirect may have led to it then."""
        robots = (one for one in self._former.pages if one.kind is PageKind.ROBOTS)
        page = self._pages.get(url) or next((one for one in robots if ends_at(one, url)), None)
        return page if page is not None and self._answers(page, ROBOTS_S) else None

    def known(self, url: str) -> Page | None:
        """The page of this address as it was, to ask whether it still is."""
        page = self._pages.get(url)
        return page if page is not None and may_answer(page) else None

    def renew(self, page: Page, response: Response) -> Page:
        """The page after its site said that it is as it was: asked for now, with the body of then."""
        self.revalidated += page.kind.is_content
        headers = renewed_headers(page.headers, response.headers)
        return replace(page, headers=headers, fetched_at=self._now(), seconds=response.seconds)

    @property
    def _longest_s(self) -> float:
        """For so long a page answers, now that the home page is known."""
        return max(self._fresh_for_s, UNASKED_S if self._is_as_it_was else 0.0)

    def _answers(self, page: Page, for_s: float) -> bool:
        return may_answer(page) and is_fresh(page.fetched_at, self._now(), for_s)


def ends_at(page: Page, url: str) -> bool:
    """Whether this is what the URL itself answers, whatever was asked for; a redirect on the way answers nothing."""
    return page.final_url == url and not 300 <= page.status < 400
