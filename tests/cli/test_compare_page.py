"""The page of comparisons names every key and every column, in their order, and no others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.compared_runs import make_runs
from tests.cli.conftest import Theodore
from tests.cli.exports_page import named
from theodore.batch.compare import CHANGE_COLUMNS, EXAMPLES, LISTED
from theodore.model.comparison import Change, Verdict

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "compare.md").read_text(encoding="utf-8")


@pytest.fixture
def found(theodore: Theodore, tmp_path: Path) -> dict[str, Any]:
    first, second, _ = make_runs(tmp_path)
    compared: dict[str, Any] = theodore("compare", first, second, "--json", "--journal-folder", tmp_path).json
    return compared


def test_every_key_is_explained(found: dict[str, Any]) -> None:
    shown = {
        "compare": found,
        "run": found["before"],
        "figures": found["figures"],
        "figure": found["figures"]["failed"],
        "coverage": found["field_coverage"],
        "companies": found["companies"],
        "facts": found["facts"],
        "field": found["facts"]["by_field"]["phones"],
    }
    assert {what: named(TEXT, f"keys: {what}") for what in shown} == {what: list(keys) for what, keys in shown.items()}


def test_every_column_of_a_change_is_explained() -> None:
    assert tuple(named(TEXT, "columns: changes")) == CHANGE_COLUMNS


def test_lists_have_the_columns_of_changes(found: dict[str, Any]) -> None:
    [mended] = found["companies"]["listed"]["now_done"]
    [example] = found["facts"]["by_field"]["phones"]["examples"]
    assert [name for name in CHANGE_COLUMNS if name not in ("change", "field")] == list(mended)
    assert [name for name in CHANGE_COLUMNS if name != "field"] == list(example)
    assert f"the first {LISTED} of" in TEXT
    assert f"the first {EXAMPLES}, each" in TEXT


@pytest.mark.parametrize("word", [*Change, *Verdict, "now_done", "now_failed", "new", "gone", "record_id", "website"])
def test_every_word_that_a_value_may_be_is_named(word: str) -> None:
    assert re.search(rf"`{word}`", TEXT)
