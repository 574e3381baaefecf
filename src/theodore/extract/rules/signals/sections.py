"""Parts of a page under a heading: the lines that belong to it, and the pictures that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape, unescape
from itertools import islice

from theodore.extract.reading.document import Document
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.source import in_html
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wording import everywhere, squeeze
from theodore.extract.reading.wordlists import one_of, starts
from theodore.extract.rules.signals.marks import by_topic, stems, stems_of
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
_TAGS_BEFORE = 200
_LONGEST_TAG = 1_500
#: Of a line so many characters tell where it is.
_ENOUGH = 40
_LONGEST_QUOTE = 400
#: What a heading is not: an entry of a list or a table, or what one clicks on.
_NO_HEADING = frozenset({"li", "td", "th", "option", "button", "label", "dd"})
#: What stands around a heading.
_EDGES = " :.!-\u2026\u2013\u2014\u2022\u00bb"
_NO_PLACE = frozenset({Place.NAV, Place.HEADER})
#: Old sites and those that builders make have no element for the foot of the page; so it begins.
_FOOT = ("\u00a9", "(c) ", "Copyright", "copyright", "COPYRIGHT")

_HEADING_TAG = re.compile(r"h[1-6]")
_PICTURE = re.compile(rf"<img\b([^<>]{{0,{_LONGEST_TAG}}})>", re.IGNORECASE)
_ALTERNATIVE = re.compile(r"""(?<![\w-])alt\s*=\s*(?:"([^"]{1,160})"|'([^']{1,160})')""", re.IGNORECASE)
_HIDDEN = re.compile(r"\bhidden\b|display\s*:\s*none", re.IGNORECASE)
#: Where the picture's address or class calls it a logo, or a customer's, in one of the languages.
_CALLED = re.compile(r"logo|partner|client|customer|kunde|referen|brand|sponsor|marke|parceir|klant", re.IGNORECASE)
_PARTS_UNSEEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<template", "</template"))
#: The first words within an entry, whatever elements they stand in.
_ENTRY = re.compile(r"<li\b[^<>]{0,300}>(?:\s|<(?![/!]?li\b)[^<>]{0,300}>){0,20}([^<>]{2,120})", re.IGNORECASE)
_LIST_ENDS = re.compile(r"</(?:ul|ol|menu)\b", re.IGNORECASE)
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


#: What is looked for under headings, each topic with the file of its headings, and of what is in all of them.
_TOPICS = {
    "customers": ("signals_customer_headings", "signals_customer_starts"),
    "partners": ("signals_partner_headings", "signals_partner_starts"),
    "awards": ("signals_award_headings", "signals_award_heading_starts"),
    "certificates": ("signals_certificate_headings", "signals_certificate_heading_starts"),
    "news": ("signals_news_headings", "signals_news_starts"),
}
_HEADS = {topic: re.compile(one_of(patterns), re.IGNORECASE) for topic, (patterns, _) in _TOPICS.items()}
_MAY_HEAD = stems_of(start for _, quick in _TOPICS.values() for start in starts(quick))
#: Ends many a word of German and Dutch.
_JOINED = "partner"


@remembered
def topics_of(heading: str) -> tuple[str, ...]:
    """What stands under this heading; none of it under most."""
    lowered = heading.lower()
    if _MAY_HEAD.isdisjoint(stems(lowered)) and _JOINED not in lowered:
        return ()
    bare = heading.strip(_EDGES)
    return tuple(topic for topic, pattern in _HEADS.items() if pattern.fullmatch(bare))


def under(document: Document, topic: str) -> Iterator[Section]:
    """The parts of the page under headings of a topic: customers, partners, awards, certificates or news."""
    found = document.once(_headings).get(topic, ())[:_MOST_SECTIONS]
    return (Section(number, range(number + 1, _end_of(document, number))) for number in found)


def _headings(document: Document) -> dict[str, list[int]]:
    """The numbers of the lines that head a part of the page, by topic."""
    return by_topic((number, topics_of(line.text)) for number, line in enumerate(document.lines) if _heads(line))


def _heads(line: Line) -> bool:
    """Whether a line may be a heading, by its length and its place."""
    return len(line.text) <= _LONGEST_HEADING and line.tag not in _NO_HEADING and line.place not in _NO_PLACE


def sections(document: Document, heading: re.Pattern[str], starts: Iterable[str]) -> Iterator[Section]:
    """The parts of the page under such a heading, which must be all of its line. starts: one of them is in each."""
    return islice(_sections(document, heading, starts), _MOST_SECTIONS)


def _sections(document: Document, heading: re.Pattern[str], starts: Iterable[str]) -> Iterator[Section]:
    for number in document.lines_with(starts):
        line = document.lines[number]
        if _heads(line) and heading.fullmatch(line.text.strip(_EDGES)):
            yield Section(number, range(number + 1, _end_of(document, number)))


def _rank(tag: str) -> int:
    """A heading's rank, 1 to 6; what only looks like one ends at any."""
    return int(tag[1]) if _HEADING_TAG.fullmatch(tag) else 6


def _end_of(document: Document, number: int) -> int:
    rank, place = _rank(document.lines[number].tag), document.lines[number].place
    last = min(len(document.lines), number + 1 + _MOST_LINES)
    for each in range(number + 1, last):
        line = document.lines[each]
        ends = (_HEADING_TAG.fullmatch(line.tag) and _rank(line.tag) <= rank) or _begins_another(line)
        if ends or line.place in _NO_PLACE or (line.place is Place.FOOTER) != (place is Place.FOOTER):
            return each
    return last


def _begins_another(line: Line) -> bool:
    """Whether a line that need not be a heading by its tag is one by its words, or begins the foot of the page."""
    return line.text.startswith(_FOOT) or (_heads(line) and bool(topics_of(line.text)))


def pictures_under(document: Document, section: Section) -> list[Picture]:
    """The pictures that follow a heading in the page's source, up to the next heading of its rank."""
    line = document.lines[section.heading]
    start = _place_of(document.html, line)
    if start < 0:
        return []
    window = _seen(document.html[start : start + _REACH])
    rank = _rank(line.tag)
    ends = (each.start() for each in _ENDS.finditer(window) if each[1] is None or int(each[1]) <= rank)
    end = min(next(ends, len(window)), _place_after(document, section, window))
    return list(islice(_pictures(window[:end], start), _MOST_PICTURES))


def _place_after(document: Document, section: Section, window: str) -> int:
    """Where in the source below a heading the line stands that is no longer of it."""
    if section.lines.stop >= len(document.lines):
        return len(window)
    following = document.lines[section.lines.stop].text[:_ENOUGH]
    places = (window.find(f">{form}") for form in (following, escape(following, quote=False), escape(following)))
    return next((at for at in places if at >= 0), len(window))


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


def entries_under(document: Document, section: Section) -> list[int]:
    """The lines of the first list below a heading that are an entry of it each."""
    firsts = _first_entries(document, section)
    known, most = set(firsts), len(firsts) or _MOST_LINES
    found: list[int] = []
    for number in section.lines:
        line = document.lines[number]
        if line.tag == "li" or line.text in known:
            found.append(number)
        elif found:
            break
    return found[:most]


def _first_entries(document: Document, section: Section) -> list[str]:
    """The first words of that list's entries: of the first one in the source, for its end shows only there."""
    start = _place_of(document.html, document.lines[section.heading])
    if start < 0:
        return []
    window = _seen(document.html[start : start + _REACH])
    ends = next((each.start() for each in _LIST_ENDS.finditer(window)), None)
    return [squeeze(unescape(each[1])) for each in islice(_ENTRY.finditer(window[:ends]), _MOST_LINES)]


def _place_of(html: str, line: Line) -> int:
    """Where a heading ends in the source: its words in its element, for the menu may have them too; -1 if nowhere."""
    places = in_html(html, line.text)
    between = [(start, end) for start, end in places if html[max(0, start - 40) : start].rstrip().endswith(">")]
    tag = f"<{line.tag}"
    own = (end for start, end in between if tag in html[max(0, start - _TAGS_BEFORE) : start].lower())
    return next(own, (between or places or [(-1, -1)])[0][1])


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
