"""What somebody does who leads nothing: in a small firm they are named beside those who lead, and are whom one meets.

Such words stand everywhere, so they count only where a line says nothing else: `Anna Weber, Estimator`, or the one
under the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from theodore.extract.reading.visible import Line
from theodore.extract.reading.wordlists import entries, one_of, words
from theodore.extract.rules.people.lines import Named, is_who
from theodore.extract.rules.people.persons import DEGREE, NAME, person
from theodore.extract.rules.people.titles import (
    LINKS,
    PARTS,
    SPEAKS,
    TITLE,
    TRIM,
    Title,
    is_subordinate,
    names_part,
    sole_title,
)

_KNOWN = words("functions")
_ENDS = entries("function_ends")
_ALL = sorted({*_KNOWN, *_ENDS})
#: One of these is in every line that names a function: those that hold no other.
MARKS = tuple(word for word in _ALL if not any(other in word for other in _ALL if other != word))
#: The methods of this room begin so.
STAFF = "people.staff"
#: In a sentence: believed of those after whom the company is named.
TOLD = f"{STAFF}_told"
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_NOT_ONE = re.compile(r"[.!?](?:\s|$)|[;:@\d\u2026]")
_ENDS_SENTENCE = re.compile(r"[^\W\d_]{3}[.!?]\W*$")
_LONGEST, _LONGEST_NAME = 70, 60
_MOST_WORDS = 7
#: What parts a name from what its bearer does: a sign, or brackets.
_SIGN = re.compile(r"\s*(?:[,|:/(\u2013\u2014\u2022\u00b7\ufffd]|\s-)\s*")
_DEGREES = re.compile(rf"(?:,?\s{DEGREE.pattern}(?![\w.]))*")
_ARTICLE = r"(?:an?|the|our|eine?|unsere?|une?|notre|una?|nuestr[oa]|il nostro|la nostra|een|onze|uma?|o nosso|a nossa)"
#: `Anna Weber is a family lawyer in Kiel`.
_IS = re.compile(rf"\s(?:{one_of('copulas')})\s(?:{_ARTICLE}\s)?", re.IGNORECASE)
#: `Anna is ...`, `Dr. Weber is ...`, in what is told under a name.
_WHO_IS = re.compile(
    rf"(?P<who>\S+(?:\s\S+){{0,3}}?)(?P<is>\s(?:{one_of('copulas')})\s(?:{_ARTICLE}\s)?)", re.IGNORECASE
)
_MOST_BEFORE = 5
#: Who watches over data is named by law, and works elsewhere as often as not.
_SAYS_ELSE = SPEAKS | {"protection", "privacy", "datenschutz", "one"} | words("sentence_words")
_JOINS = LINKS - {"in"}
#: `Attorney at Law`, and no firm of that name.
_AT_LAW = re.compile(r"\s(?:at law|à la cour)$", re.IGNORECASE)


def names_function(word: str) -> bool:
    """Whether a word, in lower case, says what somebody does."""
    return word in _KNOWN or word.endswith(_ENDS)


def sole_function(text: str) -> str | None:
    """The line, where it is a function and nothing else."""
    whole = text.strip(TRIM)
    if (
        not 2 < len(whole) <= _LONGEST
        or _NOT_ONE.search(whole)
        or not whole[0].isupper()
        or _ENDS_SENTENCE.search(text)
    ):
        return None
    spoken = [word.casefold() for word in _WORD.findall(_AT_LAW.sub("", whole))]
    there = [number for number, word in enumerate(spoken) if names_function(word)]
    if not there or len(spoken) > _MOST_WORDS or _SAYS_ELSE.intersection(spoken) or is_subordinate(whole):
        return None
    # what somebody is is said last, or before what it is done for; `Professor John Smith` is a name
    last = there[-1]
    is_whole = last + 1 == len(spoken) or spoken[last + 1] in _JOINS or _is_trade(_WORD.findall(whole)[last + 1 :])
    return whole if is_whole else None


def _is_trade(following: Sequence[str]) -> bool:
    """Whether the words after a function say of what kind it is: `Técnico comercial`, `Associate, Family Law`."""
    return all(word.islower() or names_part(word.casefold()) for word in following)


def on_one_line(text: str) -> Named | None:
    """`Anna Weber, Estimator`; `Anna Weber is a family lawyer in Kiel`."""
    match = NAME.match(text) if text[:1].isupper() else None
    name = person(match["name"]) if match else None
    if match is None or name is None or not _is_name(name):
        return None
    at = _degrees_end(text, match.end())
    if is_ := _IS.match(text, at):
        return _told(text, name, is_.end())
    sign = _SIGN.match(text, at)
    function = sole_function(text[sign.end() :]) if sign else None
    if sign is None or function is None:
        return None
    start = text.index(function, sign.end())
    return Named(name, function, text, f"{STAFF}_line", Title(start, start + len(function), function))


def _degrees_end(text: str, at: int) -> int:
    degrees = _DEGREES.match(text, at)
    return degrees.end() if degrees else at


def _told(text: str, name: str, start: int) -> Named | None:
    """The function in the first words of a sentence about somebody."""
    at = start
    for _ in range(_MOST_BEFORE):
        word = _WORD.match(text, at)
        if word is None or word.group().casefold() in LINKS - {"and", "&"} or TITLE.match(text, at):
            return None
        if names_function(word.group().casefold()):
            function = text[start : word.end()]
            if is_subordinate(function):
                return None
            return Named(name, function, text[: word.end()], TOLD, Title(start, word.end(), function))
        at = word.end() + 1 if text[word.end() : word.end() + 1] == " " else len(text)
    return None


def under_name(lines: Sequence[Line], at: int) -> Named | None:
    """The name in the line over a function."""
    above, text = lines[at - 1].text, lines[at].text
    if _leads_down(lines, at):
        return None
    name = person(above.strip(TRIM)) if len(above) <= _LONGEST_NAME else None
    if name is None or not _is_name(name):
        return None
    function = sole_function(text)
    if function is None:
        return _in_bio(name, above, text)
    start = text.index(function)
    return Named(name, function, f"{above} {text}", f"{STAFF}_card", Title(start, start + len(function), function))


def _in_bio(name: str, above: str, text: str) -> Named | None:
    """`Anna is a family lawyer ...` under the name."""
    who = _WHO_IS.match(text)
    told = _told(text, name, who.end()) if who and is_who(who["who"], name) else None
    return told._replace(quote=f"{above} {told.quote}", method=f"{STAFF}_bio") if told else None


def _leads_down(lines: Sequence[Line], at: int) -> bool:
    """Whether functions and names take turns, and functions begin."""
    if at < 2 or lines[at - 2].tag != lines[at].tag:
        return False
    is_next = at > 2 and person(lines[at - 3].text.strip(TRIM)) is not None
    above = lines[at - 2].text
    return not is_next and (sole_title(above) or sole_function(above)) is not None


def _is_name(name: str) -> bool:
    """Whether none of a name's words is of a company's parts: `Quality Control` is nobody."""
    spoken = [word.casefold() for word in name.split()]
    return PARTS.isdisjoint(spoken) and not any(map(names_function, spoken[:-1]))
