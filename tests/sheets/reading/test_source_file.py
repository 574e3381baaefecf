"""What the system's refusals are called."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from theodore.sheets.reading.source_file import unreadable


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        pytest.param(FileNotFoundError(errno.ENOENT, "x"), "there is no such file", id="gone"),
        pytest.param(NotADirectoryError(errno.ENOTDIR, "x"), "there is no such file", id="a path through a file"),
        pytest.param(PermissionError(errno.EACCES, "x"), "may not be read", id="not allowed"),
        pytest.param(OSError(errno.EIO, "x"), "cannot be read (Input/output error)", id="a broken disk"),
        pytest.param(OSError("no number"), "cannot be read (OSError)", id="an error without a number"),
    ],
)
def test_a_refusal_is_known_by_its_number(error: OSError, problem: str) -> None:
    refusal = unreadable(Path("leads.csv"), error)
    assert problem in refusal.problem
    assert refusal.source == "leads.csv"
