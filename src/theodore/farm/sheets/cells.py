"""What a cell holds: what was entered, what it comes to, and how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from theodore.farm.sheets.errors import MOST_CHARACTERS, Invalid, too_long
from theodore.farm.sheets.formulas import Failure, Formula, Value, as_stored
from theodore.farm.sheets.locales import Locale

Scalar = str | float | bool


#: What may be entered; None is a cell without a value.
Entered = Scalar | Formula | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; never changed, only replaced.

    format: Google's CellFormat as it was asked for, None where nothing was. validation: its DataValidationRule.
    runs: textFormatRuns.
    """

    entered: Entered = None
    format: Mapping[str, Any] | None = None
    note: str = ""
    validation: Mapping[str, Any] | None = None
    runs: tuple[Mapping[str, Any], ...] = ()

    @property
    def number_format(self) -> Mapping[str, Any]:
        """`{"type": ..., "pattern": ...}`; empty where none was asked for."""
        found = (self.format or {}).get("numberFormat", {})
        return found if isinstance(found, Mapping) else {}


BLANK = Cell()


def number(value: float) -> float:
    """The same number, whole ones without a point, as they stand in Google's JSON."""
    whole = int(value)
    return whole if whole == value and abs(whole) < 10**21 else value


def length(text: str) -> int:
    """Characters as Google counts them: UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def checked(entered: Entered | Failure) -> Entered:
    """The same, if a cell may hold it. An empty text is no value. Raises Invalid for one that is too long."""
    if isinstance(entered, Failure):
        entered = entered.sign
    text = entered.text if isinstance(entered, Formula) else entered
    # most texts are short: those are not counted
    if isinstance(text, str) and len(text) * 2 > MOST_CHARACTERS and length(text) > MOST_CHARACTERS:
        raise too_long()
    return None if entered == "" else entered


def entered_of(value: Mapping[str, Any], locale: Locale) -> Entered:
    """What an ExtendedValue of the API says, which is one of its fields or none.

    locale: of the spreadsheet, whose signs a formula is kept with.
    """
    if len(value) > 1:
        _, second, *_ = value
        raise Invalid(f"oneof field 'value' is already set. Cannot set '{second}'")
    for kind, held in value.items():
        if kind == "errorValue":
            raise Invalid("errorValue is read-only.")
        if kind == "formulaValue":
            if not held.startswith("="):
                raise Invalid("A formula must begin with =.")
            return checked(Formula(as_stored(held, locale)))
        return checked(number(held) if kind == "numberValue" else held)
    return None


def extended(value: Value | Formula) -> dict[str, Any]:
    """A value as the API's ExtendedValue."""
    match value:
        case None:
            return {}
        case bool():
            return {"boolValue": value}
        case str():
            return {"stringValue": value}
        case Formula():
            return {"formulaValue": value.text}
        case Failure():
            return {"errorValue": {"type": value.kind.value, "message": value.message}}
    return {"numberValue": number(value)}
