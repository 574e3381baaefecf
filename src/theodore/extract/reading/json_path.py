"""JSON paths: where in a JSON value something stands, like `$..address.telephone`.

The part of RFC 9535 that people use: names, places in lists, `*` for all, `..` for any depth, and a condition of one
comparison: `$..[?@['@type'] == 'Organization'].name`. One thing is looser than there: JSON-LD writes a list of one
value without its list, so a name looks into the items of a list as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

#: No page's state that is worth reading has more values than this.
_MOST_VALUES = 50_000
_DEEPEST = 100
_MOST_STEPS = 30

_NAME = r"[^\W\d][\w-]*|@[\w-]+"
_QUOTED = r"'[^'\\]*'|\"[^\"\\]*\""
_STEP = re.compile(
    rf"""
    (?P<deep>\.\.)?
    (?:
        (?P<dot>\.)? (?P<name>{_NAME}|\*)
      | \[\s*
        (?:
            (?P<quoted>{_QUOTED})
          | (?P<place>-?\d{{1,9}})
          | (?P<all>\*)
          | \?\s*\(?\s*(?P<test>@(?:[^\[\]]|\[[^\[\]]*\])*+)
        )
        \s*\]
    )
    """,
    re.VERBOSE,
)
_TEST = re.compile(
    rf"@(?P<path>(?:\.(?:{_NAME})|\[(?:{_QUOTED})\])+)\s*==\s*(?P<value>{_QUOTED}|-?\d+(?:\.\d+)?|true|false)\s*\)?\s*"
)
_TEST_NAME = re.compile(rf"\.({_NAME})|\[({_QUOTED})\]")

#: The name under which a value stands, or that of the list it stands in, and the value.
Found = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    name: the member that is meant; empty for all members and items, None where `place` says which item. deep: at any
    depth. test, equals: the members that lead to a value, and what it must be; without a test all are taken.
    """

    name: str | None = ""
    place: int = 0
    deep: bool = False
    test: tuple[str, ...] = ()
    equals: Any = None


def parse(path: str) -> tuple[Step, ...]:
    """The steps of a path; the `$` that it begins with may be left out. Raises ValueError that says what is wrong."""
    text = path.strip()
    at = 1 if text.startswith("$") else 0
    steps: list[Step] = []
    while at < len(text):
        match = _STEP.match(text, at)
        # a name needs a dot before it, unless it begins the path
        if match is None or (match["name"] and not (match["dot"] or match["deep"] or at == 0)):
            raise ValueError(f"{text[at:]!r} is no step of a path")
        if match["deep"] and match["dot"]:
            raise ValueError(f"{text[at:]!r} has one dot too many")
        steps.append(_step(match))
        at = match.end()
    if not steps:
        raise ValueError("it names nothing")
    if len(steps) > _MOST_STEPS:
        raise ValueError(f"it has more than {_MOST_STEPS} steps")
    return tuple(steps)


def _step(match: re.Match[str]) -> Step:
    deep = match["deep"] is not None
    if match["place"] is not None:
        return Step(None, int(match["place"]), deep)
    if match["test"] is not None:
        test = _TEST.fullmatch(match["test"])
        if test is None:
            raise ValueError(f"{match['test'].strip()!r} is no condition; write it like ?@.name == 'Berlin'")
        names = tuple(name or quoted[1:-1] for name, quoted in _TEST_NAME.findall(test["path"]))
        value = test["value"]
        return Step("", 0, deep, names, value[1:-1] if value[0] in "'\"" else json.loads(value))
    name = match["quoted"][1:-1] if match["quoted"] else match["name"] or "*"
    return Step("" if name == "*" and not match["quoted"] else name, 0, deep)


def select(steps: Iterable[Step], value: Any) -> Iterator[Found]:
    """What the path leads to, in the order in which it is written, within bounds."""
    found: Iterable[Found] = [("", value)]
    for step in steps:
        # each step is bounded, so that no value of a page makes them multiply
        found = list(islice(_taken(step, found), _MOST_VALUES))
    return iter(found)


def _taken(step: Step, found: Iterable[Found]) -> Iterator[Found]:
    for name, value in found:
        for around, each in _within(name, value) if step.deep else [(name, value)]:
            yield from _members(step, around, each)


def _within(name: str, value: Any) -> Iterator[Found]:
    """The value and all that stands in it, whatever the depth, in order."""
    stack = [(name, value, 0)]
    for _ in range(_MOST_VALUES):
        if not stack:
            return
        around, each, depth = stack.pop()
        yield around, each
        if depth < _DEEPEST:
            stack += reversed([(inner, one, depth + 1) for inner, one in _inside(around, each)])


def _inside(name: str, value: Any) -> Iterable[Found]:
    if isinstance(value, dict):
        return [(str(key), one) for key, one in value.items()]
    return [(name, one) for one in value] if isinstance(value, list) else []


def _members(step: Step, name: str, value: Any) -> Iterator[Found]:
    if step.name is None:
        if isinstance(value, list) and -len(value) <= step.place < len(value):
            yield name, value[step.place]
    elif step.name == "":
        yield from (found for found in _inside(name, value) if not step.test or _holds(step, found[1]))
    elif isinstance(value, dict):
        if step.name in value:
            yield step.name, value[step.name]
    elif isinstance(value, list) and not step.deep:
        yield from ((step.name, one[step.name]) for one in value if isinstance(one, dict) and step.name in one)


def _holds(step: Step, value: Any) -> bool:
    for name in step.test:
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    wanted = step.equals
    return any(one == wanted and isinstance(one, bool) == isinstance(wanted, bool) for one in _listed(value))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
