"""CSS selectors that somebody else wrote, run over hostile pages.

The parser answers a selector in one call, which nothing can break off. Most kinds take time in proportion to the page.
Those whose time may grow with its square are run on pages of a bounded number of tags alone, and not within each other.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

#: Elements of one page that are looked at.
MOST_NODES = 100
#: Pages with more tags are not searched by what looks at each element's neighbours: 10,000 take it 0.3 s at most.
MOST_TAGS = 10_000

_SEARCHES = re.compile(r":has\(", re.IGNORECASE)
_COUNTS = re.compile(r":(?:nth-|(?:first|last|only)-of-type)", re.IGNORECASE)
_MOST_COUNTS = 3


class TooManyTags(Exception):
    """A page that is too large for this selector."""


def check_selector(selector: str) -> None:
    """Raise ValueError, with what is wrong, for a selector that is not run."""
    if "\\0" in selector or "{" in selector:
        raise ValueError("it is more than a selector")
    searches, counts = len(_SEARCHES.findall(selector)), len(_COUNTS.findall(selector))
    if searches > 1 or (searches and counts) or counts > _MOST_COUNTS:
        raise ValueError(f"it takes too long: one :has() is run, or up to {_MOST_COUNTS} of :nth-... and -of-type")
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError:
        raise ValueError("it is no CSS selector") from None


def select(tree: LexborHTMLParser, html: str, selector: str) -> list[LexborNode]:
    """The first elements that a selector names. html: the source of the tree. Raises TooManyTags."""
    if html.count("<") > MOST_TAGS and (_SEARCHES.search(selector) or _COUNTS.search(selector)):
        raise TooManyTags
    return tree.css(selector)[:MOST_NODES]
