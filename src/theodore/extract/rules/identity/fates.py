"""What pages state of a company's fate: renamed, acquired, its domain parked or for sale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wording import fold
from theodore.extract.reading.wordlists import grouped
from theodore.model.evidence import Evidence


class Statement(NamedTuple):
    """A statement, and what stands before and after the words that make it.

    fate: a choice of the field. kind: the statement's, as `data/fates.csv` calls it.
    """

    fate: str
    kind: str
    before: str
    after: str


_FATES = {
    "name_then_renamed": "renamed",
    "name_then_now": "renamed",
    "renamed_then_name": "renamed",
    "name_then_part": "acquired",
    "name_then_acquired": "acquired",
    "acquired_then_name": "acquired",
    "parked": "parked",
    "for_sale": "for_sale",
}
OF_DOMAINS = ("parked", "for_sale")


def statements(line: str) -> Iterator[Statement]:
    """All that this line may state of whoever is named in it; what it names is for the caller to see."""
    return iter(_statements(line))


@remembered
def _statements(line: str) -> tuple[Statement, ...]:
    folded = fold(line)
    return tuple(
        Statement(_FATES[kind], kind, folded[: match.start()], folded[match.end() :])
        for kind, pattern in _patterns()
        for match in pattern.finditer(folded)
    )


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # folding writes ß as two letters
    return tuple(
        (kind, re.compile(rf"\b(?:{'|'.join(parts)})".replace("ß", "ss"))) for kind, parts in grouped("fates").items()
    )


def supports(evidence: Evidence, quote: str) -> bool:
    """Whether a quote states this fate. That a site is the company's, or another's, no words say by themselves."""
    return any(each.fate == evidence.value for each in statements(quote))
