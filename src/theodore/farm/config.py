"""What kind of web to make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from theodore.farm.faults import DEFAULT_SHARES, Fault
from theodore.model.errors import ConfigurationError

#: The languages that sites are written in; Japanese stands apart, for the sites that are not UTF-8.
LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
#: And those that are written in where they are asked for.
KNOWN_LANGUAGES = (*LANGUAGES, "pt")


class Latency(StrEnum):
    """How long an ordinary answer takes."""

    LOGNORMAL = "lognormal"  # median 150 ms, 95th percentile 800 ms
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class FarmConfig:
    """A whole web in a few numbers: the same config is the same web, byte for byte.

    sites: how many companies. seed: chooses among the webs of this shape. scale: divides every stall, slow
    answer, Retry-After and window, so that timeouts divided alike meet the same web in less time.
    shares: the weight of each class of site; those left out have none. port: for http, with the one after it for
    https; 0 lets the system choose both. direct: leaders have mail addresses and telephones of their own, beside their
    names.
    """

    sites: int = 60
    seed: int = 7
    scale: float = 1.0
    latency: Latency = Latency.LOGNORMAL
    shares: Mapping[Fault, float] = field(default_factory=lambda: DEFAULT_SHARES)
    languages: tuple[str, ...] = LANGUAGES
    port: int = 0
    direct: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.sites <= MAX_SITES:
            raise ConfigurationError(f"sites is {self.sites}; it must be from 1 to {MAX_SITES}.")
        if not self.scale > 0:
            raise ConfigurationError(f"scale is {self.scale}; it must be above 0.")
        if not 0 <= self.port < 65535:
            raise ConfigurationError(f"port is {self.port}; it must be 0 (any) or below 65535.")
        unknown = [language for language in self.languages if language not in KNOWN_LANGUAGES]
        if unknown or not self.languages:
            raise ConfigurationError(f"no sites in {unknown or 'no language'}; known are {', '.join(KNOWN_LANGUAGES)}.")
        if any(share < 0 for share in self.shares.values()) or not sum(self.shares.values()) > 0:
            raise ConfigurationError("shares must be 0 or more, and at least one above 0.")


#: Names are drawn without repetition from about this many.
MAX_SITES = 100_000


def parse_shares(texts: list[str]) -> Mapping[Fault, float]:
    """Shares from words like `healthy=0.5`; DEFAULT_SHARES where there are none.

    Raises ConfigurationError naming the word and what is known.
    """
    if not texts:
        return DEFAULT_SHARES
    return dict(_share(text) for text in texts)


def _share(text: str) -> tuple[Fault, float]:
    name, _, number = text.partition("=")
    try:
        return Fault(name.strip()), float(number)
    except ValueError:
        known = ", ".join(Fault)
        raise ConfigurationError(f"--share {text!r} is not CLASS=NUMBER (classes: {known}).") from None
