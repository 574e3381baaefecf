"""The sections of a page: a heading and what stands below it, up to the next heading of its rank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from theodore.extract.reading.document import Document
from theodore.extract.reading.visible import Place

_RANKS = {f"h{rank}": rank for rank in range(1, 7)}
#: What frames a page is none of its content; a heading in a header element is, for many put their first words there.
_FRAMES = frozenset({Place.NAV, Place.FOOTER, Place.ASIDE, Place.QUOTE})
#: In lines; a longer section is a page that names its headings at random.
_LONGEST = 120
_MOST = 400


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page's content. number: its line. rank: 1 to 6, by its tag."""

    number: int
    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below a heading. end: the number of the first line that is no longer of it.

    below: the headings within, those of lower rank.
    """

    heading: Heading
    end: int
    below: tuple[Heading, ...]

    @property
    def highest(self) -> tuple[Heading, ...]:
        """The headings of the highest rank within: the parts that the section is made of."""
        top = min((each.rank for each in self.below), default=0)
        return tuple(each for each in self.below if each.rank == top)


def rank_of(tag: str) -> int:
    """The rank of a heading's tag; 0 for any other."""
    return _RANKS.get(tag, 0)


def headings(document: Document) -> tuple[Heading, ...]:
    """The headings of the page's content, in their order, up to a bound."""
    found = [
        Heading(number, _RANKS[line.tag], line.text)
        for number, line in enumerate(document.lines)
        if line.tag in _RANKS and line.place not in _FRAMES
    ]
    return tuple(found[:_MOST])


def section(document: Document, all_headings: tuple[Heading, ...], index: int) -> Section:
    """The section of one of the page's headings. It ends where the page's content does, too."""
    heading = all_headings[index]
    last = min(len(document.lines), heading.number + 1 + _LONGEST)
    below: list[Heading] = []
    for other in all_headings[index + 1 :]:
        if other.rank <= heading.rank or other.number >= last:
            last = min(last, other.number)
            break
        below.append(other)
    end = next((at for at in range(heading.number + 1, last) if document.lines[at].place in _FRAMES), last)
    return Section(heading, end, tuple(each for each in below if each.number < end))


def plain_lines(document: Document, within: Section) -> Iterator[tuple[int, str, str]]:
    """The lines of a section that are no headings: number, tag and text."""
    for number in range(within.heading.number + 1, within.end):
        line = document.lines[number]
        if line.tag not in _RANKS:
            yield number, line.tag, line.text
