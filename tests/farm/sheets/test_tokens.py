"""The token endpoint, and what a token lets its holder do."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.farm.sheets.caller import ASSERTION, SCOPE, Answer, Caller, ask_token, assertion, send
from theodore.farm.sheets import Emulator, SheetsConfig, running

READ_ONLY = "https://www.googleapis.com/auth/spreadsheets.readonly"
TIMES = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


def read_key(google: Emulator, folder: Path, account: str = "robot@emulator.test", **options: bool) -> dict[str, Any]:
    key: dict[str, Any] = json.loads(google.key_file(folder, account, **options).read_text(encoding="utf-8"))
    return key


def test_a_key_file_has_what_googles_have(google: Emulator, tmp_path: Path) -> None:
    path = google.key_file(tmp_path)
    key = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert key["type"] == "service_account"
    assert key["client_email"] == "robot@emulator.test"
    assert key["token_uri"] == f"{google.api_base}/token"
    assert key["private_key"].startswith("-----BEGIN PRIVATE KEY-----\n")


def test_an_assertion_gives_a_token(google: Emulator, tmp_path: Path) -> None:
    key = read_key(google, tmp_path)
    answer = ask_token(google.api_base, grant_type=ASSERTION, assertion=assertion(key))
    assert answer.status == 200
    assert answer.body["token_type"] == "Bearer"
    assert answer.body["expires_in"] == 3599


def test_googles_own_endpoint_may_be_named_as_audience(google: Emulator, tmp_path: Path) -> None:
    signed = assertion(read_key(google, tmp_path), aud="https://oauth2.googleapis.com/token")
    assert ask_token(google.api_base, grant_type=ASSERTION, assertion=signed).status == 200


NOW = time.time()


@pytest.mark.parametrize(
    ("claims", "code", "description"),
    [
        pytest.param(
            {"iss": "nobody@x.test"}, "invalid_grant", "Invalid grant: account not found", id="no such account"
        ),
        pytest.param({"iat": NOW - 9000, "exp": NOW - 5400}, "invalid_grant", TIMES, id="long over"),
        pytest.param({"iat": NOW + 3000, "exp": NOW + 6000}, "invalid_grant", TIMES, id="not yet begun"),
        pytest.param({"exp": NOW + 9000}, "invalid_grant", TIMES, id="good for too long"),
        pytest.param(
            {"iat": None}, "invalid_grant", "Invalid JWT: iat and exp must be numbers", id="without a beginning"
        ),
        pytest.param(
            {"scope": None}, "invalid_scope", "Invalid OAuth scope or ID token audience provided.", id="for nothing"
        ),
        pytest.param(
            {"scope": "x"}, "invalid_scope", "Invalid OAuth scope or ID token audience provided.", id="for what is not"
        ),
    ],
)
def test_an_assertion_that_says_something_wrong_gives_none(
    google: Emulator, tmp_path: Path, claims: dict[str, Any], code: str, description: str
) -> None:
    answer = ask_token(google.api_base, grant_type=ASSERTION, assertion=assertion(read_key(google, tmp_path), **claims))
    assert answer.status == 400
    assert answer.body == {"error": code, "error_description": description}


def test_another_audience_gives_none(google: Emulator, tmp_path: Path) -> None:
    signed = assertion(read_key(google, tmp_path), aud="https://elsewhere.test/token")
    answer = ask_token(google.api_base, grant_type=ASSERTION, assertion=signed)
    assert answer.body["error"] == "invalid_grant"
    assert "Failed audience check" in answer.body["error_description"]


def test_a_key_that_google_does_not_know_gives_none(google: Emulator, tmp_path: Path) -> None:
    read_key(google, tmp_path)
    answer = ask_token(
        google.api_base, grant_type=ASSERTION, assertion=assertion(read_key(google, tmp_path, known=False))
    )
    assert answer.body == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


def test_a_signature_by_another_key_gives_none(google: Emulator, tmp_path: Path) -> None:
    key, other = read_key(google, tmp_path), read_key(google, tmp_path, "other@emulator.test")
    signed = assertion(key | {"private_key": other["private_key"]})
    answer = ask_token(google.api_base, grant_type=ASSERTION, assertion=signed)
    assert answer.body == {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}


def test_an_account_that_is_gone_gets_none(google: Emulator, tmp_path: Path) -> None:
    key = read_key(google, tmp_path, "gone@emulator.test")
    google.accounts.remove("gone@emulator.test")
    answer = ask_token(google.api_base, grant_type=ASSERTION, assertion=assertion(key))
    assert answer.body["error_description"] == "Invalid grant: account not found"


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        pytest.param({}, 400, "invalid_request", id="nothing asked"),
        pytest.param({"grant_type": "password"}, 400, "unsupported_grant_type", id="another kind"),
        pytest.param({"grant_type": ASSERTION, "assertion": "a.b"}, 400, "invalid_grant", id="no assertion"),
        pytest.param({"grant_type": ASSERTION, "assertion": "e30.W10.x"}, 400, "invalid_grant", id="nor this"),
        pytest.param({"grant_type": "refresh_token", "refresh_token": "x"}, 400, "invalid_grant", id="an unknown user"),
    ],
)
def test_what_cannot_be_read_gives_none(google: Emulator, form: dict[str, str], status: int, code: str) -> None:
    answer = ask_token(google.api_base, **form)
    assert (answer.status, answer.body["error"]) == (status, code)


def test_a_signed_in_user_gets_one_too(google: Emulator, tmp_path: Path) -> None:
    path = google.user_file(tmp_path)
    user = json.loads(path.read_text(encoding="utf-8"))
    assert (path.name, user["type"]) == ("application_default_credentials.json", "authorized_user")
    form = {name: user[name] for name in ("client_id", "client_secret", "refresh_token")}
    token = ask_token(google.api_base, grant_type="refresh_token", **form).body["access_token"]
    book = google.add_book({"A": [["x"]]}, shared={"user@emulator.test": "reader"})
    path_of_book = f"/v4/spreadsheets/{book}"
    assert send(google.api_base, "GET", path_of_book, Authorization=f"Bearer {token}").status == 200
    wrong = ask_token(google.api_base, grant_type="refresh_token", **(form | {"client_secret": "no"}))
    assert (wrong.status, wrong.body["error"]) == (401, "invalid_client")


def get(google: Emulator, book: str, **headers: str) -> Answer:
    return send(google.api_base, "GET", f"/v4/spreadsheets/{book}", None, **headers)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        pytest.param({}, "CREDENTIALS_MISSING", id="none"),
        pytest.param({"Authorization": "Basic eDp5"}, "CREDENTIALS_MISSING", id="of another kind"),
        pytest.param({"Authorization": "Bearer x"}, "ACCESS_TOKEN_EXPIRED", id="unknown"),
    ],
)
def test_without_a_token_nothing_is_told(google: Emulator, headers: dict[str, str], reason: str) -> None:
    answer = get(google, google.add_book({"A": []}), **headers)
    assert (answer.status, answer.body["error"]["status"]) == (401, "UNAUTHENTICATED")
    assert answer.body["error"]["details"][0]["reason"] == reason


def test_a_token_ends() -> None:
    with running(SheetsConfig(token_s=0)) as google:
        caller = Caller(google)
        answer = caller.ask("GET", f"/{google.add_book({'A': []})}")
    assert answer.refusal[:2] == (401, "UNAUTHENTICATED")


def test_tokens_can_be_revoked(google: Emulator) -> None:
    caller, book = Caller(google, "revoked@emulator.test"), google.add_book({"A": []}, shared={})
    assert caller.ask("GET", f"/{book}").status == 403
    google.accounts.remove("revoked@emulator.test")
    assert caller.ask("GET", f"/{book}").status == 401


DENIED = (403, "PERMISSION_DENIED", "The caller does not have permission")


@pytest.mark.parametrize(
    ("role", "reading", "writing"),
    [
        pytest.param(None, DENIED, DENIED, id="not shared"),
        pytest.param("reader", None, DENIED, id="to be read"),
        pytest.param("writer", None, None, id="to be written"),
    ],
)
def test_a_book_is_open_to_those_it_is_shared_with(
    google: Emulator, caller: Caller, role: str | None, reading: Any, writing: Any
) -> None:
    book = google.add_book({"A": [["x"]]}, shared={})
    google.share(book, caller.account, role)
    read, written = caller.values(book, "A!A1"), caller.put(book, "A!A1", [["y"]])
    assert (None if read.status == 200 else read.refusal) == reading
    assert (None if written.status == 200 else written.refusal) == writing
    assert google.values(book, "A") == [["x" if writing else "y"]]


def test_a_book_that_is_not_there_is_not_found(caller: Caller, google: Emulator) -> None:
    book = google.add_book({"A": []})
    google.remove(book)
    assert caller.ask("GET", f"/{book}").refusal == (404, "NOT_FOUND", "Requested entity was not found.")


def test_a_scope_for_reading_does_not_write(google: Emulator) -> None:
    caller, book = Caller(google, scope=READ_ONLY), google.add_book({"A": [["x"]]})
    assert caller.values(book, "A!A1").status == 200
    refused = caller.put(book, "A!A1", [["y"]])
    assert refused.refusal == (403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")
    assert SCOPE != READ_ONLY
