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
    ],
)
def test_no_descriptions(html: str, kind: PageKind) -> None:
    assert best(html, kind) is None


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
