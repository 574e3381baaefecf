"""A plain and careful client, which knows nothing of the farm but the files that it wrote."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from theodore.farm import Paths

#: No page that a client keeps is larger.
BODY_LIMIT = 10_000_000
_HOPS = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back in the end, after redirects. body: inflated, and cut at BODY_LIMIT."""

    url: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class _FileResolver(AbstractResolver):
    def __init__(self, resolve: Path) -> None:
        lines = resolve.read_text(encoding="utf-8").splitlines()
        self._known = dict(line.split("=", 1) for line in lines)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        target = self._known.get(f"{host}:{port}") or self._known.get(host, "-")
        if target == "-":
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        address, _, mapped = target.partition(":")
        return [
            ResolveResult(
                hostname=host, host=address, port=int(mapped or port), family=socket.AF_INET, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


@dataclass
class Visitor:
    """Reads the sites of a farm. timeout_s: for one request."""

    paths: Paths
    timeout_s: float = 20.0
    headers: dict[str, str] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        trusted = ssl.create_default_context(cafile=str(self.paths.authority))
        connector = aiohttp.TCPConnector(resolver=_FileResolver(self.paths.resolve), ssl=trusted, use_dns_cache=False)
        self._session = aiohttp.ClientSession(connector=connector, auto_decompress=False)
        # aiohttp asks a second time by itself where a connection was closed; this client wants to see it
        self._session._retry_connection = False
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, url: str, pause_s: float = 0.0) -> Answer:
        """The page, redirects followed; raises what aiohttp raises. pause_s: made after each request."""
        for _ in range(_HOPS):
            answer = await self._get(url)
            await asyncio.sleep(pause_s)
            if "Location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["Location"])
        raise AssertionError(f"{url} redirects for ever")

    async def _get(self, url: str) -> Answer:
        timeout = aiohttp.ClientTimeout(total=self.timeout_s)
        async with self._session.get(
            url, allow_redirects=False, timeout=timeout, headers={"Accept-Encoding": "gzip", **self.headers}
        ) as response:
            body = await _limited(response)
            return Answer(url, response.status, dict(response.headers), body)


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    packed = response.headers.get("Content-Encoding") == "gzip"
    inflate = zlib.decompressobj(31)
    body = bytearray()
    async for block in response.content.iter_any():
        body += inflate.decompress(block, BODY_LIMIT) if packed else block
        if len(body) >= BODY_LIMIT:
            response.close()
            break
    return bytes(body[:BODY_LIMIT])


@dataclass
class Crawl:
    """One site read page by page.

    failures: attempts that failed on the way, Retry-After waited for. waited_s: how long that was in all.
    """

    visitor: Visitor
    retries: int
    pause_s: float = 0.0
    failures: list[str] = field(default_factory=list)
    waited_s: float = 0.0

    async def get(self, url: str) -> Answer:
        """The page, asked for again as often as the truth allows; raises the last failure after that."""
        while True:
            try:
                answer = await self.visitor.get(url, self.pause_s)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                self.failures.append(type(error).__name__)
                if len(self.failures) > self.retries:
                    raise
                continue
            if answer.status == 304:
                # it has no page that might not have changed, and says so once more
                return await self.visitor.get(url, self.pause_s)
            if "Retry-After" not in answer.headers:
                return answer
            self.failures.append(str(answer.status))
            assert len(self.failures) <= self.retries, f"{url}: {self.failures}"
            began = time.monotonic()
            await asyncio.sleep(retry_after_s(answer.headers["Retry-After"]))
            self.waited_s += time.monotonic() - began


def retry_after_s(header: str) -> float:
    """Seconds from now until the stated moment."""
    return float(header) if header.isdigit() else max(0.0, parsedate_to_datetime(header).timestamp() - time.time())


def absolute(website: str) -> str:
    """The website of a table as an address."""
    return website if "://" in website else f"https://{website}/"


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def read_truths(paths: Paths) -> list[dict[str, Any]]:
    """The lines of the truth file."""
    return [json.loads(line) for line in paths.truth.read_text(encoding="utf-8").splitlines()]


def of_variant(truths: Iterable[dict[str, Any]], variant: str) -> dict[str, Any]:
    """The first site of this variant."""
    return next(truth for truth in truths if truth["variant"] == variant)


async def until(is_so: Callable[[], bool], limit_s: float = 5.0) -> None:
    """Let others run until it is so; TimeoutError after the limit."""
    async with asyncio.timeout(limit_s):
        # a condition of the farm's own state, which nobody signals
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
