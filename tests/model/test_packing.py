"""Texts as they are kept."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.packing import as_bytes, packed, size_of, unpacked, unpacked_bytes

LARGE = "<p>Grüße aus Łódź 😀</p>" * 1_000


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_packed_comes_out_again(text: str) -> None:
    body = packed(as_bytes(text))
    assert unpacked(body) == text
    assert unpacked_bytes(body) == text.encode()
    assert size_of(body) == len(text.encode())


def test_a_page_takes_a_fraction_of_its_size() -> None:
    assert len(packed(as_bytes(LARGE))) < len(LARGE) / 5


def test_a_packed_page_holds_no_memory_for_what_it_was() -> None:
    raw = as_bytes(LARGE)
    packed(raw)  # the packer itself is made once, and kept
    tracemalloc.start()
    try:
        body = packed(raw)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(body) <= held < len(raw) / 4


def test_pages_that_are_packed_side_by_side_do_not_mix() -> None:
    pages = [f"<p>{number}</p>" * 20_000 for number in range(32)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda page: unpacked(packed(as_bytes(page))), pages)) == pages


def test_what_was_spoilt_does_not_spoil_the_next() -> None:
    with pytest.raises(ValueError, match="spoilt"):
        unpacked(packed(as_bytes(LARGE))[:-20])
    assert unpacked(packed(as_bytes(LARGE))) == LARGE


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert unpacked(packed(as_bytes("a\ud83db"))) == "a?b"


def test_nothing_takes_nothing() -> None:
    assert packed(b"") == b""
    assert (unpacked(b""), unpacked_bytes(b""), size_of(b"")) == ("", b"", 0)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(packed(as_bytes(LARGE))[:-20], id="its end is missing"),
        pytest.param(packed(b"\xff\xfe"), id="no UTF-8"),
        pytest.param(b"<p>Acme</p>", id="never packed"),
        pytest.param(bytes.fromhex("28b52ffd00"), id="a head alone"),
    ],
)
def test_what_is_spoilt_is_said_to_be(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"spoilt|utf-8"):
        unpacked(body)


@pytest.mark.parametrize(
    "body", [pytest.param(b"<p>Acme</p>", id="never packed"), pytest.param(b"\x28\xb5", id="half a head")]
)
def test_the_size_of_what_is_spoilt_is_not_guessed(body: bytes) -> None:
    with pytest.raises(ValueError, match="spoilt"):
        size_of(body)
