"""What was asked of the farm, and whether it was asked politely."""

from __future__ import annotations

import asyncio
import math
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from theodore.farm.answers import PRIVATE_PATHS
from theodore.farm.sites import Robots, Site

#: More at once on one site is a violation.
POLITE_IN_FLIGHT = 4
#: An abandoned request and the next one may be seen in the wrong order within this many seconds.
_SETTLING_S = 0.05
#: Clocks and timers may be this early.
_TOLERANCE_S = 0.005
#: What may be asked of the other company to which a sitemap leads; its pages may not.
_HARMLESS = ("/robots.txt", "/sitemap.xml")


@dataclass(slots=True)
class Account:
    """What one site was asked.

    max_in_flight: the most requests at once, abandoned ones left out. disallowed: the paths asked for although
    robots.txt asks not to. early: the requests that came before a Retry-After had passed, each with the seconds that
    were left. strayed: the paths asked for on the other company's site to which the sitemap leads. hurried: requests
    that came closer to the one before than robots.txt asks for, each with the seconds between them; last: when that
    was. knows_pause: robots.txt was answered. busy_s: the seconds in which at least one request was being answered:
    what the site itself takes, however quick its visitor is.
    """

    requests: int = 0
    max_in_flight: int = 0
    disallowed: list[str] = field(default_factory=list)
    early: list[float] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)
    hurried: list[float] = field(default_factory=list)
    last: float = -math.inf
    knows_pause: bool = False
    refusals: int = 0
    busy_s: float = 0.0
    busy_since: float = 0.0
    now: set[Visit] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Visit:
    """One request, while it lasts. account: where it is noted. abandoned: its client went away."""

    account: Account
    abandoned: bool = False


class Ledger:
    """Counts, by site. All calls are made on the farm's loop."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._accounts: dict[str, Account] = {}
        self._monotonic = monotonic

    def begin(self, site: Site, host: str, path: str) -> Visit:
        """Note a request that has come in for this host of the site."""
        elsewhere = site.elsewhere if site.is_elsewhere(host) else None
        account = self._accounts.setdefault(elsewhere or site.domain, Account())
        account.requests += 1
        if elsewhere and path not in _HARMLESS:
            account.strayed.append(path)
        elif not elsewhere and is_disallowed(site, path):
            account.disallowed.append(path)
        if site.tells_its_pause:
            self._mind_pause(site, account)
        visit = Visit(account)
        if not account.now:
            account.busy_since = self._monotonic()
        account.now.add(visit)
        if len(account.now) > account.max_in_flight:
            self._settle(account)
        return visit

    def received(self, visit: Visit, *, refused: bool, early_s: float) -> None:
        """Note how the request was received."""
        visit.account.refusals += refused
        if early_s:
            visit.account.early.append(round(early_s, 3))

    def told_pause(self, visit: Visit) -> None:
        """Note that robots.txt was answered, with the pause that the site wants."""
        visit.account.knows_pause = True

    def _mind_pause(self, site: Site, account: Account) -> None:
        now = self._monotonic()
        if account.knows_pause and now - account.last < site.pause_s - _TOLERANCE_S:
            account.hurried.append(round(now - account.last, 3))
        account.last = now

    def end(self, visit: Visit, *, abandoned: bool) -> None:
        """Note that a request was answered, or that its client went away."""
        visit.abandoned = abandoned
        account = visit.account
        account.now.discard(visit)
        if not account.now:
            account.busy_s += self._monotonic() - account.busy_since

    @property
    def in_flight(self) -> int:
        """Requests that are being answered just now."""
        return sum(len(account.now) for account in self._accounts.values())

    def _settle(self, account: Account) -> None:
        """Count those in flight, but only those whose client does not turn out to have left already."""
        together = tuple(account.now)

        def count() -> None:
            present = sum(not visit.abandoned for visit in together)
            account.max_in_flight = max(account.max_in_flight, present)

        if len(together) == 1:
            count()
        else:
            asyncio.get_running_loop().call_later(_SETTLING_S, count)

    def report(self) -> dict[str, Any]:
        """Totals, violations and what the farm itself used; `sites` by registrable domain."""
        accounts = self._accounts.values()
        return {
            "requests": sum(account.requests for account in accounts),
            "sites_asked": len(accounts),
            "refusals": sum(account.refusals for account in accounts),
            "max_in_flight": max((account.max_in_flight for account in accounts), default=0),
            "violations": self._violations(),
            **_usage(),
            "sites": {domain: _row(account) for domain, account in sorted(self._accounts.items())},
        }

    def _violations(self) -> dict[str, Any]:
        accounts = sorted(self._accounts.items())
        return {
            "too_many_in_flight": {
                domain: account.max_in_flight
                for domain, account in accounts
                if account.max_in_flight > POLITE_IN_FLIGHT
            },
            "disallowed": {domain: account.disallowed for domain, account in accounts if account.disallowed},
            "early": {domain: account.early for domain, account in accounts if account.early},
            "strayed": {domain: account.strayed for domain, account in accounts if account.strayed},
            "hurried": {domain: account.hurried for domain, account in accounts if account.hurried},
        }


def is_disallowed(site: Site, path: str) -> bool:
    """Whether the site's robots.txt asks programs not to fetch this path."""
    if path == "/robots.txt":
        return False
    if site.style.robots is Robots.SOME_PATHS:
        return path.startswith(PRIVATE_PATHS)
    return site.style.robots is Robots.CLOSED


def _row(account: Account) -> dict[str, float]:
    return {
        "requests": account.requests,
        "max_in_flight": account.max_in_flight,
        "refusals": account.refusals,
        "early": len(account.early),
        "disallowed": len(account.disallowed),
        "busy_seconds": round(account.busy_s, 3),
    }


def _usage() -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    # kilobytes on Linux, bytes on macOS
    unit = 1 if sys.platform == "darwin" else 1024
    return {"cpu_seconds": round(used.ru_utime + used.ru_stime, 3), "peak_rss_bytes": used.ru_maxrss * unit}
