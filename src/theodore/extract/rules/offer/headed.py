"""Which of a page's sections tell of the offer: those under headings that say so in seven languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from theodore.extract.reading.document import Document
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.sections import Section, headings, section
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import plain, plain_tokens
from theodore.extract.reading.wordlists import grouped
from theodore.extract.rules.identity.names import core
from theodore.extract.rules.signals.marks import stems, stems_of

#: In characters; a longer heading is a sentence of its own.
_LONGEST_HEADING = 60
#: Stands for the company's own name in a pattern.
_NAME = "{name}"
#: Any few words: whether they are the name is looked at afterwards.
_WORDS = r"[\w&.'-]+(?: [\w&.'-]+){0,3}?"


def _compiled(pattern: str) -> str:
    """A pattern with a group of its own for each name in it."""
    parts = pattern.split(_NAME)
    return "".join(
        part + (f"(?P<name_{number}>{_WORDS})" if number < len(parts) - 1 else "") for number, part in enumerate(parts)
    )


_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    kind: tuple(re.compile(_compiled(pattern)) for pattern in patterns)
    for kind, patterns in grouped("offer_headings").items()
}
#: All of them at once, for most headings are none of these.
_ANY = re.compile(
    "|".join(
        f"(?:{pattern.replace(_NAME, _WORDS)})"
        for patterns in grouped("offer_headings").values()
        for pattern in patterns
    )
)
#: These stand in headings of every kind.
_ANYWHERE = frozenset(
    ("our", "the", "all", "and", "und", "die", "das", "der", "mit", "bei", "auf", "nos", "les", "los", "las", "uns")
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")
#: Every text that a pattern finds has a word that begins like one of the pattern's own.
_STEMS = stems_of(
    word
    for patterns in grouped("offer_headings").values()
    for pattern in patterns
    for word in _LETTERS.findall(pattern)
    if word not in _ANYWHERE
)
_TRIM = " .:!?\u00bf\u2026-\u2013|>»"


@remembered
def _readings(heading: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What a heading may announce, each with the words that must be the company's name."""
    if _STEMS.isdisjoint(stems(heading)) or not _ANY.fullmatch(heading):
        return ()
    matches = ((kind, pattern.fullmatch(heading)) for kind, patterns in _PATTERNS.items() for pattern in patterns)
    found = ((kind, tuple(filter(None, match.groupdict().values()))) for kind, match in matches if match)
    return tuple(found)


def kind_of(heading: str, subject: Subject) -> str:
    """What stands under a heading: offers, advantages, markets or pains; empty for anything else."""
    if not heading or len(heading) > _LONGEST_HEADING:
        return ""
    return next(
        (
            kind
            for kind, names in _readings(heading.lower().strip(_TRIM))
            if all(_is_name(name, subject) for name in names)
        ),
        "",
    )


def _is_name(words: str, subject: Subject) -> bool:
    own, joined = _own(subject.company.name), "".join(plain_tokens(words))
    return bool(own & set(plain_tokens(words))) or (len(joined) > 3 and joined in plain(subject.label).replace("-", ""))


@lru_cache(maxsize=64)
def _own(name: str) -> frozenset[str]:
    return frozenset(word for word in core(name) if len(word) > 2)


def headed(document: Document, subject: Subject) -> Iterator[tuple[str, Section]]:
    """The page's sections that tell of the offer, each with what it tells."""
    there = headings(document)
    for index, heading in enumerate(there):
        if kind := kind_of(heading.text, subject):
            yield kind, section(document, there, index)
