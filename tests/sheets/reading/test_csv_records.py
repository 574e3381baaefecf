"""The records of a file that is not what it was a moment ago."""

from __future__ import annotations

from pathlib import Path

import pytest

from theodore.model.errors import SourceError
from theodore.sheets.reading.csv_records import CsvFormat, first_records, read_records
from theodore.sheets.reading.dialect import Dialect

_PLAIN = CsvFormat("utf-8", Dialect(","))


def test_records_bear_the_line_that_they_begin_on(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n\n"c\nd",e\nf\n')
    assert list(read_records(path, _PLAIN)) == [(1, ["a", "b"]), (3, ["c\nd", "e"]), (5, ["f"])]
    assert first_records(path, _PLAIN, 1) == [(1, ["a", "b"])]


def test_text_that_is_not_in_the_encoding_any_more(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n\xff\n")
    with pytest.raises(SourceError, match="changed while it was read"):
        list(read_records(path, _PLAIN))


def test_a_file_that_became_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        list(read_records(tmp_path, _PLAIN))
