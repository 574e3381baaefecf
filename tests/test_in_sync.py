"""Asynchronous work, called from sync code."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from theodore.in_sync import KeptLoop


@pytest.fixture
def kept() -> Iterator[KeptLoop]:
    loop = KeptLoop()
    yield loop
    loop.close()


async def the_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def test_all_calls_of_all_threads_share_one_loop(kept: KeptLoop) -> None:
    with ThreadPoolExecutor(8) as threads:
        loops = set(threads.map(lambda _: kept.run(the_loop), range(32)))
    assert len(loops) == 1


def test_it_works_inside_a_running_loop(kept: KeptLoop) -> None:
    async def notebook() -> tuple[asyncio.AbstractEventLoop, asyncio.AbstractEventLoop]:
        return asyncio.get_running_loop(), kept.run(the_loop)

    theirs, ours = asyncio.run(notebook())
    assert theirs is not ours


def test_what_the_work_raises_reaches_the_caller(kept: KeptLoop) -> None:
    async def fails() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        kept.run(fails)
    assert kept.run(the_loop).is_running()


def test_what_is_left_behind_ends_with_the_loop(kept: KeptLoop) -> None:
    ended = threading.Event()

    async def lasts() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def leaves_something() -> asyncio.Task[None]:
        task = asyncio.create_task(lasts())
        await asyncio.sleep(0)
        return task

    kept.run(leaves_something)
    kept.close()
    assert ended.is_set()


def test_the_last_work_is_done_before_the_end(kept: KeptLoop) -> None:
    order: list[str] = []

    async def says(what: str) -> None:
        order.append(what)

    kept.run(partial(says, "first"))
    kept.close(partial(says, "last"))
    kept.close(partial(says, "never: there is no loop"))
    assert order == ["first", "last"]


def test_what_the_last_work_raises_reaches_the_caller_and_the_loop_ends(kept: KeptLoop) -> None:
    async def fails() -> None:
        raise LookupError("nothing there")

    loop = kept.run(the_loop)
    with pytest.raises(LookupError, match="nothing there"):
        kept.close(fails)
    assert loop.is_closed()


def test_it_may_be_ended_from_its_own_thread(kept: KeptLoop) -> None:
    async def thread() -> threading.Thread:
        kept.close()
        return threading.current_thread()

    ended = kept.run(thread)
    ended.join(30)
    assert not ended.is_alive()


def test_a_call_after_the_end_begins_another_loop(kept: KeptLoop) -> None:
    first = kept.run(the_loop)
    kept.close()
    assert first.is_closed()
    assert kept.run(the_loop) is not first


@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_a_process_that_was_forked_off_has_a_loop_of_its_own(kept: KeptLoop) -> None:
    kept.run(the_loop)
    child = os.fork()
    if child == 0:
        # the parent's thread is not here: a call on its loop would wait for ever
        signal.alarm(20)
        os._exit(0 if kept.run(the_loop).is_running() else 1)
    assert os.waitpid(child, 0)[1] == 0


def interrupts_itself(ended: threading.Event, kept: KeptLoop) -> None:
    async def lasts() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    kept.run(lasts)


@pytest.mark.parametrize("manner", ["script", "notebook"])
def test_ctrl_c_ends_the_wait_and_the_work(kept: KeptLoop, manner: str) -> None:
    ended = threading.Event()

    async def notebook() -> None:
        interrupts_itself(ended, kept)

    calls: dict[str, Callable[[], None]] = {
        "script": partial(interrupts_itself, ended, kept),
        "notebook": lambda: asyncio.run(notebook()),
    }
    with pytest.raises(KeyboardInterrupt):
        calls[manner]()
    assert ended.wait(30)
    assert kept.run(the_loop).is_running()
