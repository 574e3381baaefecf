"""Awards that the company has won, with the year where it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import tokens
from theodore.extract.reading.wordlists import one_of, starts, words
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.signals.naming import of_logo
from theodore.extract.rules.signals.sections import by_picture, pictures_under, sections
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence_has
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "awards"
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT, PageKind.PRODUCTS, PageKind.OTHER})
MOST = 12

_STARTS = starts("signals_award_starts")
_HEADING = re.compile(one_of("signals_award_headings"), re.IGNORECASE)
_HEADING_STARTS = starts("signals_award_heading_starts")
_CLAIM = re.compile(rf"(?<!\w)(?:{one_of('signals_award_claims')})(?!\w)", re.IGNORECASE)
_NOT_OWN = re.compile(rf"(?<!\w)(?:{one_of('signals_not_own_awards')})(?!\w)", re.IGNORECASE)

_YEAR = r"(?:19[89]\d|20\d\d)"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w&.'\u2019-]*"
_SMALL = r"(?:of|for|the|in|and|&|de|des|du|del|della|di|da|do|der|für|im|al|alla|à|a la|voor|van)"
_WORDS = rf"{_CAPITAL}(?:(?: {_SMALL}){{0,2}} (?:{_CAPITAL}|{_YEAR}|\d{{1,4}})){{0,7}}"
#: "2019 German Design Award in Gold", "Preis des Mittelstands 2020": capitals up to the noun, or from it on.
_ENDING = re.compile(
    rf"(?<![\w&.'\u2019-])(?:{_YEAR} )?(?:(?:{_CAPITAL}|\d{{1,4}}|{_SMALL}) ){{0,7}}?"
    rf"(?:{one_of('signals_award_nouns')})(?:[ ,]+(?:in )?{_YEAR})?"
)
_LEADING = re.compile(
    rf"(?<!\w)(?:{one_of('signals_award_leads')})(?: {_SMALL}){{0,2}} {_WORDS}(?:[ ,]+(?:en )?{_YEAR})?"
)
_KNOWN = re.compile(rf"(?:\b{_YEAR} )?(?<!\w)(?:{one_of('signals_award_names')})(?!\w)(?:[ ,]+{_YEAR})?")
_FEW = re.compile(rf"(?:{one_of('signals_before_awards')}) ", re.IGNORECASE)
#: Before a noun in capitals these name no award: "Our Awards", "Customer Award".
_BARE = words("signals_bare_award_words")
#: In words, and in characters.
_LONGEST_ENTRY, _LONGEST = 16, 120
_ANY_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_SIGN = re.compile(
    r"\b(?:best|top|award|winner|prize|medal|finalist|rated|#1|no\. ?1)\b|preis|prix|premi|prijs|prémi|prêmi",
    re.IGNORECASE,
)


def find(document: Document) -> Iterator[Evidence]:
    """Awards that a sentence says were won, the entries under a heading of awards, and the badges there."""
    if document.kind not in _KINDS:
        return
    numbers = document.lines_with(_STARTS)
    if not numbers:
        return
    under: set[int] = set()
    for part in sections(document, _HEADING, _HEADING_STARTS):
        under.update(part.lines)
        for picture in pictures_under(document, part):
            name = of_logo(picture.alternative)
            if name and (_SIGN.search(name) or _ANY_YEAR.search(picture.alternative)) and _is_enough(name):
                yield by_picture(document, _FIELD, name, picture, "awards.badge", 0.7)
    for number in own_lines(document, sorted({*numbers, *under})):
        yield from _on_line(document, number, listed=number in under)


def _on_line(document: Document, number: int, *, listed: bool) -> Iterator[Evidence]:
    line = document.lines[number]
    start, _ = document.span(number)
    found = False
    for match in _names(line.text):
        first, last = _trimmed(match)
        if first < last and (listed or sentence_has(_CLAIM, match)) and not sentence_has(_NOT_OWN, match):
            found = True
            sure = 0.8 if listed else 0.7
            yield by_text(document, _FIELD, line.text[first:last], start + first, start + last, "awards.named", sure)
    if listed and not found and _is_entry(line.text) and not _NOT_OWN.search(line.text):
        text = line.text.strip(" \u2013\u2014-\u2022\u00b7")
        at = start + line.text.index(text)
        yield by_text(document, _FIELD, text, at, at + len(text), "awards.list", 0.65)


def _names(text: str) -> list[re.Match[str]]:
    """The names of awards in a line, none within another."""
    found: list[re.Match[str]] = []
    for pattern in (_KNOWN, _ENDING, _LEADING):
        for match in matches(pattern, text):
            if all(match.end() <= each.start() or match.start() >= each.end() for each in found):
                found.append(match)
    return sorted(found, key=lambda each: each.start())[:MOST]


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Where the name starts and ends without what stands before it by chance; nowhere, where nothing names it."""
    start, end = match.span()
    while few := _FEW.match(match.string, start, end):
        start = few.end()
    name = match.string[start:end]
    return (start, end) if _is_enough(name) else (0, 0)


def _is_enough(name: str) -> bool:
    """Whether a name tells an award from any other."""
    named = [word for word in tokens(name) if not word.isdecimal()]
    return len(name) <= _LONGEST and any(word not in _BARE for word in named)


def _is_entry(text: str) -> bool:
    """Whether a line under a heading of awards is one: short, with a year or a word of winning, and no sentence."""
    if not 2 <= len(text.split()) <= _LONGEST_ENTRY or text.rstrip()[-1:] in ".!?:…":
        return False
    return bool(_ANY_YEAR.search(text) or _SIGN.search(text)) and _is_enough(text)


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
