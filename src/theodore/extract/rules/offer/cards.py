"""Offers in cards that no heading announces: on the home page, where the company's own description names them too.

Under the first words of a home page many firms show what they sell in three or four cards, and as many show why one
should buy it. What the company says of itself elsewhere tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.sections import rank_of
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import CELLS, Line, Place
from theodore.extract.reading.wording import plain_tokens
from theodore.extract.rules.choice import LONGEST_LIST
from theodore.extract.rules.identity.names import core
from theodore.extract.rules.offer.offers import named, offer_name
from theodore.extract.rules.signals.naming import is_own
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

#: Where companies describe themselves.
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT})
_FEWEST = 3
#: In words, and in characters.
_MOST_WORDS = 5
_SHORTEST_SENTENCE, _LONGEST_SENTENCE = 25, 450
#: So many letters of two words make them kin: `solar`, `solaires`; a shorter word tells too little.
_STEM, _SHORTEST_WORD = 5, 4
#: A sentence that describes somebody, in characters; and in how many of them it says whom.
_SHORTEST_ABOUT, _BEGINNING = 40, 60


def of_home(documents: Sequence[Document], subject: Subject) -> Iterator[Evidence]:
    """The first cards of the home page, where a third of them have words of what the company says of itself."""
    home = next((each for each in documents if each.kind is PageKind.HOME), None)
    titles = _first_cards(home.lines) if home is not None else []
    # a section about the company itself is no card
    if home is None or not titles or any(is_own(title, subject) for title in titles):
        return
    kin = [_stems([title]) for title in titles]
    known: set[str] = set()
    for told in _of_itself(documents, subject):
        known |= _stems([told])
        if 3 * sum(not each.isdisjoint(known) for each in kin) >= len(kin):
            yield from named(home, titles, "offers.told", 0.55)
            return


def _first_cards(lines: Sequence[Line]) -> list[str]:
    """The titles of the first group of cards, if no heading but the page's own stands above it; else none."""
    at = 0
    while at < len(lines):
        titles = list(_cards_from(lines, at))
        if len(titles) >= _FEWEST:
            return titles if all(map(_is_title, titles)) and not _is_headed(lines, at) else []
        if rank_of(lines[at].tag) > 1 and not titles:
            return []
        at += max(1, 2 * len(titles))
    return []


def _is_headed(lines: Sequence[Line], at: int) -> bool:
    """Whether a line that looks like a heading, without being one by its tag, stands above cards in a table."""
    above = lines[at - 1] if at and lines[at].tag in CELLS else None
    return above is not None and not rank_of(above.tag) and above.text[-1] not in ".!"


def _cards_from(lines: Sequence[Line], at: int) -> Iterator[str]:
    """The titles of the cards that follow each other from this line on, each with its sentence in the next line."""
    for number in range(at, min(len(lines) - 1, at + 2 * LONGEST_LIST), 2):
        title, text = lines[number], lines[number + 1]
        is_cell = title.tag in CELLS and text.tag in CELLS and title.row == text.row
        if title.tag != lines[at].tag or not (is_cell or rank_of(title.tag) > 1) or not _is_sentence(text):
            return
        yield title.text


def _is_sentence(line: Line) -> bool:
    """Whether a line is what a card says: a sentence or two in the page's content, and no heading."""
    fits = _SHORTEST_SENTENCE <= len(line.text) <= _LONGEST_SENTENCE and line.text[-1] in ".!"
    return fits and line.place is Place.MAIN and not rank_of(line.tag)


def _is_title(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and bool(offer_name(text))


def _of_itself(documents: Iterable[Document], subject: Subject) -> Iterator[str]:
    """What the company is called, and how it describes itself, as long as it is asked for."""
    yield subject.company.name
    names = [name for name in (*core(subject.company.name)[:1], subject.label) if len(name) >= _SHORTEST_WORD]
    for document in documents:
        if document.kind in _KINDS:
            yield document.meta.get("description", "")
            yield from (item.text("description") for item in document.organisations)
            yield from (line.text for line in document.lines if _is_about(line, names))


def _is_about(line: Line, names: Sequence[str]) -> bool:
    """Whether a line begins with the company's name, and goes on."""
    return len(line.text) >= _SHORTEST_ABOUT and any(name in line.text[:_BEGINNING].lower() for name in names)


def _stems(texts: Iterable[str]) -> frozenset[str]:
    words = (word for text in texts for word in plain_tokens(text))
    return frozenset(word[:_STEM] for word in words if len(word) >= _SHORTEST_WORD)
