"""One attempt as whoever makes it sees it: an outcome, whatever the pipeline raised."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from theodore.batch.log import get_logger
from theodore.model.company import Company
from theodore.model.errors import ErrorType, Failure, Reason, RunError
from theodore.model.outcome import Hints, Outcome
from theodore.model.ports import Pipeline, Progress
from theodore.model.statistics import SiteKnowledge
from theodore.policy.classify import classify
from theodore.policy.complexity import learn
from theodore.policy.timeout import TimeoutConfig

log = get_logger(__name__)


def is_cancelled() -> bool:
    """Whether somebody cancelled the task that asks."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def attempt_outcome(
    pipeline: Pipeline,
    company: Company,
    deadline_s: float,
    hints: Hints,
    progress: Progress,
    *,
    passing: tuple[type[Exception], ...] = (RunError,),
    is_ending: Callable[[], bool] = is_cancelled,
) -> Outcome:
    """Make one attempt; whatever it raises is its failure.

    passing: what is nobody's failure, and is raised. is_ending: whether a cancellation is meant for us; any other came
    from within the attempt, and is a failure too.
    """
    try:
        return await pipeline.attempt(company, deadline_s, hints, progress)
    except passing:
        raise
    except asyncio.CancelledError as error:
        if is_ending():
            raise
        return _cancelled_itself(company, error)
    except Exception as error:  # whatever it is, it is this company's failure and nobody else's
        failure = classify(error, url=company.website)
        if failure.type in (ErrorType.INTERNAL_ERROR, ErrorType.UNKNOWN):
            log.exception("attempt_raised", company=company.name, error=type(error).__name__)
        return Outcome(failure=failure)


def learned(config: TimeoutConfig, site: SiteKnowledge, outcome: Outcome) -> SiteKnowledge | None:
    """What this attempt taught about the site's speed; None where it never got that far."""
    timed_out = outcome.failure is not None and outcome.failure.type is ErrorType.TIMEOUT
    if not (timed_out or (outcome.has_content and outcome.failure is None)):
        return None
    return learn(config, site, outcome.crawl.seconds, timed_out=timed_out)


def _cancelled_itself(company: Company, error: asyncio.CancelledError) -> Outcome:
    """The failure of an attempt that was cancelled, though not by us."""
    task = asyncio.current_task()
    while task is not None and task.cancelling():
        task.uncancel()
    log.error("attempt_raised", company=company.name, error=type(error).__name__)
    return Outcome(failure=Failure(Reason.BUG, url=company.website, detail="the attempt was cancelled from within"))
