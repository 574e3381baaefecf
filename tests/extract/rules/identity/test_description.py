from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import document, whom
from theodore.extract.rules.identity.description import LONGEST, find, shorten
from theodore.model.page import PageKind

WORDS = "Nordwind ships parcels from Hamburg to every harbour of the north, by night and by day."


def best(html: str, kind: PageKind = PageKind.HOME) -> object:
    found = sorted(find(document(html, kind), whom()), key=lambda each: -each.confidence)
    return found[0].value if found and found[0].confidence >= 0.4 else None


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param(f'<meta name="description" content="{WORDS}">', PageKind.HOME, id="meta"),
        pytest.param(f'<meta property="og:description" content="{WORDS}">', PageKind.HOME, id="opengraph"),
        pytest.param(f"<p>{WORDS}</p>", PageKind.ABOUT, id="paragraph-that-names-it"),
        pytest.param(f"<p>{WORDS}</p>", PageKind.HOME, id="paragraph-of-the-home-page"),
        pytest.param(
            f'<script type="application/ld+json">{{"@type":"Organization","description":"{WORDS}"}}</script>',
            PageKind.ABOUT,
            id="structured",
        ),
    ],
)
def test_descriptions(html: str, kind: PageKind) -> None:
    assert best(html, kind) == WORDS


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param('<meta name="description" content="Home">', PageKind.HOME, id="too-short"),
        pytest.param(
            "<p>This website uses cookies to improve your experience, and we hope that you like them all.</p>",
            PageKind.HOME,
            id="consent",
        ),
        pytest.param(
            "<p>I was so happy with Nordwind that I told all of my friends about them, and my family too.</p>",
            PageKind.HOME,
            id="a-customer",
        ),
        pytest.param(f"<footer><p>{WORDS}</p></footer>", PageKind.HOME, id="in-the-footer"),
        pytest.param(f'<meta name="description" content="{WORDS}">', PageKind.BLOG, id="of-another-page"),
        pytest.param(
            "<p>Please enter the details of the request in the box below and wait for an answer from somebody.</p>",
            PageKind.HOME,
            id="speaks-of-nobody",
        ),
        pytest.param(
            "<p>This form is for questions alone; in all that is urgent please call our office. Thanks.</p>",
            PageKind.HOME,
            id="what-to-do-with-a-form",
        ),
        pytest.param(
            "<p>In the quiet months we repair what the busy months have worn out, and whoever visits gets tea.</p>",
            PageKind.ABOUT,
            id="virtues-in-english",
        ),
        pytest.param(
            "<p>Vieles von dem, was wir wissen, steht in keinem Buch; wir geben es an unsere jungen Leute weiter.</p>",
            PageKind.ABOUT,
            id="virtues-in-german",
        ),
        pytest.param(
            "<p>A maioria dos nossos clientes chega por recomendação de quem já trabalhou connosco neste porto.</p>",
            PageKind.ABOUT,
            id="virtues-in-portuguese",
        ),
        pytest.param(
            "<p>Nordwind ships parcels from Hamburg to every harbour of the north, by night, by day, and also...</p>",
            PageKind.HOME,
            id="a-teaser",
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/Organization"><meta itemprop="description" '
            'content="{Nordwind}{Kai 1, Hamburg, the harbour of the north}{20457}{Germany}"></div>',
            PageKind.HOME,
            id="a-form-that-nobody-filled",
        ),
    ],
)
def test_no_descriptions(html: str, kind: PageKind) -> None:
    assert best(html, kind) is None


@pytest.mark.parametrize(
    "said",
    [
        "We proudly design and build boats",
        "Wir sind eine Werft und bauen Boote",
        "Als Werft bauen wir Boote",
        "Nous concevons des bateaux",
        "Ofrecemos barcos",
        "Siamo una azienda che fa barche",
        "Wij bouwen boten",
        "Somos uma empresa de barcos",
        "Nord-Wind is a yard of boats",
    ],
)
def test_companies_say_what_they_do_in_seven_languages(said: str) -> None:
    words = f"{said} for all of the harbours of the north, 24/7, 365/365, since 1850, from Hamburg to Narvik."
    assert best(f"<p>{words}</p>") == words


def test_a_heading_before_the_name_is_left_out() -> None:
    assert best(f"<p>Nordwind at a glance: {WORDS}</p>", PageKind.ABOUT) == WORDS


def test_a_domain_names_the_company_too() -> None:
    words = WORDS.replace("Nordwind", "For 25 years now, Blue Beer")
    found = find(document(f"<p>{words}</p>", PageKind.ABOUT), whom(name="Someone", host="bluebeer.test"))
    assert max(each.confidence for each in found) > 0.6


@pytest.mark.parametrize(
    ("beginning", "own"),
    [
        pytest.param("Wir liefern", True, id="we"),
        pytest.param("In OUR yards", True, id="our-in-capitals"),
        pytest.param("La maison est une entreprise", True, id="is-a"),
        pytest.param("The yard is a builder", True, id="is-a-in-english"),
        pytest.param("What is more", False, id="is-and-no-article"),
        pytest.param("Power and weather", False, id="we-within-a-word"),
    ],
)
def test_a_paragraph_of_ours_is_told_by_how_it_begins(beginning: str, own: bool) -> None:
    words = f"{beginning} boats for every harbour of the north, by night and by day, and in any weather."
    assert (best(f"<p>{words}</p>") == words) is own


@given(st.text(alphabet="ab. ", max_size=2_000))
def test_short_enough_and_from_the_beginning(text: str) -> None:
    short = shorten(text)
    assert len(short) <= LONGEST + 1
    assert text.startswith(short.removesuffix("…"))
