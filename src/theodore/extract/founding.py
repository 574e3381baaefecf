"""The year in which the company was founded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from theodore.extract.document import Document
from theodore.extract.proof import by_item, by_text
from theodore.extract.remembered import remembered
from theodore.extract.subject import Subject
from theodore.extract.visible import Place
from theodore.extract.wordlists import one_of, starts, words
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "founding_year"
EARLIEST = 1600

#: One of these is on each line that tells of a founding.
_STARTS = starts("founding_starts")
_ANY_YEAR = re.compile(r"1[6-9]\d\d|20\d\d")
_YEAR = r"(?<![\d.,/-])(?P<year>1[6-9]\d\d|20\d\d)(?![\d%]|[.,/-]\d)"
#: The words after which a month begins, in seven languages.
_MONTH = (
    r"(?:of |de |d')?(?:jan|gen|ene|feb|fév|m[aä]r|mrt|a[pvb]r|ma[iygj]|giu|ju[nlib]|lug|a[ugo][uogû]|set|sep|o[ckut]t"
    r"|nov|d[ei][czc]|déc)"
)
#: Between the verb and the year: a month, a place, "in the year"; a day, but no other number.
_GAP = rf"(?:[^\d.!?\n]|\b(?:0?[1-9]|[12]\d|3[01])(?:\.|st|nd|rd|th|º)?\s(?={_MONTH})){{0,60}}?"

_STRONG = one_of("founding_verbs")
_BEGINNING = one_of("beginning_verbs")
_SINCE = "since|seit|depuis|desde|dal|sinds"


@dataclass(frozen=True, slots=True)
class _Statement:
    """One way of saying it. sure: how surely it speaks of the company, on a page of no particular kind."""

    pattern: re.Pattern[str]
    method: str
    sure: float


def _statement(pattern: str, method: str, sure: float) -> _Statement:
    return _Statement(re.compile(pattern, re.IGNORECASE), method, sure)


_STATEMENTS = (
    _statement(rf"\b(?:{_STRONG})(?!\w){_GAP}{_YEAR}", "founding.founded", 0.75),
    _statement(rf"{_YEAR}\s*(?:{_STRONG})(?!\w)", "founding.founded", 0.75),
    _statement(
        rf"\b(?:in|im jahre?|en|nel|anno|em)\s+{_YEAR},?\s[^.!?\n\d]{{0,80}}?\b(?:{_STRONG})(?!\w)",
        "founding.in_year",
        0.7,
    ),
    _statement(rf"\b(?:{_BEGINNING})(?!\w){_GAP}{_YEAR}", "founding.began", 0.4),
    _statement(
        rf"\b(?:{_SINCE})\s*:?\s+(?:(?:the year|dem jahre?|l'année|el año|l'anno|het jaar|o ano)\s+)?{_YEAR}",
        "founding.since",
        0.4,
    ),
)
#: A label on a line of its own, and the year on the next, as tables of facts have it.
_LABEL = re.compile(rf"(?:{_STRONG}|{_SINCE})(?:\s+(?:in|im jahr|en|nel|am|on|year))?\s*:?", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"(?:\D{{0,20}}\b\d{{1,2}}\.?\D{{1,15}}|\D{{0,12}}){_YEAR}\D{{0,20}}")

#: Beside these words a year is somebody else's: a person's, a product's, a customer's.
_ELSE = re.compile(rf"\b(?:{one_of('of_others')})\b|©", re.IGNORECASE)
_KINDS = {PageKind.ABOUT: 0.1, PageKind.HOME: 0.05, PageKind.IMPRINT: 0.05, PageKind.TEAM: 0.0, PageKind.BLOG: -0.4}
_OTHER_KINDS = -0.08
_DOUBT = 0.3
#: In a line this short there is hardly anybody else to speak of: "Family-owned since 1974".
_SLOGAN = 60
_OF_THE_FIRM = re.compile(rf"\b(?:{'|'.join(words('of_the_firm'))})\b", re.IGNORECASE)


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each statement of the year, the plainest first."""
    for item in document.organisations:
        for written in item.texts("foundingDate"):
            if year := _valid(written[:4], subject):
                yield by_item(document, _FIELD, year, item, "foundingDate", written, 0.95)
    for number in _telling(document):
        if document.lines[number].place not in (Place.QUOTE, Place.NAV):
            yield from _on_line(document, number, subject)
            yield from _under_label(document, number, subject)


def _telling(document: Document) -> list[int]:
    """The lines that tell of a founding, with a year in them or in the next: years are rarer than the words."""
    dated = document.lines_matching(_ANY_YEAR)
    near = sorted({*dated, *(number - 1 for number in dated if number)})
    lines = ((number, document.lowered[slice(*document.span(number))]) for number in near)
    return [number for number, line in lines if _tells(line)]


@remembered
def _tells(line: str) -> bool:
    return any(start in line for start in _STARTS)


def _on_line(document: Document, number: int, subject: Subject) -> Iterator[Evidence]:
    start, end = document.span(number)
    if not _ANY_YEAR.search(document.text, start, end):
        return
    for statement in _STATEMENTS:
        for match in statement.pattern.finditer(document.text, start, end):
            year = _valid(match["year"], subject)
            sure = _sureness(document, statement, match)
            if year and sure > 0:
                yield by_text(document, _FIELD, year, match.start(), match.end(), statement.method, sure)


def _sureness(document: Document, statement: _Statement, match: re.Match[str]) -> float:
    number = document.line_number(match.start())
    line = document.lines[number].text
    start, end = document.span(number)
    around = document.text[max(start, match.start() - 60) : min(end, match.end() + 25)]
    sure = statement.sure + _KINDS.get(document.kind, _OTHER_KINDS)
    if _ELSE.search(around):
        sure -= _DOUBT
    elif len(line) < _SLOGAN or _OF_THE_FIRM.search(around):
        sure += 0.1
    return round(sure, 2)


def _under_label(document: Document, number: int, subject: Subject) -> Iterator[Evidence]:
    if number + 1 == len(document.lines) or not _LABEL.fullmatch(document.lines[number].text):
        return
    start, end = document.span(number + 1)
    match = _BARE_YEAR.fullmatch(document.text, start, end)
    if match and (year := _valid(match["year"], subject)):
        yield by_text(document, _FIELD, year, document.span(number)[0], end, "founding.label", 0.85)


def _valid(digits: str, subject: Subject) -> int | None:
    """The year, where a company can have been founded in it."""
    year = int(digits) if digits.isdecimal() else 0
    return year if EARLIEST <= year <= subject.year else None
