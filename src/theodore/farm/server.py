"""The farm's ports, and how an answer goes out of them."""

from __future__ import annotations

import asyncio
import json
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from aiohttp import web

from theodore.farm.answers import Answer, answer, moved
from theodore.farm.authority import Authority
from theodore.farm.behaviour import Behaviour, Cut, Reception, Refusal
from theodore.farm.broken_off import send_half
from theodore.farm.config import FarmConfig
from theodore.farm.connections import Arrival, Connection, ConnectionServer
from theodore.farm.doorman import Visitor, turned_away
from theodore.farm.faults import BAD_CERTIFICATES, Fault
from theodore.farm.gate import Gate, closed_socket, listening_socket
from theodore.farm.lateness import Lateness
from theodore.farm.ledger import Ledger, Visit
from theodore.farm.revisits import Revisits
from theodore.farm.sites import Site, Web
from theodore.farm.streams import bomb

#: The name under which the farm tells about itself.
OWN_HOST = "farm.invalid"
_REPORT_PATH = "/_farm/report"

#: Told what was asked and how it was answered.
Watch = Callable[[dict[str, Any]], None]

#: Seconds that an idle connection is kept, as common servers do: each one over TLS holds a quarter of a megabyte.
_KEEPALIVE_S = 3.0


class Farm:
    """A running web: `async with Farm(config, folder) as farm`.

    folder: where the authority's certificate is written. All sites share a port for http and one for https; those
    struck at accept have one of their own besides. watch: told of each request when it was answered.
    """

    def __init__(self, config: FarmConfig, folder: Path, watch: Watch | None = None) -> None:
        self.config = config
        self.web = Web(config)
        self.ledger = Ledger()
        self.authority = Authority(folder)
        self._watch = watch
        self._behaviours: dict[int, Behaviour] = {}
        self._revisits: dict[int, Revisits] = {}
        self._gates: dict[int, Gate] = {}
        self._servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Self:
        self._http, self._https = (
            ConnectionServer(
                partial(self._handle, scheme),
                access_log=None,
                handler_cancellation=True,
                lingering_time=0,
                keepalive_timeout=_KEEPALIVE_S,
            )
            for scheme in ("http", "https")
        )
        if self.web.has_bombs:
            # made now, not while others wait for their answers
            bomb()
        self._context = self.authority.context(self._show)
        plain, secure = self._ports()
        self.http_port = int(plain.getsockname()[1])
        self.https_port = int(secure.getsockname()[1])
        self._closed = closed_socket()
        self.closed_port = int(self._closed.getsockname()[1])
        loop = asyncio.get_running_loop()
        self._lateness = Lateness()
        self._servers = [
            await loop.create_server(self._http, sock=plain, backlog=512),
            await loop.create_server(self._https, sock=secure, ssl=self._context, backlog=512),
        ]
        return self

    def _ports(self) -> tuple[socket.socket, socket.socket]:
        port = self.config.port
        plain = listening_socket(port)
        try:
            return plain, listening_socket(port + 1 if port else 0)
        except OSError:
            plain.close()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lateness.close()
        for server in self._servers:
            server.close()
        await asyncio.gather(*(gate.close() for gate in self._gates.values()))
        await asyncio.gather(self._http.shutdown(0.1), self._https.shutdown(0.1))
        self._closed.close()

    def https_port_of(self, site: Site) -> int:
        """Where the site's https answers: the common port, a closed one, or one of its own.

        A port of its own is opened when it is first asked for.
        """
        if site.http_only:
            return self.closed_port
        if not site.is_struck_at_accept:
            return self.https_port
        if site.index not in self._gates:
            self._gates[site.index] = Gate(site, self._https, self._context)
        return self._gates[site.index].port

    def _show(self, name: str) -> tuple[tuple[str, ...], str]:
        """The names in the certificate for who asks for this name, and what is wrong with it."""
        site = self.web.find(name)
        if site is None:
            return (OWN_HOST,), ""
        return self.web.certificate_names(site), site.variant.name if site.fault in BAD_CERTIFICATES else ""

    async def _handle(self, scheme: str, request: web.BaseRequest) -> web.StreamResponse:
        host = request.headers.get("Host", "").partition(":")[0].lower()
        if host == OWN_HOST and request.path == _REPORT_PATH:
            return _plain(200, json.dumps(self.ledger.report()), "application/json")
        site = self.web.find(host)
        if site is None:
            return _plain(421, "no such site here\n")
        visit = self.ledger.begin(site, host, request.path)
        abandoned, response = True, web.StreamResponse()
        try:
            response = await self._respond(site, visit, scheme, host, request)
            abandoned = False
        except ConnectionError:
            # the client has gone; what is returned goes nowhere
            response = web.Response(status=499)
        finally:
            self.ledger.end(visit, abandoned=abandoned)
            if self._watch:
                status = None if abandoned else response.status
                self._watch({"host": host, "path": request.path, "fault": site.fault.value, "status": status})
        return response

    async def _respond(
        self, site: Site, visit: Visit, scheme: str, host: str, request: web.BaseRequest
    ) -> web.StreamResponse:
        # most sites pay no heed to a query
        path = request.path_qs if site.fault is Fault.VARIED else request.path
        elsewhere = moved(site, scheme, host, path)
        reception = self._receive(site, request, leads_elsewhere=elsewhere is not None)
        self.ledger.received(visit, refused=reception.refusal is not None, early_s=reception.early_s)
        if reception.wait_s:
            await asyncio.sleep(reception.wait_s)
        if reception.refusal:
            return _refused(reception.refusal)
        if elsewhere is not None:
            return await _send(request, elsewhere)
        if reception.cut is Cut.CLOSED:
            return _closed(request)
        if site.tells_its_pause and path == "/robots.txt":
            self.ledger.told_pause(visit)
        found = turned_away(site, path, lambda: visitor_of(request)) or answer(site, path)
        if site.fault is Fault.REVISITED:
            found = self._revisits_of(site).answer(path, request.headers, found)
        return await _send(request, found, reception)

    def _revisits_of(self, site: Site) -> Revisits:
        return self._revisits.setdefault(site.index, Revisits(site))

    def _receive(self, site: Site, request: web.BaseRequest, *, leads_elsewhere: bool) -> Reception:
        behaviour, now, arrival = self._behaviour(site), time.time(), _arrival(request)
        if leads_elsewhere:
            return behaviour.pass_on(now, arrival)
        return behaviour.receive(request.path, now, arrival)

    def _behaviour(self, site: Site) -> Behaviour:
        if site.index not in self._behaviours:
            self._behaviours[site.index] = Behaviour(site, self.config, self._lateness.worst_since)
        return self._behaviours[site.index]


def _plain(status: int, text: str, content_type: str = "text/plain") -> web.Response:
    return web.Response(status=status, text=text, content_type=content_type)


def _arrival(request: web.BaseRequest) -> Arrival:
    # the farm's server makes no others
    return cast("Connection", request.protocol).take()


def visitor_of(request: web.BaseRequest) -> Visitor:
    """Who sent this request."""
    transport = request.transport
    address = transport.get_extra_info("peername")[0] if transport else ""
    shaken = transport.get_extra_info("ssl_object") if transport else None
    offered = (shaken.shared_ciphers() or []) if shaken else []
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Visitor(headers, address, frozenset(name for name, _, _ in offered))


class _Refused(web.Response):
    """Tells the client to close the connection, and leaves it to the client: so it is seen when that has read it."""

    @property
    def keep_alive(self) -> bool:
        """For the server, which would close at once where this is false."""
        return True


def _refused(refusal: Refusal) -> web.Response:
    headers = {"Retry-After": refusal.retry_after, "Connection": "close"}
    return _Refused(status=refusal.status, text="Too many requests.\n", headers=headers)


def _closed(request: web.BaseRequest) -> web.StreamResponse:
    """End the connection without an answer; what is returned goes nowhere."""
    if request.transport:
        request.transport.close()
    return web.Response()


async def _send(request: web.BaseRequest, found: Answer, reception: Reception | None = None) -> web.StreamResponse:
    headers = {"Server": "nginx", "Content-Type": found.content_type, **found.headers}
    if not isinstance(found.body, bytes):
        return await _stream(request, found.status, headers, found.body())
    body = found.body
    if found.may_gzip and "gzip" in request.headers.get("Accept-Encoding", ""):
        # the fastest level: it is the farm that pays
        body = zlib.compress(body, 1, wbits=31)
        headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    if reception and reception.cut:
        return await send_half(request, found.status, headers, body, chunked=reception.cut is Cut.CHUNKED)
    return web.Response(status=found.status, body=body, headers=headers)


async def _stream(
    request: web.BaseRequest, status: int, headers: dict[str, str], blocks: Iterator[bytes]
) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers=headers)
    response.enable_chunked_encoding()
    await response.prepare(request)
    for block in blocks:
        await response.write(block)
        # others get their turn, and a client that left is noticed before the next block
        await asyncio.sleep(0)
    return response
