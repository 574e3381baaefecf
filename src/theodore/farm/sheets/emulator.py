"""Google Sheets on loopback: real HTTP, real tokens, real quotas."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from theodore.farm.chance import draws
from theodore.farm.gate import listening_socket
from theodore.farm.sheets import answers, methods
from theodore.farm.sheets.accounts import Accounts, TokenError
from theodore.farm.sheets.answers import Answer
from theodore.farm.sheets.book import Book
from theodore.farm.sheets.config import DONE, Fault, Kind, SheetsConfig
from theodore.farm.sheets.errors import ApiError
from theodore.farm.sheets.masks import parse, picked
from theodore.farm.sheets.page import page
from theodore.farm.sheets.quota import Quota
from theodore.farm.sheets.routes import Route, route
from theodore.farm.sheets.shelf import ROBOT, USER, Shelf

_TOKEN_PATH = "/token"  # noqa: S105  # a path

#: Below it stand the pages to look at, by the spreadsheets' ids.
_PAGES = "/d/"

_Query = Mapping[str, Sequence[str]]


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


class Emulator(Shelf):
    """A running Google Sheets: `async with Emulator(config) as google`; `running` has it in a thread of its own.

    What is called from outside may be called from any thread. calls: all that came in, in the order of their answers.
    """

    def __init__(self, config: SheetsConfig | None = None) -> None:
        self.config = config or SheetsConfig()
        super().__init__(self.config.seed)
        self.calls: list[Call] = []
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

    def key_file(self, folder: Path, account: str = ROBOT, *, known: bool = True) -> Path:
        """Write a service account's key file into the folder; the account is made where it is missing.

        known: False for a key that Google does not know any more.
        """
        key = self.accounts.service_account(account, known=known)
        return _written(folder / f"{account.partition('@')[0]}.json", key)

    def user_file(self, folder: Path, account: str = USER) -> Path:
        """Write gcloud's file of a signed-in user into the folder, under the name that gcloud gives it."""
        return _written(folder / "application_default_credentials.json", self.accounts.user(account))

    def page_url(self, book_id: str) -> str:
        """Where a person can look at the spreadsheet."""
        return f"{self.api_base}{_PAGES}{book_id}"

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

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        at, url = time.time(), urlsplit(request.raw_path)
        found = route(request.method, url.path)
        kind = found.kind if found else Kind.OTHER
        if (request.method, url.path) == ("POST", _TOKEN_PATH):
            kind = Kind.TOKEN
        body = b""
        try:
            body = await answers.read(request)
            if self.config.latency_s:
                await asyncio.sleep(self.config.latency_s)
            with self._lock:
                answer = self._answer(kind, found, request, body)
        except ApiError as refusal:
            answer = answers.refused(refusal)
        self.calls.append(
            Call(
                at,
                request.method,
                request.raw_path,
                kind.value,
                answer.account,
                answer.seen_status,
                answer.fault,
                found.method if found else "",
                len(body),
            )
        )
        return await answers.send(request, answer, self._closing)

    def _answer(self, kind: Kind, found: Route | None, request: web.BaseRequest, body: bytes) -> Answer:
        if kind is Kind.TOKEN:
            return self._token(body)
        if found is None:
            return self._page(request)
        query = parse_qs(urlsplit(request.raw_path).query, keep_blank_values=True)
        account = ""
        try:
            account = self.accounts.grant(request.headers.get("Authorization"), kind, time.time()).account
            self._quota.take(kind, account, time.monotonic())
            fault = self._fault(kind)
            if fault and fault not in DONE:
                return answers.failed(fault, account)
            return answers.told(self._done(found, account, query, body), account, fault)
        except ApiError as refusal:
            return answers.refused(refusal, account)

    def _page(self, request: web.BaseRequest) -> Answer:
        url = urlsplit(request.raw_path)
        book = self._books.get(url.path.removeprefix(_PAGES)) if url.path.startswith(_PAGES) else None
        if book is None or request.method != "GET":
            return answers.nothing_there()
        gid = parse_qs(url.query).get("tab", [""])[-1]
        return answers.shown(page(book, int(gid) if gid.isdecimal() else None))

    def _token(self, body: bytes) -> Answer:
        fault = self._fault(Kind.TOKEN)
        if fault and fault not in DONE:
            return answers.failed(fault)
        form = {name: given[-1] for name, given in parse_qs(body.decode("utf-8", "replace")).items()}
        try:
            account, token = self.accounts.token(form, time.time())
        except TokenError as refusal:
            return answers.told(refusal.body(), "", fault, refusal.status)
        return answers.told(token, account, fault)

    def _fault(self, kind: Kind) -> Fault | None:
        """The fault that this call meets."""
        drawn = self.config.faults.drawn(kind, self._faults.random())
        if self._down:
            return self._down
        for at, (fault, only) in enumerate(self._forced):
            if only in {None, kind}:
                del self._forced[at]
                return fault
        return drawn

    def _done(self, found: Route, account: str, query: _Query, body: bytes) -> dict[str, Any]:
        """Do what is called, and tell of it as far as is wanted. Raises ApiError, and then nothing was done."""
        mask = parse((query.get("fields") or query.get("$fields") or ["*"])[-1])
        methods.check_mask(found.method, mask)
        today = dt.datetime.now(dt.UTC).date()
        asked = methods.Asked(account, found.argument, query, answers.parsed(body), mask, today)
        told, changed = methods.call(found.method, self._open(found, account), asked)
        if changed is not None:
            self._books[changed.id] = changed
        return dict(picked(told, mask))

    def _open(self, found: Route, account: str) -> Book:
        """The book that is called for, if the account may do there what it asks; a new one where none is named."""
        if not found.book:
            return Book(self._new_id(), "", [], shared={account: "writer"})
        book = self._books.get(found.book)
        if book is None:
            raise ApiError(404, "Requested entity was not found.")
        role = book.shared.get(account)
        if role is None or (found.kind is Kind.WRITE and role != "writer"):
            raise ApiError(403, "The caller does not have permission")
        return book


def _written(path: Path, content: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@contextmanager
def running(config: SheetsConfig | None = None) -> Iterator[Emulator]:
    """An emulator in a thread of its own, until this is left."""
    google = Emulator(config)
    started: Future[Callable[[], object]] = Future()

    async def serve() -> None:
        ended, loop = asyncio.Event(), asyncio.get_running_loop()
        async with google:
            started.set_result(lambda: loop.call_soon_threadsafe(ended.set))
            await ended.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="sheets", daemon=True)
    thread.start()
    stop = started.result()
    try:
        yield google
    finally:
        stop()
        thread.join()
