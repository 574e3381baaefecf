"""Makes evidence: the words of the page, or the snippet of its source, that prove a value."""

from __future__ import annotations

import re
from html import escape, unescape

from theodore.extract.reading.document import Document
from theodore.extract.reading.source import Span, as_json, in_html
from theodore.extract.reading.structured import Item, snippet
from theodore.extract.reading.wording import squeeze
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value

#: Long enough for a description of the longest kind with its tag.
_MAX_SNIPPET = 700


def by_text(document: Document, field: str, value: Value, start: int, end: int, method: str, sure: float) -> Evidence:
    """Proof by the words around this span of the page's text."""
    return Evidence(field, value, Proof.TEXT, document.url, document.quote(start, end), method, sure)


def by_words(document: Document, field: str, value: Value, quote: str, method: str, sure: float) -> Evidence:
    """Proof by these words, which stand on the page."""
    return Evidence(field, value, Proof.TEXT, document.url, quote, method, sure)


def by_markup(
    document: Document, field: str, value: Value, written: str, method: str, sure: float, *, near: str = ""
) -> Evidence:
    """Proof by the tag that holds these characters of the page, as the page's source has it.

    near: characters of the same tag that stand nowhere else, for a `written` that may stand in many places. Where the
    source has nothing of the kind the quote is empty, and proves nothing.
    """
    quote = document.cut(document.html, *_tag_around(document.html, written, near))
    return Evidence(field, value, Proof.MARKUP, document.url, quote, method, sure)


def by_item(
    document: Document, field: str, value: Value, item: Item, name: str, written: str, sure: float, *others: str
) -> Evidence:
    """Proof by a property of structured data; `written` is its text there. others: what the value has besides."""
    method = f"{item.source}.{min(item.types)}.{name}"
    quote = snippet(item, name, written, *others)
    return Evidence(field, value, Proof.MARKUP, document.url, document.cut(quote, 0, len(quote)), method, sure)


def by_header(
    document: Document, field: str, value: Value, name: str, content: str, method: str, sure: float
) -> Evidence:
    """Proof by a header of the answer."""
    return Evidence(field, value, Proof.HEADER, document.url, f"{name}: {content}"[:_MAX_SNIPPET], method, sure)


def observed(field: str, value: Value, url: str | None, method: str) -> Evidence:
    """Our own measurement."""
    return Evidence(field, value, Proof.OBSERVED, url, "", method, 1.0)


def _tag_around(html: str, written: str, near: str) -> Span:
    """The tag in which these characters stand, cut to a snippet: where it starts and ends; nowhere, if not found."""
    begin = _tag_at(html, near) if near else 0
    found = ((html.find(form, begin), len(form)) for form in (written, escape(written, quote=False)) if form)
    at, length = next(((at, length) for at, length in found if at >= 0), (-1, 0))
    if at < 0:
        return _otherwise(html, written, begin, near)
    return _with_tag(html, at, at + length)


def _with_tag(html: str, at: int, stop: int) -> Span:
    """The tag around, where it is short enough for a snippet; else what there is of it."""
    start = html.rfind("<", max(0, at - _MAX_SNIPPET), at + 1)
    end = html.find(">", stop, stop + _MAX_SNIPPET)
    start = start if start >= 0 else at
    end = end + 1 if end >= 0 else stop
    return (start, end) if end - start <= _MAX_SNIPPET else (at, min(at + _MAX_SNIPPET, stop))


def _tag_at(html: str, near: str) -> int:
    """Where the tag with these characters begins; people write tags in capitals too."""
    at = html.find(near)
    if at < 0 and (match := re.search(re.escape(near), html, re.IGNORECASE)):
        at = match.start()
    return max(0, html.rfind("<", 0, at + 1))


def _otherwise(html: str, written: str, begin: int, near: str) -> Span:
    """What is written with entities, or in several lines: the tag near by, or the text or attribute that says so."""
    end = html.find(">", begin) + 1
    if near and written and written in squeeze(unescape(html[begin:end])):
        return begin, min(end, begin + _MAX_SNIPPET)
    places = (in_html(html, written) or as_json(html, written)) if written else []
    return _with_tag(html, *places[0]) if places else (0, 0)
