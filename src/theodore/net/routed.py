"""A visit by way of proxies: the same one for all its requests, and on to another where that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

from theodore.model.errors import FetchFailed
from theodore.net.exchange import AnyVisit, Limits, Refuse, Response
from theodore.net.proxies import Route, no_proxy
from theodore.net.proxy_exit import doubtful
from theodore.net.upstream import ProxyAddress, ProxyFailed
from theodore.policy.proxy_health import ProxyFault

_NO_HEADERS: Mapping[str, str] = {}
_NO_LIMITS = Limits()
#: By these a proxy says that it did not get through to the site; a site's own front may say so of what is behind it.
_NOT_THROUGH = frozenset({502, 504})


class RoutedVisit:
    """Requests along a route.

    visit_by: makes a visit through one proxy. A request that a proxy failed is asked again through the next one, since
    it never reached the site, or the site never knew; what may have been the site's own failure is raised, and the
    requests after it take the next proxy.
    """

    def __init__(self, route: Route, visit_by: Callable[[ProxyAddress], AnyVisit]) -> None:
        self._route = route
        self._visit_by = visit_by
        self._visits: dict[ProxyAddress, AnyVisit] = {}
        self._opened = AsyncExitStack()
        self._opening = asyncio.Lock()

    @property
    def requests(self) -> int:
        return sum(visit.requests for visit in self._visits.values())

    @property
    def wire_bytes(self) -> int:
        return sum(visit.wire_bytes for visit in self._visits.values())

    async def __aenter__(self) -> Self:
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
        """Ask for a URL and read the answer. Raises FetchFailed; ProxyFailed where no proxy got through to the site."""
        last: ProxyFailed | None = None
        doubted: Response | None = None
        while (proxy := self._route.proxy) is not None:
            visit = await self._through(proxy)
            try:
                response = await visit.get(url, headers=headers, limits=limits, refuse=refuse)
            except ProxyFailed as failed:
                self._route.failed(proxy, failed.fault)
                last = failed
            except FetchFailed as failed:
                fault = doubtful(failed.failure)
                if fault is not None:
                    self._route.failed(proxy, fault)
                raise
            else:
                if not _may_be_the_proxy_s(url, response):
                    self._route.answered(proxy, response.seconds)
                    return response
                self._route.failed(proxy, ProxyFault.UNREACHED)
                if doubted is not None:
                    return response  # two say so: it is the site
                doubted = response
        if doubted is not None:
            return doubted
        raise last or no_proxy(self._route.tier)

    async def _through(self, proxy: ProxyAddress) -> AnyVisit:
        async with self._opening:
            if proxy not in self._visits:
                self._visits[proxy] = await self._opened.enter_async_context(self._visit_by(proxy))
            return self._visits[proxy]


def _may_be_the_proxy_s(url: str, response: Response) -> bool:
    """Whether a proxy that was handed the whole URL may have answered itself that it did not get through."""
    return response.status in _NOT_THROUGH and url.startswith("http:")
