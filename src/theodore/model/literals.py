"""The values that scripts write down: JSON, and object literals of JavaScript, read without running anything.

Frameworks hand a page's state over as `window.__INITIAL_STATE__ = {...}`, mostly JSON, sometimes with names without
quotes, `void 0`, or as `(function(a,b){return {...}})("x",null)`. What is more than a value is not read: there is no
evaluation here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

#: A longer script is no state that a page of a company needs, in characters.
MAX_JSON: Final = 1_500_000
_MAX_LITERAL = 500_000
#: More lists and objects take more memory than the page is worth: each costs sixty bytes for two characters of source.
_MAX_BRACKETS = 150_000
_MAX_DEPTH = 80
_MAX_NAME = 200
_SPACE = " \t\r\n\ufeff\u00a0"
_WORDS: Final[Mapping[str, Any]] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " ", "v": " ", "0": "", "\n": ""}
_NUMBER = "+-.0123456789abcdefABCDEFxX_"


class Unreadable(Exception):
    """It is no value, or one too deep or too large."""


def read_json(text: str) -> Any:
    """The value of a JSON text; what follows it does not matter. Raises Unreadable."""
    text = text.lstrip(_SPACE)
    if len(text) > MAX_JSON or text.count("[") + text.count("{") > _MAX_BRACKETS:
        raise Unreadable
    try:
        return _DECODER.raw_decode(text)[0]
    except (ValueError, RecursionError) as wrong:
        raise Unreadable from wrong


_DECODER = json.JSONDecoder(strict=False)


def read_literal(source: str) -> Any:
    """The value that a script's text begins with: JSON at best, else a literal. Raises Unreadable."""
    try:
        return read_json(source)
    except Unreadable:
        if len(source) > _MAX_LITERAL or source.count("[") + source.count("{") > _MAX_BRACKETS:
            raise
    return _Reader(source).whole()


class _Reader:
    """Reads one value from a place on. names: what the names stand for that are known."""

    def __init__(self, source: str, names: Mapping[str, Any] = _WORDS, at: int = 0) -> None:
        self._source = source
        self._names = names
        self._at = at

    def whole(self) -> Any:
        self._skip("(")
        if self._source.startswith("function(", self._at):
            return self._called(self._at + len("function("))
        return self._value(0)

    def _called(self, at: int) -> Any:
        """`function(a,b){return {...}}("x",null)`: the body's value, in which the names stand for the arguments."""
        end, body = self._source.find(")", at), self._source.find("return", at)
        if end < 0 or body < end:
            raise Unreadable
        start = body + len("return")
        # the arguments stand after the body, whose end is known when it was read: so it is read twice
        blind = _Reader(self._source, _Anything(), start)
        blind._value(0)
        blind._skip(";})")
        arguments = blind._list("(", ")", 0)
        names = (name.strip() for name in self._source[at:end].split(","))
        self._names, self._at = {**self._names, **dict(zip(names, arguments, strict=False))}, start
        return self._value(0)

    def _value(self, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise Unreadable
        self._skip()
        sign = self._source[self._at : self._at + 1]
        if sign == "{":
            return self._object(depth)
        if sign == "[":
            return self._list("[", "]", depth)
        if sign and sign in "\"'`":
            return self._text(sign)
        if sign == "!":
            self._at += 1
            return not self._value(depth + 1)
        return self._number() if sign and sign in "+-.0123456789" else self._named(depth)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._at += 1
        while not self._ends("}"):
            sign = self._source[self._at : self._at + 1]
            key = self._text(sign) if sign and sign in "\"'" else self._name()
            self._expect(":")
            found[key] = self._value(depth + 1)
        return found

    def _list(self, opening: str, closing: str, depth: int) -> list[Any]:
        found: list[Any] = []
        self._expect(opening)
        while not self._ends(closing):
            found.append(self._value(depth + 1))
        return found

    def _ends(self, closing: str) -> bool:
        """Go past a comma, and past the end where it is there."""
        self._skip(",")
        if self._at >= len(self._source):
            raise Unreadable
        if self._source[self._at] != closing:
            return False
        self._at += 1
        return True

    def _expect(self, sign: str) -> None:
        self._skip()
        if self._source[self._at : self._at + 1] != sign:
            raise Unreadable
        self._at += 1

    def _skip(self, besides: str = "") -> None:
        while self._at < len(self._source) and (sign := self._source[self._at]) and (sign in _SPACE or sign in besides):
            self._at += 1

    def _name(self) -> str:
        start = end = self._at
        limit = min(len(self._source), start + _MAX_NAME)
        while end < limit and (self._source[end].isalnum() or self._source[end] in "_$."):
            end += 1
        if start == end:
            raise Unreadable
        self._at = end
        return self._source[start:end]

    def _named(self, depth: int) -> Any:
        """What a word stands for; of a call, like `new Date(0)`, its first argument."""
        name = self._name()
        if name in ("void", "new"):
            value = self._value(depth + 1)
            return None if name == "void" else value
        self._skip()
        if self._source[self._at : self._at + 1] == "(":
            values = self._list("(", ")", depth + 1)
            value = values[0] if values else None
            return read_json(value) if name == "JSON.parse" and isinstance(value, str) else value
        if name not in self._names:
            raise Unreadable
        return self._names[name]

    def _number(self) -> float | None:
        start = self._at
        limit = min(len(self._source), start + _MAX_NAME)
        while self._at < limit and self._source[self._at] in _NUMBER:
            self._at += 1
        try:
            return float(self._source[start : self._at])
        except ValueError:
            return None

    def _text(self, quote: str) -> str:
        parts: list[str] = []
        at, end = self._at + 1, -1
        while True:
            if end < at:  # looked for once, and once more where it was escaped: nothing is looked through twice
                end = self._source.find(quote, at)
            if end < 0:
                raise Unreadable
            escape = self._source.find("\\", at, end)
            if escape < 0:
                parts.append(self._source[at:end])
                self._at = end + 1
                return "".join(parts)
            letter, after = self._escaped(escape + 1)
            parts += (self._source[at:escape], letter)
            at = after

    def _escaped(self, at: int) -> tuple[str, int]:
        """The character that an escape stands for, and where it ends."""
        sign = self._source[at : at + 1]
        length = {"u": 4, "x": 2}.get(sign)
        if length is None:
            return _ESCAPES.get(sign, sign), at + 1
        try:
            return chr(int(self._source[at + 1 : at + 1 + length], 16)), at + 1 + length
        except ValueError:
            return "", at + 1


class _Anything(dict[str, Any]):
    """Knows every name, and none of them stands for anything."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> None:
        return None
