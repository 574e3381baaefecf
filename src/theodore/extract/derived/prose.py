"""Sentences made of values: lists, quotes and bounds. What pages say is cut short, and never becomes more than text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodore.extract.reading.wording import squeeze

_SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
_QUOTES = str.maketrans({"\u201c": "'", "\u201d": "'", '"': "'", "\u201e": "'", "«": "'", "»": "'"})
_MARKS = ' \u201c\u201d\u201e"«»'
#: A sentence is kept where it takes up so much of the room.
_LEAST = 0.4
_LONGEST_ITEM = 80


def listed(items: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`; with semicolons where a comma is within one of them."""
    short = [cut(item, _LONGEST_ITEM) for item in items]
    if len(short) < 2:
        return "".join(short)
    if any("," in item or " and " in item for item in short):
        return f"{'; '.join(short[:-1])}; and {short[-1]}"
    return f"{', '.join(short[:-1])} and {short[-1]}"


def cut(text: str, most: int) -> str:
    """The text in one line of at most so many characters, ended with a sentence or else with a word."""
    line = squeeze(text)
    if len(line) <= most:
        return line
    ends = [match.end() for match in _SENTENCE_END.finditer(line, 0, most)]
    if ends and ends[-1] >= most * _LEAST:
        return line[: ends[-1]]
    space = line.rfind(" ", 0, most)
    return line[: space if space > 0 else most - 1].rstrip(" ,;:-") + "…"


def quoted(text: str, most: int) -> str:
    """The text in quotation marks, cut; those within it become single ones."""
    return f"\u201c{cut(text, most).strip(_MARKS).translate(_QUOTES)}\u201d"


def ended(sentence: str) -> str:
    """The sentence with its full stop, where it has no end of its own, also within a quotation."""
    bare = sentence.rstrip()
    return bare if bare.rstrip("\u201d")[-1:] in (".", "!", "?", "…") else bare + "."


def number(count: int) -> str:
    """Small numbers in words, large ones with their thousands parted."""
    return _WORDS[count] if 0 < count < len(_WORDS) else f"{count:,}"


_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
