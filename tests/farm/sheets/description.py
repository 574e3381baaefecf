"""Google's own description of the API, which its client brings along: what bodies and answers may have.

`problems` holds any body to it: names that are not there, and values of another type than the field's.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any


@functools.cache
def _description() -> Mapping[str, Any]:
    documents = resources.files("googleapiclient") / "discovery_cache" / "documents"
    read: Mapping[str, Any] = json.loads((documents / "sheets.v4.json").read_text(encoding="utf-8"))
    return read


def schemas() -> Mapping[str, Any]:
    """All types."""
    found: Mapping[str, Any] = _description()["schemas"]
    return found


@functools.cache
def _methods() -> Mapping[str, Mapping[str, Any]]:
    """By the names that Call.name has."""
    return {
        method["id"].removeprefix("sheets.").removeprefix("spreadsheets."): method for method in _all(_description())
    }


def _all(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from part.get("methods", {}).values()
    for below in part.get("resources", {}).values():
        yield from _all(below)


def _method(name: str) -> Mapping[str, Any]:
    return _methods()[name.removeprefix("spreadsheets.")]


def answer_of(name: str) -> str:
    """The type of the answer of this method, like `values.batchGet`."""
    return str(_method(name)["response"]["$ref"])


def body_of(name: str) -> str:
    """The type of its body; empty where it has none."""
    return str(_method(name).get("request", {}).get("$ref", ""))


def problems(kind: str, value: Any) -> list[str]:
    """What is wrong with a value of this type, each with its place; nothing where all is as described."""
    return list(_of_type(kind, value, kind))


def _of_type(kind: str, value: Any, place: str) -> Iterator[str]:
    properties = schemas()[kind].get("properties", {})
    if not isinstance(value, Mapping):
        yield f"{place} is {value!r}, no {kind}"
        return
    for name, held in value.items():
        if name not in properties:
            yield f"{place}.{name} is not described"
        else:
            yield from _of_field(properties[name], held, f"{place}.{name}")


_PYTHON: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "any": (str, bool, int, float, type(None)),
}


def _of_field(field: Mapping[str, Any], value: Any, place: str) -> Iterator[str]:
    if "$ref" in field:
        yield from _of_type(field["$ref"], value, place)
    elif field["type"] == "array":
        if not isinstance(value, list):
            yield f"{place} is {value!r}, no list"
            return
        for at, member in enumerate(value):
            yield from _of_field(field["items"], member, f"{place}[{at}]")
    elif not isinstance(value, _PYTHON[field["type"]]) or (
        isinstance(value, bool) and field["type"] not in {"boolean", "any"}
    ):
        yield f"{place} is {value!r}, no {field['type']}"
    elif field.get("enum") and value not in field["enum"]:
        yield f"{place} is {value!r}, none of {', '.join(field['enum'])}"
