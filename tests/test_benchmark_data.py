"""What the benchmarks are measured on: a test set with a hole in it measures something else."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from theodore.model.taxonomy import UNCLASSIFIED, taxonomy

DESCRIPTIONS = Path(__file__).parent.parent / "benchmarks" / "data" / "descriptions.csv"
CATEGORIES = [name for name in taxonomy() if name != UNCLASSIFIED]


def rows() -> list[dict[str, str]]:
    with DESCRIPTIONS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def test_there_are_six_descriptions_to_a_category_and_more() -> None:
    assert len(rows()) >= 6 * len(taxonomy())


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_category_has_enough_to_be_measured_by(category: str) -> None:
    assert sum(row["category"] == category for row in rows()) >= 5


def test_every_label_is_a_category_that_an_answer_can_be() -> None:
    assert {row["category"] for row in rows()} <= set(CATEGORIES)


@pytest.mark.parametrize("column", ["id", "name", "description"])
def test_nothing_counts_twice(column: str) -> None:
    assert repeated([row[column].casefold() for row in rows()]) == []


def test_no_sentence_is_said_by_two_companies() -> None:
    """Templates would repeat themselves, and measure the template."""
    said = [sentence.casefold() for row in rows() for sentence in row["description"].split(". ")]
    assert repeated([sentence for sentence in said if len(sentence.split()) >= 6]) == []


def test_a_description_is_as_long_as_a_company_speaks_of_itself() -> None:
    words = {row["name"]: len(row["description"].split()) for row in rows()}
    assert {name: count for name, count in words.items() if not 40 <= count <= 110} == {}


def test_no_cell_is_empty_or_of_two_lines() -> None:
    cells = [cell for row in rows() for cell in row.values()]
    assert [cell for cell in cells if not cell.strip() or cell != " ".join(cell.split())] == []
