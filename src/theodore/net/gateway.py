"""Our own forward proxy on loopback: what is not aiohttp goes out through it, and meets the same guard.

    async with HttpClient(settings) as client, client.gateway() as gateway:
        launch(proxy=gateway.address, username=gateway.username, password=gateway.password)
        ...
        gateway.refusal("intranet.example")     # why a host was not let through

A browser and curl look names up and make sockets themselves, where nobody of ours sees the address. Behind this proxy
they do neither. It takes CONNECT, and GET, HEAD and POST with http URLs; who does not know its password, which is drawn
anew each time, gets nothing. A connection serves one request or one tunnel: there is no second that could be taken for
another's. An answer of its own bears the header Proxy-Status, which no website's answer keeps.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from types import TracebackType
from typing import Self

from theodore.model.errors import ErrorType, Failure, FetchFailed, Reason
from theodore.net import heads
from theodore.net.dial import Dialer
from theodore.net.heads import Headers, HeadRefused, RequestHead, Target
from theodore.net.hosts import is_address
from theodore.net.relay import Bounds, BoundsSpent, Meter, all_of, exactly, first_of, hang_up, metered, pump, until_gone
from theodore.net.upstream import ProxyFailed, Streams, proxy_failed
from theodore.policy.proxy_health import ProxyFault

#: Hosts of which the last failure is remembered.
_MAX_REMEMBERED = 1_000
#: Answers before the last one (100, 103) that are skipped.
_MAX_INTERIM = 10
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class GatewayLimits:
    """connections: at once; one more is turned away. head_bytes, headers: of the head of a request, and of an answer.
    head_s: seconds for a request's head. connect_s: seconds for the name and the connection. bounds: of each
    connection after that.
    """

    connections: int = 256
    head_bytes: int = 65_536
    headers: int = 256
    head_s: float = 10.0
    connect_s: float = 15.0
    bounds: Bounds = field(default_factory=Bounds)


class Gateway:
    """A forward proxy on loopback. An async context manager; when it ends, every connection of it is closed.

    username, password: a secret of this process, so that nobody else on this machine can go out through it.
    requests: what was let through so far; wire_bytes: received for it.
    """

    def __init__(self, dialer: Dialer, limits: GatewayLimits | None = None) -> None:
        self._dialer = dialer
        self._limits = limits or GatewayLimits()
        self.username = "theodore"
        self.password = secrets.token_urlsafe(24)
        self.requests = 0
        self.wire_bytes = 0
        self._failures: OrderedDict[str, tuple[Failure, ProxyFault | None]] = OrderedDict()
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=self._limits.head_bytes)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        server, self._server = self._server, None
        if server is None:
            return
        server.close()
        # those that were accepted a moment ago come in on the loop's next turn, and find it closed
        await asyncio.sleep(0)
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await server.wait_closed()

    @property
    def address(self) -> str:
        """http://127.0.0.1:PORT, without the credentials. Raises RuntimeError where it is not open."""
        if self._server is None:
            raise RuntimeError("the gateway is not open: enter it before its address is asked for")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def check(self, host: str, port: int) -> None:
        """Raise AddressRefused or FetchFailed where it is plain from how a host is written that it is not let through.

        A client may write it anew before it asks here.
        """
        self._dialer.resolver.check(host, port)

    def failure(self, host: str) -> Failure | None:
        """Why this host could not be reached when it was last asked for; None where it was."""
        return self._failures.get(_key(host), (None, None))[0]

    def fault(self, host: str) -> ProxyFault | None:
        """What the proxy behind this one did wrong, where that is why the host could not be reached."""
        return self._failures.get(_key(host), (None, None))[1]

    def refusal(self, host: str) -> Failure | None:
        """Why this host was not let through by the guard when it was last asked for; None where it was."""
        failure = self.failure(host)
        return failure if failure is not None and failure.type is ErrorType.INVALID_INPUT else None

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._server is None or len(self._serving) >= self._limits.connections:
            writer.transport.abort()
            return
        task = asyncio.create_task(self._serve(reader, writer), name="gateway")
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except HeadRefused as refused:
            _say(writer, refused.status, str(refused), "http_request_denied")
        except FetchFailed as failed:
            status, error = _said_of(failed.failure)
            _say(writer, status, failed.failure.message, error)
        except (OSError, BoundsSpent, asyncio.IncompleteReadError):
            pass  # whoever hung up knows, and whose bounds are spent is hung up on
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        finally:
            await hang_up(writer, self._limits.bounds.linger_s)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await self._request(reader)
        target, near = request.target, (reader, writer)
        async with self._reaching(target) as far, metered(self._limits.bounds) as meter:
            self.requests += 1
            try:
                if target.rest is None:
                    await _tunnel(near, far, meter)
                else:
                    await self._forward(request, near, far, meter)
            finally:
                self.wire_bytes += meter.down

    async def _request(self, reader: asyncio.StreamReader) -> RequestHead:
        """Raises HeadRefused, and what a connection that breaks raises."""
        try:
            async with asyncio.timeout(self._limits.head_s):
                data = await reader.readuntil(_END)
        except TimeoutError as slow:
            raise HeadRefused(408, "the request's head did not come in time") from slow
        except asyncio.LimitOverrunError as large:
            raise HeadRefused(431, f"the request's head is longer than {self._limits.head_bytes} bytes") from large
        first, headers = heads.parts(data, self._limits.headers)
        # before anything else of it is looked at: strangers learn nothing and leave no trace
        if not self._knows(headers):
            raise HeadRefused(407, "this gateway is for the program that opened it")
        try:
            request = heads.read_request(first, headers)
        except HeadRefused as refused:
            if refused.host:
                self._note(refused.host, Failure(Reason.BAD_URL, detail=str(refused)))
            raise
        if request.length > self._limits.bounds.up_bytes:
            raise HeadRefused(413, f"more than {self._limits.bounds.up_bytes} bytes are not passed on")
        return request

    def _knows(self, headers: Headers) -> bool:
        told = (heads.only(headers, "proxy-authorization") or "").encode()
        kind, _, both = told.partition(b" ")
        mine = base64.b64encode(f"{self.username}:{self.password}".encode())
        return kind.lower() == b"basic" and hmac.compare_digest(both.strip(), mine)

    @asynccontextmanager
    async def _reaching(self, target: Target) -> AsyncIterator[Streams]:
        """A connection towards this target. Raises FetchFailed; a failure is kept for whoever asks."""
        try:
            far = await self._dial(target)
        except FetchFailed as failed:
            self._note(target.host, failed.failure, _fault(failed))
            raise
        self._failures.pop(_key(target.host), None)
        try:
            yield far
        except FetchFailed as failed:
            self._note(target.host, failed.failure, _fault(failed))
            raise
        finally:
            far[1].transport.abort()

    async def _dial(self, target: Target) -> Streams:
        try:
            async with asyncio.timeout(self._limits.connect_s):
                return await self._dialer.open(target)
        except TimeoutError as slow:
            upstream = self._dialer.upstream
            if upstream is not None:
                raise proxy_failed(upstream, ProxyFault.DEAD) from slow
            raise _failed(Reason.CONNECT_TIMEOUT) from slow

    async def _forward(self, request: RequestHead, near: Streams, far: Streams, meter: Meter) -> None:
        far[1].write(self._outward(request))
        await exactly(near[0], far[1], request.length, meter.sent)
        try:
            head = await self._inward(far[0], meter)
        except HeadRefused as unreadable:
            raise _failed(Reason.PROTOCOL) from unreadable
        near[1].write(head)
        # a server that does not close when it is asked to is not waited for: the client knows where the answer ends
        await first_of(pump(far[0], near[1], meter.received), until_gone(near[0]))

    def _outward(self, request: RequestHead) -> bytes:
        target, upstream = request.target, self._dialer.upstream
        own = {"Host": target.authority}
        path = target.rest
        if upstream is not None and self._dialer.hands_over(target):
            path = f"http://{target.authority}{target.rest}"
            if upstream.authorization is not None:
                own["Proxy-Authorization"] = upstream.authorization
        return heads.passed_on(f"{request.method} {path} HTTP/1.1", request.headers, own)

    async def _inward(self, reader: asyncio.StreamReader, meter: Meter) -> bytes:
        """The head of the answer, as it is passed on. Raises HeadRefused, FetchFailed, BoundsSpent."""
        for _ in range(_MAX_INTERIM):
            try:
                data = await reader.readuntil(_END)
            except asyncio.IncompleteReadError as closed:
                raise _failed(Reason.TRUNCATED if closed.partial else Reason.CLOSED) from closed
            except asyncio.LimitOverrunError as large:
                raise HeadRefused(502, "the answer's head is too long") from large
            meter.received(len(data))
            first, headers = heads.parts(data, self._limits.headers)
            status = heads.read_status(first)
            if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                # passed on, it would be taken for our own question
                raise self._asks()
            if status >= 200:
                return heads.passed_on(first, headers, {})
        raise HeadRefused(502, "the answer does not begin")

    def _asks(self) -> FetchFailed:
        """That somebody behind us asks for a password: the proxy, or a site that takes itself for one."""
        upstream = self._dialer.upstream
        return _failed(Reason.PROXY) if upstream is None else proxy_failed(upstream, ProxyFault.REFUSED)

    def _note(self, host: str, failure: Failure, fault: ProxyFault | None = None) -> None:
        self._failures[_key(host)] = failure, fault
        self._failures.move_to_end(_key(host))
        while len(self._failures) > _MAX_REMEMBERED:
            self._failures.popitem(last=False)


async def _tunnel(near: Streams, far: Streams, meter: Meter) -> None:
    near[1].write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await all_of(_one_way(near[0], far[1], meter, meter.sent), _one_way(far[0], near[1], meter, meter.received))


async def _one_way(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, meter: Meter, count: Callable[[int], None]
) -> None:
    await pump(reader, writer, count)
    meter.ending()
    if writer.can_write_eof():
        writer.write_eof()


def _say(writer: asyncio.StreamWriter, status: int, why: str, error: str) -> None:
    """An answer of our own. Whoever must tell it from a website's finds it marked: no website's mark is passed on."""
    body = f"{why}\n".encode()
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += ["Content-Type: text/plain; charset=utf-8", f"{heads.MARK}: theodore; error={error}"]
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        lines.append('Proxy-Authenticate: Basic realm="theodore"')
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)


def _said_of(failure: Failure) -> tuple[int, str]:
    """Status and error (RFC 9209) of an answer in place of the site's."""
    if failure.reason is Reason.BAD_URL:
        return 400, "http_request_error"
    if failure.type is ErrorType.INVALID_INPUT:
        return 403, "destination_ip_prohibited"
    if failure.type is ErrorType.TIMEOUT:
        return 504, "connection_timeout"
    return 502, "destination_unavailable"


def _failed(reason: Reason) -> FetchFailed:
    return FetchFailed(Failure(reason, detail=reason.meaning))


def _fault(failed: FetchFailed) -> ProxyFault | None:
    return failed.fault if isinstance(failed, ProxyFailed) else None


def _key(host: str) -> str:
    """The host as it is remembered: an address in its one shortest form, however a client writes it."""
    written = host.strip("[]").rstrip(".").lower()[:255]
    return str(ipaddress.ip_address(written)) if is_address(written) else written
