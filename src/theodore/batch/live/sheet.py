"""A run's results in a Google Sheet, live: the writer that a run has in place of one for a file."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from theodore.batch.deliver import Written
from theodore.batch.edits import Taken
from theodore.batch.live.look import SheetLost
from theodore.batch.live.rounds import Notice, Rounds, SheetPlan
from theodore.batch.log import get_logger
from theodore.model.errors import GoogleRefused, GoogleUnavailable, JournalUnavailable, SinkUnavailable
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.google.address import sheet_url
from theodore.store.journal import Journal
from theodore.store.records import Run

log = get_logger(__name__)

#: By so much a round may take longer than the one before.
_LONGER = 1.25
#: What Google's silence is said with, to whoever asked for one thing alone.
_AGAIN = " Give the same command again later."


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When rounds are made, in seconds.

    behind_s: the sheet may be so far behind the journal. A round is begun so late that this just holds: a minute has
    few calls, and one brings all that happened meanwhile. least_s: between the beginnings of two in any case.
    longest_wait_s: after failures, each of which doubles the wait from least_s. patience_s: how long the last write
    goes on without getting any further.
    """

    behind_s: float = 3.5
    least_s: float = 1.5
    longest_wait_s: float = 30.0
    patience_s: float = 90.0


class LiveSheet:
    """Writes one run's results into its Google Sheet, on the run's own event loop.

    The surface is that of `batch.deliver.SheetWriter`. api: entered by whoever made it, and left by them.
    """

    def __init__(
        self,
        api: SheetsApi,
        journal: Journal,
        run: Run,
        plan: SheetPlan,
        *,
        notice: Notice,
        rhythm: Rhythm | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run = run
        self._called = sheet_url(plan.spreadsheet)
        self._notice = notice
        self._rhythm = rhythm or Rhythm()
        self._clock = clock
        self._rounds = Rounds(api, journal, run, plan, notice, clock)
        self._changed = asyncio.Event()
        self._round: asyncio.Task[bool] | None = None
        self._last: Written | None = None
        self._said: type[Exception] | None = None

    @property
    def last(self) -> Written | None:
        """The last round that brought something, or found all as it should be."""
        return self._last

    def start(self) -> None:
        """Nothing has to be made ready: the connection is there since the sheet was opened."""

    def changed(self, ended: int = 0) -> None:  # noqa: ARG002 - a round brings whatever ended
        """The journal holds something that the sheet does not."""
        self._changed.set()

    async def keep_up(self) -> None:
        """Make rounds while there is something to bring, until cancelled; a round under way goes on.

        Raises nothing. Where Google does not answer it tries again, at longer intervals; where it refuses, it says so
        and ends.
        """
        failures = 0
        while True:
            began = self._clock()
            self._changed.clear()
            try:
                await self._one_round()
                failures = 0
            except (GoogleRefused, SheetLost) as error:
                self._notice(f"{error} The run goes on, and keeps its results: {self._advice}")
                return
            except Exception as error:  # noqa: BLE001 - the run goes on without this round, and says what happened
                failures += 1
                self._say_failed(error)
            await self._rest(began, failures, self._clock() - began)

    async def finish(self) -> Written:
        """Make rounds until the sheet shows all that the journal has, and was seen to.

        Raises SinkUnavailable where Google refuses, and where nothing got any further for `patience_s`, whatever the
        reason; the results stay in the journal.
        """
        try:
            written = await self._insist()
        finally:
            await self.close()
        if (told := Taken(self._rounds.cells, self._rounds.again).told(self._called)) is not None:
            self._notice(told)
        return written

    async def close(self) -> None:
        """Give up a round under way; what it sent is done or not, and the journal knows that either may be."""
        task, self._round = self._round, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def _advice(self) -> str:
        return f"`theodore deliver {self._run.id}` brings them into the sheet once that is mended."

    @property
    def _stirred(self) -> str:
        return f"{self._called}: it is changed faster than it can be written, by people or by another program."

    async def _insist(self) -> Written:
        failures, began = 0, self._clock()
        fewest, got_further = None, began
        # whether the last round went well, and left as much to do
        is_stirred = False
        while True:
            # one that is under way asked the journal before its last word was there
            is_late = self._round is not None
            try:
                async with asyncio.timeout(max(got_further + self._rhythm.patience_s - self._clock(), 0.0)):
                    is_done = await self._one_round()
            except (GoogleRefused, SheetLost) as error:
                raise SinkUnavailable(f"{error} The results are in the journal: {self._advice}") from error
            except Exception as error:  # whatever it is, the results are safe and another command may bring them
                failures += 1
                wait = self._wait_s(failures)
                if self._clock() + wait >= got_further + self._rhythm.patience_s:
                    said = self._stirred if is_stirred and isinstance(error, TimeoutError) else self._in_words(error)
                    raise SinkUnavailable(f"{said} The results are in the journal: {self._advice}") from error
                is_stirred = False
                await asyncio.sleep(wait)
                continue
            failures = 0
            if is_late:
                continue
            if is_done:
                self._last = Written(self._clock() - began, self._rounds.seq)
                return self._last
            # rows that people stir all the time must not keep a run from ending
            is_stirred = fewest is not None and self._rounds.left >= fewest
            if not is_stirred:
                fewest, got_further = self._rounds.left, self._clock()

    async def _one_round(self) -> bool:
        """What changed, and a round if anything did; whether the sheet was seen to show all of it.

        Whoever is cancelled here leaves the round going; the next one to ask waits for that.
        """
        if self._round is None:
            self._round = asyncio.create_task(self._learn_and_go())
        task = self._round
        try:
            return await asyncio.shield(task)
        finally:
            if task.done() and self._round is task:
                self._round = None

    async def _learn_and_go(self) -> bool:
        began, before = self._clock(), self._rounds.writes
        if not await self._rounds.learn():
            return True
        await self._rounds.go()
        if self._rounds.writes > before or self._rounds.is_done:
            self._last = Written(self._clock() - began, self._rounds.seq)
        self._said = None
        return self._rounds.is_done

    async def _rest(self, began: float, failures: int, took_s: float) -> None:
        """Until the next round is due. took_s: how long the last one took, and the next may take a little more."""
        if failures:
            await asyncio.sleep(self._wait_s(failures))
            return
        due_s = max(self._rhythm.behind_s - took_s * _LONGER, self._rhythm.least_s)
        if self._rounds.is_done:
            # an event ends the rest; what attempts are doing changes without one
            with suppress(TimeoutError):
                async with asyncio.timeout(self._left_s(began, due_s)):
                    await self._changed.wait()
            due_s = self._rhythm.least_s
        await asyncio.sleep(self._left_s(began, due_s))

    def _left_s(self, began: float, rest_s: float) -> float:
        return max(began + rest_s - self._clock(), 0.0)

    def _wait_s(self, failures: int) -> float:
        return min(self._rhythm.least_s * 2.0 ** min(failures - 1, 20), self._rhythm.longest_wait_s)

    def _say_failed(self, error: Exception) -> None:
        """Say it once for as long as it lasts, however its details change."""
        log.warning("sheet_round_failed", error=type(error).__name__)
        if self._said is not type(error):
            self._said = type(error)
            self._notice(f"{self._in_words(error)} The run goes on; the sheet catches up later.")

    def _in_words(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"{self._called}: Google Sheets takes too long to answer."
        if isinstance(error, GoogleUnavailable):
            # nobody has to: it is tried again by itself, or by another command
            return f"{self._called}: {str(error).removesuffix(_AGAIN)}"
        if isinstance(error, JournalUnavailable):
            return str(error)
        return f"{self._called}: {type(error).__name__}: {error}."
