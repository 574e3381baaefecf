"""The pool against real processes. A probe in place of the work stands in for what a page might make a rule do."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from tests.extract import probes
from tests.extract.pages import COMPANY, crawl, page
from tests.extract.scripts import DONE_AT_ONCE, NEVER_ENDING, run, started
from theodore.extract import pool as module
from theodore.extract import processes
from theodore.extract.pool import ExtractionPool
from theodore.extract.profile import extract_pages
from theodore.model.errors import ExtractionFailed, Reason, RunError
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl
from theodore.model.page import PageKind

CRAWL = crawl(page("<p>info@nordwind.test</p>"))
PATIENCE_S = 60


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - of another process nothing but its state can be seen
            await asyncio.sleep(0.01)


async def test_it_finds_what_the_rules_find_for_many_at_once() -> None:
    expected = extract_pages(COMPANY, CRAWL).profile
    async with ExtractionPool(timeout_s=PATIENCE_S) as pool:
        found = await asyncio.gather(*(pool.extract(COMPANY, CRAWL) for _ in range(20)))
        assert pool.backlog == 0
    assert all(each.profile == expected for each in found)
    assert all(each.seconds > 0 for each in found)


async def test_robots_and_sitemaps_stay_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", probes.counts_pages)
    given = crawl(page("<p>x</p>"), page("y", PageKind.SITEMAP), page("z", PageKind.ROBOTS))
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        assert (await pool.extract(COMPANY, given)).profile["pages"] == 1


async def test_a_company_that_takes_too_long_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", probes.stuck_on_home)
    async with ExtractionPool(workers=2, timeout_s=1) as pool:
        stuck = asyncio.create_task(pool.extract(COMPANY, crawl(page("stuck"))))
        well = await pool.extract(COMPANY, CRAWL)
        with pytest.raises(ExtractionFailed) as raised:
            await stuck
    assert raised.value.failure.reason is Reason.TOO_LARGE
    assert "1 s" in raised.value.failure.detail
    assert well.profile["emails"]


@pytest.mark.parametrize(
    ("probe", "reason", "words"),
    [
        pytest.param(probes.dies, Reason.TOO_LARGE, "died (7)", id="the-process-dies"),
        pytest.param(probes.is_killed, Reason.TOO_LARGE, "died (-9)", id="the-system-kills-it"),
        pytest.param(probes.errs, Reason.BUG, "ZeroDivisionError", id="our-own-mistake"),
        pytest.param(probes.times_out_itself, Reason.TOO_LARGE, "longer", id="a-timeout-is-a-timeout"),
    ],
)
async def test_failures(probe: object, reason: Reason, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        with monkeypatch.context() as patch:
            patch.setattr(module, "work", probe)
            with pytest.raises(ExtractionFailed) as raised:
                await pool.extract(COMPANY, CRAWL)
        assert raised.value.failure.reason is reason
        assert words in raised.value.failure.detail
        assert (await pool.extract(COMPANY, CRAWL)).profile["emails"], "the next company is none the worse"


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not bound a process's memory")
async def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S, memory_bytes=100 << 20) as pool:
        with monkeypatch.context() as patch:
            patch.setattr(module, "work", probes.takes_memory)
            with pytest.raises(ExtractionFailed) as raised:
                await pool.extract(COMPANY, CRAWL)
        assert raised.value.failure.reason is Reason.TOO_LARGE
        assert "memory" in raised.value.failure.detail
        assert (await pool.extract(COMPANY, CRAWL)).profile["emails"]


async def test_who_is_cancelled_leaves_the_worker_free(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        with monkeypatch.context() as patch:
            patch.setattr(module, "work", probes.stuck_on_home)
            task = asyncio.create_task(pool.extract(COMPANY, crawl(page("stuck"))))
            await until(lambda: any(each.running() for each in pool._tasks))
            waiting = asyncio.create_task(pool.extract(COMPANY, CRAWL))
            await asyncio.sleep(0)
            assert pool.backlog == 1
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await waiting).profile["emails"]
        assert pool.backlog == 0


async def test_a_worker_that_dies_at_rest_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", probes.says_who)
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        first = (await pool.extract(COMPANY, CRAWL)).profile["pid"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: not psutil.pid_exists(first))
        then = [(await pool.extract(COMPANY, CRAWL)).profile["pid"] for _ in range(3)]
    assert first not in then


async def test_a_broken_pool_is_replaced_once_for_all_who_wait() -> None:
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        broken = pool._pool
        assert broken is not None
        await asyncio.to_thread(broken.stop)
        found = await asyncio.gather(*(pool.extract(COMPANY, CRAWL) for _ in range(3)))
        assert all(each.profile["emails"] for each in found)
        assert pool._pool is not broken


@pytest.mark.parametrize(
    ("worker", "told"),
    [
        pytest.param((os._exit, (7,)), "died (7)", id="ends"),
        pytest.param((probes.runs_out_of_memory, ()), "more memory than is allowed", id="has too little memory"),
    ],
)
async def test_who_breaks_the_pool_before_the_work_begins_fails_alone_and_quietly(
    worker: tuple[Callable[..., object], tuple[object, ...]], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    breaks_it = probes.Unreadable("r0", "Breaker", "https://breaker.test/", 3, *worker)
    async with ExtractionPool(workers=2, timeout_s=PATIENCE_S) as pool:
        asked = [pool.extract(company, CRAWL) for company in (COMPANY, breaks_it, *[COMPANY] * 10)]
        found = await asyncio.gather(*asked, return_exceptions=True)
        assert pool.backlog == 0
    failed = found.pop(1)
    assert isinstance(failed, ExtractionFailed)
    assert failed.failure.reason is Reason.TOO_LARGE
    assert told in failed.failure.detail
    assert all(isinstance(each, Extraction) and each.profile["emails"] for each in found)
    assert "Traceback" not in capfd.readouterr().err


async def test_a_pool_that_breaks_while_it_is_given_work_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        broken = pool._pool
        assert broken is not None
        # it was found well a moment ago
        await asyncio.to_thread(broken.stop)
        monkeypatch.setattr(type(broken), "active", property(lambda one: one is broken or one._context.alive))
        monkeypatch.setattr(pool, "_renew", renewed_anyway(pool))
        assert (await pool.extract(COMPANY, CRAWL)).profile["emails"]


def renewed_anyway(pool: ExtractionPool) -> Callable[[], Awaitable[None]]:
    async def renew() -> None:
        pool._pool = await asyncio.to_thread(pool._start)

    return renew


@pytest.mark.parametrize("error", [BrokenPipeError(), EOFError(), BlockingIOError("no more processes")], ids=repr)
async def test_where_no_process_can_be_started_the_run_cannot_go_on(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_: object) -> None:
        raise error

    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        monkeypatch.setattr(processes.Worker, "_Popen", staticmethod(start))
        with pytest.raises(RunError, match="could not be started"):
            async with ExtractionPool(workers=1):
                pass
        assert pool._pool is not None
        await asyncio.to_thread(pool._pool.stop)
        with pytest.raises(RunError, match="or pass a smaller --workers"):
            await pool.extract(COMPANY, CRAWL)


def test_who_is_done_while_the_workers_begin_hears_nothing_of_them(tmp_path: Path) -> None:
    ended = run(DONE_AT_ONCE, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


async def test_workers_are_renewed_after_their_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", probes.says_who)
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S, companies_per_worker=2) as pool:
        who = [(await pool.extract(COMPANY, CRAWL)).profile["pid"] for _ in range(6)]
    assert who[0] == who[1]
    assert len(set(who)) == 3


async def test_workers_are_deaf_to_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", probes.interrupts_itself)
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        assert (await pool.extract(COMPANY, CRAWL)).profile["survived"] is True


async def test_nothing_is_left_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "work", probes.says_who)
    async with ExtractionPool(workers=1, timeout_s=PATIENCE_S) as pool:
        worker = (await pool.extract(COMPANY, CRAWL)).profile["pid"]
        assert psutil.pid_exists(worker)
    await until(lambda: not psutil.pid_exists(worker))


def test_workers_go_when_the_main_process_is_killed(tmp_path: Path) -> None:
    with started(NEVER_ENDING, tmp_path) as main:
        assert main.stdout is not None
        worker = int(main.stdout.readline())
        main.kill()
        main.wait(PATIENCE_S)
    psutil.wait_procs([each for each in psutil.process_iter() if each.pid == worker], timeout=PATIENCE_S)
    assert not psutil.pid_exists(worker)


async def test_outside_its_block_it_says_so() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        await ExtractionPool(workers=1).extract(COMPANY, Crawl())
