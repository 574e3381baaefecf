"""Lines of pages that somebody has."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from theodore.batch.given import companies_of, given
from theodore.model.page import PageKind

NOW = 1_750_000_000.0


def line(**changes: Any) -> bytes:
    told = {"site": "acme.test", "pages": [{"url": "http://acme.test/", "html": "<p>Hi"}]} | changes
    return json.dumps(told).encode()


def test_a_line_becomes_a_company_and_its_pages() -> None:
    pages = [
        {"url": "http://acme.test/kontakt", "html": "<p>Kontakt"},
        {"url": "http://acme.test/", "html": "<p>Hi \ud800"},
    ]
    found = given(7, line(name="Acme GmbH", pages=pages), NOW)
    assert (found.wrong, found.site, found.company.name, found.company.website) == (
        "",
        "acme.test",
        "Acme GmbH",
        "acme.test",
    )
    assert [(page.final_url, page.kind, page.depth) for page in found.crawl.pages] == [
        ("http://acme.test/", PageKind.HOME, 0),
        ("http://acme.test/kontakt", PageKind.CONTACT, 1),
    ]
    assert found.crawl.pages[0].text == "<p>Hi ?"
    assert found.crawl.final_origin == "http://acme.test"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(b"{", "no JSON (Expecting property name", id="cut off"),
        pytest.param(b"\xff\xfe", "no UTF-8 (byte 1)", id="another encoding"),
        pytest.param(b"[1]", "no object", id="a list"),
        pytest.param(b"[" * 200_000, "nobody writes", id="brackets without end"),
        pytest.param(b'{"site": ' + b"1" * 5000 + b"}", "nobody writes", id="a number without end"),
        pytest.param(line(site=" "), 'it has no text as "site"', id="a blank site"),
        pytest.param(line(name=3), 'it has no text as "name"', id="a name that is a number"),
        pytest.param(line(pages={}), "no list of pages", id="pages that are no list"),
        pytest.param(line(pages=[]), "no list of pages", id="no page"),
        pytest.param(line(pages=["x"]), "page 1 is no object", id="a page that is text"),
        pytest.param(line(pages=[{"url": "http://a.test/"}]), 'page 1 has no text as "html"', id="a page without text"),
        pytest.param(line(pages=[{"url": "http://[", "html": ""}]), "page 1 has no address", id="no address"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(text: bytes, says: str) -> None:
    found = given(3, text, NOW)
    assert says in found.wrong
    assert not found.crawl.pages


def test_the_site_is_told_of_a_line_that_is_wrong_elsewhere() -> None:
    assert given(3, line(pages=3), NOW).site == "acme.test"


def test_lines_are_numbered_as_they_stand_and_none_is_lost() -> None:
    text = b"\xef\xbb\xbf" + line() + b"\r\n\n" + line(name="x" * 900) + b"\n" + line()
    found = list(companies_of(io.BytesIO(text), longest=500))
    assert [(each.number, bool(each.wrong)) for each in found] == [(1, False), (3, True), (4, False)]
    assert "longer than 500 bytes" in found[1].wrong
