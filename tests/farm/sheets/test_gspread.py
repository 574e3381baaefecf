"""The emulator against what others speak to Google with: gspread, unmodified."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from gspread.cell import Cell
from gspread.utils import ValidationConditionType, ValueInputOption, ValueRenderOption
from requests.adapters import HTTPAdapter

from tests.farm.sheets.caller import SCOPE
from theodore.farm.sheets import Emulator, Fault, Kind, SheetsConfig, running

_GOOGLE = "https://sheets.googleapis.com"


class _ToTheEmulator(HTTPAdapter):
    """Sends to the emulator what is meant for Google. requests documents such adapters, gspread such sessions."""

    def __init__(self, base: str) -> None:
        self._base = base
        super().__init__()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        assert request.url is not None
        request.url = request.url.replace(_GOOGLE, self._base, 1)
        return super().send(request, *args, **kwargs)


def _client(google: Emulator, folder: Path, account: str = "robot@emulator.test") -> gspread.Client:
    key = google.key_file(folder, account)
    credentials = Credentials.from_service_account_file(str(key), scopes=[SCOPE])  # type: ignore[no-untyped-call]  # it has no types
    session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]  # as above
    session.mount(_GOOGLE, _ToTheEmulator(google.api_base))
    return gspread.authorize(None, session=session)  # type: ignore[arg-type]  # as its documentation wants it


_ROWS: list[list[Any]] = [["Company", "Website", "Score"], ["Acme", "acme.test", 3.5], ["Bolt", "bolt.test", 7.0]]


@pytest.fixture
def client(google: Emulator, tmp_path: Path) -> gspread.Client:
    return _client(google, tmp_path)


@pytest.fixture
def book(google: Emulator, client: gspread.Client) -> gspread.Spreadsheet:
    return client.open_by_key(google.add_book({"Companies": _ROWS}))


@pytest.fixture
def sheet(book: gspread.Spreadsheet) -> gspread.Worksheet:
    return book.sheet1


def test_a_book_is_opened_by_its_id_and_by_its_address(google: Emulator, client: gspread.Client) -> None:
    key = google.add_book({"Companies": _ROWS}, title="Prospects")
    by_key, by_url = client.open_by_key(key), client.open_by_url(google.sheet_url(key))
    assert (by_key.title, by_url.id, by_key.locale, by_key.timezone) == ("Prospects", key, "en_US", "Etc/GMT")
    assert [sheet.title for sheet in by_key.worksheets()] == ["Companies"]
    assert (by_key.sheet1.row_count, by_key.sheet1.col_count, by_key.sheet1.id) == (1000, 26, 0)


def test_all_records_are_read(sheet: gspread.Worksheet) -> None:
    assert sheet.get_all_records() == [
        {"Company": "Acme", "Website": "acme.test", "Score": 3.5},
        {"Company": "Bolt", "Website": "bolt.test", "Score": 7},
    ]
    assert sheet.get_all_values()[1] == ["Acme", "acme.test", "3.5"]
    assert sheet.row_values(1) == ["Company", "Website", "Score"]
    assert sheet.col_values(1) == ["Company", "Acme", "Bolt"]
    score: Any = sheet.acell("C3", value_render_option=ValueRenderOption.unformatted).value
    assert score == 7


def test_cells_are_updated(sheet: gspread.Worksheet) -> None:
    told = sheet.update([["Apex", "apex.test"], ["Cora"]], "A2")
    assert (told["updatedRange"], told["updatedCells"]) == ("Companies!A2:B3", 3)
    sheet.update_acell("C2", "=1+1")
    sheet.update_cell(3, 3, 0.25)
    assert sheet.get("A2:C3") == [["Apex", "apex.test", "2"], ["Cora", "bolt.test", "0.25"]]
    assert sheet.acell("C2", value_render_option=ValueRenderOption.formula).value == "=1+1"


def test_raw_texts_stay_and_typed_ones_are_read(sheet: gspread.Worksheet) -> None:
    texts = ["007", "=1+1", "50%", "+49 30 123", "2024-01-31", "'x"]
    sheet.update([texts], "A5", value_input_option=ValueInputOption.raw)
    sheet.update([texts], "A6", value_input_option=ValueInputOption.user_entered)
    unformatted = sheet.get("A5:F6", value_render_option=ValueRenderOption.unformatted)
    assert unformatted == [texts, [7, 2, 0.5, "#ERROR! (Formula parse error.)", 45322, "x"]]
    assert sheet.get("A6:F6") == [["7", "2", "50%", "#ERROR!", "2024-01-31", "x"]]


def test_many_ranges_are_updated_and_read_at_once(sheet: gspread.Worksheet) -> None:
    told = sheet.batch_update([{"range": "A2", "values": [["x"]]}, {"range": "B3:C3", "values": [["y", 1]]}])
    assert (told["totalUpdatedCells"], len(told["responses"])) == (3, 2)
    assert sheet.batch_get(["A1:B2", "C3"]) == [[["Company", "Website"], ["x", "acme.test"]], [["1"]]]
    sheet.batch_clear(["A2", "C3"])
    assert sheet.get("A2:C3") == [["", "acme.test", "3.5"], ["Bolt", "y"]]


def test_cells_are_changed_one_by_one_and_written_together(sheet: gspread.Worksheet) -> None:
    cells: list[Cell] = sheet.range("A2:A3")
    for cell in cells:
        cell.value = f"{cell.value} Inc"
    sheet.update_cells(cells)
    assert sheet.col_values(1) == ["Company", "Acme Inc", "Bolt Inc"]


def test_rows_are_appended(sheet: gspread.Worksheet) -> None:
    told = sheet.append_row(["Cora", "cora.test", 1])
    assert (told["tableRange"], told["updates"]["updatedRange"]) == ("Companies!A1:C3", "Companies!A4:C4")
    sheet.append_rows([["Dune"], ["Eden"]])
    assert sheet.col_values(1)[3:] == ["Cora", "Dune", "Eden"]


def test_cells_are_formatted_and_frozen(google: Emulator, sheet: gspread.Worksheet) -> None:
    sheet.format("A1:C1", {"textFormat": {"bold": True}, "backgroundColor": {"red": 1.0}})
    sheet.batch_format([{"range": "C2:C3", "format": {"numberFormat": {"type": "PERCENT", "pattern": "0%"}}}])
    sheet.freeze(rows=1, cols=1)
    tab = google.book(sheet.spreadsheet.id).tab("Companies")
    assert tab.cell(0, 2).format == {"textFormat": {"bold": True}, "backgroundColor": {"red": 1.0}}
    assert (tab.frozen_rows, tab.frozen_columns, sheet.frozen_row_count) == (1, 1, 1)
    assert sheet.acell("C2").value == "350%"


def test_rows_are_sorted(sheet: gspread.Worksheet) -> None:
    sheet.sort((3, "des"), range="A2:C3")
    assert sheet.col_values(1) == ["Company", "Bolt", "Acme"]


def test_rows_are_inserted_and_deleted(sheet: gspread.Worksheet) -> None:
    sheet.insert_row(["Zero", "zero.test", 0], index=2)
    sheet.insert_cols([["New", "a", "b"]], col=2)
    assert sheet.get_all_values()[:2] == [["Company", "New", "Website", "Score"], ["Zero", "a", "zero.test", "0"]]
    sheet.delete_rows(2)
    sheet.delete_columns(2)
    assert sheet.get_all_records()[0]["Company"] == "Acme"
    sheet.add_rows(5)
    assert sheet.row_count == 1005


def test_tabs_are_added_renamed_moved_and_deleted(book: gspread.Spreadsheet) -> None:
    made = book.add_worksheet("Details", rows=10, cols=5)
    made.update_title("All details")
    book.reorder_worksheets([made, book.worksheet("Companies")])
    assert [(one.title, one.row_count, one.col_count) for one in book.worksheets()] == [
        ("All details", 10, 5),
        ("Companies", 1000, 26),
    ]
    made.hide()
    assert made.isSheetHidden
    book.del_worksheet(made)
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("All details")


def test_cells_are_found(sheet: gspread.Worksheet) -> None:
    cell = sheet.find("bolt.test")
    assert cell is not None
    assert (cell.row, cell.col) == (3, 2)
    assert [one.address for one in sheet.findall("Acme")] == ["A2"]


def test_a_filter_rules_and_protection_are_set(google: Emulator, sheet: gspread.Worksheet) -> None:
    sheet.set_basic_filter("A1:C3")
    sheet.add_validation("C2:C3", ValidationConditionType.one_of_list, ["pending", "completed"], showCustomUi=True)
    sheet.merge_cells("A5:B6")
    sheet.add_protected_range("A1:C1", description="headers")
    sheet.columns_auto_resize(0, 2)
    sheet.hide_rows(4, 5)
    tab = google.book(sheet.spreadsheet.id).tab("Companies")
    assert tab.basic_filter is not None
    assert tab.merges[0]["endRowIndex"] == 6
    assert tab.cell(1, 2).validation is not None
    assert tab.protected_ranges[0]["description"] == "headers"
    assert (tab.row_looks, set(tab.column_looks)) == ({4: {"hiddenByUser": True}}, {0, 1})
    sheet.clear_basic_filter()
    sheet.unmerge_cells("A5:B6")
    assert google.book(sheet.spreadsheet.id).tab("Companies").merges == []


def test_a_book_changes_its_name_and_locale(google: Emulator, book: gspread.Spreadsheet) -> None:
    book.update_title("Prospects")
    book.update_locale("de_DE")
    held = google.book(book.id)
    assert (held.title, held.locale) == ("Prospects", "de_DE")


def test_a_range_is_copied(sheet: gspread.Worksheet) -> None:
    sheet.copy_range("A2:C2", "A10:C10")
    assert sheet.row_values(10) == ["Acme", "acme.test", "3.5"]


def test_notes_are_kept(sheet: gspread.Worksheet) -> None:
    sheet.insert_note("B2", "ask again")
    assert sheet.get_note("B2") == "ask again"


@pytest.mark.parametrize(
    ("range_", "values", "message"),
    [
        pytest.param("Nowhere!A1", [["x"]], "Unable to parse range: Nowhere!A1", id="no such tab"),
        pytest.param(
            "Companies!A1:B1",
            [["a", "b", "c"]],
            "Requested writing within range [Companies!A1:B1], but tried writing to column [C]",
            id="more than the range",
        ),
        pytest.param(
            "Companies!A1001",
            [["x"]],
            "Range (Companies!A1001) exceeds grid limits. Max rows: 1000, max columns: 26",
            id="beyond the grid",
        ),
        pytest.param(
            "Companies!A1",
            [["x" * 50_001]],
            "Your input contains more than the maximum of 50000 characters in a single cell.",
            id="too long a text",
        ),
    ],
)
def test_what_is_refused(book: gspread.Spreadsheet, range_: str, values: Any, message: str) -> None:
    with pytest.raises(gspread.exceptions.APIError) as refused:
        book.values_update(range_, {"valueInputOption": "RAW"}, {"values": values})
    error = refused.value.error
    assert (refused.value.code, error["status"], error["message"]) == (400, "INVALID_ARGUMENT", message)


def test_a_batch_is_done_whole_or_not_at_all(book: gspread.Spreadsheet, sheet: gspread.Worksheet) -> None:
    delete = {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}}
    with pytest.raises(gspread.exceptions.APIError, match=r"Invalid requests\[1\].deleteDimension: No grid with id: 9"):
        book.batch_update({"requests": [delete, {"deleteDimension": {"range": {"sheetId": 9, "dimension": "ROWS"}}}]})
    assert sheet.col_values(1) == ["Company", "Acme", "Bolt"]


def test_an_unknown_book_is_not_found(client: gspread.Client) -> None:
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key("1" * 44)


def test_a_book_that_is_not_shared_is_closed(google: Emulator, client: gspread.Client, tmp_path: Path) -> None:
    key = google.add_book({"Companies": _ROWS}, shared={"other@emulator.test": "writer"})
    with pytest.raises(PermissionError):
        client.open_by_key(key)


def test_a_book_that_is_shared_to_read_cannot_be_written(google: Emulator, client: gspread.Client) -> None:
    key = google.add_book({"Companies": _ROWS}, shared={"robot@emulator.test": "reader"})
    sheet = client.open_by_key(key).sheet1
    assert sheet.acell("A2").value == "Acme"
    with pytest.raises(gspread.exceptions.APIError) as refused:
        sheet.update_acell("A2", "x")
    assert (refused.value.code, refused.value.error["status"]) == (403, "PERMISSION_DENIED")


@pytest.fixture
def scarce() -> Iterator[Emulator]:
    with running(SheetsConfig(reads_per_minute=5, writes_per_minute=2)) as google:
        yield google


def test_too_many_calls_are_refused_with_the_quotas_name(scarce: Emulator, tmp_path: Path) -> None:
    sheet = _client(scarce, tmp_path).open_by_key(scarce.add_book({"Companies": _ROWS})).sheet1
    for name in ("a", "b"):
        sheet.update_acell("A2", name)
    with pytest.raises(gspread.exceptions.APIError) as refused:
        sheet.update_acell("A2", "c")
    assert (refused.value.code, refused.value.error["status"]) == (429, "RESOURCE_EXHAUSTED")
    assert "Write requests" in refused.value.error["message"]
    assert "WriteRequestsPerMinutePerUser" in str(refused.value.error["details"])
    assert scarce.values(sheet.spreadsheet.id, "Companies")[1][0] == "b"


def test_a_server_that_fails_is_told_as_such(google: Emulator, sheet: gspread.Worksheet) -> None:
    google.strike(Fault.HTML_502, kind=Kind.READ)
    with pytest.raises(gspread.exceptions.APIError) as failed:
        sheet.acell("A1")
    assert (failed.value.code, failed.value.response.status_code) == (-1, 502)
