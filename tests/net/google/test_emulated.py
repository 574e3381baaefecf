"""The client against a whole Google Sheets: real tokens, quotas, faults and refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from theodore.farm.sheets import ROBOT, USER, Emulator, Fault, Faults, SheetsConfig, running
from theodore.model.errors import GoogleRefused, GoogleUnavailable
from theodore.net.google.access import GoogleAccess
from theodore.net.google.sheets_api import Render, SheetsApi
from theodore.policy.retry import RetryConfig

ROWS: list[list[Any]] = [["Company", "Website"], ["Acme", "acme.test"], ["007", 7, True, 1.5]]


@pytest.fixture
def google() -> Iterator[Emulator]:
    with running(SheetsConfig()) as emulator:
        yield emulator


def access(google: Emulator, folder: Path, **others: Any) -> GoogleAccess:
    chosen: dict[str, Any] = {
        "api_base": google.api_base,
        "key_file": google.key_file(folder),
        "backoff": RetryConfig(base_backoff=0.001, max_backoff=0.01),
    }
    return GoogleAccess(**chosen | others)


def cells(row: int, column: int, *values: Mapping[str, Any]) -> dict[str, Any]:
    """A request that writes these values from there on."""
    rows = [{"values": [{"userEnteredValue": value} for value in values]}]
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


async def test_a_sheet_is_read_and_written(google: Emulator, tmp_path: Path) -> None:
    book = google.add_book({"Companies": ROWS})
    async with SheetsApi(access(google, tmp_path)) as api:
        told = await api.spreadsheet(book, fields="properties.title,sheets.properties(sheetId,title)")
        assert told == {
            "properties": {"title": "Leads"},
            "sheets": [{"properties": {"sheetId": 0, "title": "Companies"}}],
        }
        grid = await api.spreadsheet(
            book, fields="sheets.data.rowData.values.effectiveValue", ranges=["Companies!A1:A2"], grid=True
        )
        assert len(grid["sheets"][0]["data"][0]["rowData"]) == 2
        requests = [
            cells(1, 2, {"stringValue": "=1+1"}, {"numberValue": 4}),
            {"addSheet": {"properties": {"title": "D"}}},
        ]
        replies = await api.update(book, requests)
        assert replies[1]["addSheet"]["properties"]["title"] == "D"
        assert await api.values(book, ["Companies!A2:D9", "D!A:A"]) == [
            [["Acme", "acme.test", "=1+1", 4], ["007", 7, True, 1.5]],
            [],
        ]
        assert await api.values(book, ["Companies!D2"], render=Render.FORMATTED) == [[["4"]]]
    assert [call.name for call in google.calls if call.kind == "read"] == [
        "spreadsheets.get",
        "spreadsheets.get",
        "values.batchGet",
        "values.batchGet",
    ]


async def test_many_ranges_are_read_by_one_call(google: Emulator, tmp_path: Path) -> None:
    book = google.add_book({"Companies": [[f"Company {row}", row] for row in range(1, 501)]})
    ranges = [f"'Companies'!A{row}:B{row}" for row in range(500, 0, -1)]
    async with SheetsApi(access(google, tmp_path)) as api:
        found = await api.values(book, ranges)
    assert found == [[[f"Company {row}", row]] for row in range(500, 0, -1)]
    assert [call.name for call in google.calls if call.kind == "read"] == ["values.batchGetByDataFilter"]


async def test_a_person_who_signed_in_with_gcloud(
    google: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    google.user_file(tmp_path)
    book = google.add_book({"Companies": ROWS})
    async with SheetsApi(access(google, tmp_path, key_file=None)) as api:
        await api.update(book, [cells(1, 2, {"stringValue": "x"})])
        assert api.account == USER
    assert google.values(book, "Companies")[1][2] == "x"


@pytest.mark.parametrize(
    ("shared", "kind", "words"),
    [
        pytest.param({}, "read", f"{ROBOT} may not open it", id="not shared"),
        pytest.param({}, "write", f"{ROBOT} may not change it", id="not shared, and written to"),
        pytest.param({ROBOT: "reader"}, "read", "", id="a reader reads"),
        pytest.param({ROBOT: "reader"}, "write", f"Share the sheet with {ROBOT} as Editor, if it is Viewer", id="only"),
    ],
)
async def test_who_may_not_is_told_whom_to_share_with(
    google: Emulator, tmp_path: Path, shared: dict[str, str], kind: str, words: str
) -> None:
    book = google.add_book({"Companies": ROWS}, shared=shared)
    async with SheetsApi(access(google, tmp_path)) as api:
        call = api.values(book, ["A:A"]) if kind == "read" else api.update(book, [cells(1, 2, {})])
        if not words:
            await call
            return
        with pytest.raises(GoogleRefused) as caught:
            await call
    assert words in str(caught.value)
    assert (caught.value.status, caught.value.code) == (403, "PERMISSION_DENIED")


async def test_what_is_not_there_and_what_cannot_be(google: Emulator, tmp_path: Path) -> None:
    book = google.add_book({"Companies": ROWS})
    async with SheetsApi(access(google, tmp_path)) as api:
        with pytest.raises(GoogleRefused, match="there is no such sheet") as caught:
            await api.values("1" * 44, ["A:A"])
        assert (caught.value.status, caught.value.code) == (404, "NOT_FOUND")
        with pytest.raises(GoogleRefused, match="Google refuses the request") as caught:
            await api.update(book, [cells(1, 2, {"stringValue": "x" * 50_001})])
        assert "50000 characters" in str(caught.value)
    assert google.values(book, "Companies")[1] == ["Acme", "acme.test"]


async def test_a_key_that_was_deleted(google: Emulator, tmp_path: Path) -> None:
    book = google.add_book({"Companies": ROWS})
    (tmp_path / "old").mkdir()
    deleted = google.key_file(tmp_path / "old", known=False)
    async with SheetsApi(access(google, tmp_path, key_file=deleted)) as api:
        with pytest.raises(GoogleRefused, match="make another key") as caught:
            await api.values(book, ["A:A"])
    assert (caught.value.status, caught.value.code) == (400, "invalid_grant")
    assert [call.kind for call in google.calls] == ["token"]


async def test_tokens_that_are_forgotten_are_got_anew(google: Emulator, tmp_path: Path) -> None:
    book = google.add_book({"Companies": ROWS})
    async with SheetsApi(access(google, tmp_path)) as api:
        await api.values(book, ["A:A"])
        google.accounts.revoke()
        await asyncio.gather(*(api.values(book, ["A:A"]) for _ in range(5)))
    assert len([call for call in google.calls if call.kind == "token"]) == 2


@pytest.mark.parametrize("fault", list(Fault))
async def test_every_fault_passes(google: Emulator, tmp_path: Path, fault: Fault) -> None:
    book = google.add_book({"Companies": ROWS})
    async with SheetsApi(access(google, tmp_path, timeout_s=0.1)) as api:
        google.strike(fault, times=3)  # the token, and two tries
        await api.update(book, [cells(1, 2, {"stringValue": "x"})])
        assert await api.values(book, ["Companies!C2"]) == [[["x"]]]
    assert len([call for call in google.calls if call.fault is fault]) == 3


async def test_a_google_that_is_down_is_given_up_and_comes_back(google: Emulator, tmp_path: Path) -> None:
    book = google.add_book({"Companies": ROWS})
    hasty = access(google, tmp_path, backoff=RetryConfig(base_backoff=60.0), give_up_after_s=30.0)
    async with SheetsApi(hasty) as api:
        with google.down(Fault.RESET_BEFORE), pytest.raises(GoogleUnavailable, match="was reset"):
            await api.values(book, ["A:A"])
        assert await api.values(book, ["Companies!A1"]) == [[["Company"]]]


async def test_under_faults_of_every_kind_each_cell_is_written(tmp_path: Path) -> None:
    faults = Faults.all(0.4, Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER)
    with running(SheetsConfig(seed=5, faults=faults, writes_per_minute=10_000, project_writes=10_000)) as google:
        book = google.add_book({"Companies": [["Company"]]})
        async with SheetsApi(access(google, tmp_path, writes_per_minute=10_000)) as api:
            await asyncio.gather(*(api.update(book, [cells(row, 0, {"numberValue": row})]) for row in range(1, 60)))
        assert google.values(book, "Companies")[1:] == [[row] for row in range(1, 60)]
        assert len([call for call in google.calls if call.fault]) > 20


async def test_the_pace_keeps_under_the_quota(tmp_path: Path) -> None:
    config = SheetsConfig(minute_s=0.5, reads_per_minute=10)
    with running(config) as google:
        book = google.add_book({"Companies": ROWS})
        async with SheetsApi(access(google, tmp_path, reads_per_minute=5, minute_s=0.6)) as api:
            await asyncio.gather(*(api.values(book, ["A:A"]) for _ in range(15)))
        assert {call.status for call in google.calls} == {200}


async def test_a_quota_that_others_use_up_is_waited_for(tmp_path: Path) -> None:
    with running(SheetsConfig(minute_s=0.3, reads_per_minute=3)) as google:
        book = google.add_book({"Companies": ROWS})
        async with SheetsApi(access(google, tmp_path, reads_per_minute=10_000)) as api:
            await asyncio.gather(*(api.values(book, ["A:A"]) for _ in range(10)))
        assert {call.status for call in google.calls} == {200, 429}
