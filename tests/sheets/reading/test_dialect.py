"""How cells are taken to be separated."""

from __future__ import annotations

import pytest

from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.dialect import SAMPLE, Dialect, find_dialect


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
        pytest.param("Company^Website\nA, B^a.com\n", Dialect("^"), id="caret, of old databases"),
        pytest.param("Company~Website\nA, B~a.com\n", Dialect("~"), id="tilde, likewise"),
        pytest.param("Firma;Umsatz;Website\nA;1,5;a.de\nB;2,25;b.de\n", Dialect(";"), id="decimal commas"),
        pytest.param("Firma;Umsatz\nA;1,5\nB;2,25\n", Dialect(";"), id="decimal commas without a website"),
        pytest.param("Company\rWebsite\r", Dialect(","), id="line ends of old Macs"),
        pytest.param("'Company','Website'\n'A, B','a.com'\n", Dialect(",", quote="'"), id="single quotes"),
        pytest.param("'Company';'Website'\n'A';'a.com'\n", Dialect(";", quote="'"), id="single quotes, for nothing"),
        pytest.param("'Website'\n'a.com'\n", Dialect(",", quote="'"), id="single quotes around one column"),
        pytest.param("Company,Website\n'A',a.com\nB's,b.com\n", Dialect(","), id="apostrophes in the cells"),
        pytest.param('Company,Website\n"A \\"B\\", C","a.com"\n', Dialect(",", escape="\\"), id="a backslash by MySQL"),
        pytest.param(
            "'Company','Website'\n'O\\'Ada, B','a.com'\n", Dialect(",", quote="'", escape="\\"), id="within single ones"
        ),
        pytest.param('Company,Website\n"A ""B"" \\","a.com"\n', Dialect(","), id="a backslash that is a cell's own"),
        pytest.param(
            'Company, Website\n"A, B", "a.com, b.com"\nC, c.com\n',
            Dialect(",", skips_spaces=True),
            id="quotes behind spaces",
        ),
        pytest.param("Company, Website\nA, a.com\n", Dialect(","), id="spaces alone are the cell's"),
        pytest.param('sep=;\n"A";"B"\n"x \\"y\\"";"z"\n', Dialect(";", preamble=1, escape="\\"), id="told and escaped"),
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


def test_a_quoted_cell_that_the_sample_cuts_tells_nothing() -> None:
    body = 'Company,Website\n"A \\"x\\"","a.com"\n' + '"B, C","b.com"\n' * SAMPLE
    for end in range(SAMPLE, SAMPLE + 16):
        assert find_dialect(body[:end], ColumnChoice()).escape == "\\"
