"""What an attempt's outcome means for its row: done, once more, later, or never."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Outcome
from theodore.model.states import State
from theodore.policy.ladder import NO_LADDER, Ladder
from theodore.policy.retry import Defer, Retry, RetryConfig, backoff_s, decide


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Where the row goes next.

    label: the attempt's name in the history: completed, partial, failed, retry, climb, deferred or held.
    failure: what stands in the row, also beside a partial success. wait_s: seconds until the row is due again.
    counts_retry: whether this spends one of the row's retries. because: why no further retry is made. rung: of the
    ladder, where the next attempt is made on another one, or by another proxy of the same.
    """

    state: State
    label: Literal["completed", "partial", "failed", "retry", "climb", "deferred", "held"]
    failure: Failure | None = None
    wait_s: float | None = None
    counts_retry: bool = False
    because: str = ""
    rung: int | None = None

    @property
    def partial(self) -> bool:
        return self.label == "partial"


def conclude(
    config: RetryConfig,
    outcome: Outcome,
    retries_done: int,
    *,
    draw: float = 0.0,
    ladder: Ladder = NO_LADDER,
    climbs_done: int = 0,
) -> Conclusion:
    """Decide what follows this outcome; draw: from [0, 1), see `backoff_s`.

    A row is completed only with a page of content and its facts. A failure that finds pages in hand ends as
    partial, unless retries remain and valuable pages are missing. A site that turns visitors away is tried again only
    where the ladder leads on from the rung that the attempt was made on. climbs_done: steps that the row took so far.
    """
    if outcome.hold is not None:
        return _held(config, outcome)
    failure = outcome.failure
    if failure is None:
        if outcome.has_content:
            return Conclusion(State.COMPLETED, "completed")
        failure = Failure(Reason.EMPTY)
    if outcome.has_content and not outcome.valuable_missing:
        return Conclusion(State.COMPLETED, "partial", failure, because="nothing of value is missing")
    climb = _climb(config, ladder, outcome, failure, climbs_done, draw)
    if climb is not None:
        return climb
    decision = decide(config, failure, retries_done, draw=draw)
    if isinstance(decision, Retry):
        return Conclusion(State.WAITING, "retry", failure, wait_s=decision.wait_s, counts_retry=True)
    if isinstance(decision, Defer):
        # the site itself asked for it, so it spends a retry like a shorter wait: no site is asked for ever
        return Conclusion(State.DEFERRED, "deferred", failure, wait_s=decision.wait_s, counts_retry=True)
    if outcome.has_content:
        return Conclusion(State.COMPLETED, "partial", failure, because=decision.because)
    return Conclusion(State.FAILED, "failed", failure, because=decision.because)


def _climb(
    config: RetryConfig, ladder: Ladder, outcome: Outcome, failure: Failure, climbs_done: int, draw: float
) -> Conclusion | None:
    """The next attempt on another rung; None where that is no answer to this failure."""
    crawl = outcome.crawl
    rung = ladder.next(failure, crawl.rung, climbs_done, another_proxy=crawl.another_proxy)
    if rung is None:
        return None
    # a pause, as before any retry: who was just turned away is not to stand at the door again at once
    wait = backoff_s(config, failure.type, climbs_done + 1, draw=draw)
    return Conclusion(State.WAITING, "climb", failure, wait_s=wait, rung=rung)


def _held(config: RetryConfig, outcome: Outcome) -> Conclusion:
    """The site is to be left alone for a while, for a reason that is not this row's."""
    wait = outcome.hold.wait_s if outcome.hold else 0.0
    state = State.DEFERRED if wait > config.max_retry_after else State.WAITING
    return Conclusion(state, "held", outcome.failure, wait_s=wait)
