"""Crawlee for Python, with settings as generous as Theodore's."""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import ssl
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio
import httpx2
from crawlee import ConcurrencySettings, Request
from crawlee._utils.robots import RobotsTxtFile
from crawlee.configuration import Configuration
from crawlee.crawlers import ParselCrawler, ParselCrawlingContext
from crawlee.http_clients import HttpxHttpClient
from crawlee.storage_clients import MemoryStorageClient
from crawlee.storages import RequestQueue
from yarl import URL

from benchmarks.rivals.task import AT_ONCE, MAX_BYTES, PAGE_S, RETRIES, Names, Results, valuable, websites

#: It may use the whole machine, and is not to slow down because something else does.
CONFIGURATION = Configuration(
    available_memory_ratio=0.9,
    max_used_cpu_ratio=1.0,
    max_used_memory_ratio=1.0,
    max_event_loop_delay=timedelta(seconds=60),
    max_client_errors=1_000_000,
)

#: Bytes; nothing should come near it, and nothing else of the machine is to suffer if it does.
MOST_MEMORY = 8_000_000_000


class Crawler(ParselCrawler):
    """Crawlee's crawler, which asks for the robots.txt files of different websites side by side.

    As it comes, it asks for one at a time, whoever it belongs to: a website that stalls holds up all others, and 60
    websites took two minutes in which hardly anything was done. What counts is how it crawls.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._asking: dict[str, asyncio.Task[RobotsTxtFile]] = {}

    async def _get_robots_txt_file_for_url(self, url: str) -> RobotsTxtFile | None:
        origin = str(URL(url).origin())
        if origin not in self._asking:
            self._asking[origin] = asyncio.create_task(self._find_txt_file_for_url(url))
        return await self._asking[origin]


async def read_bounded(response: httpx2.Response) -> None:
    """Read an answer up to the bound that the others keep to, too.

    Crawlee has none of its own: one small packed page is inflated to all of the machine's memory, for 15 seconds in
    which nothing else is done, and again with each retry.
    """
    parts: list[bytes] = []
    async for part in response.aiter_bytes():
        parts.append(part)
        if sum(map(len, parts)) > MAX_BYTES:
            raise httpx2.DecodingError("larger than any page", request=response.request)
    response._content = b"".join(parts)  # noqa: SLF001 - where the library itself puts what it read


def resolve_by(names: Names) -> None:
    """Let connections go where the demo web's names lead."""
    connect = anyio.connect_tcp

    async def redirected(remote_host: str, remote_port: int, **options: Any) -> Any:
        where = names.where(remote_host, remote_port)
        if where is None:
            raise OSError(socket.EAI_NONAME, "no such name")
        return await connect(*where, **options)

    anyio.connect_tcp = redirected


async def crawl(folder: Path, out: Path, scale: float) -> None:
    """Crawl, and write what was read."""
    resolve_by(Names(folder / "resolve.txt"))
    results = Results(out)
    storage = MemoryStorageClient()
    # into its queue, and not through `run`: that would wait for the robots.txt of one after another before it begins
    queue = await RequestQueue.open(storage_client=storage, configuration=CONFIGURATION)
    await queue.add_requests(
        [Request.from_url(url, user_data={"website": website, "home": True}) for website, url in websites(folder)]
    )
    trust = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    crawler = Crawler(
        http_client=HttpxHttpClient(
            verify=trust, timeout=PAGE_S / scale, http2=False, event_hooks={"response": [read_bounded]}
        ),
        configuration=CONFIGURATION,
        storage_client=storage,
        request_manager=queue,
        concurrency_settings=ConcurrencySettings(
            min_concurrency=AT_ONCE, desired_concurrency=AT_ONCE, max_concurrency=AT_ONCE
        ),
        max_request_retries=RETRIES,
        max_session_rotations=RETRIES,
        request_handler_timeout=timedelta(seconds=PAGE_S / scale),
        navigation_timeout=timedelta(seconds=PAGE_S / scale),
        respect_robots_txt_file=True,
        configure_logging=False,
        abort_on_error=False,
    )

    @crawler.router.default_handler
    async def page(context: ParselCrawlingContext) -> None:
        website = str(context.request.user_data["website"])
        url = context.request.loaded_url or context.request.url
        title = context.selector.css("title::text").get() or ""
        text = " ".join(part.strip() for part in context.selector.xpath("//body//text()").getall())
        results.add(website, url, title, text)
        if not context.request.user_data["home"]:
            return
        anchors = context.selector.css("a")
        links = ((link.attrib.get("href", ""), " ".join(link.css("::text").getall())) for link in anchors)
        await context.add_requests(
            [Request.from_url(found, user_data={"website": website, "home": False}) for found in valuable(url, links)]
        )

    await crawler.run()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asyncio.run(crawl(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
