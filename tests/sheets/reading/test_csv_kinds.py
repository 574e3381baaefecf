"""CSV files as people's programs write them, read from end to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sheets.company_lists import company_list
from theodore.sheets.reading.csv_source import CsvSource

_ROWS = [("Ada", "ada.de", "1,5"), ("Bolt & Söhne", "bolt.com", "x; y")]


def _joined(mark: str, end: str) -> str:
    quoted = [["Company", "Website", "Note"], *_ROWS]
    return "".join(mark.join(f'"{c}"' if set(c) & {",", ";", " "} else c for c in row) + end for row in quoted)


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        pytest.param(_joined(",", "\n").encode(), [2, 3], id="as Linux writes it"),
        pytest.param(_joined(";", "\r\n").encode("cp1252"), [2, 3], id="as Excel in Germany writes it"),
        pytest.param(_joined(";", "\r\n").encode("utf-8-sig"), [2, 3], id="as Excel writes UTF-8"),
        pytest.param(b"\xef\xbb\xbf" + _joined(",", "\n").encode("utf-8-sig"), [2, 3], id="with two marks"),
        pytest.param(_joined("\t", "\r\n").encode("utf-16"), [2, 3], id="as Excel writes Unicode text"),
        pytest.param(_joined("\t", "\r\n").encode("utf-16-le"), [2, 3], id="UTF-16 without its mark"),
        pytest.param(_joined(",", "\r\n").encode("utf-16-be"), [2, 3], id="UTF-16 the other way, without its mark"),
        pytest.param(_joined(",", "\r").encode("cp1252"), [2, 3], id="CR in Windows-1252"),
        pytest.param(_joined(",", "\r").encode(), [2, 3], id="lines that end with CR"),
        pytest.param(_joined("|", "\n").encode(), [2, 3], id="bars"),
        pytest.param(_joined("^", "\n").encode(), [2, 3], id="carets"),
        pytest.param(
            ("sep=;\r\n" + _joined(";", "\r\n")).encode("utf-8-sig"), [3, 4], id="Excel's line before the header"
        ),
        pytest.param(("sep=|\r\n" + _joined("|", "\r\n")).encode("utf-16"), [3, 4], id="that line in UTF-16"),
        pytest.param(
            _joined(",", "\n").replace("de,", "de,", 1).replace("\n", "\r\n", 1).encode(), [2, 3], id="mixed line ends"
        ),
        pytest.param(_joined(",", "\n\n\n").encode(), [4, 7], id="blank lines between"),
        pytest.param(
            'Company,Website,Note\nAda,ada.de, "1,5"\nBolt & Söhne,bolt.com, "x; y"\n'.encode(),
            [2, 3],
            id="spaces before quotes",
        ),
    ],
)
def test_the_same_table_in_every_form(tmp_path: Path, content: bytes, numbers: list[int]) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(content)
    source = CsvSource.open(path)
    assert source.columns == ("Company", "Website", "Note")
    assert [row.cells for row in source.rows()] == _ROWS
    assert [row.number for row in source.rows()] == numbers


def test_a_backslash_before_a_quote_is_not_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_text('Company,Website\n"The \\"Best\\", Ltd","ada.de"\nBolt,bolt.com\n', encoding="utf-8")
    assert [row.cells for row in CsvSource.open(path).rows()] == [('The "Best", Ltd', "ada.de"), ("Bolt", "bolt.com")]


def test_a_guessed_encoding_is_told_before_the_run(tmp_path: Path) -> None:
    path = tmp_path / "leads.csv"
    path.write_bytes(company_list("ru").encode("cp1251"))
    source = CsvSource.open(path)
    assert source.format.guessed
    assert "Windows-1251" in source.notices_for(tmp_path / "out.xlsx")[0]
