"""Scrapy, with settings as generous as Theodore's."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
import twisted.web.client
from scrapy.crawler import CrawlerProcess
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.error import DNSLookupError

from benchmarks.rivals.task import (
    AT_ONCE,
    MAX_BYTES,
    PAGE_S,
    PER_HOST,
    RETRIES,
    Names,
    Results,
    valuable,
    websites,
)


def settings(scale: float) -> dict[str, Any]:
    return {
        "CONCURRENT_REQUESTS": AT_ONCE,
        "CONCURRENT_REQUESTS_PER_DOMAIN": PER_HOST,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": PAGE_S / scale,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "RETRY_TIMES": RETRIES,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": True,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_ENABLED": False,
        "SCHEDULER_PRIORITY_QUEUE": "scrapy.pqueues.DownloaderAwarePriorityQueue",
        "USER_AGENT": "benchmark (+https://example.com)",
    }


def resolve_by(names: Names) -> None:
    """Let Scrapy's connections go where the demo web's names lead."""

    class _Nowhere:
        def connect(self, _factory: Any) -> Any:
            from twisted.internet.defer import fail  # noqa: PLC0415 - it installs the reactor

            return fail(DNSLookupError())

    def endpoint(reactor: Any, host: bytes | str, port: int, **options: Any) -> Any:
        where = names.where(host.decode() if isinstance(host, bytes) else host, port)
        if where is None:
            return _Nowhere()
        return TCP4ClientEndpoint(reactor, *where, timeout=options.get("timeout") or 30)

    twisted.web.client.HostnameEndpoint = endpoint


class Companies(scrapy.Spider):
    """Home pages, and what they call valuable."""

    name = "companies"

    def __init__(self, folder: Path, results: Results) -> None:
        super().__init__()
        self._folder = folder
        self._results = results

    async def start(self) -> AsyncIterator[Any]:
        for website, url in websites(self._folder):
            yield scrapy.Request(url, callback=self.home, cb_kwargs={"website": website}, dont_filter=True)

    def home(self, response: Any, website: str) -> Any:
        if not self._keep(response, website):
            return
        links = ((link.attrib.get("href", ""), " ".join(link.css("::text").getall())) for link in response.css("a"))
        for url in valuable(response.url, links):
            yield scrapy.Request(url, callback=self.page, cb_kwargs={"website": website})

    def page(self, response: Any, website: str) -> None:
        self._keep(response, website)

    def _keep(self, response: Any, website: str) -> bool:
        if not isinstance(response, scrapy.http.HtmlResponse):
            return False
        title = response.css("title::text").get() or ""
        text = " ".join(part.strip() for part in response.xpath("//body//text()").getall())
        self._results.add(website, response.url, title, text)
        return True


def main(folder: Path, out: Path, scale: float) -> None:
    """Crawl, and write what was read."""
    resolve_by(Names(folder / "resolve.txt"))
    results = Results(out)
    process = CrawlerProcess(settings(scale))
    process.crawl(Companies, folder=folder, results=results)
    process.start()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
