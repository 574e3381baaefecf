"""What the company does, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_words
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wording import plain_tokens, tokens
from theodore.extract.reading.wordlists import words
from theodore.extract.rules.identity.names import core
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "company_description"
LONGEST = 600
_SHORTEST = 40
_FEWEST_WORDS = 5
#: In so many characters a text shows whose it is.
_BEGINNING = 200
_KINDS = {PageKind.ABOUT: 0.6, PageKind.HOME: 0.5}

#: How companies begin to speak of themselves: one of these words, or what they are after one of the others.
_WE = words("own_words")
_IS = frozenset({"is", "ist", "est", "es", "è", "é"})
_IS_A = re.compile(
    rf"\b(?:{'|'.join(sorted(_IS))}) (?:a|an|the|ein|eine|une?|una?|uno|een|um|uma)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
#: How others speak of them.
_I = re.compile(r"\b(?:I|I'm|my|me|ich|mein|meine|je|j'ai|mon|mi|mio|ik|mijn|eu|meu|minha)\b")
#: Paragraphs that many pages have, and that say nothing of the company.
_NOT_IT = (
    "cookie",
    "datenschutz",
    "privacy",
    "javascript",
    "browser",
    "copyright",
    "all rights",
    "haftung",
    "newsletter",
    "lorem ipsum",
    "captcha",
)
_SENTENCE_END = re.compile(r"[.!?](?=\s)")


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Descriptions, from the plainest source to the vaguest."""
    for item in document.organisations:
        written = item.text("description")
        if _says_something(written):
            yield by_item(document, _FIELD, shorten(written), item, "description", written, 0.9)
    if document.kind is PageKind.HOME:
        yield from _of_meta(document)
    if document.kind in _KINDS:
        yield from _paragraphs(document, subject)


def _of_meta(document: Document) -> Iterator[Evidence]:
    for name, sure in (("description", 0.8), ("og:description", 0.75), ("twitter:description", 0.7)):
        written = document.meta.get(name, "")
        if _says_something(written):
            method = f"description.{name}"
            yield by_markup(document, _FIELD, shorten(written), written[:200], method, sure, near=f'"{name}"')


def _paragraphs(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The page's first paragraphs of some length, those first that speak of the company by name or as we."""
    own = set(core(subject.company.name)) | {subject.label}
    count = 0
    for line in document.lines:
        if count < 8 and _may_be(line):
            count += 1
            beginning = line.text[:_BEGINNING]
            named = not own.isdisjoint(plain_tokens(beginning))
            ours = _is_ours(beginning)
            doubt = 0.0 if named or ours else 0.2
            sure = _KINDS[document.kind] + 0.1 * named + 0.05 * ours - 0.01 * count - doubt
            yield by_words(
                document, _FIELD, shorten(line.text), line.text[:LONGEST], "description.paragraph", round(sure, 2)
            )


def _is_ours(beginning: str) -> bool:
    """Whether a text begins as companies speak of themselves."""
    there = _WORD.findall(beginning.lower())
    return not _WE.isdisjoint(there) or (not _IS.isdisjoint(there) and bool(_IS_A.search(beginning)))


def _may_be(line: Line) -> bool:
    return (
        len(line.text) >= 80
        and line.tag in {"p", "div", "td", "section", "article", "main", "body", "li", "dd", "center"}
        and line.place is Place.MAIN
        and line.text[-1:] in ".!?…"
        and not _I.search(line.text)
        and _says_something(line.text)
    )


def _says_something(text: str) -> bool:
    if len(text) < _SHORTEST or not _has_words(text):
        return False
    lowered = text.lower()
    return not any(mark in lowered for mark in _NOT_IT)


def _has_words(text: str) -> bool:
    """Whether these are words enough: most texts have them in their beginning."""
    return len(tokens(text[:_BEGINNING])) >= _FEWEST_WORDS or len(tokens(text)) >= _FEWEST_WORDS


def shorten(text: str) -> str:
    """At most 600 characters, ended with a sentence where one ends in time."""
    if len(text) <= LONGEST:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, LONGEST)]
    return text[: ends[-1]] if ends and ends[-1] > LONGEST // 3 else text[: text.rfind(" ", 0, LONGEST)] + "…"
