"""Where the company has its seat: town, region, country, as far as a page states them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.structured import Item
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import fold, plain_tokens, squeeze
from theodore.extract.reading.wordlists import entries, one_of, words
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.contact import addresses
from theodore.extract.rules.contact.countries import closing, is_code, is_country
from theodore.extract.rules.identity.names import core
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "location"
#: By what a place is known where its address is called the seat.
CALLED_SEAT = "location.seat"

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_NAME = (
    rf"(?:(?:St|Ft|Mt)\. )?{_CAPITAL}[\w'\u2019-]{{1,30}}"
    rf"(?: (?:am|an der|im|de|del|la|le|sur|den|{_CAPITAL}[\w'\u2019-]{{1,30}})){{0,3}}"
)
#: Figures and marks of a postcode's country before a town: `D-20457 Hamburg`, `1015 CJ Amsterdam`.
_CODE_BEFORE = re.compile(r"^(?:[A-Z]{1,2}[- ]{1,3})?\d{4,5}(?:-\d{3})?\s(?:[A-Z]{2}\s)?")
_CODE_AFTER = re.compile(
    r"(?:[\s,\u2013-]+(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d{3}\s?\d{3}|\d{4,5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d)"
    # without a space before it: NM87401
    r"|(?<=[A-Za-z])\d{5}(?:-\d{4})?)$"
)
#: Of the islands, where a county stands between town and postcode.
_COUNTIES = frozenset(entries("counties"))
_REGION = re.compile(rf"(?:{one_of('states')}|NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\.?")
_TOWN = re.compile(rf"{_NAME}(?:\s\({_CAPITAL}[\w'\u2019 .-]{{1,30}}\))?")

_LEAD = re.compile(rf"\b(?i:{one_of('seat_leads')})\s(?P<place>{_NAME}(?:, {_NAME}){{0,2}})")
#: One of these is in each such sentence.
_MARKS = ("headquarter", "office", "based in", "sitz in", "sitz ist", "siège", "basé", "implant", "sede", "domicilio")
_MORE_MARKS = ("oficina", "hoofd", "gevestigd")
_OWN = words("own_words")
_SEATS = tuple(entries("seat_labels"))
#: In characters: whom a sentence is about stands so near; and the word that calls an address the seat.
_LOOK_BACK, _LABEL_BACK = 100, 60
_ENDING = re.compile(r"[.!?]\s")
_MANY = 20
_BY_PAGE = {PageKind.IMPRINT: 0.85, PageKind.CONTACT: 0.75, PageKind.HOME: 0.7, PageKind.LEGAL: 0.7}
_ELSEWHERE = 0.6
#: What stands at the foot of these stands at the foot of the others too.
_NOT_THERE = frozenset({PageKind.TEAM, PageKind.CAREERS, PageKind.PRODUCTS, PageKind.PRICING, PageKind.BLOG})
#: Each further part that is stated makes a place this much better than the town alone.
_MORE = 0.01
#: Two towns of which neither is this much surer leave it open which is the seat.
_CLEARLY = 0.05
#: Of more towns than so many none is the seat for standing most often: one page must say so, this surely.
_BRANCHES, _STATED = 2, 0.84


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every seat that the page states, in its sentences, its structured data and its addresses."""
    for item in document.items:
        if "postaladdress" in item.types and addresses.is_own(item):
            yield from _of_item(document, item)
    if document.kind in _NOT_THERE:
        return
    yield from _in_sentences(document, subject)
    for found in addresses.in_text(document, subject):
        if place := _place(found):
            called = _is_called_seat(document.lowered, found.start)
            sure = 0.92 if called else _BY_PAGE.get(document.kind, _ELSEWHERE)
            method = CALLED_SEAT if called else "location.address"
            yield by_text(document, _FIELD, place, found.start, found.end, method, _with_parts(sure, place))


def _of_item(document: Document, item: Item) -> Iterator[Evidence]:
    town = item.text("addressLocality").strip(" ,")
    region, country = (item.text(name).strip(" ,") for name in ("addressRegion", "addressCountry"))
    # a code is no name: of a seat in Hamburg, DE the page's words say more, or nothing
    named = "" if is_code(country) else country
    parts = [part for part in dict.fromkeys((town, region, named)) if part]
    if town and not any(letter.isdigit() for letter in town):
        # what stands far from the town is left out rather than left without proof
        for count in range(len(parts), 0, -1):
            place = ", ".join(parts[:count])
            sure = _with_parts(0.85, place)
            found = by_item(document, _FIELD, place, item, "addressLocality", town, sure, *parts[1:count])
            if found.quote:
                yield found
                return


def _in_sentences(document: Document, subject: Subject) -> Iterator[Evidence]:
    own = {*core(subject.company.name), *core(subject.label)}
    for number in islice(document.lines_with(_MARKS + _MORE_MARKS), _MANY):
        line, offset = document.lines[number], document.span(number)[0]
        if line.place is Place.QUOTE:
            continue
        for match in _LEAD.finditer(line.text):
            before = _ENDING.split(line.text[max(0, match.start() - _LOOK_BACK) : match.start()])[-1]
            place = _known(match["place"])
            if place and not {*_OWN, *own}.isdisjoint({*plain_tokens(before), *before.lower().split()}):
                start = offset + match.start()
                yield by_text(
                    document, _FIELD, place, start, offset + match.end(), "location.stated", _with_parts(0.88, place)
                )


@remembered
def _known(written: str) -> str:
    """A town with the regions and countries after it; empty, where it is written small, or is a country alone."""
    town, *rest = written.split(", ")
    if not town[:1].isupper() or (is_country(town) and not (rest and _REGION.fullmatch(rest[0]))):
        return ""
    parts = [town.rstrip(".")]
    for at, part in enumerate(rest):
        closes = any(is_country(later) for later in rest[at:])
        if not (closes or _REGION.fullmatch(part)):
            break
        parts.append(part.rstrip("."))
    return ", ".join(parts)


def of_address(town: str, country: str) -> str:
    """The place of an address: `20457 Hamburg` and Germany are `Hamburg, Germany`. Empty, where no town is told."""
    bare = _CODE_AFTER.sub("", _CODE_BEFORE.sub("", squeeze(town)))
    parts = [part for part in (each.strip(" .") for each in bare.split(",")) if part]
    if parts and not country:
        parts[-1], country = closing(parts[-1])
    if len(parts) == 1 and (state := re.search(rf"\s({_REGION.pattern})$", parts[0])):
        parts = [parts[0][: state.start()], state[1].strip(" .")]
    if not parts or not _TOWN.fullmatch(parts[0]) or (_REGION.fullmatch(parts[0]) and len(parts[0]) <= 3):
        return ""
    return ", ".join([*parts, country] if country else parts)


def _place(found: addresses.Address) -> str:
    """The place of an address, by its town and postcode, or by the lines before them."""
    place = of_address(found.town, found.country) or _between(found)
    town = found.between[-1] if found.between else ""
    # San Jose stands on the line above California 95110; above Washington, DC, which is a town, stands a quarter
    first, _, second = place.partition(", ")
    is_a_region = bool(_REGION.fullmatch(first)) and not _REGION.fullmatch(second.partition(", ")[0])
    return f"{town}, {place}" if is_a_region and _TOWN.fullmatch(town) else place


def _between(found: addresses.Address) -> str:
    """The place of an address with its postcode on a line of its own: `Cheltenham, Gloucestershire`, `London`."""
    names = [name for part in found.between if _TOWN.fullmatch(name := part.strip(" ."))]
    if not names or len(names) < len(found.between):
        return ""
    parts = names[-2:] if len(names) > 1 and fold(names[-1]) in _COUNTIES else names[-1:]
    if fold(parts[0]) in _COUNTIES or is_country(parts[0]):
        return ""
    return ", ".join([*parts, found.country] if found.country else parts)


def _is_called_seat(lowered: str, start: int) -> bool:
    # past a figure it is another address that is called so
    before = re.split(r"\d", lowered[max(0, start - _LABEL_BACK) : start])[-1]
    return any(label in before for label in _SEATS)


def _with_parts(sure: float, place: str) -> float:
    return round(sure + _MORE * place.count(","), 2)


def key(finding: Evidence) -> str:
    """Two places are one where their towns are."""
    return fold(str(finding.value).partition(",")[0])


def fullness(finding: Evidence) -> tuple[bool, int]:
    """How much a finding tells of a place: of two that name the same town the one with the country is told."""
    parts = str(finding.value).split(", ")
    return len(parts) > 1 and is_country(parts[-1]), len(parts)


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest, where it is clearly surer than every other town: a branch is no seat."""
    first, *others = candidates[:2] if candidates else (None,)
    if first is None or (others and first.sure - others[0].sure < _CLEARLY):
        return []
    if len(candidates) > _BRANCHES and first.surest < _STATED:
        return []
    return [first]
