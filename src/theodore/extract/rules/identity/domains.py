"""The words of a text that a domain joins to one: `Blue Dog Ink` at bluedogink.com."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from theodore.extract.reading.wording import plain_tokens

#: A shorter name would be found in many words.
_SHORTEST = 3
_LONGEST = 40
_FEWEST_WORDS = 2
#: What stands between words, and what people put into them.
_GAP = frozenset(" .&'\u2019+/-")
#: The same and more: a pattern of these is made fifteen times as quickly, and there is a new one for each company.
_NO_LETTERS = r"\W{0,3}"


def spelled(text: str, label: str) -> str | None:
    """The first words of the text that are the domain's name when joined, as the text writes them.

    label: the name within the host, plain. None where the text has none that looks like a name: with a capital in each
    long word.
    """
    joined = label.replace("-", "")
    if not _SHORTEST <= len(joined) <= _LONGEST or not joined.isalnum():
        return None
    return next((written for written in _written(text, joined) if _is_name(written)), None)


def _written(text: str, joined: str) -> Iterator[str]:
    """Where the letters stand in the text, with nothing between them but what parts words."""
    pattern, at = _pattern(joined), 0
    while match := pattern.search(text, at):
        if all(sign.isalnum() or sign in _GAP for sign in match[0]):
            yield match[0]
            at = match.end()
        else:
            at = match.start() + 1


@lru_cache(maxsize=64)
def _pattern(joined: str) -> re.Pattern[str]:
    letters = _NO_LETTERS.join(joined)
    return re.compile(rf"(?<![\w@./-]){letters}(?![\w@-]|\.\w)", re.IGNORECASE)


def written_out(text: str, name: str) -> str | None:
    """A name of several words as the text writes it, where it does so as one writes names; None where it does not."""
    words = name.split()
    if len(words) < _FEWEST_WORDS or len(name) > _LONGEST or words[0].lower() not in text.lower():
        return None
    found = (match.group() for match in _of_words(tuple(words)).finditer(text))
    return next((written for written in found if _is_name(written)), None)


@lru_cache(maxsize=64)
def _of_words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w@./-]){' '.join(map(re.escape, words))}(?![\w@-]|\.\w)", re.IGNORECASE)


def _is_name(written: str) -> bool:
    """Whether each word of some length begins with a capital or a figure: `electric scooters` are goods."""
    return all(not word[0].islower() for word in re.findall(r"\w+", written) if len(word) > _SHORTEST) and any(
        letter.isupper() for letter in written
    )


def initials(name: str) -> str:
    """The first letters of a name's words: `rspa` of R.S. Pressman & Associates."""
    return "".join(word[0] for word in plain_tokens(name))
