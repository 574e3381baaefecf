"""What a spreadsheet's locale changes: how numbers and dates are read, and how formulas are written."""

from __future__ import annotations

from dataclasses import dataclass

#: Languages whose numbers have a decimal comma; their formulas part arguments by `;` alone.
_COMMA_LANGUAGES = frozenset(
    {"az", "be", "bg", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "hy", "id", "it"}
    | {"ka", "kk", "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr"}
    | {"uk", "vi"}
)
#: Countries of those languages that write a decimal point.
_POINT_COUNTRIES = frozenset({"CH", "MX", "PH", "US", "GB", "IN"})

_YEAR_FIRST = frozenset({"ja", "zh", "ko", "hu", "lt", "mn", "sv"})


@dataclass(frozen=True, slots=True)
class Locale:
    """A spreadsheet's locale.

    decimal, thousands: the signs in a number. order: of day, month and year in a date of numbers, as "mdy".
    """

    name: str
    decimal: str
    thousands: str
    order: str

    @property
    def separator(self) -> str:
        """What parts the arguments of a function where a formula is read back; `;` is taken everywhere."""
        return ";" if self.decimal == "," else ","


def locale_of(name: str) -> Locale:
    """The locale of this name, like `en_US` or `de`."""
    language, _, country = name.partition("_")
    comma = language in _COMMA_LANGUAGES and country not in _POINT_COUNTRIES
    order = "mdy" if name in {"en_US", "en", "en_PH"} else "ymd" if language in _YEAR_FIRST else "dmy"
    return Locale(name, "," if comma else ".", "." if comma else ",", order)
