"""How much a proxy can be trusted, from what went through it: scores that forget, and a circuit that opens.

closed ── three faults in a row, or its password refused ──> open ── its time is over ──> half-open
  ^                                                            ^                             │
  └───────────────── one answer ──────────────────────────────┼─────────────────────────────┤
                                                               └──────── one more fault ─────┘
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum

#: So many faults in a row open the circuit.
FAULTS_IN_A_ROW = 3
#: Seconds for which it opens the first time; each further time twice as long, up to the most.
OPEN_S = 10.0
MOST_OPEN_S = 600.0
#: After so many seconds half of what lowered a score is forgotten.
HALF_LIFE_S = 600.0
#: How much one answer or one fault weighs against all before it.
_WEIGHT = 0.25
#: An answer that takes so many seconds halves what a proxy is worth.
_SLOW_S = 5.0
#: Beyond this many doublings any opening has met its bound.
_ENDLESS = 16


class ProxyFault(Enum):
    """What went wrong with a proxy: (label, words, weight against its score, whether the circuit counts it)."""

    REFUSED = ("refused", "refused our user name or password", 1.0, True)
    DEAD = ("dead", "could not be reached, or did not answer", 1.0, True)
    BROKEN = ("broken", "broke off", 1.0, True)
    SLOW = ("slow", "was too slow", 1.0, True)
    #: It may be the site that is down, and then no other proxy would do better.
    UNREACHED = ("unreached", "could not reach the site", 0.5, False)
    #: The proxy is well, but not for this site: the site turns it away, or it may not go there.
    BANNED = ("banned", "is not let through to the site", 0.0, False)

    def __init__(self, label: str, words: str, weight: float, counts: bool) -> None:
        self.label = label
        self.words = words
        self.weight = weight
        self.counts = counts


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a proxy. Times in seconds on one clock.

    score: from 0 to 1, as it was at `at`. seconds: what its answers take, averaged. in_a_row: faults since its last
    answer. open_until: nothing goes through it before that. openings: in a row, each longer.
    """

    score: float = 1.0
    at: float = 0.0
    seconds: float = 0.0
    in_a_row: int = 0
    open_until: float = 0.0
    openings: int = 0

    def is_open(self, now: float) -> bool:
        return now < self.open_until

    def is_half_open(self, now: float) -> bool:
        """Whether its time is over, and one visit may try it."""
        return self.openings > 0 and not self.is_open(now)

    def score_at(self, now: float) -> float:
        """The score now: what lowered it is forgotten by and by."""
        return 1.0 - (1.0 - self.score) * math.exp2(-max(now - self.at, 0.0) / HALF_LIFE_S)

    def worth(self, now: float) -> float:
        """How much it should be chosen, above 0 and up to 1: sound and quick ones more."""
        return max(self.score_at(now), 0.01) / (1.0 + self.seconds / _SLOW_S)


def answered(health: Health, seconds: float, now: float) -> Health:
    """After an answer through it that took so many seconds. It closes the circuit."""
    score = health.score_at(now)
    average = seconds if health.seconds == 0.0 else health.seconds + (seconds - health.seconds) * _WEIGHT
    return Health(score=score + (1.0 - score) * _WEIGHT, at=now, seconds=average)


def failed(health: Health, fault: ProxyFault, now: float) -> Health:
    """After a fault of it."""
    lower = health.score_at(now) * (1.0 - _WEIGHT * fault.weight)
    health = replace(health, score=lower, at=now)
    if not fault.counts:
        return health
    in_a_row = health.in_a_row + 1
    opens = fault is ProxyFault.REFUSED or in_a_row >= FAULTS_IN_A_ROW or health.is_half_open(now)
    if not opens or health.is_open(now):
        return replace(health, in_a_row=in_a_row)
    open_s = min(OPEN_S * 2.0 ** min(health.openings, _ENDLESS), MOST_OPEN_S)
    return replace(health, in_a_row=in_a_row, open_until=now + open_s, openings=health.openings + 1)
