"""A formula's text as its parts, so that one of them can be changed and all others stay as they were typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from theodore.farm.sheets.formulas.references import REFERENCE, Reference, reference_of
from theodore.farm.sheets.locales import Locale


class Kind(Enum):
    """What a part is."""

    SPACE = auto()
    TEXT = auto()
    NUMBER = auto()
    FAILURE = auto()
    REFERENCE = auto()
    NAME = auto()
    OPERATOR = auto()
    SEPARATOR = auto()
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One part. reference: of a REFERENCE."""

    kind: Kind
    text: str
    reference: Reference | None = None


class FormulaBroken(ValueError):
    """The formula cannot be read: Sheets shows `#ERROR!`."""


_SIMPLE = (
    (Kind.SPACE, re.compile(r"\s+")),
    (Kind.TEXT, re.compile(r'"(?:[^"]|"")*"')),
    (Kind.FAILURE, re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|ERROR!)")),
)
_REST = (
    (Kind.NAME, re.compile(r"[^\W\d][\w.]*")),
    (Kind.OPERATOR, re.compile(r"<>|<=|>=|[-+*/^&=<>%]")),
    (Kind.OPEN, re.compile(r"\(")),
    (Kind.CLOSE, re.compile(r"\)")),
)
_NUMBERS = {
    ".": re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"),
    ",": re.compile(r"(?:\d+,?\d*|,\d+)(?:[eE][-+]?\d+)?"),
}
_SEPARATORS = {".": re.compile(r"[,;]"), ",": re.compile(r";")}


def tokens(formula: str, locale: Locale) -> list[Token]:
    """The parts of this formula, whose `=` is left out. Joined, their texts are the formula again.

    Raises FormulaBroken where a sign stands for nothing.
    """
    return list(_tokens(formula.removeprefix("="), locale))


def _tokens(text: str, locale: Locale) -> Iterator[Token]:
    at = 0
    while at < len(text):
        token = _token_at(text, at, locale)
        yield token
        at += len(token.text)


def _token_at(text: str, at: int, locale: Locale) -> Token:
    for kind, pattern in _SIMPLE:
        if found := pattern.match(text, at):
            return Token(kind, found[0])
    if found := REFERENCE.match(text, at):
        return Token(Kind.REFERENCE, found[0], reference_of(found))
    for kind, pattern in (
        (Kind.NUMBER, _NUMBERS[locale.decimal]),
        *_REST,
        (Kind.SEPARATOR, _SEPARATORS[locale.decimal]),
    ):
        if found := pattern.match(text, at):
            return Token(kind, found[0])
    raise FormulaBroken(text[at:])


def joined(parts: list[Token]) -> str:
    """The formula of these parts."""
    return "=" + "".join(part.text for part in parts)


def as_stored(formula: str, locale: Locale) -> str:
    """The formula as Sheets gives it back: its arguments are parted as the locale does it, all else as it was typed."""
    try:
        parts = tokens(formula, locale)
    except FormulaBroken:
        return formula
    return joined([Token(Kind.SEPARATOR, locale.separator) if one.kind is Kind.SEPARATOR else one for one in parts])
