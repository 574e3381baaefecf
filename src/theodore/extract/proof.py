"""Makes evidence: the words of the page, or the snippet of its source, that prove a value."""

from __future__ import annotations

from html import escape

from theodore.extract.document import Document
from theodore.extract.structured import Item, snippet
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value

_MAX_SNIPPET = 400


def by_text(document: Document, field: str, value: Value, start: int, end: int, method: str, sure: float) -> Evidence:
    """Proof by the words around this span of the page's text."""
    return Evidence(field, value, Proof.TEXT, document.url, document.quote(start, end), method, sure)


def by_words(document: Document, field: str, value: Value, quote: str, method: str, sure: float) -> Evidence:
    """Proof by these words, which stand on the page."""
    return Evidence(field, value, Proof.TEXT, document.url, quote, method, sure)


def by_markup(
    document: Document, field: str, value: Value, written: str, method: str, sure: float, *, near: str = ""
) -> Evidence:
    """Proof by the tag that holds these characters of the page's source.

    near: characters of the same tag that stand nowhere else, for a `written` that may stand in many places.
    """
    quote = _tag_around(document.html, written, near)
    return Evidence(field, value, Proof.MARKUP, document.url, quote, method, sure)


def by_item(document: Document, field: str, value: Value, item: Item, name: str, written: str, sure: float) -> Evidence:
    """Proof by a property of structured data; `written` is its text there."""
    method = f"{item.source}.{min(item.types)}.{name}"
    return Evidence(field, value, Proof.MARKUP, document.url, snippet(item, name, written), method, sure)


def by_header(
    document: Document, field: str, value: Value, name: str, content: str, method: str, sure: float
) -> Evidence:
    """Proof by a header of the answer."""
    return Evidence(field, value, Proof.HEADER, document.url, f"{name}: {content}"[:_MAX_SNIPPET], method, sure)


def observed(field: str, value: Value, url: str | None, method: str) -> Evidence:
    """Our own measurement."""
    return Evidence(field, value, Proof.OBSERVED, url, "", method, 1.0)


def _tag_around(html: str, written: str, near: str) -> str:
    """The tag in which these characters stand, cut to a snippet; the characters alone where they are not found."""
    begin = max(0, html.rfind("<", 0, html.find(near) + 1)) if near else 0
    found = ((html.find(form, begin), len(form)) for form in (written, escape(written, quote=False)) if form)
    at, length = next(((at, length) for at, length in found if at >= 0), (-1, 0))
    if at < 0:
        return written[:_MAX_SNIPPET]
    start = html.rfind("<", max(0, at - _MAX_SNIPPET), at + 1)
    end = html.find(">", at + length, at + length + _MAX_SNIPPET)
    start = start if start >= 0 else at
    end = end + 1 if end >= 0 else at + length
    return html[start:end] if end - start <= _MAX_SNIPPET else html[at : at + _MAX_SNIPPET]
