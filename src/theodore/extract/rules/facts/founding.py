"""The year in which the company was founded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import plain_tokens
from theodore.extract.reading.wordlists import one_of, starts, words
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.identity.names import core
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


#: Much goes on since a year: this counts only where it speaks of the firm, or of nothing.
_SINCE_WHEN = "founding.since"
_STATEMENTS = (
    _statement(rf"\b(?:{_STRONG})(?!\w){_GAP}{_YEAR}", "founding.founded", 0.75),
    _statement(rf"{_YEAR}\s*(?:{_STRONG})(?!\w)", "founding.founded", 0.75),
    _statement(
        rf"\b(?:in|im jahre?|en|nel|anno|em|wurden?|werd)\s+{_YEAR},?\s[^.!?\n\d]{{0,80}}?\b(?:{_STRONG})(?!\w)",
        "founding.in_year",
        0.7,
    ),
    _statement(rf"\b(?:{_BEGINNING})(?!\w){_GAP}{_YEAR}", "founding.began", 0.4),
    _statement(
        rf"\b(?:{_SINCE})\s*:?\s+(?:(?:the year|dem jahre?|l'année|el año|l'anno|het jaar|o ano)\s+)?{_YEAR}",
        _SINCE_WHEN,
        0.25,
    ),
)
#: A label on a line of its own, and the year on the next, as tables of facts have it.
_LABEL = re.compile(rf"(?:{_STRONG}|{_SINCE})(?:\s+(?:in|im jahr|en|nel|am|on|year))?\s*:?", re.IGNORECASE)
_BARE_YEAR = re.compile(rf"(?:\D{{0,20}}\b\d{{1,2}}\.?\D{{1,15}}|\D{{0,12}}){_YEAR}\D{{0,20}}")

#: Beside these words a year is somebody else's: a person's, a product's, a customer's.
_ELSE = re.compile(rf"\b(?:{one_of('of_others')})\b|©", re.IGNORECASE)
#: What follows in the sentence is said of whom they belong to: `member of the Brokers' Association, founded in 1994`.
_MEMBER = re.compile(
    r"\b(?:members? of|mitglied (?:im|in|der|des|von)|membre d[eu']|miembros? de|soci[oa] (?:de|di)|membro d[aeio]"
    r"|lid van)"
    # `our customer Acme was founded in 1950`
    r"|\b(?:our|unser|unsere|notre|nuestr[oa]|(?:il |la )?nostr[oa]|onze|noss[oa])"
    rf"\s(?:{one_of('firms_of_ours')})(?-i:\s[A-ZÀ-ÖØ-Þ])",
    re.IGNORECASE,
)
_KINDS = {PageKind.ABOUT: 0.1, PageKind.HOME: 0.05, PageKind.IMPRINT: 0.05, PageKind.TEAM: 0.0, PageKind.BLOG: -0.4}
_OTHER_KINDS = -0.08
_DOUBT = 0.3
#: What firms have and are since a year, and what their founding is not.
_DEALING = re.compile(rf"\b(?:{one_of('of_dealings')})\b", re.IGNORECASE)
#: Beside so few words, and no abbreviation among them, a year stands alone: "Family-owned since 1974".
_FEW_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+")
_ABBREVIATION = re.compile(r"\b[A-ZÄÖÜ]{2,}\b")
_OTHER_NUMBER = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
#: In characters: so far before and after a statement its subject is looked for.
_BEFORE, _AFTER = 60, 25
_LONGEST_SENTENCE = 300
#: A page with more such lines, or a line that says it in one way more often, was made to waste time.
_MOST_LINES, _MOST_OF_LINE = 1_000, 20
#: In letters; shorter words are in every name.
_SHORT = 3
_OF_THE_FIRM = re.compile(rf"\b(?:{'|'.join(words('of_the_firm'))})\b", re.IGNORECASE)


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each statement of the year, the plainest first."""
    for item in document.organisations:
        for written in item.texts("foundingDate"):
            if year := _valid(written[:4], subject):
                yield by_item(document, _FIELD, year, item, "foundingDate", written, 0.95)
    for number in _telling(document)[:_MOST_LINES]:
        if document.lines[number].place not in (Place.QUOTE, Place.NAV):
            yield from _on_line(document, number, subject)
            yield from _under_label(document, number, subject)


def _telling(document: Document) -> list[int]:
    """The lines that tell of a founding, with a year in them or in the next."""
    lines = document.lines
    return [
        number
        for number in document.lines_with(_STARTS)
        if _is_dated(lines[number].text) or (number + 1 < len(lines) and _is_dated(lines[number + 1].text))
    ]


@remembered
def _is_dated(line: str) -> bool:
    return _ANY_YEAR.search(line) is not None


def _on_line(document: Document, number: int, subject: Subject) -> Iterator[Evidence]:
    start, end = document.span(number)
    if not _ANY_YEAR.search(document.text, start, end):
        return
    line = document.lines[number].text
    for statement in _STATEMENTS:
        for match in islice(statement.pattern.finditer(line), _MOST_OF_LINE):
            year = _valid(match["year"], subject)
            sure = _sureness(document, statement, match, subject)
            if year and sure > 0:
                yield by_text(
                    document, _FIELD, year, start + match.start(), start + match.end(), statement.method, sure
                )


def _sureness(document: Document, statement: _Statement, match: re.Match[str], subject: Subject) -> float:
    line = match.string
    if _MEMBER.search(_sentence(match)[0]):
        return 0.0
    around = line[max(0, match.start() - _BEFORE) : match.end() + _AFTER]
    sure = statement.sure + _KINDS.get(document.kind, _OTHER_KINDS)
    if _ELSE.search(around):
        return round(sure - _DOUBT, 2)
    if statement.method == _SINCE_WHEN:
        return round(sure + 0.25, 2) if _is_since_the_founding(match, subject) else 0.0
    return round(sure + 0.1, 2) if _OF_THE_FIRM.search(around) else round(sure, 2)


def _is_since_the_founding(match: re.Match[str], subject: Subject) -> bool:
    """Whether a bare `since 1974` stands alone, or beside the firm and nothing that firms come by later."""
    before, after = _sentence(match)
    if _DEALING.search(f"{before} {after}"):
        return False
    # who does something is said at the beginning of a sentence, or close by
    beside = f"{before[:_BEFORE]} {before[-_BEFORE:]} {after[:_AFTER]}"
    if _OF_THE_FIRM.search(beside) or _is_named(beside, subject):
        return True
    if _OTHER_NUMBER.search(f"{before} {after}") or _ABBREVIATION.search(f"{before} {after}"):
        return False
    return len(_WORD.findall(f"{before} {after}")) <= _FEW_WORDS


def _is_named(text: str, subject: Subject) -> bool:
    """Whether a text has a word of the company's name, or of its domain."""
    own = core(subject.company.name)
    return any(len(word) > _SHORT and (word in own or word in subject.label) for word in plain_tokens(text))


def _sentence(match: re.Match[str]) -> tuple[str, str]:
    """What stands before and after a statement in its sentence."""
    before = match.string[max(0, match.start() - _LONGEST_SENTENCE) : match.start()]
    after = match.string[match.end() : match.end() + _LONGEST_SENTENCE]
    return _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(after, maxsplit=1)[0]


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


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest year; of two that are nearly as sure, the earlier: firms are founded once and begin many things."""
    if not candidates:
        return []
    near = [each for each in candidates if each.sure >= candidates[0].sure - 0.04]
    return [min(near, key=lambda each: int(each.value))]
