"""Answers as they may come over the wire, at their worst: what is sent, in which pieces, and how it ends."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

import brotli  # type: ignore[import-untyped]  # it ships no types
import zstandard

from tests.fuzz.bodies import body_of, odd_text

End = Literal["keep", "close", "reset", "stall"]
#: The longest pause between two pieces, in seconds.
_PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer. pieces: bytes, each followed by its pause in seconds. end: what becomes of the connection."""

    pieces: tuple[tuple[bytes, float], ...]
    end: End

    def to_json(self) -> dict[str, Any]:
        pieces = [[base64.b64encode(zlib.compress(data, 9)).decode(), pause] for data, pause in self.pieces]
        return {"pieces": pieces, "end": self.end}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Sent:
        return cls(
            tuple((zlib.decompress(base64.b64decode(data)), pause) for data, pause in told["pieces"]), told["end"]
        )


def answer_of(rng: Random, path: str, host: str) -> Sent:
    """What this path answers, this time. Most are proper HTTP, or no page would ever be read, whatever is on it."""
    if rng.random() < (0.85 if path.endswith("robots.txt") else 0.65):
        return _proper(rng, path, host)
    status, headers = _status(rng), _headers(rng, path, host)
    body = body_of(rng, path, host)
    if rng.random() < 0.5:
        coding, body = _encoded(rng, body)
        headers += [("Content-Encoding", coding)]
    if rng.random() < 0.02:
        body *= rng.choice((20, 200))
    frame, body = _framed(rng, body[:6_000_000])
    headers += frame
    rng.shuffle(headers)
    lines = [status, *(f"{name}: {value}".encode("utf-8", "surrogatepass") for name, value in headers)]
    head = _eol(rng).join([*lines, b"", b""])
    if rng.random() < 0.05:
        head = mangled(rng, head)
    return _delivered(rng, head + body)


def _proper(rng: Random, path: str, host: str) -> Sent:
    """An answer with nothing wrong but what is in it; now and then a redirect."""
    body = body_of(rng, path, host)
    headers = [("Content-Type", _content_type(rng, path))]
    status = b"HTTP/1.1 200 OK"
    if rng.random() < 0.1:
        status = b"HTTP/1.1 %d Moved" % rng.choice((301, 302, 303, 307, 308))
        headers.append(("Location", _location(rng, host)))
    if rng.random() < 0.4:
        coding = rng.choice(tuple(_CODERS))
        body = _CODERS[coding](body)
        headers.append(("Content-Encoding", coding))
    if rng.random() < 0.3:
        headers.append(("Transfer-Encoding", "chunked"))
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
    else:
        headers.append(("Content-Length", str(len(body))))
    lines = [status, *(f"{name}: {value}".encode("utf-8", "surrogatepass") for name, value in headers)]
    return Sent(((b"\r\n".join([*lines, b"", body]), 0.0),), "keep")


_CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "deflate": lambda data: zlib.compress(data, 1),
    "br": lambda data: bytes(brotli.compress(data, quality=1)),
    "zstd": lambda data: zstandard.ZstdCompressor(level=1).compress(data),
}


def _status(rng: Random) -> bytes:
    if rng.random() < 0.7:
        return b"HTTP/1.1 200 OK"
    code = rng.choice(
        (200, 200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 410, 429, 451, 500, 503, 521)
    )
    odd: tuple[bytes, ...] = (
        b"HTTP/1.1 %d" % code,
        b"HTTP/1.0 %d OK" % code,
        b"HTTP/1.1 %d OK" % code,
        b"HTTP/1.1 %d " % code + b"x" * rng.choice((1, 9_000, 70_000)),
        b"http/1.1 %d ok" % code,
        b"HTTP/9.9 200 OK",
        b"HTTP/1.1 000 OK",
        b"HTTP/1.1 999 OK",
        b"HTTP/1.1 -200 OK",
        b"HTTP/1.1 2e2 OK",
        b"HTTP/1.1 \xd9\xa2\xd9\xa0\xd9\xa0 OK",
        b"HTTP/1.1  200  OK",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
        b"HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n" * rng.choice((1, 300)) + b"HTTP/1.1 200 OK",
        b"HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: upgrade",
        b"ICY 200 OK",
        b"",
        b"\0\0\0",
        b"<html><body>no head at all",
    )
    return rng.choice(odd[:4]) if rng.random() < 0.6 else rng.choice(odd)


def _headers(rng: Random, path: str, host: str) -> list[tuple[str, str]]:
    headers = [("Content-Type", _content_type(rng, path)), ("Server", "nginx")]
    if rng.random() < 0.3:
        headers.append(("Location", _location(rng, host)))
    headers += [rng.choice(_ODD_HEADERS)(rng) for _ in range(rng.choice((0, 0, 0, 1, 2, 4)))]
    if rng.random() < 0.02:
        headers += [(f"X-{number}", "x") for number in range(rng.choice((100, 300, 3_000)))]
    return headers


def _content_type(rng: Random, path: str) -> str:
    usual = "text/html" if "." not in path else "text/plain" if path.endswith(".txt") else "application/xml"
    if rng.random() < 0.5:
        return f"{usual}; charset=utf-8"
    label = rng.choice(
        (
            "utf-8",
            "UTF-16",
            "utf-16le",
            "utf-32",
            "utf-7",
            "iso-2022-jp",
            "hz-gb-2312",
            "shift_jis",
            "big5",
            "x",
            "",
            '"',
            "cp037",
        )
        + (
            "idna",
            "punycode",
            "rot13",
            "zip",
            "base64",
            "unicode_escape",
            "undefined",
            "mbcs",
            "raw_unicode_escape",
            "utf-8-sig",
        )
        + ("latin1" * 50, "\u00fctf-8", "utf-8;charset=utf-16", "../../etc/passwd", "ks_c_5601-1987", "windows-1252")
    )
    kind = rng.choice(
        (usual, usual, usual, "", "text", "text/html/x", "application/pdf", "TEXT/HTML", "x" * 5_000, "text/html;;;")
    )
    return f"{kind}; charset={label}"


def _location(rng: Random, host: str) -> str:
    other = f"s{rng.randrange(1_000_000)}.test"
    return rng.choice(
        (
            *(
                "/",
                "/about",
                f"http://{host}/",
                f"http://www.{host}/",
                f"http://{other}/",
                f"//{other}/x",
                "?x=1",
                "#x",
                "",
            ),
            *(f"http://{host}/{rng.randrange(10**9)}", f"https://{host}/", f"http://{host}:1/", "..", "./../../.."),
            *("file:///etc/passwd", "ftp://x.test/", "javascript:alert(1)", "data:text/html,x", "http://127.0.0.1/"),
            *(
                "http://169.254.169.254/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://localhost/",
                "http://2130706433/",
            ),
            *(
                "http://[",
                "http://",
                "http:///",
                "//",
                "http://:80/",
                "http://x.test:99999/",
                "http://\u00fc.test/",
                "http://%00/",
            ),
            *(
                "http://" + "a" * 300 + ".test/",
                "/" + "x" * 10_000,
                "http://a..b.test/",
                "http://xn--a.test/",
                "http://xn--.test/",
            ),
            odd_text(rng),
        )
    )


_ODD_HEADERS: tuple[Callable[[Random], tuple[str, str]], ...] = (
    lambda rng: (
        "Set-Cookie",
        rng.choice(("a=b", "a=b; Domain=test", "=", "a" * 9_000 + "=b", "a=b; Max-Age=1e99", "a=\x01\x02")),
    ),
    lambda rng: ("Set-Cookie", f"{odd_text(rng)}={odd_text(rng)}; Expires={odd_text(rng)}; Path=/\u00fc"),
    lambda rng: ("Set-Cookie", "a=b; Expires=Thu, 99 Foo 99999 99:99:99 GMT; Max-Age=-" + "9" * 500),
    lambda rng: (
        "Retry-After",
        rng.choice(("0", "1", "-1", "1e9", "9" * 5_000, "Fri, 31 Dec 9999 23:59:59 GMT", "nan", "inf", "x", "\u0661")),
    ),
    lambda rng: (
        "Retry-After",
        rng.choice(("Thu, 01 Jan 0001 00:00:00 +2400", "Mon, 00 Xyz 2020", "31 Feb 2026 00:00:00 -9999")),
    ),
    lambda rng: (
        "Content-Encoding",
        rng.choice(("gzip", "deflate", "br", "zstd", "gzip, gzip", "br, gzip", "x", "identity", "aes128gcm")),
    ),
    lambda rng: ("Connection", rng.choice(("close", "keep-alive", "upgrade", "close, keep-alive", "x" * 3_000))),
    lambda rng: (
        "Transfer-Encoding",
        rng.choice(("chunked", "gzip, chunked", "chunked, chunked", "identity", "xchunked", "")),
    ),
    lambda rng: ("ETag", rng.choice(('"x"', "x", 'W/"', '"' * 3_000, '"\u00e4"'))),
    lambda rng: ("Last-Modified", rng.choice(("Thu, 01 Jan 1970 00:00:00 GMT", "x", "Fri, 31 Dec 99999 23:59:59 GMT"))),
    lambda rng: ("Link", rng.choice(('</a>; rel="next"', "<" * 3_000, "<http://[>; rel=canonical"))),
    lambda rng: ("Refresh", rng.choice(("0; url=/about", "0;url=http://127.0.0.1/", "9" * 5_000))),
    lambda rng: ("X-Robots-Tag", "noindex, " * 500),
    lambda rng: ("Server", rng.choice(("cloudflare", "AkamaiGHost", "x" * 40_000, "=cmd|' /C calc'!A0"))),
    lambda rng: ("CF-Mitigated", "challenge"),
    lambda rng: (rng.choice(("X Y", "", " X", "X\t", "\u00fc", "X\x00", ":", "X" * 40_000)), odd_text(rng)),
    lambda rng: ("X-Odd", odd_text(rng)),
    lambda rng: ("X-Fold", "a\r\n b\r\n\tc"),
    lambda rng: ("X-Bare", rng.choice(("a\nb: c", "a\rb", "a\0b", "\x7f", "\u2028", "\ud800"))),
)


def _encoded(rng: Random, body: bytes) -> tuple[str, bytes]:
    """A coding and the body in it; sometimes another, broken, cut, doubled, or followed by something."""
    name = rng.choice(tuple(_CODERS))
    if rng.random() < 0.03:
        body = bytes(rng.choice((5_000_000, 30_000_000)))
    data = _CODERS[name](body)
    if rng.random() < 0.7:
        return name, data
    return rng.choice(
        (
            lambda: (rng.choice(tuple(_CODERS)), data),
            lambda: (name, data[: rng.randrange(len(data) + 1)]),
            lambda: (name, mangled(rng, data)),
            lambda: (name, data + rng.randbytes(rng.randrange(300))),
            lambda: (name, data * rng.choice((2, 5))),
            lambda: (name, gzip.compress(b"") * rng.choice((3, 20_000)) + data),
            lambda: (f"{name}, {name}", _CODERS[name](data)),
            lambda: (name, _CODERS[name](data)),
            lambda: (name.upper() + " ", data),
        )
    )()


def _framed(rng: Random, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    """The headers that say where the body ends, and the body in its frame; sometimes they disagree."""
    if rng.random() < 0.6:
        return [("Content-Length", str(len(body)))], body
    if rng.random() < 0.4:
        return [("Transfer-Encoding", "chunked")], _chunked(rng, body)
    length = rng.choice(
        (
            "0",
            "1",
            "-1",
            "+5",
            "0x10",
            "1e3",
            "",
            "5, 5",
            "5, 6",
            str(len(body) + 7),
            str(max(0, len(body) - 7)),
            "9" * 30,
        )
        + ("9" * 6_000, "\u0665", " 5 ", "5 5", str(2**63), str(2**31))
    )
    return rng.choice(
        (
            lambda: ([], body),
            lambda: ([("Content-Length", length)], body),
            lambda: ([("Content-Length", length), ("Content-Length", str(len(body)))], body),
            lambda: ([("Content-Length", length), ("Transfer-Encoding", "chunked")], _chunked(rng, body)),
            lambda: ([("Transfer-Encoding", "chunked")], body),
            lambda: ([("Transfer-Encoding", "chunked")], mangled(rng, _chunked(rng, body)[:200_000])),
        )
    )()


def _chunked(rng: Random, body: bytes) -> bytes:
    size = rng.choice((1, 7, 1_000, 60_000)) if len(body) < 20_000 else rng.choice((5_000, 60_000))
    extension = rng.choice((b"", b"", b"", b";a=b", b";" + b"x" * 3_000))
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    data = b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
    ends = (
        b"0\r\n\r\n",
        b"0\r\n\r\n",
        b"0\r\n\r\n",
        b"0\r\nX-Trailer: 1\r\n\r\n",
        b"",
        b"0",
        b"0\r\n",
        b"FFFFFFFFFFFFFFFFFF\r\n",
    )
    return data + rng.choice((*ends, b"-1\r\n\r\n", b"zz\r\n", b"0\r\n" + b"X: 1\r\n" * 5_000 + b"\r\n", b"0" * 70_000))


def _eol(rng: Random) -> bytes:
    return rng.choices((b"\r\n", b"\n", b"\r", b"\r\r\n"), (95, 3, 1, 1))[0]


def mangled(rng: Random, data: bytes) -> bytes:
    """With a few bytes turned, cut, doubled or thrown in."""
    for _ in range(rng.choice((1, 2, 8))):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((1, 4, 100)))
        data = rng.choice(
            (
                data[:at] + rng.randbytes(to - at) + data[to:],
                data[:at] + data[to:],
                data[:to] + data[at:],
                data[:at] + rng.choice((b"\0", b"\r\n", b"\n", b"\xff\xfe", b"<", b"\x1f\x8b", b"%s%n")) + data[at:],
            )
        )
    return data


def _delivered(rng: Random, data: bytes) -> Sent:
    end: End = rng.choices(("keep", "close", "reset", "stall"), (60, 25, 8, 7))[0]
    if rng.random() < 0.1:
        data = data[: rng.randrange(len(data) + 1)]
    if rng.random() < 0.85:
        return Sent(((data, 0.0),), end)
    cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice((1, 3, 20))))
    pieces = [data[start:stop] for start, stop in zip((0, *cuts), (*cuts, len(data)), strict=True)]
    return Sent(tuple((piece, rng.random() * _PAUSE_S) for piece in pieces), end)
