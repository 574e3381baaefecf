"""The heads of requests and answers as the gateway takes them: read strictly, and written anew.

What one reader takes for the end of a message another takes for its middle: that is how requests are smuggled. So
what could be read in two ways is not mended but refused, and nothing is passed on as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from theodore.net.hosts import is_address

_LINE = re.compile(rb"[\x20-\x7e\x80-\xff\t]*")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_REQUEST = re.compile(r"(?P<method>[A-Z]{1,20}) (?P<target>[\x21-\x7e]+) HTTP/1\.(?P<minor>[01])")
_STATUS = re.compile(r"HTTP/1\.[01] (?P<code>[1-5][0-9]{2})(?: [^\r\n]*)?")
_AUTHORITY = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,255})(?::(?P<port>[0-9]{1,5}))?")
_ABSOLUTE = re.compile(r"http://(?P<authority>[^/?#]*)(?P<rest>[^#]*)", re.IGNORECASE)
#: The header by which an answer of the gateway's own is known (RFC 9209).
MARK = "Proxy-Status"
#: Said by one hop to the next alone; the gateway says its own.
_OF_THE_HOP = frozenset(
    (
        *("connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization"),
        *("te", "trailer", "upgrade", "expect", "http2-settings", MARK.lower()),
    )
)
Headers = Sequence[tuple[str, str]]


class HeadRefused(Exception):
    """A head that is not taken. status: what its sender is told. host: which host was meant, as far as it was told."""

    def __init__(self, status: int, why: str, host: str = "") -> None:
        super().__init__(why)
        self.status = status
        self.host = host


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. host: lower case, without brackets. rest: its path and query; None asks for a tunnel."""

    host: str
    port: int
    rest: str | None

    @property
    def authority(self) -> str:
        """Host and port as a Host header has them, for plain HTTP."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 80 else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A request to a proxy. length: of its body, in bytes."""

    method: str
    target: Target
    headers: Headers
    length: int


def read_request(first: str, headers: Headers) -> RequestHead:
    """The head of a request to a proxy, as `parts` gives it. Raises HeadRefused."""
    match = _REQUEST.fullmatch(first)
    if match is None:
        raise HeadRefused(400, "no request could be read")
    method, target = match["method"], _target(match["method"], match["target"])
    if method not in {"CONNECT", "GET", "HEAD", "POST"}:
        raise HeadRefused(405, f"{method} is not passed on", target.host)
    return RequestHead(method, target, headers, _length(headers, target.host))


def read_status(first: str) -> int:
    """The status of an answer, from its first line. Raises HeadRefused."""
    match = _STATUS.fullmatch(first)
    if match is None:
        raise HeadRefused(502, "the answer is not HTTP")
    return int(match["code"])


def only(headers: Headers, name: str) -> str | None:
    """The only value of a header, its name in lower case; None where there is none or more than one."""
    found = [value for key, value in headers if key.lower() == name]
    return found[0] if len(found) == 1 else None


def passed_on(first: str, headers: Headers, own: Mapping[str, str]) -> bytes:
    """A head to send on: without what the last hop said to us alone, with our own words, and for one message only."""
    named = {part.strip().lower() for key, value in headers if key.lower() == "connection" for part in value.split(",")}
    # what frames a message is not for a sender to take away
    dropped = (_OF_THE_HOP | named) - {"content-length", "transfer-encoding"} | {key.lower() for key in own}
    lines = [first, *(f"{key}: {value}" for key, value in own.items())]
    lines += [f"{key}: {value}" for key, value in headers if key.lower() not in dropped]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


def parts(data: bytes, max_headers: int) -> tuple[str, Headers]:
    """The first line of a head and its headers; the empty line is its end. Raises HeadRefused."""
    lines = data.removesuffix(b"\r\n\r\n").split(b"\r\n")
    # a bare CR or LF, a NUL or another control is where two readers part ways
    if not all(_LINE.fullmatch(line) for line in lines):
        raise HeadRefused(400, "the head holds control characters")
    if len(lines) - 1 > max_headers:
        raise HeadRefused(431, f"more than {max_headers} headers")
    first, *others = (line.decode("latin-1") for line in lines)
    return first, [_header(line) for line in others]


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    # a space before the colon or at the line's beginning (a folded line) is read differently by different readers
    if not colon or not _TOKEN.fullmatch(name):
        raise HeadRefused(400, "a header cannot be read")
    return name, value.strip(" \t")


def _target(method: str, text: str) -> Target:
    if method == "CONNECT":
        host, port = _authority(text, None)
        return Target(host, port, None)
    match = _ABSOLUTE.fullmatch(text)
    if match is None:
        raise HeadRefused(400, "only http URLs are passed on, and tunnels")
    host, port = _authority(match["authority"], 80)
    rest = match["rest"] or "/"
    return Target(host, port, rest if rest.startswith("/") else f"/{rest}")


def _authority(text: str, default: int | None) -> tuple[str, int]:
    match = _AUTHORITY.fullmatch(text)
    shown = text.rpartition("@")[2]  # what stands before may be secret
    if match is None:
        raise HeadRefused(400, "the host cannot be read", shown)
    host, port = match["host"].strip("[]").lower(), int(match["port"] or default or 0)
    if not 0 < port < 65536 or (match["host"].startswith("[") and not (":" in host and is_address(host))):
        raise HeadRefused(400, "the host or port cannot be read", shown)
    return host, port


def _length(headers: Headers, host: str) -> int:
    lengths = [value for key, value in headers if key.lower() == "content-length"]
    if any(key.lower() == "transfer-encoding" for key, _ in headers):
        raise HeadRefused(411, "a body is taken by its Content-Length alone", host)
    if len(lengths) > 1 or not all(re.fullmatch(r"[0-9]{1,12}", length) for length in lengths):
        raise HeadRefused(400, "the body's length cannot be read", host)
    return int(lengths[0]) if lengths else 0
