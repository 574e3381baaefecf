"""As whom, and from where, a visit is made: what a rung of the ladder comes to for one site.

with identities.taken(rung, site_key) as taken:
    async with client.visit(replace(manner, identity=taken.identity)) as visit: ...
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

from theodore.model.errors import ConfigurationError, ErrorType, Failure, Reason
from theodore.net.browsers import Browser, browser_for
from theodore.net.proxies import ProxyPool, Route, Tier, no_proxy
from theodore.policy.ladder import NO_LADDER, Ladder, Rung
from theodore.policy.proxy_health import ProxyFault


@dataclass(frozen=True, slots=True)
class Identity:
    """Of one visit.

    browser: None means our own name. tls: shake hands as that browser does. route: None goes there directly.
    """

    browser: Browser | None = None
    tls: bool = False
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The rung that an attempt is made on, and its identity; None for the plain one."""

    rung: int
    way: Rung
    identity: Identity | None

    @property
    def another_proxy(self) -> bool:
        """Whether the same rung has another proxy, which the site has not turned away."""
        route = self.identity.route if self.identity else None
        return route is not None and route.has_another

    @property
    def is_proxied(self) -> bool:
        return self.way.tier is not None

    def ended(self, failure: Failure | None) -> None:
        """How the attempt ended: what that says of the proxy is noted.

        One through which the site turned us away is not used for this site again, and one with which the attempt's time
        ran out is a slow one.
        """
        route = self.identity.route if self.identity else None
        proxy = route.proxy if route else None
        if route is None or proxy is None or failure is None:
            return
        if failure.type is ErrorType.PROTECTED_SITE and failure.reason is not Reason.ROBOTS_DISALLOWED:
            route.turned_away()
        elif failure.reason is Reason.ATTEMPT_DEADLINE:
            route.failed(proxy, ProxyFault.SLOW)


class Identities:
    """All that this program may present itself as. One for the process, used from one event loop.

    Raises ConfigurationError where a rung needs what is not installed.
    """

    def __init__(
        self, ladder: Ladder = NO_LADDER, tiers: Iterable[Tier] = (), monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        if any(rung.browser_tls for rung in ladder.rungs):
            check_impersonation()
        self.ladder = ladder
        self._pool = ProxyPool(tiers, monotonic)

    def proxies(self, tier: str | None) -> int:
        """How many proxies a tier has."""
        return self._pool.size(tier) if tier is not None else 0

    @contextmanager
    def taken(self, rung: int, site_key: str) -> Iterator[Taken]:
        """The identity for one attempt on this rung.

        Where no proxy of a tier would do just now, those of the next dearer one are taken. Raises ProxyFailed where
        there is none of these either.
        """
        found = self._find(self.ladder.within(rung), site_key)
        try:
            yield found
        finally:
            if found.identity is not None and found.identity.route is not None:
                found.identity.route.close()

    def _find(self, rung: int, site_key: str) -> Taken:
        for number in range(rung, len(self.ladder.rungs)):
            way = self.ladder.at(number)
            browser = browser_for(site_key) if way.browser_headers else None
            if way.tier is None:
                identity = Identity(browser, way.browser_tls) if browser else None
                return Taken(number, way, identity)
            route = self._pool.route(way.tier, site_key)
            if route is not None:
                return Taken(number, way, Identity(browser, way.browser_tls, route))
        raise no_proxy(", ".join(way.tier for way in self.ladder.rungs[rung:] if way.tier is not None))


def check_impersonation() -> None:
    """Load what a browser's TLS needs: now, and not when others wait for an answer already.

    Raises ConfigurationError where it cannot be had.
    """
    what = "is not installed"
    if find_spec("curl_cffi") is not None:
        try:
            from theodore.net import impersonate  # noqa: F401, PLC0415 - it imports the extra
        except ImportError as broken:
            what = f"cannot be loaded ({broken})"
        else:
            return
    raise ConfigurationError(
        f"identity.browser_tls needs curl_cffi, which {what}: pip install 'theodore[impersonate]', or leave "
        "--browser-tls out."
    )
