"""A plain client of the emulator, which knows nothing of it but its address and its key file."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from google.auth import crypt, jwt

from tests.farm.sheets.description import answer_of, problems
from theodore.farm.sheets import Emulator

SCOPE = "https://www.googleapis.com/auth/spreadsheets"
ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. body: read as JSON where it is that."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def refusal(self) -> tuple[int, str, str]:
        """Google's status, code and message."""
        return self.status, self.body["error"]["status"], self.body["error"]["message"]


def send(base: str, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
    """One request over a connection of its own. Raises OSError or HTTPException where it is broken off."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=20)
    try:
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        read = response.read()
        told = dict(response.getheaders())
    finally:
        connection.close()
    is_json = told.get("Content-Type", "").startswith("application/json")
    return Answer(response.status, json.loads(read) if is_json else read.decode(), told)


def claims(key: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """What an assertion says for this key; with others in place of it."""
    now = int(time.time())
    usual = {"iss": key["client_email"], "aud": key["token_uri"], "scope": SCOPE, "iat": now, "exp": now + 3600}
    return {name: held for name, held in (usual | others).items() if held is not None}


def assertion(key: Mapping[str, Any], **others: Any) -> str:
    """An assertion signed with the key."""
    signer = crypt.RSASigner.from_service_account_info(key)  # type: ignore[no-untyped-call]  # it has no types
    return bytes(jwt.encode(signer, claims(key, **others))).decode()  # type: ignore[no-untyped-call]  # as above


def ask_token(base: str, **form: str) -> Answer:
    """Ask the token endpoint."""
    body = urlencode(form).encode()
    return send(base, "POST", "/token", body, **{"Content-Type": "application/x-www-form-urlencoded"})


@dataclass
class Caller:
    """Calls the API as an account that has a key file."""

    google: Emulator
    account: str = "robot@emulator.test"
    scope: str = SCOPE
    token: str = field(init=False)

    def __post_init__(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            key = json.loads(self.google.key_file(Path(folder), self.account).read_text(encoding="utf-8"))
        answer = ask_token(self.google.api_base, grant_type=ASSERTION, assertion=assertion(key, scope=self.scope))
        self.token = answer.body["access_token"]

    def ask(self, method: str, way: str, body: Any = None, query: Any = (), **headers: str) -> Answer:
        """Call what is at this way below `/v4/spreadsheets`. body: an object for JSON, or bytes."""
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/v4/spreadsheets{way}" + (f"?{urlencode(query, doseq=True)}" if query else "")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", **headers}
        answer = send(self.google.api_base, method, path, sent, **headers)
        if answer.status == 200:
            # whatever is told is told as Google describes it
            assert problems(answer_of(self.google.calls[-1].name), answer.body) == []
        return answer

    def values(self, book: str, range_: str, **query: str) -> Answer:
        """values.get."""
        return self.ask("GET", f"/{book}/values/{quote(range_, safe='')}", query=query)

    def put(self, book: str, range_: str, values: Any, option: str = "RAW", **query: str) -> Answer:
        """values.update."""
        query = {"valueInputOption": option, **query}
        return self.ask("PUT", f"/{book}/values/{quote(range_, safe='')}", {"values": values}, query)

    def update(self, book: str, *requests: Any) -> Answer:
        """spreadsheets.batchUpdate."""
        return self.ask("POST", f"/{book}:batchUpdate", {"requests": requests})
