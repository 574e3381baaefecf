"""The number under which a company stands in its register, or pays its value-added tax, as it publishes it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_text
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import everywhere, squeeze
from theodore.extract.reading.wordlists import grouped
from theodore.extract.rules.identity.names import names_with_form, resembles
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "registration_number"

#: A town as registers name it: one word, with what tells it from others of the name.
_TOWN = (
    r"(?:(?:Bad|Sankt|St\.|La|Le|Den|San|Santa) )?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{1,30}"
    r"(?:-[A-ZÀ-ÖØ-Þa-zà-ö][a-zà-öø-ÿ]{1,30}){0,3}"
    r"(?: (?:am|an der|im|in der|a\.|i\.) ?[A-ZÄÖÜ][a-zäöüß.]{1,30}| \([A-ZÄÖÜ][\w. ]{1,30}\))?"
)
_COURT = rf"(?:(?:Registergericht:?\s)?(?:Amtsgerichts?|AG)|Registergericht:?)\s{_TOWN}"
_VAT = "(?P<value>" + "|".join(pattern for patterns in grouped("vat_numbers").values() for pattern in patterns) + ")"
_VAT_ENDS = r"(?![\w-])"
#: In characters: how far before and after its mark a number may stand.
_BEFORE, _AFTER = 90, 260
_MANY = 20
#: One is in every number.
_FIGURE = re.compile(r"\d")

#: How surely a number is the company's own, by the page. What the law asks for stands in the imprint.
_BY_PAGE = {PageKind.IMPRINT: 0.9, PageKind.CONTACT: 0.8, PageKind.LEGAL: 0.75, PageKind.HOME: 0.75}
_ELSEWHERE = 0.65
#: What stands at the foot of these stands at the foot of the others too.
_NOT_THERE = frozenset({PageKind.TEAM, PageKind.CAREERS, PageKind.PRODUCTS, PageKind.PRICING, PageKind.BLOG})
#: A register tells the company itself, a tax number whom to bill.
_LESS_FOR_TAX = 0.1
#: Whose number it is stands before it, at most so far, in lines and characters.
_LINES_BEFORE, _LOOK_BACK = 3, 300


@dataclass(frozen=True, slots=True)
class Register:
    """One way to publish a number. kind: register, tax or vat. marks: in lower case; one stands in each such text."""

    kind: str
    marks: tuple[str, ...]
    pattern: re.Pattern[str]


@cache
def registers() -> tuple[Register, ...]:
    """The registers in `data/registers.csv`."""
    text = files("theodore.extract").joinpath("data/registers.csv").read_text(encoding="utf-8")
    return tuple(
        Register(line["kind"], tuple(line["marks"].split()), re.compile(_filled(line["pattern"])))
        for line in csv.DictReader(text.splitlines())
    )


def _filled(pattern: str) -> str:
    return pattern.replace("COURT", _COURT).replace("TOWN", _TOWN).replace("VAT", _VAT + _VAT_ENDS)


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every number of the page that its words call a register's or a tax number."""
    for item in document.organisations:
        if written := item.text("vatID"):
            yield by_item(document, _FIELD, written, item, "vatID", written, 0.8)
    if document.kind in _NOT_THERE:
        return
    base = _BY_PAGE.get(document.kind, _ELSEWHERE)
    for start, end, kind in sorted(set(_in_text(document))):
        if _is_own(document, subject, start):
            sure = base if kind == "register" else base - _LESS_FOR_TAX
            value = _balanced(squeeze(document.text[start:end])).rstrip(".")
            yield by_text(document, _FIELD, value, start, end, f"registration.{kind}", round(sure, 2))


def _in_text(document: Document) -> Iterator[tuple[int, int, str]]:
    """Where numbers stand in the text: from, to, and of what kind."""
    there = document.having(_marks())
    for register in registers():
        for mark in (mark for mark in register.marks if mark in there):
            for at in islice(_words(document.lowered, mark), _MANY):
                start, end = max(0, at - _BEFORE), at + _AFTER
                # most marks are parts of words, far from any number
                if not _FIGURE.search(document.text, start, end):
                    continue
                for match in register.pattern.finditer(document.text, start, end):
                    named = match.re.groupindex.get("value", 0)
                    yield *match.span(named), "tax" if register.kind == "vat" else register.kind


@cache
def _marks() -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark for register in registers() for mark in register.marks))


def _balanced(value: str) -> str:
    """`Registered in England (no. 123` without the bracket that is not closed."""
    return value if value.count("(") == value.count(")") else value.replace("(", "").replace(")", "")


def _words(lowered: str, mark: str) -> Iterator[int]:
    """Where words begin with a mark."""
    return (at for at in everywhere(lowered, mark) if not lowered[at - 1 : at].isalpha())


def _is_own(document: Document, subject: Subject, start: int) -> bool:
    """Whether nobody else is named just before; in the imprint the company's own name may be unlike its domain."""
    number = document.line_number(start)
    if document.lines[number].place is Place.QUOTE:
        return False
    if document.kind is PageKind.IMPRINT:
        return True
    begin = document.span(max(0, number - _LINES_BEFORE))[0]
    # a name stands on one line
    before = document.text[max(begin, start - _LOOK_BACK) : start].split("\n")
    named = [name for line in before for name, *_ in names_with_form(squeeze(line))]
    return not named or resembles(named[-1], subject)
