"""The API's types: what bodies are read by and fields masks are held to, before anything is done."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

from theodore.farm.sheets.errors import unknown_name, wrong_type
from theodore.farm.sheets.masks import Mask, unknown

_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
_LIST = "type.googleapis.com/google.protobuf.ListValue"

#: By type its fields, each with its own type: another of these, or as _scalar knows them; `[]` behind it for a list.
Table = Mapping[str, Mapping[str, str]]

#: Reads a value that stands at a place.
_Reader = Callable[[Any, str], Any]


@functools.cache
def table() -> Table:
    """All types that are known here."""
    text = (files("theodore.farm") / "data" / "sheets_types.txt").read_text(encoding="utf-8")
    lines = re.sub(r"\n +", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return {
        name: {field: kind for field, _, kind in (word.partition("=") for word in words.split())}
        for name, _, words in (line.partition(":") for line in lines)
    }


def read(kind: str, value: Any, place: str = "") -> Any:
    """A value of this type as its methods take it: names in camels, nothing that is null.

    place: where it stands in the body, in snakes as Google says it. Raises Invalid for a name that the type does not
    have, or a value that is none of the field's type.
    """
    return _reader(kind)(value, place)


@functools.cache
def _reader(kind: str) -> _Reader:
    if kind.endswith("[]"):
        return functools.partial(_list, _reader(kind[:-2]), kind[:-2])
    if kind in table():
        return functools.partial(_message, kind)
    return _SCALARS.get(kind) or functools.partial(_word, frozenset(kind.split("|")))


def _list(reader: _Reader, kind: str, value: Any, place: str) -> Any:
    if not isinstance(value, list):
        raise wrong_type(place, _LIST if kind == "any" else _PACKAGE + kind, value)
    return [reader(member, f"{place}[{at}]") for at, member in enumerate(value)]


def _message(kind: str, value: Any, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise wrong_type(place, _PACKAGE + kind, value)
    fields, read_value = _fields(kind), {}
    for name, held in value.items():
        found = fields.get(name)
        if found is None:
            raise unknown_name(name, place)
        if held is not None:
            camel, snake, field_kind = found
            reader = _reader(field_kind)
            read_value[camel] = reader(held, f"{place}.{snake}" if place else snake)
    return read_value


@functools.cache
def _fields(kind: str) -> Mapping[str, tuple[str, str, str]]:
    """By either spelling of a field's name both of them, and its type."""
    known = {}
    for camel, field_kind in table()[kind].items():
        snake = re.sub(r"(?<!^)([A-Z])", r"_\1", camel).lower()
        known[camel] = known[snake] = (camel, snake, field_kind)
    return known


def _anything(value: Any, place: str) -> Any:
    del place
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str):
        raise wrong_type(place, "TYPE_STRING", value)
    return value


def _flag(value: Any, place: str) -> bool:
    if not isinstance(value, bool):
        raise wrong_type(place, "TYPE_BOOL", value)
    return value


def _number(value: Any, place: str) -> float:
    # either way is Google's: a number, or its digits as a text
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong_type(place, "TYPE_DOUBLE", value)
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        raise wrong_type(place, "TYPE_DOUBLE", value) from None


def _whole(value: Any, place: str) -> int:
    try:
        found = None if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        found = None
    if found is None or not found.is_integer() or not -(2**31) <= found < 2**31:
        raise wrong_type(place, "TYPE_INT32", value)
    return int(found)


def _word(known: frozenset[str], value: Any, place: str) -> str:
    if not isinstance(value, str) or value not in known:
        name = place.rpartition(".")[2]
        raise wrong_type(place, _PACKAGE + "".join(part.capitalize() for part in name.split("_")), value)
    return str(value)


_SCALARS: Mapping[str, _Reader] = {
    "any": _anything,
    "string": _text,
    "boolean": _flag,
    "number": _number,
    "integer": _whole,
}


def check_mask(kind: str, mask: Mask) -> None:
    """Raise Invalid where the mask names what a value of this type has not."""
    _check_mask(kind, mask, "")


def _check_mask(kind: str, mask: Mask, way: str) -> None:
    kind = kind.replace("[]", "")
    if kind == "any":
        return
    for name, below in mask.items():
        here = f"{way}.{name}" if way else name
        if name not in table().get(kind, {}):
            raise unknown(here)
        _check_mask(table()[kind][name], below, here)
