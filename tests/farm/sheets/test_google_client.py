"""The emulator against Google's own client, unmodified, with the API's description that it brings along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials
from googleapiclient.discovery import build  # type: ignore[import-untyped]  # Google's client has no types
from googleapiclient.errors import HttpError  # type: ignore[import-untyped]  # as above

from tests.farm.sheets.books import area, span
from tests.farm.sheets.caller import SCOPE
from theodore.farm.sheets import Emulator, SheetsConfig, running

_ROWS: list[list[Any]] = [["Company", "Website", "Score"], ["Acme", "acme.test", 3.5], ["Bolt", "bolt.test", 7.0]]


def _api(google: Emulator, credentials: Any) -> Any:
    """The client's `spreadsheets()`; it makes its methods from the description, so that nothing has types."""
    options = {"api_endpoint": google.api_base}
    made = build("sheets", "v4", credentials=credentials, static_discovery=True, client_options=options)
    return made.spreadsheets()


def _robot(google: Emulator, folder: Path) -> Any:
    key = google.key_file(folder)
    return Credentials.from_service_account_file(str(key), scopes=[SCOPE])  # type: ignore[no-untyped-call]  # it has no types


@pytest.fixture
def api(google: Emulator, tmp_path: Path) -> Any:
    return _api(google, _robot(google, tmp_path))


@pytest.fixture
def book(google: Emulator) -> str:
    return google.add_book({"Companies": _ROWS, "Details": [["Record ID"], ["r-1"]]})


def _batch(api: Any, book: str, *requests: Any) -> Any:
    return api.batchUpdate(spreadsheetId=book, body={"requests": list(requests)}).execute()


def test_a_user_signs_in_with_gclouds_file(google: Emulator, book: str, tmp_path: Path) -> None:
    said = json.loads(google.user_file(tmp_path).read_text(encoding="utf-8"))
    # the client's own reader of that file takes Google's address for granted
    credentials = UserCredentials(  # type: ignore[no-untyped-call]  # it has no types
        token=None,
        refresh_token=said["refresh_token"],
        client_id=said["client_id"],
        client_secret=said["client_secret"],
        token_uri=f"{google.api_base}/token",
    )
    assert _api(google, credentials).get(spreadsheetId=book).execute()["properties"]["title"] == "Leads"


def test_a_book_is_told_as_far_as_is_asked(api: Any, book: str) -> None:
    told = api.get(spreadsheetId=book, fields="properties.title,sheets.properties(sheetId,title)").execute()
    titles = [sheet["properties"]["title"] for sheet in told["sheets"]]
    assert (told["properties"], titles) == ({"title": "Leads"}, ["Companies", "Details"])
    whole = api.get(spreadsheetId=book, ranges=["Companies!A2:C2"], includeGridData=True).execute()
    cells = whole["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert [cell["effectiveValue"] for cell in cells] == [
        {"stringValue": "Acme"},
        {"stringValue": "acme.test"},
        {"numberValue": 3.5},
    ]


def test_values_are_read(api: Any, book: str) -> None:
    read = api.values()
    assert read.get(spreadsheetId=book, range="Companies!A2:C3").execute()["values"][0] == ["Acme", "acme.test", "3.5"]
    told = read.batchGet(
        spreadsheetId=book,
        ranges=["Companies!C:C", "Details!A:A"],
        valueRenderOption="UNFORMATTED_VALUE",
        majorDimension="COLUMNS",
    ).execute()
    assert [one["values"] for one in told["valueRanges"]] == [[["Score", 3.5, 7]], [["Record ID", "r-1"]]]


def test_values_are_written(api: Any, google: Emulator, book: str) -> None:
    write = api.values()
    told = write.update(
        spreadsheetId=book,
        range="Companies!A2",
        valueInputOption="USER_ENTERED",
        includeValuesInResponse=True,
        body={"values": [["007", None, "=1+1"]]},
    ).execute()
    assert told["updatedData"]["values"] == [["7", "acme.test", "2"]]
    body = {"valueInputOption": "RAW", "data": [{"range": "Companies!A3", "values": [["007"]]}]}
    assert write.batchUpdate(spreadsheetId=book, body=body).execute()["totalUpdatedCells"] == 1
    told = write.append(
        spreadsheetId=book,
        range="Companies!A1",
        valueInputOption="RAW",
        insertDataOption="INSERT_ROWS",
        body={"values": [["Cora"]]},
    ).execute()
    assert told["updates"]["updatedRange"] == "Companies!A4"
    write.clear(spreadsheetId=book, range="Companies!B:B", body={}).execute()
    assert google.values(book, "Companies") == [
        ["Company", "", "Score"],
        [7, "", 2],
        ["007", "", 7],
        ["Cora"],
    ]


def test_values_are_found_by_filters(api: Any, book: str) -> None:
    noted = {
        "metadataKey": "field",
        "metadataValue": "website",
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": span(1, 2, dimension="COLUMNS")},
    }
    made = _batch(api, book, {"createDeveloperMetadata": {"developerMetadata": noted}})
    assert made["replies"][0]["createDeveloperMetadata"]["developerMetadata"]["metadataId"] == 1
    # the column is found wherever it has gone
    _batch(api, book, {"insertDimension": {"range": span(0, 1, dimension="COLUMNS")}})
    filters = [
        {"developerMetadataLookup": {"metadataKey": "field"}},
        {"a1Range": "Details!A2"},
        {"gridRange": area(1, 2, 1, 2)},
    ]
    told = api.values().batchGetByDataFilter(spreadsheetId=book, body={"dataFilters": filters}).execute()
    assert [one["valueRange"]["values"] for one in told["valueRanges"]] == [
        [["Website"], ["acme.test"], ["bolt.test"]],
        [["r-1"]],
        [["Acme"]],
    ]
    data = [{"dataFilter": filters[0], "majorDimension": "COLUMNS", "values": [["Website", "apex.test"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    assert api.values().batchUpdateByDataFilter(spreadsheetId=book, body=body).execute()["totalUpdatedCells"] == 2


def test_a_sheet_is_set_up_in_one_batch(api: Any, google: Emulator, book: str) -> None:
    status = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "pending"}]}, "showCustomUi": True}
    rule = {
        "ranges": [area(1, 1000, 3, 4)],
        "booleanRule": {
            "condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "pending"}]},
            "format": {"backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1}}},
        },
    }
    frozen = {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}
    header = {"userEnteredValue": {"stringValue": "Status"}, "userEnteredFormat": {"textFormat": {"bold": True}}}
    told = _batch(
        api,
        book,
        {"addSheet": {"properties": {"title": "Log", "gridProperties": {"rowCount": 5, "columnCount": 2}}}},
        {"appendDimension": {"sheetId": 0, "dimension": "COLUMNS", "length": 4}},
        {
            "updateCells": {
                "start": {"sheetId": 0, "rowIndex": 0, "columnIndex": 3},
                "rows": [{"values": [header]}],
                "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
            }
        },
        {"updateSheetProperties": {"properties": frozen, "fields": "gridProperties.frozenRowCount"}},
        {"setBasicFilter": {"filter": {"range": area(0, 1000, 0, 4)}}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"setDataValidation": {"range": area(1, 1000, 3, 4), "rule": status}},
    )
    assert told["replies"][0]["addSheet"]["properties"]["title"] == "Log"
    assert told["replies"][1:] == [{}] * 6
    fields = "sheets(properties,conditionalFormats,basicFilter)"
    sheet = api.get(spreadsheetId=book, fields=fields).execute()["sheets"][0]
    assert sheet["properties"]["gridProperties"] == {"rowCount": 1000, "columnCount": 30, "frozenRowCount": 1}
    assert (sheet["conditionalFormats"], sheet["basicFilter"]) == ([rule], {"range": area(0, 1000, 0, 4)})
    assert google.values(book, "Companies")[0][3] == "Status"


def test_rows_are_sorted_moved_and_replaced(api: Any, google: Emulator, book: str) -> None:
    told = _batch(
        api,
        book,
        {
            "sortRange": {
                "range": area(1, 3, 0, 3),
                "sortSpecs": [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}],
            }
        },
        {"moveDimension": {"source": span(1, 2), "destinationIndex": 3}},
        {"findReplace": {"find": "bolt", "replacement": "Volt", "sheetId": 0}},
    )
    assert google.values(book, "Companies")[1:] == [["Acme", "acme.test", 3.5], ["Volt", "Volt.test", 7]]
    assert told["replies"][2] == {
        "findReplace": {"valuesChanged": 2, "occurrencesChanged": 2, "rowsChanged": 1, "sheetsChanged": 1}
    }


def test_a_book_is_created(api: Any, google: Emulator) -> None:
    made = api.create(body={"properties": {"title": "New"}}, fields="spreadsheetId,properties.title").execute()
    assert made["properties"]["title"] == "New"
    assert google.tabs(made["spreadsheetId"]) == ["Sheet1"]


def _refused(call: Any) -> tuple[int, str]:
    with pytest.raises(HttpError) as refused:
        call.execute()
    return refused.value.resp.status, str(refused.value.reason)


def test_refusals_are_told_with_googles_words(api: Any, google: Emulator, book: str) -> None:
    other = google.add_book({"Companies": _ROWS}, shared={})
    read_only = google.add_book({"Companies": _ROWS}, shared={"robot@emulator.test": "reader"})
    body = {"requests": [{"sortRange": {"range": {"sheetId": 99}}}]}
    assert _refused(api.get(spreadsheetId="1" * 44)) == (404, "Requested entity was not found.")
    assert _refused(api.get(spreadsheetId=other)) == (403, "The caller does not have permission")
    assert _refused(api.batchUpdate(spreadsheetId=read_only, body=body))[0] == 403
    assert _refused(api.batchUpdate(spreadsheetId=book, body=body)) == (
        400,
        "Invalid requests[0].sortRange: No grid with id: 99",
    )
    assert _refused(api.values().get(spreadsheetId=book, range="Nowhere!A1")) == (
        400,
        "Unable to parse range: Nowhere!A1",
    )


@pytest.fixture
def scarce() -> Iterator[Emulator]:
    with running(SheetsConfig(reads_per_minute=1)) as google:
        yield google


def test_too_many_calls_are_refused(scarce: Emulator, tmp_path: Path) -> None:
    api, book = _api(scarce, _robot(scarce, tmp_path)), scarce.add_book({"Companies": _ROWS})
    api.get(spreadsheetId=book).execute()
    status, reason = _refused(api.get(spreadsheetId=book))
    assert status == 429
    assert "Read requests per minute per user" in reason
