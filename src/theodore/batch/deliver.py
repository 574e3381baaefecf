"""From the journal to the sheet, while the run goes on and once more at its end.

A write that fails is tried again as a write: it fails no company and crawls none again.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theodore.model.errors import SinkUnavailable
from theodore.sheets.layout import Layout
from theodore.sheets.writing.detour import back_in

#: At most one write in two seconds, and never more than a twentieth of the time.
MIN_PAUSE_S = 2.0
_SHARE = 0.05
_TRIES = 3
#: Before the last write is tried again, in seconds; twice as long before the third time.
_TRY_AGAIN_S = 1.0

#: A sheet of more rows is written at each tenth of them, and at the end.
MOST_LIVE_ROWS = 20_000
_CHECKPOINTS = 10
_ANSWER_S = 600.0


@dataclass(frozen=True, slots=True)
class Written:
    """One write.

    seconds: how long it took. seq: the last event that is in it. beside: the file that it went to instead of the sink,
    which is open elsewhere; None where it went into the sink.
    """

    seconds: float
    seq: int
    beside: Path | None = None


def pause_after(seconds: float) -> float:
    """How long the writer rests after a write that took this long, in seconds."""
    return max(MIN_PAUSE_S, seconds * (1 - _SHARE) / _SHARE)


class Checkpoints:
    """Which changes of a run's rows are written live: each one, or of many rows those that end a tenth of them."""

    def __init__(self, rows: int) -> None:
        self._step = rows / _CHECKPOINTS if rows > MOST_LIVE_ROWS else 0.0
        self._ended = 0
        self._next = self._step

    def pass_by(self, ended: int) -> bool:
        """Whether the sheet is to be written, now that so many more rows came to their end."""
        self._ended += ended
        if self._ended < self._next:
            return False
        while self._step and self._next <= self._ended:
            self._next += self._step
        return True


class SheetWriter:
    """Writes one run's sheet in a process of its own.

    Call `changed` when the journal has something new, with the number of rows that came to their end.
    """

    def __init__(
        self, journal: Path, run_id: str, sink: Path, layout: Layout, *, notice: Callable[[str], None]
    ) -> None:
        self._journal = journal
        request = {"run": run_id, "sink": str(sink), "layout": layout.to_json()}
        self._request = json.dumps(request) + "\n"
        self._sink = sink
        self._notice = notice
        self._process: asyncio.subprocess.Process | None = None
        self._starting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._last: Written | None = None
        self._told: set[str] = set()
        self._checkpoints = Checkpoints(layout.rows)

    @property
    def last(self) -> Written | None:
        """The last write that succeeded."""
        return self._last

    def start(self) -> asyncio.Task[asyncio.subprocess.Process]:
        """Have the process load what it needs, so that the first write need not wait for it."""
        if self._starting is None:
            self._starting = asyncio.create_task(self._launch())
        return self._starting

    def changed(self, ended: int = 0) -> None:
        """The journal holds something that the sheet does not. ended: how many rows came to their end."""
        if self._checkpoints.pass_by(ended):
            self._changed.set()

    async def keep_up(self) -> None:
        """Write whenever there is something new and the rest is over, until cancelled."""
        said = ""
        while True:
            await self._changed.wait()
            self._changed.clear()
            began = time.monotonic()
            try:
                await self._write()
            except SinkUnavailable as error:
                if str(error) != said:
                    said = str(error)
                    self._notice(f"{error} The run goes on; it is written again later.")
                self._changed.set()
            await asyncio.sleep(pause_after(time.monotonic() - began))

    async def finish(self) -> Written:
        """Write once more, with all that the journal has, and end the process.

        Raises SinkUnavailable when it failed three times; the results stay in the journal.
        """
        try:
            written = await self._insist()
        finally:
            await self.close()
        if written.beside is not None:
            self._notice(
                f"The results are in {written.beside}, for {self._sink} could not be written. Once it is free, the "
                "same command puts them there."
            )
        return written

    async def _insist(self) -> Written:
        for attempt in range(1, _TRIES + 1):
            try:
                return await self._write()
            except SinkUnavailable:
                if attempt == _TRIES:
                    raise
                await asyncio.sleep(attempt * _TRY_AGAIN_S)
        raise AssertionError("unreachable")

    async def _write(self) -> Written:
        try:
            answer = await self._answer()
        except (OSError, TimeoutError) as error:
            await self.close()
            raise SinkUnavailable(f"{self._sink}: the writing process does not answer.") from error
        if answer is None:
            await self.close()
            raise SinkUnavailable(f"{self._sink}: the writing process ended.")
        if not answer["ok"]:
            raise SinkUnavailable(answer["error"])
        return self._succeeded(answer)

    def _succeeded(self, answer: dict[str, Any]) -> Written:
        beside = None if answer["beside"] is None else Path(answer["beside"])
        former = None if self._last is None else self._last.beside
        if former is not None and beside is None:
            # another process than the one that wrote beside does not know of it
            self._tell({"notice": back_in(self._sink, former)})
        self._last = Written(answer["seconds"], answer["seq"], beside)
        return self._last

    def _tell(self, said: dict[str, Any]) -> bool:
        """Pass on a notice, what is true of each write once; False where this is something else that was said."""
        notice = said.get("notice")
        if notice is not None and notice not in self._told:
            self._told.add(notice)
            self._notice(notice)
        return notice is not None

    async def _answer(self) -> dict[str, Any] | None:
        """What answers the request, once the notices before it are passed on; None where the process ended."""
        process = await self._start()
        try:
            line = await _ask(process, self._request)
            while line and self._tell(said := json.loads(line)):
                line = await _line(process)
        except asyncio.CancelledError:
            # its answer would be taken for the next request's
            await self.close()
            raise
        return said if line else None

    async def _start(self) -> asyncio.subprocess.Process:
        """The process, once it is ready. Whoever is cancelled here leaves it loading: short runs end before that."""
        return await asyncio.shield(self.start())

    async def _launch(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            # -m alone looks for modules in the working directory first: a queue.py beside the leads would be run
            "-P",
            "-m",
            "theodore.batch.sheet_process",
            str(self._journal),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C goes to all that a terminal runs in front; the run alone decides when its writer ends
            start_new_session=True,
        )
        await _line(self._process)  # it says so when it is ready
        return self._process

    async def close(self) -> None:
        """End the process; a write under way is given up, and what it had to tell a person until then is passed on."""
        if self._ending is None or self._ending.done():
            self._ending = asyncio.create_task(self._end())
        # whoever has no patience leaves it ending: the next one who closes waits for it
        await asyncio.shield(self._ending)

    async def _end(self) -> None:
        starting, self._starting = self._starting, None
        if starting is not None:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        await self._pass_on(process)
        await process.wait()

    async def _pass_on(self, process: asyncio.subprocess.Process) -> None:
        """Read what a process had said before it was ended, to the last whole line."""
        if process.stdout is None:
            return
        with suppress(OSError):  # where it broke off it said no more; who closes is not to be kept from it
            async for line in process.stdout:
                if line.endswith(b"\n"):
                    self._tell(json.loads(line))


async def _ask(process: asyncio.subprocess.Process, request: str) -> bytes:
    """One request, one line in answer; empty where the process ended."""
    if process.stdin is None:
        raise BrokenPipeError
    process.stdin.write(request.encode())
    await process.stdin.drain()
    return await _line(process)


async def _line(process: asyncio.subprocess.Process) -> bytes:
    """What the process says next; empty where it ended, in the midst of a line too."""
    if process.stdout is None:
        raise BrokenPipeError
    async with asyncio.timeout(_ANSWER_S):
        line = await process.stdout.readline()
    return line if line.endswith(b"\n") else b""
