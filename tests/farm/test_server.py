"""The farm over real sockets: what goes over the wire, and what a handshake shows."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.farm.conftest import Stand, StandMaker
from tests.farm.visitor import BODY_LIMIT, Crawl, Visitor, absolute, of_variant, origin_of, until
from theodore.farm import VARIANTS, Farm, FarmConfig, Fault, Latency, write_files
from theodore.farm.faults import BAD_CERTIFICATES
from theodore.farm.streams import (
    BOMB_BYTES,
    LARGE_PAGE_BYTES,
    ROBOTS_GROUPS,
    SITEMAP_URLS,
    bomb,
    large_page,
    large_sitemap,
)


def _config(fault: Fault, sites: int = 12, scale: float = 40) -> FarmConfig:
    return FarmConfig(sites=sites, scale=scale, latency=Latency.ZERO, shares={fault: 1.0})


async def test_the_report_is_served_live(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY)) as at:
        await at.visitor.get(f"{at.truths[0]['final_origin']}/")
        report = await _own_report(at)
    assert report["requests"] == 1
    assert list(report["sites"]) == [at.truths[0]["site"]]


async def _own_report(at: Stand) -> dict[str, Any]:
    url = f"http://127.0.0.1:{at.farm.http_port}/_farm/report"
    async with aiohttp.ClientSession() as session, session.get(url, headers={"Host": "farm.invalid"}) as response:
        found: dict[str, Any] = await response.json()
        return found


async def test_a_name_of_no_site_is_misdirected(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY)) as at, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{at.farm.http_port}/"
        async with session.get(url, headers={"Host": "nobody.test"}) as response:
            assert response.status == 421


async def test_http_leads_to_https_and_each_name_to_the_sites_own(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY)) as at:
        for truth in at.truths:
            secure = truth["final_origin"].startswith("https")
            for start in (f"http://{truth['site']}/", f"http://www.{truth['site']}/"):
                answer = await at.visitor.get(start)
                assert origin_of(answer.url) == truth["final_origin"]
                assert (answer.url == start) <= (not secure)


async def test_http_only_sites_are_written_so_and_refuse_https(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY, sites=60)) as at:
        plain = next(truth for truth in at.truths if truth["final_origin"].startswith("http:"))
        assert plain["website"].startswith("http://")
        with pytest.raises(aiohttp.ClientConnectorError) as refused:
            await at.visitor.get(f"https://{plain['site']}/")
    assert isinstance(refused.value.os_error, ConnectionRefusedError)


async def test_some_bodies_are_compressed_for_those_who_ask(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY, sites=40)) as at:
        answers = [await at.visitor.get(f"{truth['final_origin']}/") for truth in at.truths]
        packed = [answer for answer in answers if answer.headers.get("Content-Encoding") == "gzip"]
        assert 0 < len(packed) < len(answers)
        at.visitor.headers["Accept-Encoding"] = "identity"
        plain = await at.visitor.get(packed[0].url)
    assert "Content-Encoding" not in plain.headers
    assert plain.body == packed[0].body


async def test_a_moved_company_is_found_at_its_new_domain(stand: StandMaker) -> None:
    async with stand(_config(Fault.REDIRECTED)) as at:
        for truth in at.truths:
            robots = await at.visitor.get(f"{origin_of(absolute(truth['website']))}/robots.txt")
            home = await at.visitor.get(absolute(truth["website"]))
            assert origin_of(home.url) == truth["final_origin"]
            if truth["variant"] != "sitemap_elsewhere":
                assert robots.status == 404
                assert truth["site"] not in home.url


async def test_a_sitemap_may_lead_to_another_company_whose_pages_are_not_the_sites(stand: StandMaker) -> None:
    async with stand(_config(Fault.REDIRECTED)) as at:
        truth = of_variant(at.truths, "sitemap_elsewhere")
        assert truth["final_origin"].removeprefix("https://").removeprefix("www.") == truth["site"]
        sitemap = await at.visitor.get(f"{truth['final_origin']}/sitemap.xml")
        other = origin_of(sitemap.url)
        assert truth["site"] not in other
        assert sitemap.body.count(b"<loc>") == sitemap.body.count(f"<loc>{other}/".encode()) > 1
        assert not any(at.farm.ledger.report()["violations"].values()), "to look at the sitemap is no harm"
        page = await at.visitor.get(f"{other}/")
        assert truth["name"].encode() not in page.body
        assert list(at.farm.ledger.report()["violations"]["strayed"].values()) == [["/"]]


async def test_sitemaps_have_their_forms(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY, sites=40)) as at:
        forms = set()
        for truth in at.truths:
            origin = truth["final_origin"]
            plain = await at.visitor.get(f"{origin}/sitemap.xml")
            packed = await at.visitor.get(f"{origin}/sitemap.xml.gz")
            form = _form(plain.body, plain.status, packed.status)
            forms.add(form)
            listed = gzip.decompress(packed.body) if form == "gzip" else plain.body
            if form in ("plain", "gzip"):
                assert all(f"<loc>{origin}{path}</loc>".encode() in listed for path in truth["pages"].values())
    assert forms == {"plain", "index", "gzip", "missing"}


def _form(body: bytes, plain: int, packed: int) -> str:
    if packed == 200:
        return "gzip"
    if plain == 404:
        return "missing"
    return "index" if b"<sitemapindex" in body else "plain"


async def test_each_part_of_a_sitemap_index_is_there(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY, sites=40)) as at:
        for truth in at.truths:
            index = await at.visitor.get(f"{truth['final_origin']}/sitemap.xml")
            for part in ("pages", "posts"):
                url = f"{truth['final_origin']}/sitemap-{part}.xml"
                assert ((await at.visitor.get(url)).status == 200) is (url.encode() in index.body)


async def test_a_client_that_leaves_ends_the_stall(stand: StandMaker) -> None:
    async with stand(_config(Fault.SLOW_START, sites=1, scale=1)) as at:
        at.visitor.timeout_s = 0.2
        with pytest.raises(TimeoutError):
            await at.visitor.get(absolute(at.truths[0]["website"]))
        await until(lambda: at.farm.ledger.in_flight == 0)


async def test_handshakes_break_off_once_or_twice_and_then_succeed(stand: StandMaker) -> None:
    async with stand(_config(Fault.TLS_FLAKY, sites=8)) as at:
        assert {(truth["variant"], truth["retries"]) for truth in at.truths} == {
            ("alert", 1),
            ("alert", 2),
            ("plain_text", 1),
            ("plain_text", 2),
        }
        for truth in at.truths:
            crawl = Crawl(at.visitor, truth["retries"])
            answer = await crawl.get(f"https://{truth['site']}/")
            assert answer.status == 200
            assert len(crawl.failures) == truth["retries"]
            assert set(crawl.failures) == {"ClientConnectorSSLError"}


async def test_connections_are_reset_as_they_are_accepted(stand: StandMaker) -> None:
    async with stand(_config(Fault.FLAKY)) as at:
        port = at.farm.https_port_of(at.farm.web.site(of_variant(at.truths, "reset_on_accept")["index"]))
        assert port not in (at.farm.https_port, at.farm.closed_port)
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setblocking(False)
            with pytest.raises(ConnectionResetError):
                await asyncio.wait_for(asyncio.get_running_loop().sock_recv(connection, 1), 5)


async def test_a_name_of_no_site_is_shown_no_certificate_for_it(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY)) as at:
        trusting = ssl.create_default_context(cafile=str(at.paths.authority))
        with pytest.raises(ssl.SSLCertVerificationError) as refused:
            await asyncio.open_connection("127.0.0.1", at.farm.https_port, ssl=trusting, server_hostname="nobody.test")
    assert refused.value.verify_code == 62


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        pytest.param("certificate_expired", 10, id="expired"),
        pytest.param("certificate_self_signed", 18, id="signed by itself"),
        pytest.param("certificate_wrong_host", 62, id="another host's"),
        pytest.param("certificate_unknown_issuer", 20, id="signed by a stranger"),
        pytest.param("certificate_not_yet_valid", 9, id="too early"),
    ],
)
async def test_bad_certificates_are_bad_in_their_one_way(stand: StandMaker, variant: str, code: int) -> None:
    fault = next(fault for fault in BAD_CERTIFICATES if variant in {one.name for one in VARIANTS[fault]})
    async with stand(_config(fault)) as at:
        with pytest.raises(aiohttp.ClientConnectorCertificateError) as refused:
            await at.visitor.get(f"https://{of_variant(at.truths, variant)['site']}/")
    found = refused.value.certificate_error
    assert isinstance(found, ssl.SSLCertVerificationError)
    assert found.verify_code == code


async def test_without_the_authority_no_site_is_trusted(stand: StandMaker) -> None:
    async with stand(_config(Fault.HEALTHY)) as at:
        site = at.truths[0]["site"]
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.open_connection("127.0.0.1", at.farm.https_port, ssl=True, server_hostname=site)


async def test_large_answers_are_streamed(stand: StandMaker, caplog: pytest.LogCaptureFixture) -> None:
    async with stand(_config(Fault.HUGE)) as at:
        page = of_variant(at.truths, "page_50mb")
        home = await at.visitor.get(f"{page['final_origin']}/")
        products = at.farm.web.site(page["index"]).pages
        large = await at.visitor.get(f"{page['final_origin']}{next(v for k, v in products.items() if k == 'products')}")
        many = await at.visitor.get(f"{of_variant(at.truths, 'sitemap_50000')['final_origin']}/sitemap.xml")
        item = await at.visitor.get(f"{of_variant(at.truths, 'sitemap_50000')['final_origin']}/item/77")
        await until(lambda: at.farm.ledger.in_flight == 0)
    # a client that has enough and leaves is nothing to speak of
    assert caplog.records == []
    assert len(home.body) < 80_000
    assert len(large.body) == BODY_LIMIT
    assert many.body.count(b"<loc>") == SITEMAP_URLS
    assert item.status == 200


async def test_near_misses_can_be_had(stand: StandMaker) -> None:
    async with stand(_config(Fault.HUGE)) as at:
        long = of_variant(at.truths, "page_9mb")
        page = await at.visitor.get(f"{long['final_origin']}{long['pages']['products']}")
        rules = of_variant(at.truths, "robots_500kb")
        robots = await at.visitor.get(f"{rules['final_origin']}/robots.txt")
    assert int(page.headers["Content-Length"]) < 60_000
    assert 8_900_000 < len(page.body) < 9_100_000
    assert page.text.rstrip().endswith("</html>")
    assert 480_000 < len(robots.body) < 500 * 1024
    # what concerns everybody comes last
    assert robots.text.rpartition("User-agent: ")[2].startswith("*\nDisallow: /private/\nDisallow: /admin/\n")
    assert robots.text.count("User-agent: ") == ROBOTS_GROUPS + 1


def test_the_large_page_is_as_large_as_it_says() -> None:
    assert sum(len(block) for block in large_page()) == LARGE_PAGE_BYTES


def test_the_large_sitemap_stays_below_what_clients_read_and_names_the_pages() -> None:
    text = b"".join(large_sitemap("https://www.some-long-company-name.test", ["/about", "/contact"]))
    assert len(text) < 5_000_000
    assert text.count(b"<url>") == SITEMAP_URLS
    assert b"<loc>https://www.some-long-company-name.test/about</loc>" in text


def test_the_bomb_is_small_on_the_wire_and_whole() -> None:
    inflate, size = zlib.decompressobj(31), 0
    data = bomb()
    assert len(data) < 300_000
    for start in range(0, len(data), 4096):
        size += len(inflate.decompress(data[start : start + 4096]))
    # the end is reached only where the checksum and the length are right
    assert inflate.eof
    assert size >= BOMB_BYTES


async def test_requests_are_told_to_who_watches(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []
    async with (
        Farm(_config(Fault.HEALTHY, sites=1), tmp_path, seen.append) as farm,
        Visitor(write_files(farm, tmp_path)) as visitor,
    ):
        site = farm.web.site(0)
        await visitor.get(f"{site.origin}/")
    assert seen == [{"host": site.host, "path": "/", "fault": "healthy", "status": 200}]
