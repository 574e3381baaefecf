"""The look that most lines fail finds every line that has what a topic's patterns find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.pages import document
from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import entries, starts
from theodore.extract.rules.offer.claims import _may_serve
from theodore.extract.rules.signals.marks import lines_of, topics_told
from theodore.extract.rules.signals.sections import topics_of

EXAMPLES = settings(max_examples=15, derandomize=True, database=None, deadline=None)
FILES = {
    "partners": "signals_partner_list_starts",
    "awards": "signals_award_starts",
    "certificates": "signals_certified_starts",
}


@pytest.mark.parametrize(
    ("topic", "text"), [pytest.param(t, s, id=f"{t}: {s}") for t, name in FILES.items() for s in starts(name)]
)
def test_every_start_marks_its_line(topic: str, text: str) -> None:
    for line in (f"Wir, {text.strip()} und mehr.", f"«{text}», anders", text.strip().upper()):
        assert topic in topics_told(line), line


@pytest.mark.parametrize(
    ("topic", "text"), [pytest.param(t, s, id=f"{t}: {s}") for t, name in FILES.items() for s in starts(name)]
)
def test_every_start_is_looked_for_at_both_ends_of_a_line(topic: str, text: str) -> None:
    page = document(f"<p>{text.strip()} Acme und mehr</p><p>Hallo.</p><p>Acme und mehr, {text.strip()}</p>")
    assert lines_of(page, topic) == [0, 2]


@pytest.mark.parametrize(
    ("topic", "line"),
    [
        pytest.param("awards", "Wir gewannen den Deutschen Gründerpreis.", id="a-compound-de"),
        pytest.param("awards", "Wij wonnen de Bouwprijs.", id="a-compound-nl"),
        pytest.param("partners", "Vertragshändler der Firma Acme", id="a-compound-of-dealers"),
        pytest.param("certificates", "TÜV-zertifiziert nach ISO 9001", id="after-a-hyphen"),
        pytest.param("partners", "(Partner of Acme)", id="in-brackets"),
        pytest.param("awards", "Lauréat de l'award d'honneur", id="after-an-apostrophe"),
    ],
)
def test_marks_within_words(topic: str, line: str) -> None:
    assert topic in topics_told(line)


@pytest.mark.parametrize("line", ["We deliver on time.", "Impressum", "", "Unsere Werkstatt ist offen."])
def test_most_lines_tell_of_none(line: str) -> None:
    assert topics_told(line) == ()


LISTS = {"partners": "signals_partner_lists", "customers": "signals_customer_lists"}


@pytest.mark.parametrize(
    ("topic", "entry"), [pytest.param(t, e, id=f"{t}: {e}") for t, name in LISTS.items() for e in entries(name)]
)
def test_every_beginning_of_a_list_marks_its_line(topic: str, entry: str) -> None:
    # what stands behind a look ahead is no part of the text
    pattern = entry.partition(" ")[2].replace("(?-i:", "(?:").partition("(?=")[0]

    @EXAMPLES
    @given(st.from_regex(pattern, fullmatch=True))
    def holds(text: str) -> None:
        assert topic in topics_told(f"Xx {squeeze(text)} Acme"), text

    holds()


@pytest.mark.parametrize("pattern", entries("serving"))
def test_every_way_of_serving_passes_the_look(pattern: str) -> None:
    @EXAMPLES
    @given(st.from_regex(pattern, fullmatch=True))
    def holds(text: str) -> None:
        assert _may_serve(f"{squeeze(text)} schools"), text

    holds()


HEADINGS = {
    "partners": "signals_partner_headings",
    "customers": "signals_customer_headings",
    "awards": "signals_award_headings",
    "certificates": "signals_certificate_headings",
    "news": "signals_news_headings",
}


@pytest.mark.parametrize(
    ("topic", "pattern"), [pytest.param(t, e, id=f"{t}: {e}") for t, name in HEADINGS.items() for e in entries(name)]
)
def test_every_heading_is_told_by_its_words(topic: str, pattern: str) -> None:
    @EXAMPLES
    @given(st.from_regex(pattern, fullmatch=True))
    def holds(text: str) -> None:
        line = squeeze(text)
        # a heading that ends in any text may be cut, and is none then
        assert topic in topics_of(line) or line != text, line

    holds()


def test_the_lines_of_a_topic() -> None:
    assert lines_of(document("<p>Hello.</p><p>Our partners are good.</p>"), "partners") == [1]


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        pytest.param("We talk with our partners a good deal, and what counts is what works in rain.", False,
                     id="nobody-is-named"),
        pytest.param("We talk with our partners Acme a good deal, and what counts is what works in rain.",
                     True, id="somebody-is"),
        pytest.param("Nous parlons beaucoup avec tous, et à la fin : nos partenaires « acme » et d'autres.",
                     True, id="in-quotation-marks"),
        pytest.param("We write down what went wrong, and change our way. ISO certified partners like that.", True,
                     id="an-abbreviation-begins-a-sentence"),
        pytest.param("Our partners are good.", True, id="a-short-line"),
    ],
)  # fmt: skip
def test_a_long_line_that_names_nobody_is_not_looked_at(line: str, marked: bool) -> None:
    assert bool(lines_of(document(f"<p>{line}</p>"), "partners")) is marked
