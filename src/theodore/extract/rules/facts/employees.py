"""How many people work for the company, in the usual bands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_text
from theodore.extract.reading.structured import Item, is_the_company
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import plain_tokens
from theodore.extract.reading.wordlists import one_of
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.facts.headcounts import EMPLOYS, FIGURE, FIGURE_OF, STARTS, TEAM, counts
from theodore.extract.rules.identity.names import core
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "employee_count_range"
#: The most people of each band, and its name.
BANDS = (
    (10, "1-10"),
    (50, "11-50"),
    (200, "51-200"),
    (500, "201-500"),
    (1_000, "501-1000"),
    (5_000, "1001-5000"),
    (10_000, "5001-10000"),
    (3_000_000, "10001+"),
)

_OURS = re.compile(rf"(?<!\w)(?:{one_of('staff_ours')})(?!\w)", re.IGNORECASE)
_THEIRS = re.compile(rf"(?<!\w)(?:{one_of('staff_not_theirs')})(?!\w)", re.IGNORECASE)
#: Whom a team is there for; where it begins with a place, the team is theirs.
_OUR_CUSTOMERS = re.compile(
    r"^(?!\s(?:at|of|from|bei|von|chez|des?|di|da|van|bij|en|em|in|presso)\s)"
    r"\s.*?\b(?:our|unser[en]*|nos|nuestr[oa]s|(?:i |le )?nostr[ie]|onze|noss[oa]s)\s(?:[^\W\d_]+\s)?"
    r"(?:customers|clients|kunden|clientes|clienti|klanten)",
    re.IGNORECASE,
)
#: By these there are more than the number says, by the next ones other than it says.
_MORE_THAN = re.compile(rf"(?:(?<!\w)(?:{one_of('staff_more')})\s?)$", re.IGNORECASE)
_PLUS = re.compile(r"\s?\+")
_MULTIPLIED = re.compile(rf"\s(?:{one_of('staff_multiples')})\b", re.IGNORECASE)
_ONCE = re.compile(rf"(?<!\w)(?:{one_of('staff_once')})\s$", re.IGNORECASE)
_WORKING = re.compile(rf"\s(?:{one_of('staff_working')})\s", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|you['\u2019]ll|your|du|sie werden|deine?|vous|tu|jij|je|você)\b", re.IGNORECASE)
#: In characters.
_BEFORE, _AFTER = 45, 30
_OWN_BEFORE = 160
_LONGEST_MORE = 12
#: In words; a line of so few is a figure of a list of facts.
_FEW_WORDS = 4
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_WORD = re.compile(r"[^\W\d_]+")
_NEITHER = frozenset({Place.QUOTE, Place.NAV, Place.ASIDE})
_BASE = {PageKind.ABOUT: 0.75, PageKind.HOME: 0.7, PageKind.TEAM: 0.7, PageKind.CAREERS: 0.65, PageKind.BLOG: 0.3}
_OTHER_KINDS = 0.55
_PRICES = PageKind.PRICING
#: A page that counts people more often was made to waste time.
_MOST = 500
#: Such a number is a year, where nothing parts its digits.
_YEARS = range(1900, 2100)


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each number of employees that the page states of the company."""
    yield from _structured(document)
    if document.kind is _PRICES:
        return
    left = _MOST
    for number in document.lines_with(STARTS):
        line = document.lines[number]
        if line.place in _NEITHER:
            continue
        start = document.span(number)[0]
        found = counts(line.text)[:left]
        left -= len(found)
        for match in found:
            if (band := _band(match)) and (doubt := _doubt(match, subject)) is not None:
                sure = round(_BASE.get(document.kind, _OTHER_KINDS) - doubt, 2)
                yield by_text(
                    document, _FIELD, band, start + match.start(), start + match.end(), "employees.text", sure
                )
        yield from _above(document, number)


def _above(document: Document, number: int) -> Iterator[Evidence]:
    """A figure on a line of its own, and what it counts on the next, or the other way about, as pages show off."""
    lines = document.lines
    if not FIGURE_OF.fullmatch(lines[number].text):
        return
    leads = lines[number].tag in ("dt", "th") or lines[number].text.endswith(":")
    for other in (number + 1,) if leads else (number - 1, number + 1):
        match = FIGURE.fullmatch(lines[other].text) if 0 <= other < len(lines) else None
        if match and (band := _band(match)):
            first, last = min(number, other), max(number, other)
            yield by_text(
                document, _FIELD, band, document.span(first)[0], document.span(last)[1], "employees.figure", 0.65
            )
            return


def _doubt(match: re.Match[str], subject: Subject) -> float | None:
    """How doubtful it is that the company itself is meant; None where it is not."""
    before, after = _sentence(match)
    if _ONCE.search(before):
        return None
    # a team that is there for our customers is none of theirs
    beside = _OUR_CUSTOMERS.sub("", match["after"] + after, count=1) if match.re is TEAM else after
    if _THEIRS.search(before[-_BEFORE:] + " | " + beside[:_AFTER]) or _YOU.search(before):
        return None
    if _works_here(after, subject):
        return 0.0
    if match.re is EMPLOYS:
        is_own = match["we"] or _OURS.search(before[-_OWN_BEFORE:]) or _is_named(before, subject)
        return 0.0 if is_own else None
    if _OURS.search(before[-_OWN_BEFORE:] + match.group()) or _is_named(before, subject):
        return 0.0
    if _OURS.search(after[:_AFTER]):
        return 0.1
    return 0.1 if len(_WORD.findall(f"{before} {after}")) <= _FEW_WORDS else None


def _works_here(after: str, subject: Subject) -> bool:
    """Whether those who were counted `work for Nordwind`, or for us."""
    working = _WORKING.match(after)
    for_whom = after[working.end() :][:_AFTER] if working else ""
    return bool(for_whom) and (_OURS.match(for_whom) is not None or _is_named(for_whom, subject))


def _sentence(match: re.Match[str]) -> tuple[str, str]:
    before = match.string[max(0, match.start() - 300) : match.start()]
    after = match.string[match.end() : match.end() + 300]
    return _SENTENCE_END.split(before)[-1], _SENTENCE_END.split(after, maxsplit=1)[0]


def _is_named(text: str, subject: Subject) -> bool:
    own = core(subject.company.name)
    return any(len(word) > 3 and (word in own or word in subject.label) for word in plain_tokens(text))


def _band(match: re.Match[str]) -> str | None:
    digits = match["count"]
    if (digits.isdecimal() and int(digits) in _YEARS) or _MULTIPLIED.match(match.string, match.end("count")):
        return None
    return band_of(count_of(digits) + _is_more(match.string, *match.span("count")))


def _is_more(text: str, start: int, end: int) -> bool:
    """Whether there are more than the number says that stands here: `over 200`, `200+`."""
    before = text[max(0, start - _LONGEST_MORE) : start]
    return bool(_MORE_THAN.search(before) or _PLUS.match(text, end))


def count_of(written: str) -> int:
    """The number that these digits write, whatever parts the thousands; 0 where they are none."""
    digits = re.sub(r"\D", "", written)
    return int(digits) if digits.isdecimal() and len(digits) <= 7 else 0


def band_of(count: int) -> str | None:
    """The band that has this number of people."""
    return next((name for most, name in BANDS if 1 <= count <= most), None)


# --- structured data


def _structured(document: Document) -> Iterator[Evidence]:
    for item in document.organisations:
        for written in item.texts("numberOfEmployees"):
            if band := _of_text(written):
                yield by_item(document, _FIELD, band, item, "numberOfEmployees", written, 0.9)
    for item in document.items:
        if item.role == "numberOfEmployees" and item.owner is not None and is_the_company(item.owner):
            yield from _of_quantity(document, item)


def _of_quantity(document: Document, item: Item) -> Iterator[Evidence]:
    """A QuantitativeValue: one number, or the least and the most."""
    for name in ("value", "maxValue"):
        other = item.text("minValue") if name == "maxValue" else ""
        written = item.text(name)
        if written and (band := _of_text(f"{other}-{written}" if other else written)):
            yield by_item(document, _FIELD, band, item, name, written, 0.9)
            return


_RANGE = re.compile(
    r"\s*(\d[\d.,' ]{0,9}?)\s*(?:-|\u2013|to|bis)\s*(\d[\d.,' ]{0,9})\s*(?:employees)?\s*", re.IGNORECASE
)


_ONE_NUMBER = re.compile(r"[^\d-]{0,3}(\d[\d.,' ]{0,9}?)\s?(?P<more>\+)?(?: employees)?")


def _of_text(written: str) -> str | None:
    """The band of a number, or of a range that lies within one: `51-200`, and also `50-200` as many write it."""
    if match := _RANGE.fullmatch(written[:40]):
        least, most = count_of(match[1]), count_of(match[2])
        band = band_of(most)
        return band if least < most and band in (band_of(least), band_of(least + 1)) else None
    match = _ONE_NUMBER.fullmatch(written[:40])
    return band_of(count_of(match[1]) + bool(match["more"])) if match else None


# --- what is held to the quote, and which is kept

_ANY_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,'\u2019 ]\d{3}){1,2}(?!\d)|\d{1,7}")


def counts_in(quote: str, band: str) -> list[int]:
    """The numbers in a quote that lie in this band, or of which there are more and so the next: `over 200`."""
    found = ((count_of(match.group()), match.span()) for match in _ANY_NUMBER.finditer(quote))
    return [
        count
        for count, span in found
        if band_of(count) == band or (band_of(count + 1) == band and _is_more(quote, *span))
    ]


def counts_so_many(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has a number that lies in the value's band."""
    return bool(counts_in(quote, str(evidence.value)))


_ORDER = {name: rank for rank, (_, name) in enumerate(BANDS)}


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest band; of those nearly as sure the largest, for the smaller ones count a place or a department."""
    near = [each for each in candidates if each.sure >= candidates[0].sure - 0.11]
    return [max(near, key=lambda each: _ORDER.get(str(each.value), -1))] if near else []
