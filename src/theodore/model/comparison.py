"""What differs between two runs: a figure's verdict, and a company's facts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import Enum, StrEnum
from functools import cache

from theodore.model.fields import Value, catalogue, is_blank

#: Of the fields that do not count in coverage, those that say something of the company and not of the visit.
_ALSO_FACTS = frozenset({"final_website", "languages"})


class Wanted(Enum):
    """What one wishes of a figure."""

    MORE = "more"
    LESS = "less"
    EITHER = "either"


class Verdict(StrEnum):
    """How the second of two figures stands to the first."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class Change(StrEnum):
    """What became of a fact."""

    GAINED = "gained"
    LOST = "lost"
    CHANGED = "changed"


def verdict(before: float | None, after: float | None, wanted: Wanted, *, noise: float = 0.0) -> Verdict | None:
    """Whether the second figure is the better one; None where neither is, or where one of them is not known.

    noise: the share of the larger one by which they may differ and still count as the same, 0 to 1.
    """
    if before is None or after is None or wanted is Wanted.EITHER:
        return None
    if abs(after - before) <= noise * max(abs(before), abs(after)):
        return Verdict.SAME
    return Verdict.BETTER if (after > before) == (wanted is Wanted.MORE) else Verdict.WORSE


def percent(before: float | None, after: float | None) -> float | None:
    """By how many percent of the first figure the second is another; None where the first is nothing."""
    return None if before is None or after is None or before == 0 else 100 * (after - before) / before


def changed_fields(
    before: Mapping[str, Value], after: Mapping[str, Value], custom: Sequence[str] = ()
) -> dict[str, Change]:
    """The facts of a profile that are no longer the same, in the catalogue's order.

    What a visit was like (its pages, its seconds, its cost) is no fact of the company. custom: fields of the user's own
    that were looked for both times.
    """
    names = (*compared_fields(), *custom)
    changes = {name: change_of(before.get(name), after.get(name)) for name in names}
    return {name: change for name, change in changes.items() if change is not None}


def change_of(before: Value, after: Value) -> Change | None:
    """What became of one value; None where it says the same.

    The order of a list and the white space of a text say nothing.
    """
    if is_blank(before) or is_blank(after):
        if is_blank(before) == is_blank(after):
            return None
        return Change.GAINED if is_blank(before) else Change.LOST
    return None if before == after or _plain(before) == _plain(after) else Change.CHANGED


@cache
def compared_fields() -> tuple[str, ...]:
    """The fields that are facts of a company, in the catalogue's order."""
    return tuple(field.name for field in catalogue().fields if field.extractable or field.name in _ALSO_FACTS)


def _plain(value: Value) -> Value:
    match value:
        case str():
            return " ".join(value.split())
        case list() | tuple():
            return sorted(_key(item) for item in value if not is_blank(item))
        case dict():
            return {name: _plain(inner) for name, inner in value.items() if not is_blank(inner)}
        case _:
            return value


def _key(item: Value) -> str:
    """Values of several types have no order of their own."""
    return json.dumps(_plain(item), sort_keys=True, ensure_ascii=False, default=str)
