"""What sitemaps of every kind list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl.decode import decode
from theodore.crawl.robots import parse_robots
from theodore.crawl.sitemap import MAX_ENTRIES, MAX_KEPT, Sitemap, parse_sitemap

URL = "https://a.test/sitemap.xml"


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        pytest.param("<urlset><url><loc>https://a.test/x</loc></url></urlset>", ["https://a.test/x"], id="plain"),
        pytest.param(
            '<?xml version="1.0"?>\n<s:urlset xmlns:s="x"><s:loc>\n https://a.test/x \n</s:loc></s:urlset>',
            ["https://a.test/x"],
            id="with a namespace and white space",
        ),
        pytest.param("<urlset><loc><![CDATA[https://a.test/x?a&b]]></loc>", ["https://a.test/x?a&b"], id="CDATA"),
        pytest.param("<urlset><loc>https://a.test/x?a=1&amp;b=2</loc>", ["https://a.test/x?a=1&b=2"], id="entities"),
        pytest.param("<urlset><loc>/x</loc><loc>/x</loc>", ["https://a.test/x"], id="relative, and twice"),
        pytest.param("<urlset><loc>https://a.test/x</loc><loc>https://a.te", ["https://a.test/x"], id="cut off"),
        pytest.param("https://a.test/x\n\nhttps://a.test/y\n", ["https://a.test/x", "https://a.test/y"], id="text"),
        pytest.param(
            "<rss><channel><item><link>https://a.test/x</link></item></channel></rss>", ["https://a.test/x"], id="RSS"
        ),
        pytest.param(
            '<feed><entry><link rel="x" href="https://a.test/x"/></entry></feed>', ["https://a.test/x"], id="Atom"
        ),
        pytest.param("<html><body>Not found</body></html>", [], id="a page in its place"),
        pytest.param("<urlset><loc>javascript:alert(1)</loc><loc>ftp://a.test/x</loc>", [], id="no web pages"),
        pytest.param("", [], id="empty"),
        pytest.param(
            "<br />\n<b>Warning</b>: no such index<br />\n<?xml version='1.0'?><urlset><loc>/x</loc></urlset>",
            ["https://a.test/x"],
            id="a server's warnings before the declaration",
        ),
        pytest.param("Notice: x\n\n<urlset><loc>/x</loc></urlset>", ["https://a.test/x"], id="a notice before it"),
        pytest.param("\ufeff\n <urlset><loc>/x</loc>", ["https://a.test/x"], id="a mark and white space before it"),
        pytest.param("Not found. Contact support", [], id="a sentence in its place"),
        pytest.param(
            "/about\nhttps://a.test/team\nabout us", ["https://a.test/about", "https://a.test/team"], id="lines"
        ),
        pytest.param(
            "<rss><item><link><![CDATA[https://a.test/x]]></link></item></rss>",
            ["https://a.test/x"],
            id="RSS with CDATA",
        ),
        pytest.param("<rdf:RDF><item><link>/x</link></item></rdf:RDF>", ["https://a.test/x"], id="RSS 1.0"),
        pytest.param(
            '<urlset><url><loc>/x</loc><xhtml:link rel="alternate" hreflang="de" href="/de/x"/></url></urlset>',
            ["https://a.test/x"],
            id="alternates are no entries",
        ),
        pytest.param(
            '<!DOCTYPE urlset [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><urlset><loc>https://a.test/&b;</loc></urlset>',
            [],
            id="entities of its own",
        ),
        pytest.param(
            '<!DOCTYPE urlset [<!entity % x SYSTEM "file:///etc/passwd">%x;]><urlset><loc>/x</loc></urlset>',
            [],
            id="entities from elsewhere",
        ),
    ],
)
def test_pages(text: str, pages: list[str]) -> None:
    assert list(parse_sitemap(text, URL, lambda url: url.strip() != "").pages) == pages


@pytest.mark.parametrize(
    ("charset", "head"),
    [
        pytest.param("utf-16", '<?xml version="1.0" encoding="UTF-8"?>', id="UTF-16 that says UTF-8"),
        pytest.param("utf-16-le", '<?xml version="1.0" encoding="UTF-16"?>', id="UTF-16 without its mark"),
        pytest.param("utf-8", '<?xml version="1.0" encoding="UTF-16"?>', id="UTF-8 that says UTF-16"),
        pytest.param("cp1252", '<?xml version="1.0" encoding="UTF-8"?>', id="Windows-1252 that says UTF-8"),
        pytest.param("utf-8-sig", '<?xml version="1.0" encoding="nonsense"?>', id="an encoding that nobody knows"),
    ],
)
def test_a_wrong_encoding_costs_no_address(charset: str, head: str) -> None:
    body = f"{head}<!-- für alle --><urlset><loc>https://a.test/about</loc></urlset>".encode(charset)
    assert parse_sitemap(decode(body), URL, lambda _: True).pages == ("https://a.test/about",)


def test_pages_of_others_take_no_places() -> None:
    others = "".join(f"<loc>https://other.test/{number}</loc>" for number in range(MAX_KEPT + 10))
    listed = parse_sitemap(f"<urlset>{others}<loc>/about</loc>", URL, lambda _: True, lambda url: "//a.test/" in url)
    assert listed.pages == ("https://a.test/about",)


LOCATIONS = st.lists(
    st.sampled_from(["/about", "/team", "https://a.test/x?a=1&amp;b=2", "https://other.test/"]), max_size=9
)
PIECES = st.sampled_from(
    [
        "<urlset>",
        "<sitemapindex>",
        "<loc>",
        "</loc>",
        "/about",
        "&amp;",
        "<![CDATA[",
        "]]>",
        "<rss>",
        "<link",
        " href='/x'",
        ">",
        "\n",
    ]
)


@given(LOCATIONS, st.integers(0, 400))
def test_a_file_that_was_cut_off_gives_what_came_before(locations: list[str], at: int) -> None:
    whole = "<?xml version='1.0'?><urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in locations) + "</urlset>"
    pages = parse_sitemap(whole, URL, lambda _: True).pages
    cut = parse_sitemap(whole[:at], URL, lambda _: True).pages
    # the last may have been cut in two
    assert set(cut[:-1]) <= set(pages)


@given(st.lists(PIECES, max_size=60))
def test_what_is_listed_is_the_web_s_and_bounded(pieces: list[str]) -> None:
    found = parse_sitemap("".join(pieces), URL, lambda _: True, lambda url: url.startswith("https://a.test/"))
    assert all(url.startswith("https://a.test/") for url in (*found.pages, *found.children))
    assert not (found.pages and found.children)


def test_an_index_has_children() -> None:
    text = "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap><loc>/b.xml.gz</loc></sitemap></sitemapindex>"
    assert parse_sitemap(text, URL, lambda _url: True) == Sitemap(
        children=("https://a.test/a.xml", "https://a.test/b.xml.gz")
    )


def test_entries_and_kept_urls_have_their_bounds() -> None:
    looked_at = 0

    def wanted(url: str) -> bool:
        nonlocal looked_at
        looked_at += 1
        return url.endswith("0")

    text = "<urlset>" + "".join(f"<loc>/p/{number}</loc>" for number in range(60_000))
    assert len(parse_sitemap(text, URL, wanted).pages) == MAX_KEPT
    assert looked_at <= MAX_ENTRIES
    looked_at = 0
    assert parse_sitemap(text, URL, lambda url: wanted(url) and False).pages == ()
    assert looked_at == MAX_ENTRIES


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    parse_sitemap(text, URL, lambda _url: True)


@pytest.mark.parametrize(
    ("robots", "url", "allowed"),
    [
        pytest.param("User-agent: *\nDisallow: /private", "/private/x", False, id="a folder"),
        pytest.param("User-agent: *\nDisallow: /private", "/public", True, id="another folder"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False, id="wildcard and end"),
        pytest.param("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True, id="the longer rule wins"),
        pytest.param("user-AGENT: theodore\ndisallow: /x", "/x", False, id="case"),
        pytest.param("User-agent: theodorebot\nDisallow: /x", "/x", True, id="another's longer name"),
        pytest.param("\ufeffUser-agent: *\nDisallow: /x", "/x", False, id="a mark at the beginning"),
        pytest.param("Disallow: /x", "/x", True, id="a rule for nobody"),
        pytest.param("\x00\x01\xff garbage", "/x", True, id="garbage"),
        pytest.param("<!doctype html><p>Disallow: /", "/x", True, id="HTML"),
        pytest.param("User-agent: *\nDisallow: /über", "/%C3%BCber-uns", False, id="written with an umlaut"),
    ],
)
def test_robots(robots: str, url: str, allowed: bool) -> None:
    assert parse_robots(robots, "https://a.test/robots.txt").allows(f"https://a.test{url}") is allowed


def test_robots_names_sitemaps() -> None:
    robots = parse_robots(
        "Sitemap: https://a.test/1.xml\nsitemap: /2.xml\nSitemap: https://a.test/1.xml\nSitemap: ftp://a.test/3.xml",
        "https://a.test/robots.txt",
    )
    assert robots.sitemaps == ("https://a.test/1.xml", "https://a.test/2.xml")


@given(st.text(max_size=200))
def test_no_robots_txt_breaks_it(text: str) -> None:
    parse_robots(text, "https://a.test/robots.txt").allows("https://a.test/x")
