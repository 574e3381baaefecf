"""HTML made harmless before it is parsed.

The parser is fast on what people write, and quadratic on what they do not: an element with 100,000 attributes takes
it 40 seconds, a million nested elements take it longer. Both are cut here in time linear in the page's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from theodore.extract.reading.wordlists import words

#: No page of a company needs more; what lies beyond is not read.
MAX_CHARS = 3_000_000
_MANY_TAGS = 20_000
_DEEP = 2_000
_MANY_ATTRIBUTES = 500
_LONG = 8_000

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_GAP = re.compile(r"[\s/\"']+")
_FLAT = words("flat_elements")


def tame(html: str) -> str:
    """The page, cut where it would cost more than its worth."""
    html = html[:MAX_CHARS]
    # looking is cheaper than replacing nothing
    if "\0" in html:
        html = html.replace("\0", "")
    html = _without_long_tags(html)
    # a tag has three characters at least, and a page of as many as are allowed is seldom long enough to count them
    if len(html) < 3 * _MANY_TAGS or html.count("<") < _MANY_TAGS:
        return html
    return html[: _too_deep_at(html)]


def _without_long_tags(html: str) -> str:
    parts, done = [], 0
    for start, end in _long_tags(html):
        parts += [html[done:start], _shorten(html[start:end])]
        done = end
    return "".join([*parts, html[done:]]) if parts else html


def _long_tags(html: str) -> Iterator[tuple[int, int]]:
    """Where tags are overlong: from and to. Found in leaps from bracket to bracket, past most of the page."""
    at = 0
    while at + _LONG < len(html):
        reach = at + _LONG + 1
        last = max(html.rfind("<", at, reach), html.rfind(">", at, reach))
        if last < 0:
            last = _next_bracket(html, reach)
            if html[max(0, at - 1)] == "<" and html[at].isascii() and html[at].isalpha():
                yield at - 1, last
        at = last + 1


def _next_bracket(html: str, start: int) -> int:
    opening = html.find("<", start)
    closing = html.find(">", start, opening if opening >= 0 else len(html))
    return closing if closing >= 0 else opening if opening >= 0 else len(html)


def _shorten(tag: str) -> str:
    """An overlong tag without its attributes, unless it is one long value, like an image within the page."""
    # an image within the page has few signs that gaps are made of, or thousands: those need not all be counted
    if len(tag.split()) + sum(map(tag.count, "/\"'")) <= _MANY_ATTRIBUTES:
        return tag
    many = next(islice(_GAP.finditer(tag), _MANY_ATTRIBUTES, None), None)
    return tag.split(None, 1)[0][:100] if many else tag


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
