"""What a cell shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from theodore.farm.sheets.formulas import Value
from theodore.farm.sheets.formulas.values import number_text, text_of
from theodore.farm.sheets.locales import Locale

#: Day 0 of the sheet's calendar.
EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - the sheet's own time, which has no zone

_PLAIN = re.compile(r'((?:"[^"]*"|[^#0?.,%"])*)([#0?,]+)(?:\.([#0?]+))?(%?)((?:"[^"]*"|[^#0?.,%"])*)')
_PATTERNS = {
    "PERCENT": "0.00%",
    "CURRENCY": '"$"#,##0.00',
    "NUMBER": "#,##0.00",
    "DATE": "m/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "m/d/yyyy h:mm:ss",
}
_DATE_WORDS = re.compile(r'"[^"]*"|yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|am/pm|a/p|.', re.IGNORECASE)


def formatted(value: Value, number_format: Mapping[str, Any], locale: Locale) -> str:
    """The text that the cell shows; empty where it has no value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        # only numbers have a format
        return text_of(value)
    kind = str(number_format.get("type", ""))
    pattern = str(number_format.get("pattern") or _PATTERNS.get(kind, ""))
    if kind == "TEXT" or not pattern or pattern in {"General", "@"}:
        return number_text(value, decimals=10).replace(".", locale.decimal)
    if kind in {"DATE", "TIME", "DATE_TIME"}:
        return _date(value, pattern)
    return _number(value, pattern.partition(";")[0], locale)


def _number(value: float, pattern: str, locale: Locale) -> str:
    found = _PLAIN.fullmatch(pattern)
    if found is None:
        return number_text(value, decimals=10).replace(".", locale.decimal)
    before, whole, places, percent, after = found.groups(default="")
    exact = abs(Decimal(str(value))) * (100 if percent else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    digits, _, rest = f"{rounded:f}".partition(".")
    least = len(places.rstrip("#?"))
    while len(rest) > least and rest.endswith("0"):
        rest = rest[:-1]
    digits = digits.zfill(whole.count("0"))
    if "," in whole:
        digits = f"{int(digits):,}".replace(",", locale.thousands)
    sign = "-" if value < 0 and rounded else ""
    number = digits + (locale.decimal + rest if rest else "")
    return f"{sign}{_unquoted(before)}{number}{percent}{_unquoted(after)}"


def _unquoted(text: str) -> str:
    return text.replace('"', "").replace("\\", "")


def _date(serial: float, pattern: str) -> str:
    try:
        moment = EPOCH + dt.timedelta(seconds=round(serial * 86400))
    except OverflowError:
        return number_text(serial)
    words = _DATE_WORDS.findall(pattern)
    half = any(word.lower() in {"am/pm", "a/p"} for word in words)
    said: list[str] = []
    after_hour = False
    for at, word in enumerate(words):
        low = word.lower()
        if low in {"h", "hh"}:
            after_hour = True
        is_minute = low in {"m", "mm"} and (after_hour or _seconds_follow(words[at + 1 :]))
        said.append(_minute(low, moment) if is_minute else _part(low, word, moment, half=half))
        if low in {"s", "ss", "d", "dd", "yyyy"}:
            after_hour = False
    return "".join(said)


def _seconds_follow(words: list[str]) -> bool:
    first = next((word.lower() for word in words if word[0].isalpha()), "")
    return first in {"s", "ss"}


def _minute(word: str, moment: dt.datetime) -> str:
    return f"{moment.minute:02}" if word == "mm" else str(moment.minute)


def _part(low: str, word: str, moment: dt.datetime, *, half: bool) -> str:
    hour = (moment.hour % 12 or 12) if half else moment.hour
    said = {
        "yyyy": f"{moment.year:04}",
        "yy": f"{moment.year % 100:02}",
        "mmmm": _MONTHS[moment.month - 1],
        "mmm": _MONTHS[moment.month - 1][:3],
        "mm": f"{moment.month:02}",
        "m": str(moment.month),
        "dddd": _DAYS[moment.weekday()],
        "ddd": _DAYS[moment.weekday()][:3],
        "dd": f"{moment.day:02}",
        "d": str(moment.day),
        "hh": f"{hour:02}",
        "h": str(hour),
        "ss": f"{moment.second:02}",
        "s": str(moment.second),
        "am/pm": "AM" if moment.hour < 12 else "PM",
        "a/p": "A" if moment.hour < 12 else "P",
    }
    return said.get(low, word.strip('"'))


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
