"""How fast a site is asked: by its robots.txt, by how its answers come, and by its refusals.

answers as quick as ever ──> up to four requests at once, and no pause between them
answers get slower       ──> one fewer at once, a round at a time
429 or 503               ──> half as many at once, with a pause that doubles; both come back slowly
crawl-delay              ──> one at a time, and so many seconds between them
                             a few seconds: within the attempt
                             more:          the attempt ends, and the row comes back for the next page
                             far more:      the site is not read
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

#: Requests in flight on one site at most: its hosts together, and all visits of the process.
AT_ONCE = 4
#: An answer that takes so many times as long as one that is asked for alone is late,
_LATE_TIMES = 2.0
#: if it also takes longer than this, in seconds: below it no site is in need of help.
_LATE_S = 1.0
#: and it counts as no later than so many times that.
_MOST_TIMES = 2.0
#: Shares of a new answer in the means.
_ALONE_SHARE, _LATELY_SHARE = 1 / 4, 1 / 3
#: After so many good answers in a row a site is asked a little faster again.
RECOVERY = 8
_SHORTER = 0.75
#: The first pause after a refusal, as a share of the longest.
_FIRST_SHARE = 1 / 3
#: A pause shorter than this, in seconds, is none.
_LEAST_GAP_S = 0.02
#: Waits up to this many seconds, and this share of the attempt, are waited for within it.
_FEW_S, _FEW_SHARE = 3.0, 1 / 10
#: A company may be read over so many times the length of an attempt, but no longer than so many seconds.
_VISITS, _LONGEST_VISIT_S = 15.0, 600.0
#: So much of an attempt's time is planned with: answers may take longer than they did.
_FREE_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Pace:
    """How a site is asked at present.

    at_once: requests in flight at most. gap_s: seconds from one request's start to the next one's. alone_s: how long an
    answer takes when nothing else is asked; lately_s: how long answers took lately; None where nothing is known.
    good: answers since the pace last changed.
    """

    at_once: int = AT_ONCE
    gap_s: float = 0.0
    alone_s: float | None = None
    lately_s: float | None = None
    good: int = 0

    @property
    def is_late(self) -> bool:
        """Whether the site's answers have become slower than they are when it is asked for nothing else."""
        return self.lately_s is not None and self.lately_s > self.late_s

    @property
    def late_s(self) -> float:
        """An answer that takes longer than so many seconds is late; without end where nobody knows."""
        return math.inf if self.alone_s is None else max(_LATE_TIMES * self.alone_s, _LATE_S)


def answered(pace: Pace, seconds: float, *, alone: bool) -> Pace:
    """The pace after an answer that took so many seconds. alone: no other request was in flight beside it."""
    seen = replace(
        pace, alone_s=_mean(pace.alone_s, seconds, _ALONE_SHARE) if alone else pace.alone_s, good=pace.good + 1
    )
    # however long one page takes, it is one page
    seen = replace(seen, lately_s=_mean(pace.lately_s, min(seconds, _MOST_TIMES * seen.late_s), _LATELY_SHARE))
    if seen.is_late:
        # a round is as many answers as were asked for together: each of them says the same thing
        return replace(seen, at_once=max(seen.at_once - 1, 1), good=0) if seen.good >= seen.at_once else seen
    if seen.good < RECOVERY:
        return seen
    return replace(_faster(seen), good=0)


def refused(pace: Pace, longest_gap_s: float) -> Pace:
    """The pace after a 429 or a 503 that asks for patience: half as many at once, and a pause that doubles.

    longest_gap_s: seconds; see `few_s`.
    """
    gap_s = min(max(2 * pace.gap_s, longest_gap_s * _FIRST_SHARE), longest_gap_s)
    return replace(pace, at_once=max(pace.at_once // 2, 1), gap_s=gap_s, good=0)


def few_s(deadline_s: float) -> float:
    """A wait of no more than so many seconds is waited for within an attempt; for a longer one it ends, and comes back.

    deadline_s: the seconds of the whole attempt.
    """
    return min(_FEW_S, deadline_s * _FEW_SHARE)


def patience_s(deadline_s: float) -> float:
    """For so many seconds one company may be read, page by page, where its site wants long pauses between requests.

    deadline_s: the seconds of an attempt. A site that wants a longer pause than this does not want to be read.
    """
    return min(deadline_s * _VISITS, _LONGEST_VISIT_S)


def pages_in_all(delay_s: float, wanted: int, deadline_s: float) -> int:
    """How many pages of a company there is patience for, of those that are wanted; at least one.

    delay_s: seconds that have to pass between requests. deadline_s: the seconds of an attempt.
    """
    if delay_s <= few_s(deadline_s):
        return wanted
    return max(min(wanted, int(patience_s(deadline_s) / delay_s)), 1)


def pages_now(delay_s: float, lacking: int, *, answer_s: float, left_s: float, deadline_s: float) -> int:
    """For how many of the pages that are lacking this attempt has time; the others come with the next one.

    delay_s: as above. answer_s: seconds that an answer of this site takes. left_s: what is left of the attempt, in
    seconds. deadline_s: the whole of it.
    """
    if delay_s <= 0 or delay_s > few_s(deadline_s):
        return lacking  # where the pauses are long, an attempt ends by itself after each request
    free_s, page_s = max(left_s, 0.0) * _FREE_SHARE, delay_s + answer_s
    # compared first: robots.txt may name a number so small that nothing divides by it
    return lacking if lacking * page_s <= free_s else int(free_s / page_s)


def _faster(pace: Pace) -> Pace:
    """Shorter pauses first, and when there are none, more at once."""
    if pace.gap_s > 0:
        shorter = pace.gap_s * _SHORTER
        return replace(pace, gap_s=shorter if shorter > _LEAST_GAP_S else 0.0)
    return replace(pace, at_once=min(pace.at_once + 1, AT_ONCE))


def _mean(before: float | None, seconds: float, share: float) -> float:
    return seconds if before is None else before + (seconds - before) * share
