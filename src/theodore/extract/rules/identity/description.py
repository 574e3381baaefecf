"""What the company does, in its own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_words
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wording import plain_tokens, tokens
from theodore.extract.reading.wordlists import entries, one_of
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

#: What companies are stands after one of these.
_IS = frozenset({"is", "ist", "est", "es", "è", "é"})
_IS_A = re.compile(r"\b(?:is (?:an?|the|een)|ist eine?|est une?|es una?|è un[ao]?|é uma?)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
#: How others speak of them.
_I = re.compile(r"\b(?:I|I'm|my|me|ich|mein|meine|je|j'ai|mon|mi|mio|ik|mijn|eu|meu|minha)\b")
_NOT_IT = entries("description_not")
#: `Nordwind at a glance: Nordwind ships parcels`: what stands before is a heading.
_LEAD = re.compile(r"[^.!?:]{3,60}: (?=\w)")
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
    """The page's first paragraphs of some length that say what the company does, as itself or as we."""
    # the first word of a name tells it; the others may be of its trade
    own = {*core(subject.company.name)[:1], subject.label}
    count = 0
    for line in document.lines:
        if count < 8 and _may_be(line):
            count += 1
            text = _without_lead(line.text, own)
            beginning = text[:_BEGINNING]
            there = plain_tokens(beginning)
            # a domain joins the words of a name
            named = not own.isdisjoint(there) or (len(subject.label) > 4 and subject.label in "".join(there))
            ours = _is_ours(beginning)
            # many paragraphs speak of a company's virtues; they are kept for what they are, and not believed
            doubt = 0.0 if named or ours else 0.4
            sure = _KINDS[document.kind] + 0.1 * named + 0.05 * ours - 0.01 * count - doubt
            yield by_words(document, _FIELD, shorten(text), text[:LONGEST], "description.paragraph", round(sure, 2))


def _without_lead(text: str, own: Collection[str]) -> str:
    """The text without a heading in its line, after which it begins with the company's name."""
    lead = _LEAD.match(text)
    first = plain_tokens(text[lead.end() : lead.end() + 40])[:2] if lead else []
    return text[lead.end() :] if lead and not set(own).isdisjoint(first) else text


@remembered
def _is_ours(beginning: str) -> bool:
    """Whether a text begins as companies say what they do, or what they are."""
    lowered = beginning.lower()
    there = _WORD.findall(lowered)
    if not _IS.isdisjoint(there) and _IS_A.search(beginning):
        return True
    return bool(_doing().search(lowered))


@cache
def _doing() -> re.Pattern[str]:
    # at the beginning of what is said, for in the midst we do many things
    return re.compile(rf"(?:^|[.!?,;:] )(?:{one_of('description_doing')})")


def _may_be(line: Line) -> bool:
    return (
        len(line.text) >= 80
        and line.tag in {"p", "div", "td", "section", "article", "main", "body", "li", "dd", "center"}
        and line.place is Place.MAIN
        and line.text[-1:] in ".!?"
        # a teaser, which goes on elsewhere
        and not line.text.endswith("..")
        and _is_impersonal(line.text)
    )


@remembered
def _is_impersonal(text: str) -> bool:
    """Whether a text says something, and nobody speaks in it of himself."""
    return not _I.search(text) and _says_something(text)


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
