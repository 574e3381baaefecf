"""What a person sees of a page: its text in lines, without what is hidden from the eye."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
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


#: The tags of lines that stand in a table, or in its heads.
CELLS = frozenset({"td", "th"})

_BLOCKS = words("block_elements")
_PLACES = {
    Place.HEADER: "header, [role=banner]",
    Place.NAV: "nav, [role=navigation]",
    Place.ASIDE: "aside",
    Place.QUOTE: "blockquote, [class*=testimonial], [id*=testimonial], [class*=review], [class*=quote]",
    Place.FOOTER: "footer, [role=contentinfo], [id*=footer], [class*=footer]",
}
#: The pages of a site say much the same. Like `remembered`, without a call of its own.
_squeezed = lru_cache(maxsize=1_000)(squeeze)
#: Few lines are as long, in characters.
_LONG = 1_000


def _kinds(names: Iterable[str]) -> frozenset[int]:
    """The parser's numbers for elements of these names: to look at one is twice as quick as at a name."""
    empty = LexborHTMLParser("")
    return frozenset(empty.create_node(name).tag_id for name in names)


_TEXT, _REMARK = (node.tag_id for node in LexborHTMLParser("<p>x<!-- -->").css("p")[0].iter(include_text=True))
_BLOCK_KINDS = _kinds(_BLOCKS)
_BREAKS = _BLOCK_KINDS | _kinds(["br"])
_UNREAD = _kinds(name for name in words("unread_elements") if name[0] != "-") | {_REMARK}


def read_lines(tree: LexborHTMLParser, hidden: frozenset[int]) -> tuple[Line, ...]:
    """The visible text in reading order, one block (or one part of a block up to <br>) a line, up to the bounds.

    hidden: the elements that are not seen, by the parser's own numbers.
    """
    reader = _Reader(tree, hidden)
    reader.walk()
    return tuple(reader.lines)


def read_texts(node: LexborNode, hidden: frozenset[int]) -> Iterator[str]:
    """The pieces of text in an element, in reading order, without what is not for reading or not seen within it.

    hidden: as for `read_lines`. Of an element that is itself not for reading, like a title or a script, all of them.
    """
    if node.tag_id in _UNREAD:
        yield node.text()
        return
    at, depth = node.first_child, 1
    while at is not None and depth:
        if at.tag_id == _TEXT:
            yield at.text_content or ""
        elif at.tag_id not in _UNREAD and at.mem_id not in hidden and at.first_child is not None:
            at, depth = at.first_child, depth + 1
            continue
        following = at.next
        while following is None and at is not None:
            at, depth = at.parent, depth - 1
            if not depth:
                return
            following = at.next if at is not None else None
        at = following


class _Reader:
    """Walks the tree without recursion, so that no nesting is too deep for it."""

    def __init__(self, tree: LexborHTMLParser, hidden: frozenset[int]) -> None:
        self._root = tree.body
        self._hidden = hidden
        self._marks = _marks(tree)
        self._parts: list[str] = []
        self._length = 0
        self.lines: list[Line] = []

    def walk(self) -> None:  # noqa: C901, PLR0912 - most of the time of reading goes in here; calls would double it
        """Read the whole tree, or as much of it as the bounds allow."""
        parts, hidden, marks = self._parts, self._hidden, self._marks
        tag, place, row = "body", Place.MAIN, 0
        #: The elements around, each with whether it is a block, and the tag and the place around it.
        above: list[tuple[LexborNode, bool, str, Place]] = []
        # the page itself is seen, whatever is said of it
        node = self._root.first_child if self._root is not None else None
        while node is not None:
            kind = node.tag_id
            if kind == _TEXT:
                text = node.text_content or ""
                # what begins a line is white space between tags more often than not, and no line begins with that
                if parts:
                    # most texts begin with white space, or their line
                    if text[:1].isalnum() and _stands_apart(parts[-1], node, text):
                        parts.append(" ")
                    parts.append(text)
                elif not text.isspace():
                    parts.append(text)
            else:
                if parts and kind in _BREAKS and self._end_line(tag, place, row):
                    return
                child = None if kind in _UNREAD else node.first_child
                if child is not None and (number := node.mem_id) not in hidden:
                    block = kind in _BLOCK_KINDS
                    above.append((node, block, tag, place))
                    if block:
                        tag = node.tag or ""
                        if tag == "tr":
                            row += 1
                    if number in marks:
                        place = marks[number]
                    node = child
                    continue
            following = node.next
            # every element that is done with is left
            while following is None:
                if parts and (not above or above[-1][1]) and self._end_line(tag, place, row):
                    return
                if not above:
                    return
                if above[-1][1] and tag == "tr":
                    # what follows a table within a row is not of that table's last row
                    row += 1
                node, _, tag, place = above.pop()
                following = node.next
            node = following

    def _end_line(self, tag: str, place: Place, row: int) -> bool:
        """Add what was gathered as a line; whether there are as many now as may be."""
        parts = self._parts
        written = parts[0] if len(parts) == 1 else "".join(parts)
        parts.clear()
        text = _squeezed(written) if len(written) < _LONG else squeeze(written)
        self._length += len(text)
        if len(text) > MAX_LINE:
            pieces = (text[start : start + MAX_LINE].strip() for start in range(0, len(text), MAX_LINE))
            self.lines += [Line(piece, tag, place, row) for piece in pieces]
        elif text:
            self.lines.append(Line(text, tag, place, row))
        return len(self.lines) >= MAX_LINES or self._length >= MAX_TEXT


def _marks(tree: LexborHTMLParser) -> dict[int, Place]:
    """The elements that are a part of the page; the last of several, where one is more than one."""
    return {
        node.mem_id: place for place, selector in _PLACES.items() for node in tree.css(selector) if node.tag != "body"
    }


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
