"""The runner of one machine: claims rows, makes attempts, records what came of them.

A wait holds no slot: it is a due time in the journal, and another row runs meanwhile. One failure touches no other
row: whatever an attempt raises becomes that row's failure. Only the journal can stop a run.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from theodore.batch.attempts import attempt_outcome, learned, rung_learned
from theodore.batch.gauge import Gauge
from theodore.batch.hints import Memory
from theodore.batch.in_hand import PagesInHand
from theodore.batch.log import get_logger
from theodore.batch.watch import Watcher
from theodore.model.errors import ErrorType, Failure, Reason, RunError
from theodore.model.outcome import Outcome
from theodore.model.ports import Pipeline
from theodore.model.statistics import SiteKnowledge
from theodore.policy.conclude import Conclusion, conclude
from theodore.policy.ladder import NO_LADDER, Ladder
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig, deadline_s
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.records import Claim, Ending, Run, StaleClaim
from theodore.store.writer import GroupWriter, WriterClosed

log = get_logger(__name__)

_PROGRESS_EVERY_S = 1.0
_PRUNE_EVERY = 200
#: Seconds until slots that outlived their attempts are looked at again: nobody tells when one of them ends.
_LINGER_S = 0.5
#: Beyond its deadline an attempt still extracts and records; then its lease is over.
_LEASE_SLACK_S = 120.0


@dataclass(frozen=True, slots=True)
class RunnerConfig:
    """What the runner keeps to.

    max_companies: begin no more than this many. fresh_for_s: pages of earlier visits answer for so long. refresh: none
    of them counts, and every page is asked for. ladder: by which means sites are visited. keeps_pages: whether the
    journal stores what was read; without, pages are in hand only until their row has ended.
    """

    retry: RetryConfig = field(default_factory=RetryConfig)
    timeouts: TimeoutConfig = field(default_factory=TimeoutConfig)
    concurrency: int | Literal["auto"] = "auto"
    max_concurrency: int = 200
    max_companies: int | None = None
    snapshot_limit: int = 2_000_000_000
    fresh_for_s: float = 0.0
    refresh: bool = False
    keeps_pages: bool = True
    ladder: Ladder = NO_LADDER


class Runner:
    """Makes one run.

    occupied: slots that are taken by work that outlived its attempt. draw: chance, from [0, 1). stop: ends the run
    cleanly; what was under way goes back to pending.
    """

    def __init__(
        self,
        run: Run,
        journal: Journal,
        writer: GroupWriter,
        pipeline: Pipeline,
        config: RunnerConfig,
        gauge: Gauge,
        watcher: Watcher,
        *,
        draw: Callable[[], float],
        owner: str,
        stop: asyncio.Event,
        occupied: Callable[[], int] = lambda: 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._run = run
        self._journal = journal
        self._writer = writer
        self._pipeline = pipeline
        self._config = config
        self._gauge = gauge
        self._watcher = watcher
        self._draw = draw
        self._owner = owner
        self._stop = stop
        self._occupied = occupied
        self._clock = clock
        self._in_hand = PagesInHand()
        self._memory = Memory(journal, clock(), config.fresh_for_s, config.refresh, self._in_hand)
        self._wake = asyncio.Event()
        self._active: dict[asyncio.Task[None], Claim] = {}
        #: Claims that nothing is written down for yet, by their attempt; whoever leaves one here has it given back.
        self._unrecorded: dict[int, Claim] = {}
        self._winding_down = False
        self._full_since: float | None = None
        self._attempting: set[asyncio.Task[None]] = set()
        self._progress: dict[int, str] = {}
        self._begun = 0
        self._ended = 0
        self._fatal: BaseException | None = None

    async def run(self) -> None:
        """Work until nothing is left that this run may still wait for.

        Raises RunError where the journal could not go on.
        """
        helpers = [asyncio.create_task(work()) for work in (self._gauge.watch, self._keep_progress, self._heed_stop)]
        try:
            await self._work()
        finally:
            # from here on every cancellation is meant for us, however early a second signal comes
            self._winding_down = True
            for helper in helpers:
                helper.cancel()
            try:
                await asyncio.gather(*helpers, return_exceptions=True)
            finally:
                await self._wind_down()
        if self._fatal is not None:
            raise self._fatal

    async def _work(self) -> None:
        while not self._over():
            self._wake.clear()
            await self._give_back()
            wanted = self._free_slots()
            asked_at = self._clock()
            claimed = await self._fill(wanted, asked_at) if wanted > 0 else 0
            if self._over():
                return
            timeout = None
            if claimed < wanted:
                timeout = await self._until_due(asked_at)
                # where an attempt ended since the claim, its site is free now, and there may be more of it
                if timeout is None and not self._active and not self._wake.is_set():
                    return
            elif wanted > 0:
                continue
            await self._woken(self._patience(timeout))

    def _over(self) -> bool:
        return self._stop.is_set() or self._fatal is not None

    def _patience(self, timeout: float | None) -> float | None:
        if self._occupied() == 0:
            return timeout
        return _LINGER_S if timeout is None else min(timeout, _LINGER_S)

    def _free_slots(self) -> int:
        occupied = self._occupied()
        used = len(self._active) + occupied
        self._gauge.in_use(used)
        if occupied < self._gauge.limit:
            self._full_since = None
            return self._gauge.limit - used
        return self._spare_slot() - len(self._active)

    def _spare_slot(self) -> int:
        """The slot beside calls that took all of them: without it one that never returns would hold up the run."""
        now = time.monotonic()
        if self._full_since is None:
            self._full_since = now
        return int(now - self._full_since >= self._config.timeouts.max_timeout)

    async def _fill(self, wanted: int, now: float) -> int:
        """Claim up to `wanted` companies and start on them; returns how many there were."""
        claims = await self._claimed(wanted, now)
        self._begun += sum(claim.number == 0 for claim in claims)
        for claim in claims:
            task = asyncio.create_task(self._take(claim))
            self._active[task] = claim
            self._attempting.add(task)
            task.add_done_callback(self._done)
        return len(claims)

    async def _claimed(self, wanted: int, now: float) -> list[Claim]:
        asked = asyncio.create_task(self._writer.do(lambda ledger: self._claim(ledger, wanted, now)))
        try:
            claims = await asyncio.shield(asked)
        except asyncio.CancelledError:
            # we are to end, and the journal may have given the claims already: they go back in `_wind_down`
            self._unrecorded |= {claim.attempt_id: claim for claim in await asked}
            raise
        self._unrecorded |= {claim.attempt_id: claim for claim in claims}
        return claims

    def _claim(self, ledger: Ledger, wanted: int, now: float) -> list[Claim]:
        return ledger.claim(
            self._run.id,
            wanted,
            now,
            self._owner,
            self._config.timeouts.max_timeout + _LEASE_SLACK_S,
            lambda site, retries: deadline_s(self._config.timeouts, site, retries),
            max_new=self._new_left(),
        )

    def _new_left(self) -> int | None:
        """How many companies may still be begun; None for any number."""
        most = self._config.max_companies
        return None if most is None else max(0, most - self._begun)

    async def _until_due(self, asked_at: float) -> float | None:
        """Seconds until something now waiting could be claimed; None where nothing is worth waiting for.

        asked_at: when the last claim was made; what has come due since then counts, or it would be overlooked.
        """
        due = await asyncio.to_thread(self._next_due, asked_at)
        if due is None:
            return None
        wait = due - self._clock()
        patience = max(self._config.retry.max_retry_after, self._config.retry.max_backoff)
        return None if wait > patience else max(wait, 0.0)

    def _next_due(self, asked_at: float) -> float | None:
        with self._journal.read() as reader:
            return reader.next_due(self._run.id, asked_at, only_begun=self._new_left() == 0)

    async def _woken(self, within_s: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._wake.wait()

    async def _heed_stop(self) -> None:
        await self._stop.wait()
        self._wake.set()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._active.pop(task, None)
        self._attempting.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._fatal = self._fatal or error
        self._wake.set()

    async def _take(self, claim: Claim) -> None:
        """One attempt, from claim to record; raises only what must stop the run."""
        began = time.monotonic()
        outcome = await self._attempt(claim)
        task = asyncio.current_task()
        if task is not None:
            # from here on it is not cancelled: what was done is written down
            self._attempting.discard(task)
        seconds = time.monotonic() - began
        self._gauge.ended(outcome.failure)
        try:
            await self._written(claim, outcome, seconds)
        except WriterClosed:
            # a second signal ended the run at once; the next one finds the attempt open, and interrupted
            if not self._winding_down:
                raise
        except StaleClaim:
            # somebody cancelled or changed a row meanwhile: it stays as they left it, and the others go back
            log.warning("outcome_dropped", company=claim.company.name, reason="its row was changed meanwhile")

    async def _written(self, claim: Claim, outcome: Outcome, seconds: float) -> None:
        try:
            await self._record(claim, outcome, seconds)
        except (RunError, StaleClaim, WriterClosed):
            raise
        except Exception as error:
            # what cannot be written down is that row's failure; if even this cannot be, the run has to stop
            log.exception("outcome_not_recorded", company=claim.company.name, error=type(error).__name__)
            detail = f"what came of the attempt could not be written down ({type(error).__name__})"
            await self._record(claim, Outcome(failure=Failure(Reason.BUG, detail=detail)), seconds)

    async def _attempt(self, claim: Claim) -> Outcome:
        def progress(text: str) -> None:
            for row in claim.rows:
                self._progress[row.row_id] = text
            self._watcher.progress(claim, text)

        async def attempt() -> Outcome:
            hints = await self._memory.hints(claim, self._rung(claim))
            return await self._pipeline.attempt(claim.company, claim.deadline_s, hints, progress)

        return await attempt_outcome(claim.company, attempt, is_ending=lambda: self._winding_down, clock=self._clock)

    def _rung(self, claim: Claim) -> int:
        """The rung of the ladder that this attempt is made on."""
        ladder = self._config.ladder
        return ladder.start(claim.site, self._clock()) if claim.rung is None else ladder.within(claim.rung)

    async def _record(self, claim: Claim, outcome: Outcome, seconds: float) -> None:
        conclusion = conclude(
            self._config.retry,
            outcome,
            claim.retries_done,
            draw=self._draw(),
            ladder=self._config.ladder,
            climbs_done=claim.climbs_done,
        )
        ending = self._ending(claim, outcome, conclusion, seconds)
        for row in claim.rows:
            self._progress.pop(row.row_id, None)
        holds = _holds(claim, outcome, conclusion)
        prune = self._time_to_prune()
        if not self._config.keeps_pages:
            self._in_hand.put(claim.company_id, () if ending.state.is_final else outcome.crawl.pages)

        def write(ledger: Ledger) -> None:
            ledger.finish(claim, ending)
            for site_key, wait_s in holds.items():
                ledger.hold_site(site_key, ending.ended_at + wait_s)
            if prune:
                ledger.prune_snapshots(self._config.snapshot_limit)

        await self._writer.do(write)
        self._unrecorded.pop(claim.attempt_id, None)

    def _time_to_prune(self) -> bool:
        self._ended += 1
        return self._ended % _PRUNE_EVERY == 0

    def _ending(self, claim: Claim, outcome: Outcome, conclusion: Conclusion, seconds: float) -> Ending:
        now = self._clock()
        due_at = None if conclusion.wait_s is None else now + conclusion.wait_s
        return Ending(
            state=conclusion.state,
            outcome=outcome,
            failure=conclusion.failure,
            partial=conclusion.partial,
            due_at=due_at,
            wait_s=conclusion.wait_s,
            counts_retry=conclusion.counts_retry,
            label=conclusion.label,
            site=None if claim.site_key is None else self._learned(claim, outcome, seconds, now),
            ended_at=now,
            seconds=seconds,
            waits_for="" if due_at is None else self._waits_for(conclusion, claim, outcome),
            rung=conclusion.rung,
            keeps_pages=self._config.keeps_pages,
        )

    def _learned(self, claim: Claim, outcome: Outcome, seconds: float, now: float) -> SiteKnowledge | None:
        """What the attempt taught about the site; None where that is nothing."""
        speed = learned(self._config.timeouts, claim.site, outcome, seconds)
        climbed = claim.climbs_done > 0
        return rung_learned(self._config.ladder, speed or claim.site, outcome, climbed=climbed, now=now) or speed

    def _waits_for(self, conclusion: Conclusion, claim: Claim, outcome: Outcome) -> str:
        if conclusion.label == "retry" and conclusion.failure is not None:
            most = self._config.retry.retries(conclusion.failure.reason)
            return f"retry {claim.retries_done + 1}/{most}"
        if outcome.hold is not None and outcome.hold.paced:
            return f"{outcome.hold.because}; again"
        if conclusion.rung is not None:
            return f"the site turns visitors away; again {self._config.ladder.at(conclusion.rung).words}".strip()
        return "the site asks to be left alone; again"

    async def _keep_progress(self) -> None:
        """Write down what attempts are doing, so that the sheet can show it too."""
        written: dict[int, str] = {}
        while True:
            await asyncio.sleep(_PROGRESS_EVERY_S)
            now = dict(self._progress)
            changed = {row: text for row, text in now.items() if written.get(row) != text}
            try:
                if changed:
                    await self._writer.do(partial(Ledger.note_progress, run_id=self._run.id, notes=changed))
            except Exception as error:  # noqa: BLE001 - what is lost is a word of progress; the next write brings it
                log.warning("progress_not_written", error=type(error).__name__)
            else:
                written = now

    async def _give_back(self) -> None:
        """Give back the claims of attempts that ended and left nothing written down."""
        under_way = {claim.attempt_id for claim in self._active.values()}
        left = [claim for number, claim in self._unrecorded.items() if number not in under_way]
        if not left or isinstance(self._fatal, RunError):
            return
        await self._writer.do(lambda ledger: ledger.release(left, self._clock()))
        for claim in left:
            del self._unrecorded[claim.attempt_id]

    async def _wind_down(self) -> None:
        """Give back what was under way; wait for what is being written."""
        for task in self._attempting:
            task.cancel()
        if self._active:
            await asyncio.gather(*list(self._active), return_exceptions=True)
        self._active.clear()  # all have ended, though the loop may not have told us of each
        await self._give_back()


def _holds(claim: Claim, outcome: Outcome, conclusion: Conclusion) -> dict[str, float]:
    """Sites that asked to be left alone, and for how many seconds; whatever becomes of the row that heard it."""
    holds = {site.site_key: site.wait_s for site in outcome.crawl.held}
    failure = outcome.failure
    is_limited = failure is not None and failure.type is ErrorType.RATE_LIMIT
    if claim.site_key is not None and (is_limited or outcome.hold is not None):
        asked = failure.retry_after_s if failure is not None else None
        holds[claim.site_key] = max(conclusion.wait_s or 0.0, asked or 0.0, holds.get(claim.site_key, 0.0))
    return {site_key: wait_s for site_key, wait_s in holds.items() if wait_s > 0}
