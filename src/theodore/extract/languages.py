"""The languages in which the pages are written, as BCP 47 tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theodore.extract.document import Document
from theodore.extract.proof import by_header, by_markup, observed
from theodore.extract.wording import tokens
from theodore.extract.wordlists import entries
from theodore.model.evidence import Evidence

_FIELD = "languages"
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z]{4})?(?:[-_](?:[a-zA-Z]{2}|\d{3}))?")

_ENOUGH = 25
_SMALL_WORDS = {
    language: frozenset(small.split())
    for language, _, small in (entry.partition(":") for entry in entries("small_words"))
}


def find(document: Document) -> Iterator[Evidence]:
    """The page's language: as its markup says it, else by its header, else by its words."""
    root = document.tree.root
    written = (root.attributes.get("lang") or root.attributes.get("xml:lang") or "") if root else ""
    meta = document.meta.get("content-language", "") or document.meta.get("og:locale", "")
    header = next((value for key, value in document.headers if key == "content-language"), "")
    if tag := normal(written):
        yield by_markup(document, _FIELD, tag, written, "languages.lang", 0.9, near="<html")
    elif tag := normal(meta):
        yield by_markup(document, _FIELD, tag, meta, "languages.meta", 0.8)
    elif tag := normal(header):
        yield by_header(document, _FIELD, tag, "content-language", header, "languages.header", 0.8)
    elif tag := guess(document.text):
        yield observed(_FIELD, tag, document.url, "languages.words")


def normal(written: str) -> str | None:
    """`de_de` is `de-DE`; None for what is no tag. Of a list, the first counts."""
    first = written.split(",", maxsplit=1)[0].strip()
    if not _TAG.fullmatch(first):
        return None
    head, *rest = first.replace("_", "-").split("-")
    return "-".join([head.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def guess(text: str) -> str | None:
    """The language whose small words are the most frequent; None where there is too little text."""
    words = tokens(text[:6_000])
    if len(words) < _ENOUGH:
        return None
    counts = {language: sum(word in small for word in words) for language, small in _SMALL_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= len(words) * 0.08 else None
