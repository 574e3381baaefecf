"""By which words pages are known: what is in `phrases`, found in a link's text or in a path."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from theodore.crawl.phrases import ALONE, BEFORE_NAMES, PHRASES, SMALL
from theodore.model.page import PageKind

_BY_PHRASE: dict[str, tuple[PageKind, int]] = {
    phrase.strip(): (kind, -weight if phrase.strip() in ALONE else weight)
    for kind, by_weight in PHRASES.items()
    for weight, phrases in by_weight.items()
    for phrase in phrases.split(",")
}
#: How many words the longest phrase has that begins with this one.
_LONGEST_AFTER: dict[str, int] = {}
for _phrase in _BY_PHRASE:
    _first, _length = _phrase.partition(" ")[0], _phrase.count(" ") + 1
    _LONGEST_AFTER[_first] = max(_LONGEST_AFTER.get(_first, 0), _length)
#: The same without the gaps between words, as addresses have them: /ueberuns.
_BY_JOINED = {phrase.replace(" ", ""): phrase for phrase in _BY_PHRASE if " " in phrase}
_WORD = re.compile(r"[a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The company's own names, as far as they show.

    domain: of its address, written together. title: the words of its home page's title, which may be others' words too.
    """

    domain: str = ""
    title: frozenset[str] = frozenset()


NO_NAMES = Names()


def names_of(domain: str, title: str) -> Names:
    """What a company is called by its domain and its home page's title."""
    return Names("".join(words_of(domain)), frozenset(words_of(title[:_LONGEST_TITLE])) - _SINGLE)


def kinds_of(words: Words, names: Names = NO_NAMES) -> dict[PageKind, float]:
    """The kinds that these words name, each with how surely.

    A phrase that is all there is counts in full, one among others less: "team" names the team's page, "how our team
    won the cup" does not. Small words and the company's own name count for nothing: "Jobs at Acme" says "Jobs".
    """
    phrases = _phrases(words)
    if not phrases:
        return {}
    weights = _weights(words, names)
    whole = max(sum(weights), 1)
    named: dict[PageKind, float] = {}
    for kind, found in phrases.items():
        covered = _covered(found, weights, whole)
        if covered:
            named[kind] = covered / whole
    return named


def _weights(words: Words, names: Names) -> list[int]:
    """How much each word counts."""
    weights = [0 if word in SMALL or _is_domain(word, names) else 1 for word in words]
    for size in range(1, min(3, len(words))):
        if " ".join(words[:size]) in BEFORE_NAMES:
            rest = range(size, len(words))
            weights = [0 if at in rest and words[at] in names.title else weight for at, weight in enumerate(weights)]
    return weights


def _is_domain(word: str, names: Names) -> bool:
    return len(word) > 2 and word in names.domain and word not in _SINGLE


def _phrases(words: Words) -> dict[PageKind, list[tuple[int, int, int]]]:
    """Where phrases of each kind stand in these words: from, to, and how surely they name it; below 0 if alone."""
    found: dict[PageKind, list[tuple[int, int, int]]] = {}
    for start, word in enumerate(words):
        for size in range(1, min(_LONGEST_AFTER.get(word, 0), len(words) - start) + 1):
            named = _BY_PHRASE.get(" ".join(words[start : start + size]))
            if named is not None:
                kind, surely = named
                found.setdefault(kind, []).append((start, start + size, surely))
    return found


def _covered(found: list[tuple[int, int, int]], weights: list[int], whole: int) -> float:
    """How much of the words the longest and surest of these phrases cover together, none of them twice.

    whole: what all words weigh. Phrases of `ALONE` count where nothing is left uncovered.
    """
    sure, alone, weight, taken = 0, 0, 0, 0
    for start, end, surely in sorted(found, key=lambda phrase: (phrase[0] - phrase[1], -abs(phrase[2]))):
        place = ((1 << (end - start)) - 1) << start
        if taken & place:
            continue
        taken |= place
        own = max(sum(weights[start:end]), 1)
        weight += own
        sure += max(surely, 0) * own
        alone += max(-surely, 0) * own
    return sure + alone if weight >= whole else sure


def path_words(name: str) -> Words:
    """The words of a part of a path: parted by signs, by capitals as in AboutUs, or not at all as in /aboutus."""
    words = words_of(_HUMPS.sub(" ", name))
    if len(words) == 1 and words[0] in _BY_JOINED:
        return tuple(_BY_JOINED[words[0]].split())
    return words


def words_of(text: str) -> Words:
    """A text's words, in lower case and without accents; ß as ss."""
    plain = text.lower() if text.isascii() else _without_accents(text)
    return tuple(_WORD.findall(plain))


def _without_accents(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(char))


#: Single words that name a kind, whoever has them in his name.
_SINGLE = frozenset(phrase for phrase in _BY_PHRASE if " " not in phrase)
_LONGEST_TITLE = 200
