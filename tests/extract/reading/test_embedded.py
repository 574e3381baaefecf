"""Facts of pages that show nothing and carry their words as state."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.extract.pages import COMPANY, crawl, document, page
from theodore.extract.profile import extract_pages
from theodore.extract.reading.document import Document
from theodore.extract.registry import proven as holds
from theodore.model.evidence import Proof

LINK = "https://www.linkedin.com/company/nordwind-logistik"
PROSE = "We carry goods by rail and road between the ports of the north, for trade and industry. " * 6
STATE: dict[str, Any] = {
    "nav": [{"href": "/team", "label": "Team"}, {"url": LINK}],
    "blocks": [
        {"type": "text", "text": PROSE},
        {"type": "people", "people": [{"name": "Anna Weber", "jobTitle": "Geschäftsführerin"}]},
        {"street": "Hafenstraße 5", "zip": "20457", "city": "Hamburg", "phone": "+49 40 1234567"},
        {
            "html": "<p>Founded in 1962 in Hamburg.</p><p>Mail: <a href='mailto:info@nordwind.test'>us</a>, "
            "info@nordwind.test</p>"
        },
    ],
}


def shell(state: Any, shown: str = "", *, ascii_only: bool = True) -> str:
    written = json.dumps(state, ensure_ascii=ascii_only).replace("<", "\\u003c")
    return (
        '<html lang="de"><head><title>Nordwind Logistik</title></head><body><div id="__next">'
        f'{shown}</div><script id="__NEXT_DATA__" type="application/json">{written}</script></body></html>'
    )


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_facts_of_a_page_are_read_from_its_state(ascii_only: bool) -> None:
    found = extract_pages(COMPANY, crawl(page(shell(STATE, ascii_only=ascii_only))))
    profile = found.profile
    assert profile["emails"] == ["info@nordwind.test"]
    assert profile["phones"] == ["+49401234567"]
    assert profile["leadership_team"] == ["Anna Weber, Geschäftsführerin"]
    assert profile["founding_year"] == 1962
    assert profile["addresses"] == ["Hafenstraße 5, 20457 Hamburg"]
    assert profile["social_media"] == {"linkedin": LINK}


def test_each_is_proven_by_the_stored_page() -> None:
    stored = page(shell(STATE))
    found = extract_pages(COMPANY, crawl(stored))
    proofs = [one for one in found.evidence if one.kind in (Proof.TEXT, Proof.MARKUP)]
    # by a document of its own, as whoever checks them later would make it
    fresh = Document(stored)
    assert len(proofs) > 5
    assert all(holds(one, fresh) for one in proofs)


def test_a_link_with_its_slashes_escaped_is_proven_as_it_stands() -> None:
    source = shell(STATE).replace(LINK, LINK.replace("/", "\\/"))
    found = extract_pages(COMPANY, crawl(page(source)))
    proof = next(one for one in found.evidence if one.field == "social_media")
    assert proof.quote in source


def test_a_page_that_shows_its_words_is_read_by_them_alone() -> None:
    shown = f"<p>{PROSE}{PROSE}</p>"
    assert "Anna Weber" not in document(shell(STATE, shown)).text


def test_what_a_browser_made_of_a_page_is_all_that_is_read() -> None:
    assert "Anna Weber" not in Document(replace(page(shell(STATE)), rendered=True)).text


def test_a_company_says_that_a_browser_was_needed() -> None:
    stored = page(shell(STATE))
    assert "rendered" not in extract_pages(COMPANY, crawl(stored)).profile
    assert extract_pages(COMPANY, crawl(replace(stored, rendered=True))).profile["rendered"] is True


def test_what_is_not_in_the_state_is_not_proven() -> None:
    stored = Document(page(shell(STATE)))
    assert "anna weber" in stored.folded
    assert "never said" not in stored.folded
