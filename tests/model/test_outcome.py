"""Pages, and what an attempt came to."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from theodore.model.company import DEFAULT_PRIORITY, PRIORITIES, Company
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Outcome, SiteHold
from theodore.model.packing import packed
from theodore.model.page import VALUABLE, Page, PageKind

HOME = Page(
    url="https://a.test/",
    final_url="https://a.test/",
    status=200,
    headers=(("content-type", "text/html"), ("x-powered-by", "one"), ("x-powered-by", "two")),
    content_type="text/html",
    body=packed(b"<p>Hello</p>"),
    content_hash="0" * 64,
    kind=PageKind.HOME,
    depth=0,
    fetched_at=1.0,
    seconds=0.1,
    wire_bytes=12,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("content-type", "text/html", id="as kept"),
        pytest.param("Content-Type", "text/html", id="in any case"),
        pytest.param("X-Powered-By", "one", id="the first of several"),
        pytest.param("etag", None, id="not sent"),
    ],
)
def test_a_pages_header(name: str, value: str | None) -> None:
    assert HOME.header(name) == value


@pytest.mark.parametrize("kind", list(PageKind))
def test_robots_and_sitemaps_are_not_content(kind: PageKind) -> None:
    assert kind.is_content == (kind not in {PageKind.ROBOTS, PageKind.SITEMAP})


def test_legal_pages_and_blogs_are_not_worth_another_attempt() -> None:
    assert all(kind.is_content for kind in VALUABLE)
    assert {PageKind.BLOG, PageKind.LEGAL, PageKind.OTHER}.isdisjoint(VALUABLE)


def test_a_crawls_content_is_what_a_person_would_read() -> None:
    robots = replace(HOME, kind=PageKind.ROBOTS)
    assert Crawl(pages=(robots, HOME)).content == (HOME,)


def test_a_crawl_holds_no_site_unless_one_asked_for_it() -> None:
    assert Crawl().held == ()


def test_completed_needs_facts() -> None:
    assert not Outcome(failure=Failure(Reason.EMPTY)).has_content
    assert Outcome(extraction=Extraction({}, (), {})).has_content


def test_the_middle_of_the_priorities_is_the_default() -> None:
    assert list(PRIORITIES) == [1, 2, 3, 4, 5]
    assert Company("r", "A", "a.test").priority == DEFAULT_PRIORITY == 3


def test_what_passes_between_rooms_is_frozen_and_crosses_processes() -> None:
    crawl = Crawl(pages=(HOME,), failure=Failure(Reason.ATTEMPT_DEADLINE), held=(SiteHold("a.test", 30.0),))
    assert pickle.loads(pickle.dumps(crawl)) == crawl  # noqa: S301 # our own bytes
    with pytest.raises(FrozenInstanceError):
        crawl.seconds = 1.0  # type: ignore[misc] # that it must not is the test
