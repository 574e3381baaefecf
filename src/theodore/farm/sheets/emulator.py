"""Google Sheets on loopback: real HTTP, real tokens, real quotas."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from theodore.farm.chance import draws
from theodore.farm.gate import listening_socket
from theodore.farm.sheets import methods, schema
from theodore.farm.sheets.accounts import Accounts, TokenError
from theodore.farm.sheets.book import Book, Tab, filled
from theodore.farm.sheets.config import DONE, Fault, Kind, SheetsConfig
from theodore.farm.sheets.errors import ApiError, Invalid
from theodore.farm.sheets.kinds.grids import free_gid
from theodore.farm.sheets.masks import parse, picked
from theodore.farm.sheets.quota import Quota
from theodore.farm.sheets.routes import Route, route
from theodore.farm.sheets.values import Reading, rows_of

#: The account that key files are for, if no other is named; and gcloud's user.
ROBOT = "robot@emulator.test"
USER = "user@emulator.test"

#: No body of a call may be larger, in bytes.
MOST_BYTES = 10 * 1024 * 1024
_TOKEN_PATH = "/token"  # noqa: S105 - a path
_ID_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_RESET = struct.pack("ii", 1, 0)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that came in.

    at: when, in seconds since the epoch. method: of HTTP. path: with its query. kind: read, write, token or other.
    account: empty where it is not known. status: of the answer, 0 where there was none. name: of the API's method,
    like `values.batchGet`. size: bytes of the body.
    """

    at: float
    method: str
    path: str
    kind: str
    account: str
    status: int
    fault: Fault | None = None
    name: str = ""
    size: int = 0


@dataclass(slots=True)
class _Answer:
    """What is to be sent."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    account: str = ""
    fault: Fault | None = None


class Emulator:
    """A running Google Sheets: `async with Emulator(config) as google`; `running` has it in a thread of its own.

    What is called from outside may be called from any thread.
    """

    def __init__(self, config: SheetsConfig | None = None) -> None:
        self.config = config or SheetsConfig()
        self.calls: list[Call] = []
        self._books: dict[str, Book] = {}
        self._lock = threading.RLock()
        self._quota = Quota(self.config)
        self._forced: list[tuple[Fault, Kind | None]] = []
        self._down: Fault | None = None
        self._faults = draws(self.config.seed, "sheets", "faults")
        self._socket = listening_socket(self.config.port)
        self.port = int(self._socket.getsockname()[1])
        self.accounts = Accounts(self.api_base + _TOKEN_PATH, self.config.token_s)

    @property
    def api_base(self) -> str:
        """Where the API is, without its `/v4`."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._closing = asyncio.Event()
        self._web = web.Server(self._handle, access_log=None, handler_cancellation=True, lingering_time=0)
        self._server = await asyncio.get_running_loop().create_server(self._web, sock=self._socket, backlog=512)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.close()
        await self._web.shutdown(0.1)

    # what a test or a person does beside the API

    def key_file(self, folder: Path, account: str = ROBOT, *, known: bool = True) -> Path:
        """Write a service account's key file into the folder.

        known: False for a key that Google does not know any more.
        """
        return _written(
            folder / f"{account.partition('@')[0]}.json", self.accounts.service_account(account, known=known)
        )

    def user_file(self, folder: Path, account: str = USER) -> Path:
        """Write gcloud's file of a signed-in user into the folder, under the name that gcloud gives it."""
        return _written(folder / "application_default_credentials.json", self.accounts.user(account))

    def add_book(
        self,
        tabs: Mapping[str, Sequence[Sequence[Any]]],
        title: str = "Leads",
        id: str | None = None,  # noqa: A002 - the field's word
        shared: Mapping[str, str] | None = None,
        locale: str = "en_US",
    ) -> str:
        """Add a spreadsheet, and return its id.

        tabs: by title the rows, typed: a text is a text, whatever it begins with, and a formula is a Formula. shared:
        by account "writer" or "reader"; with ROBOT and USER as writers, if nothing is given.
        """
        with self._lock:
            book_id = id or self._new_id()
            book = Book(book_id, title, [], locale, shared=dict(shared or {ROBOT: "writer", USER: "writer"}))
            if shared is not None:
                book.shared = dict(shared)
            for name, rows in tabs.items():
                book.tabs.append(filled(free_gid(book) if book.tabs else 0, name, rows))
            self._books[book_id] = book
        return book_id

    def _new_id(self) -> str:
        chance = draws(self.config.seed, "sheets", "id", len(self._books))
        return "1" + "".join(chance.choices(_ID_SIGNS, k=43))

    def sheet_url(self, book_id: str) -> str:
        """The address that a person has of the spreadsheet."""
        return f"https://docs.google.com/spreadsheets/d/{book_id}/edit"

    def book(self, book_id: str) -> Book:
        """The spreadsheet as it is now, to look at."""
        with self._lock:
            return self._books[book_id].copy()

    def values(self, book_id: str, tab: str) -> list[list[Any]]:
        """What the tab's cells come to now, row by row, without the blanks at the end; blanks before are ""."""
        return self._rows(book_id, tab, Reading("UNFORMATTED_VALUE"))

    def formulas(self, book_id: str, tab: str) -> list[list[Any]]:
        """The same, with the formulas themselves."""
        return self._rows(book_id, tab, Reading("FORMULA"))

    def _rows(self, book_id: str, tab: str, how: Reading) -> list[list[Any]]:
        with self._lock:
            book = self._books[book_id]
            found = book.tab(tab)
            return rows_of(book, found, found.whole, how)

    def tabs(self, book_id: str) -> list[str]:
        """The tabs' titles, in their order."""
        with self._lock:
            return [tab.title for tab in self._books[book_id].tabs]

    def change(self, book_id: str, how: Callable[[Book], T]) -> T:
        """A person's hand: change the book between two calls, whole or, where this raises, not at all."""
        with self._lock:
            draft = self._books[book_id].copy()
            done = how(draft)
            draft.changed()
            self._books[book_id] = draft
        return done

    def share(self, book_id: str, account: str, role: str | None) -> None:
        """Share the book as "writer" or "reader"; None takes the access away."""
        with self._lock:
            shared = {who: held for who, held in self._books[book_id].shared.items() if who != account}
            self._books[book_id] = replace(self._books[book_id], shared=shared | ({account: role} if role else {}))

    def remove(self, book_id: str) -> None:
        """Delete the spreadsheet."""
        with self._lock:
            del self._books[book_id]

    def strike(self, fault: Fault, times: int = 1, kind: Kind | None = None) -> None:
        """Let the next calls, of this kind if one is named, meet this fault."""
        with self._lock:
            self._forced += [(fault, kind)] * times

    @contextmanager
    def down(self, fault: Fault = Fault.ERROR_503) -> Iterator[None]:
        """While this is open every call meets this fault."""
        self._down = fault
        try:
            yield
        finally:
            self._down = None

    # what comes in

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        at, url = time.time(), urlsplit(request.raw_path)
        found = route(request.method, url.path)
        is_token = url.path == _TOKEN_PATH and request.method == "POST"
        kind = Kind.TOKEN if is_token else found.kind if found else Kind.OTHER
        try:
            body = await _read(request)
            if self.config.latency_s:
                await asyncio.sleep(self.config.latency_s)
            with self._lock:
                if kind is Kind.TOKEN:
                    answer = self._token(body)
                elif found is None:
                    answer = _Answer(404, _NOT_FOUND, "text/html; charset=UTF-8")
                else:
                    answer = self._answer(found, request, parse_qs(url.query, keep_blank_values=True), body)
        except ApiError as refused:
            body, answer = b"", _refusal(refused)
        silent = answer.fault in _WITHOUT_ANSWER
        name = found.method if found else ""
        self.calls.append(
            Call(
                at,
                request.method,
                request.raw_path,
                kind.value,
                answer.account,
                0 if silent else answer.status,
                answer.fault,
                name,
                len(body),
            )
        )
        return await self._send(request, answer)

    def _fault(self, kind: Kind) -> Fault | None:
        """The fault that the next call of this kind meets."""
        drawn = self.config.faults.drawn(kind, self._faults.random())
        if self._down:
            return self._down
        for at, (fault, only) in enumerate(self._forced):
            if only in {None, kind}:
                del self._forced[at]
                return fault
        return drawn

    def _token(self, body: bytes) -> _Answer:
        fault = self._fault(Kind.TOKEN)
        if fault and fault not in DONE:
            return _failed(fault)
        form = {name: given[-1] for name, given in parse_qs(body.decode("utf-8", "replace")).items()}
        try:
            account, told = self.accounts.token(form, time.time())
        except TokenError as refused:
            return _Answer(refused.status, _json(refused.body()), fault=fault)
        return _Answer(200, _json(told), account=account, fault=fault)

    def _answer(
        self, found: Route, request: web.BaseRequest, query: Mapping[str, Sequence[str]], body: bytes
    ) -> _Answer:
        account = ""
        try:
            grant = self.accounts.grant(request.headers.get("Authorization"), found.kind, time.time())
            account = grant.account
            self._quota.take(found.kind, account, time.monotonic())
            fault = self._fault(found.kind)
            if fault and fault not in DONE:
                return _failed(fault, account)
            told = self._done(found, account, query, body)
        except ApiError as refused:
            return _refusal(refused, account)
        return _Answer(200, _json(told), account=account, fault=fault)

    def _done(self, found: Route, account: str, query: Mapping[str, Sequence[str]], body: bytes) -> dict[str, Any]:
        """Do what is called, and tell of it as far as is wanted."""
        fields = (query.get("fields") or query.get("$fields") or ["*"])[-1]
        mask = parse(fields)
        schema.check(found.method, mask)
        today = dt.datetime.now(dt.UTC).date()
        asked = methods.Asked(found.argument, query, _parsed(body), mask, today)
        if found.method == "spreadsheets.create":
            book = methods.new_book(self._new_id(), account, asked)
            self._books[book.id] = book
            return dict(picked(methods.told_book(book), mask))
        told, changed = methods.call(found.method, self._open(found, account), asked)
        if changed is not None:
            self._books[found.book] = changed
        return dict(picked(told, mask))

    def _open(self, found: Route, account: str) -> Book:
        book = self._books.get(found.book)
        if book is None:
            raise ApiError(404, "Requested entity was not found.")
        role = book.shared.get(account)
        if role is None or (found.kind is Kind.WRITE and role != "writer"):
            raise ApiError(403, "The caller does not have permission")
        return book

    async def _send(self, request: web.BaseRequest, answer: _Answer) -> web.StreamResponse:
        if answer.fault in {Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER}:
            await self._closing.wait()
            return _reset(request)
        if answer.fault in {Fault.RESET_BEFORE, Fault.RESET_AFTER}:
            return _reset(request)
        headers, body = {"Content-Type": answer.content_type, "Server": "ESF"}, answer.body
        if len(body) > 1024 and "gzip" in request.headers.get("Accept-Encoding", ""):
            # the fastest level: it is the emulator that pays
            body = zlib.compress(body, 1, wbits=31)
            headers |= {"Content-Encoding": "gzip", "Vary": "Origin, X-Origin, Referer"}
        if answer.fault is Fault.TRUNCATED:
            return await _cut(request, answer.status, headers, body)
        return web.Response(status=answer.status, body=body, headers=headers)


_WITHOUT_ANSWER = frozenset({Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER, Fault.RESET_BEFORE, Fault.RESET_AFTER})
_NOT_FOUND = (
    b"<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n"
    b"<p><b>404.</b> <ins>That\xe2\x80\x99s an error.</ins>\n<p>The requested URL was not found on this server.\n"
)
_BAD_GATEWAY = (
    b"<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n"
    b"<p><b>502.</b> <ins>That\xe2\x80\x99s an error.</ins>\n"
    b"<p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 "
    b"seconds.\n"
)


def _failed(fault: Fault, account: str = "") -> _Answer:
    """The answer of a call that is not done."""
    match fault:
        case Fault.ERROR_500:
            answer = _refusal(ApiError(500, "Internal error encountered."), account)
        case Fault.ERROR_503:
            answer = _refusal(ApiError(503, "The service is currently unavailable."), account)
        case Fault.HTML_502:
            answer = _Answer(502, _BAD_GATEWAY, "text/html; charset=UTF-8", account)
        case _:
            answer = _Answer(0, b"", account=account)
    answer.fault = fault
    return answer


def _refusal(refused: ApiError, account: str = "") -> _Answer:
    return _Answer(refused.status, _json(refused.body()), account=account)


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _parsed(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise Invalid(f"Invalid JSON payload received. {error}") from None
    if not isinstance(asked, dict):
        raise Invalid('Invalid JSON payload received. Unknown name "": Root element must be a message.')
    return asked


async def _read(request: web.BaseRequest) -> bytes:
    """The call's body. Raises Invalid for one that is too large."""
    body = bytearray()
    async for block in request.content.iter_any():
        body += block
        if len(body) > MOST_BYTES:
            raise Invalid(f"Request payload size exceeds the limit: {MOST_BYTES} bytes.")
    return bytes(body)


def _reset(request: web.BaseRequest) -> web.StreamResponse:
    """Reset the connection; what is returned goes nowhere."""
    if request.transport:
        connection = request.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        request.transport.abort()
    return web.Response()


async def _cut(request: web.BaseRequest, status: int, headers: dict[str, str], body: bytes) -> web.StreamResponse:
    """Send half of the body under headers that promise the whole, and end the connection."""
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(body)
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport:
        request.transport.close()
    return response


def _written(path: Path, content: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@contextmanager
def running(config: SheetsConfig | None = None) -> Iterator[Emulator]:
    """An emulator in a thread of its own, until this is left."""
    google = Emulator(config)
    ready = threading.Event()
    stop: list[Callable[[], object]] = []

    async def serve() -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        async with google:
            stop.append(lambda: loop.call_soon_threadsafe(ended.set))
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="sheets", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield google
    finally:
        stop[0]()
        thread.join()


__all__ = ["MOST_BYTES", "ROBOT", "USER", "Call", "Emulator", "Tab", "running"]
