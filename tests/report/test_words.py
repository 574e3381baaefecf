"""Words from elsewhere on a page: no passwords, nothing unseen, and links that lead to websites alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.report.words import bare, cut, link, told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("https://me:secret@acme.test/", "https://***@acme.test/", id="a password"),
        pytest.param("a\x00\x1b[2J\u202eb\u2066c\ufeff", "a[2Jbc", id="what nobody sees, and what turns the rest"),
        pytest.param(" a \n\t b\u2028c ", "a b c", id="one line"),
        pytest.param("شركة النور", "شركة النور", id="Arabic as it is"),
        pytest.param("क्\u200dष", "क्\u200dष", id="joiners, which Hindi needs"),
        pytest.param("=1+1 <b>", "=1+1 <b>", id="markup is for the template to escape"),
    ],
)
def test_told(text: str, shown: str) -> None:
    assert told(text) == shown


@pytest.mark.parametrize(
    ("website", "href"),
    [
        pytest.param("acme.test", "https://acme.test", id="a bare domain"),
        pytest.param("acme.test:8080/x?y=1", "https://acme.test:8080/x?y=1", id="with a port and a path"),
        pytest.param("//acme.test", "https://acme.test", id="without its scheme"),
        pytest.param("HTTP://Acme.test/", "HTTP://Acme.test/", id="with its own scheme"),
        pytest.param("http://[::1]/", "http://[::1]/", id="an address"),
        pytest.param("bücher.test", "https://bücher.test", id="other letters"),
        pytest.param("", None, id="nothing"),
        pytest.param("n/a", None, id="words"),
        pytest.param("javascript:alert(1)", None, id="a script"),
        pytest.param("JaVaScRiPt:alert(1)//x.test", None, id="a script, whatever its letters"),
        pytest.param("javascript:1", None, id="a script that looks like a port"),
        pytest.param("java\tscript:alert(1)", None, id="a script with a tab, which browsers drop"),
        pytest.param("\x01javascript:alert(1)", None, id="a script after a control, which browsers drop"),
        pytest.param("data:text/html,x.test", None, id="data"),
        pytest.param("mailto:info@acme.test", None, id="a mail address"),
        pytest.param("ftp://acme.test", None, id="another scheme"),
        pytest.param("https://me:secret@acme.test", None, id="a password"),
        pytest.param("https://acme.test/?to=https://me:secret@x.test", None, id="a password in an address within"),
        pytest.param("https://acme.test\\@evil.test", None, id="a slash to browsers alone"),
        pytest.param("https://acme.test:port/", None, id="no port"),
        pytest.param("http:acme.test", None, id="no host"),
        pytest.param("acme.test/" + "x" * 2_000, None, id="longer than any address"),
    ],
)
def test_links_lead_to_websites(website: str, href: str | None) -> None:
    assert link(website) == href


@given(st.text())
def test_whatever_it_is_a_link_is_http(website: str) -> None:
    href = link(website)
    assert href is None or href.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("website", "shown"),
    [
        ("https://acme.test/", "acme.test"),
        ("HTTP://acme.test", "acme.test"),
        ("acme.test/about/", "acme.test/about/"),
        ("ftp://acme.test/", "ftp://acme.test/"),
    ],
)
def test_an_address_as_people_read_it(website: str, shown: str) -> None:
    assert bare(website) == shown


def test_what_is_cut_says_so() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
