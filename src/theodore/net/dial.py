"""Connections that the gateway makes: to hosts that the guard lets through, or to them by way of another's proxy."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass

from aiohappyeyeballs import start_connection
from aiohttp.abc import ResolveResult

from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.net.guard import AddressGuard, AddressInfo, ChosenAddress
from theodore.net.heads import Target
from theodore.net.hosts import is_address
from theodore.net.resolve import Resolver
from theodore.net.upstream import ProxyAddress, Streams, connection, tunnel
from theodore.policy.classify import classify

#: Seconds after which the next address of a host is tried beside the one that does not answer (RFC 8305).
_NEXT_ADDRESS_S = 0.25


@dataclass(frozen=True, slots=True)
class Dialer:
    """Makes connections to targets. tls: whom to trust as an https proxy. upstream: None goes out directly."""

    resolver: Resolver
    guard: AddressGuard
    tls: ssl.SSLContext
    upstream: ProxyAddress | None = None

    async def open(self, target: Target) -> Streams:
        """A connection on which this target answers, or a proxy that takes URLs for it.

        Behind a proxy the name is checked here and resolved there, so that a name which says one address here and
        another there is a gap that remains; an address that the user chose for it is what the proxy is told.
        Raises FetchFailed, AddressRefused among it.
        """
        try:
            places = await self._places(target)
            if self.upstream is None:
                return await self._direct(places)
            return await self._through(self.upstream, target, places[0])
        except FetchFailed:
            raise
        except OSError as failed:
            raise FetchFailed(classify(failed)) from failed

    def hands_over(self, target: Target) -> bool:
        """Whether `open` gives a proxy that must be handed the whole URL."""
        return target.rest is not None and self.upstream is not None and self.upstream.takes_urls

    async def _places(self, target: Target) -> Sequence[ResolveResult]:
        if is_address(target.host):
            self.guard.check(target.host)
            family = socket.AF_INET6 if ":" in target.host else socket.AF_INET
            return [
                ResolveResult(hostname=target.host, host=target.host, port=target.port, family=family, proto=0, flags=0)
            ]
        places = await self.resolver.resolve(target.host, target.port)
        if not places:
            raise FetchFailed(Failure(Reason.DNS_NO_SUCH_NAME, detail=Reason.DNS_NO_SUCH_NAME.meaning))
        return places

    async def _direct(self, places: Sequence[ResolveResult]) -> Streams:
        made = await start_connection(
            [_info(place) for place in places],
            happy_eyeballs_delay=_NEXT_ADDRESS_S,
            socket_factory=self.guard.socket,
        )
        try:
            return await asyncio.open_connection(sock=made)
        except BaseException:
            made.close()
            raise

    async def _through(self, proxy: ProxyAddress, target: Target, place: ResolveResult) -> Streams:
        if self.hands_over(target):
            return await connection(proxy, self.tls)
        chosen = isinstance(place["host"], ChosenAddress)
        host, port = (str(place["host"]), place["port"]) if chosen else (target.host, target.port)
        return await tunnel(proxy, self.tls, host, port)


def _info(place: ResolveResult) -> AddressInfo:
    where = (
        (place["host"], place["port"], 0, 0) if place["family"] == socket.AF_INET6 else (place["host"], place["port"])
    )
    return (place["family"], socket.SOCK_STREAM, socket.IPPROTO_TCP, "", where)
