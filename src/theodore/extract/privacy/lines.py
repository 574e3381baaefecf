"""Whose telephone a number is: the company's or a person's. A number that only ever stands by a person is theirs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from theodore.extract.privacy.names import Names
from theodore.extract.reading.document import Document, Link
from theodore.extract.reading.visible import Line
from theodore.extract.rules.people.lines import is_signed
from theodore.extract.rules.people.titles import sole_title, titles_in
from theodore.model.page import PageKind

NUMBER: Final = re.compile(r"\d(?:[ ./()\u2010-\u2015·-]{0,3}\d){5,24}")
#: So many lines under a name a number is still that person's; a mobile telephone, which is somebody's, for longer.
_REACH: Final = 4
_REACH_OF_MOBILES: Final = 8
#: A row of a list of people has at most so many cells.
_WIDEST: Final = 6
#: A longer line is no card's.
_LONGEST: Final = 100
_POSTCODE: Final = re.compile(r"\b\d{4,5}\b")
_HEADING: Final = re.compile(r"h[1-6]")
_LONGEST_PREFIX: Final = 3
#: By so many of their last digits numbers are looked up.
_TAIL: Final = 7
#: Of one page, and of one line in characters: beyond this it is made to waste time.
_MOST_LINES: Final = 2_000
_LONGEST_READ: Final = 2_000
#: Elements around a link in which a person's name is looked for.
_AROUND: Final = 3
_LARGEST: Final = 300

#: Numbers in E.164, by their last digits.
ByTail = Mapping[str, Sequence[str]]


def direct(numbers: Collection[str], documents: Sequence[Document], names: Names) -> frozenset[str]:
    """Those of these numbers, in E.164, that are a person's own."""
    by_tail: defaultdict[str, list[str]] = defaultdict(list)
    for number in numbers:
        by_tail[number[-_TAIL:]].append(number)
    by_person: defaultdict[str, set[bool]] = defaultdict(set)
    for document in documents:
        for number, is_theirs in _places(document, names, by_tail):
            by_person[number].add(is_theirs)
    return frozenset(number for number, told in by_person.items() if told == {True})


def is_same(number: str, digits: str) -> bool:
    """Whether these digits are the number, which is in E.164, with or without the country's prefix."""
    whole = number.lstrip("+")
    return any(whole[cut:] in digits for cut in range(_LONGEST_PREFIX + 1))


def _places(document: Document, names: Names, by_tail: ByTail) -> Iterator[tuple[str, bool]]:
    """Each place of each number on the page, with whether it is by a person."""
    shown = set()
    for at in document.lines_matching(NUMBER)[:_MOST_LINES]:
        written = (re.sub(r"\D", "", each) for each in NUMBER.findall(document.lines[at].text[:_LONGEST_READ]))
        # where a line has a number many times, it is by the same person each time
        for number in dict.fromkeys(number for digits in written for number in _numbers(digits, by_tail)):
            shown.add(number)
            yield number, _is_by_person(document, at, names, is_mobile=_is_mobile(number))
    for item in document.items:
        for number in (each for written in item.texts("telephone") for each in _written(written, by_tail)):
            yield number, "person" in item.types or bool(names.within(item.text("name")))
    for link in document.links:
        if link.href[:4].lower() == "tel:":
            for number in set(_written(unquote(link.href), by_tail)) - shown:
                yield number, _is_in_card(link, names)


def _written(text: str, by_tail: ByTail) -> list[str]:
    return _numbers(re.sub(r"\D", "", text[:_LONGEST]), by_tail)


def _numbers(digits: str, by_tail: ByTail) -> list[str]:
    """Those of the numbers that these digits are; most are none, and that is told by the last few digits."""
    tails = (digits[at : at + _TAIL] for at in range(len(digits) - _TAIL + 1))
    return [number for tail in tails for number in by_tail.get(tail, ()) if is_same(number, digits)]


def _is_by_person(document: Document, at: int, names: Names, *, is_mobile: bool) -> bool:
    lines = document.lines
    line = lines[at]
    if any(names.within(text) for text in _row(lines, at)):
        return True
    reach = _REACH_OF_MOBILES if is_mobile else _REACH
    is_titled = False
    for above in reversed(lines[max(0, at - reach) : at]):
        # who may sign is named in an imprint over the company's own telephone
        if len(above.text) > _LONGEST or is_signed(above.text) or above.place is not line.place:
            return False
        if found := names.within(above.text):
            # below who answers for the company stands the company's telephone; below a name with its title a person's
            is_card = is_titled or any(title.start >= found[0][1] for title in titles_in(above.text))
            return is_card or document.kind is not PageKind.IMPRINT
        is_titled = is_titled or sole_title(above.text) is not None
        if _HEADING.fullmatch(above.tag) or _POSTCODE.search(above.text):
            return False
    return False


def _row(lines: Sequence[Line], at: int) -> list[str]:
    """A line, with the cells beside it where it stands in a row of a table; tables that lay out a page have no such."""
    line = lines[at]
    near = lines[max(0, at - _WIDEST) : at + _WIDEST + 1]
    row = [each.text for each in near if line.row and each.row == line.row]
    return row if 0 < len(row) <= _WIDEST else [line.text]


def _is_in_card(link: Link, names: Names) -> bool:
    node = link.node.parent
    for _ in range(_AROUND):
        if node is None or len(text := node.text(separator=" ")) > _LARGEST:
            return False
        if names.within(" ".join(text.split())):
            return True
        node = node.parent
    return False


def _is_mobile(number: str) -> bool:
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) is PhoneNumberType.MOBILE
    except NumberParseException:
        return False
