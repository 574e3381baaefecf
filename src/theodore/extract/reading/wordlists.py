"""The words by which pages in seven languages are understood: text files in `data/`, one entry a line.

A line that begins with # is a remark. Where an entry is a pattern, its file says so in its first line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def entries(name: str) -> tuple[str, ...]:
    """The entries of `data/{name}.txt`, in their order."""
    text = files("theodore.extract").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def starts(name: str) -> tuple[str, ...]:
    """The entries with the space that some of them end in: it keeps `head of` from being found in `ahead often`."""
    text = files("theodore.extract").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """The words of the file, several to a line."""
    return frozenset(word for line in entries(name) for word in line.split())


def grouped(name: str) -> dict[str, list[str]]:
    """The patterns of `data/{name}.csv`, whose lines are a kind and a pattern, by kind."""
    text = files("theodore.extract").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for line in csv.DictReader(text.splitlines()):
        found.setdefault(line["kind"], []).append(line["pattern"])
    return found


def any_of(texts: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these texts, which are no patterns.

    What it may begin with is looked at first, and by that most places are passed over at once.
    """
    by_start: dict[str, list[str]] = {}
    for text in sorted(texts):
        by_start.setdefault(text[:2], []).append(re.escape(text[2:]))
    return re.compile("|".join(f"{re.escape(start)}(?:{'|'.join(ends)})" for start, ends in by_start.items()))


def one_of(name: str) -> str:
    """The entries as one alternation; the first that fits wins, so that longer ones stand before their beginnings."""
    return "|".join(entries(name))
