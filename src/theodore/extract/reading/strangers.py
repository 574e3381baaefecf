"""Organisations that a page describes for machines, and of which it says that they are not the one whose site it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from theodore.extract.reading.hosts import label_of
from theodore.extract.reading.wording import plain_tokens

#: Under these an organisation names the one that it is a part of.
_ABOVE = "parentOrganization"
#: In letters: shorter words are in every domain.
_TELLING = 4
#: In levels of JSON: so deep is looked for who is above whom.
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Strangers:
    """Tells them. host, title: of the page. ids: of those that the page's own organisation says it is a part of."""

    host: str
    title: str = ""
    ids: frozenset[str] = frozenset()

    def include(self, thing: Mapping[str, Any]) -> bool:
        """Whether an organisation is one: by its id or its own site, where its name is unlike this site's as well.

        Many give a second domain of their own or one that they have left, and a group names itself as that of its
        firms: then the name fits. Where the page's title has it, another firm's site has answered, as that firm says.
        """
        label, name = _label(self.host), _text(thing.get("name"))
        there = _label(_host(_text(thing.get("url"))))
        is_elsewhere = bool(there and label) and there != label and not _has(self.title, name)
        return (is_elsewhere or _text(thing.get("@id")) in self.ids) and not _fits(name, label)


def above(value: Any) -> frozenset[str]:
    """The ids of the organisations that others of this JSON-LD say they are a part of.

    Two that are each a part of the other say nothing.
    """
    pairs = {(lower, upper) for lower, upper in _pairs(value, 0) if upper}
    return frozenset(upper for lower, upper in pairs if (upper, lower) not in pairs)


def _pairs(value: Any, depth: int) -> Iterator[tuple[str, str]]:
    """Who is a part of whom, by their ids."""
    if depth > _DEEPEST:
        return
    for thing in value if isinstance(value, list) else [value]:
        if isinstance(thing, dict):
            upper = thing.get(_ABOVE)
            for each in upper if isinstance(upper, list) else [upper]:
                if isinstance(each, dict):
                    yield _text(thing.get("@id")), _text(each.get("@id"))
            for inner in thing.values():
                if isinstance(inner, (dict, list)):
                    yield from _pairs(inner, depth + 1)


def _text(value: Any) -> str:
    """A value that is a text, or the first of a list of such; else nothing."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else ""


def _host(url: str) -> str:
    """The host of a site's home page; of a page within a site nothing, for that may be a profile on a platform."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return (parts.hostname or "") if not parts.path.strip("/") else ""


def _label(host: str) -> str:
    """The name within a host, as names are compared with it; nothing of a number or of a machine."""
    return "" if host[-1:].isdigit() else label_of(host.lower()).replace("-", "")


def _has(title: str, name: str) -> bool:
    return set(plain_tokens(name)) <= set(plain_tokens(title))


def _fits(name: str, label: str) -> bool:
    """Whether a name has something of the domain's, or the domain its initials; of none nothing can be told."""
    spoken = plain_tokens(name)
    return (
        not (spoken and label)
        or label in "".join(spoken)
        or label == "".join(word[0] for word in spoken)
        or any(len(word) >= _TELLING and word in label for word in spoken)
    )
