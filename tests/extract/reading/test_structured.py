from __future__ import annotations

import json

import pytest

from tests.extract.pages import document
from theodore.extract.reading.structured import MAX_ITEMS, snippet


def script(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ORGANISATION = {"@context": "https://schema.org", "@type": "Organization", "name": "Nordwind", "telephone": "+49 30 1"}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(script(ORGANISATION), id="one"),
        pytest.param(script([ORGANISATION]), id="a-list"),
        pytest.param(script({"@graph": [{"@type": "WebSite"}, ORGANISATION]}), id="a-graph"),
        pytest.param(script({"@type": "WebSite", "publisher": ORGANISATION}), id="the-publisher-of-the-site"),
        pytest.param(script({**ORGANISATION, "@type": ["LocalBusiness", "Store"]}), id="two-types"),
        pytest.param(script({**ORGANISATION, "@type": "https://schema.org/Corporation"}), id="types-as-addresses"),
        pytest.param(
            '<script type="application/ld+json"><!-- {"@type": "Organization", "name": "Nordwind",} --></script>',
            id="comment-and-trailing-comma",
        ),
        pytest.param(
            '<script type="application/ld+json; charset=utf-8">{"@type":"Organization","name":"Nord\nwind"}</script>',
            id="line-end-within-a-text",
        ),
        pytest.param(
            '<SCRIPT TYPE="Application/LD+JSON">{"@type":"Organization","name":"Nordwind"}</SCRIPT>', id="in-capitals"
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Organization"><b itemprop="name">Nordwind</b></div>',
            id="microdata",
        ),
    ],
)
def test_organisations_are_found(html: str) -> None:
    [item] = document(html).organisations
    assert item.text("name").replace(" ", "") == "Nordwind"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<script type="application/ld+json">{"@type": </script>', id="broken"),
        pytest.param('<script type="application/ld+json"></script>', id="empty"),
        pytest.param('<script type="application/ld+json">"text"</script>', id="no-object"),
        pytest.param(f'<script type="application/ld+json">{"[" * 50_000}</script>', id="nested-to-break-the-reader"),
        pytest.param(script({"@type": "Review", "author": ORGANISATION}), id="the-author-of-a-review"),
        pytest.param(script({"@type": "Person", "worksFor": ORGANISATION}), id="somebodys-employer"),
        pytest.param(script({"@type": "Product", "name": "Nordwind"}), id="a-product"),
        pytest.param(script({"@type": 5, "name": {"@type": None}}), id="types-of-the-wrong-kind"),
    ],
)
def test_others_are_not(html: str) -> None:
    assert document(html).organisations == ()


def test_nested_microdata_belongs_to_its_own_item() -> None:
    html = (
        '<div itemscope itemtype="http://schema.org/Organization"><span itemprop="name">Outer</span>'
        '<div itemprop="address" itemscope itemtype="http://schema.org/PostalAddress">'
        '<span itemprop="streetAddress">Weg 1</span></div><meta itemprop="telephone" content="+49 30 2"></div>'
    )
    outer, inner = document(html).items
    assert (outer.text("name"), outer.text("telephone"), outer.texts("streetAddress")) == ("Outer", "+49 30 2", [])
    assert (inner.role, inner.text("streetAddress")) == ("address", "Weg 1")


def test_an_item_that_holds_itself_ends() -> None:
    html = '<div itemscope itemtype="X/Organization" itemprop="parent"><b itemprop="name">N</b></div>'
    assert document(html).organisations == ()  # it is a property of nothing


def test_what_a_script_says_is_kept_for_the_next_page_and_what_a_long_one_says_is_read_anew() -> None:
    for said in (ORGANISATION, {**ORGANISATION, "description": "boats " * 5_000}):
        first, second = document(script(said)).items, document(f"<p>another page</p>{script(said)}").items
        assert first == second
        assert [item.text("name") for item in first] == ["Nordwind"]
        assert (first[0] is second[0]) is (said is ORGANISATION)


def test_items_are_bounded() -> None:
    assert len(document(script([ORGANISATION] * (MAX_ITEMS + 10))).items) == MAX_ITEMS


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        pytest.param('{"@type":"Organization","name": "A B"}', "A B", '"name": "A B', id="with-its-property"),
        pytest.param(r'{"@type":"Organization","name":"M\u00fcller"}', "Müller", r'"name":"M\u00fcller', id="escaped"),
        pytest.param(
            r'{"@type":"Organization","name":"https:\/\/x.test"}', "https://x.test", r'"name":"https:\/\/x.test', id="/"
        ),
    ],
)
def test_snippets_stand_in_the_source(source: str, value: str, expected: str) -> None:
    found = document(f'<script type="application/ld+json">{source}</script>')
    [item] = found.organisations
    assert item.text("name") == value
    assert snippet(item, "name", value) == expected
    assert expected in found.html


def test_meta_elements() -> None:
    html = '<meta property="og:site_name" content="A"><meta name="Description" content=" b  c "><meta name=x>'
    assert document(html).meta == {"og:site_name": "A", "description": "b c"}
