"""Websites as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl.urls import absolute, origin_of, parse_website, same_site, site_key
from theodore.model.errors import FetchFailed, Reason


@pytest.mark.parametrize(
    ("cell", "url"),
    [
        pytest.param("example.com", "https://example.com/", id="bare"),
        pytest.param("https://example.com", "https://example.com/", id="with its scheme"),
        pytest.param("http://example.com/", "http://example.com/", id="http stays http"),
        pytest.param("www.example.com/de/", "https://www.example.com/de/", id="with a path"),
        pytest.param("EXAMPLE.Com/About", "https://example.com/About", id="the host has no case, the path has"),
        pytest.param("example.com:8443/x", "https://example.com:8443/x", id="with a port"),
        pytest.param("https://example.com:443/x", "https://example.com/x", id="the scheme's own port"),
        pytest.param("example.com/a?b=c#d", "https://example.com/a?b=c", id="without its fragment"),
        pytest.param("  example.com \n", "https://example.com/", id="white space around"),
        pytest.param('"example.com"', "https://example.com/", id="quoted"),
        pytest.param("<https://example.com>", "https://example.com/", id="in angle brackets"),
        pytest.param("münchen.de", "https://xn--mnchen-3ya.de/", id="international"),
        pytest.param("例え.jp", "https://xn--r8jz45g.jp/", id="Japanese"),
        pytest.param("http:/example.com", "http://example.com/", id="one slash"),
        pytest.param("https//example.com", "https://example.com/", id="no colon"),
        pytest.param("htp://example.com", "http://example.com/", id="a letter short"),
        pytest.param("http://https://example.com", "https://example.com/", id="two schemes"),
        pytest.param("HTTP://EXAMPLE.COM", "http://example.com/", id="shouted"),
        pytest.param("//example.com", "https://example.com/", id="no scheme but its slashes"),
        pytest.param("http:\\\\example.com", "http://example.com/", id="backslashes"),
        pytest.param("example.com.", "https://example.com/", id="the last dot"),
        pytest.param("example.com, example.org", "https://example.com/", id="two: the first"),
        pytest.param("Acme GmbH (acme.de)", "https://acme.de/", id="among words"),
        pytest.param("www.example.com (main site)", "https://www.example.com/", id="before words"),
        pytest.param("http://user:secret@example.com/", "http://example.com/", id="credentials are dropped"),
        pytest.param("192.0.2.7", "https://192.0.2.7/", id="an address: the guard decides"),
        pytest.param("http://[::1]:8080/", "http://[::1]:8080/", id="an IPv6 address: the guard decides"),
        pytest.param("localhost:8080", "https://localhost:8080/", id="this machine: the guard decides"),
        pytest.param("my_shop.example.com", "https://my_shop.example.com/", id="an underscore, which browsers take"),
    ],
)
def test_reads(cell: str, url: str) -> None:
    assert parse_website(cell).url == url


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        *(
            pytest.param(word, Reason.NO_WEBSITE, id=f"nothing: {word!r}")
            for word in ("", "  ", "-", "–", "n/a", "N/A", "None", "null", "#N/A", "unknown", "keine", "k.A.", "?")  # noqa: RUF001 - a dash that people type
        ),
        pytest.param("mailto:info@example.com", Reason.NOT_A_WEBSITE, id="mailto"),
        pytest.param("info@example.com", Reason.NOT_A_WEBSITE, id="a mail address"),
        pytest.param("ftp://example.com", Reason.NOT_A_WEBSITE, id="ftp"),
        pytest.param("file:///etc/passwd", Reason.NOT_A_WEBSITE, id="a file"),
        pytest.param("javascript:alert(1)", Reason.NOT_A_WEBSITE, id="a script"),
        pytest.param("tel:+49301234", Reason.NOT_A_WEBSITE, id="a telephone"),
        pytest.param("Acme", Reason.BAD_URL, id="a name alone"),
        pytest.param("Acme Corporation", Reason.BAD_URL, id="a name of two words"),
        pytest.param("http://", Reason.BAD_URL, id="a scheme alone"),
        pytest.param("https:///path", Reason.BAD_URL, id="no host, as it were"),
        pytest.param("example..com", Reason.BAD_URL, id="an empty label"),
        pytest.param("-example.com", Reason.BAD_URL, id="a label that begins with a hyphen"),
        pytest.param("example.com:99999", Reason.BAD_URL, id="no such port"),
        pytest.param("http://[::1", Reason.BAD_URL, id="half an address"),
        pytest.param("http://127.1/", Reason.BAD_URL, id="an address in short"),
        pytest.param("http://2130706433/", Reason.BAD_URL, id="an address as one number"),
        pytest.param("a" * 64 + ".com", Reason.BAD_URL, id="a label too long"),
        pytest.param(".".join(["abcdefgh"] * 40), Reason.BAD_URL, id="a host too long"),
    ],
)
def test_refuses(cell: str, reason: Reason) -> None:
    with pytest.raises(FetchFailed) as failed:
        parse_website(cell)
    assert failed.value.failure.reason is reason


def test_says_what_it_could_not_read_but_not_at_length() -> None:
    with pytest.raises(FetchFailed) as failed:
        parse_website("x" * 500)
    assert "xxx" in failed.value.failure.detail
    assert len(failed.value.failure.detail) < 200


@given(st.text(max_size=80))
def test_never_fails_in_another_way(cell: str) -> None:
    try:
        website = parse_website(cell)
    except FetchFailed:
        return
    assert website.url.startswith(("http://", "https://"))
    assert parse_website(website.url).url == website.url
    assert parse_website(website.url).website_key == website.website_key


@pytest.mark.parametrize(
    ("host", "key"),
    [
        pytest.param("example.com", "example.com", id="a domain"),
        pytest.param("www.shop.example.com", "example.com", id="below a domain"),
        pytest.param("www.example.co.uk", "example.co.uk", id="a suffix of two labels"),
        pytest.param("one.myshopify.com", "one.myshopify.com", id="each shop is a site"),
        pytest.param("www.one.myshopify.com", "one.myshopify.com", id="below a shop"),
        pytest.param("ann.github.io", "ann.github.io", id="each user is a site"),
        pytest.param("github.io", "github.io", id="a suffix itself"),
        pytest.param("co.uk", "co.uk", id="a suffix of two labels itself"),
        pytest.param("com", "com", id="a top level itself"),
        pytest.param("www.acme.test", "acme.test", id="an unknown top level: the list's own default"),
        pytest.param("localhost", "localhost", id="one label"),
        pytest.param("192.0.2.7", "192.0.2.7", id="an address is its own"),
        pytest.param("[2001:db8::1]", "2001:db8::1", id="an IPv6 address is its own"),
        pytest.param("WWW.Example.COM.", "example.com", id="case and the last dot"),
        pytest.param("xn--mnchen-3ya.de", "xn--mnchen-3ya.de", id="international"),
        pytest.param("a.b.kawasaki.jp", "a.b.kawasaki.jp", id="a wildcard of the list"),
        pytest.param("www.city.kawasaki.jp", "city.kawasaki.jp", id="an exception of the list"),
    ],
)
def test_site_key(host: str, key: str) -> None:
    assert site_key(host) == key


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("example.com", "https://www.example.com/", True, id="scheme, www. and slash are nothing"),
        pytest.param("http://example.com", "https://example.com", True, id="http and https"),
        pytest.param("example.com/de", "example.com/de/", True, id="the last slash"),
        pytest.param("example.com", "EXAMPLE.COM", True, id="case"),
        pytest.param("example.com/de", "example.com/en", False, id="another path"),
        pytest.param("example.com", "shop.example.com", False, id="another host"),
        pytest.param("example.com:8080", "example.com", False, id="another port"),
        pytest.param("example.com/?id=1", "example.com/?id=2", False, id="another query"),
        pytest.param("example.com/A", "example.com/a", False, id="paths have case"),
    ],
)
def test_the_same_website(one: str, other: str, same: bool) -> None:
    assert (parse_website(one).website_key == parse_website(other).website_key) is same


@pytest.mark.parametrize(
    ("link", "url"),
    [
        pytest.param("/about", "https://a.test/about", id="from the root"),
        pytest.param("team", "https://a.test/de/team", id="beside the page"),
        pytest.param("../x", "https://a.test/x", id="one up"),
        pytest.param("//b.test/x", "https://b.test/x", id="another host"),
        pytest.param("?p=2", "https://a.test/de/?p=2", id="another query"),
        pytest.param("/x#part", "https://a.test/x", id="without its fragment"),
        pytest.param("  /x\n", "https://a.test/x", id="white space around"),
        pytest.param("/über uns", "https://a.test/%C3%BCber%20uns", id="as people write"),
        pytest.param("/%C3%BCber", "https://a.test/%C3%BCber", id="quoted once, not twice"),
        pytest.param("mailto:a@b.test", None, id="mail"),
        pytest.param("javascript:void(0)", None, id="script"),
        pytest.param("data:text/html,x", None, id="data"),
        pytest.param("http://[::1", None, id="half an address"),
        pytest.param("http://a.test:99999/", None, id="no such port"),
        pytest.param("http:///x", None, id="no host"),
        pytest.param("/" + "x" * 3_000, None, id="endless"),
    ],
)
def test_absolute(link: str, url: str | None) -> None:
    assert absolute("https://a.test/de/", link) == url


@given(st.text(max_size=100))
def test_no_link_breaks_it(link: str) -> None:
    url = absolute("https://a.test/", link)
    assert url is None or url.startswith(("http://", "https://"))


def test_origin_and_site() -> None:
    assert origin_of("https://www.a.test:443/x?y") == "https://www.a.test"
    assert origin_of("http://www.a.test:8080/x") == "http://www.a.test:8080"
    assert same_site("https://shop.a.test/x", "a.test")
    assert not same_site("https://a.test.evil.test/", "a.test")
