"""Texts as they are kept: packed, in memory as in the journal.

Hundreds of visits hold their pages at a time, and from there these go to other processes and to the disk. Packed once,
a page takes a fifth of its size on all of these ways.
"""

from __future__ import annotations

import zstandard

#: Zstandard's lightest usual level: a page of 40 KB in 0.06 ms to 20% of its size, where 3 takes 0.08 ms for 19%.
_LEVEL = 1
#: Those that nobody uses just now: no two threads may use one at a time. Kept, since making one for each page took a
#: third of the time of packing it, and half of that of unpacking it. There are no more than threads that once packed
#: side by side.
_COMPRESSORS: list[zstandard.ZstdCompressor] = []
_DECOMPRESSORS: list[zstandard.ZstdDecompressor] = []


def as_bytes(text: str) -> bytes:
    """This text in UTF-8. Half a surrogate pair, which is no character, becomes a question mark."""
    return text.encode("utf-8", "replace")


def packed(raw: bytes) -> bytes:
    """A text in UTF-8, packed; nothing for nothing."""
    if not raw:
        return b""
    try:
        compressor = _COMPRESSORS.pop()
    except IndexError:  # asked beforehand, another thread might take the last one meanwhile
        compressor = zstandard.ZstdCompressor(level=_LEVEL)
    try:
        # copied, at a hundredth of the time of packing: zstandard leaves what it packs in a block of memory for the
        # text as it was, so that without, a packed page takes no less than one that is not
        return bytes(memoryview(compressor.compress(raw)))
    finally:
        _COMPRESSORS.append(compressor)


def unpacked(body: bytes) -> str:
    """The text that was packed. Raises ValueError where it is spoilt."""
    return unpacked_bytes(body).decode()


def unpacked_bytes(body: bytes) -> bytes:
    """The text that was packed, in UTF-8. Raises ValueError where it is spoilt."""
    try:
        return _unpacked(body) if body else b""
    except zstandard.ZstdError as spoilt:
        raise ValueError(f"a packed text is spoilt: {spoilt}") from spoilt


def _unpacked(body: bytes) -> bytes:
    try:
        decompressor = _DECOMPRESSORS.pop()
    except IndexError:
        decompressor = zstandard.ZstdDecompressor()
    try:
        return decompressor.decompress(body)
    finally:
        _DECOMPRESSORS.append(decompressor)


def size_of(body: bytes) -> int:
    """How many bytes of UTF-8 are packed here. Raises ValueError where they are spoilt."""
    try:
        return zstandard.frame_content_size(body) if body else 0
    except zstandard.ZstdError as spoilt:
        raise ValueError(f"a packed text is spoilt: {spoilt}") from spoilt
