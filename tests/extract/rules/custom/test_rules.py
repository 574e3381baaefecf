"""A user's own fields, found on pages: by each kind of rule, as each type of value, with proof."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.extract.pages import COMPANY, ORIGIN, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.custom_tables import definitions
from theodore.model.errors import ErrorType, Reason
from theodore.model.evidence import Blank, Extraction, Proof
from theodore.model.outcome import Crawl
from theodore.model.page import MissedPage, PageKind

HOME = """<html lang=en><head><title>Nordwind GmbH</title><meta name="author" content="Anna &amp; Co">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Organization", "name": "Nordwind",
 "numberOfEmployees": {"@type": "QuantitativeValue", "value": 120}, "open": true, "shut": false, "rate": "4.125",
 "url": "https:\\/\\/nordwind.test\\/x", "knowsAbout": ["Ice fishing", "Sails"],}</script>
<script id="__NEXT_DATA__" type="application/json">{"props": {"fleet": 45, "motto": "Gr\\u00f6\\u00dfe"}}</script>
</head><body><h1>Nordwind</h1><div class=a>Street 1<br>24103 <b>Ki</b>el</div>
<dl><dt>Employees<dd class=staff>1,200<dt>Turnover<dd class=turnover>1.2 million</dl>
<p>We are ISO 27001 certified. Fleet: 45 ships. Ratio 4.5 to 1.</p><p class=plan>Pre-Seed</p>
<p style="display:none" class=secret>secret words</p><template><p class=t>template words</p></template>
<a href="/careers?x=1&amp;y=2">Join us</a> <a href="https://github.com/nordwind-labs">Code</a>
<a href="karte.pdf">Map</a> <a href="mailto:a@b.test" class=mail>Mail</a><p class=www>www.nordwind.test/shop</p>
<p>Kiel</p><p data-seat="Kiel">Here</p><p>Student Blogs</p><h3>Blog</h3><a href="a%20b/c.html?x=%C3%A4&amp;y=1">Odd</a>
<script src="https://js.hubspot.test/v1.js"></script><img alt="TÜV" src="/tuv.png"></body>"""


def found(*pages: Any, **table: Any) -> Extraction:
    """What these pages come to, or the home page above, with this field of the user's own."""
    custom = definitions([{"name": "own", "type": "text"} | table])
    return extract_pages(COMPANY, crawl(*(pages or (page(HOME),))), custom=custom)


@pytest.mark.parametrize(
    ("table", "value", "quote"),
    [
        pytest.param({"pattern": r"ISO \d+"}, "ISO 27001", "We are ISO 27001", id="pattern: all that it fits"),
        pytest.param({"pattern": r"Fleet: (\d+)", "type": "integer"}, 45, "Fleet: 45 ships", id="pattern: its group"),
        pytest.param({"pattern": r"(?i)iso.27001", "type": "boolean"}, True, "ISO 27001", id="pattern: true"),
        pytest.param({"pattern": r"^Pre-\w+$"}, "Pre-Seed", "Pre-Seed", id="pattern: a line"),
        pytest.param({"pattern": r"Employees\s+(\S+)", "type": "number"}, 1200, "1,200", id="pattern: two lines"),
        pytest.param({"pattern": r"[A-Z]\w+ing|Fleet|ISO", "type": "list"}, ["ISO", "Fleet"], "ISO", id="pattern: all"),
        pytest.param({"selector": "h1"}, "Nordwind", "Nordwind", id="selector: a text"),
        pytest.param({"selector": ".a"}, "Street 1 24103 Kiel", "Street 1 24103 Kiel", id="selector: as the eye sees"),
        pytest.param({"selector": ".staff", "type": "number"}, 1200, "1,200", id="selector: a number"),
        pytest.param({"selector": "title"}, "Nordwind GmbH", "<title>Nordwind GmbH</title>", id="selector: the title"),
        pytest.param(
            {"selector": "meta[name=author]", "attribute": "content"},
            "Anna & Co",
            '<meta name="author" content="Anna &amp; Co">',
            id="selector: an attribute",
        ),
        pytest.param(
            {"selector": "script[src*=hubspot]", "type": "boolean"},
            True,
            "js.hubspot",
            id="selector: what nobody reads",
        ),
        pytest.param({"selector": "img", "attribute": "alt"}, "TÜV", 'alt="TÜV"', id="selector: a picture's words"),
        pytest.param(
            {"selector": "[data-seat]", "attribute": "data-seat"},
            "Kiel",
            '<p data-seat="Kiel">',
            id="selector: its place",
        ),
        pytest.param(
            {"selector": "a[href*=careers]", "type": "url"},
            f"{ORIGIN}/careers?x=1&y=2",
            '<a href="/careers?x=1&amp;y=2">',
            id="selector: where it leads",
        ),
        pytest.param(
            {"selector": "img", "type": "url"}, f"{ORIGIN}/tuv.png", 'src="/tuv.png"', id="selector: where it lies"
        ),
        pytest.param(
            {"selector": ".www", "type": "url"},
            "https://www.nordwind.test/shop",
            "www.nordwind.test/shop",
            id="selector: a text that is an address",
        ),
        pytest.param(
            {"selector": ".plan", "type": "enum:seed|pre_seed"}, "pre_seed", "Pre-Seed", id="selector: a choice"
        ),
        pytest.param({"selector": "h3"}, "Blog", "Blog", id="selector: a word that others begin with"),
        pytest.param(
            {"link": "Odd", "type": "url"}, f"{ORIGIN}/a%20b/c.html?x=%C3%A4&y=1", "href=", id="link: with escapes"
        ),
        pytest.param({"link": "karte"}, "Map", "Map", id="link: its words"),
        pytest.param(
            {"link": "(?i)^join", "type": "url"}, f"{ORIGIN}/careers?x=1&y=2", "href=", id="link: by its words"
        ),
        pytest.param({"link": "careers", "type": "boolean"}, True, "href=", id="link: true"),
        pytest.param({"link": r"github\.com/([\w-]+)"}, "nordwind-labs", "github.com", id="link: a group"),
        pytest.param(
            {"link": r"careers|\.pdf$", "type": "list[url]"},
            [f"{ORIGIN}/careers?x=1&y=2", f"{ORIGIN}/karte.pdf"],
            "href=",
            id="link: all",
        ),
        pytest.param(
            {"json_path": "$..numberOfEmployees.value", "type": "integer"}, 120, '"value": 120', id="json: a number"
        ),
        pytest.param({"json_path": "$.open", "type": "boolean"}, True, '"open": true', id="json: true"),
        pytest.param({"json_path": "$.shut", "type": "boolean"}, False, '"shut": false', id="json: false, as it says"),
        pytest.param({"json_path": "$.rate", "type": "number"}, 4.125, '"rate": "4.125', id="json: its own point"),
        pytest.param(
            {"json_path": "$.url", "type": "url"}, f"{ORIGIN}/x", '"url": "https:\\/\\/', id="json: an address"
        ),
        pytest.param(
            {"json_path": "$.knowsAbout", "type": "list"},
            ["Ice fishing", "Sails"],
            '"knowsAbout": ["Ice fishing',
            id="json: a list",
        ),
        pytest.param({"json_path": "$..fleet", "type": "integer"}, 45, '"fleet": 45', id="json: state for scripts"),
        pytest.param({"json_path": "$..motto"}, "Größe", "Gr\\u00f6", id="json: letters that are escaped"),
    ],
)
def test_found_and_proven(table: dict[str, Any], value: Any, quote: str) -> None:
    facts = found(**table)
    assert facts.profile["own"] == value
    # 1 equals True, and is another value
    assert type(facts.profile["own"]) is type(value)
    proof = next(each for each in facts.evidence if each.field == "own")
    assert quote in proof.quote
    assert (proof.url, proof.kept, proof.confidence) == (f"{ORIGIN}/", True, 0.5)
    assert proof.method == f"custom rule: {next(key for key in table if key not in ('type', 'attribute'))}"
    assert proof.kind in (Proof.TEXT, Proof.MARKUP)


@pytest.mark.parametrize(
    ("table", "blank"),
    [
        pytest.param({"pattern": "ISO 9001"}, Blank.NOT_PUBLISHED, id="nothing fits"),
        pytest.param({"pattern": "ISO 9001", "type": "boolean"}, Blank.NOT_PUBLISHED, id="absence is not false"),
        pytest.param({"selector": ".secret"}, Blank.NOT_PUBLISHED, id="what is hidden"),
        pytest.param(
            {"selector": ".secret", "type": "boolean"}, Blank.NOT_PUBLISHED, id="that something hidden is there"
        ),
        pytest.param({"selector": "a", "attribute": "title"}, Blank.NOT_PUBLISHED, id="an attribute that is not there"),
        pytest.param({"selector": ".mail", "type": "url"}, Blank.EXTRACTION_FAILED, id="an address of no page"),
        pytest.param({"selector": "h1", "type": "number"}, Blank.EXTRACTION_FAILED, id="a text for a number"),
        pytest.param({"selector": ".turnover", "type": "number"}, Blank.EXTRACTION_FAILED, id="a number that is more"),
        pytest.param({"selector": ".a", "type": "number"}, Blank.EXTRACTION_FAILED, id="two numbers"),
        pytest.param({"pattern": "Ratio (4.5)", "type": "integer"}, Blank.EXTRACTION_FAILED, id="a number not whole"),
        pytest.param({"selector": ".plan", "type": "enum:a|b"}, Blank.EXTRACTION_FAILED, id="no choice of ours"),
        pytest.param({"json_path": "$.name", "type": "boolean"}, Blank.EXTRACTION_FAILED, id="a text for true"),
        pytest.param({"json_path": "$..numberOfEmployees"}, Blank.NOT_PUBLISHED, id="a thing without a name"),
        pytest.param({"selector": "h1", "pages": ["about"]}, Blank.NOT_PUBLISHED, id="another page was meant"),
    ],
)
def test_blank_for_a_reason(table: dict[str, Any], blank: Blank) -> None:
    facts = found(**table)
    assert "own" not in facts.profile
    assert facts.blanks["own"] is blank


def test_what_is_not_of_the_type_is_shown_and_not_used() -> None:
    facts = found(selector=".turnover", type="number")
    (proof,) = (each for each in facts.evidence if each.field == "own")
    assert (proof.value, proof.quote, proof.kept) == ("1.2 million", "1.2 million", False)


def test_its_confidence_is_what_the_user_measured() -> None:
    facts = found(pattern="ISO 27001", confidence=0.93)
    assert [each.confidence for each in facts.evidence if each.field == "own"] == [0.93]


def test_of_several_values_the_one_that_is_said_most() -> None:
    pages = [page("<p>Seat: Kiel"), page("<h2>Seat: Bonn now", PageKind.ABOUT), page("<p>Seat: Bonn", PageKind.TEAM)]
    assert found(*pages, pattern=r"Seat: (\w+)").profile["own"] == "Bonn"
    assert found(*pages, pattern=r"Seat: (\w+)", pages=["home"]).profile["own"] == "Kiel"
    assert found(*pages, pattern=r"Seat: (\w+)", type="list").profile["own"] == ["Bonn", "Kiel"]


LONG = "seven words that stand on this page " * 50


def script(text: str) -> str:
    """A page whose JSON-LD is this."""
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("html", "table"),
    [
        pytest.param(f"<article>{LONG}</article>", {"selector": "article"}, id="that is seen"),
        pytest.param(f'<b title="{LONG}">x</b>', {"selector": "b", "attribute": "title"}, id="of an attribute"),
        pytest.param(script(json.dumps({"a": LONG})), {"json_path": "$.a"}, id="of JSON"),
        pytest.param(script(json.dumps({"a": LONG * 30})), {"json_path": "$.a"}, id="of JSON, as long as a book"),
        pytest.param(
            script(json.dumps({"a": "слова этой страницы " * 50})), {"json_path": "$.a"}, id="escaped in JSON"
        ),
    ],
)
def test_a_long_text_is_cut_and_still_proven(html: str, table: dict[str, Any]) -> None:
    value = found(page(html), **table).profile["own"]
    assert value.endswith(" …")
    assert 500 < len(value) <= 602


def test_the_proof_of_a_long_text_is_its_beginning() -> None:
    facts = found(page(script(json.dumps({"b": LONG.upper(), "a": f"Other {LONG}"}))), json_path="$.a")
    (proof,) = (each for each in facts.evidence if each.field == "own")
    assert proof.quote.startswith('"a": "Other seven words')


@pytest.mark.parametrize(
    ("html", "table", "value"),
    [
        pytest.param("COVID-19", {"pattern": r"COVID-\d+", "type": "integer"}, 19, id="a hyphen is no minus"),
        pytest.param("at -5 °C", {"pattern": "at (.*)", "type": "integer"}, -5, id="a minus is one"),
        pytest.param(
            "We do C++", {"pattern": r"C\S*", "type": "enum:C|C++|C#"}, "C++", id="choices that differ in signs"
        ),
        pytest.param("<i>c</i>", {"selector": "i", "type": "enum:C|C++|C#"}, "C", id="and the one without"),
        pytest.param("!!", {"pattern": "!!", "type": "enum:+|-"}, None, id="signs that are no choice"),
        pytest.param("<h2>Jobs</h2>", {"selector": "h2", "type": "url"}, None, id="a word is no address"),
        pytest.param("see acme.test/jobs", {"pattern": r"acme\S+", "type": "url"}, None, id="nor one within the site"),
        pytest.param(
            "see http://a.test/x", {"pattern": r"http\S+", "type": "url"}, "http://a.test/x", id="a whole one"
        ),
        pytest.param(script('{"a": 1e3}'), {"json_path": "$.a", "type": "integer"}, 1000, id="a power of ten"),
        pytest.param(script('{"a": 1.50}'), {"json_path": "$.a"}, "1.5", id="a number as a text"),
        pytest.param(
            script('{"a": 54.32306543210987}'),
            {"json_path": "$.a", "type": "number"},
            54.32306543210987,
            id="many decimals",
        ),
        pytest.param(
            "<h2><style>.x{top:0}</style>Sails<script>go()</script> and <s style='display:none'>old</s>ropes</h2>",
            {"selector": "h2"},
            "Sails and ropes",
            id="what is within, and not seen",
        ),
        pytest.param(
            "<a href=/x><svg><title>Go</title></svg>Ropes</a>", {"link": "/x"}, "Ropes", id="in links as well"
        ),
    ],
)
def test_read_with_care(html: str, table: dict[str, Any], value: Any) -> None:
    facts = found(page(html), **table)
    assert facts.profile.get("own") == value
    assert facts.blanks.get("own") is (Blank.EXTRACTION_FAILED if value is None else None)


def test_off() -> None:
    custom = definitions([{"name": "own", "type": "text", "selector": "h1"}])
    facts = extract_pages(COMPANY, crawl(page(HOME)), off=frozenset({"own"}), custom=custom)
    assert "own" not in facts.profile
    assert facts.blanks["own"] is Blank.DISABLED
    assert not [each for each in facts.evidence if each.field == "own"]


STAFF = """<html lang=en><p class=staff>1,200 people</p><p class=lead>Anna Weber, CEO</p><a href="/kiel">Our house</a>
<a href="https://www.linkedin.com/in/anna-weber">Profile</a> <a href="/team/anna-weber">Portrait</a>
<a href="/people/heinz-rudolf">Portrait</a>
<p class=mail>anna.weber@nordwind.test</p><p class=desk>info@nordwind.test</p>
<p class=spelled>z.okonkwo at x dot test</p><p class=ours>info at x dot test</p>
<p>Seat: Kiel. Ask Anna Weber there.</p><p>See https://x.test Anna Weber, CEO</p>
<a href="https://x.test/to?mail=z.okonkwo@x.test">Write</a>"""


@pytest.mark.parametrize(
    ("table", "value"),
    [
        pytest.param({"selector": ".lead"}, None, id="a name"),
        pytest.param({"selector": ".mail"}, None, id="a person's mailbox"),
        pytest.param({"selector": ".desk"}, "info@nordwind.test", id="a desk's"),
        pytest.param({"selector": ".staff", "type": "number"}, 1200, id="a number"),
        pytest.param({"link": "linkedin", "type": "url"}, None, id="a person's profile"),
        pytest.param({"link": "linkedin", "type": "list[url]"}, None, id="in a list, too"),
        pytest.param({"link": "/team/", "type": "url"}, None, id="a person's page, whose address would be cut"),
        pytest.param({"link": "/team/(.+)"}, None, id="a name out of an address"),
        pytest.param({"link": "/people/(.+)"}, None, id="and of one who is named nowhere else"),
        pytest.param({"link": "/(kiel)"}, "kiel", id="another word of one"),
        pytest.param({"link": "house", "type": "url"}, f"{ORIGIN}/kiel", id="an address"),
        pytest.param({"pattern": r"Seat: (\w+)"}, "Kiel", id="a word beside a name"),
        pytest.param({"selector": ".spelled"}, None, id="a person's mailbox that is spelled out"),
        pytest.param({"selector": ".ours"}, "info at x dot test", id="a desk's that is spelled out"),
        pytest.param({"pattern": "https://.*"}, None, id="an address with a name behind it"),
        pytest.param({"link": "Write", "type": "url"}, None, id="an address with a mailbox in it"),
    ],
)
def test_people_are_kept_out_of_them_too(table: dict[str, Any], value: Any) -> None:
    custom = definitions([{"name": "own", "type": "text"} | table])
    facts = extract_pages(COMPANY, crawl(page(STAFF)), custom=custom, personal_data=False)
    assert facts.profile.get("own") == value
    assert facts.blanks.get("own") is (Blank.DISABLED if value is None else None)
    assert not [each for each in facts.evidence if each.field == "own" and _names_one(f"{each.value} {each.quote}")]


def _names_one(text: str) -> bool:
    return "weber" in text.lower() or "okonkwo" in text


@pytest.mark.parametrize(
    ("pages", "blank"),
    [
        pytest.param([], Blank.PAGE_NOT_REACHED, id="on any page"),
        pytest.param(["team"], Blank.PAGE_NOT_REACHED, id="on the one that was missed"),
        pytest.param(["home"], Blank.NOT_PUBLISHED, id="on the one that was read"),
    ],
)
def test_a_page_that_was_missed(pages: list[str], blank: Blank) -> None:
    missed = MissedPage(
        f"{ORIGIN}/team", PageKind.TEAM, next(each for each in Reason if each.type is ErrorType.TIMEOUT).label
    )
    visit: Crawl = replace(crawl(page(HOME)), missed=(missed,))
    custom = definitions([{"name": "own", "type": "text", "pattern": "never", "pages": pages}])
    assert extract_pages(COMPANY, visit, custom=custom).blanks["own"] is blank


def test_none_changes_nothing() -> None:
    assert extract_pages(COMPANY, crawl(page(HOME)), custom=()) == extract_pages(COMPANY, crawl(page(HOME)))
