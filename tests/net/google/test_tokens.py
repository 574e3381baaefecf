"""Tokens: one request for all who wait, kept for their time, and nothing of them said to anybody."""

from __future__ import annotations

import asyncio
import itertools
import logging
import pickle
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.net.google.server import CLIENT_SECRET, REFRESH_TOKEN, RESET, Google, Reply, of, private_key, user
from theodore.model.errors import GoogleFailed, GoogleRefused, GoogleUnavailable
from theodore.net.google import tokens as tokens_module
from theodore.net.google.sheets_api import SheetsApi

ID = "1" * 44


async def ask(api: SheetsApi) -> None:
    await api.spreadsheet(ID, fields="a")


async def test_an_assertion_brings_a_token(google: Google, tmp_path: Path) -> None:
    async with SheetsApi(google.access(tmp_path)) as api:
        await ask(api)
    # the server has verified it; else there had been none
    form = google.token_calls[0].form
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert google.token_calls[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in google.token_calls[0].headers


async def test_a_person_is_asked_for_by_what_gcloud_keeps(google: Google, tmp_path: Path) -> None:
    async with SheetsApi(google.access(tmp_path, user(google.token_uri))) as api:
        await ask(api)
        assert api.account == "your own Google account"
    assert google.token_calls[0].form == {
        "grant_type": "refresh_token",
        "client_id": "client.apps.googleusercontent.com",
        "client_secret": CLIENT_SECRET,
        "refresh_token": REFRESH_TOKEN,
    }


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return 1.7e9 + self.now


@pytest.mark.parametrize(
    ("reply", "passed_s", "fetches"),
    [
        pytest.param({"expires_in": 3599}, 3530, 1, id="it holds"),
        pytest.param({"expires_in": 3599}, 3540, 2, id="not in its last minute"),
        pytest.param({"expires_in": 10}, 29, 1, id="one that is over at once is used all the same"),
        pytest.param({"expires_in": 10}, 31, 2, id="but not for long"),
        pytest.param({}, 31, 2, id="one that says no end"),
        pytest.param({"expires_in": "soon"}, 31, 2, id="or says it badly"),
        pytest.param({"expires_in": 1e300}, 86_400, 2, id="for ever is a day"),
    ],
)
async def test_a_token_is_kept_for_its_time(
    google: Google,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    reply: dict[str, Any],
    passed_s: float,
    fetches: int,
) -> None:
    clock = Clock()
    monkeypatch.setattr(tokens_module, "time", clock)
    google.token_replies += [of({"access_token": f"ya29.token-{number}", **reply}) for number in (1, 2)]
    async with SheetsApi(google.access(tmp_path)) as api:
        await ask(api)
        clock.now += passed_s
        await ask(api)
    assert len(google.token_calls) == fetches


async def test_who_leaves_does_not_take_it_from_the_others(google: Google, tmp_path: Path) -> None:
    google.gate.clear()
    async with SheetsApi(google.access(tmp_path)) as api:
        first, second = asyncio.create_task(ask(api)), asyncio.create_task(ask(api))
        await google.asked_for_token.wait()
        first.cancel()
        await asyncio.wait([first])
        google.gate.set()
        await second
    assert (len(google.token_calls), len(google.calls)) == (1, 1)


async def test_all_who_wait_hear_of_a_refusal_by_one_request(google: Google, tmp_path: Path) -> None:
    google.gate.clear()
    google.token_replies.append(of({"error": "invalid_grant"}, 400))
    async with SheetsApi(google.access(tmp_path)) as api:
        asked = [asyncio.create_task(ask(api)) for _ in range(5)]
        await google.asked_for_token.wait()
        google.gate.set()
        ends = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(end, GoogleRefused) for end in ends)
    assert len({id(end) for end in ends}) == 5, "an exception that several raise would collect their places"
    assert len(google.token_calls) == 1
    assert google.calls == []


async def test_it_can_be_left_while_a_token_is_on_its_way(google: Google, tmp_path: Path) -> None:
    google.gate.clear()
    async with SheetsApi(google.access(tmp_path)) as api:
        task = asyncio.create_task(ask(api))
        await google.asked_for_token.wait()
        task.cancel()
        await asyncio.wait([task])
    google.gate.set()


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(RESET, id="a reset"),
        pytest.param(Reply(503), id="not now"),
        pytest.param(Reply(200, b"<html>"), id="no JSON"),
    ],
)
async def test_what_may_pass_is_tried_again(google: Google, tmp_path: Path, reply: Reply) -> None:
    google.token_replies += [reply, of({"access_token": "ya29.token-2", "expires_in": 3599})]
    async with SheetsApi(google.access(tmp_path)) as api:
        await ask(api)
    assert len(google.token_calls) == 2


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param({}, id="none"),
        pytest.param({"access_token": ""}, id="an empty one"),
        pytest.param({"access_token": 5}, id="a number"),
        pytest.param({"access_token": "a\r\nX-Evil: 1"}, id="one that would end the header"),
    ],
)
async def test_what_is_no_token_is_not_used(google: Google, tmp_path: Path, reply: dict[str, Any]) -> None:
    google.token_replies.append(of(reply))
    async with SheetsApi(google.access(tmp_path)) as api:
        with pytest.raises(GoogleUnavailable, match="gave no token"):
            await ask(api)
    assert google.calls == []


@pytest.mark.parametrize(
    ("who", "reply", "words"),
    [
        pytest.param(
            None,
            of({"error": "invalid_grant", "error_description": "Invalid grant: account not found"}, 400),
            "127.0.0.1 gives no token: Invalid grant: account not found. The key or its account was deleted or "
            "disabled; make another key. In the Google Cloud console",
            id="a key that was deleted",
        ),
        pytest.param(
            None,
            replace(of({"error": "invalid_grant", "error_description": "Invalid JWT"}, 400), ahead_s=3600),
            "This machine's clock is 60 minutes slow",
            id="a slow clock",
        ),
        pytest.param(
            None,
            replace(of({"error": "invalid_grant"}, 400), ahead_s=-7200),
            "This machine's clock is 120 minutes fast",
            id="a fast clock",
        ),
        pytest.param(
            None, of({"error": "invalid_scope"}, 400), "invalid_scope. Check that the file", id="another code"
        ),
        pytest.param(None, Reply(404, b"<html>"), "gives no token. Check that the file", id="not the right place"),
        pytest.param("user", of({"error": "invalid_grant"}, 400), "Sign in again with `gcloud", id="a person"),
        pytest.param(
            "user", of({"error": "deleted_client"}, 401), "Sign in again with `gcloud", id="by a lost program"
        ),
    ],
)
async def test_a_refusal_is_advice(google: Google, tmp_path: Path, who: str | None, reply: Reply, words: str) -> None:
    google.token_replies.append(reply)
    told = user(google.token_uri) if who else None
    async with SheetsApi(google.access(tmp_path, told)) as api:
        with pytest.raises(GoogleRefused) as caught:
            await ask(api)
    said = str(caught.value)
    assert words in said
    assert str(tmp_path / "key.json") in said, "which key it is about"
    assert caught.value.status == reply.status
    assert len(google.token_calls) == 1


def secrets(google: Google) -> list[str]:
    """Whatever must not be seen: the key in its lines, and what was made of it or given for it."""
    of_the_key = [line for line in private_key().splitlines() if not line.startswith("-")]
    assertions = [call.form["assertion"] for call in google.token_calls if "assertion" in call.form]
    parts = [part for one in assertions for part in one.split(".")]
    is_person = any("refresh_token" in call.form for call in google.token_calls)
    return [*([REFRESH_TOKEN, CLIENT_SECRET] if is_person else of_the_key), *parts, *google.tokens]


def echoes(status: int) -> list[Reply]:
    """Refusals that repeat what they were sent, as nobody should."""
    names = [*(f"ya29.token-{number}" for number in range(1, 9)), REFRESH_TOKEN, CLIENT_SECRET]
    words = f"{' '.join(names)} {private_key()}"
    return [of({"error": {"message": words, "status": "X"}}, status)] * 8


@pytest.mark.parametrize(
    ("of_calls", "of_tokens"),
    [
        pytest.param([Reply()], [], id="all goes well"),
        pytest.param([RESET] * 50, [], id="nothing gets through"),
        pytest.param([Reply(200, b'{"a": 1}', cut=2)] * 50, [], id="answers break off"),
        pytest.param([Reply(200, b"", (("Bad Header\x00", "x"),))] * 50, [], id="no HTTP"),
        pytest.param([Reply(503)] * 50, [], id="not now"),
        pytest.param(echoes(403), [], id="the token comes back in the refusal"),
        pytest.param(echoes(401), [], id="and where it was not known"),
        pytest.param([], [RESET] * 50, id="no tokens"),
        pytest.param([], [of({"error": "invalid_grant"}, 400)], id="the key is refused"),
        pytest.param([], [of({"error_description": private_key(), "error": REFRESH_TOKEN}, 400)], id="and comes back"),
    ],
)
@pytest.mark.parametrize("who", ["service account", "person"])
async def test_a_secret_is_in_no_log_no_error_and_no_repr(
    google: Google,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    who: str,
    of_calls: list[Reply],
    of_tokens: list[Reply],
) -> None:
    caplog.set_level(logging.DEBUG)
    google.replies, google.token_replies = [*of_calls], [*of_tokens]
    told = user(google.token_uri) if who == "person" else None
    seen: list[str] = []
    async with SheetsApi(google.hasty(tmp_path, told)) as api:
        try:
            await ask(api)
        except GoogleFailed as failed:
            seen += with_all_that_hangs_on(failed)
        seen += [repr(api), str(vars(api)), repr(vars(api._tokens)), repr(api._credentials), str(api._credentials)]
    seen += [record.getMessage() for record in caplog.records] + [str(vars(record)) for record in caplog.records]
    leaked = [secret for secret, text in itertools.product(secrets(google), seen) if secret in text]
    assert leaked == []


def with_all_that_hangs_on(failed: GoogleFailed) -> list[str]:
    """The error as everybody could print it, with the locals of our own frames."""
    report = traceback.TracebackException.from_exception(failed, capture_locals=True)
    frames = [frame for frame in report.stack if "theodore" in frame.filename and "tests" not in frame.filename]
    assert frames
    values = [str(frame.locals) for frame in frames]
    assert failed.__context__ is None
    return [str(failed), repr(failed), str(vars(failed)), repr(pickle.dumps(failed)), *values]
