"""The text of a company's pages within so many characters, what says most of it first.

Later stages, from classification to models, read no more than they are given. So menus, banners and what every page
repeats are left out, and of the rest the lines are chosen by the page and the place in which they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from theodore.extract.reading.document import Document
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wordlists import entries
from theodore.model.page import PageKind

#: How much a page of each kind says of what a company does.
_KINDS = {
    PageKind.HOME: 1.0,
    PageKind.ABOUT: 0.9,
    PageKind.PRODUCTS: 0.9,
    PageKind.PRICING: 0.6,
    PageKind.OTHER: 0.4,
    PageKind.TEAM: 0.3,
    PageKind.CAREERS: 0.3,
    PageKind.BLOG: 0.25,
    PageKind.CONTACT: 0.2,
    PageKind.IMPRINT: 0.1,
    PageKind.LEGAL: 0.05,
}
_HEADINGS = {"h1": 3.0, "h2": 2.0, "h3": 1.6, "h4": 1.3}
_PLACES = {Place.MAIN: 1.0, Place.ASIDE: 0.5, Place.QUOTE: 0.4, Place.HEADER: 0.3, Place.FOOTER: 0.2, Place.NAV: 0.0}
#: A sentence has so many characters; what is shorter is a label, an entry of a list, a button.
_SENTENCE = 40
_OF_A_SENTENCE, _OF_A_PIECE, _OF_A_LABEL, _OF_A_NUMBER = 1.0, 0.7, 0.4, 0.15
#: What has none is a number, a price, a sign.
_WORD = re.compile(r"[^\W\d_]{3}|[\u3040-\u9fff]")
#: What one fills in and clicks on.
_CONTROLS = frozenset({"button", "label", "legend"})
#: A line with so many of these signs is a menu.
_PARTS = re.compile(r"[|\\+\u2022\u00b7\u00bb\u203a>/]")
_MOST_PARTS = 3
#: Headings of fewer words are those of every site: `Contact us`, `Quick links`.
_FEW_WORDS = 3
#: After so many lines a page says half as much in each.
_HALF_SAID = 40
#: Each passage begins a line of its own.
_BREAK = 1


class Passage(NamedTuple):
    """What was chosen of one page. lines: whole lines of its visible text, in their order; each can be quoted."""

    url: str
    kind: PageKind
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines, joined by newlines."""
        return "\n".join(self.lines)


class _Choice(NamedTuple):
    """One line of a page: how much it is worth, which page it is of, and which line of it."""

    worth: float
    page: int
    number: int


def passages(documents: Sequence[Document], limit: int) -> list[Passage]:
    """The worthiest lines of these pages, of at most `limit` characters together, the most telling page first.

    A line that stands on several pages is given once; a block that most pages repeat is not given at all, but for
    its headings. What does not fit is left out whole, and shorter lines may take its room.
    """
    kept: dict[int, list[int]] = {}
    said: set[str] = set()
    for choice in sorted(_choices(documents), key=lambda each: (-each.worth, each.page, each.number)):
        text = documents[choice.page].lines[choice.number].text
        if len(text) + _BREAK <= limit and text not in said:
            limit -= len(text) + _BREAK
            said.add(text)
            kept.setdefault(choice.page, []).append(choice.number)
    pages = sorted(kept, key=lambda page: (-_KINDS.get(documents[page].kind, 0.0), page))
    return [_passage(documents[page], sorted(kept[page])) for page in pages]


def _passage(document: Document, numbers: Sequence[int]) -> Passage:
    return Passage(document.url, document.kind, tuple(document.lines[number].text for number in numbers))


def _choices(documents: Sequence[Document]) -> Iterator[_Choice]:
    """Every line that is worth something."""
    pages = Counter(text for document in documents for text in {line.text for line in document.lines})
    # of two pages one may well repeat the other's words
    many = max(3, (len(documents) + 1) // 2)
    for page, document in enumerate(documents):
        unwanted = set(document.lines_with(entries("budget_not")))
        kind = _KINDS.get(document.kind, 0.0)
        for number, line in enumerate(document.lines):
            worth = 0.0 if number in unwanted else kind * _worth(line, number)
            if worth and (pages[line.text] < many or line.tag in _HEADINGS):
                yield _Choice(worth, page, number)


def _worth(line: Line, number: int) -> float:
    """How much a line says, by its form and place. number: of the line on its page."""
    form = 0.0 if line.tag in _CONTROLS else _form(line)
    # a page's title stands in its header as often as below
    place = 1.0 if line.tag in _HEADINGS and line.place is Place.HEADER else _PLACES[line.place]
    return form * place / (1 + number / _HALF_SAID)


def _form(line: Line) -> float:
    """How much a line says by its words, wherever it stands."""
    text = line.text
    if not _WORD.search(text):
        return _OF_A_NUMBER if len(text) > 1 else 0.0
    if heading := _HEADINGS.get(line.tag):
        return heading if text.count(" ") + 1 >= _FEW_WORDS else heading / 2
    if len(text) < _SENTENCE or len(_PARTS.findall(text, 0, 200)) >= _MOST_PARTS:
        return _OF_A_LABEL
    return _OF_A_SENTENCE if text[-1] in ".!?" else _OF_A_PIECE
