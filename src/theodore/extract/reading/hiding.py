"""Which elements of a page a person does not see, as far as the page itself tells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.reading.colours import unseen
from theodore.extract.reading.opening import opened, shown_again
from theodore.extract.reading.wording import everywhere

#: What hides, each with a word that stands in all forms of it: that is found ten times as quickly. In lower case.
_HIDES = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("display", r"display\s*:\s*none"),
        ("visibility", r"visibility\s*:\s*(?:hidden|collapse)"),
        # a size that nobody reads
        ("font-size", r"font-size\s*:\s*(?:0(?![.\d])|0?\.\d+p[xt]|1(?:\.\d+)?p[xt])"),
        ("font", r"(?<![-\w])font\s*:[\w\s-]{0,40}?(?<![\w.])0(?:px)?\s*/"),
        # far off the screen
        ("text-indent", r"text-indent\s*:\s?-\d{3,}"),
        ("-", r"(?<![-\w])(?:left|top|right|bottom)\s*:\s?(?:calc\(\s?)?-(?:\d{4,}|[1-9]\d{2,}(?:r?em|v[wh]|%))"),
        ("translate", r"translate[xy3d]{0,2}\(\s*(?:0\w*\s*,\s*)?-\d{4,}"),
        # cut to nothing
        ("rect(", r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)"),
        ("clip-path", r"clip-path\s*:\s*(?:inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0(?![.\d]))"),
        ("polygon(", r"clip-path\s*:\s*polygon\(\s*0(?:px)? 0(?:px)?(?:\s*,\s*0(?:px)? 0(?:px)?)*\s*\)"),
    )
)
#: Text without opacity, or drawn in to a point, is hidden, unless it is about to be moved into sight: site builders
#: write every block so.
_TURNED_OFF = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        ("opacity", r"opacity\s*[:(]\s*(?:0(?:\.0+)?|0?\.0[01]?0*)%?(?![.\d])"),
        ("scale", r"scale(?:[xy]|3d)?\(\s*0(?:\.0+)?\s*[,)]"),
        ("transparent", r"(?<![-\w])color\s*:\s*transparent"),
        ("rgba(", r"(?<![-\w])color\s*:\s*rgba\((?:[^,)]{1,8},){3}\s*0?\.?0+%?\s*\)"),
    )
)
_ANIMATED = re.compile(r"translate|transition|animation|will-change|rotate")
#: A colour that is none is filled by the background's picture, where that is cut to the letters.
_FILLED = re.compile(r"background-clip\s*:\s*text|text-fill|text-stroke|text-shadow")
#: No room for its text, which does not stand over the edge.
_NO_ROOM = re.compile(r"(?<![-\w])(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:[;!}]|$)")
#: Moved out of sight by its margin, unless its padding brings it back: so a band is drawn over the whole width.
_MOVED = (("margin-", re.compile(r"margin-(?:left|top)\s*:\s?-\d{4,}px")),)
_PADDED = re.compile(r"padding[\w-]*\s*:[^;]*\d{4,}px")
_CUT = (("overflow", re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)")),)
#: One of these is in each style that hides.
_WORDS = (
    "none",
    "hidden",
    "collapse",
    "size",
    "0/",
    "0px/",
    "clip",
    "opacity",
    "transparent",
    "rgba(",
    "scale",
    ":-",
    ": -",
    "(-",
    ",-",
    ", -",
)
#: One of these is in each rule of a style sheet that hides; finding them is quicker than any pattern.
_HIDING_MARKS = (
    ":none",
    ": none",
    ":hidden",
    ": hidden",
    "collapse",
    "opacity:0",
    "opacity: 0",
    "opacity:.0",
    "opacity(0",
    ":-9",
    ": -9",
    "(-9",
    "size:0",
    "size: 0",
    "size:1px",
    "size: 1px",
    "0/0",
    "0px/0",
    "rect(",
    "inset(",
    "circle(0",
    "scale(0",
    "polygon(0",
    "transparent",
)
_LONGEST_RULE = 2_000
_LONGEST_SHEET = 100_000
_LONGEST_STYLE = 500
#: Of a sheet; a page looks at a quarter of them.
_MOST_SELECTORS = 200
#: What a script must open, and the classes by which the common style frameworks hide text from the eye. `aria-hidden`
#: is not among them: it hides from the ear alone.
_CLOSED = "[hidden], [popover], dialog:not([open]), .u-hidden, .is-hidden"
_UNSEEN = ".sr-only, .visually-hidden, .screen-reader-text, .screen-reader-only, .offscreen"
#: Styles that a click takes away. What is hidden in any other way is meant for no eye.
_CLOSES = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?(?![.\d]))[^;]*;?",
    re.IGNORECASE,
)
#: A class or an id, of any element or of those of one name.
_SIMPLE_SELECTOR = re.compile(r"(?:[A-Za-z][A-Za-z0-9]*)?[.#][A-Za-z_][\w-]*")


def hidden_elements(tree: LexborHTMLParser) -> frozenset[int]:
    """The elements that a person does not see, by the parser's numbers: what they hold is not the company's word.

    What a click opens is seen.
    """
    closed = {node.mem_id: node for node in tree.css(_CLOSED)}
    found = {node.mem_id for node in tree.css(_UNSEEN)}
    coloured: list[LexborNode] = []
    for node in tree.css("[style], [bgcolor], font[color]"):
        attributes = node.attributes
        style = (attributes.get("style") or "")[:_LONGEST_STYLE]
        if style and hides(style):
            if not closes(style):
                found.add(node.mem_id)
                continue
            closed[node.mem_id] = node
        if "color" in style or "background" in style or "color" in attributes or "bgcolor" in attributes:
            coloured.append(node)
    sheets = _sheets(tree)
    if names := list(dict.fromkeys(name for css in sheets for name in _hidden_by(css)))[:50]:
        closed.update((node.mem_id, node) for node in _with_names(tree, names, closing=True))
        found.update(node.mem_id for node in _with_names(tree, names, closing=False))
    found.update(unseen(tree, coloured, sheets))
    # a body that scripts fade in is still the page
    whole = {node.mem_id for node in (tree.root, tree.body) if node}
    hidden = found.union(closed) - whole
    parts = {number: node for number, node in closed.items() if number in hidden and number not in found}
    return frozenset(hidden - opened(tree, parts, hidden) if parts else hidden)


def _with_names(tree: LexborHTMLParser, names: Iterable[tuple[str, bool]], *, closing: bool) -> list[LexborNode]:
    """The elements that style sheets hide by these selectors: those that a click may open, or the others."""
    selectors = ", ".join(name for name, closes_it in names if closes_it is closing)
    return tree.css(selectors) if selectors else []


@lru_cache(maxsize=1_024)
def hides(style: str) -> bool:
    """Whether these declarations hide from the eye the text that they are for."""
    lowered = without_remarks(style.lower())
    # most styles say nothing of the kind, and finding that out is quicker than any pattern
    if not any(word in lowered for word in _WORDS):
        return False
    if _says(lowered, _HIDES):
        return True
    if _says(lowered, _TURNED_OFF) and not _ANIMATED.search(lowered):
        return not _FILLED.search(lowered)
    if _says(lowered, _MOVED) and not _PADDED.search(lowered):
        return True
    return _says(lowered, _CUT) and bool(_NO_ROOM.search(lowered)) and not _ANIMATED.search(lowered)


def _says(style: str, ways: Iterable[tuple[str, re.Pattern[str]]]) -> bool:
    return any(word in style and pattern.search(style) for word, pattern in ways)


@lru_cache(maxsize=1_024)
def closes(style: str) -> bool:
    """Whether declarations that hide do so in a way that a click takes away, and in no other."""
    return not hides(_CLOSES.sub("", style))


def without_remarks(css: str) -> str:
    """A style sheet, or declarations, without what stands between `/*` and `*/`: what it says there is off."""
    if "/*" not in css:
        return css
    first, *others = css.split("/*")
    return first + "".join(other.partition("*/")[2] for other in others)


def _sheets(tree: LexborHTMLParser) -> list[str]:
    """The page's own style sheets, each up to its first condition like @media."""
    return [_unconditional(node.text()[:_LONGEST_SHEET]) for node in tree.tags("style")[:20]]


@lru_cache(maxsize=16)
def _unconditional(css: str) -> str:
    """What of a style sheet holds whatever the screen. The same sheet of the next page is then the same text."""
    return without_remarks(css).partition("@media")[0]


@lru_cache(maxsize=16)
def _hidden_by(css: str) -> tuple[tuple[str, bool], ...]:
    """The classes and ids that a style sheet hides, and whether a click may open each.

    The pages of a site bring the same sheet each.
    """
    rules = (name for mark in _HIDING_MARKS for at in everywhere(css, mark) for name in _selectors_of(css, at))
    return tuple(
        (name, closing)
        for name, closing, at in islice(rules, _MOST_SELECTORS)
        if not (closing and shown_again(css, _bare(name), at))
    )


def _bare(selector: str) -> str:
    """The class or id of a simple selector: `.trap` of `p.trap`."""
    return selector[max(selector.find("."), selector.find("#")) :]


def _selectors_of(css: str, position: int) -> list[tuple[str, bool, int]]:
    """The simple selectors of the rule around this position, where it hides for good, and where the rule begins."""
    brace = css.rfind("{", max(0, position - _LONGEST_RULE), position)
    # before the first rule may stand what character set the sheet has, and what others it brings
    names = css[max(0, brace - _LONGEST_RULE) : max(0, brace)].rpartition("}")[2].rpartition(";")[2]
    style = css[brace : position + _LONGEST_RULE].partition("}")[0]
    if brace < 0 or not hides(style):
        return []
    closing = closes(style)
    return [(name, closing, brace) for part in names.split(",") if _SIMPLE_SELECTOR.fullmatch(name := part.strip())]
