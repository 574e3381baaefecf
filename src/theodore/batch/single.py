"""One company with all its retries, outside of any run: the runner's decisions, and nothing is written down."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from theodore.batch.attempts import attempt_outcome, learned, rung_learned
from theodore.model.company import Company
from theodore.model.errors import InputError, RunError
from theodore.model.outcome import Hints, Hold, Outcome
from theodore.model.ports import Pipeline
from theodore.model.states import State
from theodore.model.statistics import SiteKnowledge
from theodore.policy.conclude import Conclusion, conclude
from theodore.policy.ladder import NO_LADDER, Ladder
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig, deadline_s

#: Times that a company is held up by its site, beyond its retries, before it is given up.
_HOLDS = 3


@dataclass(frozen=True, slots=True)
class Ended:
    """How a company's last attempt ended. attempts: those that were made. seconds: of all of it, waits included."""

    outcome: Outcome
    conclusion: Conclusion
    attempts: int
    seconds: float


async def with_retries(
    pipeline: Pipeline,
    company: Company,
    retry: RetryConfig,
    timeouts: TimeoutConfig,
    site: SiteKnowledge,
    *,
    draw: Callable[[], float],
    clock: Callable[[], float] = time.time,
    ladder: Ladder = NO_LADDER,
) -> Ended:
    """Try a company until it is done with. site: what is known of it beforehand. draw: chance, from [0, 1).

    A site that is to be left alone is waited for first, as long as a row of a run would wait. RunError and InputError
    are raised: it is not the company that is wrong.
    """
    began = time.monotonic()
    rung = ladder.start(site, clock())
    hints = Hints(origin=site.origin, rung=rung, usual_s=site.usual_s)
    outcome = _asked_before(site, clock())
    attempts = held = climbs = 0
    while True:
        if outcome is None:
            deadline, begun = deadline_s(timeouts, site, hints.attempt), time.monotonic()
            attempt = partial(pipeline.attempt, company, deadline, hints, lambda _: None)
            outcome = await attempt_outcome(company, attempt, passing=(RunError, InputError), clock=clock)
            attempts += 1
            site = learned(timeouts, site, outcome, time.monotonic() - begun) or site
            site = rung_learned(ladder, site, outcome, climbed=climbs > 0, now=clock()) or site
        ended = conclude(retry, outcome, hints.attempt, draw=draw(), ladder=ladder, climbs_done=climbs)
        if ended.rung is not None:
            rung, climbs = ended.rung, climbs + 1
        # a site's own pace is no refusal: its visits come to an end by themselves
        held += ended.label == "held" and not (outcome.hold is not None and outcome.hold.paced)
        is_over = ended.state is not State.WAITING or held > retry.max_retries + _HOLDS
        if is_over or ended.wait_s is None:
            return Ended(outcome, ended, attempts, time.monotonic() - began)
        await asyncio.sleep(ended.wait_s)
        # an attempt that raised has no pages to tell of; those before it are not read again for that
        hints = Hints(
            hints.attempt + ended.counts_retry,
            outcome.crawl.pages or hints.pages,
            origin=site.origin,
            rung=rung,
            usual_s=site.usual_s,
        )
        outcome = None


def _asked_before(site: SiteKnowledge, now: float) -> Outcome | None:
    """The hold that stands over the site from an earlier visit; None where none does."""
    wait = site.hold_until - now
    return Outcome(hold=Hold(wait, "the site asked to be left alone")) if wait > 0 else None
