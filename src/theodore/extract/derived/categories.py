"""How well a company's words fit each category: by what they are about, by their terms, and by how it sells.

Each category has a few texts as its companies write them, and their mean direction is the category's. Beside it stand
lists of terms, of which those of one category alone say the most. Whether a company sells software on subscription is
seen by words of another kind (`kinds.toml`), and lifts all categories of that group at once. What each of these counts
for is fitted: `python -m benchmarks.classification_fit` writes `data/classification_weights.csv`.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from theodore.extract.derived.terms import Term, Terms, words_of
from theodore.extract.reading.languages import guess
from theodore.extract.reading.meaning import Vector, unit, vector
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wording import fold
from theodore.model.taxonomy import Group, taxonomy

Numbers = npt.NDArray[np.float64]

#: The lists of `kinds.toml`, in the order of their features.
KINDS = ("software", "screens", "signup", "people", "things", "places", "giving")
FEATURES = ("meaning", "strong", "hints", "group", *KINDS)
#: The lists of terms of a category, as `categories.toml` calls them.
_STRONG, _ABROAD, _HINTS = "strong", "elsewhere", "terms"
#: The vectors are English: what a text in another language is about is told this much less surely by them.
_ELSEWHERE = 0.35
#: In characters: so much of a text shows its language.
_BEGINNING = 600
#: And the more its terms count, of which there are fewer in other languages.
_FEWER = 2.5
#: A term that is said again counts a little more, up to this often; so does each further word of it.
_OFTEN, _AGAIN, _LONGER = 3, 0.3, 0.35
#: In letters: English words of so few are other words in other languages.
_SHORT = 3
#: A term of many categories tells less of each.
_SHARED = 0.7


@dataclass(frozen=True, slots=True)
class Categories:
    """What is known of all categories.

    names: in the taxonomy's order; Unclassified has texts too, of trades that belong nowhere. directions: a vector
    each, from `middle`, the mean of what companies say. terms: the lists, each by the number of its category and its
    name. software: +0.5 for software on subscription, -0.5 for others. weights: in the order of FEATURES.
    """

    names: tuple[str, ...]
    middle: Vector
    directions: npt.NDArray[np.float32]
    terms: Terms[tuple[int, str]]
    kinds: Terms[str]
    software: Numbers
    weights: Numbers


@cache
def categories() -> Categories:
    """The categories that this package ships: 60 ms, once a process."""
    known = taxonomy()
    data = tomllib.loads(_read("categories.toml"))
    names = tuple(known)
    texts = [[vector(fold(text)) for text in data[name]["about"]] for name in names]
    middle = np.mean([each for group in texts for each in group], axis=0)
    directions = np.array([unit(np.mean([unit(each - middle) for each in group], axis=0)) for group in texts])
    lists = [
        ((number, listed), data[name][listed])
        for number, name in enumerate(names)
        for listed in (_STRONG, _ABROAD, _HINTS)
    ]
    software = np.array([0.5 if known[name].group is Group.SAAS else -0.5 for name in names])
    return Categories(names, middle, directions, Terms(lists), _kinds(), software, _weights())


def _read(name: str) -> str:
    return files("theodore.extract").joinpath(f"data/{name}").read_text(encoding="utf-8")


def _kinds() -> Terms[str]:
    lists = tomllib.loads(_read("kinds.toml"))["kinds"]
    return Terms([(kind, lists[kind]) for kind in KINDS])


def _weights() -> Numbers:
    lines = csv.DictReader(_read("classification_weights.csv").splitlines())
    fitted = {line["feature"]: float(line["weight"]) for line in lines}
    # a new feature has no weight until it is fitted
    return np.array([fitted.get(feature, 0.0) for feature in FEATURES])


def features(text: str, about_sales: str = "") -> Numbers:
    """What speaks for each category, a line each, in the order of FEATURES.

    about_sales: further words that tell how the company sells and not what: those of its menus and buttons.
    """
    known = categories()
    words = words_of(text)
    # a heading in capitals is about the same as one in small letters
    text = fold(text)
    is_english = guess(text[:_BEGINNING]) in (None, "en")
    strong, hints = _by_terms(words, is_english=is_english)
    direction = unit(vector(text) - known.middle) if words else np.zeros_like(known.middle)
    meaning = (known.directions @ direction) * (1.0 if is_english else _ELSEWHERE)
    kinds = _by_kinds([*words, "", *words_of(about_sales)] if about_sales else words)
    by_group = [known.software * each for each in (1.0, *kinds)]
    return np.stack([meaning, strong, hints, *by_group], axis=1)


def _by_terms(words: Sequence[str], *, is_english: bool) -> tuple[Numbers, Numbers]:
    """The strong terms and the hints of each category, weighed and dampened."""
    terms = categories().terms
    strong, hints = np.zeros(len(categories().names)), np.zeros(len(categories().names))
    for term, count in terms.found(words).items():
        keys = terms.keys(term)
        if not is_english and _means_something_else(term):
            keys = [(number, listed) for number, listed in keys if listed == _ABROAD]
        if not keys:
            continue
        weight = _weight(term, count) / len({number for number, _ in keys}) ** _SHARED
        for number, listed in keys:
            (hints if listed == _HINTS else strong)[number] += weight * (
                1.0 if is_english or listed != _ABROAD else _FEWER
            )
    return np.log1p(strong), np.log1p(hints)


def _means_something_else(term: Term) -> bool:
    """Whether a short English word is likely another one elsewhere, as `mes` and `ad` are."""
    return len(term) == 1 and len(term[0]) <= _SHORT


def _weight(term: Term, count: int) -> float:
    return (1 + _AGAIN * (min(count, _OFTEN) - 1)) * (1 + _LONGER * (len(term) - 1))


def _by_kinds(words: Sequence[str]) -> list[float]:
    """How many different words of each kind there are, dampened."""
    kinds = categories().kinds
    counts = dict.fromkeys(KINDS, 0)
    for term in kinds.found(words):
        for kind in kinds.keys(term):
            counts[kind] += 1
    return [float(np.log1p(counts[kind])) for kind in KINDS]


def shares(scores: Numbers) -> Numbers:
    """From scores to how likely each is, which sum up to 1."""
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum())


def likely(text: str, about_sales: str = "") -> Numbers:
    """How likely each category is for a company that writes this, in the order of `categories().names`."""
    return shares(features(text, about_sales) @ categories().weights)


@remembered
def likely_by_line(folded: str) -> Numbers:
    """The same for a line that is folded already; what it returns is shared."""
    return likely(folded)


def software_signs(text: str, about_sales: str) -> tuple[int, int]:
    """How many words of the text are of those who sell software, and how many others there and in menus are too."""
    kinds = categories().kinds
    within, outside = kinds.found(words_of(text)), kinds.found(words_of(about_sales))
    software = [term for term in within if "software" in kinds.keys(term)]
    return len(software), len([term for term in within | outside if "signup" in kinds.keys(term)])


def terms_for(text: str, name: str) -> list[str]:
    """The terms of this category in a text, the most telling first, in the words of their list."""
    known = categories()
    number = known.names.index(name)
    own = {}
    for term, count in known.terms.found(words_of(text)).items():
        keys = known.terms.keys(term)
        lists = {listed for each, listed in keys if each == number}
        if lists:
            own[term] = _weight(term, count) * (1 if lists == {_HINTS} else 2) / len({each for each, _ in keys})
    return [" ".join(term) for term in sorted(own, key=lambda each: (-own[each], each))]
