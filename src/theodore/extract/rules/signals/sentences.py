"""The sentence around something that was found in a line, and how much of a page is looked at so closely."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.visible import Place

#: A page that has more lines of a kind was made to waste time; or more text in them, in characters.
_MOST_LINES = 150
_MOST_TEXT = 40_000
_MOST_MATCHES = 12
#: In characters, before and after.
_LONGEST = 300
_END = re.compile(r"[.!?;](?=\s+[^\W\d_a-zà-ÿ]|\s*$)")


def own_lines(document: Document, numbers: Sequence[int]) -> list[int]:
    """Those of the lines in which the company speaks itself, and no menu or testimonial."""
    found: list[int] = []
    text = 0
    for each in numbers:
        line = document.lines[each]
        if line.place is Place.NAV or line.place is Place.QUOTE:
            continue
        text += len(line.text)
        if text > _MOST_TEXT or len(found) == _MOST_LINES:
            break
        found.append(each)
    return found


def matches(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The first places of a line where a pattern is found."""
    return list(islice(pattern.finditer(text), _MOST_MATCHES))


def sentence(match: re.Match[str]) -> tuple[str, str]:
    """What stands before and after a match in its sentence."""
    before = match.string[max(0, match.start() - _LONGEST) : match.start()]
    after = match.string[match.end() : match.end() + _LONGEST]
    return _END.split(before)[-1], _END.split(after, maxsplit=1)[0]


def sentence_has(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether a pattern is found in the match's sentence."""
    before, after = sentence(match)
    return bool(pattern.search(f"{before}{match[0]}{after}"))
