"""Answers that are small to send and would be dear to take: each ends within its bound, and soon."""

from __future__ import annotations

import asyncio
import gzip
import sys
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard

from tests.crawl.websites import html, menu
from tests.net.servers import answer, raw_server, read_request
from theodore.crawl import sitemaps
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.links import refresh_of
from theodore.crawl.politeness import Sites
from theodore.crawl.sitemap import Sitemap, parse_sitemap
from theodore.model.company import Company
from theodore.model.outcome import Crawl, Hints
from theodore.model.page import PageKind
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

#: Of this process's own time, which other programs on the machine hardly lengthen.
_WITHIN_S = 2.0
_DEADLINE_S = 30.0
_MB = 1_000_000
_HOME = html("Acme", menu(), "<h1>Acme</h1>").encode()
_FIRST = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def sent(data: bytes, kind: str = "text/html", **headers: str) -> bytes:
    return answer(data, Content_Type=kind, **headers)


def zeros(megabytes: int) -> bytes:
    return b"<html>" + bytes(megabytes * _MB)


@cache
def gzipped(megabytes: int) -> bytes:
    return gzip.compress(zeros(megabytes), 1)


@cache
def deflated(megabytes: int) -> bytes:
    return zlib.compress(zeros(megabytes), 1)


#: Made when their turn comes: it takes seconds, and whoever collects the tests would take them too.
BOMBS = [
    pytest.param(lambda: sent(gzipped(200), Content_Encoding="gzip"), "too_large", id="gzip"),
    pytest.param(lambda: sent(deflated(200), Content_Encoding="deflate"), "too_large", id="deflate"),
    pytest.param(lambda: sent(deflated(200)[2:-4], Content_Encoding="deflate"), "too_large", id="deflate, bare"),
    pytest.param(
        lambda: sent(bytes(brotli.compress(zeros(50), quality=1)), Content_Encoding="br"), "too_large", id="br"
    ),
    pytest.param(
        lambda: sent(zstandard.ZstdCompressor().compress(zeros(200)), Content_Encoding="zstd"), "too_large", id="zstd"
    ),
    pytest.param(
        lambda: sent(gzip.compress(gzipped(200)), Content_Encoding="gzip, gzip"),
        "bad_encoding",
        id="gzip twice",
    ),
    pytest.param(
        lambda: sent(bytes(brotli.compress(gzipped(50), quality=1)), Content_Encoding="gzip, br"),
        "bad_encoding",
        id="br of gzip",
    ),
    pytest.param(lambda: sent(gzip.compress(gzipped(200)), Content_Encoding="gzip"), "bad_encoding", id="gzip in gzip"),
    pytest.param(
        lambda: sent(gzip.compress(b"") * 240_000, Content_Encoding="gzip"),
        "bad_encoding",
        id="gzip in 240,000 empty members",
    ),
    pytest.param(
        lambda: sent(gzip.compress(bytes(30_000)) * 9_000, Content_Encoding="gzip"),
        "too_large",
        id="gzip in 9,000 members",
    ),
    pytest.param(
        lambda: sent(gzip.compress(b"<html>" + b"x" * 999) + b"\1" * 4 * _MB, Content_Encoding="gzip"),
        None,
        id="gzip and 4 MB of something",
    ),
    pytest.param(lambda: _FIRST + b"Content-Length: 99999999999\r\n\r\n", "too_large", id="a length beyond all bounds"),
    pytest.param(lambda: _FIRST + b"\r\n" + b"x" * 6 * _MB, "too_large", id="a body without a length"),
    pytest.param(
        lambda: _FIRST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * _MB + b"0\r\n\r\n",
        None,
        id="a million chunks of a byte",
    ),
    pytest.param(
        lambda: _FIRST + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 30 * _MB,
        "too_large",
        id="a chunk's extension without end",
    ),
    pytest.param(lambda: _FIRST + b"X: " + b"x" * 6 * _MB, "protocol", id="a header without end"),
    pytest.param(lambda: _FIRST + b"X: 1\r\n" * _MB, "protocol", id="a million headers"),
    pytest.param(lambda: b"HTTP/1.1 200 " + b"x" * 6 * _MB, "protocol", id="a status line without end"),
    pytest.param(lambda: b"HTTP/1.1 103 Early\r\n\r\n" * 200_000, "protocol", id="200,000 answers before the answer"),
    pytest.param(
        lambda: (
            _FIRST
            + b"".join(b"Set-Cookie: c%d=%s\r\n" % (n, b"x" * 4_000) for n in range(250))
            + b"Content-Length: 0\r\n\r\n"
        ),
        "empty",
        id="a megabyte of cookies",
    ),
]


async def crawled(home: bytes = sent(_HOME), robots: bytes = sent(b"", "text/plain"), sitemap: bytes = b"") -> Crawl:
    """What comes of a site whose files are these; every other page is the home page."""
    files = {"/": home, "/robots.txt": robots, "/sitemap.xml": sitemap or sent(b"", status="404 Not Found")}

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            path = (await read_request(reader)).split()[1].decode()
            reply = files.get(path, sent(_HOME))
            writer.write(reply)
            await writer.drain()
            if b"Content-Length" not in reply and b"Transfer-Encoding" not in reply:
                return

    async with raw_server(handler) as port:
        settings = NetSettings(overrides=Overrides.parse([f"acme.test:80=127.0.0.1:{port}"]))
        async with HttpClient(settings) as client:
            company = Company("r1", "Acme", "http://acme.test/")
            return await SiteCrawler(client, Sites()).crawl(company, _DEADLINE_S, Hints(), lambda _: None)


@contextmanager
def within_bounds() -> Iterator[None]:
    """What is done here takes less than _WITHIN_S seconds of processor time.

    Whoever counts lines meanwhile takes several times as long himself, a million chunks in a row, and is sent out.
    """
    counting = sys.gettrace()
    sys.settrace(None)
    started = time.process_time()
    try:
        yield
        spent = time.process_time() - started
    finally:
        sys.settrace(counting)
    assert spent < _WITHIN_S


@pytest.mark.parametrize(("home", "reason"), BOMBS)
async def test_a_home_page_that_is_a_bomb(home: Callable[[], bytes], reason: str | None) -> None:
    bomb = home()
    with within_bounds():
        crawl = await crawled(bomb)
    assert (crawl.failure.reason.label if crawl.failure else None) == reason


@pytest.mark.parametrize(
    "robots",
    [
        pytest.param("User-agent: *\n" + "Disallow: /" + "*a" * 100_000, id="a rule of 100,000 wildcards"),
        pytest.param("User-agent: *\n" + "Disallow: /*a*b*c*d*e*f*g\n" * 50_000, id="one rule 50,000 times"),
        pytest.param(
            "User-agent: *\n" + "".join(f"Disallow: /*{n}*a*{n}\n" for n in range(9_000)),
            id="9,000 rules with wildcards",
        ),
        pytest.param("".join(f"User-agent: t{n}\n" for n in range(40_000)) + "Disallow: /", id="40,000 programs"),
        pytest.param("User-agent: *\nDisallow: /" + "%" * 400_000, id="percent signs"),
        pytest.param("Sitemap: http://acme.test/a\n" * 20_000, id="20,000 sitemaps"),
        pytest.param("#" * 10 * _MB, id="10 MB"),
        pytest.param("User-agent: *\nCrawl-delay: " + "9" * 400_000, id="a number of 400,000 digits"),
    ],
)
async def test_a_robots_txt_that_is_a_bomb(robots: str) -> None:
    packed = sent(gzip.compress(robots.encode(), 1), "text/plain", Content_Encoding="gzip")
    with within_bounds():
        crawl = await crawled(robots=packed)
    assert crawl.failure is None
    assert crawl.content


def _laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><urlset><url><loc>http://acme.test/&l11;</loc></url></urlset>'


@pytest.mark.parametrize(
    "sitemap",
    [
        pytest.param(lambda: _laughs().encode(), id="a billion laughs"),
        pytest.param(lambda: b"<urlset>" + b"<url>" * 1_500_000, id="a million elements nested"),
        pytest.param(
            lambda: b"<urlset>" + b"<url><loc>http://acme.test/about" * 250_000, id="250,000 places never closed"
        ),
        pytest.param(lambda: b"<urlset>" + b"<loc>" * 1_500_000, id="1,500,000 empty places"),
        pytest.param(lambda: b"<urlset><loc>" + b" " * 8 * _MB, id="8 MB of spaces"),
        pytest.param(lambda: b"<urlset><loc>" + b"&amp;" * 1_500_000, id="entities"),
        pytest.param(lambda: b"<rss>" + b"<link " * 1_000_000, id="a million links never closed"),
        pytest.param(lambda: b"<rss>" + b"<link href='" * 600_000, id="links whose quotes are never closed"),
        pytest.param(lambda: b"http://acme.test/about\n" * 350_000, id="350,000 lines"),
        pytest.param(
            lambda: "\n".join(f"http://\u00fc{n}\u00fc.acme.test/about" for n in range(200_000)).encode(),
            id="200,000 names to translate",
        ),
        pytest.param(lambda: gzip.compress(b"") * 250_000, id="a file of 250,000 empty members"),
        pytest.param(lambda: gzip.compress(b"<urlset>" + bytes(500 * _MB), 1), id="a file of 500 MB"),
        pytest.param(
            lambda: b"<sitemapindex>" + b"<loc>http://acme.test/sitemap.xml</loc>" * 200_000, id="an index of itself"
        ),
    ],
)
async def test_a_sitemap_that_is_a_bomb(sitemap: Callable[[], bytes]) -> None:
    # no links: so that the sitemap is asked for
    home = sent(html("Acme", "<h1>Acme</h1>").encode())
    bomb = sent(sitemap(), "application/xml")
    with within_bounds():
        crawl = await crawled(home, sitemap=bomb)
    assert crawl.failure is None
    assert all(page.kind.is_content or len(page.text) < _MB for page in crawl.pages)
    assert any(page.kind is PageKind.HOME for page in crawl.pages)


async def test_small_files_that_hold_large_ones_do_not_hold_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def watched(text: str, url: str, *wanted: Callable[[str], bool]) -> Sitemap:
        threads.append(threading.current_thread().name)
        return parse_sitemap(text, url, *wanted)

    monkeypatch.setattr(sitemaps, "parse_sitemap", watched)
    packed = gzip.compress(b"<urlset>" + b"<loc>http://acme.test/about</loc>" * 200_000)
    assert len(packed) < 100_000
    await crawled(sent(html("Acme").encode()), sitemap=sent(packed, "application/gzip"))
    assert threads
    assert "MainThread" not in threads


async def test_a_long_page_that_may_lead_on_does_not_hold_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    def watched(text: str, base: str) -> str | None:
        threads.append(threading.current_thread().name)
        return refresh_of(text, base)

    monkeypatch.setattr("theodore.crawl.home.refresh_of", watched)
    crawl = await crawled(sent(_HOME + b"<p>Acme</p>" * 50_000))
    assert crawl.failure is None
    assert threads
    assert "MainThread" not in threads
