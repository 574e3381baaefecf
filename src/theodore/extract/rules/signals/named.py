"""Firms and products that a page names: by their logos and in the lists under a heading, and in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wordlists import entries, one_of, starts
from theodore.extract.rules.signals.naming import (
    are_names,
    ends_in_form,
    has_form,
    is_coined,
    is_everywhere,
    is_kind,
    is_name,
    is_own,
    is_shaped,
    listed_from,
    of_logo,
)
from theodore.extract.rules.signals.sections import (
    Section,
    by_picture,
    entries_under,
    pictures_under,
    sections,
)
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence_has
from theodore.model.evidence import Evidence

#: So many pictures under a heading are a wall of logos, however each is called.
_WALL = 3
#: So many entries are a list.
_FEWEST = 2
#: Two capitals and nothing of a firm: as people are called.
_PERSON = re.compile(
    r"(?:Dr\.? |Mrs?\.? |Ms\.? )?[A-ZÀ-Þ][a-zà-ÿ'\u2019-]+(?: [A-Z]\.?)?(?: [A-ZÀ-Þ][a-zà-ÿ'\u2019-]+){1,2}"
)
#: So ends what is said before the names of those who belong to one.
_OURS = re.compile(
    r"(?:partner\w*|partenaires?|socios?|colaborador(?:es)?|aliados?|parceiros?)\s*:?\s*\Z", re.IGNORECASE
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
class Listed:
    """A list of names in a sentence. beginning: what announces it. names: each with where it starts and ends."""

    beginning: re.Match[str]
    names: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The beginnings of lists in sentences, for languages whose nouns have small letters, and for German.

    announcing: those in German after which names are to be expected, and no other nouns. starts: one of them is on each
    line with such a beginning. lists: the lists of names that begin in a line.
    """

    pattern: re.Pattern[str]
    german: re.Pattern[str]
    announcing: re.Pattern[str]
    starts: tuple[str, ...]
    lists: Callable[[str], tuple[Listed, ...]]


def told(patterns: str, quick: str) -> Told:
    """The beginnings in `data/{patterns}.txt`, each behind its language; one of `quick` is on each such line."""
    of = [entry.partition(" ") for entry in entries(patterns)]
    german, announcing = ([text for tag, _, text in of if tag == wanted] for wanted in ("de", "de!"))
    others = [text for tag, _, text in of if not tag.startswith("de")]
    usual, nouns, names = (_beginning(each) for each in (others, german, announcing))
    lists = remembered(lambda text: tuple(_lists(text, usual, nouns, names)))
    return Told(usual, nouns, names, starts(quick), lists)


def _beginning(patterns: Sequence[str]) -> re.Pattern[str]:
    # where there are none, nothing fits
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})\s+", re.IGNORECASE)


def under_headings(document: Document, subject: Subject, field: str, headings: Headed) -> Iterator[Evidence]:
    """The names under each such heading: of the logos there, else of the entries of a list of names."""
    return in_sections(document, subject, field, sections(document, headings.pattern, headings.starts))


def in_sections(document: Document, subject: Subject, field: str, there: Iterable[Section]) -> Iterator[Evidence]:
    """The names in these parts of the page: of the logos there, else of the entries of a list of names."""
    for section in there:
        logos = list(_logos(document, section, subject, field))
        yield from logos or _entries(document, section, subject, field)


def _logos(document: Document, section: Section, subject: Subject, field: str) -> Iterator[Evidence]:
    named = ((of_logo(picture.alternative), picture) for picture in pictures_under(document, section))
    found = [(name, picture) for name, picture in named if name and _is_other(name, subject)]
    names = [name for name, _ in found]
    is_wall = len(found) >= _WALL or (len(found) >= _FEWEST and are_names(names))
    for name, picture in found:
        if picture.is_called or (is_wall and not _is_person(name)):
            yield by_picture(document, field, name, picture, f"{field}.logo", 0.75 if picture.is_called else 0.65)


def _is_person(name: str) -> bool:
    return bool(_PERSON.fullmatch(name)) and not _OF_FIRMS.search(name) and not is_shaped(name)


def _is_other(name: str, subject: Subject) -> bool:
    return not is_everywhere(name) and not is_own(name, subject)


def _entries(document: Document, section: Section, subject: Subject, field: str) -> Iterator[Evidence]:
    """The entries of a list, where most have the shape of names: firms list the kinds of their customers too."""
    lines = entries_under(document, section) or _in_a_row(document, section, subject)
    texts = [document.lines[each].text for each in lines]
    if len(lines) < _FEWEST or not are_names(texts) or 2 * sum(map(_is_person, texts)) > len(texts):
        return
    for each, name in zip(lines, texts, strict=True):
        if is_name(name) and name[:1].isupper() and not is_kind(name) and _is_other(name, subject):
            yield by_text(document, field, name, *document.span(each), f"{field}.list", 0.65)


def _in_a_row(document: Document, section: Section, subject: Subject) -> list[int]:
    """The names right below a heading that stand in lines of their own, in no list: several, and all of their shape."""
    found: list[int] = []
    for number in section.lines:
        line = document.lines[number]
        another = found and line.tag != document.lines[found[0]].tag
        is_sentence = line.text[-1] in ".!?:" and not ends_in_form(line.text)
        if another or is_sentence or not _is_name_by_itself(line.text) or is_own(line.text, subject):
            break
        found.append(number)
    # two are few, unless each says by its form of law that it is a firm
    are_firms = len(found) >= _FEWEST and all(has_form(document.lines[each].text) for each in found)
    return found if are_firms or len(found) >= _WALL else []


def _is_name_by_itself(text: str) -> bool:
    return is_name(text) and (is_shaped(text) or is_coined(text))


def in_sentences(
    document: Document,
    subject: Subject,
    field: str,
    lists: Told,
    numbers: Sequence[int],
    not_these: re.Pattern[str] | None = None,
) -> Iterator[Evidence]:
    """The names that follow such a beginning in a sentence of these lines, unless `not_these` is found in it too."""
    for number in own_lines(document, numbers):
        for listed in lists.lists(document.lines[number].text):
            if not_these is not None and sentence_has(not_these, listed.beginning):
                continue
            start = document.span(number)[0]
            for name, _, last in listed.names:
                if _is_other(name, subject):
                    first = start + listed.beginning.start()
                    yield by_text(document, field, name, first, start + last, f"{field}.sentence", 0.7)


def _lists(
    text: str, pattern: re.Pattern[str], german: re.Pattern[str], announcing: re.Pattern[str]
) -> Iterator[Listed]:
    for each in (pattern, german, announcing):
        for match in matches(each, text):
            nouns_are_large, announced = each is not pattern, each is announcing
            names = tuple(listed_from(text, match.end(), nouns_are_large=nouns_are_large, announced=announced))
            # `our partner John Smith` is a lawyer's
            if names and not (_OURS.search(match[0]) and all(_is_person(name) for name, _, _ in names)):
                yield Listed(match, names)
