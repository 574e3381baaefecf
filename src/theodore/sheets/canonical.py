"""The text of a cell in a form that survives a spreadsheet's re-saving, for telling a person's edit from that.

A spreadsheet that opens a table and saves it writes values in its own way: 0.5 as 0,5 or 50%, TRUE as WAHR, 3.0 as 3, a
time as the country writes it, line ends as its system has them. None of this is an edit. What it may truly lose has a
second form, the loose one: an old encoding has a question mark for what it lacks, and a long number in CSV is shown
with six digits.

    text                       canonical             loose, where it is another
    0,5 and 50%                0.5
    +4930123456789             4930123456789         4.93012e+12
    Łódź                       Łódź                  ?ódz, as the encoding has it
    24.11.2026 02:00           @2026-11-24 02:00
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal

from theodore.sheets.cells import clean, line_feeds

#: Characters of a cell that are looked at; a workbook may cut what is longer.
LOOKED_AT = 16_000

_TRUE = frozenset({"true", "wahr", "vrai", "verdadero", "vero", "waar", "verdadeiro", "prawda", "sant", "истина"})
_FALSE = frozenset({"false", "falsch", "faux", "falso", "onwaar", "fałsz", "falskt", "ложь"})

# an apostrophe says "this is text" to a spreadsheet, and is put before each sign that may begin a formula
_MARK = re.compile("^'+|'(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_NUMBER = re.compile(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?)(?:\s?(%))?")
_TIME = r"(?:[T ,]\s?(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?\s?(am|pm)?\s?(?:z|[+-]\d\d:?\d\d)?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-./](\d{{1,2}})[-./](\d{{1,2}}){_TIME}", re.IGNORECASE)
_YEAR_LAST = re.compile(rf"(\d{{1,2}})[-./](\d{{1,2}})[-./](\d{{4}}|\d\d){_TIME}", re.IGNORECASE)

#: Whole numbers beyond this lose digits in a spreadsheet, so Theodore writes them as text.
_EXACT = Decimal(10) ** 15
#: From here on a spreadsheet may show a number, and save it as CSV, with a few digits alone.
_LONG = Decimal(10) ** 10

#: What no floating point number reaches is no number to a spreadsheet.
_BEYOND = Decimal(10) ** 308

_BLANK = ""


def canonical(text: str) -> str:
    """The text in a form in which two spreadsheets would write it alike; empty for a blank."""
    bare = _MARK.sub("", clean(line_feeds(text[: 2 * LOOKED_AT]))).strip()[:LOOKED_AT].rstrip()
    if not bare:
        return _BLANK
    # what follows is short, and most texts are told by their first sign
    if len(bare) <= 40:
        word = bare.casefold()
        # LibreOffice writes a truth value as a formula
        word = word.removeprefix("=").removesuffix("()")
        if word in _TRUE:
            return "TRUE"
        if word in _FALSE:
            return "FALSE"
        return _number_form(bare) or _moment_form(bare) or bare
    return bare


def digest(text: str) -> str:
    """A few signs that stand for the text; empty for a blank. Of a text with a loose form, they stand for both."""
    form = canonical(text)
    if not form:
        return _BLANK
    loose = _loose(form)
    return _short(form) if loose == form else f"{_short(form)}~{_short(loose)}"


@dataclass(frozen=True, slots=True)
class Held:
    """What a cell holds now. may_be_loose: whether it looks like what a spreadsheet makes of what it cannot hold."""

    digest: str
    may_be_loose: bool

    def is_still(self, written: str) -> bool:
        """Whether that is what was written. written: the digest of it."""
        if self.digest == written:
            return True
        exact, _, loose = written.partition("~")
        now, _, now_loose = self.digest.partition("~")
        if not now or not exact:
            return False
        return now == exact or (self.may_be_loose and loose == (now_loose or now))


def held(text: str) -> Held:
    """What a cell holds that shows this text."""
    return Held(digest(text), _may_be_loose(text))


def typed(text: str, kind: str) -> str | int | float | bool:
    """What a person wrote into a column of this type, as a value of the type if it is one.

    kind: of the catalogue: int, float, bool; texts of all other types stay as they are.
    """
    form = canonical(text)
    if kind == "bool" and form in {"TRUE", "FALSE"}:
        return form == "TRUE"
    if kind in {"int", "float"} and _NUMBER.fullmatch(form):
        number = float(form)
        return int(number) if number.is_integer() else number
    return text


def _number_form(text: str) -> str | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    number = Decimal(found[1].replace(",", "."))
    if found[2]:
        number /= 100
    if abs(number) < _EXACT:
        return str(int(number)) if number == number.to_integral_value() else f"{float(number):.12g}"
    # so many digits are a key, and no amount: each of them counts
    is_amount = not found[1].lstrip("+-").isdigit() and abs(number) < _BEYOND
    return f"{float(number):.12g}" if is_amount else None


def _moment_form(text: str) -> str | None:
    """A day, and its hour and minute: no spreadsheet shows more than these for sure.

    Which of two small numbers is the month only the country knows, so they stand in their order.
    """
    if found := _YEAR_FIRST.fullmatch(text):
        year, one, other = found[1], found[2], found[3]
    elif found := _YEAR_LAST.fullmatch(text):
        one, other, year = found[1], found[2], found[3]
    else:
        return None
    hour, minute = int(found[4] or 0), int(found[5] or 0)
    if found[6]:
        hour = hour % 12 + 12 * (found[6].lower() == "pm")
    small, large = sorted((int(one), int(other)))
    return f"@{int(year) % 2000 + 2000 if len(year) == 2 else int(year):04}-{small:02}-{large:02} {hour:02}:{minute:02}"


def _loose(form: str) -> str:
    number = _NUMBER.fullmatch(form)
    if number is not None and _LONG <= abs(amount := Decimal(number[1].replace(",", "."))) < _BEYOND:
        return f"{float(amount):.5e}"
    if form.isascii():
        return form
    return form.encode("cp1252", "replace").decode("cp1252")


def _may_be_loose(text: str) -> bool:
    return "?" in text or ("e" in text.lower() and _NUMBER.fullmatch(text.strip()) is not None)


def _short(form: str) -> str:
    return hashlib.blake2b(form.encode("utf-8", "replace"), digest_size=4).hexdigest()
