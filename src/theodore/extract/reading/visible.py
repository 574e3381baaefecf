"""What a person sees of a page: its text in lines, without what is hidden from the eye."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import words

MAX_LINES = 20_000
MAX_TEXT = 600_000
#: No paragraph is longer; a longer one is cut, so that no pattern can be led on for ever.
MAX_LINE = 5_000


class Place(StrEnum):
    """The part of a page in which a line stands."""

    HEADER = "header"
    NAV = "nav"
    MAIN = "main"
    ASIDE = "aside"
    QUOTE = "quote"  # what others say: testimonials, reviews
    FOOTER = "footer"


class Line(NamedTuple):
    """One line of visible text.

    tag: the innermost block element around it. row: lines of one row of a table share it.
    """

    text: str
    tag: str
    place: Place
    row: int = 0


_UNREAD = words("unread_elements")
_BLOCKS = words("block_elements")
_PLACES = {
    Place.HEADER: "header, [role=banner]",
    Place.NAV: "nav, [role=navigation]",
    Place.ASIDE: "aside",
    Place.QUOTE: "blockquote, [class*=testimonial], [id*=testimonial], [class*=review], [class*=quote]",
    Place.FOOTER: "footer, [role=contentinfo], [id*=footer], [class*=footer]",
}


def read_lines(tree: LexborHTMLParser, hidden: frozenset[int]) -> tuple[Line, ...]:
    """The visible text in reading order, one block (or one part of a block up to <br>) a line, up to the bounds."""
    reader = _Reader(tree, hidden)
    reader.walk()
    return tuple(reader.lines)


class _Reader:
    """Walks the tree without recursion, so that no nesting is too deep for it."""

    def __init__(self, tree: LexborHTMLParser, hidden: frozenset[int]) -> None:
        self._root = tree.body
        self._hidden = hidden
        self._marks = {
            node.mem_id: place
            for place, selector in _PLACES.items()
            for node in tree.css(selector)
            if node.tag != "body"
        }
        #: The elements around: what each is, and whether its end ends a block and a place.
        self._above: list[tuple[LexborNode, bool, bool]] = []
        self._parts: list[str] = []
        self._places: list[Place] = [Place.MAIN]
        self._tags: list[str] = ["body"]
        self._row = 0
        self._length = 0
        self._full = False
        self.lines: list[Line] = []

    def walk(self) -> None:
        """Read the whole tree, or as much of it as the bounds allow."""
        node = self._enter(self._root, "body") if self._root else None
        parts = self._parts
        while node is not None and not self._full:
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                # what begins a line is white space between tags more often than not, and no line begins with that
                if parts:
                    # most texts begin with white space, or their line
                    if text[:1].isalnum() and _stands_apart(parts[-1], node, text):
                        parts.append(" ")
                    parts.append(text)
                elif not text.isspace():
                    parts.append(text)
            elif (child := self._enter(node, tag)) is not None:
                node = child
                continue
            following = node.next
            node = self._leave() if following is None else following
        if parts:
            self._end_line()

    def _enter(self, node: LexborNode, tag: str) -> LexborNode | None:
        """Go in: the node's first child, where it has one to read."""
        block = tag in _BLOCKS
        if self._parts and (block or tag == "br"):
            self._end_line()
        if tag in _UNREAD:
            return None
        child = node.first_child
        if child is None or (number := node.mem_id) in self._hidden:
            return None
        place = self._marks.get(number)
        self._above.append((node, block, place is not None))
        if place is not None:
            self._places.append(place)
        if block:
            self._tags.append(tag)
            if tag == "tr":
                self._row += 1
        return child

    def _leave(self) -> LexborNode | None:
        """Leave every element that is done, and go on with what follows them; with nothing after the outermost."""
        while self._above:
            node, block, placed = self._above.pop()
            if block:
                if self._parts:
                    self._end_line()
                if self._tags.pop() == "tr":
                    # what follows a table within a row is not of that table's last row
                    self._row += 1
            if placed:
                self._places.pop()
            if self._above and (following := node.next) is not None:
                return following
        return None

    def _end_line(self) -> None:
        text = squeeze("".join(self._parts))
        self._parts.clear()
        for start in range(0, len(text), MAX_LINE):
            piece = text[start : start + MAX_LINE].strip()
            self.lines.append(Line(piece, self._tags[-1], self._places[-1], self._row))
        self._length += len(text)
        self._full = len(self.lines) >= MAX_LINES or self._length >= MAX_TEXT


#: Elements that are a thing of their own, whatever touches them.
_CLICKED = frozenset({"a", "button"})
_DEEPEST = 20


def _stands_apart(before: str, node: LexborNode, text: str) -> bool:
    """Whether a text begins a new word, although no white space parts it from the text before.

    Style sheets put room between elements that touch in the source: `<b>Anna Weber</b><i>Founder</i>` is two things,
    `<b>W</b>ord` and `<b>foo</b><i>bar</i>` are one word each, and only the eye sees the style. Two elements must touch
    with no text between; and the one must end and the other begin as words do not go on: a small letter, a figure or a
    full stop before a capital, or any letter where both have a space. Where neither has one it may be a name in two
    colours, `<b>Nord</b><i>Wind</i>`, and stays one; but a link or button is always a thing of its own.
    """
    last, first = before[-1:], text[:1]
    if not first.isalnum() or not (last.isalnum() or last in ".!?)"):
        return False
    spaced = (" " in before.strip()) + (" " in text.strip())
    # `Boston, MA` and `Apply now`: two of several words, of which the second begins as words do
    breaks = first.isupper() and (spaced > 0 if not last.isupper() else spaced > 1 and text[1:2].islower())
    return (breaks or last != ".") and _touches(node, clicked=not breaks)


def _touches(node: LexborNode, *, clicked: bool) -> bool:
    """Whether a text is the first of an element that touches another. clicked: one of the two must be a link."""
    above: LexborNode | None = node
    links = False
    for _ in range(_DEEPEST):
        if above is None or above.tag in _BLOCKS:
            return False
        previous = above.prev
        while previous is not None and previous.tag == "-comment":
            previous = previous.prev
        if previous is not None:
            is_element = above is not node and previous.tag != "-text"
            return is_element and (not clicked or links or previous.tag in _CLICKED)
        above = above.parent
        links = links or (above is not None and above.tag in _CLICKED)
    return False
