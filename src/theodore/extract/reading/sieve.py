"""Which of many words stand in a text, told at once: most pages have hardly any of those that are looked for.

To look for hundreds of words one by one reads the text hundreds of times. Here it is read once: each run of three
characters makes a mark in a table, by a number between 0 and 65535 that is worked out for it. A word is looked for only
where all of its runs have made theirs, which of the words that are not there few have.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.uint16]

_RUN = 3
#: Of three characters that follow each other, each counts in a way of its own: odd, and far apart.
_FIRST, _SECOND, _THIRD = (np.uint16(factor) for factor in (40_503, 1_717, 33))
_TABLE = 1 << 16
#: In characters: a text is read in pieces that a processor keeps at hand, so that a long one takes little memory too.
_PIECE = 1 << 13


class Runs:
    """The runs of three characters of a text, and the words that may stand in it by them.

    text: to be looked through, in the letters in which the words are written. Costs 50 us for a page of 10 KB.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._table = np.zeros(_TABLE, np.bool_)
        for start in range(0, len(text), _PIECE):
            self._table[_places(_runs_of(text[start : start + _PIECE + _RUN - 1]))] = True

    def having(self, words: tuple[str, ...]) -> list[int]:
        """The numbers of those of the words that stand in the text, in their order."""
        return [number for number in self.likely(words) if words[number] in self.text]

    def likely(self, words: tuple[str, ...]) -> Sequence[int]:
        """The numbers of all words that stand in the text, and of a few more perhaps, for who looks for them anyway."""
        if len(words) < _FEW:
            return range(len(words))
        return _sieve(words).likely(self._table)


#: So few words are looked for one by one.
_FEW = 4


class _Sieve:
    """Many words, by their runs."""

    def __init__(self, words: Sequence[str]) -> None:
        self._short = [number for number, word in enumerate(words) if len(word) < _RUN]
        self._long = [number for number, word in enumerate(words) if len(word) >= _RUN]
        runs = [_runs_of(words[number]) for number in self._long]
        self._runs = _places(np.concatenate(runs)) if runs else np.zeros(0, np.intp)
        self._starts = np.cumsum([0, *(len(each) for each in runs)])[:-1]

    def likely(self, table: npt.NDArray[np.bool_]) -> list[int]:
        """The numbers of the words all of whose runs are in the table, and of those that are too short to have any."""
        if not self._long:
            return self._short
        all_there = np.logical_and.reduceat(table[self._runs], self._starts)
        found = [self._long[at] for at in np.flatnonzero(all_there)]
        return sorted([*self._short, *found]) if self._short else found


#: The lists of words are those of the rules, which are fewer than this.
_sieve = lru_cache(maxsize=256)(_Sieve)


def _runs_of(text: str) -> Numbers:
    """The number of each run of three characters; none for a text of fewer."""
    letters = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if len(letters) < _RUN:
        return np.zeros(0, np.uint16)
    runs: Numbers = letters[:-2] * _FIRST ^ letters[1:-1] * _SECOND ^ letters[2:] * _THIRD
    return runs


def _places(runs: Numbers) -> npt.NDArray[np.intp]:
    """The numbers in the machine's own width: a table takes others too, but turns them into such in a slower way."""
    return runs.astype(np.intp)
