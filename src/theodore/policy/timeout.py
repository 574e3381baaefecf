"""How long an attempt may take."""

from __future__ import annotations

import math
from dataclasses import dataclass

from theodore.model.errors import ConfigurationError
from theodore.model.statistics import SiteKnowledge, percentile

#: From this many attempts on, a site's own times decide.
ENOUGH_ATTEMPTS = 5
_HEADROOM = 1.5


@dataclass(frozen=True, slots=True)
class TimeoutConfig:
    """The deadlines of attempts, all in seconds.

    default, simple_sites, complex_sites: the first attempt at a site by what is known of it. max_timeout: no
    deadline is longer. increase_factor: each further attempt has this many times as long. complex_after: a site
    that once took longer than this counts as complex.
    """

    default: float = 30
    simple_sites: float = 20
    complex_sites: float = 60
    max_timeout: float = 120
    increase_factor: float = 1.5
    complex_after: float = 40

    def __post_init__(self) -> None:
        for name in ("default", "simple_sites", "complex_sites", "max_timeout", "complex_after"):
            seconds = getattr(self, name)
            if not (math.isfinite(seconds) and seconds > 0):
                raise ConfigurationError(f"the timeout {name} is {seconds}; it must be above 0 seconds.")
        if not (math.isfinite(self.increase_factor) and self.increase_factor >= 1):
            raise ConfigurationError(f"increase_factor is {self.increase_factor}; it must be 1 or more.")

    def get_timeout(self, attempt: int = 0, is_complex: bool = False, is_simple: bool = False) -> float:
        """The deadline in seconds of this attempt.

        attempt: how many were made before it, so 0 for the first. A site that is said to be both is complex.
        """
        base = self.complex_sites if is_complex else self.simple_sites if is_simple else self.default
        return grown(self, base, attempt)


def grown(config: TimeoutConfig, base: float, attempt: int) -> float:
    """`base` seconds, stretched for the attempts made before, at most max_timeout."""
    try:
        return float(min(base * config.increase_factor**attempt, config.max_timeout))
    except OverflowError:
        return float(config.max_timeout)


def deadline_because(config: TimeoutConfig, site: SiteKnowledge) -> str:
    """Why the first attempt at this site has the deadline that it has, in a few words."""
    if len(site.seconds) < ENOUGH_ATTEMPTS:
        return "complex" if site.is_complex else "simple" if site.is_simple else "little is known"
    own = _own_s(site)
    if own > config.max_timeout:
        return f"{_HEADROOM:g} x p95, at most {config.max_timeout:g} s"
    if own < config.simple_sites:
        return f"{_HEADROOM:g} x p95, at least {min(config.simple_sites, config.max_timeout):g} s"
    return f"{_HEADROOM:g} x p95"


def _own_s(site: SiteKnowledge) -> float:
    """What a site's own times ask for, in seconds."""
    return (percentile(site.seconds, 0.95) or 0.0) * _HEADROOM


def deadline_s(config: TimeoutConfig, site: SiteKnowledge, attempt: int) -> float:
    """The deadline in seconds for this attempt at a site of which this is known.

    From five attempts on it follows the site's own 95th percentile times 1.5, within simple_sites and max_timeout.
    """
    if len(site.seconds) < ENOUGH_ATTEMPTS:
        return config.get_timeout(attempt, is_complex=site.is_complex, is_simple=site.is_simple)
    own = _own_s(site)
    # min last: where simple_sites is above max_timeout, the bound wins
    return grown(config, min(max(own, config.simple_sites), config.max_timeout), attempt)
