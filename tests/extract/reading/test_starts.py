"""Every pattern is behind a quick look for texts that it must hold: what no quick look finds is never found."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.pages import document, page
from theodore.extract.reading import dotcom
from theodore.extract.reading.document import Document
from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import entries, starts
from theodore.extract.rules.contact import mails, registration
from theodore.extract.rules.contact.registration import Register, registers
from theodore.extract.rules.facts import founding
from theodore.extract.rules.identity import names
from theodore.extract.rules.people import people
from theodore.extract.rules.technology import technology
from theodore.model.page import PageKind

#: Patterns whose lines are looked for by a list of starts.
BEHIND_STARTS = {
    "titles": "title_starts",
    "signatories": "title_starts",
    "founding_verbs": "founding_starts",
    "beginning_verbs": "founding_starts",
    "staff_nouns": "staff_starts",
    "staff_persons": "staff_starts",
    "staff_teams": "staff_starts",
    "posting_marks": "posting_starts",
    "ways_to_apply": "applying_starts",
    "openings": "opening_starts",
    "no_openings": "no_opening_starts",
    "signals_counted_openings": "signals_counted_starts",
    "signals_award_headings": "signals_award_heading_starts",
    "signals_certificate_headings": "signals_certificate_heading_starts",
    "signals_customer_headings": "signals_customer_starts",
    "signals_partner_headings": "signals_partner_starts",
    "signals_news_headings": "signals_news_starts",
    "signals_integration_headings": "signals_integration_heading_starts",
}
#: A title that signs for names ends in a colon, and the year of a founding is a word of its own.
FOLLOWED_BY = {"signatories": ":", "founding_verbs": " "}
EXAMPLES = settings(max_examples=15, derandomize=True, database=None, deadline=None)


@pytest.mark.parametrize(
    ("pattern", "quick", "after"),
    [
        pytest.param(entry, quick, FOLLOWED_BY.get(name, ""), id=f"{name}: {entry}")
        for name, quick in BEHIND_STARTS.items()
        for entry in entries(name)
    ],
)
def test_every_text_of_a_pattern_has_one_of_its_starts(pattern: str, quick: str, after: str) -> None:
    @EXAMPLES
    @given(st.from_regex(pattern, fullmatch=True))
    def holds(text: str) -> None:
        line = squeeze(text) + after  # as lines are
        shortened = people._ABBREVIATED.search(line) if quick == "title_starts" else None
        assert shortened or any(start in line.lower() for start in starts(quick)), text

    holds()


@pytest.mark.parametrize("form", entries("legal_forms"))
def test_every_legal_form_has_one_of_its_starts(form: str) -> None:
    @EXAMPLES
    @given(st.from_regex(form, fullmatch=True))
    def holds(text: str) -> None:
        assert names._FORM_STARTS.search(f"Nordwind {text}"), text

    holds()


@pytest.mark.parametrize("register", registers(), ids=lambda register: "-".join([register.kind, *register.marks]))
def test_every_registration_has_a_figure(register: Register) -> None:
    @EXAMPLES
    @given(st.from_regex(register.pattern))
    def holds(text: str) -> None:
        found = register.pattern.search(text)
        assert found is None or registration._FIGURE.search(found.group()), text

    holds()


@pytest.mark.parametrize("word", [word.replace("\\", "") for word in founding._SINCE.split("|")])
def test_every_since_is_looked_for(word: str) -> None:
    assert any(start in f"{word} 1998" for start in founding._STARTS)


@pytest.mark.parametrize(
    "sign", ["(at)", "[at]", "{at}", "<at>", "(a)", "[@]", " @ ", " AT ", "( ät )", "[arroba]", "(AT)"]
)
def test_every_way_to_write_an_at_is_looked_for(sign: str) -> None:
    dot = " DOT " if sign == " AT " else "."
    text = f"info{sign}nordwind{dot}test".replace("<", "&lt;")
    assert {str(each.value) for each in mails.find(document(f"<p>{text}</p>"))} == {"info@nordwind.test"}


@pytest.mark.parametrize(
    ("name", "where", "mark"),
    [
        pytest.param(each.name, each.where, each.mark, id=f"{each.where}: {each.mark}")
        for each in technology.signatures()
    ],
)
def test_every_signature_is_found_past_the_quick_look(name: str, where: str, mark: str) -> None:
    key, _, value = mark.partition(":")
    html = {
        "resource": f"<script src='https://x/{mark}'></script>",
        "address": f"<script>load('https://{mark}')</script>",
        "generator": f'<meta name="generator" content="{mark} 1.0">',
        "html": f"<p>{mark}</p>",
        "header": "",
    }[where]
    headers = ((key, value.strip() or "x"),) if where == "header" else ()
    found = technology.find(Document(page(html, PageKind.HOME, headers=headers)))
    assert name in {each.value for each in found}


def test_a_mark_whose_host_is_cut_is_still_found() -> None:
    mark = f"{'a' * 60}.com"
    assert dotcom.host_of(mark) in dotcom.before_dot_com(f"https://{mark}/x")
