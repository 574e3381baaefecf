"""The reference pages say what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.policy.reference import FOLDER, MARK, renewed, tables
from theodore.model.errors import ErrorType, Reason
from theodore.model.states import State

PAGES = [pytest.param(path, id=path.name) for path in sorted(FOLDER.glob("*.md"))]


@pytest.mark.parametrize("path", PAGES)
def test_a_pages_tables_are_the_codes(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == renewed(page), "run: .venv/bin/python -m tests.policy.reference"


def test_every_table_stands_on_a_page() -> None:
    shown = {name for path in FOLDER.glob("*.md") for name in MARK.findall(path.read_text(encoding="utf-8"))}
    assert shown == set(tables())


@pytest.mark.parametrize("error", list(ErrorType))
def test_the_page_of_errors_lists_each_class_and_reason(error: ErrorType) -> None:
    page = (FOLDER / "errors.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## {error}\n")[2].partition("\n## ")[0]
    assert [reason for reason in Reason if reason.type is error and f"| `{reason.label}` |" not in section] == []


@pytest.mark.parametrize("state", list(State))
def test_the_page_of_states_explains_each(state: State) -> None:
    assert f"- **{state}**" in (FOLDER / "states.md").read_text(encoding="utf-8")


def test_a_mark_that_names_no_table_is_caught() -> None:
    with pytest.raises(KeyError):
        renewed("<!-- made: nothing -->\n<!-- end -->")
