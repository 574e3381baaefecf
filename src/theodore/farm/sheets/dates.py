"""Dates and times as a person types them, and the day numbers that Sheets keeps them as."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from theodore.farm.sheets.locales import Locale

#: Day 0.
_EPOCH = date(1899, 12, 30)
_SECONDS = 86_400
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
_LONG_NAMES = {
    "january", "february", "march", "april", "june", "july", "august", "september", "sept", "october", "november",
    "december",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, a time or both. number: days since 30 December 1899. kind: DATE, TIME or DATE_TIME. pattern: how the
    cell then shows it."""

    number: float
    kind: str
    pattern: str


def day_number(day: date) -> float:
    """The number of this date."""
    return float((day - _EPOCH).days)


_ISO = re.compile(r"(?P<year>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})")
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?:(?P=sep)(?P<year>\d{4}|\d{2}))?")
_DAY_FIRST = re.compile(rf"(?P<d>\d{{1,2}})[ -]{_MONTH}\.?(?:,?[ -](?P<year>\d{{4}}))?", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"{_MONTH}\.? (?P<d>\d{{1,2}})(?:,? (?P<year>\d{{4}}))?", re.IGNORECASE)
_TIME = re.compile(r"(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?(?: ?(?P<half>am|pm))?", re.IGNORECASE)


def moment_typed(text: str, locale: Locale, today: date) -> Moment | None:
    """The moment that this text means when a person types it; None where it means none.

    today: gives the year where the text has none.
    """
    whole = text.strip()
    if (clock := _time(whole)) is not None:
        return Moment(clock[0], "TIME", clock[1])
    day, _, rest = whole.rpartition(" ")
    if rest.lower() in {"am", "pm"}:
        day, _, hours = day.rpartition(" ")
        rest = f"{hours} {rest}"
    clock = _time(rest)
    found = _date(whole if clock is None else day, locale, today)
    if found is None:
        return None
    when, pattern = found
    if clock is None:
        return Moment(day_number(when), "DATE", pattern)
    return Moment(day_number(when) + clock[0], "DATE_TIME", f"{pattern} {clock[1]}")


def _time(text: str) -> tuple[float, str] | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = int(found["h"]), int(found["min"]), int(found["s"] or 0)
    half = found["half"]
    if minutes > 59 or seconds > 59 or (hours > 23 if not half else not 1 <= hours <= 12):
        return None
    if half:
        hours = hours % 12 + 12 * (half.lower() == "pm")
    moment = time(hours, minutes, seconds)
    share = (moment.hour * 3600 + moment.minute * 60 + moment.second) / _SECONDS
    return share, "h:mm" + ":ss" * bool(found["s"]) + " am/pm" * bool(half)


def _date(text: str, locale: Locale, today: date) -> tuple[date, str] | None:
    if found := _ISO.fullmatch(text):
        sep = found["sep"]
        return _dated(int(found["year"]), int(found["m"]), int(found["d"]), sep.join(("yyyy", "mm", "dd")))
    if found := _NUMBERS.fullmatch(text):
        return _of_numbers(found, locale, today)
    for pattern, shown in ((_DAY_FIRST, "d-mmm"), (_MONTH_FIRST, "mmm d")):
        if found := pattern.fullmatch(text):
            return _named(found, shown, today)
    return None


def _of_numbers(found: re.Match[str], locale: Locale, today: date) -> tuple[date, str] | None:
    sep, year = found["sep"], found["year"]
    if sep == "." and (not year or locale.decimal == "."):
        return None  # a number, or nothing
    first, second = int(found["a"]), int(found["b"])
    month_first = locale.order in {"mdy", "ymd"}
    month, day = (first, second) if month_first else (second, first)
    signs = ["m", "d"] if month_first else ["d", "m"]
    if not year:
        return _dated(today.year, month, day, sep.join(signs))
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 30 else 1900)
    return _dated(full, month, day, sep.join((*signs, "yyyy" if len(year) == 4 else "yy")))


def _named(found: re.Match[str], shown: str, today: date) -> tuple[date, str] | None:
    name = found["month"].lower()
    if len(name) > 3 and name not in _LONG_NAMES:
        return None  # `Marketing 3`
    month = _MONTHS.index(name[:3]) + 1
    year = found["year"]
    pattern = shown if not year else f"{shown}-yyyy" if shown.startswith("d") else f"{shown}, yyyy"
    return _dated(int(year) if year else today.year, month, int(found["d"]), pattern)


def _dated(year: int, month: int, day: int, pattern: str) -> tuple[date, str] | None:
    try:
        return date(year, month, day), pattern
    except ValueError:
        return None
