"""Awards that the company has won, with the year where it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import tokens
from theodore.extract.reading.wordlists import one_of, starts, words
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.signals.marks import lines_of
from theodore.extract.rules.signals.naming import of_logo
from theodore.extract.rules.signals.sections import Section, by_picture, entries_under, pictures_under, under
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence_has
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "awards"
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT, PageKind.PRODUCTS, PageKind.OTHER})
MOST = 12

_CLAIM = re.compile(rf"(?<!\w)(?:{one_of('signals_award_claims')})(?!\w)", re.IGNORECASE)
_NOT_OWN = re.compile(rf"(?<!\w)(?:{one_of('signals_not_own_awards')})(?!\w)", re.IGNORECASE)

_YEAR = r"(?:19[89]\d|20\d\d)"
_IN_YEAR = rf"[ ,]+(?:(?:in|en|de|nel|em) )?{_YEAR}(?!\d)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w&.'\u2019-]*"
_SMALL = r"(?:of|for|the|in|and|&|de|des|du|del|della|di|da|do|der|für|im|al|alla|à|a|la|voor|van)"
_BEGINS = r"(?<![\w&.'\u2019-])"
#: "2019 German Design Award in Gold", "Preis des Mittelstands 2020": capitals up to the noun, and on to a year.
_ENDING = re.compile(
    rf"{_BEGINS}(?:{_YEAR} )?(?:(?:{_CAPITAL}|\d{{1,4}}|{_SMALL}) ){{0,7}}?"
    rf"(?:{one_of('signals_award_nouns')})(?: for {_CAPITAL}(?: (?:(?:and|&|of|in) )?{_CAPITAL}){{0,4}})?"
    rf"(?:(?:(?: {_SMALL}){{0,2}} {_CAPITAL}){{0,4}}{_IN_YEAR})?"
)
_LEADS = one_of("signals_award_leads")
_LINK = "|".join(starts("signals_award_links"))
_PART = rf"(?!(?:{_LEADS})\b)(?:[dl]['\u2019]|dell['\u2019]|all['\u2019])?{_CAPITAL}"
_JOINED = rf"{_PART}(?:(?: (?:{_SMALL}|y|e|et)){{0,2}} (?:(?:{_LINK})?{_PART}|\d{{1,3}}(?!\d))){{0,7}}"
_WORD = r"(?!qu|che\b|dont\b|en\b|in\b)[^\W\d_][\w'\u2019&-]+"
#: "Premio Formación y Empleo 2018", "Prix de l'innovation durable 2019": small letters up to a year or stop.
_LEADING = re.compile(
    rf"(?<!\w)(?:{_LEADS}) (?:(?:(?:{_SMALL}) ){{0,2}}{_JOINED}(?:{_IN_YEAR})?"
    rf"|(?:{_LINK}){_WORD}(?: (?:{_LINK})?{_WORD}){{0,3}}(?:{_IN_YEAR}|(?=\s?(?:[.;!\u00bb\u201d\"]|$))))"
)
_KNOWN = re.compile(rf"(?:\b{_YEAR} )?(?<!\w)(?:{one_of('signals_award_names')})(?!\w)(?:[ ,]+{_YEAR})?")
#: "Employer of the Year 2019".
_OF_YEAR = re.compile(
    rf"{_BEGINS}(?:{_CAPITAL} (?:(?:for|&|and) )?){{0,5}}(?!(?:{one_of('signals_award_parts_of_year')})\b){_CAPITAL}"
    rf" (?:{one_of('signals_award_of_year')})(?!\w)(?:{_IN_YEAR})?"
)
#: "the title “Best Bakery”": named by the quotation marks.
_QUOTED = re.compile(
    rf"(?<!\w)(?:{one_of('signals_award_words')}):? [\u201e\u201c\u201d\"\u00ab\u00bb\u2018'] ?"
    r"(?P<name>[^\u201e\u201c\u201d\"\u00ab\u00bb\n]{3,100}?) ?[\u201c\u201d\"\u00bb\u00ab]",
    re.IGNORECASE,
)
_PATTERNS = (_QUOTED, _KNOWN, _OF_YEAR, _ENDING, _LEADING)
_FEW = re.compile(rf"(?:{one_of('signals_before_awards')}) ", re.IGNORECASE)
#: Before a noun in capitals these name no award: "Our Awards", "Customer Award".
_BARE = words("signals_bare_award_words")
#: In words, and in characters.
_LONGEST_ENTRY, _LONGEST = 16, 120
_ANY_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_SIGN = re.compile(
    r"\b(?:best|top|award|winner|prize|medal|finalist|rated|#1|no\. ?1)\b"
    r"|(?:preis|prix|premio|prijs|prémio|prêmio|troph(?:y|ée)|troféu)\b",
    re.IGNORECASE,
)
_ROUND = " \u2013\u2014-\u2022\u00b7"


def find(document: Document) -> Iterator[Evidence]:
    """Awards that a sentence says were won, the entries under a heading of awards, and the badges there."""
    if document.kind not in _KINDS:
        return
    listed: set[int] = set()
    for part in under(document, "awards"):
        yield from _badges(document, part)
        entries = set(entries_under(document, part))
        for number in own_lines(document, part.lines):
            listed.add(number)
            yield from _entry(document, number, in_list=number in entries)
    for number in own_lines(document, lines_of(document, "awards")):
        if number not in listed:
            for first, last in _won(document.lines[number].text):
                yield _named(document, number, first, last, 0.7)


def _badges(document: Document, part: Section) -> Iterator[Evidence]:
    for picture in pictures_under(document, part):
        name = of_logo(picture.alternative)
        if name and (_SIGN.search(name) or _ANY_YEAR.search(picture.alternative)) and _is_enough(name):
            yield by_picture(document, _FIELD, name, picture, "awards.badge", 0.7)


def _named(document: Document, number: int, first: int, last: int, sure: float) -> Evidence:
    start, text = document.span(number)[0], document.lines[number].text
    return by_text(document, _FIELD, text[first:last], start + first, start + last, "awards.named", sure)


@remembered
def _won(text: str) -> tuple[tuple[int, int], ...]:
    """Where in a line the names of awards stand that it says were won."""
    if not _CLAIM.search(text):
        return ()
    found = ((_trimmed(match), match) for match in _names(text))
    return tuple(
        span for span, match in found if span and sentence_has(_CLAIM, match) and not sentence_has(_NOT_OWN, match)
    )


def _entry(document: Document, number: int, *, in_list: bool) -> Iterator[Evidence]:
    """The award in a line under a heading of awards: all of a short line that tells nothing else, or what it names."""
    text = document.lines[number].text
    whole = _is_entry(text, in_list=in_list)
    if whole and not _CLAIM.search(text) and not _NOT_OWN.search(text):
        yield _whole(document, number)
        return
    spans = [span for match in _names(text) if (span := _trimmed(match)) and not sentence_has(_NOT_OWN, match)]
    for first, last in spans:
        yield _named(document, number, first, last, 0.8)
    if whole and not spans and not _NOT_OWN.search(text):
        yield _whole(document, number)


def _whole(document: Document, number: int) -> Evidence:
    text, (start, _) = document.lines[number].text, document.span(number)
    name = text.strip(_ROUND)
    at = start + text.index(name)
    return by_text(document, _FIELD, name, at, at + len(name), "awards.list", 0.65)


def _names(text: str) -> list[re.Match[str]]:
    """The names of awards in a line, none within another."""
    found: list[re.Match[str]] = []
    for pattern in _PATTERNS:
        for match in matches(pattern, text):
            if all(match.end() <= each.start() or match.start() >= each.end() for each in found):
                found.append(match)
    return sorted(found, key=lambda each: each.start())[:MOST]


def _trimmed(match: re.Match[str]) -> tuple[int, int] | None:
    """Where the name starts and ends without what stands before it by chance; None where nothing names it."""
    start, end = match.span("name") if match.re is _QUOTED else match.span()
    while few := _FEW.match(match.string, start, end):
        start = few.end()
    # what stands before the stop of a sentence belongs to the name, the stop does not
    end = start + len(match.string[start:end].rstrip(" .,'\u2019-"))
    return (start, end) if _is_enough(match.string[start:end]) else None


def _is_enough(name: str) -> bool:
    """Whether a name tells an award from any other."""
    named = [word for word in tokens(name) if not word.isdecimal()]
    return len(name) <= _LONGEST and any(word not in _BARE for word in named)


def _is_entry(text: str, *, in_list: bool) -> bool:
    """If a line under a heading of awards is one: short, no sentence, with a sign of winning, or a year in a list."""
    if not 2 <= len(text.split()) <= _LONGEST_ENTRY or text.rstrip()[-1:] in ".!?:…":
        return False
    return bool(_SIGN.search(text) or (in_list and _ANY_YEAR.search(text))) and _is_enough(text)


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """At most a dozen, none of whose words are all in another's, the newest year first."""
    kept: list[Candidate] = []
    for each in sorted(candidates, key=lambda one: -len(str(one.value))):
        own = set(tokens(str(each.value)))
        if not any(own <= set(tokens(str(other.value))) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: (-_year(one), -one.sure))[:MOST]


def _year(candidate: Candidate) -> int:
    return max((int(year) for year in _ANY_YEAR.findall(str(candidate.value))), default=0)
