"""Forward proxies on loopback, as real ones are: http with CONNECT and whole URLs, socks5; with passwords and moods."""

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from urllib.parse import urlsplit

from tests.net.servers import raw_server

#: Where a name leads that only the proxy knows: (host, port) to (address, port).
Places = Mapping[tuple[str, int], tuple[str, int]] | Callable[[str, int], tuple[str, int]]


class Mood(Enum):
    """How a proxy treats a request."""

    WELL = auto()
    SILENT = auto()  # takes it, and says nothing
    BANNED = auto()  # 403, or "not allowed by ruleset"
    UNREACHED = auto()  # 502, or "host unreachable"
    HANGS_UP = auto()
    BREAKS = auto()  # makes the connection, and closes it at the first byte from the client
    BABBLES = auto()  # says what no proxy says


@dataclass
class ForwardProxy:
    """A proxy, and what it was asked.

    user, password: what it asks for; None asks for nothing. from_address: the local address that it goes out from.
    asked: hosts and ports in order. urls: whole URLs that it was handed. strangers: requests with a wrong password.
    """

    places: Places
    scheme: str = "http"
    user: str | None = None
    password: str | None = None
    from_address: str | None = None
    mood: Mood = Mood.WELL
    port: int = 0
    asked: list[tuple[str, int]] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    strangers: int = 0

    @property
    def url(self) -> str:
        """Its address with its credentials, as a user writes it down."""
        who = "" if self.user is None else f"{self.user}:{self.password}@"
        return f"{self.scheme}://{who}127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (self._socks if self.scheme.startswith("socks") else self._http)(reader, writer)

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            method, target, _ = first.split(" ")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
            }
            if not self._knows(headers.get("proxy-authorization", "")):
                self.strangers += 1
                _say(writer, "407 Proxy Authentication Required", 'Proxy-Authenticate: Basic realm="here"\r\n')
                await writer.drain()
                continue
            if method == "CONNECT":
                host, _, port = target.rpartition(":")
                await self._tunnel(reader, writer, host.strip("[]"), int(port))
                return
            self.urls.append(target)
            await self._pass_on(head, target, writer)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int) -> None:
        self.asked.append((host, port))
        if await self._moody(reader, writer):
            return
        far = await self._open(host, port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        if self.mood is Mood.BREAKS:
            await reader.read(1)
            far[1].close()
            return
        await _both_ways((reader, writer), far)

    async def _pass_on(self, head: bytes, url: str, writer: asyncio.StreamWriter) -> None:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 80
        self.asked.append((host, port))
        if await self._moody(None, writer):
            return
        far_reader, far_writer = await self._open(host, port)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        lines = head.decode("latin-1").split("\r\n")
        kept = [line for line in lines[1:] if not line.lower().startswith(("proxy-", "connection:"))]
        far_writer.write("\r\n".join([f"GET {path} HTTP/1.1", "Connection: close", *kept]).encode("latin-1"))
        if self.mood is Mood.BREAKS:
            far_writer.close()
            writer.close()
            return
        await _relay_answer(far_reader, writer)
        far_writer.close()

    async def _moody(self, reader: asyncio.StreamReader | None, writer: asyncio.StreamWriter) -> bool:
        """Whether the proxy's mood is all the answer that there is."""
        match self.mood:
            case Mood.SILENT:
                await asyncio.sleep(30)
            case Mood.BANNED:
                _say(writer, "403 Forbidden")
            case Mood.UNREACHED:
                _say(writer, "502 Bad Gateway")
            case Mood.BABBLES:
                writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
            case Mood.HANGS_UP:
                pass
            case _:
                return False
        del reader
        await writer.drain()
        writer.close()
        return True

    async def _socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version, count = await reader.readexactly(2)
        methods = await reader.readexactly(count)
        if self.mood is Mood.BABBLES:
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await writer.drain()
            return
        if self.user is None:
            writer.write(bytes([version, 0]))
        elif 2 not in methods:
            self.strangers += 1
            writer.write(bytes([version, 0xFF]))
            return
        else:
            writer.write(bytes([version, 2]))
            _, length = await reader.readexactly(2)
            user = (await reader.readexactly(length)).decode()
            (length,) = await reader.readexactly(1)
            password = (await reader.readexactly(length)).decode()
            right = (user, password) == (self.user, self.password)
            writer.write(bytes([1, 0 if right else 1]))
            if not right:
                self.strangers += 1
                return
        _, _, _, kind = await reader.readexactly(4)
        if kind == 1:
            host = ".".join(str(part) for part in await reader.readexactly(4))
        else:
            (length,) = await reader.readexactly(1)
            host = (await reader.readexactly(length)).decode()
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append((host, port))
        if self.mood in (Mood.SILENT, Mood.HANGS_UP):
            await asyncio.sleep(30 if self.mood is Mood.SILENT else 0)
            return
        reply = {Mood.BANNED: 2, Mood.UNREACHED: 4}.get(self.mood, 0)
        if reply:
            writer.write(bytes([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]))
            await writer.drain()
            return
        far = await self._open(host, port)
        writer.write(bytes([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]))
        if self.mood is Mood.BREAKS:
            await reader.read(1)
            far[1].close()
            return
        await _both_ways((reader, writer), far)

    def _knows(self, authorization: str) -> bool:
        if self.user is None:
            return True
        return authorization == "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    async def _open(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        address, port = self.places(host, port) if callable(self.places) else self.places[host, port]
        local = None if self.from_address is None else (self.from_address, 0)
        return await asyncio.open_connection(address, port, local_addr=local)


def _say(writer: asyncio.StreamWriter, status: str, more: str = "") -> None:
    writer.write(f"HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\n\r\n".encode())


async def _relay_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    writer.write(head)
    length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
    if length is not None:
        writer.write(await reader.readexactly(int(length[1])))
        await writer.drain()
        return
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def _both_ways(
    near: tuple[asyncio.StreamReader, asyncio.StreamWriter], far: tuple[asyncio.StreamReader, asyncio.StreamWriter]
) -> None:
    async def one_way(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        writer.close()

    await asyncio.gather(one_way(near[0], far[1]), one_way(far[0], near[1]))


@asynccontextmanager
async def forward_proxy(proxy: ForwardProxy, tls: ssl.SSLContext | None = None) -> AsyncIterator[ForwardProxy]:
    """The proxy, listening; each connection that is open at the end is cut."""
    running: set[asyncio.Task[None]] = set()

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            running.add(task)
            task.add_done_callback(running.discard)
        # cut at the end, which is nobody's fault
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await proxy.serve(reader, writer)

    async with raw_server(handler, tls) as proxy.port:
        yield proxy
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
