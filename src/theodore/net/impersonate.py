"""Visits whose TLS is a browser's: by curl_cffi, the extra `impersonate`.

curl makes its own sockets and looks up names itself, so it is sent out through our gateway, which does both under the
guard. What it is not left to do: inflate bodies (they come as they were sent, and are inflated here, within the same
bounds as everywhere), follow redirects, keep cookies, or read a proxy from the environment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import certifi
from aiohttp.abc import AbstractCookieJar
from curl_cffi import AsyncCurl, Curl, CurlECode, CurlError, CurlHttpVersion, CurlInfo, CurlOpt
from yarl import URL

from theodore.model.errors import CERTIFICATE_REFUSED, CertificateRefused, Failure, FetchFailed, Reason
from theodore.net import faults, heads
from theodore.net.browsers import Browser
from theodore.net.exchange import Limits, Refuse, Request, Response, web_url
from theodore.net.gateway import Gateway, GatewayLimits
from theodore.net.inflate import Allowance, Body, BodyTooLarge
from theodore.net.relay import Bounds
from theodore.net.settings import NetSettings
from theodore.net.upstream import ProxyAddress, ProxyFailed, proxy_failed
from theodore.policy.classify import certificate_reason
from theodore.policy.proxy_health import ProxyFault

_NO_HEADERS: Mapping[str, str] = {}
_NO_LIMITS = Limits()
#: Of an answer's head, in bytes and in lines.
_MAX_HEAD = 262_144
_MAX_LINES = 256
#: No attempt lives longer, in seconds.
_LIFE_S = 600.0
#: As much of an answer's headers is kept, in characters.
_MAX_KEPT = 65_536

#: What curl's codes mean; they are numbers of its interface, and stay what they are.
_BY_CODE = {
    CurlECode.UNSUPPORTED_PROTOCOL: Reason.NOT_A_WEBSITE,
    CurlECode.URL_MALFORMAT: Reason.BAD_URL,
    CurlECode.WEIRD_SERVER_REPLY: Reason.PROTOCOL,
    CurlECode.HTTP2: Reason.PROTOCOL,
    CurlECode.HTTP2_STREAM: Reason.PROTOCOL,
    CurlECode.TOO_LARGE: Reason.PROTOCOL,
    CurlECode.PARTIAL_FILE: Reason.TRUNCATED,
    CurlECode.OPERATION_TIMEDOUT: Reason.CONNECT_TIMEOUT,
    CurlECode.SSL_CONNECT_ERROR: Reason.TLS_HANDSHAKE,
    CurlECode.GOT_NOTHING: Reason.CLOSED,
    CurlECode.SEND_ERROR: Reason.RESET,
    CurlECode.RECV_ERROR: Reason.RESET,
    CurlECode.COULDNT_CONNECT: Reason.UNREACHABLE,
}


def gateway_limits(settings: NetSettings, connect_s: float | None) -> GatewayLimits:
    """The gateway's bounds for a visit: wider than the visit's own, which are the ones to be met.

    connect_s: seconds for a connection through a proxy; None where there is none.
    """
    bounds = Bounds(idle_s=_LIFE_S, total_s=_LIFE_S, down_bytes=2 * settings.max_visit_bytes)
    return GatewayLimits(connect_s=_LIFE_S if connect_s is None else connect_s, bounds=bounds)


class ImpersonatedVisit:
    """Requests to one website in a browser's manner.

    gateway: opened by the visit, and closed with it. authorities: a PEM file of those that are trusted; None trusts
    certifi's. verify: whether the site must prove who it is. proxy: what lies behind the gateway, if anything does.
    """

    def __init__(
        self,
        settings: NetSettings,
        gateway: Gateway,
        browser: Browser,
        cookies: AbstractCookieJar,
        allowance: Allowance,
        *,
        authorities: Path | None = None,
        verify: bool = True,
        proxy: ProxyAddress | None = None,
    ) -> None:
        self._settings = settings
        self._gateway = gateway
        self._browser = browser
        self._cookies = cookies
        self._allowance = allowance
        self._authorities = str(authorities or certifi.where())
        self._verify = verify
        self._proxy = proxy
        self._opened = AsyncExitStack()
        self.requests = 0
        self.wire_bytes = 0

    async def __aenter__(self) -> Self:
        await self._opened.enter_async_context(self._gateway)
        self._multi = AsyncCurl(cacert=self._authorities)
        self._opened.push_async_callback(self._multi.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._opened.aclose()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        limits: Limits = _NO_LIMITS,
        refuse: Refuse | None = None,
    ) -> Response:
        """Ask for a URL and read the answer.

        refuse: may end the request once its status and headers are in. Raises FetchFailed; ProxyFailed where the proxy
        behind the gateway is why.
        """
        request = Request(url, headers, limits, refuse)
        answer = _Answer(request, self._settings, self._allowance)
        self.requests += 1
        curl = Curl()
        try:
            await self._perform(curl, request, answer)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is translated and raised below
            failed = self._failed(error, curl, answer)
        else:
            failed = self._own_answer(answer)
        finally:
            self.wire_bytes += answer.wire_bytes
            curl.close()
            answer.leave()
        # not from within the handler: what curl was told of our gateway would hang on it
        if failed is not None:
            raise failed
        self._keep_cookies(answer)
        return answer.response()

    async def _perform(self, curl: Curl, request: Request, answer: _Answer) -> None:
        url = web_url(request.url)
        self._gateway.check(url.raw_host or "", url.port or 0)
        self._set_up(curl, request, answer, url)
        connect_s = request.limits.connect_s
        if self._proxy is not None:
            # the gateway gives it up in half of that, and can say why
            connect_s = _least(connect_s, 2 * self._settings.proxy_connect_s)
        curl.setopt(CurlOpt.CONNECTTIMEOUT_MS, max(int((connect_s or 0) * 1000), 0))
        done = self._multi.add_handle(curl)
        try:
            await _watched(done, answer, request.limits.read_s, connect_s or 0.0)
        finally:
            if not done.done():
                self._multi.remove_handle(curl)
        if not answer.cut:
            answer.finish()

    def _set_up(self, curl: Curl, request: Request, answer: _Answer, url: URL) -> None:
        # first: it sets what else is set below
        curl.impersonate(self._browser.tls, default_headers=False)
        options: dict[CurlOpt, Any] = {
            # as it was read and checked here: curl reads a host into a number, and more
            CurlOpt.URL: str(url),
            CurlOpt.HTTPHEADER: [
                f"{name}: {value}".encode("utf-8", "surrogateescape") for name, value in self._sent(request)
            ],
            CurlOpt.WRITEFUNCTION: answer.take,
            CurlOpt.HEADERFUNCTION: answer.take_line,
            CurlOpt.PROTOCOLS_STR: "http,https",
            CurlOpt.FOLLOWLOCATION: 0,
            CurlOpt.HTTP_CONTENT_DECODING: 0,
            # over plain http browsers do not ask for HTTP/2
            CurlOpt.HTTP_VERSION: CurlHttpVersion.V2TLS,
            CurlOpt.PROXY: self._gateway.address,
            CurlOpt.PROXYUSERNAME: self._gateway.username,
            CurlOpt.PROXYPASSWORD: self._gateway.password,
            # of a plain request to an IPv6 address curl loses the brackets on their way to a proxy, and gives up
            # ("out of memory"); through a tunnel it does not
            CurlOpt.HTTPPROXYTUNNEL: int(":" in (url.raw_host or "")),
            # a variable of the environment could name hosts that are reached past the gateway
            CurlOpt.NOPROXY: "",
            CurlOpt.SUPPRESS_CONNECT_HEADERS: 1,
            CurlOpt.CAINFO: self._authorities,
            CurlOpt.SSL_VERIFYPEER: int(self._verify),
            CurlOpt.SSL_VERIFYHOST: 2 if self._verify else 0,
        }
        for option, value in options.items():
            curl.setopt(option, value)

    def _sent(self, request: Request) -> list[tuple[str, str]]:
        more = dict(request.headers)
        cookies = self._cookies.filter_cookies(URL(request.url))
        if cookies:
            more["Cookie"] = "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in cookies.values())
        named = {name.lower() for name in more}
        return [(name, value) for name, value in self._browser.headers if name.lower() not in named] + list(
            more.items()
        )

    def _keep_cookies(self, answer: _Answer) -> None:
        if answer.set_cookies:
            self._cookies.update_cookies_from_headers(answer.set_cookies, URL(answer.request.url))

    def _failed(self, error: Exception, curl: Curl, answer: _Answer) -> FetchFailed | None:
        """What this exception stands for; None where it is how a body is cut."""
        if answer.cut:
            return None
        url, status = answer.request.url, answer.status
        if not isinstance(error, CurlError):
            return faults.translate(error, url=url, status=status)
        known = self._gateway_failed(url) if status is None else None
        if known is not None:
            return known
        if self._proxy is not None and error.code == CurlECode.OPERATION_TIMEDOUT:
            return proxy_failed(self._proxy, ProxyFault.DEAD, url=url)
        reason = self._reason(error, curl, status)
        failure = Failure(reason, detail=reason.meaning, url=url, status=status)
        return CertificateRefused(failure) if reason in CERTIFICATE_REFUSED else FetchFailed(failure)

    def _reason(self, error: CurlError, curl: Curl, status: int | None) -> Reason:
        if error.code == CurlECode.PEER_FAILED_VERIFICATION:
            # curl checks the host's name itself, when all else is well; the number then says "1, not come to a result"
            number = cast("int", curl.getinfo(CurlInfo.SSL_VERIFYRESULT))
            unknown = Reason.CERTIFICATE_UNKNOWN_ISSUER if number > 1 else Reason.CERTIFICATE_WRONG_HOST
            return certificate_reason(number, unknown)
        if status is not None and error.code == CurlECode.RECV_ERROR:
            return Reason.TRUNCATED
        return _BY_CODE.get(CurlECode(error.code), Reason.OTHER)

    def _own_answer(self, answer: _Answer) -> FetchFailed | None:
        """The failure that an answer of the gateway itself stands for; None where a website answered."""
        if heads.MARK.lower() not in dict(answer.headers):
            return None
        failure = Failure(Reason.OTHER, detail="the gateway did not let the request through", url=answer.request.url)
        return self._gateway_failed(answer.request.url) or FetchFailed(failure)

    def _gateway_failed(self, url: str) -> FetchFailed | None:
        """Why the gateway did not reach the host, where it did not."""
        host = URL(url).raw_host or ""
        failure, fault = self._gateway.failure(host), self._gateway.fault(host)
        if failure is None:
            return None
        failure = Failure(failure.reason, detail=failure.detail, url=url)
        return FetchFailed(failure) if fault is None else ProxyFailed(failure, fault)


class _Answer:
    """An answer as it comes in from curl, held to its bounds piece by piece.

    What is wrong with it is raised from where curl calls, ends the transfer, and comes out of it again.
    """

    def __init__(self, request: Request, settings: NetSettings, allowance: Allowance) -> None:
        self.request = request
        self.status: int | None = None
        self.headers: tuple[tuple[str, str], ...] = ()
        self.set_cookies: list[str] = []
        self.wire_bytes = 0
        self.cut = False
        self._is_kept = False
        self.last_s = self._started = time.monotonic()
        self._ended = self._started
        self._max_wire = request.limits.max_wire_bytes or settings.max_wire_bytes
        self._max_body = request.limits.max_body_bytes or settings.max_body_bytes
        self._allowance = allowance
        self._lines: list[bytes] = []
        self._head_bytes = 0
        self._body: Body | None = None

    def take_line(self, line: bytes) -> int:
        """A line of the head."""
        self.last_s = time.monotonic()
        self._head_bytes += len(line)
        if self._head_bytes > _MAX_HEAD or len(self._lines) >= _MAX_LINES:
            raise FetchFailed(Failure(Reason.PROTOCOL, detail="the answer's head is too long"))
        if self.status is not None:
            return len(line)  # what comes behind the body says nothing that anybody asks for
        if line.startswith(b"HTTP/"):
            self._lines = []
        if line.strip():
            self._lines.append(line)
        elif not self._lines[0].split(b" ", 2)[1:2][0].startswith(b"1"):
            self._begin()
        return len(line)

    def take(self, piece: bytes) -> int:
        """A piece of the body, as it was sent."""
        self.last_s = time.monotonic()
        self.wire_bytes += len(piece)
        try:
            self._open().feed(piece)
        except BodyTooLarge:
            self.cut = self.request.limits.cut
            raise
        return len(piece)

    def finish(self) -> None:
        """Nothing more comes. Raises BodyTooLarge, BodyBroken."""
        self._ended = time.monotonic()
        if self.status is None:
            raise FetchFailed(Failure(Reason.CLOSED, detail=Reason.CLOSED.meaning))
        self._open().finish()
        # what may be cut is looked through at once, and not kept as a page is
        self._is_kept = not self.request.limits.cut

    def leave(self) -> None:
        """Give back what the body took of the visit's allowance, unless it is kept as a page."""
        if self._body is not None and not self._is_kept:
            self._body.leave()

    def response(self) -> Response:
        body = self._open()
        headers = tuple(pair for pair in self.headers if pair[0] != "set-cookie")
        seconds = max(self._ended, self.last_s) - self._started
        return Response(self.request.url, self.status or 0, headers, body.data, seconds, body.wire_bytes, self.cut)

    def _begin(self) -> None:
        """The head is in."""
        first, *lines = self._lines
        self.status = int(first.split(b" ", 2)[1])
        pairs = [_pair(line) for line in lines]
        self.set_cookies = [value for name, value in pairs if name == "set-cookie"]
        size, kept = 0, []
        for name, value in pairs:
            size += len(name) + len(value)
            if size <= _MAX_KEPT:
                kept.append((name, value))
        self.headers = tuple(kept)
        if self.request.refuse is not None:
            reason = self.request.refuse(self.status, dict(self.headers))
            if reason is not None:
                raise FetchFailed(Failure(reason))
        length = dict(self.headers).get("content-length", "")
        if not self.request.limits.cut and length.isdigit() and int(length[:20]) > self._max_wire:
            raise BodyTooLarge  # said beforehand: not a byte of it needs to be read

    def _open(self) -> Body:
        if self._body is None:
            coding = dict(self.headers).get("content-encoding", "")
            self._body = Body(coding, self._max_wire, self._max_body, self._allowance)
        return self._body


async def _watched(done: asyncio.Future[None], answer: _Answer, read_s: float | None, connect_s: float) -> None:
    """Wait for the transfer's end. Raises what it ended with, and FetchFailed after too long a silence."""
    while not done.done():
        left = None
        if read_s is not None:
            patience = read_s if answer.status is not None else read_s + connect_s
            left = answer.last_s + patience - time.monotonic()
            if left <= 0:
                reason = Reason.FIRST_BYTE_TIMEOUT if answer.status is None else Reason.BODY_TIMEOUT
                raise FetchFailed(Failure(reason, detail=reason.meaning))
        await asyncio.wait({done}, timeout=left)
    await done


def _pair(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("utf-8", "surrogateescape").partition(":")
    return name.strip().lower(), value.strip()


def _least(*seconds: float | None) -> float | None:
    return min((one for one in seconds if one is not None), default=None)
