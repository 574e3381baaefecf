"""Finds words in a page's source, where they may stand with entities, escapes and tags between them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from itertools import islice

from theodore.extract.reading.wording import everywhere, squeeze, writable

#: Where something starts and ends in a source.
Span = tuple[int, int]

#: Of a long text so much is looked for, in characters: its beginning is proof enough.
_ENOUGH = 200
#: In so many places.
_MOST = 20
_LONGEST_PIECE = 400
#: The text between quotes and tags.
_PIECE = re.compile(r"[^\"'<>]+")
#: One that is never closed is one too, or it would be looked through again from each quote within.
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"?', re.DOTALL)
_GAP = r"(?:\s|&nbsp;|<[^<>]{0,200}>){1,20}"
_MOST_WORDS = 40


def in_html(source: str, written: str) -> list[Span]:
    """Where this text, which is in one line, stands in the source of a page; nowhere, where it is not found."""
    wanted = _beginning(written)
    forms = (wanted, escape(wanted, quote=False), escape(wanted))
    return (
        _as_written(source, forms)
        or _says(source, wanted, _with_entities(source))
        or _says(source, wanted, (match.span() for match in _PIECE.finditer(source)))
        or _over_tags(source, wanted)
    )


def in_json(script: str, written: str) -> list[Span]:
    """Where this text, which is in one line, stands in JSON, however its letters are escaped there."""
    wanted = _beginning(written)
    return _as_written(script, _json_forms(wanted)) or list(islice(_in_json_texts(script, wanted), 1))


def as_json(source: str, written: str) -> list[Span]:
    """Where this text stands in the source with the escapes of JSON: quicker than `in_json`, and by the letter."""
    return _as_written(source, _json_forms(_beginning(written)))


def _beginning(written: str) -> str:
    """A text that is short enough, or its first words."""
    return written if len(written) <= _ENOUGH else written[:_ENOUGH].rpartition(" ")[0] or written[:_ENOUGH]


def _as_written(source: str, forms: Iterable[str]) -> list[Span]:
    for form in forms:
        if form and (found := [(at, at + len(form)) for at in islice(everywhere(source, form), _MOST)]):
            return found
    return []


def _json_forms(text: str) -> Iterator[str]:
    yield text
    escaped = json.dumps(text)[1:-1]
    yield escaped
    yield text.replace("/", r"\/")
    yield escaped.replace("/", r"\/")


def _says(source: str, wanted: str, pieces: Iterable[Span]) -> list[Span]:
    """The first text or attribute that says so once its entities are read and its white space is squeezed."""
    for start, end in pieces:
        if end - start > _LONGEST_PIECE or not _is_changed(source, start, end):
            continue
        if wanted in squeeze(unescape(source[start:end])):
            return [(start, end)]
    return []


def _is_changed(source: str, start: int, end: int) -> bool:
    """Whether a piece is read otherwise than it is written, as few are."""
    return any(source.find(sign, start, end) >= 0 for sign in ("&", "\n", "  ", "\t"))


def _with_entities(source: str) -> Iterator[Span]:
    """The texts and attributes with an entity: a source has few, and they are found quickly."""
    done = 0
    for at in everywhere(source, "&"):
        if at >= done:
            first = max(0, at - _LONGEST_PIECE)
            start = max(source.rfind(edge, first, at) for edge in "\"'<>") + 1
            match = _PIECE.match(source, at)
            done = match.end() if match else at + 1
            yield max(start, first), done


def _over_tags(source: str, wanted: str) -> list[Span]:
    """The words with tags and white space between, as an address has them in lines."""
    parts = wanted.split()[:_MOST_WORDS]
    if len(parts) < 2:  # one word has nothing between
        return []
    match = re.search(_GAP.join(f"(?:{re.escape(part)}|{re.escape(escape(part))})" for part in parts), source)
    return [match.span()] if match and match.end() - match.start() <= _LONGEST_PIECE else []


def _in_json_texts(script: str, wanted: str) -> Iterator[Span]:
    for match in _JSON_TEXT.finditer(script):
        try:
            text = json.loads(match.group(), strict=False)
        except ValueError:
            continue
        if match.end() - match.start() <= _LONGEST_PIECE * 2 and wanted in writable(text):
            yield match.start() + 1, match.end() - 1
