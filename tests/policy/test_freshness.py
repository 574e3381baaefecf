"""Whether a company needs a visit, and whether a page of an earlier one may stand for an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.packing import packed
from theodore.model.page import Page, PageKind
from theodore.policy.freshness import is_fresh, may_answer

DAY = 86_400.0


@pytest.mark.parametrize(
    ("researched_at", "fresh"),
    [
        pytest.param(None, False, id="never visited"),
        pytest.param(100 * DAY, True, id="this very moment"),
        pytest.param(94 * DAY, True, id="six days ago"),
        pytest.param(93 * DAY, False, id="seven days ago: the time is up"),
        pytest.param(101 * DAY, False, id="in the future: a clock was set back"),
    ],
)
def test_within_seven_days(researched_at: float | None, fresh: bool) -> None:
    assert is_fresh(researched_at, now=100 * DAY, fresh_for_s=7 * DAY) is fresh


def test_nothing_is_fresh_for_no_time() -> None:
    assert not is_fresh(5.0, now=5.0, fresh_for_s=0.0)


SECONDS = st.floats(0, 1e9)


@given(SECONDS, SECONDS, SECONDS, SECONDS)
def test_what_is_fresh_was_so_before_and_is_so_for_whoever_is_content_with_older(
    researched_at: float, now: float, fresh_for_s: float, more_s: float
) -> None:
    if not is_fresh(researched_at, now, fresh_for_s):
        return
    assert researched_at <= now
    assert is_fresh(researched_at, now, fresh_for_s + more_s)
    assert is_fresh(researched_at, max(now - more_s, researched_at), fresh_for_s)


def stored(*headers: tuple[str, str], unverified: bool = False, rendered: bool = False) -> Page:
    """A page that was sent with these headers."""
    url = "https://acme.test/"
    page = Page(url, url, 200, headers, "text/html", packed(b"Acme"), "hash", PageKind.HOME, 0, 100 * DAY, 0.1, 4)
    return page if not (unverified or rendered) else replace(page, unverified=unverified, rendered=rendered)


@pytest.mark.parametrize(
    ("page", "may"),
    [
        pytest.param(stored(), True, id="most pages"),
        pytest.param(stored(("cache-control", "no-cache, max-age=0, private")), True, id="how fresh is fresh, you say"),
        pytest.param(stored(("cache-control", "no-store")), False, id="to be stored nowhere"),
        pytest.param(stored(("cache-control", "max-age=0,NO-STORE , private")), False, id="in any spelling"),
        pytest.param(stored(("cache-control", "private"), ("cache-control", "no-store")), False, id="in two headers"),
        pytest.param(stored(("cache-control", "x-no-store")), True, id="another word that ends so"),
        pytest.param(stored(unverified=True), False, id="read over a connection that nobody vouched for"),
        pytest.param(stored(rendered=True), True, id="what a browser made of a page is what it shows"),
    ],
)
def test_whether_a_page_of_then_may_answer(page: Page, may: bool) -> None:
    assert may_answer(page) is may
