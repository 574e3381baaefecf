"""One request at a time: an answer, or the reason why there is none.

    async with HttpClient(NetSettings(contact="ann@example.com")) as client, client.visit() as visit:
        answer = await visit.get("https://example.com/", limits=Limits(connect_s=10))

Redirects are not followed here: each hop is a decision of its caller, who has robots.txt to ask. Whatever goes wrong is
raised as FetchFailed with its reason; no exception of a library gets out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp.abc import AbstractCookieJar
from yarl import URL

from theodore.model.errors import CERTIFICATE_REFUSED, CertificateRefused, Failure, FetchFailed
from theodore.net import agent, faults
from theodore.net.browsers import Browser
from theodore.net.certificate import Certificate, Certificates, explained
from theodore.net.connector import (
    MAX_ANSWER_BYTES,
    NEVER_ROUND_S,
    authorities,
    connector,
    tls_context,
    unverified_context,
)
from theodore.net.dial import Dialer
from theodore.net.exchange import AnyVisit, Limits, Refuse, Request, Response, web_url
from theodore.net.gateway import Gateway, GatewayLimits
from theodore.net.guard import AddressGuard
from theodore.net.identities import Identity
from theodore.net.inflate import Allowance, Body, BodyTooLarge
from theodore.net.kept import kept
from theodore.net.manner import PLAIN, Manner
from theodore.net.proxy_exit import ProxyExit
from theodore.net.resolve import NameService, Resolver
from theodore.net.routed import RoutedVisit
from theodore.net.settings import NetSettings
from theodore.net.upstream import ProxyAddress, ProxyFailed, proxy_failed
from theodore.net.wire import noting_use
from theodore.policy.proxy_health import ProxyFault

#: Of one header, in bytes: content security policies of real sites pass aiohttp's 8 KiB.
_MAX_HEADER = 32_768
_MAX_HEADERS = 256
#: As much of an answer's headers is kept, in characters; those beyond say nothing that anybody asks for.
_MAX_KEPT = 65_536
_NOT_MODIFIED = 304
#: By this status a proxy asks for a user name and a password.
_PROXY_ASKS = 407
_NO_HEADERS: Mapping[str, str] = {}
_NO_LIMITS = Limits()
_NOBODY_ELSE = Identity()


class HttpClient:
    """What all requests of a program share: whom to trust, how to find names, how to present itself.

    An async context manager. It belongs to the event loop that entered it. Raises ConfigurationError where the
    settings name authorities that cannot be read.
    """

    def __init__(self, settings: NetSettings, names: NameService | None = None) -> None:
        self._settings = settings
        self._guard = AddressGuard(settings.allow_private)
        self._verified = tls_context(settings.ca_files)
        self._unverified = unverified_context()
        self._authorities: Path | None = None
        self._temporary = ExitStack()
        self._headers = agent.request_headers(settings.user_agent or agent.user_agent(settings.contact))
        self._names = names or NameService(settings.dns_timeout_s)
        self._resolver = Resolver(settings.overrides, self._guard, self._names)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held between visits, but for a temporary folder."""
        self._temporary.close()
        self._authorities = None

    def gateway(self, upstream: ProxyAddress | None = None, limits: GatewayLimits | None = None) -> Gateway:
        """A forward proxy on loopback that trusts, resolves and refuses as this client does, to be entered.

        upstream: the proxy that it goes out through; None goes out directly.
        """
        return Gateway(Dialer(self._resolver, self._guard, self._verified, upstream), limits)

    def visit(self, manner: Manner = PLAIN) -> AnyVisit:
        """A visit of one website in this manner, to be entered as an async context manager."""
        # by default it would put into quotes what holds a = or /, and sites that compare it take it for another value
        cookies = aiohttp.CookieJar(quote_cookie=False) if manner.verify else aiohttp.DummyCookieJar()
        identity = manner.identity or _NOBODY_ELSE
        # of the visit, whichever proxies it goes through
        company = Company(cookies, _allowance(self._settings))
        if identity.route is None:
            return self._visit_as(manner, identity, company, None)
        return RoutedVisit(identity.route, partial(self._visit_as, manner, identity, company))

    def _visit_as(self, manner: Manner, identity: Identity, company: Company, proxy: ProxyAddress | None) -> AnyVisit:
        """A visit by this identity, through this proxy if there is one."""
        # a proxy that is reached by TLS is told a password: it proves who it is, whatever sites need not
        tls = self._verified if manner.verify or (proxy and proxy.scheme == "https") else self._unverified
        if identity.tls and identity.browser is not None:
            return self._impersonated(manner, identity.browser, company, proxy)
        headers = dict(identity.browser.headers) if identity.browser else self._headers
        most = max(MAX_ANSWER_BYTES, 2 * self._settings.max_wire_bytes)
        if proxy is None:
            pool, way_out = connector(self._resolver, self._guard, tls, most), None
        else:
            way_out = ProxyExit(proxy, self._resolver, self._guard, tls, self._names, self._settings.proxy_connect_s)
            pool = way_out.connector(most)
        return Visit(
            self._settings,
            pool,
            headers,
            Certificates(self._resolver, self._guard, self._unverified),
            cookies=company.cookies,
            allowance=company.allowance,
            verifies=manner.verify,
            way_out=way_out,
            check=self._resolver.check,
        )

    def _impersonated(self, manner: Manner, browser: Browser, company: Company, proxy: ProxyAddress | None) -> AnyVisit:
        # only here, since it is an extra; it was loaded at the start
        from theodore.net.impersonate import ImpersonatedVisit, gateway_limits  # noqa: PLC0415

        connect_s = None if proxy is None else self._settings.proxy_connect_s
        return ImpersonatedVisit(
            self._settings,
            self.gateway(proxy, gateway_limits(self._settings, connect_s)),
            browser,
            company.cookies,
            company.allowance,
            authorities=self._authorities_file(),
            verify=manner.verify,
            proxy=proxy,
        )

    def _authorities_file(self) -> Path | None:
        """A file of all authorities that are trusted; None where that is certifi's own."""
        if self._authorities is None and self._settings.ca_files:
            folder = self._settings.folder or self._temporary.enter_context(TemporaryDirectory(prefix="theodore-"))
            self._authorities = kept(Path(folder), "authorities", authorities(self._settings.ca_files))
        return self._authorities

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        limits: Limits = _NO_LIMITS,
        refuse: Refuse | None = None,
    ) -> Response:
        """One request on a connection of its own. Raises FetchFailed."""
        async with self.visit() as visit:
            return await visit.get(url, headers=headers, limits=limits, refuse=refuse)


@dataclass(frozen=True, slots=True)
class Company:
    """What belongs to the visit of one company, however many proxies it goes through."""

    cookies: AbstractCookieJar
    allowance: Allowance


class Visit:
    """Requests to one website, with connections and cookies of their own.

    Nothing of one company is shared with another, and when a visit ends its sockets are closed: a run over a million
    websites holds no more of them than it has visits at once.

    certificates: says what is wrong with one that was refused. cookies: where those of the site are kept, and
    allowance: the bound of all answers together; None means the visit's own. verifies: whether the site has to prove
    who it is. way_out: the proxy that it goes through; None goes directly. check: raises where a host may not be asked
    for, as it is written. requests, wire_bytes: what was asked for and received so far.
    """

    def __init__(
        self,
        settings: NetSettings,
        pool: aiohttp.TCPConnector,
        headers: Mapping[str, str],
        certificates: Certificates,
        *,
        cookies: AbstractCookieJar | None = None,
        allowance: Allowance | None = None,
        verifies: bool = True,
        way_out: ProxyExit | None = None,
        check: Callable[[str, int], None],
    ) -> None:
        self._settings = settings
        self._certificates = certificates
        self._shown: dict[str, Certificate | None] = {}
        self.verifies = verifies
        self._way_out = way_out
        self._check = check
        self._session = aiohttp.ClientSession(
            connector=pool,
            headers=headers,
            cookie_jar=cookies,
            auto_decompress=False,
            max_line_size=_MAX_HEADER,
            max_field_size=_MAX_HEADER,
            max_headers=_MAX_HEADERS,
        )
        # aiohttp would repeat each GET whose connection broke, unseen by our counts and by the site's Retry-After
        self._session._retry_connection = False  # noqa: SLF001 - there is no public switch; a test watches this one
        self._allowance = allowance or _allowance(settings)
        self.requests = 0
        self.wire_bytes = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = _NO_HEADERS,
        limits: Limits = _NO_LIMITS,
        refuse: Refuse | None = None,
    ) -> Response:
        """Ask for a URL and read the answer.

        refuse: may end the request once its status and headers are in. Raises FetchFailed.
        """
        request = Request(url, headers, limits, refuse)
        use = noting_use()
        try:
            return await self._ask(request)
        except FetchFailed as failed:
            if failed.failure.reason in CERTIFICATE_REFUSED:
                raise await self._explained(failed, url, limits) from failed
            if not (use.reused and faults.is_stale(failed)):
                raise
        # the server had closed a connection that lay idle: the request never reached it
        return await self._ask(request)

    async def _ask(self, request: Request) -> Response:
        status: int | None = None
        started, worked = time.monotonic(), time.thread_time()
        self.requests += 1
        try:
            async with await self._sent(request) as answer:
                status = answer.status
                self._check_answerer(request, status)
                headers = _headers(answer)
                _refuse(request, status, headers)
                body, cut = await self._read(answer, request.limits)
                seconds = time.monotonic() - started
                worked_s = time.thread_time() - worked
                return Response(request.url, status, headers, body.data, seconds, body.wire_bytes, cut, worked_s)
        except Exception as error:
            if self._way_out is None:
                raise self._failed(error, request, status) from error
            failed = self._failed(error, request, status)
        # not from within the handler: behind a proxy what was raised may know its password, and would hang on this
        try:
            raise failed
        finally:
            del failed  # which knows this place: neither is to hold on to the other

    async def _sent(self, request: Request) -> aiohttp.ClientResponse:
        url = web_url(request.url)
        self._check(url.raw_host or "", url.port or 0)
        arguments: dict[str, Any] = {"headers": request.headers, "timeout": _timeout(request.limits)}
        if self._way_out is not None:
            await self._way_out.permit(url)
            arguments = self._way_out.arguments(url, dict(request.headers))
            arguments["timeout"] = self._way_out.timeout(request.limits)
        return await self._session.get(url, allow_redirects=False, **arguments)

    def _check_answerer(self, request: Request, status: int) -> None:
        """Raise ProxyFailed where it is the proxy that answers, and wants to know who we are."""
        if self._way_out is not None and status == _PROXY_ASKS:
            raise proxy_failed(self._way_out.proxy, ProxyFault.REFUSED, url=request.url)

    def _failed(self, error: Exception, request: Request, status: int | None) -> FetchFailed:
        if isinstance(error, ProxyFailed):
            return error
        if self._way_out is not None and status is None and not isinstance(error, FetchFailed):
            fault = self._way_out.fault(error)
            if fault is not None:
                return proxy_failed(self._way_out.proxy, fault, url=request.url)
        return faults.translate(error, url=request.url, status=status)

    async def _explained(self, refused: FetchFailed, url: str, limits: Limits) -> FetchFailed:
        """The refusal of a certificate, with what that says of itself: looked at once for each host.

        Not behind a proxy: the look goes there directly, and somebody chose to be seen there as another.
        """
        if self._way_out is not None:
            return CertificateRefused(refused.failure)
        host = URL(url).raw_host or ""
        if host not in self._shown:
            self._shown[host] = await self._certificates.of(url, limits.connect_s)
        certificate = self._shown[host]
        return CertificateRefused(refused.failure) if certificate is None else explained(refused, certificate, host)

    async def _read(self, answer: aiohttp.ClientResponse, limits: Limits) -> tuple[Body, bool]:
        """The body, and whether it was cut. Raises BodyTooLarge, BodyBroken, and what aiohttp raises."""
        max_wire = limits.max_wire_bytes or self._settings.max_wire_bytes
        # a 304 may state the length of the page that it does not send
        if not limits.cut and answer.status != _NOT_MODIFIED and (answer.content_length or 0) > max_wire:
            raise BodyTooLarge  # said beforehand: not a byte of it needs to be read
        max_body = limits.max_body_bytes or self._settings.max_body_bytes
        body = Body(answer.headers.get("Content-Encoding", ""), max_wire, max_body, self._allowance)
        try:
            cut = await self._fill(body, answer, limits)
        except BaseException:
            body.leave()
            raise
        if limits.cut:
            body.leave()  # what may be cut is looked through at once, and not kept as a page is
        return body, cut

    async def _fill(self, body: Body, answer: aiohttp.ClientResponse, limits: Limits) -> bool:
        """Whether the body was cut."""
        try:
            async for chunk in answer.content.iter_any():
                self.wire_bytes += len(chunk)
                body.feed(chunk)
            body.finish()
        except BodyTooLarge:
            if not limits.cut:
                raise
            return True
        return False


def _allowance(settings: NetSettings) -> Allowance:
    return Allowance(settings.max_visit_bytes, settings.bomb_bytes, settings.bomb_ratio)


def _timeout(limits: Limits) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(
        total=None, connect=limits.connect_s, sock_read=limits.read_s, ceil_threshold=NEVER_ROUND_S
    )


def _refuse(request: Request, status: int, headers: tuple[tuple[str, str], ...]) -> None:
    if request.refuse is None:
        return
    reason = request.refuse(status, dict(headers))
    if reason is not None:
        raise FetchFailed(Failure(reason))


def _headers(answer: aiohttp.ClientResponse) -> tuple[tuple[str, str], ...]:
    """The first ones up to the bound, names in lower case, without cookies: they are the visitor's, not the page's."""
    pairs = [(name.lower(), value) for name, value in answer.headers.items()]
    sizes = accumulate(len(name) + len(value) for name, value in pairs)
    return tuple(pair for pair, size in zip(pairs, sizes, strict=True) if size <= _MAX_KEPT and pair[0] != "set-cookie")
