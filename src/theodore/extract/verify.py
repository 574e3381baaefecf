"""Holds each value to its quote: what the page does not say is dropped."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from theodore.extract.document import Document
from theodore.extract.languages import spoken
from theodore.extract.wording import fold, folded_tokens
from theodore.model.evidence import Evidence, Proof

#: Free text need not be quoted whole: this share of its words must be in the quote.
_FREE_TEXT = frozenset({"company_description"})
_OVERLAP = 0.8
#: A number as people write it may lack the country's prefix, which has at most three digits.
_LONGEST_PREFIX = 3


def holds(evidence: Evidence, document: Document) -> bool:
    """Whether the evidence stands: its quote is on the page, or in its source, and has the value's own words."""
    if evidence.kind in (Proof.OBSERVED, Proof.DERIVED):
        return True
    if not evidence.quote or evidence.kind is Proof.HEADER:
        return bool(evidence.quote)
    if evidence.kind is Proof.MARKUP:
        # what was cut from the source need not be looked for in it, which is long
        return evidence.quote in document.cuttings or document.has(evidence.quote)
    quote = fold(evidence.quote)
    return bool(quote) and quote in document.folded and supports(evidence, quote)


def supports(evidence: Evidence, quote: str) -> bool:
    """Whether the quote, which is folded, has the value's own words; a truth value has none."""
    value = evidence.value
    if isinstance(value, bool):
        return True
    if evidence.field == "phones":
        return _has_number(str(value), quote)
    if evidence.field == "languages":
        return spoken(quote, str(value))
    stated = fold(str(value))
    if _stands_whole(stated, quote):
        return True
    wanted = folded_tokens(stated)
    missing = _missing(wanted, folded_tokens(quote))
    return missing <= len(wanted) * (1 - _OVERLAP) if evidence.field in _FREE_TEXT else missing == 0


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


def _has_number(number: str, quote: str) -> bool:
    digits, there = re.sub(r"\D", "", number), re.sub(r"\D", "", quote)
    return any(digits[cut:] in there for cut in range(_LONGEST_PREFIX + 1))
