"""The company's culture and values, as it states them under a heading of that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_words
from theodore.extract.reading.sections import Section, headings, rank_of, section
from theodore.extract.reading.wordlists import entries
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "company_culture"
LONGEST = 600
_SHORTEST = 25
#: In characters; a longer heading is a sentence of its own.
_LONGEST_HEADING = 60
_HEADING = re.compile("|".join(entries("culture_headings")))
_KINDS = {PageKind.ABOUT: 0.75, PageKind.CAREERS: 0.75, PageKind.HOME: 0.7, PageKind.TEAM: 0.7}
_OTHER_KINDS = 0.6
_NOT_IT = ("cookie", "privacy", "newsletter", "@", "read more", "learn more", "mehr erfahren", "weiterlesen")


def find(document: Document) -> Iterator[Evidence]:
    """What stands under each heading of culture or values, as it stands there."""
    if document.kind is PageKind.BLOG:
        return
    there = headings(document)
    for index, heading in enumerate(there):
        if len(heading.text) <= _LONGEST_HEADING and _HEADING.fullmatch(heading.text.lower().strip(" .:!")):
            words = _stated(document, section(document, there, index))
            if len(words) >= _SHORTEST:
                sure = _KINDS.get(document.kind, _OTHER_KINDS)
                yield by_words(document, _FIELD, words, words, "culture.section", sure)


def _stated(document: Document, within: Section) -> str:
    """The section's first lines in a row, up to the bound: a quote must stand on the page in one piece."""
    kept: list[str] = []
    length = 0
    for line in document.lines[within.heading.number + 1 : within.end]:
        lowered = line.text.lower()
        length += len(line.text) + 1
        if length > LONGEST or any(mark in lowered for mark in _NOT_IT):
            break
        kept.append(line.text)
    return _tidied(document, within, kept)


def _tidied(document: Document, within: Section, kept: Sequence[str]) -> str:
    """The lines without a heading that has lost its text."""
    first = within.heading.number + 1
    end = len(kept)
    said = {document.lines[number].tag for number in range(first, first + end)}
    if (
        end
        and rank_of(document.lines[first + end - 1].tag)
        and not all(map(rank_of, said))
        and first + end < within.end
    ):
        end -= 1
    return " ".join(kept[:end])
