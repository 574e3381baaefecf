"""HTML made harmless before it is parsed.

The parser is fast on what people write, and quadratic on what they do not: an element with 100,000 attributes takes
it 40 seconds, a million nested elements take it longer. Both are cut here in time linear in the page's length.
"""

from __future__ import annotations

import re

from theodore.extract.reading.wordlists import words

#: No page of a company needs more; what lies beyond is not read.
MAX_CHARS = 3_000_000
_MANY_TAGS = 20_000
_DEEP = 2_000
_MANY_ATTRIBUTES = 500
_LONG = 8_000

_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{_LONG},}}")
_BRACKET = re.compile(r"[<>]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_GAP = re.compile(r"[\s/\"']+")
_FLAT = words("flat_elements")


def tame(html: str) -> str:
    """The page, cut where it would cost more than its worth."""
    html = html[:MAX_CHARS]
    # looking is cheaper than replacing nothing
    if "\0" in html:
        html = html.replace("\0", "")
    if _has_long_tag(html):
        html = _LONG_TAG.sub(_shorten, html)
    # a tag has three characters at least, and a page of as many as are allowed is seldom long enough to count them
    if len(html) < 3 * _MANY_TAGS or html.count("<") < _MANY_TAGS:
        return html
    return html[: _too_deep_at(html)]


def _has_long_tag(html: str) -> bool:
    """Whether a tag is overlong; found in leaps from bracket to bracket, past most of the page."""
    at = 0
    while at + _LONG < len(html):
        reach = at + _LONG + 1
        last = max(html.rfind("<", at, reach), html.rfind(">", at, reach))
        if last < 0:
            if html[max(0, at - 1)] == "<":
                return True
            beyond = _BRACKET.search(html, reach)
            if beyond is None:
                return False
            last = beyond.start()
        at = last + 1
    return False


def _shorten(tag: re.Match[str]) -> str:
    """An overlong tag without its attributes, unless it is one long value, like an image within the page."""
    found = tag.group()
    return found.split(None, 1)[0][:100] if len(_GAP.findall(found)) > _MANY_ATTRIBUTES else found


def _too_deep_at(html: str) -> int:
    """Where the nesting passes what the parser bears; the page's length where it never does."""
    depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() in _FLAT:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEP:
            return tag.start()
    return len(html)
