"""The calls of Google Sheets: what is sent, what comes back, how often it is tried, and what a refusal advises."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.net.google.server import RESET, ROBOT, SILENCE, Google, Reply, error, of, user
from tests.net.servers import Authority, answer, raw_server, replying
from theodore.model.errors import ConfigurationError, GoogleRefused, GoogleUnavailable
from theodore.net.google.pace import Kind
from theodore.net.google.sheets_api import Render, SheetsApi

ID = "1" * 44


class Counting:
    """A pace that lets everybody through and remembers."""

    def __init__(self) -> None:
        self.taken: list[Kind] = []
        self.slowed: list[tuple[Kind, float]] = []

    async def take(self, kind: Kind) -> None:
        self.taken.append(kind)

    async def slow(self, kind: Kind, wait_s: float) -> None:
        self.slowed.append((kind, wait_s))


async def test_a_spreadsheet_is_described(google: Google, tmp_path: Path) -> None:
    google.replies.append(of({"properties": {"title": "Leads"}}))
    async with SheetsApi(google.access(tmp_path)) as api:
        told = await api.spreadsheet(ID, fields="properties.title", ranges=["'My tab'!A1:B2", "C:C"], grid=True)
        assert api.account == ROBOT
    assert told == {"properties": {"title": "Leads"}}
    call = google.calls[0]
    assert (call.method, call.path) == ("GET", f"/v4/spreadsheets/{ID}")
    assert call.query == [
        ("fields", "properties.title"),
        ("ranges", "'My tab'!A1:B2"),
        ("ranges", "C:C"),
        ("includeGridData", "true"),
    ]


async def test_values_of_several_ranges_come_by_one_call(google: Google, tmp_path: Path) -> None:
    google.replies.append(of({"valueRanges": [{"range": "A1:B9", "values": [["a", 1], []]}, {"range": "C1:C9"}]}))
    async with SheetsApi(google.access(tmp_path)) as api:
        assert await api.values(ID, ["A1:B9", "C1:C9"], render=Render.FORMULA) == [[["a", 1], []], []]
        assert await api.values(ID, []) == []
    assert [call.path for call in google.calls] == [f"/v4/spreadsheets/{ID}/values:batchGet"]
    assert google.calls[0].query == [("valueRenderOption", "FORMULA"), ("ranges", "A1:B9"), ("ranges", "C1:C9")]


async def test_many_ranges_go_into_the_body_and_come_back_in_order(google: Google, tmp_path: Path) -> None:
    ranges = [f"'Companies'!A{row}:Z{row}" for row in range(400)]
    ranges.append(ranges[0])
    answers = [{"valueRange": {"values": [[one]]}, "dataFilters": [{"a1Range": one}]} for one in reversed(ranges[:399])]
    answers.append({"valueRange": {"range": ranges[399]}, "dataFilters": [{"a1Range": ranges[399]}]})
    # the first answer lacks one of them
    google.replies += [of({"valueRanges": answers[:-1]}), of({"spreadsheetId": ID, "valueRanges": answers})]
    async with SheetsApi(google.access(tmp_path)) as api:
        found = await api.values(ID, ranges)
    assert found == [*([[one]] for one in ranges[:399]), [], [[ranges[0]]]]
    call = google.calls[0]
    assert (call.method, call.path) == ("POST", f"/v4/spreadsheets/{ID}/values:batchGetByDataFilter")
    assert call.json["valueRenderOption"] == "UNFORMATTED_VALUE"
    assert call.json["dataFilters"][:1] == [{"a1Range": ranges[0]}]


async def test_requests_are_done_by_one_call(google: Google, tmp_path: Path) -> None:
    google.replies.append(of({"spreadsheetId": ID, "replies": [{}, {"addSheet": {"properties": {"sheetId": 7}}}]}))
    requests: list[dict[str, Any]] = [{"updateCells": {"fields": "ü", "rows": "\ud83d"}}, {"addSheet": {}}]
    pace = Counting()
    async with SheetsApi(google.access(tmp_path), pace) as api:
        assert await api.update(ID, requests) == [{}, {"addSheet": {"properties": {"sheetId": 7}}}]
        assert await api.update(ID, []) == []
    call = google.calls[0]
    assert (call.method, call.path) == ("POST", f"/v4/spreadsheets/{ID}:batchUpdate")
    assert call.headers["content-type"] == "application/json"
    # half of an emoji would refuse the whole batch
    assert call.json == {"requests": [{"updateCells": {"fields": "ü", "rows": "?"}}, {"addSheet": {}}]}
    assert pace.taken == ["write"]


async def test_what_somebody_gave_as_an_id_stays_one(google: Google, tmp_path: Path) -> None:
    async with SheetsApi(google.access(tmp_path)) as api:
        await api.spreadsheet("../v1/x?alt=media#", fields="a")
    assert google.calls[0].path == "/v4/spreadsheets/../v1/x?alt=media#"  # as it was quoted: one part of a path
    assert google.calls[0].query == [("fields", "a")]


async def test_an_answer_may_come_packed(google: Google, tmp_path: Path) -> None:
    google.replies.append(Reply(200, gzip.compress(b'{"a": 1}'), (("Content-Encoding", "gzip"),)))
    async with SheetsApi(google.access(tmp_path)) as api:
        assert await api.spreadsheet(ID, fields="a") == {"a": 1}
    assert "gzip" in google.calls[0].headers["user-agent"]


PASSING = [
    pytest.param(Reply(408), id="408"),
    pytest.param(error(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "RATE_LIMIT_EXCEEDED"), id="one call too many"),
    pytest.param(error(500, "INTERNAL"), id="500"),
    pytest.param(Reply(502, b"<html>Bad Gateway</html>"), id="502, in HTML"),
    pytest.param(error(503, "UNAVAILABLE"), id="503"),
    pytest.param(error(504, "DEADLINE_EXCEEDED"), id="504"),
    pytest.param(RESET, id="a reset"),
    pytest.param(Reply(200, b'{"a": 1}', cut=3), id="a body that breaks off"),
    pytest.param(Reply(200, b"<html>"), id="no JSON"),
    pytest.param(Reply(200, b"[1]"), id="JSON that is no object"),
    pytest.param(Reply(200, b""), id="nothing"),
    pytest.param(Reply(200, b"[" * 200_000), id="JSON without a floor"),
    pytest.param(Reply(200, b"\x1f\x8bnonsense", (("Content-Encoding", "gzip"),)), id="packed so that nobody can read"),
]


@pytest.mark.parametrize("reply", PASSING)
async def test_what_may_pass_is_tried_again(google: Google, tmp_path: Path, reply: Reply) -> None:
    google.replies += [reply, reply, of({"a": 1})]
    pace = Counting()
    async with SheetsApi(google.access(tmp_path), pace) as api:
        assert await api.spreadsheet(ID, fields="a") == {"a": 1}
    assert len(google.calls) == 3
    assert pace.taken == ["read"] * 3, "each try is a call for Google"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no ranges"),
        pytest.param({"valueRanges": [{"values": [["a"]]}]}, id="one range of two"),
        pytest.param({"valueRanges": [{"values": [["a"]]}, {"values": "b"}]}, id="a range without rows"),
        pytest.param({"valueRanges": [{"values": [["a"], "b"]}, {}]}, id="a row that is none"),
        pytest.param({"valueRanges": {"a": 1}}, id="no list"),
    ],
)
async def test_an_answer_that_lacks_a_part_is_no_blank_sheet(google: Google, tmp_path: Path, body: Any) -> None:
    google.replies += [of(body), of({"valueRanges": [{"values": [["a"]]}, {"range": "B:B"}]})]
    async with SheetsApi(google.access(tmp_path)) as api:
        assert await api.values(ID, ["A:A", "B:B"]) == [[["a"]], []]
    google.replies += [of(body)]
    async with SheetsApi(google.hasty(tmp_path)) as api:
        with pytest.raises(GoogleUnavailable, match="a part of what was asked for is missing in it"):
            await api.values(ID, ["A:A", "B:B"])


async def test_a_spreadsheet_that_lacks_what_each_has_is_none(google: Google, tmp_path: Path) -> None:
    google.replies += [of({}), of({"spreadsheetId": 5, "sheets": []}), of({"spreadsheetId": ID})]
    async with SheetsApi(google.access(tmp_path)) as api:
        told = await api.spreadsheet(ID, fields="spreadsheetId", is_whole=lambda told: told.get("spreadsheetId") == ID)
    assert told == {"spreadsheetId": ID}
    assert len(google.calls) == 3


async def test_nor_are_requests_done_that_have_no_reply(google: Google, tmp_path: Path) -> None:
    google.replies += [of({"replies": [{}]}), of({"replies": [{}, {}]})]
    async with SheetsApi(google.access(tmp_path)) as api:
        assert await api.update(ID, [{}, {}]) == [{}, {}]
    assert len(google.calls) == 2


@pytest.mark.parametrize("reply", PASSING)
async def test_when_the_time_is_up_it_is_given_up(google: Google, tmp_path: Path, reply: Reply) -> None:
    google.replies += [reply] * 100
    async with SheetsApi(google.hasty(tmp_path)) as api:
        with pytest.raises(GoogleUnavailable, match=r"^Google Sheets .* [Gg]ive the same command again later"):
            await api.update(ID, [{}])
    assert len(google.calls) == 1


async def test_silence_ends(google: Google, tmp_path: Path) -> None:
    google.replies += [SILENCE, of({"a": 1})]
    async with SheetsApi(google.access(tmp_path, timeout_s=0.1)) as api:
        assert await api.spreadsheet(ID, fields="a") == {"a": 1}
    assert len(google.calls) >= 2
    google.replies += [SILENCE] * 9
    async with SheetsApi(google.hasty(tmp_path, timeout_s=0.2)) as api:
        with pytest.raises(GoogleUnavailable, match=r"no usable answer: none came in time \(0\.2 s\)\. Give"):
            await api.spreadsheet(ID, fields="a")


async def test_nobody_there(google: Google, tmp_path: Path, unused_tcp_port: int) -> None:
    access = google.hasty(tmp_path, api_base=f"http://127.0.0.1:{unused_tcp_port}")
    async with SheetsApi(access) as api:
        with pytest.raises(GoogleUnavailable, match=r"refused the connection\. Check this machine's network, and give"):
            await api.spreadsheet(ID, fields="a")


async def test_a_quota_that_stays_used_up_is_named(google: Google, tmp_path: Path) -> None:
    google.replies += [error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for 'Write requests per minute'.")] * 100
    async with SheetsApi(google.hasty(tmp_path)) as api:
        with pytest.raises(GoogleUnavailable) as caught:
            await api.update(ID, [{}])
    assert str(caught.value) == (
        "Google Sheets takes no more calls for now: Quota exceeded for 'Write requests per minute'. Others use the "
        "same account or project too: give the same command again later, or use an account of its own."
    )


async def test_by_tls_it_has_to_prove_who_it_is(google: Google, tmp_path: Path) -> None:
    authority = Authority.make(tmp_path)
    access = google.access(tmp_path)
    tls = authority.context("localhost")
    async with raw_server(replying(answer(b'{"a": 1}')), tls) as port:
        there = replace(access, api_base=f"https://localhost:{port}")
        async with SheetsApi(replace(there, ca_files=(authority.pem,))) as api:
            assert await api.spreadsheet(ID, fields="a") == {"a": 1}
        async with SheetsApi(there) as api:
            with pytest.raises(GoogleRefused, match="name its authority with --ca-file"):
                await api.spreadsheet(ID, fields="a")


async def test_the_wait_that_google_asks_for_is_kept(google: Google, tmp_path: Path) -> None:
    google.replies += [Reply(503, headers=(("Retry-After", "7"),))] * 3
    async with SheetsApi(google.access(tmp_path, give_up_after_s=6)) as api:
        with pytest.raises(GoogleUnavailable, match=r"answers 503 and asks to wait 7 s"):
            await api.spreadsheet(ID, fields="a")
    assert len(google.calls) == 1, "it would have been over before"


async def test_a_wait_without_end_stops_nobody_for_ever(google: Google, tmp_path: Path) -> None:
    google.replies.append(of({"error": {"status": "RESOURCE_EXHAUSTED"}}, 429, Retry_After="86400"))
    pace = Counting()
    async with SheetsApi(google.access(tmp_path, give_up_after_s=7), pace) as api:
        with pytest.raises(GoogleUnavailable, match="asks to wait 86400 s"):
            await api.update(ID, [{}])
    assert pace.slowed == [("write", 7)]


async def test_one_call_too_many_slows_everybody(google: Google, tmp_path: Path) -> None:
    google.replies += [error(429, "RESOURCE_EXHAUSTED"), Reply(503)]
    pace = Counting()
    async with SheetsApi(google.access(tmp_path), pace) as api:
        await api.update(ID, [{}])
    assert [kind for kind, _ in pace.slowed] == ["write"]
    assert 0.001 <= pace.slowed[0][1] <= 0.002


@pytest.mark.parametrize(
    ("reply", "calls"),
    [
        pytest.param(error(500, "INTERNAL"), 1, id="perhaps it was done"),
        pytest.param(RESET, 1, id="the same"),
        pytest.param(Reply(200, b"{", cut=0), 1, id="it was done, and the answer is lost"),
        pytest.param(error(429, "RESOURCE_EXHAUSTED"), 2, id="surely it was not done"),
    ],
)
async def test_what_must_not_be_done_twice_is_not_tried_twice(
    google: Google, tmp_path: Path, reply: Reply, calls: int
) -> None:
    google.replies.append(reply)
    async with SheetsApi(google.access(tmp_path)) as api:
        if calls == 1:
            with pytest.raises(GoogleUnavailable):
                await api.update(ID, [{"addSheet": {}}], is_repeatable=False)
        else:
            await api.update(ID, [{"addSheet": {}}], is_repeatable=False)
    assert len(google.calls) == calls


async def test_an_answer_beyond_all_bounds_is_not_taken(google: Google, tmp_path: Path) -> None:
    google.replies += [Reply(200, gzip.compress(b" " * 10_000_000), (("Content-Encoding", "gzip"),))] * 2
    async with SheetsApi(google.access(tmp_path, max_answer_bytes=1_000_000)) as api:
        with pytest.raises(GoogleRefused, match="too large to be read at once"):
            await api.spreadsheet(ID, fields="a")
    assert len(google.calls) == 1


SHEET = f"https://docs.google.com/spreadsheets/d/{ID}"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        pytest.param(
            error(403, "PERMISSION_DENIED", "The caller does not have permission"),
            f"{SHEET}: {ROBOT} may not change it: The caller does not have permission. Share the sheet with {ROBOT} as "
            "Editor, if it is Viewer or Commenter there; if it is Editor, let it in under Data > Protect sheets and "
            "ranges.",
            id="a reader, or a protected range",
        ),
        pytest.param(
            error(403, "PERMISSION_DENIED", "x", "SERVICE_DISABLED", consumer="projects/471", service="sheets"),
            f"{SHEET}: the Google Sheets API is not enabled in the project 471 of {ROBOT}. Enable it on "
            "https://console.cloud.google.com/apis/library/sheets.googleapis.com?project=471, wait a minute, and give "
            "the same command again.",
            id="the API is not enabled",
        ),
        pytest.param(
            error(403, "PERMISSION_DENIED", "Google Sheets API has not been used in project 471 before"),
            f"{SHEET}: {ROBOT} may not change it: Google Sheets API has not been used in project 471 before. Share",
            id="a message decides nothing",
        ),
        pytest.param(
            error(404, "NOT_FOUND", "Requested entity was not found."),
            f"{SHEET}: there is no such sheet, or it is not shared. Check the address; if it is right, share the sheet "
            f"with {ROBOT} as Editor.",
            id="no such sheet",
        ),
        pytest.param(
            error(400, "INVALID_ARGUMENT", "Invalid requests[0].updateCells: No grid with id: 4"),
            f"{SHEET}: Google refuses the request (400): Invalid requests[0].updateCells: No grid with id: 4.",
            id="Google's own words",
        ),
        pytest.param(
            error(400, "FAILED_PRECONDITION", "This operation is not supported for this document"),
            f"{SHEET}: Google Sheets cannot work on it: This operation is not supported for this document. If it is an "
            "Excel file that lies in Google Drive, open it there, choose File > Save as Google Sheets,",
            id="an Excel file",
        ),
        pytest.param(Reply(403, b"<html>no</html>"), f"{SHEET}: {ROBOT} may not change it. Share", id="no JSON"),
        pytest.param(
            Reply(302, b"", (("Location", "http://127.0.0.1:9/"),)), "refuses the request (302)", id="elsewhere"
        ),
        pytest.param(of({"error": {"message": 5, "status": [], "details": {}}}, 400), "(400).", id="an odd body"),
        pytest.param(of({"error": {"message": "a\x1b[1m\nb" + "x" * 999}}, 400), "(400): a [1m …", id="an ugly one"),
    ],
)
async def test_a_refusal_is_advice_and_is_not_tried_again(
    google: Google, tmp_path: Path, reply: Reply, words: str
) -> None:
    google.replies.append(reply)
    async with SheetsApi(google.access(tmp_path)) as api:
        with pytest.raises(GoogleRefused) as caught:
            await api.update(ID, [{}])
    assert words in str(caught.value)
    assert caught.value.status == reply.status
    assert len(google.calls) == 1


async def test_a_sheet_that_is_not_shared(google: Google, tmp_path: Path) -> None:
    google.replies.append(error(403, "PERMISSION_DENIED", "The caller does not have permission"))
    async with SheetsApi(google.access(tmp_path)) as api:
        with pytest.raises(GoogleRefused) as caught:
            await api.spreadsheet(ID, fields="a")
    assert str(caught.value) == (
        f"{SHEET}: {ROBOT} may not open it: The caller does not have permission. Share the sheet with {ROBOT} as "
        "Editor: the button Share, at its top right."
    )
    assert (caught.value.status, caught.value.code) == (403, "PERMISSION_DENIED")


@pytest.mark.parametrize(
    ("others", "reply", "words"),
    [
        pytest.param(
            {},
            error(403, "PERMISSION_DENIED", "x", "SERVICE_DISABLED", consumer="projects/764086051850"),
            "set-quota-project PROJECT",
            id="gcloud's own project",
        ),
        pytest.param(
            {"quota_project_id": "mine"},
            error(403, "PERMISSION_DENIED", "x", "SERVICE_DISABLED", consumer="projects/mine"),
            "not enabled in the project mine of",
            id="the person's own project",
        ),
        pytest.param(
            {"quota_project_id": "theirs"},
            error(403, "PERMISSION_DENIED", "x", "USER_PROJECT_DENIED"),
            "may not use the project theirs",
            id="somebody else's project",
        ),
        pytest.param(
            {},
            error(403, "PERMISSION_DENIED", "x", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
            "cloud-platform,https://www.googleapis.com/auth/spreadsheets",
            id="no access to spreadsheets",
        ),
        pytest.param(
            {"account": "ann@example.com"},
            error(403, "PERMISSION_DENIED", "x"),
            "Share the sheet with ann@example.com as Editor",
            id="a name that is known",
        ),
    ],
)
async def test_what_only_people_meet(
    google: Google, tmp_path: Path, others: dict[str, str], reply: Reply, words: str
) -> None:
    google.replies.append(reply)
    async with SheetsApi(google.access(tmp_path, user(google.token_uri, **others))) as api:
        with pytest.raises(GoogleRefused) as caught:
            await api.spreadsheet(ID, fields="a")
    assert words in str(caught.value)
    assert google.calls[0].headers.get("x-goog-user-project", "") == others.get("quota_project_id", "")


async def test_calls_side_by_side_share_a_token(google: Google, tmp_path: Path) -> None:
    async with SheetsApi(google.access(tmp_path)) as api:
        await asyncio.gather(*(api.spreadsheet(ID, fields="a") for _ in range(20)))
    assert len(google.token_calls) == 1
    assert {call.headers["authorization"] for call in google.calls} == {"Bearer ya29.token-1"}


async def test_a_token_that_was_taken_back_is_replaced_once(google: Google, tmp_path: Path) -> None:
    async with SheetsApi(google.access(tmp_path)) as api:
        await api.spreadsheet(ID, fields="a")
        google.spoiled |= {"ya29.token-1"}
        await asyncio.gather(*(api.spreadsheet(ID, fields="a") for _ in range(5)))
        assert len(google.token_calls) == 2
        google.spoiled |= {f"ya29.token-{number}" for number in range(100)}
        calls = len(google.calls)
        with pytest.raises(GoogleRefused, match="has just been given is not taken") as caught:
            await api.spreadsheet(ID, fields="a")
    assert (caught.value.status, len(google.calls) - calls, len(google.token_calls)) == (401, 2, 3)


async def test_outside_of_its_context_it_says_so(google: Google, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await SheetsApi(google.access(tmp_path)).spreadsheet(ID, fields="a")


def test_without_a_key_it_is_not_even_made() -> None:
    from theodore.net.google.access import GoogleAccess

    with pytest.raises(ConfigurationError, match="there is none"):
        SheetsApi(GoogleAccess())


async def test_numbers_come_as_they_are(google: Google, tmp_path: Path) -> None:
    google.replies.append(Reply(200, json.dumps({"valueRanges": [{"values": [[7, "007", 1.5, True, None]]}]}).encode()))
    async with SheetsApi(google.access(tmp_path)) as api:
        assert await api.values(ID, ["A:E"]) == [[[7, "007", 1.5, True, None]]]
