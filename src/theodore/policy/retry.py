"""Whether a failed attempt is made again, and after which wait."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from theodore.model.errors import ConfigurationError, ErrorType, Failure, Reason, Retryable

#: The classes that are tried again where RetryConfig.retry_on is None.
DEFAULT_RETRY_ON = frozenset(
    {
        ErrorType.TIMEOUT,
        ErrorType.SSL_ERROR,
        ErrorType.CONNECTION_ERROR,
        ErrorType.RATE_LIMIT,
        ErrorType.SERVER_ERROR,
        ErrorType.MODEL_ERROR,
    }
)

#: Rate limits triple their wait where the others double it: a site that asks for less means it.
_FACTOR = {ErrorType.RATE_LIMIT: 3.0}
_DEFAULT_FACTOR = 2.0
_JITTER = 0.25
#: Beyond this many doublings or triplings any wait has met its cap, and the power still fits a float.
_ENDLESS = 600


@dataclass(frozen=True, slots=True)
class RetryConfig:
    """How often and how patiently a company is tried again.

    max_retries: tries after the first. base_backoff: seconds before the first retry. max_backoff: the longest
    wait in seconds. jitter: stretch each wait by up to a quarter, so that rows do not return together.
    retry_on: the classes that are tried again; None means DEFAULT_RETRY_ON. max_retry_after: a site that asks
    for a longer wait than this many seconds ends the row's turn as deferred.
    """

    max_retries: int = 3
    base_backoff: float = 2.0
    max_backoff: float = 60.0
    jitter: bool = True
    retry_on: Iterable[ErrorType | str] | None = None
    max_retry_after: float = 600.0

    def __post_init__(self) -> None:
        if self.max_retries < 0:
            raise ConfigurationError(f"max_retries is {self.max_retries}; it must be 0 or more.")
        for name in ("base_backoff", "max_backoff", "max_retry_after"):
            seconds = getattr(self, name)
            if not (math.isfinite(seconds) and seconds >= 0):
                raise ConfigurationError(f"{name} is {seconds}; it must be a number of seconds, 0 or more.")
        if self.retry_on is not None:
            object.__setattr__(self, "retry_on", frozenset(_type(item) for item in self.retry_on))

    def retries(self, reason: Reason) -> int:
        """How many retries this reason may have, from 0 to max_retries."""
        if reason.retryable is Retryable.NO:
            return 0
        if reason is Reason.DNS_NO_SUCH_NAME:
            # of the class not_found, which is not retried; a name service errs now and then, so this one is, once
            chosen = self.retry_on is None or ErrorType.NOT_FOUND in self.retry_on
        else:
            chosen = reason.type in (DEFAULT_RETRY_ON if self.retry_on is None else self.retry_on)
        if not chosen:
            return 0
        return min(self.max_retries, 1) if reason.retryable is Retryable.ONCE else self.max_retries


def _type(item: ErrorType | str) -> ErrorType:
    try:
        return ErrorType(item)
    except ValueError:
        known = ", ".join(ErrorType)
        raise ConfigurationError(f"retry_on: no error class {item!r} (known: {known}).") from None


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again after `wait_s` seconds."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class Defer:
    """The site asked for a wait longer than a row may take: leave it for `wait_s` seconds, this run or a later one."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not try again. because: in words for the history."""

    because: str


Decision = Retry | Defer | GiveUp


def backoff_s(config: RetryConfig, error: ErrorType, retry: int, *, draw: float = 0.0) -> float:
    """Seconds to wait before this retry.

    retry: the retry's number, from 1. draw: the caller's draw from [0, 1), which stretches the wait by up to a
    quarter where the config asks for jitter. Never above `config.max_backoff`; at the same draw a later retry
    never waits less. Source: the table in docs/reference/retries.md.
    """
    factor = _FACTOR.get(error, _DEFAULT_FACTOR)
    formula = config.base_backoff * factor ** min(retry - 1, _ENDLESS)
    if not config.jitter:
        return min(formula, config.max_backoff)
    stretched = min(formula, config.max_backoff / (1 + _JITTER)) * (1 + draw * _JITTER)
    # once more: dividing and multiplying by the same number may end a hair above it
    return min(stretched, config.max_backoff)


def decide(config: RetryConfig, failure: Failure, retries_done: int, *, draw: float = 0.0) -> Decision:
    """What follows this failure.

    retries_done: retries already made for this company in this run. draw: see `backoff_s`.
    """
    allowed = config.retries(failure.reason)
    if allowed == 0:
        return GiveUp("another try would not help")
    if retries_done >= allowed:
        return GiveUp(f"{retries_done} of {allowed} retries made")
    asked = failure.retry_after_s or 0.0
    if asked > config.max_retry_after:
        return Defer(asked)
    wait = backoff_s(config, failure.type, retries_done + 1, draw=draw)
    return Retry(max(wait, asked))
