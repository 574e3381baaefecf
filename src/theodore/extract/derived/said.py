"""What a company says of itself in its own words: the most telling first, and no more than is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_markup, by_words
from theodore.extract.reading.visible import Line, Place
from theodore.model.evidence import Evidence
from theodore.model.fields import Value
from theodore.model.page import PageKind

#: In characters: what is read of a company, of one line, of a menu.
MOST, _LONGEST, _MOST_MENU = 1_200, 300, 800
#: In characters: a shorter line is no paragraph, a longer one no entry of a menu.
_PARAGRAPH, _ENTRY = 40, 40
_HEADINGS = frozenset({"h1", "h2"})
#: So many headings and paragraphs of a page of each kind.
_PARTS = {PageKind.HOME: (8, 6), PageKind.ABOUT: (1, 3), PageKind.PRODUCTS: (3, 3)}
#: What stands everywhere and is about no company; in lower case.
_ELSE = ("cookie", "privacy policy", "datenschutz", "javascript", "all rights reserved", "newsletter", "lorem ipsum")


@dataclass(frozen=True, slots=True)
class Said:
    """Some words of a page. markup: characters of the tag that holds them, where a person does not see them."""

    document: Document
    text: str
    markup: str = ""

    def proves(self, field: str, value: Value, method: str, sure: float) -> Evidence:
        """Evidence of the value that quotes these words."""
        if self.markup:
            return by_markup(self.document, field, value, self.text, method, sure, near=self.markup)
        return by_words(self.document, field, value, self.text, method, sure)


def said(documents: Sequence[Document]) -> list[Said]:
    """The titles, headings and first paragraphs of the home, about and product pages, up to the bound."""
    found: dict[str, Said] = {}
    left = MOST
    for kind in _PARTS:
        for document in documents:
            if document.kind is kind:
                for each in _of_page(document):
                    if left > 0 and each.text not in found:
                        found[each.text] = each
                        left -= len(each.text)
    return list(found.values())


def menu(documents: Sequence[Document]) -> str:
    """The short lines of the home page: its menus and buttons tell how it sells."""
    home = next((document for document in documents if document.kind is PageKind.HOME), None)
    if home is None:
        return ""
    short = dict.fromkeys(
        line.text for line in home.lines if len(line.text) <= _ENTRY and line.place is not Place.QUOTE
    )
    return " | ".join(short)[:_MOST_MENU]


def _of_page(document: Document) -> Iterator[Said]:
    if document.kind is PageKind.HOME:
        yield from _of_head(document)
    headings, paragraphs = _PARTS[document.kind]
    yield from islice(_lines(document, headings=True), headings)
    yield from islice(_lines(document, headings=False), paragraphs)


def _of_head(document: Document) -> Iterator[Said]:
    if document.title:
        yield Said(document, document.title[:_LONGEST], "<title")
    for name in ("description", "og:description"):
        if written := document.meta.get(name, ""):
            yield Said(document, written[:_LONGEST], f'"{name}"')
            return


def _lines(document: Document, *, headings: bool) -> Iterator[Said]:
    for line in document.lines:
        if line.place is Place.MAIN and (line.tag in _HEADINGS if headings else _is_paragraph(line)):
            yield Said(document, line.text[:_LONGEST])


def _is_paragraph(line: Line) -> bool:
    if len(line.text) < _PARAGRAPH or line.tag in _HEADINGS:
        return False
    lowered = line.text[:_LONGEST].lower()
    return not any(words in lowered for words in _ELSE)
