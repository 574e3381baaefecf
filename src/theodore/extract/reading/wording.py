"""Text made comparable: white space, Unicode and tokens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from theodore.extract.reading.remembered import remembered

#: Characters that take no room on the screen: they hide in pages to break words, and mean nothing.
_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
#: The one of them that Python counts among the printable characters.
_JOINER = "\u034f"
#: What JSON can spell and no file or table holds: control characters, and halves of surrogate pairs.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_TOKEN = re.compile(r"[^\W_]+")


def squeeze(text: str) -> str:
    """The text in one line: each run of white space is one space, and characters without width are gone."""
    line = " ".join(text.split())
    return line if _is_seen(line) else " ".join(_INVISIBLE.sub("", line).split())


def writable(text: str) -> str:
    """The text in one line, without what nobody can write down: for text that JSON has spelled."""
    line = squeeze(text)
    return line if line.isprintable() else squeeze(_UNWRITABLE.sub(" ", line))


@remembered
def fold(text: str) -> str:
    """The text as it is compared: squeezed, in Unicode's compatibility form, without case."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(unicodedata.normalize("NFKC", squeeze(text)).casefold().split())


def _is_seen(line: str) -> bool:
    """Whether a line, whose only white space is spaces, is free of what takes no room.

    Most text is, and telling so is cheaper than looking for it.
    """
    return line.isascii() or (line.isprintable() and _JOINER not in line)


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, folded, in order."""
    return folded_tokens(fold(text))


def folded_tokens(folded: str) -> list[str]:
    """The words and numbers of a text that is folded already, in order."""
    return _TOKEN.findall(folded)


def plain_tokens(text: str) -> list[str]:
    """The words and numbers of a text, folded and without accents, in order."""
    return [word if word.isascii() else plain(word) for word in tokens(text)]


@remembered
def plain(text: str) -> str:
    """The text without accents, folded: `Nordwärts` and `nordwarts` are the same to a domain name."""
    if text.isascii():
        return fold(text)
    decomposed = unicodedata.normalize("NFKD", fold(text).replace("ß", "ss"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def everywhere(text: str, part: str) -> Iterator[int]:
    """Where a part stands in a text."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def around(text: str, start: int, end: int, width: int = 240) -> str:
    """At most `width` characters of the text that hold start to end, cut between words where that is possible."""
    if len(text) <= width:
        return text
    spare = max(0, width - (end - start))
    left = max(0, start - spare // 2)
    right = min(len(text), left + max(width, end - start))
    if left:
        left = _next_space(text, left, start)
    if right < len(text):
        right = max(end, text.rfind(" ", end, right)) if " " in text[end:right] else end
    return text[left:right].strip()


def _next_space(text: str, left: int, start: int) -> int:
    space = text.find(" ", left, start)
    return space + 1 if space >= 0 else start
