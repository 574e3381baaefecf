"""Trying again: the same request with growing waits, until an answer can be used or the time is up."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from theodore.model.errors import ErrorType
from theodore.net.google.access import GoogleAccess
from theodore.net.google.transport import Answer
from theodore.policy.retry import backoff_s

#: Each try gets so many times the time of the one before: what takes long may take too long each time.
_LONGER: Final = 1.5
#: A try that would have to end before this part of its time is not begun.
_LEAST: Final = 0.25
#: Google itself ends a request after so many seconds.
_LONGEST_S: Final = 180.0

_draw = random.SystemRandom().random


@dataclass(frozen=True, slots=True)
class Waiting:
    """A try that failed, before the next one. wait_s: seconds until then. tries: made so far."""

    answer: Answer
    wait_s: float
    tries: int


async def _nothing(_: Waiting) -> None:
    """Nobody is told."""


async def _at_once() -> None:
    """No turn has to be waited for."""


async def patiently(
    access: GoogleAccess,
    once: Callable[[float], Awaitable[Answer]],
    *,
    ready: Callable[[], Awaitable[None]] = _at_once,
    told: Callable[[Waiting], Awaitable[None]] = _nothing,
    is_repeatable: bool = True,
) -> Answer:
    """The first answer that another try would not better, or the last one when the time was up.

    once: one try, within so many seconds. ready: waited for before each try, outside of the time that is counted.
    told: of each try that failed, also where no other follows. is_repeatable: whether a request may be made again
    that may have been done already.
    """
    spent_s = 0.0
    for tries in itertools.count(1):
        await ready()
        begun = time.monotonic()
        answer = await once(min(access.timeout_s * _LONGER ** min(tries - 1, 10), _LONGEST_S, _left(access, spent_s)))
        spent_s += time.monotonic() - begun
        if not answer.is_passing:
            return answer
        wait_s = max(backoff_s(access.backoff, ErrorType.SERVER_ERROR, tries, draw=_draw()), answer.retry_after_s or 0)
        await told(Waiting(answer, wait_s, tries))
        may_ask_again = is_repeatable or answer.was_surely_not_done
        if not may_ask_again or _left(access, spent_s + wait_s) < access.timeout_s * _LEAST:
            return answer
        await asyncio.sleep(wait_s)
        spent_s += wait_s
    raise AssertionError("counting has no end")


def _left(access: GoogleAccess, spent_s: float) -> float:
    return access.give_up_after_s - spent_s
