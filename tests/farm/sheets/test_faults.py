"""Calls that go wrong: whether they were done, and what their client sees of it."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

import pytest

from tests.farm.sheets.caller import Caller, ask_token, send
from theodore.farm.sheets import Emulator, Fault, Faults, Kind, SheetsConfig, running
from theodore.model.errors import ConfigurationError


@pytest.fixture
def alone() -> Iterator[Emulator]:
    """An emulator that no other test calls meanwhile."""
    with running() as google:
        yield google


@pytest.mark.parametrize(
    ("fault", "status", "done"),
    [
        pytest.param(Fault.ERROR_500, 500, False, id="an error of theirs"),
        pytest.param(Fault.ERROR_503, 503, False, id="away"),
        pytest.param(Fault.HTML_502, 502, False, id="a page of HTML"),
    ],
)
def test_a_call_that_is_answered_with_an_error_is_not_done(
    alone: Emulator, fault: Fault, status: int, done: bool
) -> None:
    caller, book = Caller(alone), alone.add_book({"A": [["x"]]})
    alone.strike(fault)
    answer = caller.put(book, "A!A1", [["y"]])
    assert answer.status == status
    assert isinstance(answer.body, str) == (fault is Fault.HTML_502)
    assert alone.values(book, "A") == [["x"]]
    assert alone.calls[-1].fault is fault
    assert caller.put(book, "A!A1", [["y"]]).status == 200


@pytest.mark.parametrize(
    ("fault", "seen", "value"),
    [
        pytest.param(Fault.RESET_BEFORE, ConnectionResetError, "x", id="reset before it was done"),
        pytest.param(Fault.RESET_AFTER, ConnectionResetError, "y", id="reset after it was done"),
        pytest.param(Fault.TRUNCATED, http.client.IncompleteRead, "y", id="half of the answer"),
    ],
)
def test_a_call_may_be_broken_off_done_or_not(alone: Emulator, fault: Fault, seen: type[Exception], value: str) -> None:
    caller, book = Caller(alone), alone.add_book({"A": [["x"]]})
    alone.strike(fault)
    with pytest.raises(seen):
        caller.put(book, "A!A1", [["y"]])
    assert alone.values(book, "A") == [[value]]


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        pytest.param(Fault.SILENCE_BEFORE, "x", id="not done"),
        pytest.param(Fault.SILENCE_AFTER, "y", id="done"),
    ],
)
def test_silence_lasts_until_the_client_leaves(alone: Emulator, fault: Fault, value: str) -> None:
    caller, book = Caller(alone), alone.add_book({"A": [["x"]]})
    alone.strike(fault)
    connection = http.client.HTTPConnection("127.0.0.1", alone.port)
    headers = {"Authorization": f"Bearer {caller.token}"}
    connection.request("PUT", f"/v4/spreadsheets/{book}/values/A1?valueInputOption=RAW", b'{"values":[["y"]]}', headers)
    _wait_for_a_fault(alone)
    connection.sock.settimeout(0.1)
    with pytest.raises(TimeoutError):
        connection.getresponse()
    connection.close()
    assert alone.values(book, "A") == [[value]]
    assert alone.calls[-1].status == 0


def _wait_for_a_fault(google: Emulator) -> None:
    """Until a call has met one."""
    deadline = time.monotonic() + 60
    while not any(call.fault for call in google.calls):
        assert time.monotonic() < deadline, "no call met a fault"


def test_an_emulator_ends_though_somebody_waits_for_an_answer() -> None:
    with running() as google:
        caller, book = Caller(google), google.add_book({"A": [["x"]]})
        google.strike(Fault.SILENCE_BEFORE)
        waiting = http.client.HTTPConnection("127.0.0.1", google.port, timeout=20)
        waiting.request("GET", f"/v4/spreadsheets/{book}", headers={"Authorization": f"Bearer {caller.token}"})
        _wait_for_a_fault(google)
    with pytest.raises(OSError):  # noqa: PT011  # reset or closed, as the system has it
        waiting.getresponse()
    waiting.close()


def test_a_fault_may_be_meant_for_one_kind_of_calls(alone: Emulator) -> None:
    caller, book = Caller(alone), alone.add_book({"A": [["x"]]})
    alone.strike(Fault.ERROR_503, times=2, kind=Kind.WRITE)
    assert caller.values(book, "A1").status == 200
    assert [caller.put(book, "A1", [["y"]]).status for _ in range(3)] == [503, 503, 200]


def test_all_may_be_down(alone: Emulator) -> None:
    caller, book = Caller(alone), alone.add_book({"A": [["x"]]})
    with alone.down():
        assert caller.values(book, "A1").status == 503
        assert ask_token(alone.api_base, grant_type="refresh_token").status == 503
    assert caller.values(book, "A1").status == 200


def test_the_same_seed_is_the_same_faults() -> None:
    faults = Faults.all(0.5, Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER)

    def met(seed: int) -> list[object]:
        config = SheetsConfig(seed=seed, faults=Faults(faults.shares, frozenset({Kind.READ})))
        with running(config) as google:
            caller, book = Caller(google), google.add_book({"A": [["x"]]})
            for _ in range(40):
                try:
                    caller.values(book, "A1")
                except (OSError, http.client.HTTPException):
                    continue
            return [call.fault for call in google.calls]

    first = met(1)
    assert first == met(1)
    assert first != met(2)
    assert set(first) == {None, *faults.shares}


@pytest.mark.parametrize(
    "shares",
    [
        pytest.param({Fault.ERROR_500: 0.7, Fault.ERROR_503: 0.4}, id="more than all"),
        pytest.param({Fault.ERROR_500: -0.1}, id="less than none"),
    ],
)
def test_shares_of_faults_are_checked(shares: dict[Fault, float]) -> None:
    with pytest.raises(ConfigurationError):
        Faults(shares)


def test_shares_are_met_in_their_order() -> None:
    faults = Faults({Fault.ERROR_500: 0.1, Fault.TRUNCATED: 0.2})
    drawn = [faults.drawn(Kind.READ, draw) for draw in (0.0, 0.09, 0.1, 0.29, 0.31)]
    assert drawn == [Fault.ERROR_500, Fault.ERROR_500, Fault.TRUNCATED, Fault.TRUNCATED, None]
    assert faults.drawn(Kind.OTHER, 0.0) is None
    assert sum(Faults.all(0.1).shares.values()) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"minute_s": 0.0}, id="no minute"),
        pytest.param({"latency_s": -1.0}, id="an answer before the call"),
        pytest.param({"port": 70000}, id="no port"),
    ],
)
def test_a_config_is_checked(settings: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError):
        SheetsConfig(**settings)  # type: ignore[arg-type]  # a table of several types


@pytest.mark.parametrize(
    ("path", "method"),
    [
        pytest.param("/", "GET", id="the root"),
        pytest.param("/v4/spreadsheets", "GET", id="no list of books"),
        pytest.param("/v4/spreadsheets/x/values", "GET", id="no range"),
        pytest.param("/v4/spreadsheets/x:explode", "POST", id="no such verb"),
        pytest.param("/token", "GET", id="a token is not read"),
        pytest.param("/drive/v3/files", "GET", id="another service"),
    ],
)
def test_where_nothing_is_a_page_says_so(google: Emulator, caller: Caller, path: str, method: str) -> None:
    answer = send(google.api_base, method, path, Authorization=f"Bearer {caller.token}")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=UTF-8"


def test_a_method_that_is_not_emulated_says_so(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": []})
    answer = caller.ask("POST", f"/{book}/sheets/0:copyTo", {"destinationSpreadsheetId": book})
    assert answer.refusal[:2] == (501, "UNIMPLEMENTED")
