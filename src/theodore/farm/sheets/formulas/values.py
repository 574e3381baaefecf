"""What a cell's value may be, and how one kind of it becomes another."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FailureKind(StrEnum):
    """The kinds of errors that a cell may show, by Google's names."""

    ERROR = "ERROR"
    DIVIDE_BY_ZERO = "DIVIDE_BY_ZERO"
    VALUE = "VALUE"
    REF = "REF"
    NAME = "NAME"
    NUM = "NUM"
    N_A = "N_A"


_SIGNS = {
    FailureKind.ERROR: "#ERROR!",
    FailureKind.DIVIDE_BY_ZERO: "#DIV/0!",
    FailureKind.VALUE: "#VALUE!",
    FailureKind.REF: "#REF!",
    FailureKind.NAME: "#NAME?",
    FailureKind.NUM: "#NUM!",
    FailureKind.N_A: "#N/A",
}
SIGNS = {sign: kind for kind, sign in _SIGNS.items()}


@dataclass(frozen=True, slots=True)
class Failure:
    """The value of a formula that has none. message: as Google explains it, in English."""

    kind: FailureKind
    message: str = ""

    @property
    def sign(self) -> str:
        """What the cell shows, like `#N/A`."""
        return _SIGNS[self.kind]

    @property
    def unformatted(self) -> str:
        """What the API answers for UNFORMATTED_VALUE: the sign, and the message in brackets."""
        return f"{self.sign} ({self.message})" if self.message else self.sign


Value = str | float | bool | Failure | None


def text_of(value: Value) -> str:
    """The value as text, as `&` joins it. A failure is its sign; whoever joins passes failures on instead."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_text(value)
        case Failure():
            return value.sign
    return value


def number_text(number: float, digits: int = 15, decimals: int | None = None) -> str:
    """The number without a format, like `7`, `0.25` or `1.23457E+15`.

    digits: how many significant ones are shown. decimals: at most so many after the point.
    """
    if number != 0 and not 1e-9 <= abs(number) < 1e15:
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent[0]}{exponent[1:].zfill(2)}"
    exact = Decimal(f"{number:.{digits}g}")
    if decimals is not None:
        exact = round(exact, decimals)
    plain = f"{exact:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def number_of(value: Value, function: str, place: int) -> float | Failure:
    """The value as a number, as an operator takes it.

    function, place: who asks and for which of its arguments, from 1, for the message.
    """
    if isinstance(value, Failure):
        return value
    if value is None:
        return 0.0
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    if not value.strip():
        return _no_number(value, function, place)
    try:
        return _plain_number(value)
    except ValueError:
        return _no_number(value, function, place)


def _plain_number(text: str) -> float:
    cleaned = text.strip().replace(",", "")
    if "_" in cleaned or not any(map(str.isdigit, cleaned)):
        raise ValueError(text)
    return float(cleaned[:-1]) / 100 if cleaned.endswith("%") else float(cleaned)


def _no_number(text: str, function: str, place: int) -> Failure:
    return Failure(
        FailureKind.VALUE,
        f"Function {function} parameter {place} expects number values. "
        f"But '{text}' is a text and cannot be coerced to a number.",
    )


def compare(left: Value, right: Value) -> int:
    """-1, 0 or 1, by their `rank`; a blank counts as the other's kind does."""
    ours, theirs = rank(_beside(left, right)), rank(_beside(right, left))
    return (ours > theirs) - (ours < theirs)


def _beside(value: Value, other: Value) -> Value:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0


def rank(value: Value) -> tuple[int, float | str]:
    """What a value is put in order by: numbers, texts without regard to case, FALSE, TRUE."""
    if isinstance(value, bool):
        return (2, float(value))
    if isinstance(value, int | float):
        return (0, float(value))
    return (1, text_of(value).casefold())
