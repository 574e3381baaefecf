"""Whether two names are one company's, and whether a domain is of a name."""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate

from theodore.extract.reading.wording import plain_tokens
from theodore.extract.rules.identity.names import core

#: Germans write umlauts as two letters where they have none, in domains above all.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ø": "oe", "æ": "ae"})
#: One word that is alike proves little, a few letters nothing.
_FEWEST_LETTERS = 3
#: A cut word keeps so many letters: `Tech` of `Technologies`.
_FEWEST_OF_CUT = 4
_FILLING = frozenset(["the", "of", "and", "und", "et", "y", "e", "de", "für", "for", "der", "die", "das", "la", "le"])


@lru_cache(maxsize=512)
def agree(one: str, other: str) -> bool:
    """Whether two names are one company's, whatever its legal form, word order, umlauts and abbreviations.

    One word must stand first in the longer name, or stand for it by its initials.
    """
    if any(_same(mine, theirs) for mine in spellings(one) for theirs in spellings(other)):
        return True
    return any(_stands_for(short, long) for short, long in ((one, other), (other, one)))


def _stands_for(short: str, long: str) -> bool:
    """Whether a name is another's initials; two letters are where they stand apart: `L&T`."""
    return any(
        "".join(words) == initials(long) and (len("".join(words)) >= _FEWEST_LETTERS or len(words) > 1)
        for words in spellings(short)
    )


def initials(name: str) -> str:
    """The first letters of a name's words, but for its legal form and the little words."""
    words, telling = plain_tokens(name), core(name)
    while words and words[-1] not in telling:
        words.pop()
    return "".join(word[0] for word in words if word not in _FILLING)


@lru_cache(maxsize=256)
def spellings(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of a name that tell it from others, with umlauts as one letter and as two."""
    if "." in name.strip(".") and " " not in name.strip():
        # a name that is a domain's
        name = name.strip().rpartition(".")[0].removeprefix("www.")
    return tuple(dict.fromkeys(core(each) for each in (name, name.translate(_SPELLED_OUT)) if core(each)))


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((one, other), key=lambda words: len("".join(words)))
    written = "".join(short)
    if len(written) < 2:
        return False
    if written == "".join(long) or set(short) == set(long):
        return True
    if len(written) < _FEWEST_LETTERS:
        return False
    # `BlueDog` of `Blue Dog Ink`, and the first word alone
    if written in list(accumulate(long)):
        return True
    # `LeewardPro` of `Leeward Productions`
    if len(written) >= len(long[0]) + _FEWEST_LETTERS and "".join(long).startswith(written):
        return True
    return len(short) > 1 and _covers(long, short)


def _covers(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether each word stands in the longer name, whole or, if another does so whole, cut."""
    whole = [word for word in short if word in long and len(word) >= _FEWEST_LETTERS]
    return bool(whole) and all(any(_alike(word, there) for there in long) for word in short)


def _alike(word: str, other: str) -> bool:
    if word == other:
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= _FEWEST_OF_CUT and long.startswith(short)


@lru_cache(maxsize=256)
def of_domain(label: str, name: str) -> bool:
    """Whether a domain is of this name. label: the name within the host, like `acme` of `shop.acme.co.uk`."""
    letters = "".join(plain_tokens(label))
    return len(letters) >= _FEWEST_LETTERS and (
        letters == initials(name) or any(_is_label(letters, words) for words in spellings(name))
    )


def _is_label(letters: str, words: tuple[str, ...]) -> bool:
    joined = "".join(words)
    if letters == joined or (len(joined) > _FEWEST_OF_CUT and joined in letters):
        return True
    return len(letters) >= _FEWEST_OF_CUT and letters in list(accumulate(words))
