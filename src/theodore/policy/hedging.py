"""When a first answer that does not come is asked for again, while the first request lives."""

from __future__ import annotations

#: Where nothing is known of the site: this share of the attempt.
_SHARE = 1 / 5
#: Never before this share of the attempt, and not after that one: what is left has to be enough for the pages.
_EARLIEST_SHARE, _LATEST_SHARE = 1 / 20, 1 / 3
#: An answer is late when it takes so many times as long as the site's answers usually do.
_LATE_TIMES = 2.0


def hedge_after_s(deadline_s: float, *, visit_s: float | None = None, answer_s: float | None = None) -> float | None:
    """After so many seconds without an answer it is asked for again; None where that would not help.

    deadline_s: the seconds of the whole attempt. visit_s: what a whole visit of this site usually takes, so that one
    answer takes less. answer_s: what its answers took lately. A site whose answers are that slow is just slow, and a
    second request would make it slower.
    """
    earliest, latest = deadline_s * _EARLIEST_SHARE, deadline_s * _LATEST_SHARE
    usual = deadline_s * _SHARE if visit_s is None else min(visit_s, latest)
    late = max(usual, _LATE_TIMES * (answer_s or 0.0), earliest)
    return late if late <= latest else None
