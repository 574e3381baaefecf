"""Addresses without the names of people that stand in them: `/team/anna-weber` becomes `/team/`.

Light enough for the main process: what a visit tells of pages, read or not, passes through here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote, urlsplit

from theodore.extract.reading.wording import plain
from theodore.extract.reading.wordlists import words

_MOST_WORDS: Final = 5
_MOST_NUMBERED: Final = 2
_APART: Final = re.compile(r"[-_.+\s]+")
#: Below these each page is of one person, also where one word names them.
_BY_ONE: Final = frozenset(
    {"author", "authors", "autor", "autoren", "autorin", "auteur", "auteurs", "autore", "autori"}
)
_ENDING: Final = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
#: Where people, and not companies, have their profiles.
_PROFILE: Final = re.compile(
    r"(?:linkedin\.com/(?:in|pub)|xing\.com/profile|facebook\.com/(?:profile\.php|people)|researchgate\.net/profile)\b",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"https?://[^\s<>\"']+")
_MAIL: Final = re.compile(r"[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
#: Stands in a message for what is left out of it.
LEFT_OUT: Final = "(left out)"


def without_names(url: str, names_one: Callable[[str], bool] = lambda _: False) -> str:
    """The address up to the part that names somebody, and whole where none does.

    names_one: whether a part names somebody of whom more is known than the address tells.
    """
    parts = urlsplit(url)
    if not parts.scheme or not parts.netloc:
        return url
    if "@" in parts.netloc:
        # who signs in is told to no one
        return without_names(url.replace(parts.netloc, parts.netloc.rpartition("@")[2], 1), names_one)
    steps = parts.path.split("/")
    for at, step in enumerate(steps):
        if step and _is_person(step, steps[at - 1] if at else "", names_one):
            return f"{parts.scheme}://{parts.netloc}{'/'.join(steps[:at])}/"
    asked = f"{parts.query}{parts.fragment}"
    if asked and any(_is_person(each, "", names_one) for each in re.split(r"[=&/;]", asked) if each):
        return f"{parts.scheme}://{parts.netloc}{parts.path}"
    return url


def unread_without_names(url: str) -> str:
    """The address of a page that was not read, and may be about anybody: at most to a folder of people."""
    short = without_names(url)
    parts = urlsplit(short)
    steps = parts.path.split("/")
    for at, step in enumerate(steps[:-1]):
        if steps[at + 1] and plain(unquote(step)) in words("privacy_people_paths"):
            return f"{parts.scheme}://{parts.netloc}{'/'.join(steps[: at + 1])}/"
    return short


def is_profile(url: str, names_one: Callable[[str], bool]) -> bool:
    """Whether this is a person's page on another platform."""
    return _PROFILE.search(url) is not None or without_names(url, names_one) != url


def message_without_names(text: str) -> str:
    """A message without the mail addresses and the names in addresses that stand in it."""
    text = _URL.sub(lambda match: unread_without_names(match.group()), text)
    return _MAIL.sub(LEFT_OUT, text)


def _is_person(step: str, above: str, names_one: Callable[[str], bool]) -> bool:
    written = _ENDING.sub("", unquote(step))
    parts = [plain(part) for part in _APART.split(written) if part]
    # platforms number those who share a name: `anna.weber.35`
    while len(parts) > _MOST_NUMBERED and parts[-1].isdigit():
        parts.pop()
    if names_one(written) or _MAIL.search(written):
        return True
    # whatever an author is called by stands there alone: `/author/jdoe`
    if plain(unquote(above)) in _BY_ONE and written and not written.isdigit():
        return True
    if not 1 < len(parts) <= _MOST_WORDS or not all(part.isalpha() for part in parts):
        return False
    # the lists are read when they are first needed, for every command brings this module along
    if plain(unquote(above)) in words("privacy_people_paths"):
        return True
    is_usual = not words("privacy_first_names").isdisjoint((parts[0], parts[-1]))
    return is_usual and all(words(no_names).isdisjoint(parts) for no_names in ("not_in_names", "privacy_street_words"))
