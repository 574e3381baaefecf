"""Holds each value to its quote: what the page does not say is dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from html import unescape
from urllib.parse import unquote

from theodore.extract.reading.document import Document
from theodore.extract.reading.languages import spoken
from theodore.extract.reading.wording import fold, folded_tokens
from theodore.model.evidence import Evidence, Proof

#: Free text need not be quoted whole: this share of its words must be in the quote.
_OVERLAP = 0.8
#: A number as people write it may lack the country's prefix, which has at most three digits.
_LONGEST_PREFIX = 3

#: The escapes of JSON, which scripts use as well.
_ESCAPED = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}

#: Whether a quote, which is folded, holds the value of a finding.
Supports = Callable[[Evidence, str], bool]


def has_words(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the value's own words, each as often as the value has it; a truth value has none."""
    return isinstance(evidence.value, bool) or _lacks(evidence, quote) == 0


def overlaps(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has most of the value's words: for free text, which is cut and joined."""
    return _lacks(evidence, quote) <= 1 - _OVERLAP


def has_number(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the digits of a telephone number, with or without the country's prefix."""
    digits, there = re.sub(r"\D", "", str(evidence.value)), re.sub(r"\D", "", quote)
    return any(digits[cut:] in there for cut in range(_LONGEST_PREFIX + 1))


def is_spoken(evidence: Evidence, quote: str) -> bool:
    """Whether the quote is in the language that the value names."""
    return spoken(quote, str(evidence.value))


def is_a_sign(evidence: Evidence, quote: str) -> bool:
    """For values that markup shows without naming them: `wp-content` is WordPress, a widget's address a chat."""
    del evidence, quote
    return True


def holds(
    evidence: Evidence, document: Document, supports: Supports = has_words, in_markup: Supports | None = None
) -> bool:
    """Whether the evidence stands: its quote is on the page, or in its source, and has the value's own words.

    supports: whether it has them. in_markup: the same for a snippet of the source; as for text if not given.
    """
    if evidence.kind in (Proof.OBSERVED, Proof.DERIVED):
        return True
    if not evidence.quote or evidence.kind is Proof.HEADER:
        return bool(evidence.quote)
    if evidence.kind is Proof.MARKUP:
        # what was cut from the source need not be looked for in it, which is long
        is_there = evidence.quote in document.cuttings or document.has(evidence.quote)
        return is_there and (in_markup or supports)(evidence, fold(_as_read(evidence.quote)))
    quote = fold(evidence.quote)
    return bool(quote) and document.shows(evidence.quote) and supports(evidence, quote)


def _as_read(snippet: str) -> str:
    """A part of a page's source with its entities, and the escapes of JSON and of addresses, as what they stand for."""
    text = unescape(snippet)
    if "\\" in text:
        text = _ESCAPED.sub(_unescaped, text)
    return unquote(text) if "%" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    return _SIGNS.get(escape[2], escape[2])


def _lacks(evidence: Evidence, quote: str) -> float:
    """The share of the value's words that the quote has not."""
    stated = fold(str(evidence.value))
    if _stands_whole(stated, quote):
        return 0.0
    wanted = folded_tokens(stated)
    return _missing(wanted, folded_tokens(quote)) / len(wanted) if wanted else 0.0


def _stands_whole(stated: str, quote: str) -> bool:
    """Whether the quote has these very words in a row, as it has most values: then there is nothing to count."""
    at = quote.find(stated)
    end = at + len(stated)
    return at >= 0 and not (_within_word(quote, at) or _within_word(quote, end))


def _within_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _missing(wanted: Sequence[str], there: Sequence[str]) -> int:
    """How many of the wanted words are not there, each as often as it is wanted."""
    return (Counter(wanted) - Counter(there)).total()
