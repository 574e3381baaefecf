"""Openings beside their buttons: a title, its place where one is given, and the words to click on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import Document, Link
from theodore.extract.reading.visible import CELLS, Line, Place
from theodore.extract.reading.wording import fold, squeeze
from theodore.extract.reading.wordlists import entries, one_of, starts, words
from theodore.extract.rules.people.titles import is_part

#: What stands around titles and places.
EDGES = " -|:;,>\u2013\u2014\u2022\u00b7\u2192\u203a\u00bb"
#: In characters.
LONGEST = 110
#: In words.
_LONGEST_TITLE = 9
#: So many buttons of a page are looked at, and so many links.
_MANY, _MOST_LINKS = 100, 300
#: In lines: a title, its place, how and how long one is employed, and the button.
_TALLEST = 5
#: In elements: how far around a button its title stands.
_AROUND = 3
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NOT_CONTENT = (Place.NAV, Place.FOOTER)

_UNASKED = re.compile(rf"\b(?:{one_of('unasked')})\b", re.IGNORECASE)
_JOB = re.compile(rf"\b(?:{one_of('job_words')})\b", re.IGNORECASE)
_GENDERED = re.compile(one_of("signals_gendered"), re.IGNORECASE)
_EMPLOYMENT = re.compile(rf"\s*(?:{one_of('signals_employment')})\s*", re.IGNORECASE)
_LABELLED = re.compile(rf"(?:{one_of('signals_place_labels')})\s*:\s*(?P<place>[^:|·•]{{2,40}})", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|\u00b7\u2022/\u2013\u2014]\s*|\s-\s")
_COMMA = re.compile(r"\s*,\s*")
_WORDS = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?:…]$|[.!?…]\s")
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'\u2019.-]+"
_ONE_TOWN = rf"{_CAPITAL}(?: (?:{_CAPITAL}|am|an der|de|la|le|del|of|den|sur|upon|\([\w .]+\))){{0,3}}"
#: A town, with its state or country, or with other towns.
_TOWN = re.compile(rf"{_ONE_TOWN}(?:(?:, | / |/| & ){_ONE_TOWN}|, [A-Z]{{2}}){{0,2}}")
_NOT_TOWNS = words("signals_not_towns")


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said in many ways. starts: one of them is on each line that says it, and they are found quickly."""

    pattern: re.Pattern[str]
    starts: tuple[str, ...]

    def matches(self, document: Document) -> Iterator[re.Match[str]]:
        """Where the page says it."""
        for number in document.lines_with(self.starts):
            yield from self.pattern.finditer(document.text, *document.span(number))


def saying(patterns: str, quick: str) -> Saying:
    """What the two lists of words tell."""
    return Saying(re.compile(one_of(patterns), re.IGNORECASE), starts(quick))


#: A button's words may touch what stands before: style sheets put room there, and the text has none.
_TOUCHING = r"(?:\b|(?-i:(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-Þ])))"
_WAYS = "|".join(_TOUCHING + way.removeprefix(r"\b") for way in entries("ways_to_apply"))
APPLY = Saying(re.compile(_WAYS, re.IGNORECASE), starts("applying_starts"))


class Posting(NamedTuple):
    """An opening with a button: where its title, its place and the whole of it start and end in the page's text."""

    title: tuple[int, int]
    place: tuple[int, int] | None
    end: int


def is_unasked(text: str) -> bool:
    """Whether a text invites to apply for no opening in particular."""
    return bool(_UNASKED.search(text))


def names_a_job(text: str) -> bool:
    """Whether a word of the text is in the names of jobs."""
    return bool(_JOB.search(text))


def is_gendered(text: str) -> bool:
    """Whether a text says that people of any gender are meant, as titles of openings do."""
    return bool(_GENDERED.search(text))


def _is_job(text: str) -> bool:
    return names_a_job(text) or is_gendered(text)


def is_content(line: Line) -> bool:
    """Whether a line is neither of the menu nor of the page's foot."""
    return line.place not in _NOT_CONTENT


def with_buttons(document: Document) -> list[Posting]:
    """The openings that stand beside a button to apply.

    One must name a job, or there must be several: over a single button any invitation may stand.
    """
    found = list(islice(_Buttons(document).postings(), _MANY))
    titles = {fold(document.text[slice(*each.title)]) for each in found}
    return [each for each in found if len(titles) > 1 or _is_job(document.text[slice(*each.title)])]


class _Buttons:
    """The buttons of one page, and what stands beside them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._pieces: dict[str, tuple[str, ...]] | None = None

    def postings(self) -> Iterator[Posting]:
        """Each button's opening, where it has one."""
        document, text = self._document, self._document.text
        after, last_button = 0, -1
        for match in APPLY.matches(document):
            number = document.line_number(match.start())
            start, end = document.span(number)
            start, after = max(start, after), match.end()
            if not is_content(document.lines[number]):
                continue
            if _WORDS.search(text, after, end) and not APPLY.pattern.search(text, after, end):
                continue  # a sentence that goes on
            if _WORDS.search(text, start, match.start()):
                spans = self._on_line(start, match.start())
            else:
                spans = self._above(number, last_button)
            last_button = number
            if spans and _is_title(text[slice(*spans[0])]):
                place = place_among(document, spans[1:])
                is_proven = place and not text[place[1] : place[1] + 1].isalnum()
                yield Posting(spans[0], place if is_proven else None, match.end())

    def _above(self, number: int, floor: int) -> list[tuple[int, int]]:
        """The lines between a title and the button on this line, the title first. floor: the button before."""
        lines, found = self._document.lines, list[int]()
        for each in range(number - 1, max(floor, number - _TALLEST, -1), -1):
            line = lines[each]
            is_other_row = lines[number].tag in CELLS and line.row != lines[number].row
            if line.tag == "h1" or is_other_row or not is_content(line) or not _is_short(line.text):
                break
            if line.tag in _HEADINGS and found and is_part(line.text) and not _is_job(line.text):
                break  # the department, over the openings that it has
            found.append(each)
            if line.tag in _HEADINGS or _is_job(line.text):
                break
        return [self._document.span(each) for each in reversed(found)]

    def _on_line(self, start: int, end: int) -> list[tuple[int, int]]:
        """The elements of a line up to its button, the title first."""
        text = self._document.text
        whole = text[start:end].strip(EDGES)
        spans, at = [], text.find(whole, start)
        for piece in self._elements().get(_letters(whole), (whole,)):
            at = text.find(piece, at, end)
            if at < 0:
                first = text.find(whole, start)
                return [(first, first + len(whole))]
            spans.append((at, at + len(piece)))
            at += len(piece)
        return spans

    def _elements(self) -> dict[str, tuple[str, ...]]:
        """The texts of the elements around each button, by their letters."""
        if self._pieces is None:
            links = islice(self._document.links, _MOST_LINKS)
            found = (pieces for link in links if APPLY.pattern.search(link.text) for pieces in _around(link))
            self._pieces = {_letters("".join(pieces)): pieces for pieces in found if pieces}
        return self._pieces


def _around(link: Link) -> Iterator[tuple[str, ...]]:
    """The texts of a button's element, where the whole card is one; else those of the elements around it."""
    node: LexborNode | None = link.node
    for _ in range(_AROUND):
        if node is None or len(APPLY.pattern.findall(whole := node.text()[: 4 * LONGEST])) > 1:
            return
        if len(whole) > 3 * LONGEST:
            return
        texts = (squeeze(each.text()) for each in node.traverse(include_text=True) if each.tag == "-text")
        pieces = [piece.strip(EDGES) for piece in texts if piece.strip(EDGES)]
        yield tuple(piece for piece in pieces if not APPLY.pattern.search(piece))
        node = node.parent


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text.casefold()))


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST and not _SENTENCE.search(text)


def _is_title(text: str) -> bool:
    """Whether a text may be the name of a job: few words, and no sentence; no invitation to apply unasked."""
    words = len(_WORDS.findall(text))
    return 0 < words <= _LONGEST_TITLE and text.strip()[-1:] not in ".!?:…" and not is_unasked(text)


# --- places


def place_among(document: Document, spans: Sequence[tuple[int, int]], *, bare: bool = True) -> tuple[int, int] | None:
    """The place among what stands by a title: a labelled one, or the only town.

    bare: whether what stands there is of the title for certain, so that a place needs nothing beside it.
    """
    told = [(span, document.text[slice(*span)]) for span in spans]
    for span, text in told:
        if place := place_in(text):
            start = document.text.index(place, span[0])
            return start, start + len(place)
    towns = [span for span, text in told if bare and is_town(text.strip(EDGES))]
    return towns[0] if len(towns) == 1 else None


def place_in(text: str) -> str:
    """A labelled place, or the one part of a line that is a town where the others tell how one is employed."""
    if len(text) > LONGEST:
        return ""
    if labelled := _LABELLED.search(text):
        place = labelled["place"].strip(EDGES)
        return place if _TOWN.fullmatch(place) else ""
    whole = text.strip(EDGES)
    return next((place for parts in (_PARTS, _COMMA) if (place := _only_town(parts.split(whole)))), "")


def _only_town(parts: Iterable[str]) -> str:
    said = [part for part in parts if part]
    others = [part for part in said if not _EMPLOYMENT.fullmatch(part)]
    return others[0] if len(others) == 1 < len(said) and _TOWN.fullmatch(others[0]) else ""


def is_town(text: str) -> bool:
    """Whether a text can be nothing but a town, where a place may stand: no job, no department, no way of working."""
    return (
        len(text) <= LONGEST
        and _TOWN.fullmatch(text) is not None
        and _NOT_TOWNS.isdisjoint(_WORDS.findall(text.casefold()))
        and not (_EMPLOYMENT.fullmatch(text) or is_part(text) or _is_job(text))
    )
