"""How well descriptions of companies are told apart into the categories of the taxonomy."""

from __future__ import annotations

import csv
import importlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "descriptions.csv"
_MODULE = "theodore.extract.derived.classification"
_BINS = 5
_DRAWS = 1_000

#: Categories with how surely, best first.
Ranked = Callable[[str], Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one description. place: of the true category, from 1; 0 where it was not named."""

    id: str
    category: str
    first: str
    confidence: float
    place: int


def classifier() -> Ranked | None:
    """What ranks a text's categories; None where this release has nothing that does."""
    try:
        ranked: Ranked | None = getattr(importlib.import_module(_MODULE), "ranked", None)
    except ModuleNotFoundError as missing:
        if missing.name != _MODULE:
            raise
        return None
    return ranked


def answers(ranked: Ranked, path: Path = _FILE) -> list[Answer]:
    """Each description of the file (columns id, category, name, description), classified."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [_answer(row, ranked(row["description"])) for row in csv.DictReader(lines)]


def has_descriptions() -> bool:
    """Whether the file of descriptions is there."""
    return _FILE.exists()


def _answer(row: dict[str, str], ranking: Sequence[tuple[str, float]]) -> Answer:
    names = [name for name, _ in ranking]
    first, sure = ranking[0] if ranking else ("", 0.0)
    place = names.index(row["category"]) + 1 if row["category"] in names else 0
    return Answer(row["id"], row["category"], first, sure, place)


def top(told: Sequence[Answer], places: int) -> float:
    """The share of descriptions whose category is among the first so many."""
    return sum(1 <= each.place <= places for each in told) / len(told)


def upper_half(told: Sequence[Answer]) -> float:
    """The share that is right of the half that is the surest."""
    surest = sorted(told, key=lambda each: -each.confidence)
    return top(surest[: max(1, len(told) // 2)], 1)


def calibration_error(told: Sequence[Answer]) -> float:
    """How far confidence is from being right, over five bins of equal mass: 0 where they agree."""
    ordered = sorted(told, key=lambda each: each.confidence)
    edges = [len(ordered) * number // _BINS for number in range(_BINS + 1)]
    bins = [ordered[start:end] for start, end in pairwise(edges) if end > start]
    gaps = [len(each) * abs(top(each, 1) - sum(one.confidence for one in each) / len(each)) for each in bins]
    return sum(gaps) / len(ordered)


def interval(told: Sequence[Answer], figure: Callable[[Sequence[Answer]], float]) -> tuple[float, float]:
    """Where the figure lies in 95 of 100 samples drawn anew from these, with a seed of its own."""
    chance = random.Random(1)  # noqa: S311 - a sample, not a secret
    drawn = sorted(figure(chance.choices(told, k=len(told))) for _ in range(_DRAWS))
    return drawn[int(0.025 * _DRAWS)], drawn[int(0.975 * _DRAWS) - 1]
