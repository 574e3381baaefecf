"""Bodies are inflated within their bounds, in whatever pieces they arrive."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from theodore.net.inflate import Body, BodyBroken, BodyTooLarge, gunzip


def _raw_deflate(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


ENCODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "x-gzip in capitals": (" X-GZIP ", gzip.compress),
    "gzip in two members": ("gzip", lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:])),
    "deflate": ("deflate", zlib.compress),
    "deflate without its wrapping": ("deflate", _raw_deflate),
    "br": ("br", lambda data: bytes(brotli.compress(data, quality=3))),
    "zstd": ("zstd", lambda data: zstandard.ZstdCompressor().compress(data)),
}
BOMBS = ("gzip", "deflate", "br", "zstd")
MEGABYTE = 1_000_000


def read(encoding: str, data: bytes, piece: int = 10_000, max_wire: int = 10**9, max_body: int = 10**9) -> bytes:
    body = Body(encoding, max_wire, max_body)
    for start in range(0, len(data), piece):
        body.feed(data[start : start + piece])
    body.finish()
    return body.data


@pytest.mark.parametrize("name", ENCODERS)
@given(data=st.binary(max_size=300), piece=st.integers(1, 50))
def test_gives_back_what_was_sent(name: str, data: bytes, piece: int) -> None:
    encoding, encode = ENCODERS[name]
    # declared and not kept is another test's; this one is about honest servers
    assert read(encoding, encode(data), piece) == data


@pytest.mark.parametrize("name", ENCODERS)
def test_a_body_of_exactly_the_bound_passes_and_one_more_byte_does_not(name: str) -> None:
    encoding, encode = ENCODERS[name]
    data = bytes(range(256)) * 40
    assert read(encoding, encode(data), max_body=len(data)) == data
    with pytest.raises(BodyTooLarge):
        read(encoding, encode(data), max_body=len(data) - 1)


@pytest.mark.parametrize("name", ENCODERS)
def test_the_wire_has_a_bound_of_its_own(name: str) -> None:
    encoding, encode = ENCODERS[name]
    sent = encode(bytes(range(256)) * 40)
    with pytest.raises(BodyTooLarge):
        read(encoding, sent, max_wire=len(sent) - 1)


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_bound_and_not_its_size(name: str) -> None:
    encoding, encode = ENCODERS[name]
    bomb = encode(bytes(60 * MEGABYTE))
    tracemalloc.start()
    try:
        body = Body(encoding, 10**9, MEGABYTE)
        with pytest.raises(BodyTooLarge):
            body.feed(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(body.data) == MEGABYTE
    assert peak < 8 * MEGABYTE


@pytest.mark.parametrize("name", BOMBS)
def test_an_end_that_is_missing_is_noticed(name: str) -> None:
    encoding, encode = ENCODERS[name]
    with pytest.raises(BodyBroken) as broken:
        read(encoding, encode(bytes(range(256)) * 40)[:-9])
    assert broken.value.ended_early


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "compress", "gzip, br"])
def test_what_cannot_be_read_is_said(encoding: str) -> None:
    with pytest.raises(BodyBroken) as broken:
        read(encoding, b"\x99this is not what it says it is, by no means")
    assert not broken.value.ended_early


def test_broken_gzip_is_said() -> None:
    with pytest.raises(BodyBroken) as broken:
        read("gzip", gzip.compress(b"hello")[:10] + b"\xff" * 40)
    assert not broken.value.ended_early


def test_plain_text_that_calls_itself_gzip_is_read_as_it_is() -> None:
    assert read("gzip", b"<html>hello</html>") == b"<html>hello</html>"


@pytest.mark.parametrize(
    "encoding", ["identity", "none", "utf-8", "UTF8", "ISO-8859-1", "binary", "8bit", "text/html; charset=x", "*", ","]
)
def test_what_is_no_encoding_is_none(encoding: str) -> None:
    assert read(encoding, b"<html>hello</html>") == b"<html>hello</html>"
    for name, encode in ENCODERS.values():
        assert read(f"{name}, {encoding}", encode(b"hello")) == b"hello", "beside one that is"


@pytest.mark.parametrize("piece", [1_000, 10_000_000])
def test_of_members_there_may_be_many_but_not_without_end(piece: int) -> None:
    member = gzip.compress(b"x")
    assert read("gzip", member * 10_000, piece) == b"x" * 10_000
    with pytest.raises(BodyBroken) as broken:
        read("gzip", member * 10_001, piece)
    assert not broken.value.ended_early


@pytest.mark.parametrize("piece", [1, 3, 100, 10_000_000])
def test_zstd_may_come_in_several_frames(piece: int) -> None:
    frame = zstandard.ZstdCompressor().compress
    whole = frame(b"hello, ") + frame(bytes(300_000)) + frame(b"") + frame(b"world")
    assert read("zstd", whole, piece) == b"hello, " + bytes(300_000) + b"world"
    with pytest.raises(BodyBroken) as broken:
        read("zstd", whole[:-2], piece)
    assert broken.value.ended_early
    with pytest.raises(BodyTooLarge):
        read("zstd", whole, piece, max_body=200_000)


def test_of_frames_there_may_be_many_but_not_without_end() -> None:
    frame = zstandard.ZstdCompressor().compress(b"x")
    assert read("zstd", frame * 10_000) == b"x" * 10_000
    with pytest.raises(BodyBroken) as broken:
        read("zstd", frame * 10_001)
    assert not broken.value.ended_early


@pytest.mark.parametrize("padding", [b"\0" * 100, b"\x28", b"\x28\xb5x"])
def test_padding_is_left_out(padding: bytes) -> None:
    assert read("gzip", gzip.compress(b"hello") + padding) == b"hello"
    assert read("zstd", zstandard.ZstdCompressor().compress(b"hello") + padding, 1) == b"hello"


def test_nothing_is_nothing() -> None:
    for encoding, _ in ENCODERS.values():
        assert read(encoding, b"") == b""


@pytest.mark.parametrize(
    ("data", "found"),
    [
        pytest.param(gzip.compress(b"hello world"), b"hello world", id="a whole file"),
        pytest.param(gzip.compress(b"hello world" * 100)[:-8], b"hello world" * 100, id="without its end"),
        pytest.param(b"plain", b"plain", id="not compressed"),
        pytest.param(gzip.compress(bytes(5000)), bytes(1200), id="cut at the bound"),
    ],
)
def test_gunzip(data: bytes, found: bytes) -> None:
    assert gunzip(data, 1200) == found
