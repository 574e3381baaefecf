"""A name and a title on one line: listed, signed for, or in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import one_of
from theodore.extract.rules.people.persons import DEGREE, NAME, SHORT_TITLES, person, person_at_end
from theodore.extract.rules.people.title_words import next_title
from theodore.extract.rules.people.titles import TRIM, Title, is_former, is_subordinate, sole_title, tidy, titles_in

_SIGNS = re.compile(rf"^(?P<title>{one_of('signatories')})\s*:\s*", re.IGNORECASE)
#: Who represents the company without a title is not given these words for one.
_NO_TITLE = frozenset(
    {"vertreten", "vertretungsberechtigte", "vertretungsberechtigter", "inhaltlich", "représentant", "representante"}
)
_SEPARATED = re.compile(r"\s*(?:[,|\u2013\u2014·•/:(\ufffd]|\s-\s?)\s*")
NAMES_APART = re.compile(r",|;|/|\||&|\b(?:und|and|et|y|e|en)\b")
_ARTICLE = (
    r"(?:the|our|a|an|der|die|unser|unsere|le|la|l'|notre|el|nuestro|nuestra|il|il nostro|la nostra|de|onze"
    r"|o|nosso|nossa)"
)
#: `Anna Weber is the owner of ...`; `Anna Weber, our owner`
_COPULA = re.compile(rf"[,\s]\s*(?:{one_of('copulas')})(?:\s+{_ARTICLE})?\s*$|,\s+{_ARTICLE}\s*$", re.IGNORECASE)
#: `As co-founder, Anna ...`; `She is the owner of ...`
_BIO = re.compile(
    rf"(?:(?:as|als|en tant que|como|come|in qualità di)(?:\s{_ARTICLE})?"
    rf"|(?P<who>\S+(?:\s\S+){{0,3}}?)\s(?:{one_of('copulas')})(?:\s{_ARTICLE})?)$",
    re.IGNORECASE,
)
#: So goes on what begins with a title: `Owner. Anna ...`, `Owner of Nordwind since 2010`.
_IN_BIO = re.compile(
    r"\.\s|\s(?:of|at|bei|von|der|des|de|chez|del|di|van|bij|da|do|na)\s|\s(?:since|seit|depuis|desde|dal|sinds)\s"
)
_PRONOUNS = frozenset(["he", "she", "er", "sie", "il", "elle", "él", "ella", "egli", "lei", "hij", "zij", "ele", "ela"])
#: `1890-1950`, `until 2010`: who had the title once.
_PAST = re.compile(
    r"\s*,?\s*\(?(?:\*|†|born\b|geb\.|né|(?:from |until |till |bis |jusqu'en |hasta |fino al |tot |até )?1[6-9]\d\d\b"
    r"|(?:until|till|bis|jusqu'en|hasta|fino al|tot|até) 20\d\d\b)",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*(?P<sign>[:,\u2013\u2014\ufffd-]|\b(?:is|ist|est)\b)?\s*", re.IGNORECASE)
#: Before a title whose bearer follows after a comma: `Our owner, Anna Weber, ...`
_OURS = re.compile(rf"(?:^|[\s,])(?:{_ARTICLE})\s*$|^\W*$", re.IGNORECASE)
#: In characters: how far before a title its name may begin.
_REACH = 90
_LONGEST_QUOTE = 400


class Named(NamedTuple):
    """Somebody with a title, the words that say so, and how the two are joined.

    at: the title as it stands in its line, where it was read there. until: where in that line the two of them end, if
    not with the title.
    """

    name: str
    title: str
    quote: str
    method: str
    at: Title | None = None
    until: int | None = None


def signatories(text: str) -> Iterator[Named]:
    """`Geschäftsführer: Anna Weber, Jan Huber`; who represents the company without a title is not given the word."""
    signs = _SIGNS.match(text)
    if signs is None:
        return
    title = squeeze(signs["title"])
    for part in NAMES_APART.split(text[signs.end() : signs.end() + 300]):
        name, _, in_brackets = part.partition("(")
        if found := person(name.strip(TRIM)):
            role = in_brackets.strip(TRIM) if next_title(in_brackets) else title
            if role.split()[0].lower() not in _NO_TITLE:
                yield Named(found, role, text[:_LONGEST_QUOTE], "people.signatory")
        elif name.strip(TRIM):
            return  # the list of names is over


def is_signed(text: str) -> bool:
    """Whether a line introduces who may sign for the company."""
    return _SIGNS.match(text) is not None


def on_line(text: str) -> Iterator[Named]:
    """Each name with its title."""
    for title in titles_in(text):
        whole = tidy(text[title.start : title.end])
        if is_subordinate(whole) or _is_former(text, title):
            continue
        if found := _before(text, title) or _after(text, title):
            yield found._replace(title=whole, at=title)
        elif found := _labelled(text, title):
            yield found


def _is_former(text: str, title: Title) -> bool:
    """Whether somebody has the title no more, or not yet."""
    return is_former(text, title) or _PAST.match(text, title.end) is not None


def _before(text: str, title: Title) -> Named | None:
    """`Anna Weber, CEO`; `Anna Weber (CEO)`; `Anna Weber - Head of Sales`; `Anna Weber is the owner`."""
    head = text[max(0, title.start - _REACH) : title.start]
    stripped = head.rstrip(TRIM)
    is_apart = bool(head[len(stripped) :].strip())
    if not is_apart and (copula := _COPULA.search(head)):
        stripped, is_apart = head[: copula.start()].rstrip(TRIM), True
    pieces = [piece for piece in _SEPARATED.split(stripped) if piece.strip(TRIM)]
    while len(pieces) > 1 and DEGREE.fullmatch(pieces[-1].strip()) and not SHORT_TITLES.search(pieces[-1]):
        pieces.pop()
    if not pieces:
        return None
    # "said Anna Weber, CEO": what precedes the name is dropped
    name = person(pieces[-1].strip(TRIM)) or person_at_end(pieces[-1].strip(TRIM))
    if not name or not (is_apart or not title.is_weak or _fills(text, name, title)):
        return None
    start = text.rfind(name, 0, title.start)
    return Named(name, "", text[start : title.end], "people.line")


def _fills(text: str, name: str, title: Title) -> bool:
    """Whether a line is a short name and a title, and no word between them may be of either."""
    parts = [part for part in name.split() if len(part.strip(".")) > 1]
    if title.core.casefold() == "partner":
        return False  # `Google Premier Partner`
    return len(parts) == 2 and text.startswith(name) and title.end >= len(text.rstrip(TRIM))


def _after(text: str, title: Title) -> Named | None:
    """`CEO: Anna Weber`; `our managing director Anna Weber`."""
    gap = _GAP.match(text, title.end)
    start = gap.end() if gap else title.end
    match = NAME.match(text, start)
    found = person(match["name"]) if match else None
    if not found or not match or not gap or _PAST.match(text, match.end()):
        return None
    if gap["sign"] == "," and not _is_set_apart(text, title, match):
        return None
    if gap["sign"] is None and not _is_title_of(text, title, match):
        return None
    return Named(found, "", text[title.start : match.end()], "people.line", title, match.end())


def _labelled(text: str, title: Title) -> Named | None:
    """`Lead Carpenter and Painter: Anna Weber has ...`: the whole label, where it is a title and more."""
    colon = text.find(":", title.end, title.end + _REACH)
    label = sole_title(text[:colon]) if colon > 0 else None
    start = colon + 1 + text[colon + 1 : colon + 2].isspace()
    match = NAME.match(text, start) if label else None
    found = person(match["name"]) if match else None
    if label is None or match is None or found is None:
        return None
    return Named(found, label, text[: match.end()], "people.line", title, match.end())


def _is_set_apart(text: str, title: Title, name: re.Match[str]) -> bool:
    """Whether a name after a comma is that of the title before: the next title of a list would be the name's own."""
    rest = text[name.end() :]
    following = rest.lstrip(TRIM)
    if not _OURS.search(text[: title.start]) or (following and rest[0] not in ",."):
        return False
    return not following[:1].isupper()


def _is_title_of(text: str, title: Title, name: re.Match[str]) -> bool:
    """Whether a title right before a name is that person's, and not a word of the sentence or of another name."""
    if title.is_weak and not (title.start == 0 and name.end() == len(text)):
        return False
    goes_on = text[name.end() : name.end() + 2]
    return not (goes_on[:1] == " " and goes_on[1:].isupper())


def in_bio(name: str, text: str) -> Named | None:
    """The title in the first words of what is told of somebody: `As co-founder, Anna ...`, `Anna is the owner ...`."""
    title = next(iter(titles_in(text[:_REACH])), None)
    if title is None or is_subordinate(text[title.start : title.end]) or _is_former(text, title):
        return None
    bio = _BIO.match(text[: title.start].rstrip())
    is_told = title.start == 0 and _IN_BIO.match(text, title.end)
    if not is_told and (bio is None or not is_who(bio["who"], name)):
        return None
    return Named(name, text[title.start : title.end].strip(TRIM), f"{name} {text[: title.end]}", "people.bio", title)


def is_who(who: str | None, name: str) -> bool:
    """Whether a sentence's subject is the person of this name, by a part of it, by a pronoun, or not said."""
    if who is None or who.casefold() in _PRONOUNS:
        return True
    return set(who.replace(",", "").split()) <= {*name.split(), "Dr.", "Mr.", "Mrs.", "Ms.", "Herr", "Frau"}
