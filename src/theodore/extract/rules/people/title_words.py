"""Where the words of a title stand in a line.

The pattern of all titles is slow to search with: it has more than a hundred ways to begin, at each letter of a line. So
the literals that are in every title are looked for first, and the pattern is tried at the few words around them alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wordlists import any_of, entries, one_of, starts

TITLE = re.compile(rf"(?<![\w-])(?:{one_of('titles')})(?!\w)", re.IGNORECASE)
#: One of these is in every title, in lower case.
STARTS = starts("title_starts")
_SHORT = tuple(title.lower() for title in entries("abbreviated_titles"))
_LITERALS = any_of((*STARTS, *_SHORT))
#: In words: so far before a literal its title may begin, as in `general partner`.
_BEFORE = 2
#: In characters.
_LONGEST_WORD = 60


def next_title(text: str, at: int = 0, begins: Sequence[int] | None = None) -> re.Match[str] | None:
    """The first title from here on, as the pattern alone would find it.

    begins: the line's `beginnings`, of one that is asked for all its titles.
    """
    begins = beginnings(text) if begins is None else begins
    found = (TITLE.match(text, begins[number]) for number in range(bisect_left(begins, at), len(begins)))
    return next(filter(None, found), None)


@remembered
def beginnings(text: str) -> tuple[int, ...]:
    """The words at which a title may begin: those that hold one of the literals, and those right before."""
    lowered = text.replace("\u0130", "I").lower()
    begins: set[int] = set()
    for match in _LITERALS.finditer(lowered):
        begin = _word_start(lowered, match.start())
        begins.add(begin)
        for _ in range(_BEFORE):
            begin = _word_start(lowered, _gap_start(lowered, begin))
            begins.add(begin)
    return tuple(sorted(begins))


def _word_start(text: str, at: int) -> int:
    """Where the word around this place begins; somewhere within it, where it is longer than any title's."""
    for _ in range(_LONGEST_WORD):
        if at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "-_"):
            break
        at -= 1
    return at


def _gap_start(text: str, at: int) -> int:
    """Where the signs before a word begin, of which there may be two."""
    for _ in range(2):
        if at > 0 and not text[at - 1].isalnum():
            at -= 1
    return at
