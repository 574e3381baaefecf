"""What is no table, though a line of it may name a column; and tables that might be taken for such a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from theodore.model.errors import SourceError
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.sources import open_source

ROOT = Path(__file__).parents[3]

LETTER = """Dear all,

thank you for your help with this list.
The new website
will be there by the end of the month.
It has all that the old one had.
Whoever wants to look at it may do so.
We shall be glad of each of your remarks.
Please send them to us before Friday.
"""
LINES = "This is a line of text above.\n" * 6


def opened(folder: Path, text: str, choice: ColumnChoice | None = None) -> int:
    """How many companies the table has."""
    path = folder / "leads.csv"
    path.write_text(text, encoding="utf-8")
    return open_source(path, choice).count


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            (ROOT / "docs/reference/preview.md").read_text(encoding="utf-8"), id="examples that name a column"
        ),
        pytest.param((ROOT / "docs/reference/revisits.md").read_text(encoding="utf-8"), id="Markdown"),
        pytest.param(f"The website\n{LETTER}", id="a letter"),
        pytest.param(f"{LINES}\nsee website\nacme.test is one\nnordwind.test is one\n{LETTER}", id="that names some"),
    ],
)
def test_a_text_is_refused_with_what_to_give_instead(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceError, match="this is a text, and no table of companies: below line") as refused:
        opened(tmp_path, text)
    assert "a header like Company,Website" in refused.value.advice


def test_our_readme_is_no_table_either(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"this is a text, and no table of companies|no column for the website"):
        opened(tmp_path, (ROOT / "README.md").read_text(encoding="utf-8"))


REMARKS = ["no website of their own", "see the facebook page", "does not have one", "to be found out", "ask Ms Smith"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("Website\n" + "\n".join(REMARKS * 3), 15, id="its first row says website"),
        pytest.param(
            f"{LINES}Company,Website\n" + "\n".join(f"Acme,{remark}" for remark in REMARKS * 3),
            15,
            id="it has names and websites, below a title",
        ),
        pytest.param(
            f"{LINES}Account Website\nacme.test\n" + "\n".join(REMARKS[:4]), 5, id="fewer remarks than prove anything"
        ),
        pytest.param("Account Website\n" + "acme.test\n" * 5 + "\n".join(REMARKS * 3), 20, id="a quarter are websites"),
        pytest.param(f"{LINES}Account Website\n" + "acme.test\nsee below\n" * 9, 18, id="remarks of two words"),
        pytest.param("Account Website\n" + "n/a\n" * 50 + "acme.test\n", 51, id="hardly any has one"),
        pytest.param("Customer,Account Website\n" + "Acme,\n" * 50, 50, id="none has one"),
        pytest.param("Websites\nacme.test\nnordwind.test\n", 2, id="domains alone"),
    ],
)
def test_a_table_is_taken_however_little_speaks_for_it(tmp_path: Path, text: str, count: int) -> None:
    assert opened(tmp_path, text) == count


def test_a_person_s_word_for_the_column_is_taken(tmp_path: Path) -> None:
    assert opened(tmp_path, f"The website\n{LETTER}", ColumnChoice(website="The website")) == 8
