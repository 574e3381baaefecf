"""Parts of a page under a heading: the lines that belong to it, and the pictures that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.source import in_html
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import everywhere, squeeze
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value

#: In characters: a longer line heads nothing.
_LONGEST_HEADING = 90
_MOST_SECTIONS = 6
_MOST_LINES = 80
_MOST_PICTURES, _MOST_TEXTS = 80, 1_000
#: In characters.
_LONGEST_TEXT = 165
#: In characters of the source.
_REACH = 30_000
_LONGEST_TAG = 1_500
_LONGEST_QUOTE = 400
#: What a heading is not: an entry of a list or a table, or what one clicks on.
_NO_HEADING = frozenset({"li", "td", "th", "option", "button", "label", "dd"})
#: What stands around a heading.
_EDGES = " :.!-\u2026\u2013\u2014\u2022\u00bb"
_NO_PLACE = frozenset({Place.NAV, Place.HEADER})

_HEADING_TAG = re.compile(r"h[1-6]")
_PICTURE = re.compile(rf"<img\b([^<>]{{0,{_LONGEST_TAG}}})>", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"""(?<![\w-])alt\s*=\s*(?:"([^"]{1,160})"|'([^']{1,160})')""", re.IGNORECASE)
_HIDDEN = re.compile(r"\bhidden\b|display\s*:\s*none", re.IGNORECASE)
#: Where the picture's address or class calls it a logo, or a customer's, in one of the languages.
_CALLED = re.compile(r"logo|partner|client|customer|kunde|referen|brand|sponsor|marke|parceir|klant", re.IGNORECASE)
_PARTS_UNSEEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<template", "</template"))
_ENDS = re.compile(r"<(?:footer|nav|form|h([1-6]))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with a text for those who do not see it.

    alternative: that text. start, end: where its tag stands in the page's source. is_called: whether its tag says that
    it is a logo, or whose it is.
    """

    alternative: str
    start: int
    end: int
    is_called: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, by its line, and the lines below it up to the next heading of its rank."""

    heading: int
    lines: range


def sections(document: Document, heading: re.Pattern[str], starts: Iterable[str]) -> Iterator[Section]:
    """The parts of the page under such a heading, which must be all of its line. starts: one of them is in each."""
    return islice(_sections(document, heading, starts), _MOST_SECTIONS)


def _sections(document: Document, heading: re.Pattern[str], starts: Iterable[str]) -> Iterator[Section]:
    for number in document.lines_with(starts):
        line = document.lines[number]
        if (
            len(line.text) <= _LONGEST_HEADING
            and line.tag not in _NO_HEADING
            and line.place not in _NO_PLACE
            and heading.fullmatch(line.text.strip(_EDGES))
        ):
            yield Section(number, range(number + 1, _end_of(document, number)))


def _rank(tag: str) -> int:
    """A heading's rank, 1 to 6; what only looks like one ends at any."""
    return int(tag[1]) if _HEADING_TAG.fullmatch(tag) else 6


def _end_of(document: Document, number: int) -> int:
    rank, place = _rank(document.lines[number].tag), document.lines[number].place
    last = min(len(document.lines), number + 1 + _MOST_LINES)
    for each in range(number + 1, last):
        line = document.lines[each]
        ends = _HEADING_TAG.fullmatch(line.tag) and _rank(line.tag) <= rank
        if ends or line.place in _NO_PLACE or (line.place is Place.FOOTER and place is not Place.FOOTER):
            return each
    return last


def pictures_under(document: Document, section: Section) -> list[Picture]:
    """The pictures that follow a heading in the page's source, up to the next heading of its rank."""
    line = document.lines[section.heading]
    start = _place_of(document.html, line.text)
    if start < 0:
        return []
    window = _seen(document.html[start : start + _REACH])
    rank = _rank(line.tag)
    ends = (each.start() for each in _ENDS.finditer(window) if each[1] is None or int(each[1]) <= rank)
    return list(islice(_pictures(window[: next(ends, None)], start), _MOST_PICTURES))


def pictures_saying(document: Document, words: Iterable[str], letters: Iterable[str] = ()) -> Iterator[Picture]:
    """The pictures whose text has one of these words, in lower case, or of these letters as they are."""
    # most pages say nothing of the kind, and cutting their texts out is quicker than reading the tags
    joined, lowered = document.once(_alternatives)
    if not any(word.strip() in lowered for word in words) and not any(word.strip() in joined for word in letters):
        return
    yield from document.once(_all_pictures)


def _alternatives(document: Document) -> tuple[str, str]:
    """What the page says instead of its pictures, hidden ones too; and the same in lower case."""
    html = document.html
    places = islice(everywhere(html, "alt="), _MOST_TEXTS)
    joined = "\n".join(html[at + 5 : at + _LONGEST_TEXT].partition(html[at + 4 : at + 5] or "\n")[0] for at in places)
    return joined, joined.lower()


def _all_pictures(document: Document) -> tuple[Picture, ...]:
    return tuple(islice(_pictures(_seen(document.html), 0), _MOST_TEXTS))


def _place_of(html: str, text: str) -> int:
    """Where a line's text ends in the source: there where it stands between tags; -1 where it is not found."""
    places = in_html(html, text)
    between = (end for start, end in places if html[max(0, start - 40) : start].rstrip().endswith(">"))
    return next(between, places[0][1] if places else -1)


def _seen(source: str) -> str:
    """A part of a source, with remarks and scripts blanked out: all else stays where it was."""
    for opening, closing in _PARTS_UNSEEN:
        if opening in source:
            source = _blanked(source, opening, closing)
    return source


def _blanked(source: str, opening: str, closing: str) -> str:
    parts, done = [], 0
    for at in everywhere(source, opening):
        if at >= done:
            end = source.find(closing, at)
            end = len(source) if end < 0 else end + len(closing)
            parts += [source[done:at], " " * (end - at)]
            done = end
    return "".join([*parts, source[done:]])


def _pictures(source: str, offset: int) -> Iterator[Picture]:
    for tag in _PICTURE.finditer(source):
        found = _ALTERNATIVE.search(tag[1])
        if found and not _HIDDEN.search(tag[1]):
            text = squeeze(unescape(found[1] or found[2]))
            called = bool(_CALLED.search(tag[1]))
            yield Picture(text, offset + tag.start(), offset + tag.end(), called)


def by_picture(document: Document, field: str, value: Value, picture: Picture, method: str, sure: float) -> Evidence:
    """Proof by the picture's tag as the source has it, or by what of it holds the text where it is long."""
    start, end = picture.start, picture.end
    if end - start > _LONGEST_QUOTE and (found := _ALTERNATIVE.search(document.html, start, end)):
        start, end = found.span()
    return Evidence(field, value, Proof.MARKUP, document.url, document.cut(document.html, start, end), method, sure)
