"""The ladder: by which means a site is visited, from the plainest up, and when the next rung is taken.

    plain  ->  a browser's headers  ->  a browser's TLS  ->  proxies of the cheapest tier  ->  ...  ->  of the dearest

Each rung keeps what those below it add. Nobody but the user puts a rung on it; without any there is the plain one, and
nothing is ever climbed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from theodore.model.errors import ConfigurationError, ErrorType, Failure, Reason
from theodore.model.statistics import SiteKnowledge

#: Whoever wants nobody, or nobody without an account, means us too, however we are dressed.
_NEVER_CLIMBED = frozenset({Reason.ROBOTS_DISALLOWED, Reason.LOGIN_WALL})
_DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to visit a site.

    name: by which the settings call it. browser_headers: presents itself as a browser. browser_tls: shakes hands as
    that browser does. tier: the proxies that it goes through; None goes there directly.
    """

    name: str
    browser_headers: bool = False
    browser_tls: bool = False
    tier: str | None = None

    @property
    def words(self) -> str:
        """What it does, for the history; empty for the plain one."""
        if self.tier is not None:
            return f"through a proxy of {self.tier}"
        if self.browser_tls:
            return "with a browser's headers and TLS"
        return "with a browser's headers" if self.browser_headers else ""


PLAIN_RUNG = Rung("plain")


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, from the lowest.

    max_climbs: steps that one row may take in a run. forget_after_s: a site that is served on a higher rung is tried
    one lower again after so many seconds: protections come and go, and a lower rung is the better manner.
    """

    rungs: tuple[Rung, ...] = (PLAIN_RUNG,)
    max_climbs: int = 3
    forget_after_s: float = 7 * _DAY_S

    def at(self, rung: int) -> Rung:
        """The rung of this number; the nearest there is, where settings have changed since it was noted."""
        return self.rungs[self.within(rung)]

    def within(self, rung: int) -> int:
        return min(max(rung, 0), len(self.rungs) - 1)

    def start(self, site: SiteKnowledge, now: float) -> int:
        """The rung on which a row's first attempt at this site is made. now: seconds since the epoch."""
        known = self.within(site.rung)
        # what was noted by a clock that was ahead would else be kept until the clock comes there
        is_old = not 0 <= now - site.rung_at < self.forget_after_s
        return known - 1 if known and is_old else known

    def next(self, failure: Failure, rung: int, climbs_done: int, *, another_proxy: bool = False) -> int | None:
        """The rung for the attempt after this failure; None where another rung is no answer to it.

        It is one higher; on the highest it is the same once more, where another proxy of it is left that the site has
        not turned away. climbs_done: steps that the row has taken in this run.
        """
        if failure.type is not ErrorType.PROTECTED_SITE or failure.reason in _NEVER_CLIMBED:
            return None
        if climbs_done >= self.max_climbs:
            return None
        if rung + 1 < len(self.rungs):
            return rung + 1
        return self.within(rung) if another_proxy else None

    def served(self, site: SiteKnowledge, rung: int, now: float, *, climbed: bool) -> SiteKnowledge:
        """The site's knowledge once it was read on this rung. climbed: a lower one was turned away just before."""
        if rung == site.rung and not climbed:
            return site
        return replace(site, rung=rung, rung_at=now)


#: Where no identity is configured.
NO_LADDER = Ladder()


def ladder_of(
    tiers: tuple[str, ...] = (),
    *,
    browser_headers: bool = False,
    browser_tls: bool = False,
    lowest: str = PLAIN_RUNG.name,
    max_climbs: int = 3,
    forget_after_s: float = 7 * _DAY_S,
) -> Ladder:
    """The ladder of these means.

    tiers: names of proxy tiers, the cheapest first. lowest: the name of the lowest rung that may be used: plain,
    headers, tls, or a tier. Raises ConfigurationError where there is no such rung.
    """
    rungs = [PLAIN_RUNG]
    if browser_headers:
        rungs.append(Rung("headers", browser_headers=True))
    if browser_tls:
        rungs.append(Rung("tls", browser_headers=True, browser_tls=True))
    rungs += [
        Rung(tier, browser_headers=browser_headers or browser_tls, browser_tls=browser_tls, tier=tier) for tier in tiers
    ]
    names = [rung.name for rung in rungs]
    if lowest not in names:
        known = ", ".join(names)
        raise ConfigurationError(
            f"identity.lowest (--lowest-rung) is {lowest!r}, and the ladder has no such rung (it has {known}). "
            "Name one of these, or configure what it needs."
        )
    return Ladder(tuple(rungs[names.index(lowest) :]), max_climbs, forget_after_s)
