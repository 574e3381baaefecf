"""Fields masks: which parts of an answer are wanted, and which parts of a cell are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from theodore.farm.sheets.errors import Invalid

#: By name what is wanted of it; all of it where nothing stands below.
Mask = dict[str, "Mask"]

_TOKEN = re.compile(r"[A-Za-z0-9_@\-]+|\*|[(),./]")


def parse(text: str) -> Mask:
    """The mask that `a,b(c,d.e),f/g` says; empty for `*`, which is everything.

    Raises Invalid for what is none.
    """
    words = _TOKEN.findall(text)
    if "".join(words) != re.sub(r"\s", "", text):
        raise _wrong(text)
    reader = _Reader(words, text)
    mask = reader.group()
    if reader.left:
        raise _wrong(text)
    return mask


class _Reader:
    """Reads a mask's words one by one."""

    def __init__(self, words: list[str], text: str) -> None:
        self.left = words[::-1]
        self._text = text

    def group(self) -> Mask:
        """Ways with commas between them, merged."""
        mask = self._way()
        everything = not mask
        while self._take(","):
            more = self._way()
            everything = everything or not more
            mask = merged(mask, more)
        return {} if everything else mask

    def _way(self) -> Mask:
        """One way: names with dots or strokes between them, and what is wanted at its end."""
        if not self.left or self.left[-1] in "(),./":
            raise _wrong(self._text)
        name = self.left.pop()
        if name == "*":
            return {}
        if self._take(".") or self._take("/"):
            return {_camel(name): self._way()}
        if self._take("("):
            below = self.group()
            if not self._take(")"):
                raise _wrong(self._text)
            return {_camel(name): below}
        return {_camel(name): {}}

    def _take(self, word: str) -> bool:
        if self.left and self.left[-1] == word:
            self.left.pop()
            return True
        return False


def _camel(name: str) -> str:
    # a mask may be written in either way
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def merged(one: Mask, other: Mask) -> Mask:
    """What either wants; all of a thing where one of them wants all of it."""
    both = dict(one)
    for name, below in other.items():
        both[name] = merged(both[name], below) if both.get(name) and below else ({} if name in both else below)
    return both


def wants(mask: Mask, *way: str) -> bool:
    """Whether anything at this way or below it is wanted."""
    for name in way:
        if not mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def picked(answer: Any, mask: Mask) -> Any:
    """The wanted parts of an answer; of a list, of each of its members."""
    if not mask:
        return answer
    if isinstance(answer, list):
        return [picked(member, mask) for member in answer]
    if not isinstance(answer, Mapping):
        return answer
    return {name: picked(held, mask[name]) for name, held in answer.items() if name in mask}


def written(old: Mapping[str, Any], new: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """The old object with the parts that the mask names as they are in the new one, absent ones removed."""
    if not mask:
        return dict(new)
    both = dict(old)
    for name, below in mask.items():
        held, given = both.get(name), new.get(name)
        if below and (isinstance(held, Mapping) or isinstance(given, Mapping)):
            inner = written(
                held if isinstance(held, Mapping) else {}, given if isinstance(given, Mapping) else {}, below
            )
            given = inner or None
        if given is None:
            both.pop(name, None)
        else:
            both[name] = given
    return both


def needed(text: object, of: str) -> Mask:
    """The mask of a request that must have one. of: the names that it may have; `*` is all of them."""
    if not isinstance(text, str) or not text:
        raise Invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    mask = parse(text)
    known = of.split()
    for name in mask:
        if name not in known:
            raise unknown(name)
    return mask or {name: {} for name in known}


def unknown(way: str) -> Invalid:
    """A way that leads nowhere."""
    return Invalid(
        "Request contains an invalid argument.",
        [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [
                    {
                        "field": way,
                        "description": "Error expanding 'fields' parameter. "
                        f"Cannot find matching fields for path '{way}'.",
                    }
                ],
            }
        ],
    )


def _wrong(text: str) -> Invalid:
    return Invalid(f"Invalid field mask: {text}")
