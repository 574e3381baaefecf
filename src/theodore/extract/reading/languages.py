"""The languages in which the pages are written, as BCP 47 tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_header, by_markup, by_text
from theodore.extract.reading.wording import tokens
from theodore.extract.reading.wordlists import entries
from theodore.model.evidence import Evidence

_FIELD = "languages"
_TAG = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z]{4})?(?:[-_](?:[a-zA-Z]{2}|\d{3}))?")

_ENOUGH = 25
#: In characters: so much of a page shows its language.
_BEGINNING = 6_000
_LONGEST_QUOTE = 200
_SMALL_WORDS = {
    language: frozenset(small.split())
    for language, _, small in (entry.partition(":") for entry in entries("small_words"))
}
#: Small word to the languages that have it.
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, small in _SMALL_WORDS.items() if word in small)
    for words in _SMALL_WORDS.values()
    for word in words
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
        yield by_text(document, _FIELD, tag, *_telling(document, tag), "languages.words", 0.6)


def normal(written: str) -> str | None:
    """`de_de` is `de-DE`; None for what is no tag. Of a list, the first counts."""
    first = written.split(",", maxsplit=1)[0].strip()
    if not _TAG.fullmatch(first):
        return None
    head, *rest = first.replace("_", "-").split("-")
    return "-".join([head.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def guess(text: str) -> str | None:
    """The language whose small words are the most frequent; None where there is too little text."""
    words = tokens(text[:_BEGINNING])
    if len(words) < _ENOUGH:
        return None
    counts = _counts(words)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= len(words) * 0.08 else None


def spoken(quote: str, language: str) -> bool:
    """Whether a quote has small words of this language, and no more of any other's.

    These are a language's own words, as a name's are those that it consists of.
    """
    counts = _counts(tokens(quote))
    return counts.get(language, 0) > 0 and counts[language] == max(counts.values())


def _counts(words: Sequence[str]) -> dict[str, int]:
    """How many of the words are small words of each language."""
    counts = dict.fromkeys(_SMALL_WORDS, 0)
    # few words are small, and those come again and again
    for word, count in Counter(word for word in words if word in _LANGUAGES_OF).items():
        for language in _LANGUAGES_OF[word]:
            counts[language] += count
    return counts


def _telling(document: Document, language: str) -> tuple[int, int]:
    """The line, or its beginning, that has the most small words of a language: where it starts and ends."""
    small = _SMALL_WORDS[language]
    count, number = 0, 0
    for each in range(document.line_number(_BEGINNING) + 1):
        text = document.lines[each].text[:_LONGEST_QUOTE]
        # a text has at most as many words as pairs of letters: most lines are too short to have more
        if (len(text) + 1) // 2 > count:
            found = sum(map(small.__contains__, tokens(text)))
            if found > count:
                count, number = found, each
    start, end = document.span(number)
    return start, min(end, start + _LONGEST_QUOTE)
