"""Text in the colour of what it stands on, where a page itself says both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.reading.wording import everywhere

Colour = tuple[int, int, int]

#: Colours that differ by no more in red, green and blue are one to the eye.
_SAME_TO_THE_EYE = 6
_NAMES: dict[str, Colour] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
    "silver": (192, 192, 192),
    "navy": (0, 0, 128),
    "ivory": (255, 255, 240),
    "snow": (255, 250, 250),
    "whitesmoke": (245, 245, 245),
}
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})(?:f{1,2})?$")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*(?:1|1\.0+|100%)\s*)?\)$")
_DECLARED = re.compile(r"(?<![-\w])(color|background(?:-color|-image)?)\s*:\s*([^;}!]{1,80})")
#: What makes letters seen whatever their colour, or moves them to where another background is.
_SEEN_OTHERWISE = re.compile(r"shadow|stroke|blend|position|filter|background-clip|float")
#: What may bring a look that the page's source does not tell.
_STYLED = "[style], [class], [id], [bgcolor], [background], font[color], mark"
_SIMPLE = re.compile(r"(?:[.#][A-Za-z_][\w-]*|body|html)$")
_LONGEST_RULE = 2_000
#: Of so many elements of a page the colours are compared, and so far above them it is looked for a background.
MOST_COMPARED = 50
_DEEPEST = 50
_MOST_READ = 2_000


class Look(NamedTuple):
    """The colours that a style states. None: not stated. ground_unknown: it states one that cannot be told."""

    colour: Colour | None = None
    ground: Colour | None = None
    ground_unknown: bool = False
    seen_otherwise: bool = False

    def over(self, other: Look) -> Look:
        """The two together, where this one goes first."""
        states_ground = self.ground is not None or self.ground_unknown
        ground, unknown = (self.ground, self.ground_unknown) if states_ground else (other.ground, other.ground_unknown)
        return Look(self.colour or other.colour, ground, unknown, self.seen_otherwise or other.seen_otherwise)


_NOTHING = Look()


def colour_of(written: str) -> Colour | None:
    """The colour as style sheets write it; None for what is not plain, half transparent colours among it."""
    text = written.strip().lower()
    if match := _HEX.match(text):
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    if match := _RGB.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    return _NAMES.get(text)


@lru_cache(maxsize=512)
def look_of(style: str) -> Look:
    """What the declarations of a style say of colours."""
    found = _NOTHING
    for name, value in _DECLARED.findall(style.lower()):
        colour = colour_of(value)
        if name == "color":
            found = found._replace(colour=colour)
        elif value.strip() not in ("none", "inherit", "transparent"):
            found = found._replace(ground=colour, ground_unknown=colour is None)
    return found._replace(seen_otherwise=bool(_SEEN_OTHERWISE.search(style.lower())))


@lru_cache(maxsize=16)
def looks_of(css: str) -> Mapping[str, Look]:
    """The classes, ids and the body to which a style sheet gives colours by simple rules, outside any condition."""
    found: dict[str, Look] = {}
    for at in everywhere(css, "color:"):
        _note(css, at, found)
    for at in everywhere(css, "background:"):
        _note(css, at, found)
    return found


def _note(css: str, at: int, found: dict[str, Look]) -> None:
    brace = css.rfind("{", max(0, at - _LONGEST_RULE), at)
    if brace < 0:
        return
    names = css[max(0, brace - _LONGEST_RULE) : brace].rpartition("}")[2]
    simple = [name for part in names.split(",") if _SIMPLE.match(name := part.strip())]
    if simple:
        look = look_of(css[brace : at + _LONGEST_RULE].partition("}")[0])
        found.update((name, look.over(found.get(name, _NOTHING))) for name in simple)


def unseen(tree: LexborHTMLParser, coloured: Sequence[LexborNode], sheets: Sequence[str]) -> Iterator[int]:
    """The elements whose text has the colour of its background, by the parser's numbers.

    coloured: those whose own markup states a colour or a background. sheets: the page's own style sheets. It must be
    certain: no element between the text and the background may have a look that is told elsewhere.
    """
    looks, coloured_names, of_sheets = _together(tuple(sheets))
    if not (looks or coloured):
        return
    own = [(node, _own(node)) for node in coloured[:_MOST_READ]]
    grounds = of_sheets | {_about(look.ground) for _, look in own if look.ground}
    # most letters have no background in their colour anywhere on the page: those need not be compared
    named = [name for name, colour in coloured_names if colour in grounds]
    by_rule = tree.css(", ".join(named[:MOST_COMPARED])) if named else []
    by_own = [node for node, look in own if look.colour and _about(look.colour) in grounds]
    if not (by_own or by_rule):
        return
    page = _Page(looks, whole=tree.css_first("link[rel*=stylesheet]") is None)
    for node in [*by_own[:MOST_COMPARED], *by_rule[:MOST_COMPARED]]:
        if page.is_unseen(node):
            yield node.mem_id


@lru_cache(maxsize=8)
def _together(
    sheets: tuple[str, ...],
) -> tuple[Mapping[str, Look], tuple[tuple[str, Colour], ...], frozenset[Colour]]:
    """The looks of all style sheets of a page, the classes and ids that colour letters, and all backgrounds."""
    looks: dict[str, Look] = {}
    for css in sheets:
        looks.update(looks_of(css))
    named = tuple((name, _about(look.colour)) for name, look in looks.items() if look.colour and name[0] in ".#")
    return looks, named, frozenset(_about(look.ground) for look in looks.values() if look.ground)


def _about(colour: Colour) -> Colour:
    """The colour in steps that the eye can tell, to find the few that may be one."""
    red, green, blue = colour
    return red >> 3, green >> 3, blue >> 3


def _are_one(one: Colour, other: Colour) -> bool:
    return max(abs(mine - theirs) for mine, theirs in zip(one, other, strict=True)) <= _SAME_TO_THE_EYE


def _own(node: LexborNode) -> Look:
    """What an element's own markup says of colours."""
    attributes = node.attributes
    look = look_of(style[:500]) if (style := attributes.get("style")) else _NOTHING
    if "bgcolor" in attributes or "color" in attributes or "background" in attributes:
        colour, ground = colour_of(attributes.get("color") or ""), colour_of(attributes.get("bgcolor") or "")
        unknown = "background" in attributes or ("bgcolor" in attributes and ground is None)
        look = look.over(Look(colour, ground, unknown))
    return look


class _Page:
    """The looks of a page's elements. whole: the page brings all of its style itself."""

    def __init__(self, looks: Mapping[str, Look], *, whole: bool) -> None:
        self._looks = looks
        self._whole = whole
        self._known: dict[int, tuple[Look, bool]] = {}

    def is_unseen(self, node: LexborNode) -> bool:
        look, _ = self._of(node)
        if look.colour is None or look.seen_otherwise:
            return False
        ground = self._ground(node)
        if ground is None or not _are_one(look.colour, ground):
            return False
        # what is within may have colours of its own
        return all(each.mem_id == node.mem_id for each in node.css(_STYLED)[:2])

    def _ground(self, node: LexborNode) -> Colour | None:
        """The background of the element or of the nearest one around that states it, where it can be told."""
        above: LexborNode | None = node
        for _ in range(_DEEPEST):
            if above is None:
                return None
            look, told = self._of(above)
            if look.ground is not None or look.ground_unknown or look.seen_otherwise or not told:
                return look.ground if not look.seen_otherwise else None
            above = above.parent
        return None

    def _of(self, node: LexborNode) -> tuple[Look, bool]:
        """The look of an element, and whether nothing but what is known may give it another."""
        number = node.mem_id
        if number not in self._known:
            self._known[number] = self._worked_out(node)
        return self._known[number]

    def _worked_out(self, node: LexborNode) -> tuple[Look, bool]:
        look, attributes = _own(node), node.attributes
        names = [f".{name}" for name in (attributes.get("class") or "").split()[:20]]
        names += [f"#{attributes['id']}"] if attributes.get("id") else []
        is_page = node.tag in ("body", "html")
        for name in [*names, node.tag or ""] if is_page else names:
            look = look.over(self._looks.get(name, _NOTHING))
        return look, is_page or not names or (self._whole and all(name in self._looks for name in names))
