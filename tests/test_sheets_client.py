"""A program's own calls of a Google Sheet, over real HTTP."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.emulated_sheets import LEADS, by_hand, cells_of, emulated, numbered, shown_with_commas
from tests.sheets.google.payloads import PAYLOADS
from theodore import GoogleSheetsServiceClient
from theodore.farm.sheets import ROBOT, Emulator, Fault, Kind
from theodore.model.errors import ConfigurationError, GoogleUnavailable, SourceError
from theodore.model.fields import catalogue

HERE = Path(__file__).parents[1]


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    with emulated(tmp_path, monkeypatch) as running:
        yield running


@pytest.fixture
def client(google: Emulator) -> Iterator[GoogleSheetsServiceClient]:
    with GoogleSheetsServiceClient() as opened:
        yield opened


@pytest.fixture
def book(google: Emulator) -> str:
    return google.add_book({"Companies": LEADS})


@pytest.fixture
def ready(client: GoogleSheetsServiceClient, book: str) -> dict[str, str]:
    """The Record IDs by name, of a sheet that is set up."""
    client.setup_dual_sheet_structure(book)
    return {row["name"]: row["record_id"] for row in client.read_companies_to_process(book)}


def methods(google: Emulator, since: int) -> list[str]:
    return [call.name for call in google.calls[since:]]


# access


def test_a_sheet_that_is_shared_as_editor_is_open(
    google: Emulator, client: GoogleSheetsServiceClient, book: str
) -> None:
    before = google.book(book)
    access = client.validate_sheet_access(google.sheet_url(book))
    assert access
    assert (access.account, access.title, access.tabs, access.advice) == (ROBOT, "Leads", ("Companies",), "")
    assert google.book(book) == before


@pytest.mark.parametrize(
    ("shared", "words"),
    [
        pytest.param({ROBOT: "reader"}, f"Share the sheet with {ROBOT} as Editor", id="as viewer"),
        pytest.param({}, f"Share the sheet with {ROBOT} as Editor", id="not shared"),
    ],
)
def test_a_sheet_that_is_not_says_with_whom_to_share_it(
    google: Emulator, client: GoogleSheetsServiceClient, shared: dict[str, str], words: str
) -> None:
    access = client.validate_sheet_access(google.add_book({"Companies": LEADS}, shared=shared))
    assert not access
    assert words in access.advice


@pytest.mark.parametrize(
    ("named", "words"),
    [("1" * 44, "there is no such sheet, or it is not shared"), ("leads.csv", "names no Google Sheet")],
    ids=["no sheet", "a file"],
)
def test_what_is_no_sheet_is_not_open(client: GoogleSheetsServiceClient, named: str, words: str) -> None:
    access = client.validate_sheet_access(named)
    assert not access
    assert words in access.advice


def test_a_wrong_key_is_told_before_anything_is_asked(google: Emulator, tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"wrong\.json"):
        GoogleSheetsServiceClient(tmp_path / "wrong.json")
    assert google.calls == []


def test_a_google_that_is_away_is_no_refusal(google: Emulator, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_SHEETS__GIVE_UP_AFTER", "0.2")
    with google.down(), GoogleSheetsServiceClient() as client, pytest.raises(GoogleUnavailable):
        client.validate_sheet_access(book)


# structure


def test_both_tabs_are_made_and_nothing_of_the_users_is_touched(
    google: Emulator, client: GoogleSheetsServiceClient, book: str
) -> None:
    client.setup_dual_sheet_structure(book)
    assert google.tabs(book) == ["Companies", "Details"]
    assert [row[:3] for row in google.values(book, "Companies")] == LEADS
    header = google.values(book, "Companies")[0]
    assert {"Status", "Progress", "Record ID", "View Details"} <= set(header)
    assert len({row["Record ID"] for row in cells_of(google, book, "Companies")}) == 3


def test_asked_again_it_writes_nothing(google: Emulator, client: GoogleSheetsServiceClient, book: str) -> None:
    client.setup_dual_sheet_structure(book)
    before = google.book(book)
    client.setup_dual_sheet_structure(book)
    assert google.book(book) == before


@pytest.mark.parametrize(
    ("tabs", "tab", "titles", "header"),
    [
        pytest.param(
            {"Sheet1": []}, None, ["Sheet1", "Companies", "Details"], ["Company", "Website"], id="a new spreadsheet"
        ),
        pytest.param({"Companies": []}, None, ["Companies", "Details"], ["Company", "Website"], id="an empty tab"),
        pytest.param(
            {"Notes": [["to do"]]}, "Leads", ["Notes", "Leads", "Details"], ["Company", "Website"], id="a tab by name"
        ),
        pytest.param(
            {"Leads": [["Firma", "Domain"]]}, None, ["Leads", "Details"], ["Firma", "Domain"], id="a header alone"
        ),
    ],
)
def test_what_is_not_there_yet_is_begun(
    google: Emulator,
    client: GoogleSheetsServiceClient,
    tabs: dict[str, list[list[Any]]],
    tab: str | None,
    titles: list[str],
    header: list[str],
) -> None:
    book = google.add_book(tabs)
    client.setup_dual_sheet_structure(book, tab=tab)
    assert google.tabs(book) == titles
    begun = next(title for title in titles if title in ("Companies", "Leads"))
    assert google.values(book, begun)[0][:2] == header
    assert "Record ID" in google.values(book, begun)[0]


def test_a_tab_that_holds_something_else_is_left_alone(google: Emulator, client: GoogleSheetsServiceClient) -> None:
    book = google.add_book({"Companies": [["my notes"], ["and more"]]})
    before = google.book(book)
    with pytest.raises(SourceError, match="Companies"):
        client.setup_dual_sheet_structure(book)
    assert google.book(book) == before


def test_a_tab_is_made_once_though_nobody_heard_that_it_was(
    google: Emulator, client: GoogleSheetsServiceClient, book: str
) -> None:
    google.strike(Fault.RESET_AFTER, kind=Kind.WRITE)
    client.setup_dual_sheet_structure(book)
    assert google.tabs(book) == ["Companies", "Details"]
    assert google.values(book, "Companies")[0].count("Status") == 1


# reading


def test_those_that_wait_are_read_in_any_case(google: Emulator, client: GoogleSheetsServiceClient) -> None:
    statuses = ["", "Pending", "PENDING ", "completed", "failed", "processing"]
    book = google.add_book({"Companies": [["Website", "Company"], *([f"{at}.test", f"C{at}"] for at in range(6))]})
    client.setup_dual_sheet_structure(book)
    ids = [row["Record ID"] for row in cells_of(google, book, "Companies")]
    at = google.values(book, "Companies")[0].index("Status")
    for row, status in enumerate(statuses, start=1):
        by_hand(google, book, typed(google, book, row, at, status))
    waiting = client.read_companies_to_process(book)
    assert [row["name"] for row in waiting] == ["C0", "C1", "C2"]
    first = waiting[0]
    assert (first["record_id"], first["row"], first["website"], first["status"]) == (ids[0], 2, "0.test", "pending")
    assert first["values"]["Website"] == "0.test"


def typed(google: Emulator, book: str, row: int, column: int, text: str) -> dict[str, Any]:
    """A person types a text into a cell of the tab Companies; row, column: from 0."""
    start = {"sheetId": google.book(book).tabs[0].gid, "rowIndex": row, "columnIndex": column}
    values = [{"userEnteredValue": {"stringValue": text}}]
    return {"updateCells": {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}}


def test_a_sheet_that_was_never_set_up_can_be_read(
    google: Emulator, client: GoogleSheetsServiceClient, book: str
) -> None:
    before = google.book(book)
    waiting = client.read_companies_to_process(book)
    assert [row["name"] for row in waiting] == ["Acme", "Beta", "Gamma"]
    assert google.book(book) == before
    # and the ids that it told are those that are written
    client.update_company_status(book, waiting[1], "processing")
    assert [row["Record ID"] for row in cells_of(google, book, "Companies")] == [row["record_id"] for row in waiting]
    assert [row["Status"] for row in cells_of(google, book, "Companies")] == ["", "processing", ""]


def test_a_sheet_without_a_table_is_no_empty_list(google: Emulator, client: GoogleSheetsServiceClient) -> None:
    with pytest.raises(SourceError, match="empty"):
        client.read_companies_to_process(google.add_book({"Companies": []}))


# writing


def test_a_status_is_one_read_and_one_write(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    since = len(google.calls)
    client.update_company_status(book, ready["Beta"], "failed", progress="2 tries", error="+49 is no answer")
    assert methods(google, since) == ["values.batchGet", "spreadsheets.batchUpdate"]
    row = cells_of(google, book, "Companies")[1]
    assert (row["Status"], row["Progress"], row["Error Notes"]) == ("failed", "2 tries", "+49 is no answer")
    client.update_company_status(book, ready["Beta"], "processing", error="")
    row = cells_of(google, book, "Companies")[1]
    assert (row["Status"], row["Progress"], row["Error Notes"]) == ("processing", "2 tries", "")


def test_record_ids_that_are_formulas_are_refused_for_a_sort_would_exchange_them(
    google: Emulator, client: GoogleSheetsServiceClient
) -> None:
    book = google.add_book({"Companies": numbered()})
    cells = [{"values": [{"userEnteredValue": {"formulaValue": f"=ROW(A{row})"}}]} for row in (3, 4)]
    start = {"sheetId": 0, "rowIndex": 2, "columnIndex": 0}
    by_hand(google, book, {"updateCells": {"start": start, "rows": cells, "fields": "userEnteredValue"}})
    before = google.book(book)
    for call in (client.read_companies_to_process, client.setup_dual_sheet_structure):
        with pytest.raises(SourceError, match=r"Record IDs in column A are formulas \(the first: row 3\)") as caught:
            call(book)
        assert "Paste special" in caught.value.advice
    assert google.book(book) == before


@pytest.mark.parametrize("named", ["record id", "row", "number"])
def test_a_company_is_found_wherever_its_row_stands(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str], named: str
) -> None:
    company = next(row for row in client.read_companies_to_process(book) if row["name"] == "Acme")
    sort = {
        "range": {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 0},
        "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}],
    }
    new = {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 3}}
    by_hand(google, book, {"sortRange": sort}, {"insertDimension": new})
    how = {"record id": company["record_id"], "row": company, "number": company["row"]}
    client.update_company_status(book, how[named], "processing")
    statuses = {row["Company"]: row["Status"] for row in cells_of(google, book, "Companies")}
    assert statuses == {"Acme": "processing", "Beta": "", "Gamma": "", "": ""}


def test_a_number_that_is_a_record_id_finds_its_row_however_it_is_shown(
    google: Emulator, client: GoogleSheetsServiceClient
) -> None:
    book = google.add_book({"Companies": numbered()})
    by_hand(google, book, *shown_with_commas())
    client.setup_dual_sheet_structure(book)
    companies = client.read_companies_to_process(book)
    assert [row["record_id"] for row in companies[:2]] == ["1234", "5678"]
    client.update_company_results(book, companies[1], {"industry": "Bolts"})
    ids: Any = {1234: "processing"}
    assert client.batch_update_statuses(book, ids) == ()
    assert [row["Status"] for row in cells_of(google, book, "Companies")] == ["processing", "completed", ""]
    assert [row[:3] for row in google.values(book, "Companies")][:3] == numbered()[:3]


def test_columns_that_a_person_moved_or_deleted_are_found_or_made_anew(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    at = google.values(book, "Companies")[0].index("Status")
    moved = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    by_hand(google, book, {"moveDimension": {"source": moved, "destinationIndex": 0}})
    client.update_company_status(book, ready["Acme"], "processing")
    assert google.values(book, "Companies")[1][0] == "processing"
    gone = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    by_hand(google, book, {"deleteDimension": {"range": gone}})
    client.update_company_status(book, ready["Gamma"], "failed")
    assert [row["Status"] for row in cells_of(google, book, "Companies")] == ["", "", "failed"]


@pytest.mark.parametrize("tab", ["Companies", "Details"])
def test_a_tab_that_a_person_renamed_is_found(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str], tab: str
) -> None:
    gid = next(each.gid for each in google.book(book).tabs if each.title == tab)
    renamed = {"properties": {"sheetId": gid, "title": "Mine"}, "fields": "title"}
    by_hand(google, book, {"updateSheetProperties": renamed})
    client.update_company_results(book, ready["Acme"], {"industry": "Anvils"})
    assert sorted(google.tabs(book)) == sorted({"Companies", "Details", "Mine"} - {tab})
    assert {row["Industry"] for title in google.tabs(book) for row in cells_of(google, book, title)} == {"Anvils", ""}


def test_a_tab_of_details_that_a_person_deleted_is_made_anew(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    by_hand(google, book, {"deleteSheet": {"sheetId": google.book(book).tabs[1].gid}})
    client.update_company_results(book, ready["Acme"], {"industry": "Anvils"})
    assert [row["Industry"] for row in cells_of(google, book, "Details")] == ["Anvils"]


def test_a_row_that_a_person_added_gets_its_id(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    by_hand(google, book, typed(google, book, 4, 0, "Delta"), typed(google, book, 4, 1, "delta.test"))
    added = client.read_companies_to_process(book)[-1]
    assert added["record_id"] not in ready.values()
    client.update_company_results(book, added, {"industry": "Anvils"})
    row = cells_of(google, book, "Companies")[3]
    assert (row["Company"], row["Status"], row["Record ID"]) == ("Delta", "completed", added["record_id"])


def test_a_row_that_is_gone_is_told(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    by_hand(
        google,
        book,
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}}},
    )
    with pytest.raises(SourceError, match="no row has the Record ID"):
        client.update_company_status(book, ready["Beta"], "failed")
    assert [row["Status"] for row in cells_of(google, book, "Companies")] == ["", ""]


@pytest.mark.parametrize(
    ("company", "words"),
    [
        pytest.param(7, "Row 7 is none that read_companies_to_process gave", id="a number that nobody told"),
        pytest.param({"name": "Acme"}, "No company is named", id="no Record ID"),
        pytest.param("", "No company is named", id="an empty one"),
    ],
)
def test_what_names_no_company_is_refused(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, company: Any, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        client.update_company_status(book, company, "failed")
    assert google.calls == []


def test_results_come_with_their_status_in_one_request(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    since = len(google.calls)
    profile = {"industry": "=1+1", "founding_year": 1949, "has_api": False, "emails": ["+49 007"], "location": "007"}
    client.update_company_results(book, ready["Beta"], profile)
    assert methods(google, since) == ["values.batchGet", "spreadsheets.batchUpdate"]
    row, [details] = cells_of(google, book, "Companies")[1], cells_of(google, book, "Details")
    assert (row["Status"], row["Industry"], row["View Details"]) == ("completed", "=1+1", "Details")
    assert (details["Company Name"], details["Website"]) == ("Beta", "beta.test")
    assert (details["Founding Year"], details["Has API"]) == (1949, False)
    assert (details["Emails"], details["Location"]) == ("+49 007", "007")
    assert details["Record ID"] == ready["Beta"]
    formulas = [
        cell for row in google.formulas(book, "Companies") for cell in row if str(cell).startswith("=HYPERLINK")
    ]
    assert len(formulas) == 1


def test_what_could_be_run_stays_text(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    texts = [field for field in catalogue().fields if field.type == "str" and field.extractable]
    for company, payloads in zip(ready.values(), batched(PAYLOADS, len(texts)), strict=False):
        profile = {field.name: payload for field, payload in zip(texts, payloads, strict=False)}
        client.update_company_results(book, company, profile)
        row = next(row for row in cells_of(google, book, "Details") if row["Record ID"] == company)
        assert [row[field.header] for field in texts if field.name in profile] == list(profile.values())


def batched(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The items in portions of this size."""
    return (items[at : at + size] for at in range(0, len(items), size))


def test_results_that_come_twice_stand_there_once(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    google.strike(Fault.TRUNCATED, kind=Kind.WRITE)
    client.update_company_results(book, ready["Acme"], {"industry": "Anvils"})
    client.update_company_results(book, ready["Acme"], {"industry": "Tongs"})
    [details] = cells_of(google, book, "Details")
    assert details["Industry"] == "Tongs"


def test_many_statuses_are_one_request(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    since = len(google.calls)
    gone = client.batch_update_statuses(book, {ready["Acme"]: "Pending", ready["Gamma"]: "failed", "r_gone": "failed"})
    assert gone == ("r_gone",)
    assert methods(google, since).count("spreadsheets.batchUpdate") == 1
    assert [row["Status"] for row in cells_of(google, book, "Companies")] == ["pending", "", "failed"]


def test_a_status_that_is_none_changes_nothing(
    google: Emulator, client: GoogleSheetsServiceClient, book: str, ready: dict[str, str]
) -> None:
    before = google.book(book)
    with pytest.raises(ConfigurationError, match="no status 'done'"):
        client.batch_update_statuses(book, {ready["Acme"]: "failed", ready["Beta"]: "done"})
    assert google.book(book) == before


# who may call, and when


def test_it_works_inside_a_running_loop(client: GoogleSheetsServiceClient, book: str) -> None:
    async def notebook() -> bool:
        return bool(client.validate_sheet_access(book))

    assert asyncio.run(notebook())


def test_many_threads_share_one_client(google: Emulator, client: GoogleSheetsServiceClient) -> None:
    companies = [[f"Company {at}", f"{at}.test"] for at in range(40)]
    book = google.add_book({"Companies": [["Company", "Website"], *companies]})
    client.setup_dual_sheet_structure(book)
    waiting = client.read_companies_to_process(book)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda row: client.update_company_results(book, row, {"industry": row["name"]}), waiting))
    for tab, name in (("Companies", "Company"), ("Details", "Company Name")):
        rows = cells_of(google, book, tab)
        assert [row["Industry"] for row in rows] == [row[name] for row in rows]
        assert len({row["Record ID"] for row in rows}) == 40


def test_a_closed_client_opens_again(client: GoogleSheetsServiceClient, book: str) -> None:
    assert client.validate_sheet_access(book)
    client.close()
    assert client.validate_sheet_access(book)


def test_calls_of_other_threads_outlast_its_closing(client: GoogleSheetsServiceClient, book: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(client.validate_sheet_access, book) for _ in range(24)]
        while not all(one.done() for one in asked):
            client.close()
    assert all(one.result() for one in asked)


def program(script: str, folder: Path) -> tuple[str, str, int]:
    """What a program of its own says on both streams, and how it ends."""
    ran = subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-c", script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HERE / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.stdout, ran.stderr, ran.returncode


def test_a_program_that_never_closes_it_ends_in_silence(google: Emulator, book: str, tmp_path: Path) -> None:
    script = (
        "from theodore import GoogleSheetsServiceClient\n"
        f"print(bool(GoogleSheetsServiceClient().validate_sheet_access({book!r})))\n"
        "client = GoogleSheetsServiceClient()\n"
        f"print(bool(client.validate_sheet_access({book!r})))\n"
    )
    assert program(script, tmp_path) == ("True\nTrue\n", "", 0)


def test_a_client_that_is_collected_in_its_own_thread_ends_there(google: Emulator, book: str, tmp_path: Path) -> None:
    script = (
        "import gc, threading\n"
        "from theodore import GoogleSheetsServiceClient\n"
        "gc.disable()\n"
        "client = GoogleSheetsServiceClient()\n"
        f"client.validate_sheet_access({book!r})\n"
        "[thread] = [one for one in threading.enumerate() if one.name == 'theodore-calls']\n"
        "client.itself, kept = client, client._loop\n"
        "del client\n"
        "async def collect():\n"
        "    gc.collect()\n"
        "kept.run(collect)\n"
        "thread.join(30)\n"
        "print(thread.is_alive())\n"
    )
    assert program(script, tmp_path)[::2] == ("False\n", 0)


@pytest.mark.parametrize(
    "use", ["", "print(bool(client.validate_sheet_access(book)), flush=True)"], ids=["idle", "used"]
)
def test_a_process_that_was_forked_off_leaves_its_parents_connections_alone(
    google: Emulator, book: str, tmp_path: Path, use: str
) -> None:
    script = (
        "import os, sys, time, warnings\n"
        "from theodore import GoogleSheetsServiceClient\n"
        "warnings.simplefilter('ignore', DeprecationWarning)\n"
        f"client, book = GoogleSheetsServiceClient(), {book!r}\n"
        "client.validate_sheet_access(book)\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        f"    {use or 'pass'}\n"
        "    sys.exit()\n"
        "os.waitpid(child, 0)\n"
        "print(bool(client.validate_sheet_access(book)))\n"
    )
    before = len(google.calls)
    out, _, code = program(script, tmp_path)
    assert (out, code) == ("True\n" * (2 if use else 1), 0)
    # each was answered at once: none was sent again after a minute of silence
    looks = [call for call in google.calls[before:] if call.name == "spreadsheets.get"]
    assert len(looks) == (3 if use else 2)
