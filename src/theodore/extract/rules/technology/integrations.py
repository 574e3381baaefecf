"""Products that the company says its own works with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wordlists import one_of
from theodore.extract.rules.signals.named import Told, headed, told, under_headings
from theodore.extract.rules.signals.naming import is_own, is_product, is_shaped, listed_from
from theodore.extract.rules.signals.sections import sections
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence_has
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "integrations"
_KINDS = frozenset({PageKind.HOME, PageKind.PRODUCTS, PageKind.PRICING, PageKind.OTHER, PageKind.ABOUT})

_HEADINGS = headed("signals_integration_headings", "signals_integration_heading_starts")
_LISTS: Told = told("signals_integrating", "signals_integrating_starts")
_NOT_THESE = re.compile(rf"(?<!\w)(?:{one_of('signals_not_integrated')})(?!\w)", re.IGNORECASE)
#: Of cards under a heading these name a product each, where it is one that everybody connects to.
_CARDS = frozenset({"h2", "h3", "h4", "h5", "li", "p", "div", "dt", "td", "span"})
_LONGEST_CARD = 40


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The products under a heading of integrations, and those that a sentence names."""
    if document.kind not in _KINDS:
        return
    yield from under_headings(document, subject, _FIELD, _HEADINGS)
    for section in sections(document, _HEADINGS.pattern, _HEADINGS.starts):
        for number in section.lines:
            line = document.lines[number]
            if (
                line.tag in _CARDS
                and len(line.text) <= _LONGEST_CARD
                and is_product(line.text)
                and not is_own(line.text, subject)
            ):
                yield by_text(document, _FIELD, line.text, *document.span(number), f"{_FIELD}.card", 0.75)
    yield from _in_sentences(document, subject)


def _in_sentences(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The names after words of integration: one of the list must be a known product, for much else is integrated."""
    for number in own_lines(document, document.lines_with(_LISTS.starts)):
        text, (start, _) = document.lines[number].text, document.span(number)
        for pattern, german in ((_LISTS.pattern, False), (_LISTS.german, True)):
            for match in matches(pattern, text):
                named = list(listed_from(text, match.end(), nouns_are_large=german))
                if not any(is_product(name) for name, _, _ in named) or sentence_has(_NOT_THESE, match):
                    continue
                for name, _, last in named:
                    if (is_product(name) or is_shaped(name) or not german) and not is_own(name, subject):
                        yield by_text(
                            document, _FIELD, name, start + match.start(), start + last, f"{_FIELD}.sentence", 0.75
                        )
