"""What many rules ask of a page is looked for once, and where that breaks it costs no more than the rules that ask."""

from __future__ import annotations

from functools import cached_property

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages
from theodore.extract.reading.document import FORMS, Document
from theodore.model.evidence import Blank

HTML = (
    '<html lang="en"><title>Nordlicht</title><form action="/a"></form><form action="/b"></form>'
    '<p>Call us: <a href="tel:+4930123456">030 123456</a></p>'
)


def test_elements_are_looked_for_once_and_stand_in_their_order() -> None:
    document = Document(page(HTML))
    assert [node.attributes["action"] for node in document.elements(FORMS)] == ["/a", "/b"]
    assert document.elements(FORMS) is document.elements(FORMS)


def test_what_is_made_of_a_page_is_made_once() -> None:
    document, asked = Document(page(HTML)), []

    def made(of: Document) -> str:
        asked.append(of)
        return of.title

    assert (document.once(made), document.once(made)) == ("Nordlicht", "Nordlicht")
    assert asked == [document]


@pytest.mark.parametrize("part", ["items", "title"])
def test_a_part_that_breaks_costs_the_fields_that_need_it(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    def broken(_: Document) -> object:
        raise RuntimeError("out of order")

    one = cached_property(broken)
    one.__set_name__(Document, part)
    monkeypatch.setattr(Document, part, one)
    found = extract_pages(COMPANY, crawl(page(HTML)))
    assert found.profile["languages"] == ["en"]
    assert Blank.EXTRACTION_FAILED in found.blanks.values()


def test_memory_that_runs_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Document) -> None:
        raise MemoryError

    monkeypatch.setattr(Document, "gather", full)
    with pytest.raises(MemoryError):
        extract_pages(COMPANY, crawl(page(HTML)))
