"""How cells are taken to be separated."""

from __future__ import annotations

import pytest

from theodore.sheets.dialect import SAMPLE, Dialect, find_dialect
from theodore.sheets.headers import ColumnChoice


@pytest.mark.parametrize(
    ("sample", "dialect"),
    [
        pytest.param("Company,Website\nA,a.com\n", Dialect(","), id="comma"),
        pytest.param("Firma;Website\nA;a.de\n", Dialect(";"), id="semicolon, as Excel in most of Europe"),
        pytest.param("Company\tWebsite\nA\ta.com\n", Dialect("\t"), id="tab"),
        pytest.param("Company|Website\nA|a.com\n", Dialect("|"), id="bar"),
        pytest.param("Firma;Website;Notiz\nA;a.de;x, y, z\nB;b.de;u, v, w\n", Dialect(";"), id="commas in the notes"),
        pytest.param("Company,Website,Tags\nA,a.com,x;y\nB,b.com,u;v\n", Dialect(","), id="semicolons in the cells"),
        pytest.param('"Company, full";Website\n"A, Inc.";a.com\n', Dialect(";"), id="quoted commas"),
        pytest.param('Company,Website,Note\nA,a.com,"x\ny;z;\n;"\n', Dialect(","), id="line ends in cells"),
        pytest.param("Website\na.com\n", Dialect(","), id="one column needs none"),
        pytest.param("sep=;\nFirma;Website\n", Dialect(";", preamble=1), id="Excel's own line"),
        pytest.param('"sep=^"\r\nFirma^Website\r\n', Dialect("^", preamble=1), id="which may be quoted, of any sign"),
        pytest.param("sep=x\naxb\n", Dialect(","), id="but of no letter"),
        pytest.param("a;b;c\n1;2;3\n", Dialect(";"), id="without a website, the even rows decide"),
        pytest.param("a,b;c\n1;2\n3;4\n", Dialect(";"), id="the even rows, not the first sign"),
        pytest.param("Company\x0bname,Website\n", Dialect(","), id="a vertical tab ends no line"),
        pytest.param("", Dialect(","), id="nothing at all"),
        pytest.param("\n\n", Dialect(","), id="nothing but line ends"),
    ],
)
def test_the_delimiter_is_found(sample: str, dialect: Dialect) -> None:
    assert find_dialect(sample, ColumnChoice()) == dialect


def test_a_chosen_column_tells_the_delimiter_too() -> None:
    sample = "a,Kunde;Link\nx,y;z\n"
    assert find_dialect(sample, ColumnChoice(website="Link")).delimiter == ";"


def test_a_row_that_the_sample_cuts_does_not_count() -> None:
    body = "Firma;Ort\n" + "A, B;C\n" * SAMPLE
    assert find_dialect(body[: SAMPLE - 2], ColumnChoice()).delimiter == ";"
    assert find_dialect(body[:SAMPLE], ColumnChoice()).delimiter == ";"


def test_an_oversized_cell_is_survived() -> None:
    assert find_dialect('Company;Website\n"' + "x" * 200_000, ColumnChoice()).delimiter == ";"
