"""Bytes from one connection to another, within bounds of time and size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_PIECE = 65_536


class BoundsSpent(Exception):
    """A connection's time or bytes are used up."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one connection. idle_s: the longest silence in seconds, total_s: the longest life. down_bytes, up_bytes: what
    may be received and sent. linger_s: seconds for the rest, once one side has said its last.
    """

    idle_s: float = 30.0
    total_s: float = 180.0
    down_bytes: int = 20_000_000
    up_bytes: int = 2_000_000
    linger_s: float = 2.0


@dataclass(slots=True)
class Meter:
    """What of the bounds is left; to be told of each portion."""

    bounds: Bounds
    timer: asyncio.Timeout
    ends_at: float
    down: int = 0
    up: int = 0
    idle_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.idle_s = self.bounds.idle_s

    def received(self, size: int) -> None:
        """Raises BoundsSpent."""
        self.down += size
        self._go_on(self.down <= self.bounds.down_bytes)

    def sent(self, size: int) -> None:
        """Raises BoundsSpent."""
        self.up += size
        self._go_on(self.up <= self.bounds.up_bytes)

    def ending(self) -> None:
        """One side has said its last: the other has not long."""
        self.idle_s = self.bounds.linger_s
        self._go_on(True)

    def _go_on(self, within: bool) -> None:
        if not within:
            raise BoundsSpent
        self.timer.reschedule(min(self.ends_at, asyncio.get_running_loop().time() + self.idle_s))


@asynccontextmanager
async def metered(bounds: Bounds) -> AsyncIterator[Meter]:
    """What is done within keeps to these bounds, or ends with BoundsSpent."""
    now = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(now + min(bounds.idle_s, bounds.total_s)) as timer:
            yield Meter(bounds, timer, now + bounds.total_s)
    except TimeoutError as late:
        raise BoundsSpent from late


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, count: Callable[[int], None]) -> None:
    """Everything until the reader's end. Raises BoundsSpent, OSError."""
    while piece := await reader.read(_PIECE):
        count(len(piece))
        writer.write(piece)
        await writer.drain()


async def exactly(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, size: int, count: Callable[[int], None]
) -> None:
    """So many bytes. Raises IncompleteReadError, BoundsSpent, OSError."""
    while size:
        piece = await reader.read(min(size, _PIECE))
        if not piece:
            raise asyncio.IncompleteReadError(b"", size)
        size -= len(piece)
        count(len(piece))
        writer.write(piece)
        await writer.drain()


async def until_gone(reader: asyncio.StreamReader) -> None:
    """Until the peer hangs up; what it says before counts for nothing. Raises OSError."""
    while await reader.read(_PIECE):
        pass


async def first_of(*ways: Coroutine[None, None, None]) -> None:
    """Until the first of these is done; the others are broken off. Raises what it raised."""
    await _run(ways, asyncio.FIRST_COMPLETED)


async def all_of(*ways: Coroutine[None, None, None]) -> None:
    """Until all of these are done, or one failed; then the others are broken off. Raises what it raised."""
    await _run(ways, asyncio.FIRST_EXCEPTION)


async def _run(ways: Iterable[Coroutine[None, None, None]], until: str) -> None:
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=until)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def hang_up(writer: asyncio.StreamWriter, linger_s: float) -> None:
    """Close a connection: what was written has so many seconds to get out, then it is cut."""
    try:
        writer.close()
        async with asyncio.timeout(linger_s):
            await writer.wait_closed()
    except (OSError, TimeoutError):
        pass  # it is gone, or does not fetch what was sent
    finally:
        writer.transport.abort()
