"""Websites as people write them."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl import urls
from theodore.crawl.urls import absolute, origin_of, parse_website, same_site, site_key, without_login
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
        pytest.param("mailto:info@example.com", "https://example.com/", id="mailto: its domain"),
        pytest.param("info@example.com", "https://example.com/", id="a mail address: its domain"),
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


@pytest.mark.parametrize(
    ("cell", "left"),
    [
        pytest.param("https://ann:s3cret@acme.test/x", "https://acme.test/x", id="by the standard"),
        pytest.param("https://ann@acme.test/", "https://acme.test/", id="a user alone"),
        pytest.param("https://ann:s3@cret@acme.test", "https://acme.test", id="an @ in the password"),
        pytest.param("https:/ann:s3cret@acme.test", "https:/acme.test", id="one slash"),
        pytest.param("https:\\\\ann:s3cret@acme.test", "https:\\\\acme.test", id="backslashes"),
        pytest.param("https:ann:s3cret@acme.test", "https:acme.test", id="no slash"),
        pytest.param("https//ann:s3cret@acme.test", "https//acme.test", id="no colon"),
        pytest.param("//ann:s3cret@acme.test", "//acme.test", id="slashes alone"),
        pytest.param("http://https://ann:s3cret@acme.test", "http://https://acme.test", id="two schemes"),
        pytest.param("ann:s3cret@acme.test", "acme.test", id="no scheme"),
        pytest.param("ann:s3/cret@acme.test", "acme.test", id="no scheme, a slash in the password"),
        pytest.param("https://ann:s3/cret@acme.test", "https://acme.test", id="a slash in the password"),
        pytest.param("https://ann:123/s3cret@acme.test", "https://acme.test", id="what might be a port in it"),
        pytest.param("https://ann:s3 cret@acme.test", "https://acme.test", id="a blank in the password"),
        pytest.param("https://ann:s3?cret#x@acme.test", "https://acme.test", id="other signs in the password"),
        pytest.param("<https://ann:s3cret@acme.test>", "<https://acme.test>", id="in brackets"),
        pytest.param("Website:https://ann:s3cret@acme.test", "Website:https://acme.test", id="behind a word"),
        pytest.param("ftp://ann:s3cret@acme.test", "ftp://acme.test", id="another scheme"),
        pytest.param(
            "see https://ann:s3cret@acme.test or b:s3cret@b.test", "see https://acme.test or b.test", id="two"
        ),
        pytest.param("https://ann:s3cret@https://bob:s3cret@acme.test", "https://https://acme.test", id="two in a row"),
        pytest.param("ann:s3cret @acme.test", "acme.test", id="no scheme, a blank before the @"),
        pytest.param("ann:s3cret@ acme.test", " acme.test", id="no scheme, a blank behind it"),
        pytest.param("ann: s3cret @acme.test", "acme.test", id="blanks on both sides of the password"),
        pytest.param("ann:s3 cret @acme.test/x", "acme.test/x", id="a blank in it, too"),
        pytest.param("ann:s3.cret @acme.test", "acme.test", id="a password that might be a host"),
        pytest.param(
            "https://acme.test/?to=https://ann:s3cret@b.test/x",
            "https://acme.test/?to=https://b.test/x",
            id="of an address in the query",
        ),
        pytest.param("acme.test/?to=//ann:s3cret@b.test", "acme.test/?to=//b.test", id="of one without its scheme"),
        pytest.param(
            "https://acme.test/?to=https%3A%2F%2fann%3As3cret%40b.test%2Fx",
            "https://acme.test/?to=https%3A%2F%2fb.test%2Fx",
            id="of one that is quoted",
        ),
        pytest.param("https://acme.test/?to=ann:s3cret@b.test", "https://acme.test/?to=b.test", id="by itself in it"),
        pytest.param("https://acme.test/in#ann:s3cret@b.test", "https://acme.test/in#b.test", id="in the fragment"),
        pytest.param(
            "https://acme.test/?user=ann&password=s3cret&x=1",
            "https://acme.test/?user=ann&password=&x=1",
            id="what the query calls a password",
        ),
        pytest.param("acme.test?PWD=s3cret", "acme.test?PWD=", id="what it calls one by a short name"),
    ],
)
def test_logins_are_dropped(cell: str, left: str) -> None:
    assert without_login(cell) == left
    assert without_login(left) == left
    assert "s3" not in _said_of(cell)


def _said_of(cell: str) -> str:
    try:
        return repr(parse_website(cell))
    except FetchFailed as failed:
        return failed.failure.message


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("info@acme.test", id="a mail address"),
        pytest.param("mailto:info@acme.test", id="a link to one"),
        pytest.param("E-Mail:info@acme.test", id="a word before one"),
        pytest.param("Kontakt:info@acme.test", id="another word before one"),
        pytest.param("Mail: info@acme.test", id="a word and a blank before one"),
        pytest.param("acme.test info@acme.test", id="a website and a mail address"),
        pytest.param("https://acme.test info@acme.test", id="with its scheme"),
        pytest.param("https://acme.test/ Kontakt: info@acme.test", id="and a word"),
        pytest.param("https://acme.test:8080 info@acme.test", id="with its port"),
        pytest.param("https://acme.test/@ann", id="an @ in the path"),
        pytest.param("https://acme.test:8080/@ann", id="an @ in the path, behind a port"),
        pytest.param("https://acme.test/a:b/@ann", id="a colon and an @ in the path"),
        pytest.param("acme.test:8080/@ann", id="without a scheme"),
        pytest.param("localhost:8080/@ann", id="on this machine"),
        pytest.param("http://[::1]:8080/@ann", id="at an address"),
        pytest.param("https://acme.test/?mail=a:b@c", id="in the query"),
        pytest.param("https://acme.test/?mail=info@acme.test", id="a mail address in the query"),
        pytest.param("https://acme.test/?to=https%3A%2F%2Fb.test%2F%40ann", id="an @ in a quoted path"),
        pytest.param("https://acme.test/?to=https://b.test/@ann", id="an @ in the path of an address in the query"),
        pytest.param("https://acme.test/data:image@2x.test.png", id="a colon and an @ in a file's name"),
        pytest.param("https://acme.test/?compass=north&pass=", id="a word that ends like a password's, and none"),
        pytest.param("Web: acme.test @acme.example", id="a word, a website and a name in a network"),
        pytest.param("Twitter: @acme", id="a name in a network"),
        pytest.param("javascript:alert('a@b')", id="a script"),
        pytest.param("tel:+49@30", id="a telephone"),
    ],
)
def test_what_is_no_login_stays(cell: str) -> None:
    assert without_login(cell) == cell


@pytest.mark.parametrize(
    "cell",
    ["https://bob:hun/ter2@acme..test", "https://bob:hunter2@", "b@hunter2@x", "bob:hun ter2@acme", "x|hunter2@acme"],
)
def test_what_could_not_be_read_is_not_repeated_where_it_may_hold_a_login(cell: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        parse_website(cell)
    assert "ter2" not in failed.value.failure.message


@given(st.text(alphabet="ab:@/\\?# .h", max_size=40))
def test_dropping_logins_twice_is_dropping_them_once(cell: str) -> None:
    assert without_login(without_login(cell)) == without_login(cell)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("https://a:b@" * 4_000, id="logins"),
        pytest.param("a" * 50_000 + "@", id="a word"),
        pytest.param("a:" * 25_000 + "@", id="colons"),
        pytest.param("/" * 50_000 + "@", id="slashes"),
        pytest.param("a: " * 15_000 + "@", id="blanks"),
        pytest.param("a:b " * 12_000 + "@", id="passwords with blanks"),
        pytest.param("x?" + "a:=" * 16_000 + "@", id="values"),
        pytest.param("https%3A%2F%2F" * 4_000 + "%40", id="quoted addresses"),
        pytest.param("x?" + "&pass=y" * 7_000, id="passwords in a query"),
        pytest.param("http:" * 10_000 + "株" * 20_000 + "@", id="schemes"),
    ],
)
def test_a_hostile_cell_ends_soon(cell: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(FetchFailed):
        parse_website(cell)
    assert time.perf_counter() - started < 5, "a bound against hanging"


@pytest.mark.parametrize("before", ["", "https:", "  \thttps:", "http\n:"])
@pytest.mark.parametrize("sign", ["株", "é"])
def test_a_host_that_is_too_long_to_be_one_is_not_translated(
    before: str, sign: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def translated(*_: object, **__: object) -> str:
        raise AssertionError

    monkeypatch.setattr("idna.encode", translated)
    for host in (sign * 64 + ".test", ".".join([sign * 60] * 10)):
        assert absolute("https://a.test/", f"{before}//{host}/") is None
        assert absolute("https://a.test/", f"{before}//ann@{host}:80/") is None
        with pytest.raises(FetchFailed):
            parse_website(f"https://{host}/")


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
        pytest.param("kawasaki.jp", "kawasaki.jp", id="above a wildcard of the list"),
        pytest.param("a.www.ck", "www.ck", id="an exception below a top level that is a wildcard"),
        pytest.param("www.acme.xn--55qx5d.cn", "acme.xn--55qx5d.cn", id="a suffix that is international, as code"),
        pytest.param("www.acme.xn--p1ai", "acme.xn--p1ai", id="a top level that is"),
        pytest.param("a.b.s3.amazonaws.com", "b.s3.amazonaws.com", id="each store of a cloud is a site"),
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
        pytest.param("https://ann:secret@a.test/x", "https://a.test/x", id="without a login"),
        pytest.param("//ann@b.test/@x", "https://b.test/@x", id="without a user"),
        pytest.param("https://:secret@b.test/", "https://b.test/", id="without a password"),
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


def test_the_names_of_few_hosts_are_translated_on_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noted(_base: str, link: str) -> str:
        asked.append(link)
        return link

    monkeypatch.setattr(urls, "absolute", noted)
    own = ["//münchen.test/über", "/über-uns", "//a.test/über"]
    links = [*own, *(f"//münchen{n}.test/" for n in range(1_000)), *own]
    found = list(urls.absolutes("https://a.test/", links))
    assert found[:3] == found[-3:] == own, "names that were translated before cost nothing"
    assert len(asked) == len(own) * 2 + 19
    assert len(found) == len(links)


@given(st.text(max_size=100))
def test_no_link_breaks_it(link: str) -> None:
    url = absolute("https://a.test/", link)
    assert url is None or url.startswith(("http://", "https://"))


def test_origin_and_site() -> None:
    assert origin_of("https://www.a.test:443/x?y") == "https://www.a.test"
    assert origin_of("http://www.a.test:8080/x") == "http://www.a.test:8080"
    assert same_site("https://shop.a.test/x", "a.test")
    assert not same_site("https://a.test.evil.test/", "a.test")
