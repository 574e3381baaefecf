"""Telephone numbers in E.164; never faxes, registers or accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.structured import Item
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.verify import has_number
from theodore.extract.reading.visible import CELLS, Place
from theodore.extract.reading.wording import everywhere
from theodore.extract.reading.wordlists import grouped
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.contact.countries import closing, code_of
from theodore.extract.rules.contact.faxes import drawn, in_columns
from theodore.extract.rules.contact.others import is_anothers
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "phones"

#: Whatever may be a number as people write it: digits in groups, on one line. What stands around it is looked at
#: afterwards: a pattern that begins with a digit is found quickly.
_DIGITS = re.compile(r"\d(?:[ ./()\u2010-\u2015·-]{0,3}\d){6,40}")
#: No number has more, the prefix for calls abroad included; what has is two numbers, or none.
_MOST_DIGITS = 17
#: What stands between two numbers, and within some.
_BETWEEN = re.compile(r"\s*/\s*|\s[\u2010-\u2015·-]\s|\s(?=\()")
_BEFORE = re.compile(r"(?:\(?\+|\()\Z")
_GLUED_BEFORE = re.compile(r"(?:[\w@/=#.,:+-]|\d[ \u00a0])\Z")
_GLUED_AFTER = re.compile(r"[\w@%€$£]|[.,]\d")
#: `123456-0/-9` is the number and another of its extensions, not one longer number.
_EXTENSION = re.compile(r"\s?/\s?[-\u2010-\u2015]\s?\d{1,4}\Z")
#: What a number is said to be by the words just before it. The last such word counts.
_LABEL = re.compile(
    "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in grouped("number_labels").items()), re.IGNORECASE
)
_FAX_IN_BRACKETS = re.compile(r"\s*[\(\[]\s*(?:tele)?fax\.?\s*[\)\]]", re.IGNORECASE)
_FAX_AFTER = re.compile(r"\s*[\(\[]?\s*(?:tele)?fax\b", re.IGNORECASE)
_NUMBER_NEXT = re.compile(r"[\s.:)\]]*[+(]?\d")
#: As North America advertises them: 303.555.PAUL, 1-800-FLOWERS.
_LETTERS = re.compile(
    r"(?<![\w.-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-][A-Z]{4}(?![\w-])"
    r"|(?<![\w.-])(?:1[ .-])?\(?8(?:00|33|44|55|66|77|88)\)?[ .-]"
    r"(?=[\d-]{0,6}[A-Z]-?[A-Z\d]?-?[A-Z])[A-Z\d](?:-?[A-Z\d]){6,9}(?![\w-])"
)
#: What all of these have in them: most lines have none of it, and a digit at the beginning is found quickly.
_MAY_BE_LETTERS = re.compile(r"\d(?:\d\d[ .-][A-Z]{4}|(?:00|33|44|55|66|77|88)\)?[ .-])")
_SPELLING_REGIONS = frozenset({"US", "CA"})
_AMERICAN = re.compile(r"(?:\+?1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}")
_DATE = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d\d\s*[-\u2010-\u2015]\s*(?:19|20)\d\d)\b"
    # with the hours of a day after it: 24.12. 0900 - 1200
    r"|\d{1,2}\.\d{1,2}\.\s"
)
_GROUPED = re.compile(r"[ ./()-]")
#: A number that is most of its line is there to be called.
_FILLS_LINE = 0.6
_LOOK_BACK = 40
_PIECES = re.compile(r"[\n,;|]")
_LONGEST = 1_000
#: In figures: less of a link's text is no number, and stands anywhere.
_MOST_SHORT = 5
#: So often a linked number is looked for in the text.
_MOST_PLACES = 5
#: Two numbers this close share what is said before the first.
_NEXT_TO = 6

#: A number with its country's prefix, though without the plus, has so many digits at the least.
_LEAST_ABROAD = 10
#: Fewer digits that no table knows are a call for help, or a number of one network: 110, 911, 22456.
_LEAST_LENIENT = 100_000
#: A large company lists its branches.
_LONGEST_LIST = 150

#: Where a bare number is likely to be the company's telephone.
_CONTACT_KINDS = frozenset({PageKind.CONTACT, PageKind.IMPRINT})


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every number of the page that can be dialled, faxes left out."""
    for item in document.organisations:
        yield from _of_item(document, item, subject.region)
    for item in document.items:
        if "contactpoint" in item.types:
            yield from _of_item(document, item, subject.region)
    yield from _links(document, subject)
    yield from _in_text(document, subject)
    if subject.region in _SPELLING_REGIONS:
        yield from _spelled(document, subject.region)


def find_faxes(documents: Sequence[Document], subject: Subject) -> Iterator[Evidence]:
    """The faxes, as what is not to be believed: `choose` leaves them out.

    A page that shows such a number without a word does not make it a telephone.
    """
    for document in documents:
        if "fax" in document.lowered or "copie" in document.lowered:
            for each in document.once(_stated):
                written = document.text[each.start : each.end]
                if each.said == "fax" and (number := e164(written, subject.region)):
                    yield by_text(document, _FIELD, number, each.start, each.end, _FAX, 0.1)


def e164(written: str, region: str | None, *, lenient: bool = False) -> str | None:
    """The number in E.164; None where it cannot be dialled.

    region: whose numbers need no country prefix. lenient: for numbers that are plainly meant as such, accept every
    one of a possible length, for numbering plans change faster than tables do.
    """
    # no number is this long, and what is remembered should not be either
    return _e164(written, region, lenient=lenient) if len(written) < _LONGEST else None


@lru_cache(maxsize=1_000)
def _e164(written: str, region: str | None, *, lenient: bool) -> str | None:
    """The same, remembered: a number is read by tables, and stands on every page of its site."""
    text = written.strip().removeprefix("(") if written.strip().startswith("(+") else written.strip()
    text = re.sub(r"^00(?=[1-9])", "+", text)
    if text.startswith("+") and not text.startswith("+39"):
        # +49 (0) 30: the zero is for callers from within; Italy's is part of the number
        text = text.replace("(0)", "")
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    may_be = lenient and (number.national_number or 0) >= _LEAST_LENIENT
    if not (phonenumbers.is_valid_number(number) or (may_be and phonenumbers.is_possible_number(number))):
        return None
    number.extension = None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def supports(evidence: Evidence, quote: str) -> bool:
    """Whether the quote, which is folded, has the number's digits, or the letters that stand for them."""
    return has_number(evidence, quote) or has_number(evidence, _dialled(quote))


def _dialled(text: str) -> str:
    """The text as it is dialled: with the digits of the keys that bear its letters."""
    return "".join(_KEYS.get(letter, letter) for letter in text.upper())


#: The letters of a telephone's keys.
_KEYS = {
    letter: digit
    for digit, letters in zip("23456789", ("ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"), strict=True)
    for letter in letters
}


def _of_item(document: Document, item: Item, region: str | None) -> Iterator[Evidence]:
    if "fax" in item.text("contactType").lower():
        return
    for written in item.texts("telephone"):
        if "fax" not in written.lower() and (number := e164(written, region, lenient=True)):
            yield by_item(document, _FIELD, number, item, "telephone", written, 0.95)


def _links(document: Document, subject: Subject) -> Iterator[Evidence]:
    for link in document.links:
        # most links lead to pages
        if link.href[:3].lower() not in {"tel", "cal"}:
            continue
        scheme, _, rest = link.href.partition(":")
        if scheme.lower() not in {"tel", "callto"} or "fax" in link.text.lower():
            continue
        number = e164(unquote(rest).partition(";")[0], subject.region, lenient=True)
        if number and not (_is_fax_link(document, link.text) or _is_link_of_another(document, subject, link.text)):
            yield by_markup(document, _FIELD, number, link.href, "phones.link", 0.9)


def _is_fax_link(document: Document, text: str) -> bool:
    """Whether a linked number stands right after the word fax, or its sign."""
    at = document.text.find(text) if len(text) > 5 else -1
    if at >= 0 and _said(document.text[max(0, at - 20) : at]) == "fax":
        return True
    return _is_drawn(document, text)


def _is_link_of_another(document: Document, subject: Subject, text: str) -> bool:
    """Whether a linked number stands by somebody else's name wherever it stands."""
    places = islice(everywhere(document.text, text), _MOST_PLACES) if sum(map(str.isdigit, text)) > _MOST_SHORT else ()
    told = [is_anothers(document, subject, at, codes=1) for at in places]
    return bool(told) and all(told)


def _is_drawn(document: Document, number: str) -> bool:
    """Whether a picture or an icon before it, or the head of its column, says that a number is a fax."""
    faxes = document.once(_drawn)
    return bool(faxes) and re.sub(r"\D", "", number) in faxes


def _drawn(document: Document) -> frozenset[str]:
    return drawn(document.html) | in_columns(document)


def _in_text(document: Document, subject: Subject) -> Iterator[Evidence]:
    region = subject.region
    for each in document.once(_stated):
        if each.said in {"other", "fax"}:
            continue
        for start, end in _readings(document.text, each.start, each.end):
            method, sure = _sureness(document, start, end, each.said)
            number = _read(document.text[start:end], region, each.said) if sure else None
            if number is None and each.said == "phone" and (abroad := _country_before(document.text, start)):
                number = e164(document.text[start:end], abroad)
            if number:
                if not is_anothers(document, subject, start, codes=1):
                    yield by_text(document, _FIELD, number, start, end, method, sure)
                if end == each.end:
                    break


@dataclass(frozen=True, slots=True)
class _Stated:
    """Digits on a page, from start to end of its text, and what they are said to be."""

    start: int
    end: int
    said: str | None


def _stated(document: Document) -> tuple[_Stated, ...]:
    """Whatever may be a number on the page, each with the word that says what it is."""
    return tuple(_numbers(document))


def _numbers(document: Document) -> Iterator[_Stated]:
    text, end_before, said_before = document.text, 0, None
    for start, end in _candidates(text):
        between = text[max(end_before, start - _LOOK_BACK) : start]
        said = _said(between)
        if said and "\n" in between and (row := _row_below_another(document, start)) is not None:
            said = _said(text[max(end_before, start - _LOOK_BACK, row) : start])
        if said is None and start - end_before < _NEXT_TO and "\n" not in between:
            said = said_before  # Tel. 030 123 45, 030 123 46
        end_before, said_before = end, said
        if _fax_follows(text, end, said) or (said is None and _is_drawn(document, text[start:end])):
            said = "fax"
        yield _Stated(start, end, said)


def _row_below_another(document: Document, position: int) -> int | None:
    """Where the row of a table begins in which this stands, when one of several cells stands above; else None.

    What heads the columns is no word for the first number below: each has a head of its own.
    """
    lines, at = document.lines, document.line_number(position)
    row = lines[at].row
    if lines[at].tag not in CELLS:
        return None
    while at > 0 and lines[at - 1].tag in CELLS and lines[at - 1].row == row:
        at -= 1
    above = lines[max(0, at - 2) : at]
    is_table = len(above) > 1 and all(each.tag in CELLS and each.row == above[0].row for each in above)
    return document.span(at)[0] if is_table else None


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Where digits stand that may be a number, with the plus or bracket before them."""
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if further := _EXTENSION.search(text, start, end):
            end = further.start()
        if before := _BEFORE.search(text, max(0, start - 2), start):
            start = before.start()
        if not _GLUED_BEFORE.search(text, max(0, start - 2), start) and not _GLUED_AFTER.match(text, end):
            yield start, end


def _readings(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Digits as one number; else, where they have a bar or dash between them, as several."""
    if sum(map(str.isdigit, text[start:end])) <= _MOST_DIGITS:
        yield start, end
    gaps = list(_BETWEEN.finditer(text, start + 1, end))
    if gaps:
        yield from zip([start, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), end], strict=True)


def _read(written: str, region: str | None, said: str | None) -> str | None:
    """The number; one that is said to be a telephone may have its country's prefix without the plus."""
    number = e164(written, region, lenient=said == "phone" and "+" in written)
    if number is None and said == "phone" and region is not None and written[:1] in "123456789":
        digits = re.sub(r"\D", "", written)
        return e164("+" + digits, None) if len(digits) >= _LEAST_ABROAD else None
    return number


def _country_before(text: str, start: int) -> str | None:
    """The country that closes the address right before a number: `Leipzig, Germany, Tel: 341 123456`."""
    for piece in reversed(_PIECES.split(text[max(0, start - _LOOK_BACK) : start])):
        if words := _LABEL.sub(" ", piece).strip(" .:()"):
            return code_of(words) or code_of(closing(words)[1])
    return None


def _spelled(document: Document, region: str | None) -> Iterator[Evidence]:
    """Numbers that are written with letters."""
    for line in document.lines_matching(_MAY_BE_LETTERS):
        for match in _LETTERS.finditer(document.text, *document.span(line)):
            if number := e164(match.group(), region):
                yield by_text(document, _FIELD, number, *match.span(), "phones.letters", 0.6)


@remembered
def _said(before: str) -> str | None:
    """The last word before a number that says what it is; None where none does."""
    kinds = [match.lastgroup for match in _LABEL.finditer(before)]
    return kinds[-1] if kinds else None


def _fax_follows(text: str, end: int, said: str | None) -> bool:
    """`030 1234 (Fax)`; but in `Tel 030 1234 Fax 030 1235` the word belongs to the next number."""
    if _FAX_IN_BRACKETS.match(text, end):
        return True
    after = _FAX_AFTER.match(text, end)
    return after is not None and said is None and not _NUMBER_NEXT.match(text[after.end() : after.end() + 6])


def _sureness(document: Document, start: int, end: int, said: str | None) -> tuple[str, float]:
    """By what the digits are known for a telephone number, and how likely they are one; 0 for no."""
    written = document.text[start:end]
    if said == "phone":
        return _LABELLED, 0.85
    if _DATE.match(written):
        return "", 0.0
    if written.startswith(("+", "(+")):
        return "phones.international", 0.8
    if _AMERICAN.fullmatch(written):
        return "phones.american", 0.7
    line = document.lines[document.line_number(start)]
    likely = document.kind in _CONTACT_KINDS or line.place in (Place.FOOTER, Place.HEADER)
    alone = len(written) > len(line.text) * _FILLS_LINE
    return "phones.bare", 0.5 if (likely or alone) and _GROUPED.search(written) else 0.0


_LABELLED = "phones.labelled"
_FAX = "phones.fax"


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """All of them, faxes left out; the number that the most pages show comes first."""
    return sorted((each for each in candidates if not _is_fax(each)), key=lambda each: -each.sure)[:_LONGEST_LIST]


def _is_fax(candidate: Candidate) -> bool:
    """Whether some page calls the number a fax, and none a telephone."""
    methods = {each.method for each in candidate.findings}
    return _FAX in methods and _LABELLED not in methods and not any(name.endswith(".telephone") for name in methods)
