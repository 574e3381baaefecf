"""A tab of a workbook as a table of companies."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.sheets.workbooks import Rows, book, converted, parts, replacing
from theodore.model.errors import SourceError
from theodore.model.fields import catalogue
from theodore.sheets.cells import XLSX_LIMIT
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.sources import FileTable, open_source
from theodore.sheets.reading.workbook_trial import MOST_TABS

HEADER = ("Company", "Website")


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    return tmp_path / "leads.xlsx"


def _companies(source: FileTable) -> list[tuple[str, str]]:
    return [(row.company.name, row.company.website) for row in source.rows()]


class TestRows:
    def test_a_row_is_a_company_and_its_cells(self, leads: Path) -> None:
        rows = [("Company", "Website", "Notes", "Priority"), ("Acme", "acme.com", "keep me", 5), ("Bolt", "bolt.com")]
        source = open_source(book(leads, {"Leads": rows}))
        acme, bolt = source.rows()
        assert (source.path, source.tab, source.count) == (leads, "Leads", 2)
        assert (source.header_number, source.first_column, source.places.website) == (1, 0, 1)
        assert source.columns == ("Company", "Website", "Notes", "Priority")
        assert (acme.company.name, acme.company.website, acme.company.priority) == ("Acme", "acme.com", 5)
        assert (acme.position, acme.number, acme.cells) == (0, 2, ("Acme", "acme.com", "keep me", "5"))
        assert (bolt.position, bolt.number, bolt.cells) == (1, 3, ("Bolt", "bolt.com", "", ""))
        assert source.notices_for(leads) == ()

    def test_each_call_starts_anew(self, leads: Path) -> None:
        source = open_source(book(leads, {"Leads": [HEADER, ("A", "a.com"), ("A", "a.com")]}))
        assert list(source.rows()) == list(source.rows())

    def test_a_workbook_and_the_same_as_csv_give_the_same_ids(self, leads: Path) -> None:
        rows = [(*HEADER, "Record ID"), ("A", "a.com", "x1"), ("B", "b.com", ""), ("B", "b.com", ""), ("C", "", "x1")]
        with (text := leads.with_suffix(".csv")).open("w", newline="") as file:
            csv.writer(file).writerows(rows)
        ids, same = (
            [row.company.record_id for row in open_source(path).rows()] for path in (book(leads, {"Leads": rows}), text)
        )
        assert ids == same
        assert (ids[0], len(set(ids))) == ("x1", 4)

    def test_a_table_that_does_not_begin_in_the_corner(self, leads: Path) -> None:
        made = openpyxl.Workbook()
        sheet = made.worksheets[0]
        for place, text in {"C4": "Company", "D4": "Website", "C6": "Ada", "D6": "a.com", "D9": "b.com"}.items():
            sheet[place] = text
        made.save(leads)
        source = open_source(leads)
        assert (source.header_number, source.first_column, source.columns) == (4, 2, HEADER)
        assert [(row.number, row.cells) for row in source.rows()] == [(6, ("Ada", "a.com")), (9, ("", "b.com"))]
        assert source.notices_for(leads) == (), "blank rows above are nothing to speak of"

    @pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
    def test_a_title_and_a_header_of_two_rows(self, leads: Path, suffix: str) -> None:
        made = openpyxl.Workbook()
        sheet = made.worksheets[0]
        sheet["B2"] = "My leads"
        for row in (("Company", "", "Contact"), ("Name", "Website", "Name", "Mail"), ("A", "a.com", "Ada", "a@a.com")):
            sheet.append((None, *row))
        for merged in ("B2:E2", "B3:C3", "D3:E3"):
            sheet.merge_cells(merged)
        made.save(leads)
        source = open_source(leads if suffix == ".xlsx" else converted(leads, suffix))
        assert source.columns == ("Company Name", "Website", "Contact Name", "Mail")
        assert (source.header_number, source.first_column) == (4, 1)
        assert [(row.number, row.cells) for row in source.rows()] == [(5, ("A", "a.com", "Ada", "a@a.com"))]
        assert source.notices_for(leads) == ("The columns are named in rows 3 and 4; the row above is no company.",)

    def test_a_blank_row_below_a_title_and_an_empty_column(self, leads: Path) -> None:
        rows = [("My leads",), (), ("", "Company", "", "Website"), ("", "A", "", "a.com")]
        source = open_source(book(leads, {"Leads": rows}))
        assert (source.columns, source.header_number) == (("", "Company", "", "Website"), 3)
        assert [row.cells for row in source.rows()] == [("", "A", "", "a.com")]

    def test_columns_of_the_same_header_are_told_apart_by_their_numbers(self, leads: Path) -> None:
        source = open_source(book(leads, {"Leads": [("Company", "Website", "Website"), ("A", "a.com", "b.com")]}))
        assert source.notices_for(leads) == (
            "The website is read from column B, 'Website', not from column C, 'Website'.",
        )

    def test_columns_bear_the_letters_of_the_sheet(self, leads: Path) -> None:
        made = openpyxl.Workbook()
        for place, text in {"D3": "Company", "E3": "Website", "F3": "URL", "D4": "A", "F4": "a.com"}.items():
            made.worksheets[0][place] = text
        made.save(leads)
        read, elsewhere = open_source(leads).notices_for(leads)
        assert read == "The website is read from column E, 'Website', not from column F, 'URL'."
        assert elsewhere.startswith("Rows whose website stands in a column that is not read: 1 (the first: row 4).")

    @pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
    def test_a_company_over_several_rows_is_the_company_of_each(self, leads: Path, suffix: str) -> None:
        made = openpyxl.Workbook()
        sheet = made.worksheets[0]
        for row in ((*HEADER, "Contact"), ("A", "a.com", "1"), ("", "", "2"), ("", "", "3"), ("B", "b.com", "4")):
            sheet.append([text or None for text in row])
        sheet.append((None, None, "5"))
        for merged in ("A2:A4", "B2:B3"):
            sheet.merge_cells(merged)
        made.save(leads)
        source = open_source(leads if suffix == ".xlsx" else converted(leads, suffix))
        assert _companies(source) == [("A", "a.com"), ("A", "a.com"), ("A", ""), ("B", "b.com"), ("", "")]
        assert [row.cells for row in source.rows()][1] == ("", "", "2"), "a person's cells stay as they are"
        assert len({row.company.record_id for row in source.rows()}) == 5
        assert source.notices_for(leads) == (
            "Rows whose name or website is merged with a row above: 2 (the first: row 3); it holds for them too.",
        )

    @pytest.mark.parametrize(
        "header",
        [
            pytest.param(("Kontakt", "Webb", "Org.nr"), id="a number"),
            pytest.param(("Azienda", "Rete", "P.IVA"), id="likewise, Italian"),
        ],
    )
    def test_an_abbreviation_is_no_address(self, leads: Path, header: tuple[str, ...]) -> None:
        book(leads, {"Leads": [header, ("A", "a.com", "556012-5790"), ("B", "b.com", "")]})
        with pytest.raises(SourceError, match="no column for the website"):
            open_source(leads)

    def test_more_tabs_than_anybody_has_are_refused_at_once(self, leads: Path) -> None:
        book(leads, {"Leads": [HEADER, ("A", "a.com")]})
        sheet = rb'<sheet [^>]*r:id="(rId\d+)"[^>]*/>'
        many = b"".join(b'<sheet name="T%d" sheetId="%d" r:id="rId1"/>' % (at, at) for at in range(1, MOST_TABS + 2))
        parts(leads, {"xl/workbook.xml": replacing(sheet, many)})
        with pytest.raises(SourceError, match="more than 2,000 tabs"):
            open_source(leads)

    @pytest.mark.skipif(not Path("/dev/stdin").exists(), reason="no such file here")
    def test_a_workbook_on_the_standard_input(self, leads: Path) -> None:
        book(leads, {"Leads": [HEADER, ("A", "a.com")]})
        code = "from pathlib import Path; from theodore.sheets.reading.sources import open_source as o; "
        with leads.open("rb") as file:
            told = subprocess.run(
                [sys.executable, "-c", code + "print(o(Path('/dev/stdin')).count)"],
                stdin=file,
                capture_output=True,
                check=False,
            )
        assert told.stdout.strip() == b"1", told.stderr

    def test_cells_right_of_the_header_are_kept(self, leads: Path) -> None:
        source = open_source(book(leads, {"Leads": [HEADER, ("A", "a.com", "", "x")]}))
        assert source.columns == (*HEADER, "", "")
        assert [row.cells for row in source.rows()] == [("A", "a.com", "", "x")]
        assert "(the first: 4 for 2 in row 2)" in source.notices_for(leads)[0]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            pytest.param("007", "007", id="digits that are text"),
            pytest.param("+49 30 1234", "+49 30 1234", id="a phone number"),
            pytest.param(1860, "1860", id="a number as a name"),
            pytest.param(1.5, "1.5", id="a fraction"),
            pytest.param(date(2026, 1, 2), "2026-01-02", id="a day"),
            pytest.param(True, "TRUE", id="a truth value"),
            pytest.param("a\nb", "a\nb", id="two lines"),
            pytest.param("a & <b>", "a & <b>", id="signs of markup"),
            pytest.param("x" * XLSX_LIMIT, "x" * XLSX_LIMIT, id="the longest that a cell holds"),
        ],
    )
    def test_any_cell_has_a_text(self, leads: Path, value: object, text: str) -> None:
        source = open_source(book(leads, {"Leads": [HEADER, (value, "a.com")]}))
        assert _companies(source) == [(text, "a.com")]

    @pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"])
    def test_an_error_is_no_website(self, leads: Path, error: str) -> None:
        made = openpyxl.Workbook()
        sheet = made.worksheets[0]
        sheet.append(HEADER)
        sheet.append(("A", error))
        assert sheet["B2"].data_type == "e"
        made.save(leads)
        assert _companies(open_source(leads)) == [("A", "")]

    def test_a_file_that_changes_while_it_is_read(self, leads: Path) -> None:
        source = open_source(book(leads, {"Leads": [HEADER, ("A", "a.com")]}))
        book(leads, {"Leads": [HEADER, ("A", "a.com"), ("B", "b.com")]})
        with pytest.raises(SourceError, match="changed"):
            next(source.rows())

    @pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
    def test_each_kind_that_libreoffice_saves(self, leads: Path, suffix: str) -> None:
        rows = [HEADER, ("Müller & Söhne", "müller.de"), (), ("007", "https://b.com/?a=1&b=2"), (1860, None)]
        source = open_source(converted(book(leads, {"Firmen": rows, "More": [("x",)]}), suffix))
        assert (source.tab, source.columns) == ("Firmen", HEADER)
        assert [(row.number, *row.cells) for row in source.rows()] == [
            (2, "Müller & Söhne", "müller.de"),
            (4, "007", "https://b.com/?a=1&b=2"),
            (5, "1860", ""),
        ]

    @pytest.mark.parametrize("name", ["leads.csv", "leads.xls", "leads.ods", "leads", "leads.XLSM"])
    def test_a_name_says_nothing(self, leads: Path, name: str) -> None:
        path = book(leads, {"Leads": [HEADER, ("A", "a.com")]}).rename(leads.with_name(name))
        assert _companies(open_source(path)) == [("A", "a.com")]

    def test_entities_of_entities_are_damage(self, leads: Path) -> None:
        named = [b'<!ENTITY a0 "lol">', *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))]
        book(leads, {"Leads": [HEADER, ("A", "a.com")]})
        start = b"<!DOCTYPE worksheet [" + b"".join(named) + b"]><worksheet"
        parts(leads, {"xl/worksheets/sheet1.xml": replacing(b"<worksheet", start)})
        parts(leads, {"xl/worksheets/sheet1.xml": replacing(b"<t>A</t>", b"<t>A&a9;</t>")})
        with pytest.raises(SourceError, match="is damaged"):
            open_source(leads)

    def test_parts_may_bear_a_prefix_in_their_markup(self, leads: Path) -> None:
        part = "xl/worksheets/sheet1.xml"
        book(leads, {"Leads": [HEADER, ("A", "a.com")]})
        parts(leads, {part: replacing(rb"<(/?)(?=\w)", rb"<\1x:")})
        parts(leads, {part: replacing(rb"xmlns=", rb"xmlns:x=")})
        assert _companies(open_source(leads)) == [("A", "a.com")]


TABS: dict[str, Rows] = {
    "Read me": [("This list was made by hand",)],
    "Leads": [HEADER, ("A", "a.com")],
    "Countries": [("Code", "Country"), ("DE", "Germany")],
    "Empty": [],
}


class TestTabs:
    def test_the_only_one_that_names_websites_is_taken_and_the_others_are_named(self, leads: Path) -> None:
        source = open_source(book(leads, TABS))
        assert source.tab == "Leads"
        assert source.notices_for(leads) == (
            "The tab 'Leads' is read, and no other ('Read me', 'Countries'): it is the only one that names websites.",
        )

    @pytest.mark.parametrize(
        ("wanted", "tab"),
        [
            pytest.param("Old leads", "Old leads", id="its name"),
            pytest.param(" OLD  leads ", "Old leads", id="but for case and blanks"),
            pytest.param("1", "Leads", id="its number, from 1"),
            pytest.param("3", "3", id="a name that is a number before a number"),
        ],
    )
    def test_the_one_that_is_wanted_is_taken(self, leads: Path, wanted: str, tab: str) -> None:
        rows = [HEADER, ("A", "a.com")]
        source = open_source(book(leads, {"Leads": rows, "3": rows, "Old leads": rows}), tab=wanted)
        assert source.tab == tab
        assert source.notices_for(leads) == (), "who named it knows of the others"

    @pytest.mark.parametrize("wanted", ["4", "0", "Lead", "²", "-1", "9" * 5000])
    def test_one_that_is_not_there(self, leads: Path, wanted: str) -> None:
        with pytest.raises(SourceError, match=r"no tab '.*' \(found: Leads\)"):
            open_source(book(leads, {"Leads": [HEADER, ("A", "a.com")]}), tab=wanted)

    def test_of_two_that_differ_by_case_the_very_one(self, leads: Path) -> None:
        # no spreadsheet program lets a person make them, but some other programs do
        rows = [HEADER, ("A", "a.com")]
        book(leads, {"leads": rows, "other": rows})
        parts(leads, {"xl/workbook.xml": replacing(rb'name="other"', rb'name="LEADS"')})
        assert open_source(leads, tab="LEADS").tab == "LEADS"
        with pytest.raises(SourceError, match="no tab 'Leads'"):
            open_source(leads, tab="Leads")

    def test_of_several_only_a_person_can_tell(self, leads: Path) -> None:
        with pytest.raises(SourceError) as caught:
            open_source(book(leads, {"2024": [HEADER, ("A", "a.com")], "2025": [HEADER, ("A", "a.com")]}))
        assert str(caught.value) == f"{leads}: several tabs name websites (2024, 2025). Say which with --tab NAME."

    def test_a_named_column_tells_them_apart(self, leads: Path) -> None:
        tabs = {"Leads": [("Company", "Link"), ("A", "a.com")], "Media": [("Name", "Website"), ("B", "b.com")]}
        assert open_source(book(leads, tabs), ColumnChoice(website="Link")).tab == "Leads"

    def test_a_hidden_one_is_taken_only_by_its_name(self, leads: Path) -> None:
        rows = [HEADER, ("A", "a.com")]
        made = openpyxl.load_workbook(book(leads, {"Leads": rows, "Old": rows, "Very old": rows}))
        made["Old"].sheet_state, made["Very old"].sheet_state = "hidden", "veryHidden"
        made.save(leads)
        assert open_source(leads).tab == "Leads"
        assert open_source(leads, tab="Old").tab == "Old"

    def test_where_only_a_hidden_one_would_do_it_is_named(self, leads: Path) -> None:
        made = openpyxl.load_workbook(book(leads, {"Notes": [("x",)], "Old": [HEADER, ("A", "a.com")]}))
        made["Old"].sheet_state = "hidden"
        made.save(leads)
        with pytest.raises(SourceError, match=r"only a hidden tab names websites \(Old\)\. If it is meant, .* --tab"):
            open_source(leads)

    def test_the_details_of_a_former_result_are_no_companies(self, leads: Path) -> None:
        named = ("official_name", "final_website", "record_id", "last_updated")
        details = [tuple(catalogue()[name].header for name in named), ("A", "a.com", "r", "")]
        book(leads, {"Companies": [HEADER, ("A", "a.com")], "Details": details})
        assert open_source(leads).tab == "Companies"
        assert open_source(leads).notices_for(leads) == ()
        with pytest.raises(SourceError, match="details of a former run"):
            open_source(leads, tab="Details")

    def test_a_chart_is_no_table(self, leads: Path) -> None:
        made = openpyxl.load_workbook(book(leads, {"Leads": [HEADER, ("A", "a.com")]}))
        made.create_chartsheet("Chart", 0)
        made.save(leads)
        assert open_source(leads).tab == "Leads"
        assert open_source(leads, tab="2").tab == "Leads"
        with pytest.raises(SourceError, match="'Chart' holds no cells"):
            open_source(leads, tab="Chart")

    @pytest.mark.parametrize(
        ("tabs", "problem"),
        [
            pytest.param({"A": [], "B": []}, "the workbook holds no text", id="nothing anywhere"),
            pytest.param({"A": [("Name", "Link"), ("a", "b")]}, "(found: Name, Link)", id="one tab, its columns"),
            pytest.param(
                {"A": [("Name", "Link"), ("a", "b")], "B": [("x",)]}, "(found: A: Name, Link; B: x)", id="several"
            ),
            pytest.param({"A": [HEADER], "B": []}, "no row below the header", id="a header alone"),
            pytest.param({"A": [("Acme", "acme.com")]}, "the first row holds data ('acme.com')", id="no header"),
        ],
    )
    def test_none_will_do(self, leads: Path, tabs: dict[str, list[tuple[str, ...]]], problem: str) -> None:
        with pytest.raises(SourceError) as caught:
            open_source(book(leads, tabs))
        assert problem in caught.value.problem
        assert caught.value.advice

    def test_an_empty_one_that_is_wanted(self, leads: Path) -> None:
        with pytest.raises(SourceError, match="tab 'Empty': the tab is empty"):
            open_source(book(leads, TABS), tab="Empty")
