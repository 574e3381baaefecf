"""Websites on loopback for the crawler to visit: plain functions of a request, with a record of what was asked."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.model.company import Company
from theodore.model.outcome import Crawl, Hints
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

Answer = web.StreamResponse | str
Handler = Callable[[web.BaseRequest], Awaitable[Answer] | Answer]

PROSE = "Acme builds measuring instruments for breweries and dairies, by hand, since 1962. " * 25
MENU = {
    "/about": "About us",
    "/team": "Our team",
    "/contact": "Contact",
    "/impressum": "Impressum",
    "/careers": "Careers",
    "/products": "Products",
    "/pricing": "Pricing",
    "/blog": "Blog",
    "/privacy": "Privacy policy",
}


def html(title: str, *parts: str, prose: str = PROSE) -> str:
    """A page with enough to say to be nobody's parking lot."""
    return f"<!doctype html><html><head><title>{title}</title></head><body>{''.join(parts)}<p>{prose}</p></body></html>"


def menu(links: dict[str, str] | None = None) -> str:
    """A navigation of these paths and texts."""
    items = (MENU if links is None else links).items()
    return "<nav>" + "".join(f'<a href="{path}">{text}</a>' for path, text in items) + "</nav>"


def page(text: str, status: int = 200, **headers: str) -> web.Response:
    """An answer of HTML; underscores in the headers' names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.Response(text=text, status=status, content_type="text/html", headers=named)


def moved(location: str, status: int = 301) -> web.Response:
    return web.Response(status=status, headers={"Location": location})


@dataclass
class Site:
    """A website: its answers by path, and what else is answered by `other`.

    asked: the paths in order. in_flight, peak: requests at once, now and at most.
    """

    routes: dict[str, Handler | Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    in_flight: int = 0
    peak: int = 0

    @classmethod
    def whole(cls, **changes: Handler | Answer) -> Site:
        """A healthy site with a page of each kind; `changes` by path without its slash ("" is "home")."""
        routes: dict[str, Handler | Answer] = {
            path: html(text, menu(), f"<h1>{path}</h1>") for path, text in MENU.items()
        }
        routes["/"] = html("Acme", menu(), "<h1>Acme</h1>")
        routes["/robots.txt"] = "User-agent: *\nDisallow: /private\n"
        for name, handler in changes.items():
            path = {"home": "/", "robots": "/robots.txt", "sitemap": "/sitemap.xml"}.get(name, f"/{name}")
            routes[path] = handler
        return cls(routes)

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            handler = self.routes.get(request.path_qs, self.routes.get(request.path))
            if handler is None:
                return page(html("Not found", prose="There is no such page."), 404)
            found = handler(request) if callable(handler) else handler
            answer = await found if isinstance(found, Awaitable) else found
            if isinstance(answer, str):
                kind = "text/html" if answer.lstrip().startswith("<") else "text/plain"
                return web.Response(text=answer, content_type=kind)
            return _again(answer)
        finally:
            self.in_flight -= 1


def _again(answer: web.StreamResponse) -> web.StreamResponse:
    """A fresh copy, since an answer can be sent once."""
    if not isinstance(answer, web.Response) or answer.prepared is False:
        return answer
    return web.Response(body=answer.body, status=answer.status, headers=answer.headers)


@dataclass
class Web:
    """Sites by host, a client that finds them all on loopback, and a crawler over it."""

    sites: dict[str, Site]
    client: HttpClient
    politeness: Sites
    crawler: SiteCrawler

    async def crawl(self, website: str, deadline_s: float = 30.0, hints: Hints | None = None, **_: object) -> Crawl:
        self.said: list[str] = []
        company = Company("r1", "Acme", website)
        return await self.crawler.crawl(company, deadline_s, hints or Hints(), self.said.append)


@asynccontextmanager
async def serving(
    max_pages: int = 8, monotonic: Callable[[], float] = time.monotonic, **sites: Site
) -> AsyncIterator[Web]:
    """These sites, each under its name with dots for underscores: www_acme is www.acme.test.

    Over http alone; nothing listens for https. monotonic: the clock of holds and pauses.
    """
    by_host = {f"{name.replace('_', '.')}.test": site for name, site in sites.items()}

    async def dispatch(request: web.BaseRequest) -> web.StreamResponse:
        return await by_host[request.host.lower()].answer(request)

    runner = web.ServerRunner(web.Server(dispatch, handler_cancellation=True), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    lines = [f"{host}:80=127.0.0.1:{port}" for host in by_host] + [f"{host}:443=127.0.0.1:1" for host in by_host]
    try:
        async with HttpClient(NetSettings(overrides=Overrides.parse(lines))) as client:
            politeness = Sites(monotonic=monotonic)
            yield Web(by_host, client, politeness, SiteCrawler(client, politeness, max_pages=max_pages))
    finally:
        await runner.cleanup()


async def until(condition: Callable[[], bool], limit_s: float = 10.0) -> None:
    """Wait for a condition, with a limit."""
    async with asyncio.timeout(limit_s):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.005)
