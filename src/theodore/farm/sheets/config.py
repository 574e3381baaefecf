"""What kind of Google to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from theodore.model.errors import ConfigurationError


class Kind(StrEnum):
    """What a call is, by the quota that it counts against."""

    READ = "read"
    WRITE = "write"
    TOKEN = "token"  # noqa: S105 - the kind's name
    OTHER = "other"


class Fault(StrEnum):
    """What may go wrong with a call. Whether it was done all the same is what its caller cannot know."""

    ERROR_500 = "error_500"  # not done
    ERROR_503 = "error_503"  # not done
    HTML_502 = "html_502"  # not done; a page of HTML as the body
    RESET_BEFORE = "reset_before"  # not done; the connection is reset
    RESET_AFTER = "reset_after"  # done; the connection is reset in place of the answer
    TRUNCATED = "truncated"  # done; half of the answer, then the end
    SILENCE_BEFORE = "silence_before"  # not done; no answer until the client leaves
    SILENCE_AFTER = "silence_after"  # done; no answer until the client leaves


#: A call with one of these is done before its answer goes wrong.
DONE = frozenset({Fault.RESET_AFTER, Fault.TRUNCATED, Fault.SILENCE_AFTER})


@dataclass(frozen=True, slots=True)
class Faults:
    """How often calls go wrong.

    shares: by fault the probability that a call meets it; together at most 1. on: which kinds of calls may.
    """

    shares: Mapping[Fault, float] = field(default_factory=dict)
    on: frozenset[Kind] = frozenset({Kind.READ, Kind.WRITE, Kind.TOKEN})

    def __post_init__(self) -> None:
        if any(share < 0 for share in self.shares.values()) or sum(self.shares.values()) > 1:
            raise ConfigurationError("the shares of faults must be 0 or more, and together at most 1.")

    @classmethod
    def all(cls, share: float, *besides: Fault) -> Faults:
        """Every fault alike, so that this share of all calls goes wrong. besides: faults that are left out."""
        kinds = [fault for fault in Fault if fault not in besides]
        return cls({fault: share / len(kinds) for fault in kinds})

    def drawn(self, kind: Kind, draw: float) -> Fault | None:
        """The fault that a call of this kind meets. draw: from [0, 1)."""
        if kind not in self.on:
            return None
        for fault, share in self.shares.items():
            if draw < share:
                return fault
            draw -= share
        return None


@dataclass(frozen=True, slots=True)
class SheetsConfig:
    """A whole Google in a few numbers.

    seed: draws the faults and the spreadsheets' ids. minute_s: seconds in the quotas' minute, for tests that have
    less time; the quotas themselves are counts of calls in any such stretch, of one account and of all accounts
    together. latency_s: seconds before each answer. token_s: seconds that an access token is good for. port: 0 is any.
    """

    seed: int = 0
    minute_s: float = 60.0
    reads_per_minute: int = 60
    writes_per_minute: int = 60
    project_reads: int = 300
    project_writes: int = 300
    faults: Faults = field(default_factory=Faults)
    latency_s: float = 0.0
    token_s: float = 3600.0
    port: int = 0

    def __post_init__(self) -> None:
        if not self.minute_s > 0:
            raise ConfigurationError(f"minute_s is {self.minute_s}; it must be above 0.")
        if self.latency_s < 0:
            raise ConfigurationError(f"latency_s is {self.latency_s}; it must be 0 or more.")
        if not 0 <= self.port < 65536:
            raise ConfigurationError(f"port is {self.port}; it must be 0 (any) or below 65536.")
