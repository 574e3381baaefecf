"""A workbook is read first where it can do no harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.bad_tables import GOOD, Maker, book, content, far_cell, truncated
from theodore.model.errors import SourceError
from theodore.sheets.reading import workbook_trial
from theodore.sheets.reading.workbook_records import WorkbookRecords


@pytest.mark.parametrize(
    ("make", "is_good", "said"),
    [
        pytest.param(book(*GOOD), True, "", id="a good one"),
        pytest.param(truncated, False, "ZipError", id="a damaged one: the error's name"),
        pytest.param(far_cell, False, "", id="one that ends its process: nothing"),
        pytest.param(None, False, "OSError", id="none"),
    ],
)
@pytest.mark.parametrize("name", ["leads.xlsx", "leads.csv"])
def test_a_trial_says_by_its_end_whether_it_can_be_read(
    tmp_path: Path, name: str, make: Maker | None, is_good: bool, said: str
) -> None:
    path = tmp_path / name
    if make:
        make(tmp_path / "made.xlsx")
        (tmp_path / "made.xlsx").rename(path)
    command = [sys.executable, "-P", workbook_trial.__file__, str(path), ".xlsx"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode == 0, ran.stdout) == (is_good, said)


def test_a_text_file_is_no_workbook(tmp_path: Path) -> None:
    content("Company,Website\n")(tmp_path / "leads.xlsx")
    with pytest.raises(SourceError, match="this is a text file, and no workbook"):
        WorkbookRecords(tmp_path / "leads.xlsx")


def test_one_that_cannot_be_read_is_named_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        WorkbookRecords(tmp_path / "leads.xlsx")
