"""Which lines of a page are worth a closer look, by their words: each line is looked at once for all topics.

Every pattern of a topic has one of a list of texts in it, and most lines have none of them: for those of all topics a
page is looked through together. What topic a line is of, the beginnings of its words tell, looked up in one table; and
the lines that stand on every page are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

from theodore.extract.reading.document import Document
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wordlists import starts, words

#: In characters; what is shorter says nothing of anybody.
_SHORTEST = 11
#: Up to so many characters a line is looked at in any case.
_SHORT = 60
_NAMED = re.compile("[\\w,:;)&\u2013-] [A-Z0-9\u00c0-\u00de\u201e\u201c\u00ab\u2018\"'(]|[.!?] [A-Z]{2}")
#: So many letters of a word are looked up.
_STEM = 4
#: What stands before a word without a space.
_OPENING = re.compile(r"[(\"\u201e\u201c\u00ab\u00bb\u2018\u2019']")

#: Topics, each with the texts of which one is in all that its patterns find.
_TEXTS: dict[str, tuple[str, ...]] = {
    "customers": starts("signals_customer_list_starts"),
    "partners": starts("signals_partner_list_starts"),
    "awards": starts("signals_award_starts"),
    "certificates": starts("signals_certified_starts"),
}
#: At its beginning a line has no space before its first word.
_ANY_TEXT = tuple(sorted({text.strip() for texts in _TEXTS.values() for text in texts}))
#: These stand within words too, as in `Gründerpreis` and `Vertriebspartner`: no beginning of a word tells them.
_WITHIN = ("preis", "prijs", "medai", "partner", "händler", "zertif")
#: Words of which such a line has one besides, where they are rarer than the beginnings of its texts.
_RARER = {"customers": words("signals_customer_words")}


def _stem(text: str) -> str:
    """The beginning of its longest word."""
    return max(re.split(r"\W+", text), key=len)[:_STEM]


def _spellings(stem: str) -> list[str]:
    """A short word fills its place in the table with what follows it without a space."""
    return [stem] if len(stem) == _STEM else [stem, *(f"{stem}{sign}" for sign in ".,:;)!?")]


def stems_of(texts: Iterable[str]) -> frozenset[str]:
    """Of each of these texts the beginning of its longest word: one of them is in every text that has one of these."""
    return frozenset(each for text in texts for each in _spellings(_stem(text)))


def _table(texts: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Texts, each with the topics that it may belong to."""
    found: dict[str, tuple[str, ...]] = {}
    for topic, all_of_it in texts.items():
        for text in set(all_of_it):
            found[text] = (*found.get(text, ()), topic)
    return found


_BY_STEM = _table({topic: stems_of(_RARER.get(topic, texts)) for topic, texts in _TEXTS.items()})
_STEMS = frozenset(_BY_STEM)
_BY_TEXT = _table({topic: [text for text in texts if text in _WITHIN] for topic, texts in _TEXTS.items()})


@remembered
def topics_told(line: str) -> tuple[str, ...]:
    """The topics of which a line may tell."""
    if not _may_name(line):
        return ()
    lowered = line.lower()
    begins, within = stems(lowered) & _STEMS, [text for text in _WITHIN if text in lowered]
    if not begins and not within:
        return ()
    may = {topic for stem in begins for topic in _BY_STEM[stem]}
    may.update(topic for text in within for topic in _BY_TEXT[text])
    padded = f" {lowered} "
    return tuple(topic for topic in may if any(text in padded for text in _TEXTS[topic]))


def stems(lowered: str) -> set[str]:
    """The beginnings of the words of a text in lower case."""
    plain = _OPENING.sub(" ", lowered) if _OPENING.search(lowered) else lowered
    return {word[:_STEM] for word in plain.split()}


def lines_of(document: Document, topic: str) -> Sequence[int]:
    """The numbers of the lines that may tell of a topic; menus tell of none."""
    known = _LINES.get(document)
    if known is None:
        likely = ((number, document.lines[number]) for number in document.lines_with(_ANY_TEXT))
        known = _LINES[document] = by_topic(
            (number, topics_told(line.text))
            for number, line in likely
            if line.place is not Place.NAV and len(line.text) >= _SHORTEST
        )
    return known.get(topic, ())


def _may_name(line: str) -> bool:
    """Whether a line may name anything: a long one has a capital, a figure or a quotation mark within a sentence."""
    return len(line) <= _SHORT or _NAMED.search(line) is not None


#: Kept as long as their pages are, for several rules ask.
_LINES: WeakKeyDictionary[Document, dict[str, list[int]]] = WeakKeyDictionary()


def by_topic(told: Iterable[tuple[int, Sequence[str]]]) -> dict[str, list[int]]:
    """The numbers of lines by the topics that each has."""
    found: dict[str, list[int]] = {}
    for number, topics in told:
        for topic in topics:
            found.setdefault(topic, []).append(number)
    return found
