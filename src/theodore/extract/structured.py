"""What pages state for machines: JSON-LD, microdata, OpenGraph.

Read from the tree that the other rules share. The usual library for this brings an RDF store with it (24 MB a process,
a second to import) and parses each page once more; three small readers do the same for what is asked here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.wording import squeeze
from theodore.extract.wordlists import words

MAX_SCRIPT = 500_000
MAX_ITEMS = 2_000
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a page describes.

    types: of schema.org, in lower case. data: property to value, nested as in JSON-LD. source: jsonld or microdata.
    role: the property under which it stands in another item; empty at the top. script: where its words stand.
    """

    types: frozenset[str]
    data: dict[str, Any]
    source: str
    role: str
    script: str

    def texts(self, name: str) -> list[str]:
        """The values of a property that are plain text, or the names of those that are things."""
        found = []
        for value in listed(self.data.get(name)):
            if isinstance(value, dict):
                value = value.get("name") or value.get("@value") or value.get("url")  # noqa: PLW2901 - the same value, unwrapped
            if isinstance(value, (str, int, float)) and not isinstance(value, bool) and (text := squeeze(str(value))):
                found.append(text)
        return found

    def text(self, name: str) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.texts(name)), "")

    def things(self, name: str) -> list[dict[str, Any]]:
        """The values of a property that are things themselves."""
        return [value for value in listed(self.data.get(name)) if isinstance(value, dict)]


def listed(value: Any) -> list[Any]:
    """JSON-LD writes one value without its list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def items(tree: LexborHTMLParser, html: str) -> tuple[Item, ...]:
    """Everything that the page describes, nested things too, JSON-LD first; at most MAX_ITEMS."""
    return tuple(islice(_all(tree, html), MAX_ITEMS))


def _all(tree: LexborHTMLParser, html: str) -> Iterator[Item]:
    for script, data in _json_ld(tree):
        yield from _spread(data, "jsonld", "", script, 0)
    for data in _microdata(tree):
        yield from _spread(data, "microdata", "", html, 0)


def _spread(value: Any, source: str, role: str, script: str, depth: int) -> Iterator[Item]:
    """The things in a value, each with the property that leads to it."""
    if depth > MAX_DEPTH:
        return
    for thing in listed(value):
        if not isinstance(thing, dict):
            continue
        types = frozenset(_type_name(name) for name in listed(thing.get("@type")) if isinstance(name, str))
        if types:
            yield Item(types, thing, source, role, script)
        for name, inner in thing.items():
            if isinstance(inner, (dict, list)):
                yield from _spread(inner, source, role if name == "@graph" else str(name), script, depth + 1)


def _type_name(name: str) -> str:
    """`https://schema.org/LocalBusiness`, `schema:LocalBusiness` and `LocalBusiness` are one."""
    return re.split(r"[/#:]", name.strip())[-1].lower()


# --- JSON-LD


def _json_ld(tree: LexborHTMLParser) -> Iterator[tuple[str, Any]]:
    for node in tree.css('script[type*="ld+json"]')[:50]:
        script = node.text()[:MAX_SCRIPT]
        if script.strip():
            yield script, _parsed(script)


_COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*$|<!--|-->|<!\[CDATA\[|\]\]>", re.DOTALL | re.MULTILINE)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def _parsed(script: str) -> Any:
    """The script's value; None where it is no JSON, even after mending what people usually get wrong."""
    for attempt in (script, _TRAILING_COMMA.sub(r"\1", _COMMENT.sub("", script)).strip().rstrip(";")):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def snippet(item: Item, name: str, value: str) -> str:
    """Where the item's script states this value: the property with it, or the value alone, as it stands there."""
    for written in (
        value,
        json.dumps(value)[1:-1],
        value.replace("/", r"\/"),
        json.dumps(value)[1:-1].replace("/", r"\/"),
    ):
        at = item.script.find(written)
        if at < 0:
            continue
        before = item.script.rfind(f'"{name}"', max(0, at - 200), at)
        return item.script[before if before >= 0 else at : at + len(written)][:400]
    return f"{name}: {value}"[:400]


# --- microdata


def _microdata(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The page's top items, shaped like JSON-LD."""
    nodes = tree.css("[itemscope]")[:MAX_ITEMS]
    things: dict[int, dict[str, Any]] = {node.mem_id: _typed(node) for node in nodes}
    for node in tree.css("[itemprop]")[: MAX_ITEMS * 5]:
        owner = _owner(node)
        thing = things.get(owner.mem_id) if owner else None
        if thing is not None:
            for name in (node.attributes.get("itemprop") or "").split():
                thing.setdefault(name, []).append(things.get(node.mem_id) or _content(node))
    for node in nodes:
        if "itemprop" not in node.attributes:
            yield things[node.mem_id]


def _typed(node: LexborNode) -> dict[str, Any]:
    return {"@type": (node.attributes.get("itemtype") or "").split()}


def _owner(node: LexborNode) -> LexborNode | None:
    """The item that a property belongs to: the nearest one above it."""
    above = node.parent
    for _ in range(MAX_DEPTH * 5):
        if above is None or "itemscope" in above.attributes:
            return above
        above = above.parent
    return None


_VALUE_ATTRIBUTES = {"a": "href", "link": "href", "img": "src", "time": "datetime", "data": "value", "meter": "value"}


def _content(node: LexborNode) -> str:
    attributes = node.attributes
    if content := attributes.get("content"):
        return squeeze(content)
    return squeeze(attributes.get(_VALUE_ATTRIBUTES.get(node.tag or "", ""), "") or node.text(separator=" "))


# --- which of them are the company

_ORGANISATIONS = words("organisation_types")
#: An organisation under one of these is the company itself; under any other property it is somebody else.
_OWN_ROLES = frozenset(
    {"", "publisher", "mainentity", "mainentityofpage", "about", "provider", "creator", "sourceorganization"}
)


def organisations(found: Iterable[Item]) -> list[Item]:
    """The items that describe the company whose site it is."""
    return [item for item in found if item.types & _ORGANISATIONS and item.role.lower() in _OWN_ROLES]
