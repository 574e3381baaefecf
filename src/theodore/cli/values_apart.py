"""Two values of a field as a person compares them: only what is not the same in both."""

from __future__ import annotations

from itertools import takewhile

from theodore.model.fields import Value
from theodore.sheets.cells import cell_text

#: So much of a text that is the same stands before what is not, so that its place is known.
_BEFORE = 15


def apart(before: Value, after: Value, width: int) -> tuple[str, str]:
    """Both values in words: of lists and mappings the items that the other lacks, of long texts the differing part.

    width: from how many characters on a text is long.
    """
    match before, after:
        case list(), list():
            return cell_text(_lacking(before, after)), cell_text(_lacking(after, before))
        case dict(), dict():
            return cell_text(_others(before, after)), cell_text(_others(after, before))
        case _:
            return _differing(cell_text(before), cell_text(after), width)


def _lacking(one: list[Value], other: list[Value]) -> list[Value]:
    return [item for item in one if item not in other]


def _others(one: dict[str, Value], other: dict[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in one.items() if other.get(key) != value}


def _differing(before: str, after: str, width: int) -> tuple[str, str]:
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    same = sum(1 for _ in alike) - _BEFORE
    if same <= 0 or max(len(before), len(after)) <= width or not (before and after):
        return before, after
    return f"[...]{before[same:]}", f"[...]{after[same:]}"
