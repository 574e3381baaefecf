"""What a text becomes that a person types into a cell, or that comes with USER_ENTERED."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from theodore.farm.sheets.dates import moment_typed
from theodore.farm.sheets.formulas import Formula, as_stored
from theodore.farm.sheets.locales import Locale


@dataclass(frozen=True, slots=True)
class Entered:
    """A cell's new content. number_format: what the cell is formatted as from now on, as the API states it; None
    where the text says nothing of it."""

    value: str | float | bool | Formula | None
    number_format: dict[str, str] | None = None


def entered(text: str, locale: Locale, today: date) -> Entered:
    """What this text becomes.

    today: gives the year of a date that has none. Blanks around a number, a date or a formula do not count; a text
    keeps them.
    """
    if text.startswith("'"):
        return Entered(text[1:])
    whole = text.strip()
    if not whole:
        return Entered(text or None)
    if whole.startswith("=") and len(whole) > 1:
        return Entered(Formula(as_stored(whole, locale)))
    if whole.upper() in {"TRUE", "FALSE"}:
        return Entered(whole.upper() == "TRUE")
    found = _number(whole, locale) or _moment(whole, locale, today)
    if found is not None:
        return found
    if whole[0] in "+-" and whole.strip("+- "):
        # a sign begins a formula as well: this is how a telephone number becomes #ERROR!
        return Entered(Formula(as_stored("=" + whole, locale)))
    return Entered(text)


def _moment(text: str, locale: Locale, today: date) -> Entered | None:
    moment = moment_typed(text, locale, today)
    if moment is None:
        return None
    return Entered(moment.number, {"type": moment.kind, "pattern": moment.pattern})


_CURRENCIES = {"$": '"$"', "€": "[$€]", "£": "[$£]", "¥": "[$¥]"}


def _number(text: str, locale: Locale) -> Entered | None:
    point, group = re.escape(locale.decimal), re.escape(locale.thousands)
    pattern = (
        rf"(?P<sign>[-+]?)(?P<money>[$€£¥]?)(?P<whole>\d{{1,3}}(?:{group}\d{{3}})+|\d+|(?={point}\d))"
        rf"(?:{point}(?P<rest>\d*))?(?P<exponent>[eE][-+]?\d{{1,3}})?(?P<percent> ?%)?"
    )
    found = re.fullmatch(pattern, text)
    if found is None or (found["money"] and found["percent"]):
        return None
    number = float(f"{found['whole'].replace(locale.thousands, '') or 0}.{found['rest'] or 0}{found['exponent'] or ''}")
    if number == float("inf"):
        return None
    if found["percent"]:
        number /= 100
    return Entered(-number if found["sign"] == "-" else number, _number_format(found, locale))


def _number_format(found: re.Match[str], locale: Locale) -> dict[str, str] | None:
    rest = bool(found["rest"])
    if found["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if found["percent"]:
        return {"type": "PERCENT", "pattern": "0.00%" if rest else "0%"}
    grouped = "#,##0.00" if rest else "#,##0"
    if found["money"]:
        return {"type": "CURRENCY", "pattern": _CURRENCIES[found["money"]] + grouped}
    return {"type": "NUMBER", "pattern": grouped} if locale.thousands in found["whole"] else None
