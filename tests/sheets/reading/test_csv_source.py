"""A CSV file as a table of companies: what is read, and what is refused with which words."""

from __future__ import annotations

import csv
import gzip
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import SourceError
from theodore.model.ports import SourceTable
from theodore.sheets.cells import XLSX_LIMIT
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.csv_records import LONGEST_LINE, MOST_CELLS
from theodore.sheets.reading.csv_source import CsvSource
from theodore.sheets.reading.survey import read_priority


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


def _open(path: Path, content: str | bytes, choice: ColumnChoice | None = None) -> CsvSource:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return CsvSource.open(path, choice)


def _refused(path: Path, content: str | bytes, choice: ColumnChoice | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        _open(path, content, choice)
    assert caught.value.source == str(path)
    assert caught.value.advice
    return caught.value


class TestRows:
    def test_a_row_is_a_company_and_its_cells(self, leads: Path) -> None:
        source: SourceTable = _open(
            leads, "Company,Website,Notes,Priority\nAcme, acme.com ,keep me,5\nBolt,bolt.com,,\n"
        )
        acme, bolt = source.rows()
        assert source.columns == ("Company", "Website", "Notes", "Priority")
        assert source.count == 2
        assert (acme.company.name, acme.company.website, acme.company.priority) == ("Acme", " acme.com ", 5)
        assert acme.cells == ("Acme", " acme.com ", "keep me", "5")
        assert (bolt.position, bolt.company.priority, bolt.cells) == (1, 3, ("Bolt", "bolt.com", "", ""))

    def test_each_call_starts_anew(self, leads: Path) -> None:
        source = _open(leads, "Company,Website\nA,a.com\nA,a.com\n")
        assert list(source.rows()) == list(source.rows())

    def test_the_same_file_gives_the_same_ids(self, leads: Path) -> None:
        content = "Company,Website\nA,a.com\nB,b.com\nA,a.com\n"
        first = [row.company.record_id for row in _open(leads, content).rows()]
        assert first == [row.company.record_id for row in _open(leads, content).rows()]
        assert len(set(first)) == 3

    def test_ids_of_the_table_are_kept_and_copies_get_new_ones(self, leads: Path) -> None:
        source = _open(leads, "Company,Website,Record ID\nA,a.com,x1\nB,b.com,\nC,c.com,x1\n")
        first, second, third = (row.company.record_id for row in source.rows())
        assert first == "x1"
        assert len({first, second, third}) == 3

    def test_rows_without_any_text_are_left_out(self, leads: Path) -> None:
        source = _open(leads, "\n ,\nCompany,Website\n\n,\n  ,\t\nA,a.com\n,,,\n\n")
        assert source.count == 1
        assert [(row.position, row.cells) for row in source.rows()] == [(0, ("A", "a.com"))]

    def test_a_row_that_names_no_website_is_a_row_all_the_same(self, leads: Path) -> None:
        source = _open(leads, "Company,Website,Notes\n,,only a note\n")
        assert [row.company.website for row in source.rows()] == [""]

    def test_short_rows_are_filled_up_and_long_ones_widen_the_table(self, leads: Path) -> None:
        source = _open(leads, "Company,Website\nA\nB,b.com,x,,y,,\n")
        assert source.columns == ("Company", "Website", "", "", "")
        assert [row.cells for row in source.rows()] == [("A", "", "", "", ""), ("B", "b.com", "x", "", "y")]
        assert "in line 3" in source.notices[0]

    def test_empty_cells_at_the_end_widen_nothing(self, leads: Path) -> None:
        source = _open(leads, "Company,Website\nA,a.com,,,\n")
        assert (source.columns, source.notices) == (("Company", "Website"), ())
        assert [row.cells for row in source.rows()] == [("A", "a.com")]

    def test_a_list_of_websites_alone_will_do(self, leads: Path) -> None:
        source = _open(leads, "Website\na.com\nb.com\n")
        assert [(row.company.name, row.company.website) for row in source.rows()] == [("", "a.com"), ("", "b.com")]

    def test_columns_that_the_user_names(self, leads: Path) -> None:
        choice = ColumnChoice(name="Who", website="Link", priority="Rank")
        (row,) = _open(leads, "Who;Link;Rank;Website\nA;a.com;1;b.com\n", choice).rows()
        assert (row.company.name, row.company.website, row.company.priority) == ("A", "a.com", 1)

    def test_a_named_column_makes_a_header_of_any_first_row(self, leads: Path) -> None:
        source = _open(leads, "Name,g2.com,site\nA,4.5,a.com\n", ColumnChoice(website="site"))
        assert source.count == 1

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_encodings_delimiters_and_line_ends(self, leads: Path, encoding: str, delimiter: str, end: str) -> None:
        cells = ("Müller & Söhne", "müller.de", f"a{delimiter}b", 'x"y', f"u{end}v")
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
        writer.writerows([("Firma", "Website", "Größe", "Zoll", "Notiz"), cells])
        source = _open(leads, text.getvalue().encode(encoding))
        assert source.columns == ("Firma", "Website", "Größe", "Zoll", "Notiz")
        assert [row.cells for row in source.rows()] == [cells]

    def test_excels_own_first_line_is_no_row(self, leads: Path) -> None:
        source = _open(leads, "sep=;\r\nFirma;Website\r\nA;a.com\r\n")
        assert [row.cells for row in source.rows()] == [("A", "a.com")]

    def test_no_line_end_at_the_end(self, leads: Path) -> None:
        assert _open(leads, "Company,Website\nA,a.com").count == 1


class TestLinesAboveTheHeader:
    @pytest.mark.parametrize(
        ("above", "words"),
        [
            pytest.param("My leads\n", "line 2; the line above is no company", id="a title"),
            pytest.param("My leads, as of May\n\n", "line 3; the line above is no company", id="with a comma"),
            pytest.param("Website list, as of May\n", "line 2; the line above", id="with a comma and the word in it"),
            pytest.param("\n\n\n", None, id="blank lines, which are nothing to speak of"),
            pytest.param(
                "Report;;\nMade;2026-01-02;\n;;\n", "line 4; the 2 lines with text above are no companies", id="notes"
            ),
            pytest.param("From;https://crm.example.com;\n", "line 2; the line above is", id="an address"),
            pytest.param("Websites;;\n", "line 2; the line above is", id="a title that might be a header"),
        ],
    )
    def test_they_are_no_companies(self, leads: Path, above: str, words: str | None) -> None:
        source = _open(leads, f"{above}Firma;Webseite;Ort\nA;a.com;Köln\n;;\nB;b.com;\n")
        assert (source.columns, source.count) == (("Firma", "Webseite", "Ort"), 2)
        assert [row.cells for row in source.rows()] == [("A", "a.com", "Köln"), ("B", "b.com", "")]
        assert source.header_number == above.count("\n") + 1
        if words is None:
            assert source.notices == ()
        else:
            (notice,) = source.notices
            assert f"The columns are named in {words}" in notice

    def test_a_named_column_tells_the_header(self, leads: Path) -> None:
        source = _open(leads, "Exported by me\nName\tLink\nA\ta.com\n", ColumnChoice(website="link"))
        assert (source.header_number, source.count) == (2, 1)

    def test_what_is_found_below_a_title_is_named(self, leads: Path) -> None:
        assert "(found: Name, Link)" in _refused(leads, "My leads\nName;Link\nA;a.com\n").problem


class TestPriorities:
    @pytest.mark.parametrize(
        ("text", "priority"),
        [
            pytest.param("1", 1, id="lowest"),
            pytest.param("5", 5, id="highest"),
            pytest.param(" 4 ", 4, id="blanks around"),
            pytest.param("2.0", 2, id="as spreadsheets write numbers"),
            pytest.param("", 3, id="blank: the default"),
            pytest.param("  ", 3, id="blank too"),
            pytest.param("0", None, id="below the scale"),
            pytest.param("6", None, id="above it"),
            pytest.param("high", None, id="a word"),
            pytest.param("2.5", None, id="between two"),
            pytest.param("-1", None, id="negative"),
        ],
    )
    def test_a_priority_is_one_to_five(self, text: str, priority: int | None) -> None:
        assert read_priority(text) == priority

    def test_bad_ones_become_the_default_and_a_notice(self, leads: Path) -> None:
        source = _open(leads, "Company,Website,Priority\nA,a.com,2\nB,b.com,high\nC,c.com,9\n")
        assert [row.company.priority for row in source.rows()] == [2, 3, 3]
        (notice,) = source.notices
        assert "not 1 to 5: 2" in notice
        assert "'high' in line 3" in notice


class TestNotices:
    def test_of_two_possible_websites_the_one_not_read_is_named(self, leads: Path) -> None:
        source = _open(leads, "Company,Domain,Website\nA,a.com,b.com\n")
        assert source.places.website == 2
        assert source.notices == ("The website is read from column 3, 'Website', not from column 2, 'Domain'.",)

    def test_two_columns_of_the_same_header(self, leads: Path) -> None:
        source = _open(leads, "Company,Company,Website\nA,B,a.com\n")
        assert source.notices == ("The name is read from column 1, 'Company', not from column 2, 'Company'.",)

    def test_several_of_the_same_header(self, leads: Path) -> None:
        source = _open(leads, "Website,Notes,Website," + "Website," * 20 + "\na.com,,b.com\n")
        (notice,) = source.notices
        assert "column 1, 'Website', not from column 3, 'Website'; column 4, 'Website'; " in notice
        assert notice.endswith("; and 9 more.")

    @pytest.mark.parametrize(
        ("cell", "is_cut"),
        [
            pytest.param("n" * XLSX_LIMIT, False, id="the longest that a workbook holds"),
            pytest.param("n" * (XLSX_LIMIT + 1), True, id="one more"),
            pytest.param("😀" * (XLSX_LIMIT // 2), False, id="signs of two units each"),
            pytest.param("😀" * (XLSX_LIMIT // 2 + 1), True, id="one of those more"),
            pytest.param("n\r\n" * (XLSX_LIMIT // 2), False, id="line ends that a workbook writes as one sign"),
        ],
    )
    def test_cells_that_a_workbook_would_cut_are_counted(self, leads: Path, cell: str, is_cut: bool) -> None:
        row = f'A,a.com,"{cell}"\n'
        source = _open(leads, f"Company,Website,Notes\nB,b.com,short\n{row}{row}")
        assert source.notices == source.notices_for(Path("out.csv")) == ()
        notices = source.notices_for(Path("out.XLSX"))
        assert len(notices) == is_cut
        for notice in notices:
            assert "more than 32,767 characters, which a workbook cannot hold: 2 (the first in line 3)" in notice
            assert "--to" in notice

    def test_a_plain_table_has_none(self, leads: Path) -> None:
        assert _open(leads, "Company,Name,Website\nA,B,a.com\n").notices == ()


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            pytest.param(b"", "the file is empty", id="no bytes"),
            pytest.param("\ufeff", "holds no text", id="a mark alone"),
            pytest.param(" \n,,\n\n", "holds no text", id="blanks alone"),
            pytest.param("Company,Website\n", "no row below the header", id="a header alone"),
            pytest.param("Company,Website\n,\n \n", "no row below the header", id="and blank rows"),
            pytest.param("Acme,acme.com\nBolt,bolt.com\n", "first row holds data ('acme.com')", id="no header"),
            pytest.param("acme.com\nbolt.com\n", "first row holds data ('acme.com')", id="a bare list"),
            pytest.param("My Website Ltd,http://a.b\n", "first row holds data", id="no header, for all the word in it"),
            pytest.param("Name,Link\nA,a.com\n", "no column for the website (found: Name, Link)", id="no website"),
            pytest.param(
                "Shop URL,Group URL\nA,a.com\n",
                "several columns could hold the website (Shop URL, Group URL)",
                id="unclear",
            ),
            pytest.param(b"a,b\x00\n", "binary", id="binary"),
            pytest.param(gzip.compress(b"Company,Website\n"), "compressed", id="gzip"),
            pytest.param(b"%PDF-1.7\n", "PDF", id="a PDF"),
            pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel workbook of the old kind", id="an old workbook"),
            pytest.param('Company,Website\nA,"a.com\nB,b.com\n', "quotes in line 2", id="a quote that never ends"),
            pytest.param('Company,Website\n"A" B,a.com\n', "quotes in line 2", id="text after a quoted cell"),
            pytest.param(
                'Company,Website,N\nx,y,"\n\n"\nA,"b"c,d\n',
                "quotes in line 5",
                id="lines count as an editor counts them",
            ),
            pytest.param(
                "Company,Website\nA," + "x" * 131_073, "begins in line 2 does not end within 131072", id="a huge cell"
            ),
            pytest.param(
                'Company,Website\nA,"' + "x\n" * 80_000, "begins in line 2", id="a quote that swallows the rest"
            ),
            pytest.param("Company,Website\n" + "," * MOST_CELLS + "x\n", "line 2 has more than", id="too many cells"),
            pytest.param("Company,Website\n" + "," * (LONGEST_LINE + 1), "line 2 is too long", id="a line without end"),
        ],
    )
    def test_each_says_what_was_found(self, leads: Path, content: str | bytes, problem: str) -> None:
        assert problem in _refused(leads, content).problem

    def test_a_workbook_is_named_as_such(self, leads: Path) -> None:
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w") as parts:
            parts.writestr("xl/workbook.xml", "<workbook/>")
        error = _refused(leads, book.getvalue())
        assert "Excel workbook" in error.problem
        assert "save it as CSV" in error.advice

    def test_the_whole_message(self, leads: Path) -> None:
        error = _refused(leads, "Name,Link\nA,a.com\n")
        advice = "Rename one, or pass --website-column"
        assert str(error) == f"{leads}: no column for the website (found: Name, Link). {advice}."

    @pytest.mark.parametrize(
        ("choice", "problem", "flag"),
        [
            (ColumnChoice(website="Home"), "no column 'Home' (found: Company, Website)", "--website-column"),
            (ColumnChoice(name="Who"), "no column 'Who'", "--name-column"),
            (ColumnChoice(priority="Rank"), "no column 'Rank'", "--priority-column"),
        ],
    )
    def test_a_named_column_that_is_not_there(self, leads: Path, choice: ColumnChoice, problem: str, flag: str) -> None:
        error = _refused(leads, "Company,Website\nA,a.com\n", choice)
        assert problem in error.problem
        assert flag in error.advice

    def test_many_columns_are_not_all_listed(self, leads: Path) -> None:
        error = _refused(leads, ",".join(f"col{number}" for number in range(500)) + "\nx\n")
        assert "col11, ...)" in error.problem

    def test_a_file_that_is_not_there(self, leads: Path) -> None:
        with pytest.raises(SourceError, match="there is no such file"):
            CsvSource.open(leads)

    def test_a_link_to_a_file_that_is_gone(self, leads: Path) -> None:
        leads.symlink_to("moved.csv")
        with pytest.raises(SourceError, match=r"a link to 'moved\.csv', and there is no such file"):
            CsvSource.open(leads)

    def test_a_path_through_a_file(self, leads: Path) -> None:
        leads.touch()
        with pytest.raises(SourceError, match="there is no such file"):
            CsvSource.open(leads / "more.csv")

    def test_a_path_that_is_none(self) -> None:
        with pytest.raises(SourceError, match="no path"):
            CsvSource.open(Path("a\0b"))

    def test_a_folder(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="this is a folder"):
            CsvSource.open(tmp_path)

    def test_a_pipe_is_not_waited_for(self, leads: Path) -> None:
        os.mkfifo(leads)
        with pytest.raises(SourceError, match="not a regular file"):
            CsvSource.open(leads)

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read(self, leads: Path) -> None:
        leads.write_text("Company,Website\nA,a.com\n")
        leads.chmod(0)
        with pytest.raises(SourceError, match="may not be read"):
            CsvSource.open(leads)

    def test_a_name_too_long(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match="cannot be read"):
            CsvSource.open(tmp_path / ("x" * 300))

    def test_a_file_that_changes_after_it_was_opened(self, leads: Path) -> None:
        source = _open(leads, "Company,Website\nA,a.com\n")
        leads.write_text("Company,Website\nA,a.com\nB,b.com\n")
        with pytest.raises(SourceError, match="changed"):
            next(source.rows())

    def test_a_file_that_goes_after_it_was_opened(self, leads: Path) -> None:
        source = _open(leads, "Company,Website\nA,a.com\n")
        leads.unlink()
        with pytest.raises(SourceError, match="no such file"):
            next(source.rows())


_CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=8))
def test_every_cell_that_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("read") / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Company", "Website", "Notes"), *rows])
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if kept:
        assert [row.cells for row in CsvSource.open(path).rows()] == kept


def test_memory_stays_flat_over_many_rows(tmp_path: Path) -> None:
    """Ten times the rows, and no more memory than the bit map's pages."""
    script = """
import resource, sys
from pathlib import Path
from theodore.sheets.reading.csv_source import CsvSource
def read(rows):
    path = Path(sys.argv[1])
    with path.open("w") as file:
        file.write("Company,Website,Notes\\n")
        file.writelines(f"Company {n},https://c{n}.example.com,{'note ' * 20}\\n" for n in range(rows))
    source = CsvSource.open(path)
    assert sum(1 for _ in source.rows()) == source.count == rows
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
small = read(4_000)
print(read(40_000) - small)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "many.csv")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    grown_kb = int(ran.stdout) // (1024 if sys.platform == "darwin" else 1)
    assert grown_kb < 10_000, "the file is 6 MB, its rows as objects some 25 MB"
