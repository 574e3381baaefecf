"""Finds the words of many lists in a text at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from theodore.extract.reading.wording import fold, folded_tokens, tokens

Key = TypeVar("Key", bound=Hashable)
#: A term is a word or a few; all without their plural.
Term = tuple[str, ...]

_ANY_ENDING = "*"
#: In letters: by so many of its first ones a term with any ending is looked up.
_START = 3
_SHORT = 3
#: In characters: longer texts are taken apart anew.
_LONGEST = 4_000
#: So many words are remembered with the terms that they may begin: most begin none.
_MOST_WORDS = 10_000


def singular(word: str) -> str:
    """The word without the plural's ending, as English forms it: the same for a term and the text, right or not."""
    if len(word) <= _SHORT or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, as terms are compared with them."""
    return _known_words(text) if len(text) < _LONGEST else _words(text)


def _words(text: str) -> tuple[str, ...]:
    return words_in(fold(text))


def words_in(folded: str) -> tuple[str, ...]:
    """The words of a text that is folded already."""
    return tuple(map(_known_singular, folded_tokens(folded)))


_known_singular = lru_cache(maxsize=_MOST_WORDS)(singular)
#: What a company says is compared with several lists, one after the other.
_known_words = lru_cache(maxsize=64)(_words)


class Terms(Generic[Key]):
    """Lists of terms, each under a key. A term may stand in many lists; one that ends in `*` has any ending."""

    def __init__(self, lists: Iterable[tuple[Key, Iterable[str]]]) -> None:
        self._whole: dict[Term, list[Key]] = defaultdict(list)
        self._open: dict[str, dict[Term, list[Key]]] = defaultdict(lambda: defaultdict(list))
        #: The lengths of the terms that begin with a word: most words begin none.
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for key, terms in lists:
            for term in terms:
                self._add(key, term)
        self._begun = lru_cache(maxsize=_MOST_WORDS)(self._begun_by)

    def _add(self, key: Key, term: str) -> None:
        if term.endswith(_ANY_ENDING):
            words = tuple(tokens(term))
            self._open[words[0][:_START]][words].append(key)
            return
        words = words_of(term)
        if key not in self._whole[words]:
            self._whole[words].append(key)
            self._lengths[words[0]].add(len(words))

    def keys(self, term: Term) -> Sequence[Key]:
        """The lists that a term stands in."""
        opened = self._open.get(term[0][:_START], {}) if term else {}
        return [*self._whole.get(term, ()), *opened.get(term, ())]

    def found(self, words: Sequence[str]) -> dict[Term, int]:
        """The terms of any list that stand among these words, and how often."""
        # most lines have no term, and an empty dictionary is made ten times as quickly as a Counter
        hits: dict[Term, int] = {}
        begun = self._begun
        for at, word in enumerate(words):
            if not (terms := begun(word)):
                continue
            lengths, opened = terms
            for length in lengths:
                term = tuple(words[at : at + length])
                if term in self._whole:
                    hits[term] = hits.get(term, 0) + 1
            for term in opened:
                if _begins(words, at, term):
                    hits[term] = hits.get(term, 0) + 1
        return hits

    def _begun_by(self, word: str) -> tuple[Sequence[int], Sequence[Term]] | None:
        """The lengths of the terms that begin with this word, and those with any ending that may; None for most."""
        lengths = tuple(self._lengths.get(word, ()))
        opened = tuple(term for term in self._open.get(word[:_START], ()) if _may_begin(word, term))
        return (lengths, opened) if lengths or opened else None


def _may_begin(word: str, term: Term) -> bool:
    """Whether a term of any ending may stand where this word does: the ending is that of its last word."""
    return word == term[0] if len(term) > 1 else word.startswith(term[0])


def _begins(words: Sequence[str], at: int, term: Term) -> bool:
    *before, last = term
    end = at + len(before)
    return end < len(words) and list(words[at:end]) == before and words[end].startswith(last)
