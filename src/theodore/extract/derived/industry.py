"""The main industry in plain words: by what the site says for machines, by its title and headlines, by its category."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from theodore.extract.derived import classification
from theodore.extract.derived.derivation import Known
from theodore.extract.derived.said import Said, said
from theodore.extract.derived.terms import Terms, words_of
from theodore.extract.reading.proof import by_item
from theodore.extract.reading.structured import Item
from theodore.model.evidence import Evidence, Proof

FIELD = "industry"
FIELDS = (FIELD,)

#: Of the title, the description, the headlines and the first paragraphs, so many are looked at.
_LINES = 5
#: A type for machines counts as so many words, and the category as so many.
_TYPE, _CATEGORY = 3, 1
_SURE, _STATED, _FOLLOWS = 0.85, 0.7, 0.6


@cache
def _industries() -> dict[str, dict[str, Any]]:
    text = files("theodore.extract").joinpath("data/industries.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _terms() -> Terms[str]:
    return Terms([(name, entry["words"]) for name, entry in _industries().items()])


@cache
def _by(key: str) -> dict[str, str]:
    """From types of schema.org, or categories, to their industry."""
    return {each: name for name, entry in _industries().items() for each in entry.get(key, ())}


def names_it(evidence: Evidence, quote: str) -> bool:
    """Whether a quote has words of the industry, or its type for machines."""
    words = words_of(quote)
    types = _by("types")
    return any(types.get(word) == evidence.value for word in _types_in(words)) or evidence.value in _named(words)


def _types_in(words: Sequence[str]) -> Sequence[str]:
    # a type that ends in s has lost it, as all words have
    return [*words, *(f"{word}s" for word in words)]


def _named(words: Sequence[str]) -> Counter[str]:
    """How many different terms of each industry there are."""
    terms = _terms()
    return Counter(name for term in terms.found(words) for name in terms.keys(term))


def derive(known: Known) -> Iterator[Evidence]:
    """The industry that the most speaks for; none where two are equal and nothing else decides."""
    lines = list(islice(known.once(said), _LINES))
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(set(_named(words_of(line.text))))
    typed = {_by("types")[kind]: item for item in _organisations(known) for kind in item.types if kind in _by("types")}
    for name in typed:
        counts[name] += _TYPE
    of_category = _by("categories").get(str(known.profile.get(classification.FIELD)))
    if of_category:
        counts[of_category] += _CATEGORY
    if not counts:
        return
    (name, most), *others = counts.most_common(2)
    if others and others[0][1] == most:
        if of_category is None or counts[of_category] < most:
            return
        name = of_category
    proof = _proof(known, name, typed.get(name), lines)
    if proof is not None:
        yield proof


def _organisations(known: Known) -> Iterator[Item]:
    return (item for document in known.documents for item in document.organisations)


def _proof(known: Known, name: str, item: Item | None, lines: Sequence[Said]) -> Evidence | None:
    if item is not None:
        document = next(each for each in known.documents if any(item is other for other in each.organisations))
        written = next((each for each in item.texts("@type") if names_it(_claim(name), each.lower())), "")
        found = by_item(document, FIELD, name, item, "@type", written, _SURE)
        if written and found.quote:
            return found
    line = next((line for line in lines if name in _named(words_of(line.text))), None)
    if line is not None:
        return line.proves(FIELD, name, "industry.words", _STATED)
    proofs = known.proofs(classification.FIELD)[:1]
    if proofs and _by("categories").get(str(proofs[0].value)) == name:
        return Evidence(FIELD, name, Proof.DERIVED, proofs[0].url, "", "industry.category", _FOLLOWS, (proofs[0].id,))
    return None


def _claim(name: str) -> Evidence:
    return Evidence(FIELD, name, Proof.MARKUP, None, "", "", 0.0)
