"""Dates as people write them, in seven languages; in others by a library, which is slow and asked for little."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wording import fold
from theodore.extract.reading.wordlists import entries

_MONTHS = {name: number for number, line in enumerate(entries("signals_months"), 1) for name in line.split()}

_YEAR = r"(?P<{0}>19[89]\d|20\d\d)"
_MONTH = r"(?P<{0}>[^\W\d_]{{3,10}})"
_DATE = re.compile(
    r"(?<![\w.,/-])(?:"
    rf"{_YEAR.format('y1')}[-/.](?P<m1>\d\d?)[-/.](?P<d1>\d\d?)"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th|er|[.ºª])?\s(?:of\s|de\s|di\s|d['\u2019])?{_MONTH.format('m2')}\.?,?\s(?:de\s|del\s)?{_YEAR.format('y2')}"
    rf"|{_MONTH.format('m3')}\.?\s(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s{_YEAR.format('y3')}"
    rf"|(?P<d4>\d\d?)(?P<s4>[./-])\s?(?P<m4>\d\d?)(?P=s4)\s?{_YEAR.format('y4')}"
    r")(?![\w/-]|[.,]\d)"
)
#: One of these digits begins each year.
ANY_YEAR = re.compile(r"20\d\d|19[89]\d")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that a text names. start, end: where."""

    day: date
    start: int
    end: int


def dates_in(text: str, *, day_first: bool | None) -> Iterator[Dated]:
    """The days that a text names with their year.

    day_first: how the country of the page writes `3/4/2024`; None where that is not known, and then such a date is
    read only where it has but one meaning.
    """
    for match in _DATE.finditer(text):
        if day := _day(match, day_first):
            yield Dated(day, *match.span())


def _day(match: re.Match[str], day_first: bool | None) -> date | None:
    parts = match.groupdict()
    if parts["y1"]:
        return _valid(parts["y1"], parts["m1"], parts["d1"])
    if parts["y2"] or parts["y3"]:
        which = "2" if parts["y2"] else "3"
        month = _MONTHS.get(fold(parts[f"m{which}"]), 0)
        return _valid(parts[f"y{which}"], month, parts[f"d{which}"])
    first, second, year = parts["d4"], parts["m4"], parts["y4"]
    if parts["s4"] == "." or day_first:
        return _valid(year, second, first)
    if day_first is False:
        return _valid(year, first, second)
    meanings = {_valid(year, second, first), _valid(year, first, second)} - {None}
    return meanings.pop() if len(meanings) == 1 else None


def _valid(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@remembered
def of_machine(written: str) -> date | None:
    """The day of a date for machines, `2024-05-03T10:00:00+02:00`."""
    try:
        return datetime.fromisoformat(written.strip()[:10]).date()
    except ValueError:
        return None


class SlowReader:
    """Reads dates in any language, a few for each company: the library takes a tenth of a second to load."""

    def __init__(self, most: int = 3) -> None:
        self._left = most

    def read(self, written: str) -> date | None:
        """The day that a short text names in full; None where it names none, or too much was asked already."""
        if not self._left or not 8 <= len(written) <= 40 or not ANY_YEAR.search(written):
            return None
        self._left -= 1
        # it has no types; few pages need it, and it is heavy
        import dateparser  # type: ignore[import-untyped]  # noqa: PLC0415 - it has no types, and few sites need it

        # no clock: what is only told by the day on which it is read is not told
        settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "RELATIVE_BASE": _BASE}
        try:
            found = dateparser.parse(written, settings=settings)
        except (ValueError, OverflowError, RecursionError):
            return None
        return found.date() if found else None


_BASE = datetime(2000, 1, 1)  # noqa: DTZ001 - a day without a place, which no full date needs
