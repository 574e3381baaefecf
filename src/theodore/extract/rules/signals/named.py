"""Firms and products that a page names: by their logos and in the lists under a heading, and in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wordlists import entries, one_of, starts
from theodore.extract.rules.signals.naming import is_everywhere, is_name, is_own, is_shaped, listed_from, of_logo
from theodore.extract.rules.signals.sections import Section, by_picture, pictures_under, sections
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence_has
from theodore.model.evidence import Evidence

#: So many pictures under a heading are a wall of logos, however each is called.
_WALL = 3
#: Two capitals and nothing of a firm: as people are called.
_PERSON = re.compile(
    r"(?:Dr\.? |Mrs?\.? |Ms\.? )?[A-ZÀ-Þ][a-zà-ÿ'\u2019-]+(?: [A-Z]\.?)?(?: [A-ZÀ-Þ][a-zà-ÿ'\u2019-]+){1,2}"
)
_OF_FIRMS = re.compile(rf"\b(?:{one_of('signals_firm_words')})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Headed:
    """The headings over the names of one field."""

    pattern: re.Pattern[str]
    starts: tuple[str, ...]


def headed(patterns: str, quick: str) -> Headed:
    """The headings of `data/{patterns}.txt`, one of which is all of a line; one of `quick` is in each."""
    return Headed(re.compile(one_of(patterns), re.IGNORECASE), starts(quick))


@dataclass(frozen=True, slots=True)
class Told:
    """The beginnings of lists in sentences, for languages whose nouns have small letters, and for German."""

    pattern: re.Pattern[str]
    german: re.Pattern[str]
    starts: tuple[str, ...]


def told(patterns: str, quick: str) -> Told:
    """The beginnings in `data/{patterns}.txt`, each behind its language; one of `quick` is on each such line."""
    german = [entry[3:] for entry in entries(patterns) if entry.startswith("de ")]
    others = [entry[3:] for entry in entries(patterns) if not entry.startswith("de ")]
    return Told(_beginning(others), _beginning(german), starts(quick))


def _beginning(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})\s+", re.IGNORECASE)


def under_headings(document: Document, subject: Subject, field: str, headings: Headed) -> Iterator[Evidence]:
    """The names under each such heading: of the logos there, else of the entries of a list of names."""
    for section in sections(document, headings.pattern, headings.starts):
        logos = list(_logos(document, section, subject, field))
        yield from logos or _entries(document, section, subject, field)


def _logos(document: Document, section: Section, subject: Subject, field: str) -> Iterator[Evidence]:
    named = ((of_logo(picture.alternative), picture) for picture in pictures_under(document, section))
    found = [(name, picture) for name, picture in named if name and _is_other(name, subject)]
    for name, picture in found:
        if picture.is_called or (len(found) >= _WALL and not _is_person(name)):
            yield by_picture(document, field, name, picture, f"{field}.logo", 0.75 if picture.is_called else 0.65)


def _is_person(name: str) -> bool:
    return bool(_PERSON.fullmatch(name)) and not _OF_FIRMS.search(name) and not is_shaped(name)


def _is_other(name: str, subject: Subject) -> bool:
    return not is_everywhere(name) and not is_own(name, subject)


def _entries(document: Document, section: Section, subject: Subject, field: str) -> Iterator[Evidence]:
    """The entries of a list, where most have the shape of names: firms list the kinds of their customers too."""
    lines = [each for each in section.lines if document.lines[each].tag == "li"]
    named = [each for each in lines if is_name(document.lines[each].text)]
    shaped = sum(is_shaped(document.lines[each].text) for each in named)
    if len(named) < _WALL or 2 * shaped < len(lines):
        return
    for each in named:
        name = document.lines[each].text
        if name[:1].isupper() and _is_other(name, subject):
            yield by_text(document, field, name, *document.span(each), f"{field}.list", 0.65)


def in_sentences(
    document: Document, subject: Subject, field: str, lists: Told, not_these: re.Pattern[str] | None = None
) -> Iterator[Evidence]:
    """The names that follow such a beginning in a sentence, unless it speaks of what `not_these` finds."""
    for number in own_lines(document, document.lines_with(lists.starts)):
        text, (start, _) = document.lines[number].text, document.span(number)
        for pattern, nouns_are_large in ((lists.pattern, False), (lists.german, True)):
            for match in matches(pattern, text):
                if not_these is not None and sentence_has(not_these, match):
                    continue
                for name, _, last in listed_from(text, match.end(), nouns_are_large=nouns_are_large):
                    if _is_other(name, subject):
                        yield by_text(
                            document, field, name, start + match.start(), start + last, f"{field}.sentence", 0.7
                        )
