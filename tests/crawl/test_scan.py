"""What a page shows, in time proportional to its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl import scan as scanning
from theodore.crawl.blocks import detect
from theodore.crawl.links import Link, links_of, refresh_of
from theodore.crawl.scan import Place, scan, shows_much, title_of
from theodore.crawl.sitemap import parse_sitemap

PAGE = """<!doctype html>
<html lang="de-AT"><head><TITLE> Acme &amp; Sons </TITLE><base href="/de/">
<link rel=alternate hreflang=en href="/en/"><style>p { color: red }</style>
<script>document.write("<a href='/written'>no link</a>")</script></head>
<body><header><a href="/" class=logo><img src=x alt="Acme home"></a>
<nav><ul><li><a href='about'>Über uns</a><li><a href=team>Team</a></ul></nav></header>
<!-- <a href="/hidden">hidden</a> --><h1>Fine <b>instruments</b></h1>
<p>Since&nbsp;1962.<noscript>Switch JavaScript on</noscript></p><a name=top>no link</a>
<a href="contact" aria-label="Contact us"><svg><title>An arrow</title></svg></a>
<input type="PASSWORD">
<input name=mail><input type=hidden><textarea></textarea>
<footer>Write to us <a href="/impressum">Impressum</a></footer></body></html>"""


def test_a_page_s_parts() -> None:
    found = scan(PAGE)
    assert found.title == "Acme & Sons"
    assert found.headings == ["Fine instruments"]
    assert found.base == "/de/"
    assert (found.passwords, found.fields) == (1, 2)
    assert found.language == "de-AT"
    assert found.alternates == [("en", "/en/")]
    assert found.text == "Über uns Team Fine instruments Since 1962. no link Write to us Impressum"
    assert [(anchor.href, anchor.text, anchor.place) for anchor in found.anchors] == [
        ("/", "Acme home", Place.NAVIGATION),
        ("about", "Über uns", Place.NAVIGATION),
        ("team", "Team", Place.NAVIGATION),
        ("contact", "Contact us", Place.CONTENT),
        ("/impressum", "Impressum", Place.FOOTER),
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        pytest.param("<p>one</p><p>two</p>", "one two", id="blocks part words"),
        pytest.param("t<b>w</b>o", "two", id="inline elements do not"),
        pytest.param("<script>a < b", "", id="a script that never ends"),
        pytest.param("<p>a<!-- b", "a", id="a comment that never ends"),
        pytest.param("<p title='a > b'>c", "b'> c".replace("> ", ">"), id="a > inside of quotes is taken for the end"),
        pytest.param("1 < 2 & 3 > 2", "1 < 2 & 3 > 2", id="signs that are no tags"),
        pytest.param("<SCRIPT>x</Script >y", "y", id="capitals"),
        pytest.param("<script>a = '</p>' + '</'</script>y", "y", id="a script that writes other elements' ends"),
        pytest.param(f"<script>{'// a / b' * 40}</script>y", "y", id="a script with many slashes"),
        pytest.param(f"<script>{'// a / b' * 40}", "", id="one with many slashes that never ends"),
        pytest.param("<script src=/a/b.js></script>y", "y", id="a script that lies elsewhere"),
        pytest.param("<script/>x</script>y", "y", id="a slash in the tag ends no script"),
        pytest.param("<style></style><!----><svg/></svg>y", "y", id="nothing inside"),
        pytest.param("<!-- <p>a</p> - > -- -->y", "y", id="a comment with nearly its end inside"),
    ],
)
def test_what_is_visible(html: str, text: str) -> None:
    assert scan(html).text == text


def test_much_is_told_from_little() -> None:
    long = "<p>" + "word " * 500 + "</p>"
    assert shows_much(f"<body>{long}", 1_500)
    assert not shows_much("<body><p>short</p>" + " " * 5_000, 1_500)
    assert not shows_much(f"<body><script>{long}</script><!--{long}--><style>{long}</style>", 1_500)
    assert title_of("<head><title lang=de> A\n&amp; B</title>") == "A & B"
    assert title_of("<p>none") == ""


@pytest.mark.parametrize(
    ("html", "onward"),
    [
        ('<meta http-equiv="refresh" content="0; url=/en/">', "http://a.test/en/"),
        ("<META HTTP-EQUIV=Refresh CONTENT='3;URL=http://b.test/'>", "http://b.test/"),
        ('<meta http-equiv="refresh" content="300">', None),
        ('<meta http-equiv="refresh" content="0; url=javascript:x">', None),
        ('<meta http-equiv="refresh" content="900; url=/"><p>' + "a live ticker " * 100, None),
        ("<p>Welcome", None),
    ],
    ids=["usual", "loose", "itself", "script", "a page that renews itself", "none"],
)
def test_a_doormat_leads_on(html: str, onward: str | None) -> None:
    assert refresh_of(html, "http://a.test/") == onward


def test_links_are_absolute_and_each_url_is_one() -> None:
    html = (
        '<a href="/x#top"></a><a href="/x">The X</a><a href="/x">Again</a><a href="mailto:a@b.test">Mail</a>'
        '<a href="#here">Here</a><a href="/doc.PDF">PDF</a><a href="tel:1">Call</a><a href="">Nothing</a>'
        '<a href="https://b.test/y?a=1&amp;b=2">Y</a><map><area href="/map" title="Map"></map>'
    )
    assert links_of(html, "http://a.test/dir/") == [
        Link("http://a.test/x", "The X", Place.CONTENT),
        Link("https://b.test/y?a=1&b=2", "Y", Place.CONTENT),
        Link("http://a.test/map", "Map", Place.CONTENT),
    ]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        pytest.param("Read more", "About us", "About us", id="what says more comes later"),
        pytest.param("About us", "Read more", "About us", id="and first"),
        pytest.param("", "Read more", "Read more", id="any text is better than none"),
        pytest.param("Read more", "Details", "Read more", id="else the first"),
        pytest.param("Our team", "About us", "Our team", id="of two that say something the first"),
    ],
)
def test_of_several_links_the_one_that_says_what_the_page_is_speaks_for_it(first: str, second: str, text: str) -> None:
    html = f'<p><a href="/p/12">{first}</a></p><footer><a href="/p/12">{second}</a></footer>'
    assert links_of(html, "http://a.test/") == [Link("http://a.test/p/12", text, Place.FOOTER)]


def test_links_stand_under_consent_banners_and_in_footers() -> None:
    html = '<div id="cookie-wall"><p>We value your privacy</p></div><footer><a href="/impressum">Impressum</a></footer>'
    assert [link.place for link in links_of(html, "http://a.test/")] == [Place.FOOTER]


@given(st.text(max_size=300))
def test_no_text_breaks_it(html: str) -> None:
    scan(html)
    shows_much(html, 10)
    links_of(html, "http://a.test/")


PIECES = (*"<>/!-='\" a", "<a href=", "<script", "</", "<!--", "-->", "<title>")


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_no_markup_breaks_it(parts: list[str]) -> None:
    html = "".join(parts)
    found = scan(html)
    assert len(found.text) <= len(html)
    detect("http://a.test/", 200, {}, html)


HOSTILE = {
    "nested elements": "<div>" * 66_000,
    "attributes": "<p " + " ".join(f"a{number}=1" for number in range(100_000)) + ">",
    "formatting elements, each another": "".join(f"<b id={number}>" for number in range(50_000)),
    "links that never end": "<a href=/x>" * 33_000,
    "comments that never end": "<!--" * 83_000,
    "scripts that never end": "<script>" * 33_000,
    "quotes that never end": '<a href="' * 33_000,
    "equals signs": "<a " + "href = " * 50_000 + ">",
    "spaces in tags": ("<a" + " " * 1_000) * 1_000,
    "spaces in a link": "<a href=x>" + " " * 300_000,
    "ampersands": "&" * 300_000,
    "tags' beginnings": "<" * 300_000,
    "headings": "<h1>" * 66_000,
    "words around no phrase": f"<title>{'the a 404 page ' * 20_000}</title><h1>{'error 404 ' * 30}x</h1>",
    "locations": "<loc>" * 66_000,
    "spaces in a location": "<urlset><loc>" + " " * 300_000,
    "character data": "<urlset>" + "<loc><![CDATA[" * 23_000,
    "feed links": "<rss>" + "<link " * 50_000,
    "feed links with much inside": "<rss>" + ("<link" + " href" * 40) * 4_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("shape", HOSTILE)
def test_much_of_anything_is_soon_read(shape: str) -> None:
    """Each takes a fraction of a second; what grows with the square of its length would take many minutes."""
    html = HOSTILE[shape]
    links_of(html, "http://a.test/")
    detect("http://a.test/", 200, {}, html)
    parse_sitemap(html, "http://a.test/", lambda _url: True)


def test_small_pages_are_read_once_and_large_ones_are_not_held_on_to() -> None:
    scanning._kept.cache_clear()
    small, large = "<p>small</p>", "<p>large</p>" * 20_000
    assert scan(small) is scan(small)
    scan(large)
    assert scanning._kept.cache_info().currsize == 1


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<title>{}</title>", id="title"),
        pytest.param("<p>{}</p>", id="text"),
        pytest.param("<h1>{}</h1>", id="heading"),
        pytest.param("<a href='/{}'>x</a>", id="attribute"),
    ],
)
def test_a_number_without_end_is_a_sign_that_cannot_be_shown(html: str) -> None:
    page = html.format("&#" + "9" * 5_000 + ";&amp;")
    found = scan(page)
    shown = "".join((found.title, found.text, *(anchor.href for anchor in found.anchors)))
    assert "\ufffd" in shown
    assert title_of(page).startswith(found.title)
