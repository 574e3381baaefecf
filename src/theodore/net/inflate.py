"""Bodies as they arrive: inflated bit by bit, and never beyond their bounds.

A few kilobytes can inflate to gigabytes. Each decoder here is asked for no more than what the bound still leaves, so
that a bomb costs the bound and not its size.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
#: What a body may be packed in; the first of these are unpacked here. Source: IANA's registry of HTTP content codings.
#: Any other name, like utf-8, binary or text/html, is some server's mistake, and means nothing, as to browsers.
_UNPACKED = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd"})
_CODINGS = _UNPACKED | {"compress", "x-compress", "aes128gcm", "dcb", "dcz", "exi", "pack200-gzip"}


class BodyTooLarge(Exception):
    """A bound was passed. The body up to there is kept."""


class BodyBroken(Exception):
    """The compressed data cannot be read. ended_early: it is right as far as it goes, and its end is missing."""

    def __init__(self, *, ended_early: bool) -> None:
        super().__init__("ended early" if ended_early else "not in the encoding that was declared")
        self.ended_early = ended_early


class _Decoder(Protocol):
    def decode(self, chunk: bytes, room: int) -> bytes:
        """Decode the next bytes, to not many more than `room`."""

    def finish(self) -> None:
        """Raise BodyBroken where the end is missing."""


@dataclass(slots=True)
class Allowance:
    """How much the bodies of one visit may come to together, inflated and in bytes.

    No more than `most`, and no more than `free` and `ratio` times what was sent: a bound on each body alone would let
    many bombs hold many times that bound.
    """

    most: int
    free: int
    ratio: int
    sent: int = 0
    held: int = 0

    @property
    def room(self) -> int:
        """Bytes that may yet be added."""
        return max(min(self.most, self.free + self.ratio * self.sent) - self.held, 0)


class Body:
    """A body as it arrives.

    encoding: the Content-Encoding. max_wire, max_body: bounds in bytes, as sent and inflated. visit: what it shares
    with the other bodies of its visit.
    """

    def __init__(self, encoding: str, max_wire: int, max_body: int, visit: Allowance | None = None) -> None:
        self._encoding = encoding
        self._max_wire = max_wire
        self._max_body = max_body
        self._visit = visit or Allowance(max_body, max_body, 0)
        self._decoder: _Decoder | None = None
        self._first = b""
        self._data = bytearray()
        self.wire_bytes = 0

    @property
    def data(self) -> bytes:
        """The body as far as it was read, inflated."""
        return bytes(self._data)

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes. Raises BodyTooLarge, BodyBroken."""
        self.wire_bytes += len(chunk)
        self._visit.sent += len(chunk)
        if self._decoder is None:
            # the first two bytes tell what was really sent
            self._first += chunk
            if len(self._first) < 2:
                return
            chunk, self._decoder = self._first, _decoder(self._encoding, self._first)
        self._decode(self._decoder, chunk)

    def finish(self) -> None:
        """There is no more. Raises BodyTooLarge, BodyBroken also where the end is missing."""
        if self._decoder is None and self._first:
            self._decoder = _decoder(self._encoding, self._first)
            self._decode(self._decoder, self._first)
        if self._decoder is not None:
            self._decoder.finish()

    def leave(self) -> None:
        """Leave its room to the visit's other bodies: it will not be kept."""
        self._visit.held -= len(self._data)

    def _decode(self, decoder: _Decoder, chunk: bytes) -> None:
        room = min(self._max_body - len(self._data), self._visit.room)
        # one byte more than allowed is asked for, so that a body of exactly the bound is told from a larger one
        data = decoder.decode(chunk, room + 1)
        self._data += data[:room]
        self._visit.held += min(len(data), room)
        if len(data) > room or self.wire_bytes > self._max_wire:
            raise BodyTooLarge


def _decoder(encoding: str, first: bytes) -> _Decoder:
    stated = (name.strip().lower() for name in encoding.split(","))
    name = ",".join(name for name in stated if name in _CODINGS)
    # some servers declare gzip and send plain text
    if name in {"gzip", "x-gzip"} and first[:2] == _GZIP_MAGIC[: len(first)]:
        return _Zlib(zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _Zlib(zlib.MAX_WBITS if _has_zlib_header(first) else -zlib.MAX_WBITS)
    if name == "br":
        return _Brotli()
    if name == "zstd":
        return _Zstandard()
    if name in {"", "gzip", "x-gzip"}:
        return _Plain()
    raise BodyBroken(ended_early=False)


def _has_zlib_header(first: bytes) -> bool:
    """Deflate should come in zlib's wrapping, and often does not."""
    return len(first) > 1 and first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0


class _Plain:
    def decode(self, chunk: bytes, room: int) -> bytes:
        return chunk[:room]

    def finish(self) -> None:
        """Plain bytes have no end of their own."""


class _Zlib:
    #: What follows a member is copied for each of the members in it: of 5 MB of empty ones, 250,000 times. So they are
    #: looked for in slices of this many bytes, and no honest file has more members than this.
    SLICE = 16_384
    MEMBERS = 10_000

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits)
        self._members = 1

    def decode(self, chunk: bytes, room: int) -> bytes:
        parts, left = [], room
        for start in range(0, len(chunk), self.SLICE):
            if left <= 0:
                break
            part = self._decode(chunk[start : start + self.SLICE], left)
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _decode(self, chunk: bytes, room: int) -> bytes:
        parts, left = [], room
        while chunk and left > 0:
            try:
                part = self._inflater.decompress(chunk, left)
            except zlib.error as broken:
                raise BodyBroken(ended_early=False) from broken
            parts.append(part)
            left -= len(part)
            chunk = self._rest()
        return b"".join(parts)

    def _rest(self) -> bytes:
        if not self._inflater.eof:
            return self._inflater.unconsumed_tail
        rest = self._inflater.unused_data
        if not rest.startswith(_GZIP_MAGIC):
            return b""  # padding after the end
        self._members += 1
        if self._members > self.MEMBERS:
            raise BodyBroken(ended_early=False)
        self._inflater = zlib.decompressobj(self._wbits)
        return rest

    def finish(self) -> None:
        if not self._inflater.eof:
            raise BodyBroken(ended_early=True)


class _Brotli:
    def __init__(self) -> None:
        self._inflater = brotli.Decompressor()

    def decode(self, chunk: bytes, room: int) -> bytes:
        parts, left = [], room
        while left > 0:
            try:
                part = self._inflater.process(chunk, output_buffer_limit=left)
            except brotli.error as broken:
                raise BodyBroken(ended_early=False) from broken
            parts.append(part)
            left -= len(part)
            chunk = b""
            if self._inflater.can_accept_more_data():
                break
        return b"".join(parts)

    def finish(self) -> None:
        if not self._inflater.is_finished():
            raise BodyBroken(ended_early=True)


class _Zstandard:
    #: The library has no bound on what one call may give. The smallest block is 4 bytes and inflates to at most
    #: 128 KiB, so that a slice of this many bytes gives no more than 2 MiB.
    SLICE = 64
    #: The largest window that HTTP allows (RFC 9659), in bytes.
    WINDOW = 8 * 1024 * 1024

    #: Several may follow each other, as in gzip, and no honest answer has more of them than this.
    FRAMES = 10_000

    def __init__(self) -> None:
        self._inflater = self._fresh()
        self._frames = 1
        self._rest = b""
        self._has_ended = False

    def decode(self, chunk: bytes, room: int) -> bytes:
        parts, left = [], room
        for start in range(0, len(chunk), self.SLICE):
            if left <= 0 or self._has_ended:
                break
            part = self._decode(self._rest + chunk[start : start + self.SLICE])
            parts.append(part)
            left -= len(part)
        return b"".join(parts)

    def _decode(self, chunk: bytes) -> bytes:
        parts = []
        self._rest = b""
        while chunk and self._goes_on(chunk):
            try:
                parts.append(self._inflater.decompress(chunk))
            except zstandard.ZstdError as broken:
                raise BodyBroken(ended_early=False) from broken
            chunk = self._inflater.unused_data
        return b"".join(parts)

    def _goes_on(self, chunk: bytes) -> bool:
        """Whether these bytes are to be inflated now: of this frame, or of another that begins with them."""
        if not self._inflater.eof:
            return True
        begins = chunk[: len(_ZSTD_MAGIC)]
        self._has_ended = not _ZSTD_MAGIC.startswith(begins)  # padding after the end
        if begins != _ZSTD_MAGIC:
            self._rest = chunk
            return False
        self._frames += 1
        if self._frames > self.FRAMES:
            raise BodyBroken(ended_early=False)
        self._inflater = self._fresh()
        return True

    def _fresh(self) -> zstandard.ZstdDecompressionObj:
        return zstandard.ZstdDecompressor(max_window_size=self.WINDOW).decompressobj()

    def finish(self) -> None:
        if not self._inflater.eof:
            raise BodyBroken(ended_early=True)


def is_gzip(data: bytes) -> bool:
    """Whether this begins as a gzip file does."""
    return data.startswith(_GZIP_MAGIC)


def gunzip(data: bytes, max_body: int) -> bytes:
    """What a gzip file holds, up to `max_body` bytes; other data as it is.

    For files that are compressed themselves, as sitemaps are, whatever their transfer was.
    """
    if not is_gzip(data):
        return data[:max_body]
    body = Body("gzip", max_wire=len(data), max_body=max_body)
    # what could be read before the bound, or before the data broke off, is worth having
    with suppress(BodyTooLarge, BodyBroken):
        body.feed(data)
    return body.data
