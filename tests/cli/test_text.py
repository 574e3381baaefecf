"""Nothing from a website moves a person's cursor."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from theodore.cli.out import json_text, object_json
from theodore.cli.text import lines, masked, one_line, padded, shortened


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b]0;owned\x07Acme", "\ufffd]0;owned\ufffdAcme", id="an escape that sets the window's title"),
        pytest.param("\x9b2JAcme", "\ufffd2JAcme", id="the one-byte escape of C1"),
        pytest.param("a\r\nb\tc", "a b c", id="line ends and tabs are spaces on one line"),
        pytest.param("safe\u202egnp.exe", "safe\ufffdgnp.exe", id="text that would turn round"),
        pytest.param("a\u200bb\ufeffc", "a\ufffdb\ufffdc", id="what takes no room hides nothing"),
        pytest.param("\ud800x", "\ufffdx", id="half a character"),
        pytest.param("[bold]Acme[/]", "[bold]Acme[/]", id="markup of ours is only text"),
        pytest.param("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e", id="a joiner that Persian needs"),
        pytest.param("Müller & Söhne", "Müller & Söhne", id="ordinary names stay"),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("http://user:pw@host.test/", "http://***@host.test/", id="user and password"),
        pytest.param("https://user@host.test", "https://***@host.test", id="a user alone may be a key"),
        pytest.param("http://user:p@w@host.test/a", "http://***@host.test/a", id="an @ in the password"),
        pytest.param("//user:pw@host.test", "//***@host.test", id="no scheme"),
        pytest.param("http://a:b@c.test http://d:e@f.test", "http://***@c.test http://***@f.test", id="two of them"),
        pytest.param("https://host.test/@handle", "https://host.test/@handle", id="a handle in a path is none"),
        pytest.param("https://host.test?mail=a@b.test", "https://host.test?mail=a@b.test", id="a mail in a query"),
        pytest.param("https://host.test info@host.test", "https://host.test info@host.test", id="a mail beside it"),
    ],
)
def test_no_password_is_printed(text: str, shown: str) -> None:
    assert masked(text) == one_line(text) == lines(text) == shortened(text, 80) == shown


def test_nor_as_json() -> None:
    said = json.loads(object_json({"rows": [{"website": "http://user:pw@host.test/"}], "pair": ("http://a@b", 1)}))
    assert said == {"rows": [{"website": "http://***@host.test/"}], "pair": ["http://***@b", 1]}


def test_lines_keep_their_ends() -> None:
    assert lines("a\x1b[2J\n\tb") == "a\ufffd[2J\n    b"


@given(st.text(), st.integers(0, 80))
def test_shortened_fits(text: str, width: int) -> None:
    assert cell_len(shortened(text, width)) <= width


@given(st.text(), st.integers(1, 80))
def test_padded_is_exactly_as_wide(text: str, width: int) -> None:
    assert cell_len(padded(text, width)) == width


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert shortened("電電電電", 4) == "電…"


_JSON = st.recursive(
    st.none() | st.text() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(_JSON)
def test_json_means_the_same_and_is_safe(value: object) -> None:
    text = json_text(value)
    assert json.loads(text) == value
    assert not any(0x7F <= ord(char) <= 0x9F or char in "\x1b\u2028\u202e" for char in text)
    assert len(text.splitlines()) == 1
