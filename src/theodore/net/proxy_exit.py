"""The way out through a proxy, for requests that aiohttp makes.

The name of the site is looked up and checked here first, as for a request that goes there directly. The proxy then
looks it up once more, on its own: what it finds nobody here sees (docs/how-to/identity.md).
"""

from __future__ import annotations

import asyncio
import ssl
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
import aiohttp_socks
from aiohttp.client_proto import ResponseHandler
from yarl import URL

from theodore.model.errors import ErrorType, Failure, Reason
from theodore.net.connector import KEEPALIVE_S, NEVER_ROUND_S, Pool, bound
from theodore.net.exchange import Limits
from theodore.net.guard import AddressGuard
from theodore.net.hosts import is_address
from theodore.net.overrides import Overrides
from theodore.net.resolve import NameService, Resolver
from theodore.net.upstream import ProxyAddress, fault_of_reply, fault_of_status
from theodore.policy.proxy_health import ProxyFault

_SOCKS = {"socks4": aiohttp_socks.ProxyType.SOCKS4, "socks5": aiohttp_socks.ProxyType.SOCKS5}


class ProxyExit:
    """How a visit goes through one proxy.

    resolver, guard: what decides on the sites' names and addresses. names: looks up the proxy's own name. connect_s:
    seconds for the proxy and the connection through it together.
    """

    def __init__(
        self,
        proxy: ProxyAddress,
        resolver: Resolver,
        guard: AddressGuard,
        tls: ssl.SSLContext,
        names: NameService,
        connect_s: float,
    ) -> None:
        self.proxy = proxy
        self._resolver = resolver
        self._guard = guard
        self._tls = tls
        self._names = names
        self._connect_s = connect_s
        self._permitted: set[tuple[str, int]] = set()
        host = f"[{proxy.host}]" if ":" in proxy.host else proxy.host
        self._url = URL(f"{proxy.scheme}://{host}:{proxy.port}")

    def connector(self, max_answer_bytes: int) -> aiohttp.TCPConnector:
        """Connections to the proxy alone: the user chose it, so it may lie in a private network."""
        pool = self._pool()
        bound(pool, max_answer_bytes)
        return pool

    def _pool(self) -> aiohttp.TCPConnector:
        common: dict[str, Any] = {
            "ssl": self._tls,
            "limit": 0,
            "keepalive_timeout": KEEPALIVE_S,
            "timeout_ceil_threshold": NEVER_ROUND_S,
        }
        kind = _SOCKS.get(self.proxy.scheme)
        if kind is None:
            anywhere = AddressGuard(allow_private=True)
            return Pool(resolver=Resolver(Overrides(), anywhere, self._names), **common)
        proxy = self.proxy
        return _SocksConnector(proxy.host, proxy.port, kind, proxy.username, proxy.password, rdns=True, **common)

    async def permit(self, url: URL) -> None:
        """Raise AddressRefused unless a request may go to this host; raises what looking up its name raises, too."""
        host, port = url.raw_host or "", url.port or 0
        if (host, port) in self._permitted:
            return
        if is_address(host):
            self._guard.check(host)
        else:
            await self._resolver.resolve(host, port)
        self._permitted.add((host, port))

    def arguments(self, url: URL, headers: dict[str, str]) -> dict[str, Any]:
        """What a request for this URL is given besides; its headers among it.

        The credentials go as a header: as a part of the proxy's address they would stand in the repr of each error.
        """
        if self.proxy.scheme in _SOCKS:
            return {"headers": headers}
        secret = self.proxy.authorization
        authorization = {} if secret is None else {"Proxy-Authorization": secret}
        if url.scheme == "http":
            return {"headers": headers | authorization, "proxy": self._url}
        return {"headers": headers, "proxy": self._url, "proxy_headers": authorization}

    def timeout(self, limits: Limits) -> aiohttp.ClientTimeout:
        connect_s = self._connect_s if limits.connect_s is None else min(limits.connect_s, self._connect_s)
        return aiohttp.ClientTimeout(
            total=None,
            connect=connect_s,
            sock_connect=connect_s,
            sock_read=limits.read_s,
            ceil_threshold=NEVER_ROUND_S,
        )

    def fault(self, error: Exception) -> ProxyFault | None:
        """What this exception, raised before any answer, says of the proxy; None where it may be the site's affair."""
        if isinstance(error, aiohttp.ClientHttpProxyError):
            return fault_of_status(error.status)
        if isinstance(error, aiohttp.ClientProxyConnectionError | aiohttp_socks.ProxyConnectionError):
            return ProxyFault.DEAD
        if isinstance(error, aiohttp_socks.ProxyTimeoutError | aiohttp.ConnectionTimeoutError):
            return ProxyFault.DEAD
        if isinstance(error, aiohttp_socks.ProxyError):
            return fault_of_reply(error.error_code)
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientConnectorCertificateError):
            # its own TLS; the site's names the site
            return ProxyFault.BROKEN if (error.host, error.port) == (self._url.host, self._url.port) else None
        return None


class _SocksConnector(aiohttp_socks.ProxyConnector):
    """Connections through a SOCKS proxy, within the bounds of all others: the library makes handlers of its own."""

    async def _connect_via_proxy(self, *where: Any, **more: Any) -> tuple[asyncio.Transport, ResponseHandler]:
        transport, plain = await super()._connect_via_proxy(*where, **more)
        bounded = self._factory()
        # it holds the stream that would close the connection if nobody did
        self._kept[bounded] = plain
        transport.set_protocol(bounded)
        bounded.connection_made(transport)
        return transport, bounded

    @cached_property
    def _kept(self) -> WeakKeyDictionary[ResponseHandler, ResponseHandler]:
        return WeakKeyDictionary()


def doubtful(failure: Failure) -> ProxyFault | None:
    """What a failure behind a proxy may say of it, where nobody can tell it from one of the site; else None."""
    if failure.type is ErrorType.CONNECTION_ERROR or failure.reason is Reason.TLS_HANDSHAKE:
        return ProxyFault.BROKEN
    return ProxyFault.SLOW if failure.type is ErrorType.TIMEOUT else None
