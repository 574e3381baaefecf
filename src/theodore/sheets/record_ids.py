"""The stable keys of rows.

A row keeps the id that its Record ID cell holds. One without an id, or a copy that holds the id of a row above it,
gets an id made of its name, its website and the how-many-th such row it is: the same file gives the same ids again.

Ids are assigned in two passes over the table, and neither holds the ids of a million rows. The first notes in a bit
map which texts perhaps occur more than once; the second remembers those alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter

#: Sixteen hex digits: at a million rows, twelve would give two of them the same id once in 600 tables.
_DIGITS = 16
_BITS = 1 << 26


class _BitMap:
    """A set of texts in eight megabytes, which may take a text for another one: once in 70 at a million."""

    def __init__(self) -> None:
        # zeroed memory is not taken from the system before it is touched
        self._bytes = bytearray(_BITS // 8)

    def add(self, place: int) -> bool:
        """Note a place; whether it was noted before."""
        index, bit = place >> 3, 1 << (place & 7)
        before = self._bytes[index] & bit
        self._bytes[index] |= bit
        return bool(before)

    def __contains__(self, place: int) -> bool:
        return bool(self._bytes[place >> 3] & (1 << (place & 7)))


class IdSurvey:
    """The first pass: what occurs, and what perhaps occurs twice."""

    def __init__(self) -> None:
        self._given = _BitMap()
        self._any_given = False
        self._keys = _BitMap()
        self._given_twice: set[int] = set()
        self._keys_twice: set[int] = set()

    def add(self, given: str, name: str, website: str) -> None:
        """Note one row: its Record ID cell, blank where it has none, its name and its website."""
        key = _place(_key(name, website))
        if self._keys.add(key):
            self._keys_twice.add(key)
        if text := given.strip():
            self._any_given = True
            place = _place(text)
            if self._given.add(place):
                self._given_twice.add(place)

    def is_given(self, text: str) -> bool:
        """Whether perhaps some row's Record ID cell holds this text; surely not, where False."""
        return self._any_given and _place(text) in self._given

    def given_twice(self, text: str) -> bool:
        """Whether perhaps several rows hold this id."""
        return _place(text) in self._given_twice

    def key_twice(self, key: str) -> bool:
        """Whether perhaps several rows have this name and website."""
        return _place(key) in self._keys_twice


class IdAssigner:
    """The second pass: gives each row its id, in the order of the first."""

    def __init__(self, survey: IdSurvey) -> None:
        self._survey = survey
        self._seen: set[str] = set()
        self._made: Counter[str] = Counter()

    def assign(self, given: str, name: str, website: str) -> str:
        """The id of the next row; never the same twice in one pass."""
        text = given.strip()
        if text and self._is_first(text):
            return text
        return self._make(_key(name, website))

    def _is_first(self, text: str) -> bool:
        if not self._survey.given_twice(text):
            return True
        if text in self._seen:
            return False
        self._seen.add(text)
        return True

    def _make(self, key: str) -> str:
        number = self._made[key] + 1
        while self._survey.is_given(made := _made_id(key, number)):
            number += 1
        if self._survey.key_twice(key):
            self._made[key] = number
        return made


def _key(name: str, website: str) -> str:
    return f"{name.strip()}\n{website.strip()}"


def _made_id(key: str, number: int) -> str:
    return "r_" + hashlib.sha256(f"{number}\n{key}".encode()).hexdigest()[:_DIGITS]


def _place(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") % _BITS
