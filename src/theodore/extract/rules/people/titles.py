"""The titles of those who lead, read whole: with what is led, and the rank."""

from __future__ import annotations

import re
from typing import NamedTuple

from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wordlists import entries, one_of, words
from theodore.extract.rules.people.title_words import TITLE, beginnings, next_title

WEAK = re.compile(one_of("weak_titles"), re.IGNORECASE)
#: Titles of those who lead a part of a company. What stands after any other is no part, but another company.
_OF_PART = re.compile(
    r"vice|vp$|v\.\s?p\.$|direct|manager|mgr|head of|partner|principal|leit|diret|respons|jef[ea] de|hoofd|chefe|lead"
    r"|president|gerente|associée?$|s[oó]ci[oa]$",
    re.IGNORECASE,
)
#: These are no titles without what is led.
_INCOMPLETE = re.compile(r"(?:head of|jef[ea] de|chefe de)$", re.IGNORECASE)
#: Everybody manages something: with a word before it that is no part of a company it is no leader's title.
_MANAGES = re.compile(r"manager|controller|lead(?:er)?$", re.IGNORECASE)
#: Things have owners and firms have partners: `One Owner`, `Platinum Partner`.
_OF_THINGS = re.compile(r"(?:business )?owner$|partner$", re.IGNORECASE)
PARTS = words("title_parts")
LINKS = words("title_links")
_PART_ENDS = entries("title_part_ends")
_SUBORDINATE = words("subordinate_words")
_FORMER = words("former_words")
#: Who keeps the books of a club or of a state is nobody's assistant.
_GENERAL = re.compile(r"secr[ée]t\w+ g[ée]n[ée]ral", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w'\u2019&-]*|&")
_JOIN = re.compile(r"\s*(?:[,&/|+\u2013\u2014-]|\b(?:and|und|et|y|e|en)\b)\s*(?:(?:and|und|&|et|y|e|en)\s)?")
_APART = re.compile(r"\s?[,\u2013\u2014-]\s")
SPEAKS = words("own_words") | {
    "your",
    "you",
    "meet",
    "contact",
    "ask",
    "ihr",
    "ihre",
    "votre",
    "vos",
    "tu",
    "su",
    "uw",
}
_MOST_WORDS = 9
_LONGEST = 90
#: In words: how much of what is led is read.
_LONGEST_PART = 7
#: What ends a sentence, or counts: a title has neither.
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\d")
#: Their dots end no sentence.
_SHORTENED = re.compile(
    r"\b(?:Sr|Jr|Asst|Mgr|Gen|Exec|Dir|Dept|Assoc|Mng|Pres|V\.\s?P|C\.\s?[A-Z]\.\s?O|stv|stellv|kfm|techn|adm|resp)\."
    r"|^\d\.\s",
    re.IGNORECASE,
)
_ENDS_SHORTENED = re.compile(r"(?:\bMgr|\bDir|\bPres|\.\s?[A-Z])\.$", re.IGNORECASE)
#: `1. Vorsitzende`.
_NUMBERED = re.compile(r"[1-9]\.")
#: A title that goes on in the next line ends here.
_HANGING = re.compile(r"\s+(?:and|und|et|y|e|en|&|of|for|the|der|de|du|di|von|van)$", re.IGNORECASE)
#: What stands right after these is no part of a company: a partner program is none of a partner's.
_APART_FROM_PARTS = re.compile(r"(?:\w+ )?(?:partner|principal)$", re.IGNORECASE)
TRIM = " \t,.;:|/\u2013\u2014-·•()[]\ufffd*~\u00bb\u203a"


class Title(NamedTuple):
    """A title in a line, and where it starts and ends. core: the words that say that somebody leads."""

    start: int
    end: int
    core: str

    @property
    def is_weak(self) -> bool:
        """Whether its word means much else too, and nothing more is said."""
        is_bare = self.end - self.start == len(self.core)
        return WEAK.fullmatch(self.core) is not None and (is_bare or _APART_FROM_PARTS.match(self.core) is not None)


@remembered
def titles_in(text: str) -> tuple[Title, ...]:
    """The titles of a line, each with its rank and with what is led."""
    found, at, begins = list[Title](), 0, beginnings(text)
    while match := next_title(text, at, begins):
        start, end = _leftward(text, match.start(), at), _rightward(text, match.end(), match.group())
        at = max(end, match.end())
        if not (_INCOMPLETE.search(match.group()) and end == match.end()):
            found.append(Title(start, end, match.group()))
    return tuple(found)


def sole_title(text: str) -> str | None:
    """The line, where it is a title and little else."""
    if len(text) > _LONGEST or len(text.split()) > _MOST_WORDS or _SENTENCE.search(_SHORTENED.sub("", text)):
        return None
    found = titles_in(text)
    spoken = {word.casefold() for word in _WORD.findall(text)}
    if not found or spoken & SPEAKS or is_subordinate(text):
        return None
    before = text[: found[0].start].strip(TRIM)
    if is_former(text, found[0]):
        return None
    if before and _MANAGES.match(found[0].core):
        return None
    if before and _OF_THINGS.match(found[0].core):
        return None
    if _APART_FROM_PARTS.match(found[0].core) and _goes_on(text, found[0].end):
        return None
    return _HANGING.sub("", tidy(text))


def tidy(title: str) -> str:
    """A title without what stands around it; the dot of `V.P.` is its own."""
    bare = title.strip(TRIM)
    dotted = title[: title.find(bare) + len(bare) + 1]
    return dotted.lstrip(TRIM) if _ENDS_SHORTENED.search(dotted) else bare


def is_former(text: str, title: Title) -> bool:
    """Whether the word before a title says that somebody has it no more, or not yet."""
    return _word_before(text, title).casefold() in _FORMER


def _word_before(text: str, title: Title) -> str:
    """The word before a title; empty where it begins its line."""
    return text[: title.start].rstrip(TRIM).rpartition(" ")[2].strip(TRIM)


def _goes_on(text: str, end: int) -> bool:
    """Whether the next word is no little one that leads to what is led: `Principal Engineer`, `Partner program`."""
    word = _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return word is not None and word.group().casefold() not in LINKS


def hangs(title: str) -> bool:
    """Whether a title goes on in the next line."""
    return _HANGING.search(title) is not None


def is_part(text: str) -> bool:
    """Whether a text names parts of a company and nothing else."""
    known, others = parts_and_others(text)
    return bool(known) and not others and len(text.split()) <= _LONGEST_PART and next_title(text) is None


def is_subordinate(text: str) -> bool:
    """Whether somebody of this title works for a leader, and is none."""
    return any(word.casefold() in _SUBORDINATE for word in _WORD.findall(_GENERAL.sub(" ", text)))


def leads_a_part(title: Title) -> bool:
    """Whether a part of the company may be named after the title."""
    return _OF_PART.search(title.core) is not None


def names_part(word: str) -> bool:
    """Whether a word, in lower case, names a part of a company, or a rank in it."""
    return word in PARTS or word.endswith(_PART_ENDS)


def parts_and_others(phrase: str) -> tuple[int, int]:
    """How many words of a phrase name parts of a company, and how many do not."""
    spoken = [word.casefold() for word in _WORD.findall(phrase)]
    known = sum(names_part(word) for word in spoken)
    return known, sum(not names_part(word) and word not in LINKS for word in spoken)


def _leftward(text: str, start: int, floor: int) -> int:
    """Where the title starts, with the words before it that are of it: `Sales & Marketing` of such a director."""
    at = start
    while at > floor and text[at - 1] == " ":
        begin = text.rfind(" ", floor, at - 1) + 1
        begin = max(begin, floor)
        opens = text[begin] in '(["\u201c\u201e'
        word = text[begin + opens : at - 1].casefold()
        if word in PARTS or _NUMBERED.fullmatch(word):
            start = at = begin + opens
        elif word in ("&", "and", "und", "et", "y", "e", "en") and start == at:
            at = begin
            if not _is_part(text, floor, at):
                break
        else:
            break
    return start


def _is_part(text: str, floor: int, at: int) -> bool:
    """Whether the word that ends before this place is a part of a company."""
    begin = max(text.rfind(" ", floor, at - 1) + 1, floor)
    return text[begin : at - 1].casefold() in PARTS


def _rightward(text: str, end: int, core: str) -> int:
    """Where the title ends, with further titles and with what is led."""
    led = _OF_PART.search(core) is not None
    while True:
        further = _another(text, end) or (_led(text, end, core) if led else end)
        if further <= end:
            return end
        end = further


def _another(text: str, end: int) -> int:
    """Where a title that follows on this one ends; 0 where none does."""
    join = _JOIN.match(text, end)
    if join is None:
        return 0
    at = join.end()
    for _ in range(_LONGEST_PART):
        if match := TITLE.match(text, at):
            return match.end()
        word = _WORD.match(text, at)
        if word is None or not (word.group().casefold() in PARTS or word.group() == "&"):
            return 0
        at = word.end() + 1 if text[word.end() : word.end() + 1] == " " else word.end()
    return 0


def _led(text: str, end: int, core: str) -> int:
    """Where the words for what is led end; before them where there are none."""
    apart = _APART.match(text, end)
    at = apart.end() if apart else end + 1 if text[end : end + 1] == " " else 0
    if _APART_FROM_PARTS.match(core) and _goes_on(text, end):
        return end
    last = end
    strange = known = between = 0
    for _ in range(_LONGEST_PART if at else 0):
        word = _WORD.match(text, at)
        if word is None:
            break
        spoken = word.group().casefold()
        if names_part(spoken):
            known, last, between = known + 1, word.end(), strange
        elif spoken not in LINKS:
            strange += 1
            if apart or strange > 1:
                break
        if TITLE.match(text, at) and not names_part(spoken):
            break
        gap = re.match(r",?\s", text[word.end() :])
        if gap is None:
            break
        at = word.end() + gap.end()
    if not known or between >= known:
        return end
    # `Partner, Quality Plumbing Ltd`: the words of a company's name go on
    goes_on = apart and re.match(r"\s(?:[A-ZÀ-ÖØ-Þ]|&\s)", text[last:])
    return end if goes_on else last
