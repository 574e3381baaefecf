"""What a company states of how it sells and to whom, by words that say it by themselves: `data/stated.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

from theodore.extract.derived.said import Said
from theodore.extract.derived.terms import Terms, words_in
from theodore.extract.reading.document import Document
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import fold
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

#: In characters: how much of a page of each kind is looked through.
_MOST = {PageKind.HOME: 2_500, PageKind.ABOUT: 1_000, PageKind.PRICING: 1_000, PageKind.PRODUCTS: 600}
#: In characters: longer lines are read up to here.
_LONGEST = 400
_PAGES = 6


#: A field, and one of its values or signs.
Sign = tuple[str, str]
#: Signs that prove another value than the one they are listed under: of two that meet, or of one of several.
_ALSO: Mapping[Sign, tuple[str, ...]] = {
    ("decision_maker_type", "hybrid"): ("technical", "business"),
    ("sales_complexity", "simple"): ("simple", "priced"),
    ("sales_complexity", "moderate"): ("demo",),
}


@dataclass(frozen=True, slots=True)
class Stated:
    """The first place of each sign, and how many different terms of it there are."""

    first: Mapping[Sign, Said]
    count: Mapping[Sign, int]

    def has(self, field: str, *signs: str) -> bool:
        """Whether any of these signs is there."""
        return any((field, sign) in self.first for sign in signs)

    def proves(self, field: str, value: str, sign: str, sure: float) -> Evidence:
        """Evidence of the value by the words of this sign, which are there."""
        return self.first[field, sign].proves(field, value, f"stated.{field}", sure)


@cache
def _signs() -> Terms[Sign]:
    text = files("theodore.extract").joinpath("data/stated.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    return Terms([((field, sign), terms) for field, signs in lists.items() for sign, terms in signs.items()])


@remembered
def _signs_of(folded: str) -> tuple[tuple[Sign, tuple[str, ...]], ...]:
    """The signs in a line that is folded already, each with its term."""
    known = _signs()
    return tuple((sign, term) for term in known.found(words_in(folded)) for sign in known.keys(term))


def states(evidence: Evidence, quote: str) -> bool:
    """Whether a quote has words that state this value of this field."""
    field, value = evidence.field, str(evidence.value)
    accepted = _ALSO.get((field, value), (value,))
    return any(sign == (field, each) for sign, _ in _signs_of(quote) for each in accepted)


def stated(documents: Sequence[Document]) -> Stated:
    """All signs on the pages that tell how a company sells, the home page first."""
    first: dict[Sign, Said] = {}
    terms: dict[Sign, set[tuple[str, ...]]] = {}
    for said in _lines(documents):
        for sign, term in _signs_of(fold(said.text)):
            first.setdefault(sign, said)
            terms.setdefault(sign, set()).add(term)
    return Stated(first, {sign: len(found) for sign, found in terms.items()})


def _lines(documents: Sequence[Document]) -> Iterator[Said]:
    pages = (document for kind in _MOST for document in documents if document.kind is kind)
    for document in islice(pages, _PAGES):
        left = _MOST[document.kind]
        for line in document.lines:
            if left <= 0:
                break
            # what others say is not what the company states
            if line.place is not Place.QUOTE:
                text = line.text[:_LONGEST]
                left -= len(text)
                yield Said(document, text)
