"""Pools of proxies: which one a visit goes through, and what becomes of those that fail.

tier "cheap"  ──  proxy, proxy, proxy      sound and quick ones are chosen more; a site gets the same one each time
tier "dear"   ──  proxy, proxy             as long as that is well
"""

from __future__ import annotations

import hashlib
import logging
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from theodore.model.errors import ConfigurationError, Failure, Reason
from theodore.net.upstream import ProxyAddress, ProxyFailed
from theodore.policy.proxy_health import Health, ProxyFault, answered, failed

_log = logging.getLogger(__name__)

#: Seconds for which a proxy is kept from a site that turned it away, or that it did not get through to.
BANNED_S = 86_400.0
AVOIDED_S = 600.0
#: Sites of which it is remembered which proxies they do not like.
_MAX_REMEMBERED = 50_000
#: So many proxies are tried within one attempt before it ends.
MOST_PROXIES = 4
#: Bound on a file of proxies, in bytes.
_MAX_FILE = 10_000_000


def no_proxy(tiers: str) -> ProxyFailed:
    """That there is no proxy to go through. tiers: which were looked through."""
    failure = Failure(Reason.PROXY, detail=f"no proxy can be used for this site just now (looked through: {tiers})")
    return ProxyFailed(failure, ProxyFault.DEAD)


@dataclass(frozen=True, slots=True)
class Tier:
    """Proxies of one price."""

    name: str
    proxies: tuple[ProxyAddress, ...]


def read_proxies(lines: Iterable[str], source: str) -> tuple[ProxyAddress, ...]:
    """The proxies of these lines, each once; blank ones and comments (#) are left out.

    source: what an error says they came from. Raises ConfigurationError, which repeats nothing of a line.
    """
    found: dict[ProxyAddress, None] = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            found[ProxyAddress.parse(text)] = None
        except ConfigurationError as unreadable:
            raise ConfigurationError(f"{source}, number {number}: {unreadable}") from None
    return tuple(found)


def read_proxy_file(path: Path) -> tuple[ProxyAddress, ...]:
    """The proxies of a file, one a line. Raises ConfigurationError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        problem = type(unreadable).__name__
        # the bytes that could not be decoded hang on the error, and may be a password
        text, data = "", b""
    else:
        problem = "more than 10 MB" if len(data) > _MAX_FILE else ""
    if problem:
        raise ConfigurationError(
            f"{path}: cannot be read ({problem}). --proxy-file takes a text file, one proxy a line."
        )
    proxies = read_proxies(text.splitlines(), str(path))
    if not proxies:
        raise ConfigurationError(f"{path}: there is no proxy in it. Write one a line, like http://proxy.example:8080.")
    return proxies


class ProxyPool:
    """All proxies of a program, and how they are. One for the process, used from one event loop.

    monotonic: seconds since any moment.
    """

    def __init__(self, tiers: Iterable[Tier] = (), monotonic: Callable[[], float] = time.monotonic) -> None:
        self._tiers = {tier.name: tier.proxies for tier in tiers}
        self._monotonic = monotonic
        self._health: dict[ProxyAddress, Health] = {}
        self._on_trial: set[ProxyAddress] = set()
        #: until when a site and a proxy are kept apart, and until when they should be; the longest untouched goes first
        self._banned = _Apart()
        self._avoided = _Apart()

    def size(self, tier: str) -> int:
        return len(self._tiers.get(tier, ()))

    def health(self, proxy: ProxyAddress) -> Health:
        return self._health.get(proxy, Health())

    def route(self, tier: str, site_key: str) -> Route | None:
        """A way through this tier for one attempt at a site; None where no proxy of it would do just now."""
        route = Route(self, tier, site_key)
        return None if route.proxy is None else route

    def choose(self, tier: str, site_key: str, tried: set[ProxyAddress]) -> ProxyAddress | None:
        """The proxy for this site: the same each time, as long as it is well.

        One that failed this site lately is taken only where there is no other.
        """
        now = self._monotonic()
        usable = [proxy for proxy in self._tiers.get(tier, ()) if self._may_use(proxy, site_key, now, tried)]
        better = [proxy for proxy in usable if not self._avoided.holds(site_key, proxy, now)]
        return max(better or usable, key=lambda proxy: self._draw(proxy, site_key, now), default=None)

    def _may_use(self, proxy: ProxyAddress, site_key: str, now: float, tried: set[ProxyAddress]) -> bool:
        if proxy in tried or proxy in self._on_trial or self.health(proxy).is_open(now):
            return False
        return not self._banned.holds(site_key, proxy, now)

    def _draw(self, proxy: ProxyAddress, site_key: str, now: float) -> float:
        """Weighted rendezvous hashing: each site has its own favourites, and the worth moves their odds."""
        text = f"{site_key} {proxy.scheme} {proxy.host} {proxy.port} {proxy.username}"
        drawn = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
        share = (int.from_bytes(drawn, "big") + 1) / (2**64 + 2)
        # in steps, so that one slow answer does not make every site change its proxy
        worth = max(round(self.health(proxy).worth(now), 1), 0.05)
        return worth / -math.log(share)

    def began(self, proxy: ProxyAddress) -> None:
        """A visit goes through this proxy from now on; of one that is half-open it is the only one."""
        if self.health(proxy).is_half_open(self._monotonic()):
            self._on_trial.add(proxy)

    def ended(self, proxy: ProxyAddress) -> None:
        """The visit goes through it no more."""
        self._on_trial.discard(proxy)

    def answered(self, proxy: ProxyAddress, seconds: float) -> None:
        """An answer came through it."""
        self._health[proxy] = answered(self.health(proxy), seconds, self._monotonic())
        self._on_trial.discard(proxy)

    def failed(self, proxy: ProxyAddress, fault: ProxyFault, site_key: str) -> None:
        """It failed, or the site turned it away: it is kept apart from the site, and its health is noted."""
        now = self._monotonic()
        before = self.health(proxy)
        self._health[proxy] = after = failed(before, fault, now)
        self._on_trial.discard(proxy)
        if fault is ProxyFault.BANNED:
            self._banned.keep(site_key, proxy, now + BANNED_S)
        else:
            self._avoided.keep(site_key, proxy, now + AVOIDED_S)
        if after.is_open(now) and not before.is_open(now):
            _log.warning(
                "event=proxy_left_out proxy=%s because=%s for_s=%.0f", proxy, fault.label, after.open_until - now
            )


class _Apart:
    """Sites and proxies that are kept apart, each until a time; bounded, so that a long run forgets the oldest."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, ProxyAddress], float] = OrderedDict()

    def keep(self, site_key: str, proxy: ProxyAddress, until: float) -> None:
        self._until.pop((site_key, proxy), None)
        self._until[site_key, proxy] = until
        if len(self._until) > _MAX_REMEMBERED:
            self._until.popitem(last=False)

    def holds(self, site_key: str, proxy: ProxyAddress, now: float) -> bool:
        until = self._until.get((site_key, proxy))
        return until is not None and now < until


class Route:
    """The way of one attempt at one site: the same proxy for all its requests, and another where that fails.

    tier: whose proxies these are. proxy: the one that serves just now; None once there is none left.
    """

    def __init__(self, pool: ProxyPool, tier: str, site_key: str) -> None:
        self._pool = pool
        self.tier = tier
        self._site_key = site_key
        self._tried: set[ProxyAddress] = set()
        self.proxy: ProxyAddress | None = None
        self._move()

    def answered(self, proxy: ProxyAddress, seconds: float) -> None:
        """An answer came through this proxy."""
        self._pool.answered(proxy, seconds)

    def failed(self, proxy: ProxyAddress, fault: ProxyFault) -> None:
        """This proxy failed. Of requests side by side the first to say so moves the visit on to another one."""
        if proxy is not self.proxy:
            return
        self._pool.failed(proxy, fault, self._site_key)
        self._move()

    def turned_away(self) -> None:
        """The site shows its door to whoever comes through this proxy."""
        if self.proxy is not None:
            self._pool.failed(self.proxy, ProxyFault.BANNED, self._site_key)

    @property
    def has_another(self) -> bool:
        """Whether the tier has a proxy besides, which this site has not turned away."""
        tried = self._tried if self.proxy is None else self._tried | {self.proxy}
        return self._pool.choose(self.tier, self._site_key, tried) is not None

    def close(self) -> None:
        """The attempt is over."""
        if self.proxy is not None:
            self._pool.ended(self.proxy)

    def _move(self) -> None:
        self.close()
        if len(self._tried) < MOST_PROXIES:
            self.proxy = self._pool.choose(self.tier, self._site_key, self._tried)
        else:
            self.proxy = None
        if self.proxy is not None:
            self._tried.add(self.proxy)
            self._pool.began(self.proxy)
