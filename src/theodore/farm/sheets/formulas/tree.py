"""A formula as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from theodore.farm.sheets.formulas.references import Reference
from theodore.farm.sheets.formulas.tokens import FormulaBroken, Kind, Token, tokens
from theodore.farm.sheets.formulas.values import SIGNS, Failure, Value
from theodore.farm.sheets.locales import Locale

#: Deeper than this nobody nests by hand, and a hostile text shall not end the process.
_DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that stands in the formula."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A named range."""

    name: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An argument that is left out between two separators."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """A sign before its operand, or `%` after it."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands of an operator."""

    operator: str
    left: Node
    right: Node


Node = Literal | Name | Missing | Call | Unary | Binary | Reference

_STRENGTH = {
    **dict.fromkeys(("=", "<>", "<", ">", "<=", ">="), 1),
    "&": 2,
    **dict.fromkeys(("+", "-"), 3),
    **dict.fromkeys(("*", "/"), 4),
    "^": 6,
}
#: A sign before its operand binds closest of all: `-2^2` is 4.
_SIGN_STRENGTH = 7


def parse(formula: str, locale: Locale) -> Node:
    """The tree of this formula. Raises FormulaBroken where it is none."""
    reader = _Reader([part for part in tokens(formula, locale) if part.kind is not Kind.SPACE], locale)
    tree = reader.expression(0, 0)
    reader.end()
    return tree


class _Reader:
    def __init__(self, parts: Sequence[Token], locale: Locale) -> None:
        self._parts = parts
        self._locale = locale
        self._at = 0

    def end(self) -> None:
        if self._at != len(self._parts):
            raise FormulaBroken(self._parts[self._at].text)

    def _peek(self) -> Token | None:
        return self._parts[self._at] if self._at < len(self._parts) else None

    def _is(self, *kinds: Kind) -> bool:
        part = self._peek()
        return part is not None and part.kind in kinds

    def _take(self) -> Token:
        part = self._peek()
        if part is None:
            raise FormulaBroken("the formula ends too early")
        self._at += 1
        return part

    def expression(self, least: int, depth: int) -> Node:
        if depth > _DEEPEST:
            raise FormulaBroken("nested too deeply")
        left = self._operand(depth + 1)
        while (part := self._peek()) is not None and part.kind is Kind.OPERATOR:
            if part.text == "%":
                self._take()
                left = Unary("%", left)
                continue
            strength = _STRENGTH[part.text]
            if strength < least:
                break
            self._take()
            left = Binary(part.text, left, self.expression(strength + 1, depth + 1))
        return left

    def _operand(self, depth: int) -> Node:
        part = self._take()
        match part.kind:
            case Kind.TEXT:
                return Literal(part.text[1:-1].replace('""', '"'))
            case Kind.NUMBER:
                return Literal(float(part.text.replace(self._locale.decimal, ".")))
            case Kind.FAILURE:
                return Literal(Failure(SIGNS[part.text]))
            case Kind.REFERENCE:
                assert part.reference is not None  # noqa: S101  # every REFERENCE has one
                return part.reference
            case Kind.NAME:
                return self._named(part.text, depth)
            case Kind.OPEN:
                inner = self.expression(0, depth)
                self._close()
                return inner
            case Kind.OPERATOR if part.text in "+-":
                return Unary(part.text, self.expression(_SIGN_STRENGTH, depth))
        raise FormulaBroken(part.text)

    def _named(self, name: str, depth: int) -> Node:
        if not self._is(Kind.OPEN):
            upper = name.upper()
            return Literal(upper == "TRUE") if upper in {"TRUE", "FALSE"} else Name(name)
        self._take()
        return Call(name.upper(), self._arguments(depth))

    def _arguments(self, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        if self._is(Kind.CLOSE):
            self._take()
            return ()
        while True:
            found.append(Missing() if self._is(Kind.SEPARATOR, Kind.CLOSE) else self.expression(0, depth))
            if not self._is(Kind.SEPARATOR):
                break
            self._take()
        self._close()
        return tuple(found)

    def _close(self) -> None:
        # Sheets adds the brackets that are missing at the end
        if self._peek() is not None and self._take().kind is not Kind.CLOSE:
            raise FormulaBroken("a bracket that is never closed")
