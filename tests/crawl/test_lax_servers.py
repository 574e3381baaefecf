"""Servers that do not keep to the standard, and whose pages every browser shows all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from tests.crawl.websites import html
from tests.net.servers import answer, raw_server, read_request
from theodore.crawl.crawler import SiteCrawler
from theodore.crawl.politeness import Sites
from theodore.crawl.robots import MAX_BYTES
from theodore.model.company import Company
from theodore.model.outcome import Crawl, Hints
from theodore.model.page import PageKind
from theodore.net.client import HttpClient
from theodore.net.overrides import Overrides
from theodore.net.settings import NetSettings

_NOTHING = answer(b"", "404 Not Found")
HOME = html("Acme").encode()


async def crawled(answers: Mapping[str, bytes]) -> tuple[Crawl, list[bytes]]:
    """A visit of a site that sends these bytes by path, and 404 else; and the heads of its requests."""
    heads: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            heads.append(await read_request(reader))
            writer.write(answers.get(heads[-1].split(b" ")[1].decode(), _NOTHING))
            await writer.drain()

    async with raw_server(handler) as port:
        names = Overrides.parse([f"acme.test:80=127.0.0.1:{port}", "gone.test=-"])
        async with HttpClient(NetSettings(overrides=names)) as client:
            company = Company("r", "Acme", "http://acme.test")
            return await SiteCrawler(client, Sites()).crawl(company, 30.0, Hints(), lambda _: None), heads


@pytest.mark.parametrize(
    ("location", "path"),
    [
        pytest.param("/über".encode(), "/%C3%BCber", id="UTF-8"),
        pytest.param("/über".encode("latin-1"), "/%FCber", id="Latin-1"),
        pytest.param("/größe/ünd".encode("latin-1"), "/gr%F6%DFe/%FCnd", id="several"),
        pytest.param(b"/a?b=\xe9&c=%E9", "/a?b=%E9&c=%E9", id="in the query"),
    ],
)
async def test_a_redirect_leads_where_its_bytes_say(location: bytes, path: str) -> None:
    moved = answer(b"", "302 Found", Location="/HERE").replace(b"/HERE", location)
    crawl, _ = await crawled({"/": moved, path: answer(HOME, Content_Type="text/html")})
    assert crawl.failure is None
    assert crawl.content[0].final_url == f"http://acme.test{path}"


async def test_nobody_logs_in_with_what_stands_in_an_address() -> None:
    link = b'<nav><a href="http://ann:secret@acme.test/about">About us</a></nav><p>'
    crawl, heads = await crawled(
        {
            "/": answer(b"", "302 Found", Location="http://ann:secret@acme.test/in"),
            "/in": answer(HOME.replace(b"<p>", link, 1), Content_Type="text/html"),
            "/about": answer(html("About us", "<h1>About</h1>").encode(), Content_Type="text/html"),
        }
    )
    assert [page.final_url for page in crawl.content] == ["http://acme.test/in", "http://acme.test/about"]
    assert not [head for head in heads if b"authorization" in head.lower()]


async def test_what_calls_itself_packed_by_mistake_is_read_rules_and_all() -> None:
    rules = b"User-agent: *\nDisallow: /about\n"
    link = b'<nav><a href="/about">About us</a></nav><p>'
    crawl, heads = await crawled(
        {
            "/robots.txt": answer(rules, Content_Type="text/plain", Content_Encoding="utf-8, binary"),
            "/": answer(HOME.replace(b"<p>", link, 1), Content_Type="text/html", Content_Encoding="ISO-8859-1"),
        }
    )
    assert [page.final_url for page in crawl.content] == ["http://acme.test/"]
    assert crawl.robots_limited
    assert not [head for head in heads if head.startswith(b"GET /about")]


@pytest.mark.parametrize("location", ["http://gone.test/robots.txt", "http://a%00b.test/robots.txt"])
async def test_a_robots_txt_that_leads_to_no_host_forbids_nothing(location: str) -> None:
    crawl, _ = await crawled(
        {
            "/robots.txt": answer(b"", "301 Moved", Location=location),
            "/": answer(HOME, Content_Type="text/html"),
        }
    )
    assert crawl.failure is None
    assert len(crawl.content) == 1


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
async def test_a_rule_that_was_cut_in_two_is_none(end: bytes) -> None:
    first = b"User-agent: *" + end + b"Disallow: /private" + end
    padding = b"#" * (MAX_BYTES - len(first) - len(end) - len(b"Disallow: /")) + end
    crawl, _ = await crawled(
        {
            "/robots.txt": answer(first + padding + b"Disallow: /a-page" + end, Content_Type="text/plain"),
            "/": answer(HOME, Content_Type="text/html"),
        }
    )
    assert crawl.failure is None
    rules = next(page for page in crawl.pages if page.kind is PageKind.ROBOTS)
    assert "Disallow: /private" in rules.text
    assert rules.text.endswith("#" + end.decode())
