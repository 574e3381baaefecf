"""Customers that the company names: by their logos, in lists and sentences, and beside what they say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wordlists import one_of, starts
from theodore.extract.rules.signals.marks import lines_of
from theodore.extract.rules.signals.named import in_sections, in_sentences, told
from theodore.extract.rules.signals.naming import is_everywhere, is_name, is_own
from theodore.extract.rules.signals.sections import under
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "customers"
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT, PageKind.PRODUCTS, PageKind.OTHER})
_MOST = 60

_LISTS = told("signals_customer_lists", "signals_customer_list_starts")

_NAME = r"[A-ZÀ-Þ][\w.'\u2019-]*"
_FIRM = (
    r"[A-ZÀ-Þ0-9][\w&.'\u2019+-]*"
    r"(?: (?:[A-ZÀ-Þ0-9&][\w&.'\u2019+-]*|of|for|the|and|de|der|und|du|la|et|y|e|del|van)){0,6}"
)
#: "Jane Doe, Head of Sales at Acme": who speaks in a testimonial, as what, and for whom.
_SPEAKER = re.compile(
    rf"{_NAME}(?: {_NAME}){{1,3}}\s?[,\u2013\u2014|-]\s?"
    rf"[^,|\u2013\u2014]{{0,40}}?\b(?:{one_of('signals_speakers')})\b[^,|\u2013\u2014@]{{0,40}}?"
    rf"\s?(?:[,|\u2013\u2014@]|\bat\b|\bbei\b|\bchez\b|\bbij\b|\bpresso\b|\bna\b|\ben\b)\s?(?P<firm>{_FIRM})"
)
_SPEAKER_STARTS = starts("signals_speaker_starts")
_EDGES = " -~\u2013\u2014\u201e\u201c\u201d\u00ab\u00bb\"'.,"


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every customer that the page names."""
    if document.kind not in _KINDS:
        return
    yield from in_sections(document, subject, _FIELD, under(document, "customers"))
    yield from in_sentences(document, subject, _FIELD, _LISTS, lines_of(document, "customers"))
    yield from _speakers(document, subject)


def _speakers(document: Document, subject: Subject) -> Iterator[Evidence]:
    quotes = (number for number, line in enumerate(document.lines) if line.place is Place.QUOTE)
    for number in islice(quotes, _MOST):
        text = document.lines[number].text
        if len(text) > _LONGEST or not (match := _speaker(text)):
            continue
        if is_name(match["firm"]) and not is_own(match["firm"], subject) and not is_everywhere(match["firm"]):
            start = document.span(number)[0]
            at = start + text.index(match["firm"])
            end = start + text.rindex(match["firm"]) + len(match["firm"])
            yield by_text(document, _FIELD, match["firm"], at, end, f"{_FIELD}.speaker", 0.7)


@remembered
def _speaker(text: str) -> re.Match[str] | None:
    """Who speaks, where a line says so and nothing else."""
    lowered = text.lower()
    # most of what is quoted is what they say
    if not any(start in lowered for start in _SPEAKER_STARTS):
        return None
    return _SPEAKER.fullmatch(text.strip(_EDGES))


#: In characters: who speaks is told in one short line.
_LONGEST = 160
