"""One browser for the run, started when the first page needs it.

It has no way out. Whatever a page asks for comes to us, is asked for by our own client, within robots.txt, politeness,
the guard and the bounds on bytes, and is handed back; the one proxy that the browser knows is a port at which nobody
listens. So a connection that it would make by itself, to look something up, for a WebSocket, or because a page found a
way around, ends on this machine.

    async with Browser(BrowserSettings()) as browser, browser.visit() as visit:
        page = await visit.render(Source(url, html), give, timeout_s=15.0, max_chars=2_000_000)
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import psutil

from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.net.chromium import INSTALL_EXTRA, BrowserSettings, arguments, environment, find_browser, why_not

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page, Playwright

    from theodore.net.wanted import Give, Rendered, Source

#: Closing takes a moment; what has not closed by then, in seconds, is ended.
_CLOSING_S = 5.0
#: A look at what its processes hold serves for so many seconds, whoever asks.
_LOOK_S = 0.1
#: Over so much of its bound on memory a browser is replaced when it has nothing to do; at the bound, its largest page
#: is ended.
_WORN = 0.6


class Browser:
    """Makes pages; an async context manager.

    lacks: why it cannot, and what to do about it; empty where it can.
    """

    def __init__(self, settings: BrowserSettings) -> None:
        self._settings = settings
        # loaded now, when nobody waits for an answer yet, though most runs need none: it takes a moment
        self.lacks = why_not(settings) or _why_not_loaded()
        self._places = asyncio.Semaphore(settings.pages)
        self._starting = asyncio.Lock()
        self._driver: Playwright | None = None
        self._running: _Running | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._wall: Wall | None = None
        self._has_started = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        running, self._running = self._running, None
        await asyncio.gather(*self._closing, return_exceptions=True)
        if running is not None:
            await running.close()
        await self._stop_driver()
        if self._wall is not None:
            self._wall.close()

    async def _stop_driver(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            with suppress(Exception):  # of one that has died, playwright says so by any
                async with asyncio.timeout(_CLOSING_S):
                    await driver.stop()

    def visit(self) -> BrowserVisit:
        """A visit of one website, to be entered as an async context manager; nothing is started for it yet."""
        return BrowserVisit(self)

    @property
    def timeout_s(self) -> float:
        """Seconds for one page."""
        return self._settings.timeout_s

    async def open(self) -> tuple[BrowserContext, _Running]:
        """A context for one company, in the browser that runs.

        Raises FetchFailed where none starts, and playwright's Error.
        """
        running = await self._good_one()
        try:
            return await running.open(), running
        except Exception:  # noqa: BLE001 - it has died, and nobody has heard of it yet
            running = await self._good_one()
        return await running.open(), running

    async def _good_one(self) -> _Running:
        async with self._starting:
            if self._running is None or not self._running.is_good():
                worn, self._running = self._running, None
                if worn is not None:
                    self.beside(worn.retire())
                self._running = await self._started()
        return self._running

    async def _started(self) -> _Running:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - an extra

        for is_second in (False, True):
            try:
                if self._driver is None:
                    self._driver = await async_playwright().start()
                return await self._launched(self._driver)
            except Exception as failed:
                await self._stop_driver()
                if is_second:
                    raise FetchFailed(Failure(Reason.RENDER_TIMEOUT, detail=self._not_started())) from failed
        raise AssertionError  # pragma: no cover - the second round returns or raises

    def _not_started(self) -> str:
        """What to say; where none ever started, no other page need wait for it."""
        path = find_browser(self._settings.path)
        said = f"the browser {path} does not start: try it by hand, or name another in THEODORE_BROWSER__PATH"
        if not self._has_started:
            self.lacks = said
        return said

    async def _launched(self, driver: Playwright) -> _Running:
        path = find_browser(self._settings.path)
        self._wall = self._wall or Wall()
        before = {process.pid for process in _of_drivers()}
        chromium = await driver.chromium.launch(
            executable_path=path,
            args=arguments(),
            env=dict(environment()),
            proxy={"server": self._wall.address, "bypass": "<-loopback>"},
            # an interrupt is ours to handle: rows in hand are written down before the browser goes
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
        started = [process for process in _of_drivers() if process.pid not in before]
        self._has_started = True
        return _Running(chromium, started, self._settings)

    async def place(self) -> None:
        """Wait for a place among the pages at once; `leave` gives it back."""
        await self._places.acquire()

    def leave(self, page: Page | None) -> None:
        """Close this page beside, and give its place back then."""
        self.beside(self._left(page))

    async def _left(self, page: Page | None) -> None:
        try:
            if page is not None:
                await _closed(page.close())
        finally:
            self._places.release()

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do this while others go on; the browser waits for it at its end."""
        task = asyncio.ensure_future(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


class BrowserVisit:
    """The pages of one website, in a context of their own: nothing of one company is shared with another."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._running: _Running | None = None
        self._context: BrowserContext | None = None
        self._opening = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    @property
    def lacks(self) -> str:
        """As of the browser."""
        return self._browser.lacks

    @property
    def timeout_s(self) -> float:
        """Seconds for one page."""
        return self._browser.timeout_s

    async def render(self, source: Source, give: Give, *, timeout_s: float, max_chars: int) -> Rendered:
        """What the page's scripts make of it; waits for its turn first.

        timeout_s: for this page, beside its wait. Raises FetchFailed, and what `give` raises.
        """
        await self._browser.place()
        page: Page | None = None
        try:
            from playwright.async_api import Error  # noqa: PLC0415 - an extra

            from theodore.net.browser_page import PageClosed, PageCrashed, PageRun  # noqa: PLC0415 - it imports the extra

            for is_second in (False, True):
                try:
                    context, running = await self._opened()
                    page = await running.page(context)
                    run = PageRun(source, give, running.watch, quiet_s=running.quiet_s, max_chars=max_chars)
                    return await run.make(context, page, timeout_s)
                except PageCrashed as crashed:
                    detail = "the page ended the browser's process, which has bounds on its memory"
                    raise FetchFailed(Failure(Reason.TOO_LARGE, detail=detail, url=source.url)) from crashed
                except (Error, PageClosed) as gone:
                    # the browser died, over this page or another that was in it: once more with a fresh one
                    page = None
                    self._leave()
                    if is_second:
                        detail = "the browser broke over this page"
                        raise FetchFailed(Failure(Reason.RENDER_TIMEOUT, detail=detail, url=source.url)) from gone
            raise AssertionError  # pragma: no cover - the second round returns or raises
        finally:
            self._browser.leave(page)

    async def _opened(self) -> tuple[BrowserContext, _Running]:
        async with self._opening:
            if self._context is None or self._running is None or not self._running.is_good():
                self._leave()
                self._context, self._running = await self._browser.open()
            return self._context, self._running

    def _leave(self) -> None:
        context, running = self._context, self._running
        self._context = self._running = None
        if context is not None and running is not None:
            self._browser.beside(running.leave(context))


class _Running:
    """A browser that runs. quiet_s: as in the settings."""

    def __init__(self, chromium: Chromium, processes: list[psutil.Process], settings: BrowserSettings) -> None:
        self._chromium = chromium
        self._processes = processes
        self._settings = settings
        self._visits = 0
        self._is_retired = False
        self.quiet_s = settings.quiet_s
        self._is_broken = False
        self._pages = 0
        self._looked_at = -_LOOK_S

    def is_good(self) -> bool:
        """Whether it lives, and is not worn."""
        worn = self._pages >= self._settings.max_pages or self._bytes() > self._settings.max_bytes * _WORN
        return self._chromium.is_connected() and not self._is_broken and not (worn and self._pages)

    async def open(self) -> BrowserContext:
        """A context for one company."""
        with self._trusted():
            context = await self._chromium.new_context(accept_downloads=False, service_workers="block")
            # what is not of a page that we opened goes nowhere
            await context.route("**/*", lambda route: route.abort())
        self._visits += 1
        return context

    async def page(self, context: BrowserContext) -> Page:
        """A blank page."""
        self._pages += 1
        with self._trusted():
            return await context.new_page()

    @contextmanager
    def _trusted(self) -> Iterator[None]:
        """Whoever cannot do this cannot be trusted with another page."""
        try:
            yield
        except Exception:
            self._is_broken = True
            raise

    async def leave(self, context: BrowserContext) -> None:
        """Close a context; the last one of a retired browser closes it."""
        await _closed(context.close())
        self._visits -= 1
        if self._is_retired and not self._visits:
            await self.close()

    async def retire(self) -> None:
        """Take no more pages, and close when those in hand are done."""
        self._is_retired = True
        if not self._visits or not self._chromium.is_connected():
            await self.close()

    async def close(self) -> None:
        """Close it, and end what does not close."""
        await _closed(self._chromium.close())
        for process in self._tree():
            with suppress(psutil.Error):
                process.kill()

    def watch(self) -> None:
        """End the page that holds most, where all hold too much; only that page is lost.

        Each page calls it; to look at the processes costs something, so one look serves all.
        """
        now = time.monotonic()
        if now - self._looked_at < _LOOK_S:
            return
        self._looked_at = now
        tree = [(held, process) for process in self._tree() if (held := _held(process))]
        if sum(held for held, _ in tree) > self._settings.max_bytes:
            pages = [(held, process.pid, process) for held, process in tree if _is_renderer(process)]
            if pages:
                with suppress(psutil.Error):
                    max(pages)[-1].kill()

    def _bytes(self) -> int:
        return sum(map(_held, self._tree()))

    def _tree(self) -> list[psutil.Process]:
        found: dict[int, psutil.Process] = {}
        for process in self._processes:
            with suppress(psutil.Error):
                if process.is_running():
                    found |= {one.pid: one for one in (process, *process.children(recursive=True))}
        return list(found.values())


def _why_not_loaded() -> str:
    """Load what drives a browser. Why that cannot be done, and what to do about it; empty where it can."""
    try:
        from theodore.net import browser_page  # noqa: F401, PLC0415 - it imports the extra
    except ImportError as broken:
        return f"what drives a browser cannot be loaded ({broken}): {INSTALL_EXTRA}"
    return ""


class Wall:
    """A port of this machine that is ours, and at which nobody listens: whoever goes there is refused."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def close(self) -> None:
        self._socket.close()


def _of_drivers() -> list[psutil.Process]:
    """The processes that playwright's drivers have started."""
    found: list[psutil.Process] = []
    for child in psutil.Process().children():
        with suppress(psutil.Error):
            if "run-driver" in child.cmdline():
                found += child.children(recursive=True)
    return found


def _is_renderer(process: psutil.Process) -> bool:
    try:
        return "--type=renderer" in process.cmdline()
    except psutil.Error:
        return False


def _held(process: psutil.Process) -> int:
    """Bytes that the process holds for itself; 0 where it has gone."""
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0
    return int(memory.rss) - int(getattr(memory, "shared", 0))


async def _closed(closing: Coroutine[Any, Any, None]) -> None:
    """Wait for this, not for long; what closes may be gone already."""
    from playwright.async_api import Error  # noqa: PLC0415 - an extra

    with suppress(Error, TimeoutError):
        async with asyncio.timeout(_CLOSING_S):
            await closing
