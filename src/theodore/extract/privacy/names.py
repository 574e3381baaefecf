"""Who is named on a company's pages, and where such names stand in a text.

A name is told by what the pages themselves say of people (leaders, authors, contacts, whoever praises), and by the
first names that are usual in seven languages. What is the company's own name is no person's, even where it is made of
one: `Max Muster e.K.` stays, `Max Muster` beside it does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import plain, plain_tokens
from theodore.extract.reading.wordlists import entries, one_of, words
from theodore.extract.rules.identity.names import LEGAL_FORMS
from theodore.extract.rules.people import people
from theodore.extract.rules.people.persons import NAME, person, person_at_end
from theodore.extract.rules.people.titles import TRIM, titles_in
from theodore.model.page import PageKind

#: Where something stands in a text: from, and to.
Span = tuple[int, int]

FIRST_NAMES: Final = words("privacy_first_names")
_HONOURS: Final = words("privacy_honours")
_PARTICLES: Final = words("privacy_particles")
_NOT_IN_NAMES: Final = words("not_in_names")
#: Before what looks like a name these make it a street, after it a street, a body or a prize.
_STREETS: Final = words("privacy_street_words")
_BODIES: Final = re.compile(rf"(?:{one_of('signals_firm_words')})", re.IGNORECASE)
_FORM_AFTER: Final = re.compile(
    rf"[\s,]{{0,3}}(?:(?:&|\+|und|and|et|e|y)\s+\w+\.?[\s,]{{1,3}})?(?:{LEGAL_FORMS})(?![\w-])"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['\u2019](?=[^\W\d_]{2})[^\W\d_]+)?")
#: Between the words of one name: spaces, or what parts them in an address.
_GAP: Final = re.compile(r"(?:[\s.,_+-]|%20|&nbsp;){1,3}")
#: Between the first names of two who share their family name.
_AND: Final = re.compile(r"\s{1,2}(?:and|und|et|e|y|en|i|&|&amp;|\+)\s{1,2}")
_HYPHENED: Final = re.compile(r"[-\u2010\u2011](?=[^\W\d_])")
#: Founders who are named by their initials: after such a word it is no company that is called so, like J.B. Hunt.
_INITIALLED: Final = re.compile(
    r"(?:\b(?:by|von|durch|par|por|da|door)\s+|\b(?:and|und|et|e|y|en)\s+|&\s?)((?:[A-Z]\.\s?){1,3}[A-Z][a-z]{2,}\b)"
)
_BLANK: Final = re.compile(r"\.?\s{1,2}|-")
#: A family name that is shorter stands within too much else to be told alone.
_SHORTEST_LAST: Final = 4
_SHORTEST_WHOLE: Final = 8
#: Words after the first one in `Lisa J. Banks`.
_WITH_INITIAL: Final = 2
_MOST_WORDS: Final = 5
_LONGEST_LINE: Final = 200
#: Of one page, in lines: beyond this it is made to waste time.
_MOST_LINES: Final = 5_000
_BYLINES: Final = tuple(sorted(entries("privacy_bylines"), key=len, reverse=True))
#: So short a line is a name with little else, so that one little word before it tells whose.
_SHORT_LINE: Final = 60
_LITTLE: Final = 5


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, plain, and where it stands. written: as it is there."""

    plain: str
    start: int
    end: int
    written: str

    @property
    def is_proper(self) -> bool:
        return self.written[0].isupper()


@dataclass(frozen=True, slots=True)
class Names:
    """The people that are named on a company's pages.

    people: by their first word, the names in plain words. lasts: the family names of those who are surely people. own:
    the company's names, by their first word. scripts: finds names that are written without spaces between words; None
    where there are none.
    """

    people: Mapping[str, Sequence[tuple[str, ...]]]
    lasts: frozenset[str]
    own: Mapping[str, Sequence[tuple[str, ...]]]
    scripts: re.Pattern[str] | None = None

    def within(self, text: str, *, usual: bool = True) -> list[Span]:
        """Where people's names stand in this text, in order.

        usual: also those that are known by their first names alone; not for what streets and towns are called.
        """
        found = [] if self.scripts is None else [match.span() for match in self.scripts.finditer(text)]
        spoken = _words(text)
        own = self._own(text, spoken)
        if usual:
            found += _initialled(text, {spoken[at].start for at in own})
        at = 0
        while at < len(spoken):
            count = 0 if at in own else self._count(text, spoken, at, usual=usual)
            if count:
                found.append((spoken[at].start, spoken[at + count - 1].end))
            at += count or 1
        return sorted(found)

    def _own(self, text: str, spoken: Sequence[_Word]) -> set[int]:
        """The words of a text that are of the company's own name."""
        return {
            at + step
            for at in range(len(spoken))
            for name in self.own.get(spoken[at].plain, ())
            if _is_there(text, spoken, at, name)
            for step in range(len(name))
        }

    def _count(self, text: str, spoken: Sequence[_Word], at: int, *, usual: bool) -> int:
        """How many words from here on are a person's name; 0 for none."""
        word = spoken[at]
        known = max(
            (len(one) for one in self.people.get(word.plain, ()) if _is_there(text, spoken, at, one)), default=0
        )
        if known or (word.plain in self.lasts and word.is_proper):
            end = spoken[at + (known or 1) - 1].end
            # with a legal form it is a company's name
            return 0 if _FORM_AFTER.match(text, end) else known or 1
        return _usual(text, spoken, at) if usual and word.is_proper else 0

    def is_family(self, text: str) -> bool:
        """Whether this, a part of an address, is nothing but a family name, be it beside initials: `n-okonkwo`."""
        telling = [word.plain for word in _words(text) if len(word.plain) > 1]
        return len(telling) == 1 and telling[0] in self.lasts

    def in_one_word(self, text: str) -> bool:
        """Whether a known name stands in this without a space: `annaweber`."""
        whole = plain("".join(_WORD.findall(text)))
        squeezed = ("".join(name) for names in self.people.values() for name in names)
        return any(len(name) >= _SHORTEST_WHOLE and name in whole for name in squeezed)


def named(documents: Sequence[Document], subject: Subject) -> Names:
    """Whom these pages name."""
    own = _own_names(subject)
    surely = {name for document in documents for name in _surely(document, subject)}
    likely = {name for document in documents for name in _likely(document)}
    split = [parts for name in surely if (parts := _parts(name))]
    # of `J. Okonkwo` no first name is known, and the family name tells who it is all the same
    lasts = {parts[-1] for name in surely if (parts := _parts(name)) and len(_words(name)) > 1}
    others = [parts for name in likely if (parts := _parts(name)) and not _is_brand(parts, subject)]
    brand = {word for name in own for word in name}
    return Names(
        _by_first(form for parts in (*split, *others) for form in _forms(parts)),
        frozenset(last for last in lasts if len(last) >= _SHORTEST_LAST and not _begins(last, subject)) - brand,
        _by_first(own),
        _in_scripts(surely),
    )


def _words(text: str) -> list[_Word]:
    return [_Word(plain(match.group()), *match.span(), match.group()) for match in _WORD.finditer(text)]


def _is_there(text: str, spoken: Sequence[_Word], at: int, name: Sequence[str]) -> bool:
    """Whether the words of a name stand from here on, with no more between them than names have."""
    if at + len(name) > len(spoken) or any(spoken[at + step].plain != word for step, word in enumerate(name)):
        return False
    pairs = (spoken[at + step : at + step + 2] for step in range(len(name) - 1))
    return all(_GAP.fullmatch(text, first.end, second.start) for first, second in pairs)


def _usual(text: str, spoken: Sequence[_Word], at: int) -> int:
    """How many words from here on are a name, by its usual first name or by the honour before it; 0 for none."""
    first = spoken[at]
    is_honour = first.plain in _HONOURS and not first.written[1:].isupper()
    # in `Dodd-Frank Act` Frank is a family name
    if not (first.plain in FIRST_NAMES or is_honour) or text[max(0, first.start - 1) : first.start] == "-":
        return 0
    end = at
    while (following := _next(text, spoken, end)) and end - at < _MOST_WORDS:
        end = following
    if end == at and (other := _partner(text, spoken, at)):
        return other - at + count if (count := _usual(text, spoken, other)) else 0
    if end == at or (at and spoken[at - 1].plain in _STREETS and spoken[at - 1].end + 2 > first.start):
        return 0
    others = [word.plain for word in spoken[at + 1 : end + 1]]
    # Banks is a body, and Lisa J. Banks is none
    is_initialled = len(others) == _WITH_INITIAL and len(others[0]) == 1
    is_body = not set(others).isdisjoint(_STREETS) or any(_BODIES.fullmatch(word) for word in others)
    if is_body and not is_initialled:
        return 0
    after = _after(text, spoken, end)
    return 0 if after in _STREETS or _FORM_AFTER.match(text, spoken[end].end) else end - at + 1


def _initialled(text: str, own: set[int]) -> Iterator[Span]:
    """People by their initials: `by L.P. Woods`. own: where words of the company's own name begin."""
    for match in _INITIALLED.finditer(text) if "." in text else ():
        start, end = match.span(1)
        is_company = _FORM_AFTER.match(text, end) or own.intersection(range(start, end))
        if not is_company and plain(match[1].split(".")[-1].strip()) not in _NOT_IN_NAMES:
            yield start, end


def _partner(text: str, spoken: Sequence[_Word], at: int) -> int:
    """The place of the first name after `and`, as in `Carol and Craig Conlee`; 0 where there is none."""
    for place in range(at + 1, min(at + 3, len(spoken))):
        if spoken[place].is_proper:
            between = text[spoken[at].end : spoken[place].start]
            return place if spoken[place].plain in FIRST_NAMES and _AND.fullmatch(between) else 0
    return 0


def _after(text: str, spoken: Sequence[_Word], end: int) -> str:
    """The word right after a name; empty where it goes on behind a hyphen: in `co-founder` no company is."""
    if end + 1 >= len(spoken) or spoken[end + 1].start > spoken[end].end + 1:
        return ""
    after = spoken[end + 1]
    return "" if _HYPHENED.match(text, after.end) else after.plain


def _next(text: str, spoken: Sequence[_Word], at: int) -> int:
    """The place of the next word of a name, past particles; 0 where the name is over."""
    for place in range(at + 1, min(at + 4, len(spoken))):
        word = spoken[place]
        if not _BLANK.fullmatch(text, spoken[place - 1].end, word.start):
            return 0
        if word.is_proper:
            return 0 if word.plain in _NOT_IN_NAMES else place
        if word.plain not in _PARTICLES:
            return 0
    return 0


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name, plain, without initials and particles."""
    return tuple(word.plain for word in _words(name) if len(word.plain) > 1 and word.plain not in _PARTICLES)


def _forms(parts: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ways to write a name: whole, in short, the family name first."""
    if len(parts) > 1:
        yield from {parts, (parts[0], parts[-1]), parts[:2], (parts[-1], parts[0]), (*parts[1:], parts[0])}


def _by_first(names: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    found: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name in dict.fromkeys(names):
        found[name[0]].append(name)
    return dict(found)


def _own_names(subject: Subject) -> list[tuple[str, ...]]:
    """The names by which the user, the domain and the legal form call the company."""
    label = tuple(part for part in subject.label.split("-") if part)
    names = (tuple(word.plain for word in _words(subject.company.name)), label)
    return [name for name in names if name]


def _is_brand(parts: tuple[str, ...], subject: Subject) -> bool:
    """Whether what looks like a name is what the company is called, by its row or its domain."""
    joined, label = "".join(parts), subject.label.replace("-", "")
    return set(parts) <= set(plain_tokens(subject.company.name)) or label in joined or joined in label


def _begins(last: str, subject: Subject) -> bool:
    """Whether the company's domain begins with this family name: alone it is the company's, as in Stearns Design."""
    return subject.label.replace("-", "").startswith(last)


def _in_scripts(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the names in scripts that put no spaces between words, whatever space stands within them."""
    bare = {"".join(name.split()) for name in names}
    found = [
        r"\s?".join(map(re.escape, name)) for name in sorted(bare, key=len, reverse=True) if _is_other_script(name)
    ]
    return re.compile("|".join(found)) if found else None


def _is_other_script(name: str) -> bool:
    return len(name) > 1 and all(sign >= "\u2e80" for sign in name)


def _surely(document: Document, subject: Subject) -> Iterator[str]:
    """People that the page's rules and its structured data name."""
    for finding in people.find(document, subject):
        yield str(finding.value).partition(", ")[0]
    for item in document.items:
        if "person" in item.types:
            yield from item.texts("name")
            yield " ".join((item.text("givenName"), item.text("familyName")))
        for role in ("author", "founder", "contactPoint"):
            yield from (name for name in item.texts(role) if person(name))


def _likely(document: Document) -> Iterator[str]:
    """What looks like people's names where such stand: after `written by`, on a team's page, under praise."""
    author = document.meta.get("author", "")
    if (found := person(author)) and plain(found.split()[0]) in FIRST_NAMES:
        yield found
    for number in document.lines_with(_BYLINES)[:_MOST_LINES]:
        text = document.lines[number].text
        if len(text) < _LONGEST_LINE:
            yield from _after_bylines(text, document.lowered[slice(*document.span(number))])
    for line, following in pairwise(document.lines[:_MOST_LINES]):
        is_their_place = document.kind is PageKind.TEAM or line.place is Place.QUOTE
        if is_their_place and line.place is not Place.NAV and (found := person(line.text.strip(TRIM))):
            is_usual = plain(found.split()[0]) in FIRST_NAMES
            if is_usual or (len(following.text) < _LONGEST_LINE and titles_in(following.text)):
                yield found


def _after_bylines(text: str, lowered: str) -> Iterator[str]:
    for lead in _BYLINES:
        at = lowered.find(lead)
        # `by` and the like mean much else within a sentence
        if at < 0 or (len(lead) <= _LITTLE and (at > 0 or len(text) > _SHORT_LINE)):
            continue
        rest = text[at + len(lead) :].lstrip(TRIM)
        if match := NAME.match(rest):
            name = match["name"]
            if found := person(name) or person_at_end(name):
                yield found
