"""Nothing from a website moves a person's cursor."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from theodore.cli.out import json_text
from theodore.cli.text import lines, one_line, padded, shortened


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
