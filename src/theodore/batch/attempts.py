"""One attempt as whoever makes it sees it: an outcome, whatever the pipeline raised."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from theodore.batch.log import get_logger
from theodore.model.company import Company
from theodore.model.errors import ErrorType, Failure, Reason, RunError
from theodore.model.outcome import Crawl, Outcome
from theodore.model.statistics import SiteKnowledge
from theodore.policy.classify import classify
from theodore.policy.complexity import learn
from theodore.policy.ladder import Ladder
from theodore.policy.timeout import TimeoutConfig

log = get_logger(__name__)


def is_cancelled() -> bool:
    """Whether somebody cancelled the task that asks."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def attempt_outcome(
    company: Company,
    attempt: Callable[[], Awaitable[Outcome]],
    *,
    passing: tuple[type[Exception], ...] = (RunError,),
    is_ending: Callable[[], bool] = is_cancelled,
    clock: Callable[[], float] = time.time,
) -> Outcome:
    """Make one attempt at this company; whatever it raises is its failure.

    passing: what is nobody's failure, and is raised. is_ending: whether a cancellation is meant for us; any other came
    from within the attempt, and is a failure too. clock: seconds since the epoch, for a Retry-After that is a date.
    """
    try:
        return await attempt()
    except passing:
        raise
    except asyncio.CancelledError as error:
        if is_ending():
            raise
        return _cancelled_itself(company, error)
    except Exception as error:  # whatever it is, it is this company's failure and nobody else's
        failure = classify(error, url=company.website, now=clock())
        if failure.type in (ErrorType.INTERNAL_ERROR, ErrorType.UNKNOWN):
            log.exception("attempt_raised", company=company.name, error=type(error).__name__)
        return Outcome(failure=failure)


def learned(config: TimeoutConfig, site: SiteKnowledge, outcome: Outcome, seconds: float) -> SiteKnowledge | None:
    """What this attempt taught about the site: its speed, and where its home page is. None where it never got that far.

    seconds: how long it took, where the outcome itself does not say: a caller's pipeline that raised. Where pages were
    not asked for, the time says nothing of the site; nor does an attempt that timed out behind a proxy, for nobody can
    tell which of the two was slow.
    """
    timed_out = outcome.failure is not None and outcome.failure.type is ErrorType.TIMEOUT
    if timed_out and outcome.crawl.proxied:
        return None
    is_whole = outcome.failure is None and outcome.hold is None and not outcome.crawl.pages_from_cache
    was_read = outcome.has_content and is_whole
    found = replace(site, origin=_home_origin(outcome.crawl) or site.origin)
    if timed_out or was_read:
        return learn(config, found, outcome.crawl.seconds or seconds, timed_out=timed_out)
    return None if found == site else found


def _home_origin(crawl: Crawl) -> str | None:
    """Where the site's home page is; None where that was not found, or is not to be believed."""
    # who can show any certificate can lead anywhere, and a later visit that verifies must not begin there
    return None if any(page.unverified for page in crawl.content) else crawl.final_origin


def rung_learned(
    ladder: Ladder, site: SiteKnowledge, outcome: Outcome, *, climbed: bool, now: float
) -> SiteKnowledge | None:
    """The site's knowledge with the rung that served it; None where nothing new is known of that.

    climbed: this row was turned away on a lower rung before. now: seconds since the epoch. Where all pages were at hand
    from earlier visits, no rung served the site.
    """
    if not outcome.has_content or len(outcome.crawl.content) <= outcome.crawl.pages_from_cache:
        return None
    served = ladder.served(site, outcome.crawl.rung, now, climbed=climbed)
    return None if served == site else served


def _cancelled_itself(company: Company, error: asyncio.CancelledError) -> Outcome:
    """The failure of an attempt that was cancelled, though not by us."""
    task = asyncio.current_task()
    while task is not None and task.cancelling():
        task.uncancel()
    log.error("attempt_raised", company=company.name, error=type(error).__name__)
    return Outcome(failure=Failure(Reason.BUG, url=company.website, detail="the attempt was cancelled from within"))
