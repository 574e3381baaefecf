"""A stand-in for Google on loopback, over real HTTP: gives tokens to who proves himself, and answers as it is told."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from tests.net.servers import raw_server
from theodore.net.google.access import GoogleAccess
from theodore.policy.retry import RetryConfig

ROBOT = "robot@project.iam.gserviceaccount.com"
CLIENT_SECRET = "client-secret-0123456789"
REFRESH_TOKEN = "refresh-token-0123456789"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_key() -> str:
    """PEM, as it stands in a key file."""
    return (
        _key()
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _public_key() -> bytes:
    return _key().public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def service_account(token_uri: str, /, **others: Any) -> dict[str, Any]:
    """What a service account's key file holds."""
    return {
        "type": "service_account",
        "project_id": "project",
        "private_key_id": "key-1",
        "private_key": private_key(),
        "client_email": ROBOT,
        "client_id": "123",
        "token_uri": token_uri,
    } | others


def user(token_uri: str, /, **others: Any) -> dict[str, Any]:
    """What gcloud keeps of a person."""
    return {
        "type": "authorized_user",
        "account": "",
        "client_id": "client.apps.googleusercontent.com",
        "client_secret": CLIENT_SECRET,
        "refresh_token": REFRESH_TOKEN,
        "token_uri": token_uri,
    } | others


@dataclass(frozen=True)
class Reply:
    """What is sent for one request.

    headers: beside the usual ones. cut: bytes of the body that are left out. ahead_s: seconds that its clock is ahead.
    """

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    cut: int = 0
    ahead_s: float = 0.0
    reset: bool = False
    silent: bool = False

    def data(self) -> bytes:
        head = [f"HTTP/1.1 {self.status} Whatever", f"Content-Length: {len(self.body)}"]
        head.append(f"Date: {formatdate(time.time() + self.ahead_s, usegmt=True)}")
        head += [f"{name}: {value}" for name, value in self.headers]
        return "\r\n".join(head).encode() + b"\r\n\r\n" + self.body[: len(self.body) - self.cut]


def of(body: Any, status: int = 200, **headers: str) -> Reply:
    """A reply of JSON; underscores in the headers' names stand for hyphens."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status, json.dumps(body).encode(), pairs)


def error(status: int, code: str, message: str = "", reason: str = "", **metadata: str) -> Reply:
    """A refusal in the form of Google's APIs."""
    told: dict[str, Any] = {"code": status, "message": message, "status": code}
    if reason:
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "metadata": metadata}
        told["details"] = [{"@type": "type.googleapis.com/google.rpc.Help", "links": []}, info]
    return of({"error": told}, status)


RESET = Reply(reset=True)
SILENCE = Reply(silent=True)


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Google:
    """replies, token_replies: what is answered next, in this order; after that that all is well, and a good token.

    calls, token_calls: what came in. gate: while it is closed, tokens are waited for.
    asked_for_token: whether anybody waited for one.
    """

    port: int = 0
    replies: list[Reply] = field(default_factory=list)
    token_replies: list[Reply] = field(default_factory=list)
    calls: list[Request] = field(default_factory=list)
    token_calls: list[Request] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked_for_token: asyncio.Event = field(default_factory=asyncio.Event)
    spoiled: set[str] = field(default_factory=set)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token_uri(self) -> str:
        return f"{self.base}/token"

    @property
    def tokens(self) -> list[str]:
        """Every token that was given."""
        return [f"ya29.token-{number}" for number in range(1, len(self.token_calls) + 1)]

    def key_file(self, folder: Path, told: dict[str, Any] | None = None) -> Path:
        """A file with this in it, else with a service account's key."""
        path = folder / "key.json"
        path.write_text(json.dumps(told or service_account(self.token_uri)), encoding="utf-8")
        return path

    def hasty(self, folder: Path, told: dict[str, Any] | None = None, **others: Any) -> GoogleAccess:
        """With waits so long that a call is given up after its first try."""
        return self.access(
            folder, told, **{"backoff": RetryConfig(base_backoff=60.0), "give_up_after_s": 30.0} | others
        )

    def access(self, folder: Path, told: dict[str, Any] | None = None, **others: Any) -> GoogleAccess:
        """With waits that are too short to be noticed, and with none that are chosen by chance."""
        backoff = RetryConfig(base_backoff=0.001, max_backoff=0.002)
        key = self.key_file(folder, told)
        usual = GoogleAccess(api_base=self.base, key_file=key, backoff=backoff, timeout_s=20.0, give_up_after_s=20.0)
        return replace(usual, **others)

    async def reply(self, request: Request) -> Reply:
        if request.path == "/token":
            return await self._token(request)
        self.calls.append(request)
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer not in self.tokens or bearer in self.spoiled:
            return error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.")
        return self.replies.pop(0) if self.replies else _usual(request)

    async def _token(self, request: Request) -> Reply:
        self.token_calls.append(request)
        token = self.tokens[-1]
        self.asked_for_token.set()
        await self.gate.wait()
        if self.token_replies:
            return self.token_replies.pop(0)
        if request.form["grant_type"] == "refresh_token":
            is_known = request.form["refresh_token"] == REFRESH_TOKEN and request.form["client_secret"] == CLIENT_SECRET
        else:
            is_known = self._is_proved(request.form["assertion"])
        if not is_known:
            return of({"error": "invalid_grant"}, 400)
        return of({"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _is_proved(self, assertion: str) -> bool:
        """Whether this was signed by the robot, for here. Raises where it was not."""
        claims = jwt.decode(  # type: ignore[no-untyped-call] # google-auth has types for a part of itself
            assertion, certs=_public_key(), audience=self.token_uri
        )
        return bool(claims["iss"] == ROBOT and claims["exp"] - claims["iat"] == 3600)


def _usual(request: Request) -> Reply:
    """What says that all was done."""
    return of({"replies": [{} for _ in request.json["requests"]]} if request.path.endswith(":batchUpdate") else {})


async def _serve(google: Google, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        reply = await google.reply(await _read(reader))
        if reply.reset:
            # no goodbye: what the other side sees is a reset
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return
        if reply.silent:
            await reader.read()  # until the other side hangs up
            return
        writer.write(reply.data())
        await writer.drain()
        if reply.cut:
            return


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").splitlines()
    method, target, _ = head[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    return Request(method, unquote(parts.path), parse_qsl(parts.query), headers, body)


@asynccontextmanager
async def running() -> AsyncIterator[Google]:
    """One that answers."""
    google = Google()
    google.gate.set()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _serve(google, reader, writer)

    async with raw_server(handler) as port:
        google.port = port
        yield google
