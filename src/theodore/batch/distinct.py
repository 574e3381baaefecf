"""Counting how many of a million texts are different, without holding them."""

from __future__ import annotations

import hashlib
from array import array

_BITS = 1 << 26


class Distinct:
    """How many texts there were, and how many different ones; exact but for two of them with one digest of 64 bits.

    Takes eight bytes a text, and some more for those alone that perhaps occur twice: a bit map of eight megabytes says
    which.
    """

    def __init__(self) -> None:
        self._digests = array("Q")
        # zeroed memory is not taken from the system before it is touched
        self._map = bytearray(_BITS // 8)
        self._perhaps_twice: set[int] = set()

    def add(self, text: str) -> None:
        """Note one more text."""
        digest = int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
        self._digests.append(digest)
        place = digest % _BITS
        index, bit = place >> 3, 1 << (place & 7)
        if self._map[index] & bit:
            self._perhaps_twice.add(place)
        self._map[index] |= bit

    @property
    def total(self) -> int:
        """How many were noted."""
        return len(self._digests)

    @property
    def repeated(self) -> int:
        """How many of them had been noted before."""
        seen: set[int] = set()
        count = 0
        for digest in self._digests:
            if digest % _BITS in self._perhaps_twice:
                count += digest in seen
                seen.add(digest)
        return count
