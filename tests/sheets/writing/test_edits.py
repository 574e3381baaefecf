"""Which cells a person changed, and which only look like it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from theodore.model.company import SourceRow
from theodore.model.errors import SourceError
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.writing.edits import Edit, SheetRow, asking, edits_of, read_sink, with_formulas, without_moved

Cells = dict[str, str]

PENDING = {"status": "pending"}
CRAWLING = {"status": "processing", "progress": "crawling 4/7", "attempts": "0"}
DONE = {"status": "completed", "progress": "7 pages", "attempts": "1", "industry": "steel", "founding_year": "1999"}
FAILED = {"status": "failed", "attempts": "2", "error_type": "timeout", "error_notes": "timeout: slow"}
FIELDS = sorted({*CRAWLING, *DONE, *FAILED})


def row(cells: Cells, record_id: str = "r1") -> SheetRow:
    texts = {name: cells.get(name, "") for name in FIELDS}
    return SheetRow(Tab.COMPANIES, record_id, texts, "", 2, {name: n for n, name in enumerate(FIELDS)})


def digests(cells: Cells) -> dict[str, str]:
    return {name: digest(text) for name, text in cells.items() if text}


@pytest.mark.parametrize(
    ("states", "now", "edits", "again"),
    [
        pytest.param([DONE], DONE, {}, False, id="untouched"),
        pytest.param([], {**DONE, "industry": "iron"}, {}, False, id="a row that was never written"),
        pytest.param([DONE], {**DONE, "industry": "iron"}, {"industry": "iron"}, False, id="a cell"),
        pytest.param([DONE], {**DONE, "industry": ""}, {"industry": ""}, False, id="emptied"),
        pytest.param([FAILED], {**FAILED, "industry": "iron"}, {"industry": "iron"}, False, id="filled"),
        pytest.param(
            [DONE, PENDING], {**DONE, "industry": ""}, {"industry": ""}, False, id="emptied, as it was long ago"
        ),
        pytest.param([DONE, CRAWLING, PENDING], CRAWLING, {}, False, id="the state before the last"),
        pytest.param([DONE, CRAWLING, PENDING], PENDING, {}, False, id="an older one"),
        pytest.param(
            [DONE, CRAWLING], {**CRAWLING, "industry": "iron"}, {"industry": "iron"}, False, id="edited in an older one"
        ),
        pytest.param(
            [DONE, PENDING], {**CRAWLING, "progress": "crawling 2/7"}, {}, False, id="on its way, as nobody noted it"
        ),
        pytest.param([DONE], {**DONE, "status": ""}, {}, True, id="Status blank"),
        pytest.param([DONE], {**DONE, "status": " PENDING "}, {}, True, id="Status pending"),
        pytest.param([DONE, PENDING], {**DONE, "status": "pending"}, {}, True, id="though it was pending before"),
        pytest.param(
            [FAILED, PENDING],
            {**FAILED, "status": "pending", "error_notes": "mine"},
            {"error_notes": "mine"},
            True,
            id="with another cell",
        ),
        pytest.param([PENDING], {"status": ""}, {}, False, id="blank where it is to be done anyway"),
        pytest.param([{}], {"status": "pending"}, {}, True, id="pending where it was not chosen"),
        pytest.param([DONE], {**DONE, "status": "later"}, {"status": "later"}, False, id="a word of their own"),
        pytest.param([FAILED], {**FAILED, "status": "completed"}, {"status": "completed"}, False, id="a word of ours"),
        pytest.param([DONE, CRAWLING], {**DONE, "status": "processing"}, {}, False, id="what Status said before"),
        pytest.param([DONE, PENDING], {}, {}, False, id="all of the row emptied: it is as it was at first"),
    ],
)
def test_an_edit_is_what_differs_from_what_was_there(
    states: Sequence[Cells], now: Cells, edits: Cells, *, again: bool
) -> None:
    found = edits_of(row(now), [digests(state) for state in states])
    assert {edit.field: edit.text for edit in found.edits} == edits
    assert found.again is again


def edits(*changes: tuple[str, str]) -> list[Edit]:
    """Edits of one column, each from a text to another."""
    return [row({"industry": to}, f"r{n}").edit("industry", digest(was)) for n, (was, to) in enumerate(changes)]


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        pytest.param([("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], [], id="sorted alone"),
        pytest.param(
            [("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "mine")], ["mine"], id="sorted, and edited"
        ),
        pytest.param([("a", "b"), ("b", "a")], ["b", "a"], id="two cells may well be meant"),
        pytest.param([("a", "x"), ("b", "x"), ("c", "x"), ("d", "x"), ("e", "x")], ["x"] * 5, id="filled down"),
        pytest.param([("a", ""), ("b", ""), ("c", ""), ("d", "")], [""] * 4, id="a column emptied"),
    ],
)
def test_values_that_changed_places_are_no_edits(changes: list[tuple[str, str]], left: list[str]) -> None:
    assert [edit.text for edit in without_moved(edits(*changes))] == left


OWN = ("Company", "Website", "Status")
RESULT = ("Status", "Progress", "Error Type", "Error Notes", "Research Date", "Record ID")


def save(path: Path, *rows: Sequence[object], title: bool = False) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path
    book = openpyxl.Workbook()
    book.active.title = "Mine"  # type: ignore[union-attr]  # a new workbook has a sheet
    sheet = book.create_sheet("Companies")
    for cells in [["My leads"], [], *rows] if title else rows:
        sheet.append(list(cells))
    book.save(path)
    return path


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_a_sink_is_read_by_the_headers_that_theodore_gave(tmp_path: Path, name: str) -> None:
    path = save(
        tmp_path / name,
        ("Company", "Industry", "Status", "Website", "Status (Theodore)", "Mine", "Record ID"),
        ("Ada", "steel", "hers", "ada.test", "completed", "x", "r1"),
        ("Bob", "", "his", "bob.test", "", "y", ""),
        ("Ada", "copied", "hers", "ada.test", "completed", "x", " r1 "),
        ("Cy", 1.5, "", "cy.test", "failed", "", "r3"),
        title=True,
    )
    found = [(each.tab, each.record_id, each.texts) for each in read_sink(path, OWN, ColumnChoice())]
    assert found == [
        (Tab.COMPANIES, "r1", {"industry": "steel", "status": "completed"}),
        (Tab.COMPANIES, "r3", {"industry": "1.5", "status": "failed"}),
    ]


@pytest.mark.parametrize(
    ("own", "ours", "found"),
    [
        pytest.param(("Company", "Website"), (), {"status": "failed", "emails": "a@b.test"}, id="of the tab Details"),
        pytest.param(
            ("Company", "Website", "Emails", "Status", "Record ID"),
            ("Emails", "Status", "Record ID"),
            {"status": "failed", "emails": "a@b.test"},
            id="added by an earlier run into the table itself",
        ),
        pytest.param(("Company", "Website", "Emails"), (), {"status": "failed"}, id="the person's own of that name"),
        pytest.param(
            ("Company", "Website", "Industry", *RESULT),
            (),
            {"status": "failed", "industry": "a@b.test"},
            id="of a former result, though nothing fills it now",
        ),
    ],
)
def test_columns_of_a_person_s_choice_are_known(
    tmp_path: Path, own: Sequence[str], ours: Sequence[str], found: Cells
) -> None:
    headers = ("Company", "Website", "Industry" if "Industry" in own else "Emails", "Status", "Record ID")
    path = save(tmp_path / "out.csv", headers, ("Ada", "ada.test", "a@b.test", "failed", "r1"))
    assert [row.texts for row in read_sink(path, own, ColumnChoice(), ours)] == [found]


def test_what_is_not_there_has_no_rows(tmp_path: Path) -> None:
    for name in ("none.csv", "none.xlsx"):
        assert list(read_sink(tmp_path / name, OWN, ColumnChoice())) == []
        (tmp_path / name).touch()
        assert list(read_sink(tmp_path / name, OWN, ColumnChoice())) == []
    table = save(tmp_path / "other.xlsx", ("Company", "Website"), ("Ada", "ada.test"))
    assert list(read_sink(table, OWN, ColumnChoice())) == []


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"PK\x03\x04 half a file")
    with pytest.raises(SourceError, match=r"out\.xlsx.*cannot be read"):
        list(read_sink(path, OWN, ColumnChoice()))


def test_a_formula_without_a_value_is_taken_as_it_stands(tmp_path: Path) -> None:
    path = save(
        tmp_path / "out.xlsx",
        (None, "Record ID", "Status (Theodore)", "Industry"),
        (None, "r1", "completed", "=A1&B1"),
        (None, "r2", "completed", None),
    )
    rows = list(read_sink(path, OWN, ColumnChoice()))
    found = [each.edit("industry", digest("steel")) for each in rows]
    assert [edit.text for edit in with_formulas(path, found)] == ["=A1&B1", ""]


@pytest.mark.parametrize(
    ("status", "record_id", "asks"),
    [
        pytest.param("", "r1", True, id="blank"),
        pytest.param("Pending", "r1", True, id="pending"),
        pytest.param("completed", "r1", False, id="done"),
        pytest.param("", "", False, id="a new row"),
    ],
)
def test_a_former_result_says_what_is_to_be_done(status: str, record_id: str, *, asks: bool) -> None:
    headers = ("Company", "Website", "Status", "Progress", "Error Type", "Error Notes", "Research Date", "Record ID")
    # only the cells are looked at
    source = SourceRow(0, None, ("Ada", "ada.test", status, "", "", "", "", record_id))  # type: ignore[arg-type]
    assert asking(headers, ColumnChoice())(source) is asks
    assert asking(OWN, ColumnChoice())(source) is False, "a Status of their own is no business of ours"
