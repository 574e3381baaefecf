"""Postal addresses: from structured data, and from the lines above a postcode."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.structured import Item, is_of_the_company, listed
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import squeeze, tokens, writable
from theodore.extract.reading.wordlists import grouped, one_of
from theodore.extract.rules.contact.countries import is_country
from theodore.extract.rules.contact.others import is_anothers
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "addresses"

_CAPITAL = r"[A-ZÀ-ÖØ-Þ]"
_JOINER = r"am|an der|im|in|de|del|della|di|du|la|le|les|sur|sous|aan|den|der|bei|do|da|dos"
#: A town of the continent, where its name follows the postcode; and of the islands and America, where it precedes it.
#: A full stop is of a town's name within a word and in few abbreviations; elsewhere it ends the sentence.
_CITY_WORD = rf"(?:(?:St|Ste|Sta|Sto|Bad)\.|{_CAPITAL}[\w'\u2019-]*(?:\.[\w'\u2019-]+)*)"
_CITY = rf"{_CITY_WORD}(?:[ /-](?:{_JOINER}|{_CITY_WORD})){{0,4}}(?:\s\({_CAPITAL}[\w'\u2019 .-]{{1,30}}\))?"
#: It begins no sooner than its first word, and each word and part is found in one way: no line is looked through twice.
_TOWN_WORD = rf"{_CAPITAL}[\w.']{{1,40}}+(?:-[\w.']{{1,40}}+){{0,4}}"
_TOWN = rf"(?<![\w.'-]){_TOWN_WORD}(?: {_TOWN_WORD}){{0,3}}"


def _postcode(pattern: str) -> str:
    return pattern.replace("CITY", _CITY).replace("TOWN", _TOWN).replace("STATE", one_of("states"))


#: A postcode with its town, as each country writes them; the group's name says which.
_POSTCODES = {land: f"(?P<{land}>{_postcode(pattern)})" for land, [pattern] in grouped("postcodes").items()}
#: Digits alone, which mean a postcode where this is the company's country, and anything elsewhere.
_AT_HOME_ALONE = ("nz", "za", "in", "sg")
_ANYWHERE = re.compile("|".join(pattern for land, pattern in _POSTCODES.items() if land not in _AT_HOME_ALONE))
#: Four digits and a capital word are a postcode on the continent, and a product's name where English is spoken.
_ENGLISH = ("gb", "us", "ca", "au")
_IN_ENGLISH = re.compile("|".join(_POSTCODES[land] for land in _ENGLISH))
_AT_HOME = {
    land.upper(): re.compile("|".join(_POSTCODES[each] for each in (*_ENGLISH, land))) for land in _AT_HOME_ALONE
}
_STREET_WORDS = one_of("streets")
_STREET = re.compile(rf"(?:{_STREET_WORDS}).*\d|\d.*(?:{_STREET_WORDS})", re.IGNORECASE)
_BOX = re.compile(
    r"\b(?:p\.?\s?o\.?\s?box|postfach|bo[iî]te postale|b\.?p\.?|apartado|casella postale|postbus|caixa postal)\s*\d+",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_STREET_NAME = re.compile(rf"(?:{_STREET_WORDS})", re.IGNORECASE)
_NAMED_HOUSE = re.compile(r"^(?:[^\W\d][\w.'\u2019-]*\s){1,4}\d{1,4}\s?[a-zA-Z]?(?:\s?[-/]\s?\d{1,4}\s?[a-zA-Z]?)?$")
_HOUSE_NUMBER = re.compile(
    r"^(?:n[º°.]?\s*)?\d{1,5}\s?(?:bis|ter|quater|[a-z])?(?:\s?[-/]\s?\d{1,4}[a-z]?)?$", re.IGNORECASE
)
_UNIT = re.compile(rf"(?:{one_of('house_parts')})$", re.IGNORECASE)
_SPLIT = re.compile(r"\s*(?:[,;|·•♦◆●■\n\u2013\u2014]|\s-\s)\s*")
_LEAD = re.compile(rf"^(?:{one_of('address_leads')})\s*:?\s+(?=\S)", re.IGNORECASE)
_CALLED = re.compile(r"[^\W\d_][^\d:@]{1,40}:\s+(?=\S)")
_LABEL = re.compile(one_of("address_leads"), re.IGNORECASE)
#: Digits as any postcode has them: a quick look before the slow one. It begins with a digit, and so is found quickly.
_MAY_HOLD = re.compile(r"\d(?:\d{4}|\d{3}(?:[\s-]|\Z)|\s?[A-Z]{2}\b|[A-Z]\s?\d|(?<=[A-Z]\s\d)\d{3}\b)")
#: Telephone numbers look so as well, and are on many more lines.
_MAY_HOLD_AT_HOME = re.compile(rf"{_MAY_HOLD.pattern}|\d{{3}}\s\d{{3}}(?!\d)")
_ENGLISH_COUNTRIES = frozenset(
    {
        "us",
        "usa",
        "united states",
        "ca",
        "canada",
        "au",
        "australia",
        "gb",
        "uk",
        "united kingdom",
        "ie",
        "ireland",
        "nz",
    }
)
_ENGLISH_REGIONS = frozenset({"US", "CA", "AU", "GB", "NZ", "IE", "IN", "ZA", "SG"})
_HOUSE_BEFORE = re.compile(r"(?<!\d)\d{1,5}[A-Za-z]? \Z")
#: A street's words before a town's; `St.` begins towns too, but hardly after a house's number and a word.
_STREET_IN_TOWN = re.compile(
    r"(?:[A-Z][\w.'-]{1,30} ){1,3}?(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Ln\.?|Drive|Dr\.?|Boulevard|Blvd\.?"
    r"|Court|Ct\.?|Parkway|Pkwy\.?|Highway|Hwy\.?|Circle|Terrace|Crescent) (?=[A-Z])"
)
#: What may stand between street and town: a district, a unit; no number, mail address or label.
_BETWEEN = re.compile(r"[@:©]|\d{3,}")
_SPACE = re.compile(r" (?=\w)")
#: The end of a sentence too; `U.S.A.` has no spaces.
_COUNTRY_ENDS = re.compile(rf"{_SPLIT.pattern}|\.\s|\s\(")
_LONGEST_COUNTRY = 40
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_LOOK_BACK = 170
_MAX_PARTS = 5
_LONGEST_PART = 70


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of an address between commas, bars or line ends, and where it stands in the text that was split."""

    text: str
    start: int
    end: int


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The postal addresses of the page."""
    for item in document.items:
        if "postaladdress" in item.types and is_own(item):
            yield from _of_item(document, item, subject)
    for item in document.organisations:
        for written in _texts(item):
            if any(letter.isdigit() for letter in written):
                yield by_item(document, _FIELD, written, item, "address", written, 0.85)
    yield from _in_text(document, subject)


def is_own(item: Item) -> bool:
    """A customer's, an event's or a job's address is not the company's; one that stands alone is."""
    if item.owner is None:
        return True
    return item.role.lower() in {"address", "location"} and is_of_the_company(item.owner)


def _texts(item: Item) -> list[str]:
    """The addresses that the item states as one text."""
    return [writable(value) for value in listed(item.data.get("address")) if isinstance(value, str)]


def _of_item(document: Document, item: Item, subject: Subject) -> Iterator[Evidence]:
    street, country = item.text("streetAddress"), item.text("addressCountry")
    parts = [item.text(name) for name in ("postalCode", "addressLocality", "addressRegion")]
    if not (street and (parts[0] or parts[1])):
        return
    town = _town(item, country, subject)
    wanted = [part for part in parts if part and part in town]
    # a country that stands far from its address is left out rather than left without proof
    for land in dict.fromkeys((country, "")):
        value = ", ".join(part for part in (street.strip(" ,"), town, land) if part)
        found = by_item(document, _FIELD, value, item, "streetAddress", street, 0.95, *wanted, land)
        if found.quote:
            yield found
            return


def _town(item: Item, country: str, subject: Subject) -> str:
    """Town and postcode in the order of their country: `20457 Hamburg`, but `Denver, CO 80202`."""
    city, state, code = item.text("addressLocality"), item.text("addressRegion"), item.text("postalCode")
    if (country.casefold() in _ENGLISH_COUNTRIES) if country else (subject.region in _ENGLISH_REGIONS):
        return squeeze(f"{city}, {state} {code}" if state else f"{city} {code}")
    return squeeze(f"{code} {city}")


def _in_text(document: Document, subject: Subject) -> Iterator[Evidence]:
    sure = _sureness(document)
    for each in in_text(document, subject):
        yield by_text(document, _FIELD, each.value, each.start, each.end, f"addresses.{each.land}", sure)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in a page's text, from start to end.

    land: whose form it has. town: with its postcode, as written. between: what stands between street and that, where
    it is no part of a house: the town itself, where a country writes the postcode on a line of its own.
    """

    start: int
    end: int
    value: str
    land: str | None
    town: str
    country: str
    between: tuple[str, ...] = ()


#: Two rules ask for them, one after the other.
_KNOWN: WeakKeyDictionary[Document, dict[str | None, tuple[Address, ...]]] = WeakKeyDictionary()


def in_text(document: Document, subject: Subject) -> tuple[Address, ...]:
    """The addresses in the page's text, but for those of other firms that its legal pages name."""
    known = _KNOWN.setdefault(document, {})
    if subject.region not in known:
        stated = _stated(document, subject.region)
        known[subject.region] = tuple(each for each in stated if not is_anothers(document, subject, each.start))
    return known[subject.region]


def _stated(document: Document, region: str | None) -> Iterator[Address]:
    text = document.text
    postcodes = _reader(region)
    for number in document.lines_matching(_MAY_HOLD_AT_HOME if region in _AT_HOME else _MAY_HOLD):
        if document.lines[number].place is Place.QUOTE:
            continue
        offset = document.span(number)[0]
        for land, first, last in postcodes(document.lines[number].text):
            begin = _past_street(text, offset + first, offset + last)
            if found := _upwards(text, begin, offset + last):
                start, end, value, country, between = found
                yield Address(start, end, value, land, text[begin : offset + last], country, between)


def _reader(region: str | None) -> Callable[[str], tuple[tuple[str | None, int, int], ...]]:
    """What finds the postcodes of a line, on a site of this country."""
    if pattern := _AT_HOME.get(region or ""):
        return lambda line: tuple((match.lastgroup, *match.span()) for match in pattern.finditer(line))
    return _postcodes_in_english if region in _ENGLISH_REGIONS else _postcodes


@remembered
def _postcodes(line: str) -> tuple[tuple[str | None, int, int], ...]:
    """The postcodes of a line with their towns: of which country, and where they start and end."""
    return tuple((match.lastgroup, *match.span()) for match in _ANYWHERE.finditer(line))


@remembered
def _postcodes_in_english(line: str) -> tuple[tuple[str | None, int, int], ...]:
    """The same, as English-speaking countries write them."""
    return tuple((match.lastgroup, *match.span()) for match in _IN_ENGLISH.finditer(line))


def _sureness(document: Document) -> float:
    return 0.85 if document.kind in (PageKind.CONTACT, PageKind.IMPRINT, PageKind.HOME, PageKind.ABOUT) else 0.7


def _upwards(text: str, first: int, last: int) -> tuple[int, int, str, str, tuple[str, ...]] | None:
    """From the postcode, first to last, back to its street.

    Where the address starts and ends, how it reads, its country, and what stands between street and postcode and is no
    part of a house; None where no street is found.
    """
    begin = max(0, first - _LOOK_BACK)
    parts = _parts(text[begin:first])
    town = _Part(squeeze(text[first:last]), first - begin, last - begin)
    at = _street_at(parts)
    if at is None:
        return None
    between = tuple(part.text for part in parts[at + 1 :] if not (_UNIT.match(part.text) or _is_street(part.text)))
    while at > 0 and _is_unit(parts[at - 1].text):
        at -= 1
    chosen = [_uncalled(parts[at]), *parts[at + 1 :], town]
    chosen = [part for part in chosen if part is town or not _LABEL.fullmatch(part.text)]
    end, country = _country_after(text, last)
    value = ", ".join([part.text for part in chosen] + ([country] if country else []))
    return begin + chosen[0].start, end, value, country, between


def _uncalled(part: _Part) -> _Part:
    """A street without what its address is called: `Niederlassung: Marktplatz 5`."""
    called = _CALLED.match(part.text)
    if called is None or not _is_street(part.text[called.end() :]):
        return part
    return _Part(part.text[called.end() :], part.end - len(part.text) + called.end(), part.end)


def _past_street(text: str, first: int, last: int) -> int:
    """Where the town begins, when `325 Cherry Street Bridgeport` has no comma and the street was taken for its part."""
    if not _HOUSE_BEFORE.search(text, max(0, first - 8), first):
        return first
    street = _STREET_IN_TOWN.match(text, first, last)
    return street.end() if street else first


@remembered
def _parts(text: str) -> Sequence[_Part]:
    """The last parts of a text."""
    parts, at = [], 0
    for gap in [*_SPLIT.finditer(text), None]:
        start, end = at, gap.start() if gap else len(text)
        at = gap.end() if gap else end
        lead = _LEAD.match(text[start:end])
        start += lead.end() if lead else 0
        if piece := text[start:end].strip(" :"):
            parts.append(_Part(piece, start, end))
    return parts[-_MAX_PARTS:]


def _is_unit(piece: str) -> bool:
    """Whether a piece is a part of a house; `Office` alone is what the address is called."""
    return len(piece) < _LONGEST_PART and bool(_UNIT.match(piece)) and not piece.isalpha()


def _street_at(parts: Sequence[_Part]) -> int | None:
    """Which part is the street: the last that looks like one; `Calle Mayor, 12` and `8 bis, rue Foch` take two."""
    for at in range(len(parts) - 1, -1, -1):
        piece, before = parts[at].text, parts[at - 1].text if at else ""
        if len(piece) > _LONGEST_PART:
            return None
        pair = (piece, before) if _HOUSE_NUMBER.match(piece) else (before, piece)
        if _HOUSE_NUMBER.match(pair[0]) and _STREET_NAME.search(pair[1]) and len(before) < _LONGEST_PART:
            return at - 1
        if _is_street(piece):
            return at
        if _BETWEEN.search(piece) and not _UNIT.match(piece):
            return None
    return None


@remembered
def _is_street(piece: str) -> bool:
    # no street is without its number
    if not _DIGIT.search(piece):
        return False
    if _STREET.search(piece) or _BOX.search(piece):
        return True
    return bool(_NAMED_HOUSE.match(piece)) and not _UNIT.match(piece) and not _HOUSE_NUMBER.match(piece)


def _country_after(text: str, end: int) -> tuple[int, str]:
    """The country that follows the town, and where it ends."""
    gap = _SPLIT.match(text, end) or _SPACE.match(text, end)
    if gap is None:
        return end, ""
    following = _COUNTRY_ENDS.split(text[gap.end() : gap.end() + _LONGEST_COUNTRY], maxsplit=1)[0]
    country = following.strip(" .")
    return (gap.end() + len(following), country) if country and is_country(country) else (end, "")


def key(finding: Evidence) -> str:
    """The numbers of an address tell it from others; its words are abbreviated in many ways, its floor is left out."""
    return " ".join(sorted(word for word in tokens(str(finding.value)) if _is_number(word)))


def _is_number(word: str) -> bool:
    return any(letter.isdigit() for letter in word) and not _ORDINAL.fullmatch(word)
