"""Answers too large to hold: made as they are sent, or prepared once and tiny."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache

#: What the page of 50 MB has.
LARGE_PAGE_BYTES = 50_000_000
#: What the bomb becomes when it is inflated; on the wire it is a thousandth.
BOMB_BYTES = 256 * 1024 * 1024
SITEMAP_URLS = 50_000
#: What the long page has about: below the 10 MB that crawlers commonly read of a page.
LONG_PAGE_BYTES = 9_000_000
#: The long robots.txt: groups for other programs, and rules in each. Together just below the 500 KiB that RFC 9309
#: wants to be read.
ROBOTS_GROUPS, ROBOTS_RULES = 200, 60

_BLOCK = 64 * 1024
_OPENING = b"<!DOCTYPE html><html><head><title>Catalogue</title></head><body><h1>Catalogue</h1>\n"
_ROW = b'<div class="row"><span>Article</span><span>in stock</span><span>ask for the price</span></div>\n'


def large_page() -> Iterator[bytes]:
    """A catalogue of LARGE_PAGE_BYTES, in blocks."""
    yield _OPENING
    block = _ROW * (_BLOCK // len(_ROW))
    left = LARGE_PAGE_BYTES - len(_OPENING)
    while left > 0:
        yield block[:left]
        left -= len(block)


@cache
def bomb() -> bytes:
    """A gzip file of some 270 KB that holds BOMB_BYTES of HTML.

    One packed block is repeated as it stands: packing it all would take seconds.
    """
    block = b"<p>\n" * (256 * 1024)
    return _packed(_OPENING, block, BOMB_BYTES // len(block), b"")


def long_page(html: str) -> bytes:
    """The page with a price list at its end that makes it LONG_PAGE_BYTES long; a gzip file of some 30 KB."""
    opening, end, closing = html.rpartition("</body>")
    block = _ROW * (_BLOCK // len(_ROW))
    return _packed(opening.encode(), block, LONG_PAGE_BYTES // len(block), f"{end}{closing}".encode())


def _packed(opening: bytes, block: bytes, repeats: int, closing: bytes) -> bytes:
    """A gzip file of these, the block so many times; packed once, it costs next to nothing."""
    packer = zlib.compressobj(9, wbits=-15)
    packed = packer.compress(opening) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    check = zlib.crc32(opening)
    for _ in range(repeats):
        check = zlib.crc32(block, check)
    check = zlib.crc32(closing, check)
    trailer = struct.pack("<II", check, len(opening) + repeats * len(block) + len(closing))
    return b"".join([_GZIP_HEADER, packed, again * repeats, packer.compress(closing), packer.flush(), trailer])


_GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])


def large_sitemap(origin: str, paths: list[str]) -> Iterator[bytes]:
    """SITEMAP_URLS addresses, the site's own paths in their midst."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    articles = [f"/item/{number}" for number in range(SITEMAP_URLS - len(paths))]
    middle = len(articles) // 2
    listed = articles[:middle] + paths + articles[middle:]
    for start in range(0, len(listed), 1000):
        yield "".join(f"<url><loc>{origin}{path}</loc></url>\n" for path in listed[start : start + 1000]).encode()
    yield b"</urlset>\n"


@cache
def other_agents() -> str:
    """Some 497 KB of rules for programs that nobody has heard of, as shops gather them over the years."""
    return "".join(
        f"User-agent: gatherer-{group}\n"
        + "".join(f"Disallow: /shop/{group:03}/filter-{rule:02}/*?sort=asc\n" for rule in range(ROBOTS_RULES))
        + "\n"
        for group in range(ROBOTS_GROUPS)
    )
