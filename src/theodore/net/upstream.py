"""Proxies of other people: how one is written, and how a connection is made through it."""

from __future__ import annotations

import asyncio
import base64
import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
from python_socks.async_.asyncio.v2 import Proxy

from theodore.model.errors import ConfigurationError, Failure, FetchFailed, Reason
from theodore.policy.proxy_health import ProxyFault

_PORTS = {"http": 80, "https": 443, "socks4": 1080, "socks5": 1080, "socks5h": 1080}
# no example with a password: what shows errors would hide the example's, too
_FORM = (
    "Write it like http://proxy.example:8080, with user:password@ before the host where it asks for them; https, "
    "socks4 and socks5 are known beside http."
)
_MOST_LOGIN = 255
_LOGIN_FORM = (
    f"A SOCKS proxy takes a user name and a password of up to {_MOST_LOGIN} ASCII characters each, and one of these is "
    "longer or holds another sign. Ask whoever runs it for another login, or for an http address of it."
)


@dataclass(frozen=True, slots=True)
class ProxyAddress:
    """A forward proxy. scheme: http, https, socks4 or socks5. Its user and password show in no repr."""

    scheme: str
    host: str
    port: int
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str) -> ProxyAddress:
        """Read scheme://[user[:password]@]host[:port]. Raises ConfigurationError, which repeats nothing of it."""
        try:
            parts = urlsplit(text.strip())
            host, port, scheme = parts.hostname, parts.port, parts.scheme.lower()
        except ValueError:
            host, port, scheme = None, None, ""
        if not host or scheme not in _PORTS or parts.path.strip("/") or parts.query or parts.fragment:
            # an address that cannot be read may hold a password anywhere
            raise ConfigurationError(f"A proxy's address cannot be read. {_FORM}")
        login = [None if part is None else unquote(part) for part in (parts.username, parts.password)]
        if scheme.startswith("socks") and not all(part is None or _fits_socks(part) for part in login):
            # found here, and not by each company's request
            raise ConfigurationError(_LOGIN_FORM)
        return cls(scheme.removesuffix("h") if scheme == "socks5h" else scheme, host, port or _PORTS[scheme], *login)

    @property
    def takes_urls(self) -> bool:
        """Whether plain requests are handed to it with their whole URL; others are tunnelled."""
        return self.scheme in {"http", "https"}

    @property
    def authorization(self) -> str | None:
        """The value of Proxy-Authorization; None where it asks for none. A secret."""
        if self.username is None:
            return None
        both = f"{self.username}:{self.password or ''}".encode()
        return f"Basic {base64.b64encode(both).decode('ascii')}"

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def _fits_socks(login: str) -> bool:
    """Whether the library can send it: SOCKS counts its bytes in one byte, and says nothing of a charset (RFC 1929)."""
    return login.isascii() and len(login) <= _MOST_LOGIN


class ProxyFailed(FetchFailed):
    """A request did not get through its proxy. fault: what that did; it is no word about the site."""

    def __init__(self, failure: Failure, fault: ProxyFault = ProxyFault.DEAD) -> None:
        super().__init__(failure)
        self.fault = fault


def proxy_failed(proxy: ProxyAddress, fault: ProxyFault, *, url: str | None = None) -> ProxyFailed:
    """That this proxy failed, named without what it is to be kept secret of it."""
    return ProxyFailed(Failure(Reason.PROXY, detail=f"the proxy {proxy} {fault.words}", url=url), fault)


#: What a proxy's own status says of it, where it was asked for a tunnel.
_BY_STATUS = {
    401: ProxyFault.REFUSED,
    403: ProxyFault.BANNED,
    407: ProxyFault.REFUSED,
    502: ProxyFault.UNREACHED,
    503: ProxyFault.UNREACHED,
    504: ProxyFault.UNREACHED,
}
#: The reply of SOCKS5 that says "not by my rules" (RFC 1928, 6). Others are failures to reach the site, mostly.
_NOT_ALLOWED = 2


def fault_of_status(status: int) -> ProxyFault:
    """What this answer, in place of a tunnel, says of the proxy."""
    return _BY_STATUS.get(status, ProxyFault.BROKEN)


def fault_of_reply(code: int | None) -> ProxyFault:
    """What this reply of a SOCKS proxy says of it; None where it came to no reply, but to a question who we are."""
    if not code:
        return ProxyFault.REFUSED
    return ProxyFault.BANNED if code == _NOT_ALLOWED else ProxyFault.UNREACHED


def fault_of(error: Exception, scheme: str) -> ProxyFault:
    """What an exception of python_socks says of the proxy. scheme: of the proxy's address."""
    if not isinstance(error, ProxyError):
        return ProxyFault.DEAD
    if scheme in {"http", "https"}:
        return fault_of_status(error.error_code) if error.error_code else ProxyFault.BROKEN
    return fault_of_reply(error.error_code)


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def tunnel(proxy: ProxyAddress, tls: ssl.SSLContext, host: str, port: int) -> Streams:
    """A connection through this proxy to a host, whose name the proxy resolves. Raises FetchFailed (proxy)."""
    kind = {"socks4": ProxyType.SOCKS4, "socks5": ProxyType.SOCKS5}.get(proxy.scheme, ProxyType.HTTP)
    dialer = Proxy(
        kind,
        proxy.host,
        proxy.port,
        _as_sent(proxy.username),
        _as_sent(proxy.password),
        rdns=True,
        proxy_ssl=tls if proxy.scheme == "https" else None,
    )
    try:
        stream = await dialer.connect(host, port)
    except (ProxyError, ProxyConnectionError, ProxyTimeoutError, OSError) as failed:
        raise proxy_failed(proxy, fault_of(failed, proxy.scheme)) from failed
    return stream.reader, stream.writer


def _as_sent(login: str | None) -> str | None:
    """A part of a login such that the library, whose headers are Latin-1, writes it as `authorization` does."""
    return None if login is None else login.encode().decode("latin-1")


async def connection(proxy: ProxyAddress, tls: ssl.SSLContext) -> Streams:
    """A connection to this proxy itself, to hand it a request with its whole URL. Raises FetchFailed (proxy)."""
    secure = tls if proxy.scheme == "https" else None
    try:
        return await asyncio.open_connection(proxy.host, proxy.port, ssl=secure)
    except OSError as failed:
        raise proxy_failed(proxy, ProxyFault.DEAD) from failed
