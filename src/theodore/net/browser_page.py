"""One page in the browser: from its source to what its scripts make of it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from playwright.async_api import BrowserContext, CDPSession, Error, Page, Request, Route

from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.net.wanted import Give, Given, Rendered, Source, Use, Wanted

#: A page may ask for so much beside itself, and lead elsewhere so often.
MAX_REQUESTS: Final = 60
MAX_MOVES: Final = 5
_MAX_HEADERS = 30
_MAX_HEADER = 4_000
#: A page is looked at so often while it may be done, that is, while it does not change.
_LOOKS = 3
#: One that is busy is asked again after so many seconds.
_BUSY_S = 0.1
#: A page without a word is given more time to find some, in seconds.
_WORDLESS_S = 2.5
#: This share of its time is left for reading what a restless page shows.
_PATIENCE = 0.6
#: Seconds for one look.
_LOOKED_S = 2.0
#: So often it is looked at what the browser holds, in seconds: a page that fills memory fills a gigabyte in one.
WATCH_S: Final = 0.2

_USES = {"script": Use.SCRIPT, "xhr": Use.DATA, "fetch": Use.DATA}
_NO_STYLE: Final[dict[str, Any]] = {"status": 200, "content_type": "text/css", "body": ""}
#: Of an answer's headers, those that a browser needs to let the page have it.
_PASSED = re.compile(r"content-type|access-control-[a-z-]+")
_OF_CONNECTIONS = ("connection", "content-length", "proxy-", "te", "transfer-", "upgrade")
#: Of a request's headers, those that are ours to say, or the connection's.
_OURS = (
    *("sec-", "accept-encoding", "accept-language", "user-agent", "cookie", "host", "if-", "referer"),
    *_OF_CONNECTIONS,
)

#: How many elements it has, and how many characters it shows; in a large one these are not counted, which takes long.
_MEASURE = """(() => {
    const size = document.getElementsByTagName('*').length
    const shown = size > 3000 ? size : document.body ? document.body.innerText.trim().length : 0
    return [size, shown, document.readyState === 'complete' ? 1 : 0]
})()"""
_SOURCE = "(() => {{ const html = document.documentElement.outerHTML; return html.length > {most} ? null : html; }})()"


class PageCrashed(Exception):
    """The process that made the page has ended."""


class PageClosed(Exception):
    """The page is no more: with its browser, or by its own wish."""


class PageRun:
    """One page's life.

    give: answers what the page asks for. watch: called every WATCH_S seconds while it lasts. quiet_s: seconds without a
    change after which it is done. max_chars: of what its scripts make of it.
    """

    def __init__(
        self, source: Source, give: Give, watch: Callable[[], None], *, quiet_s: float, max_chars: int
    ) -> None:
        self._source = source
        self._give = give
        self._watch = watch
        self._quiet_s = quiet_s
        self._max_chars = max_chars
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asking: set[asyncio.Task[Any]] = set()
        self._is_over = False
        self._asked = 0
        self._moves = 0
        #: What the next page is, where that is known: the first one, and what a redirect led to. It is not told by its
        #: address, which a browser writes in its own way.
        self._next: Given | None = _html(source.url, source.html)

    async def make(self, context: BrowserContext, page: Page, timeout_s: float) -> Rendered:
        """Let the scripts run, and read what they made.

        Raises FetchFailed with timeout/render or too_large, PageCrashed, PageClosed or playwright's Error where the
        page or its browser is gone, and what `give` raised.
        """
        started = time.monotonic()
        ended = self._ended
        page.on("crash", lambda _: self._end(PageCrashed()))
        page.on("close", lambda _: self._end(PageClosed()))
        work = asyncio.ensure_future(self._made(context, page, timeout_s, started))
        # beside the work, which waits for answers that a busy page does not give
        watching = asyncio.ensure_future(self._watched())
        try:
            async with asyncio.timeout(timeout_s):
                await asyncio.wait((work, ended), return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise self._too_late(timeout_s) from None
        finally:
            self._is_over = True
            tasks = (work, watching, *self._asking)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            failed = None if ended.cancel() else ended.exception()
        if failed is not None:
            raise failed
        return work.result()

    async def _made(self, context: BrowserContext, page: Page, timeout_s: float, started: float) -> Rendered:
        await page.route("**/*", self._answer)
        page.on("dialog", lambda dialog: self._own(dialog.dismiss()))
        session = await context.new_cdp_session(page)
        await page.goto(self._source.url, wait_until="commit", timeout=0)
        if not await self._settled(session, started, started + timeout_s * _PATIENCE):
            raise self._too_late(timeout_s)  # another time its words may come sooner
        html = await self._read(session)
        if not isinstance(html, str):
            detail = f"what its scripts made is longer than {self._max_chars:,} characters"
            raise FetchFailed(Failure(Reason.TOO_LARGE, detail=detail, url=self._source.url))
        return Rendered(page.url, f"<!DOCTYPE html>{html}", time.monotonic() - started)

    def _too_late(self, timeout_s: float) -> FetchFailed:
        detail = f"the browser did not finish the page in {timeout_s:g} s"
        return FetchFailed(Failure(Reason.RENDER_TIMEOUT, detail=detail, url=self._source.url))

    async def _read(self, session: CDPSession) -> Any:
        while True:  # it may be busy just now; the page's timeout ends it
            with suppress(_NotNow):
                return await _evaluate(session, _SOURCE.format(most=self._max_chars))
            await asyncio.sleep(_BUSY_S)

    def _end(self, error: Exception) -> None:
        if not self._ended.done():
            self._ended.set_exception(error)

    async def _watched(self) -> None:
        while True:
            self._watch()
            await asyncio.sleep(WATCH_S)

    # --- until it is quiet

    async def _settled(self, session: CDPSession, started: float, until: float) -> bool:
        """Wait until the page is loaded, asks for nothing and has not changed for a while; no longer than `until`.

        Whether there is something to read: a page that is restless is as good as done, one that still waits for its
        words is not.
        A script that has come and has not run yet asks for nothing, on a busy machine for longer than that while.
        """
        seen: Any = None
        since = time.monotonic()
        while (now := time.monotonic()) < until:
            await asyncio.sleep(self._quiet_s / _LOOKS)
            found = await _measure(session)
            if found != seen or self._asking or not found[2]:
                seen, since = found, now
            elif now - since >= self._quiet_s and (found[1] or now - started > _WORDLESS_S):
                return True
        return seen is not None and (seen[1] > 0 or (seen[2] > 0 and not self._asking))

    # --- what it asks for

    def _own(self, work: Any) -> None:
        """Do this beside, and let go of it with the page."""
        task = asyncio.ensure_future(_quietly(work))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    async def _answer(self, route: Route) -> None:
        """Answer a request; what cannot be answered, or asks after the page's end, is let go of.

        That must be said by being cancelled: within playwright it would be waited for otherwise, for ever.
        """
        if self._is_over:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - playwright gives each call one of its own
        self._asking.add(task)
        try:
            await self._answered(route)
        except Error:
            raise asyncio.CancelledError from None
        finally:
            self._asking.discard(task)

    async def _answered(self, route: Route) -> None:
        request = route.request
        if request.resource_type == "stylesheet":
            await route.fulfill(**_NO_STYLE)  # refused, some pages take it for a fault of their own
            return
        try:
            given = await self._given(request)
        except Exception as error:  # noqa: BLE001 - whatever it is, it ends the page and goes to whoever waits for it
            self._end(error)
            given = None
        if given is None:
            # a page that may not go where it wants stays where it is, which is what "no content" asks of a browser
            await (route.fulfill(status=204) if request.is_navigation_request() else route.abort())
            return
        # one header that a browser does not take, and it drops the answer without a word: the page would wait for ever
        headers = {
            name: value for name, value in given.headers.items() if _PASSED.fullmatch(name) and value.isprintable()
        }
        await route.fulfill(status=given.status, headers=headers, body=given.body)

    async def _given(self, request: Request) -> Given | None:
        if request.is_navigation_request():
            return await self._moved(request) if _is_of_page(request) else None
        use = _USES.get(request.resource_type)
        self._asked += 1
        # whoever only reads has nothing to send
        if use is None or self._asked > MAX_REQUESTS or request.method != "GET" or not _is_web(request.url):
            return None
        return await self._give(Wanted(request.url, use, _sent(request)))

    async def _moved(self, request: Request) -> Given | None:
        if self._next is not None:
            known, self._next = self._next, None
            return known
        self._moves += 1
        if self._moves > MAX_MOVES or request.method != "GET" or not _is_web(request.url):
            return None
        given = await self._give(Wanted(request.url, Use.PAGE))
        if given is None or given.url == request.url:
            return given
        # the page must know where it stands: it is sent there, and finds its source waiting
        self._next = given
        return _html(request.url, f"<script>location.replace({_in_script(given.url)})</script>")


def _html(url: str, html: str) -> Given:
    # a text may hold halves of pairs, which no encoding has
    return Given(url, 200, {"content-type": "text/html; charset=utf-8"}, html.encode("utf-8", "replace"))


def _in_script(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")


def _is_web(url: str) -> bool:
    return url.startswith(("https://", "http://"))


def _is_of_page(request: Request) -> bool:
    """Whether the page itself is led elsewhere, and not a frame in it."""
    try:
        return request.frame.parent_frame is None
    except Error:
        return False  # a page that is only being opened, by this one


def _sent(request: Request) -> Mapping[str, str]:
    """The headers that the page's own script set."""
    kept = [
        (name.lower(), value)
        for name, value in request.headers.items()
        if not name.lower().startswith(_OURS) and len(name) + len(value) <= _MAX_HEADER
    ]
    return dict(kept[:_MAX_HEADERS])


async def _quietly(work: Any) -> None:
    # the page may have gone meanwhile, which is nothing to tell of
    with suppress(Error):
        await work


async def _measure(session: CDPSession) -> tuple[float, float, float]:
    """How many elements the page has, how many characters it shows, 1 once it is loaded; 0 while it goes elsewhere."""
    try:
        found = await _evaluate(session, _MEASURE)
    except _NotNow:
        return 0, 0, 0
    return (found[0], found[1], found[2]) if isinstance(found, list) and len(found) == 3 else (0, 0, 0)


class _NotNow(Exception):
    """The page cannot be asked just now."""


async def _evaluate(session: CDPSession, expression: str) -> Any:
    """The value of an expression of ours, in a world of our own: the page's scripts cannot reach into it.

    Raises _NotNow.
    """
    try:
        tree = await session.send("Page.getFrameTree")
        frame = tree["frameTree"]["frame"]["id"]
        world = await session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "reader"})
        asked = {"contextId": world["executionContextId"], "expression": expression, "returnByValue": True}
        answer = await session.send("Runtime.evaluate", {**asked, "timeout": _LOOKED_S * 1_000})
    except Error as gone:
        raise _NotNow from gone
    if "exceptionDetails" in answer:
        raise _NotNow
    return answer["result"].get("value")
