"""What pages state for machines: JSON-LD, microdata, OpenGraph.

Read from the tree that the other rules share. The usual library for this brings an RDF store with it (24 MB a process,
a second to import) and parses each page once more; three small readers do the same for what is asked here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.reading.source import Span, in_html, in_json
from theodore.extract.reading.strangers import Strangers, above
from theodore.extract.reading.wording import squeeze, writable
from theodore.extract.reading.wordlists import words

MAX_SCRIPT = 500_000
MAX_ITEMS = 2_000
MAX_DEPTH = 12
ORGANISATIONS = words("organisation_types")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a page describes.

    types: of schema.org, in lower case. data: property to value, nested as in JSON-LD. source: jsonld or microdata.
    role: the property under which it stands in its owner; empty at the top. script: where its words stand. owner: the
    thing that it is a property of; one of no type, where the page gives none. is_anothers: an organisation of which the
    page itself says that it is not the one whose site this is.
    """

    types: frozenset[str]
    data: dict[str, Any]
    source: str
    role: str
    script: str
    owner: Item | None = None
    is_anothers: bool = False

    def texts(self, name: str) -> list[str]:
        """The values of a property that are plain text, or the names of those that are things."""
        return texts_of(self.data, name)

    def text(self, name: str) -> str:
        """The first of them; empty where there is none."""
        return next(iter(self.texts(name)), "")

    def things(self, name: str) -> list[dict[str, Any]]:
        """The values of a property that are things themselves."""
        return [value for value in listed(self.data.get(name)) if isinstance(value, dict)]


def listed(value: Any) -> list[Any]:
    """JSON-LD writes one value without its list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def texts_of(data: dict[str, Any], name: str) -> list[str]:
    """The same of a thing that is no item of its own."""
    found = []
    for value in listed(data.get(name)):
        if isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("url")  # noqa: PLW2901 - the same value, unwrapped
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and (text := writable(str(value))):
            found.append(text)
    return found


def items(tree: LexborHTMLParser, html: str, strangers: Strangers) -> tuple[Item, ...]:
    """Everything that the page describes, nested things too, JSON-LD first; at most MAX_ITEMS."""
    return tuple(islice(_all(tree, html, strangers), MAX_ITEMS))


def _all(tree: LexborHTMLParser, html: str, strangers: Strangers) -> Iterator[Item]:
    for script in _scripts(tree):
        # whom the title names matters to few scripts, and what is kept is kept for all titles
        known = _known(script, strangers.host) if len(script) < _LONG_SCRIPT else None
        is_told = known is not None and not any(item.is_anothers for item in known)
        yield from known if known is not None and is_told else _things_of(script, strangers)
    for data in _microdata(tree):
        yield from _spread(data, Item(frozenset(), {}, "microdata", "", html), 0, strangers)


def _things_of(script: str, strangers: Strangers) -> Iterator[Item]:
    value = _parsed(script)
    if '"parentOrganization"' in script:
        strangers = replace(strangers, ids=above(value))
    return _spread(value, Item(frozenset(), {}, "jsonld", "", script), 0, strangers)


#: In characters. The pages of a site state much the same of it: what a short script says is kept for the next page, and
#: nobody changes it.
_LONG_SCRIPT = 20_000


@lru_cache(maxsize=16)
def _known(script: str, host: str) -> tuple[Item, ...]:
    return tuple(_things_of(script, Strangers(host)))


#: What JSON-LD puts around things and is no property of them.
_AROUND = frozenset({"@graph", "@list", "@set"})


def _spread(value: Any, place: Item, depth: int, strangers: Strangers) -> Iterator[Item]:
    """The things in a value, each with the property that leads to it.

    place: an item of no type, with the role, owner and script that the things have.
    """
    if depth > MAX_DEPTH:
        return
    for thing in listed(value):
        if not isinstance(thing, dict):
            continue
        types = frozenset(_type_name(name) for name in listed(thing.get("@type")) if isinstance(name, str))
        is_anothers = bool(types & ORGANISATIONS) and strangers.include(thing)
        item = Item(types, thing, place.source, place.role, place.script, place.owner, is_anothers)
        if types:
            yield item
        for name, inner in thing.items():
            if isinstance(inner, (dict, list)):
                within = Item(frozenset(), {}, place.source, str(name), place.script, item)
                yield from _spread(inner, place if name in _AROUND else within, depth + 1, strangers)


def _type_name(name: str) -> str:
    """`https://schema.org/LocalBusiness`, `schema:LocalBusiness` and `LocalBusiness` are one."""
    return re.split(r"[/#:]", name.strip())[-1].lower()


# --- JSON-LD


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    stating = (node for node in tree.tags("script") if "ld+json" in (node.attrs.get("type") or "").lower())
    for node in islice(stating, 50):
        script = node.text()[:MAX_SCRIPT]
        if script.strip():
            yield script


#: White space before // is of its own line, and a remark that is never closed goes on to the end: nothing is looked
#: through twice.
_COMMENT = re.compile(
    r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?|^[^\S\n]*+//[^\n]*$|<!--|-->|<!\[CDATA\[|\]\]>", re.MULTILINE
)
_TRAILING_COMMA = re.compile(r",(\s*+[}\]])")


def _parsed(script: str) -> Any:
    """The script's value; None where it is no JSON, even after mending what people usually get wrong."""
    for attempt in (script, _TRAILING_COMMA.sub(r"\1", _COMMENT.sub("", script)).strip().rstrip(";")):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def snippet(item: Item, name: str, value: str, *others: str) -> str:
    """The part of the source in which the item states this value, and the others close by, as they stand there.

    name: the value's property, which the part begins with where it stands just before. Empty where the item's source
    has the value nowhere, or none of the others near it.
    """
    # most values stand just as they are, and right after their property
    at = item.script.find(value)
    before = item.script.rfind(f'"{name}"', max(0, at - _LOOK_BACK), at) if at >= 0 and not others else -1
    if before >= 0:
        return item.script[before : at + len(value)][:_LONGEST]
    find = in_json if item.source == "jsonld" else in_html
    rest = [places for other in others if other and (places := find(item.script, other))]
    if len(rest) < sum(map(bool, others)):
        return ""
    stretches = (_stretch(item.script, name, place, rest) for place in find(item.script, value))
    # the property itself is the surest sign that these words are the value, and not a sentence that holds them
    found = sorted((not named, end - start, start, end) for named, start, end in stretches if end - start <= _LONGEST)
    return item.script[found[0][2] : found[0][3]] if found else ""


_LONGEST = 400
_LOOK_BACK = 200


def _stretch(script: str, name: str, place: Span, rest: Sequence[Sequence[Span]]) -> tuple[bool, int, int]:
    """From a value to the nearest of each of the others: whether its property is there, and where it all stands."""
    start, end = place
    near = [min(places, key=lambda each: abs(each[0] - start)) for places in rest]
    first, last = min([start, *(each[0] for each in near)]), max([end, *(each[1] for each in near)])
    before = script.rfind(f'"{name}"', max(0, start - _LOOK_BACK, last - _LONGEST), start)
    return before >= 0, min(first, before) if before >= 0 else first, last


# --- microdata


def _microdata(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The page's top items, shaped like JSON-LD."""
    nodes = tree.css("[itemscope]")[:MAX_ITEMS]
    if not nodes:
        return
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

#: What a page is about, and who speaks there: an organisation under one of these is the company itself, where the owner
#: is the site or one of its works. Under any other property, as of a review or an event, it is somebody else.
_SUBJECT_ROLES = frozenset({"mainentity", "mainentityofpage", "about"})
_SPEAKER_ROLES = frozenset({"publisher", "provider", "creator", "sourceorganization"})
_WORKS = frozenset(
    ["website", "blog", "article", "newsarticle", "blogposting", "techarticle", "service", "softwareapplication"]
)
#: Where the company itself is, or a part of it.
_PLACE_ROLES = frozenset({"location", "department"})


def organisations(found: Iterable[Item]) -> list[Item]:
    """The items that describe the company whose site it is."""
    return [item for item in found if is_the_company(item)]


def is_the_company(item: Item) -> bool:
    """Whether an item describes the company whose site it is: at the top, or named by a page or a work."""
    if item.is_anothers or not item.types & ORGANISATIONS:
        return False
    return item.owner is None or _is_named(item.owner, item.role.lower())


def is_subject(item: Item) -> bool:
    """Whether an item stands at the top, or is what a page is about."""
    return item.owner is None or (_is_page(item.owner) and item.role.lower() in _SUBJECT_ROLES)


def is_of_the_company(item: Item) -> bool:
    """Whether an item is the company, or one of its places or departments."""
    if is_the_company(item):
        return True
    return item.owner is not None and item.role.lower() in _PLACE_ROLES and is_of_the_company(item.owner)


def _is_named(owner: Item, role: str) -> bool:
    if role in _SPEAKER_ROLES:
        return _is_page(owner) or bool(owner.types & _WORKS)
    return role in _SUBJECT_ROLES and _is_page(owner)


def _is_page(item: Item) -> bool:
    return any(name == "website" or name.endswith("page") for name in item.types)
