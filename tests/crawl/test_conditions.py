"""Asking for a page only if it has changed, by what a site said that may not be trusted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl.conditions import renewed_headers, validators
from theodore.model.packing import packed
from theodore.model.page import Page, PageKind

#: Friday, 13 June 2025, 12:00 UTC.
READ_AT = 1_749_816_000.0
EARLIER = "Fri, 13 Jun 2025 11:00:00 GMT"


def stored(*headers: tuple[str, str]) -> Page:
    """A page that was sent with these headers."""
    url = "https://acme.test/"
    return Page(url, url, 200, headers, "text/html", packed(b"Acme"), "hash", PageKind.HOME, 0, READ_AT, 0.1, 4)


TAG = "If-None-Match"
SINCE = "If-Modified-Since"


@pytest.mark.parametrize(
    ("headers", "asked"),
    [
        pytest.param([], {}, id="nothing to ask by"),
        pytest.param([("etag", '"abc"')], {TAG: '"abc"'}, id="a strong tag"),
        pytest.param([("etag", 'W/"abc"')], {TAG: 'W/"abc"'}, id="a weak one: the page says the same, that will do"),
        pytest.param([("etag", '""')], {TAG: '""'}, id="an empty one is one"),
        pytest.param([("etag", '"a,b=%/!#~"')], {TAG: '"a,b=%/!#~"'}, id="odd characters that a tag may have"),
        pytest.param([("last-modified", EARLIER)], {SINCE: EARLIER}, id="a date"),
        pytest.param([("etag", '"a"'), ("last-modified", EARLIER)], {TAG: '"a"', SINCE: EARLIER}, id="both"),
        pytest.param(
            [("last-modified", "Friday, 13-Jun-25 11:00:00 GMT")], {SINCE: EARLIER}, id="an old spelling, written anew"
        ),
        pytest.param([("last-modified", "Fri, 13 Jun 2025 13:00:00 +0200")], {SINCE: EARLIER}, id="of another zone"),
        pytest.param([("etag", "abc")], {}, id="no tag: quotes are missing"),
        pytest.param([("etag", '"a"b"')], {}, id="a quote within"),
        pytest.param([("etag", '"a b"')], {}, id="a space within"),
        pytest.param([("etag", '"a"\r\nX-Evil: 1')], {}, id="a header of its own"),
        pytest.param([("etag", '"a\r\nX-Evil: 1"')], {}, id="the same in quotes"),
        pytest.param([("etag", '"a", "b"')], {}, id="two tags"),
        pytest.param([("etag", "*")], {}, id="a star means any page"),
        pytest.param([("etag", '"\u00fc"')], {}, id="letters that no header can have"),
        pytest.param([("etag", f'"{"a" * 300}"')], {}, id="too long to be sent back"),
        pytest.param([("last-modified", "yesterday")], {}, id="no date"),
        pytest.param([("last-modified", "Sat, 14 Jun 2025 11:00:00 GMT")], {}, id="after it was read"),
        pytest.param([("last-modified", "Fri, 13 Jun 2025 11:00:00")], {SINCE: EARLIER}, id="without a zone: UTC"),
        pytest.param([("last-modified", "Fri, 13 Jun 1025 11:00:00 GMT")], {}, id="before there were websites"),
        pytest.param([("last-modified", EARLIER + "\r\nX-Evil: 1")], {SINCE: EARLIER}, id="what follows is left out"),
        pytest.param([("last-modified", "9" * 5_000)], {}, id="no date, and endless"),
    ],
)
def test_what_a_site_is_asked_by(headers: list[tuple[str, str]], asked: dict[str, str]) -> None:
    assert validators(stored(*headers)) == asked


@given(st.text(), st.text())
def test_nothing_that_a_site_sent_makes_a_header_of_its_own(tag: str, date: str) -> None:
    for value in validators(stored(("etag", tag), ("last-modified", date))).values():
        assert value.isascii()
        assert value.isprintable()
        assert len(value) <= 256


def test_a_page_that_a_browser_made_is_not_asked_about() -> None:
    assert validators(replace(stored(("etag", '"a"')), rendered=True)) == {}


def test_a_304_says_anew_what_concerns_its_page_and_nothing_else() -> None:
    before = [("etag", '"a"'), ("server", "nginx"), ("vary", "Accept"), ("content-type", "text/html")]
    told = [("etag", '"b"'), ("date", EARLIER), ("server", "cache"), ("content-type", "text/plain"), ("x-evil", "1")]
    assert renewed_headers(before, told) == (
        ("server", "nginx"),
        ("vary", "Accept"),
        ("content-type", "text/html"),
        ("etag", '"b"'),
        ("date", EARLIER),
    )
