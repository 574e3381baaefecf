"""What is asked for, within which bounds, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol, Self

from yarl import URL

from theodore.model.errors import Failure, FetchFailed, Reason

#: Looks at an answer's status and headers (names in lower case); a reason ends the request before its body is read.
Refuse = Callable[[int, Mapping[str, str]], Reason | None]


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request; None leaves a bound to the client's settings, or open where those have none.

    connect_s: seconds for the name, the connection and TLS together. read_s: the longest silence in seconds, before
    the first byte and between two. max_wire_bytes, max_body_bytes: of the body, as sent and inflated. cut: a longer
    body is cut at its bound, in place of failing the request.
    """

    connect_s: float | None = None
    read_s: float | None = None
    max_wire_bytes: int | None = None
    max_body_bytes: int | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One GET. headers: beside those that every request has."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    refuse: Refuse | None = None


def web_url(text: str) -> URL:
    """The URL that a request is made for, read once: its host is the one that is checked.

    Raises FetchFailed for other schemes than http and https, some of which the libraries would ask for, and ValueError
    for what is no URL.
    """
    url = URL(text)
    if url.scheme not in {"http", "https"}:
        raise FetchFailed(Failure(Reason.NOT_A_WEBSITE, detail="only http and https are asked for"))
    return url


@dataclass(frozen=True, slots=True)
class Response:
    """An answer.

    headers: names in lower case, Set-Cookie and what lies beyond 64 KiB left out. body: inflated. seconds: from the
    request to the last byte. wire_bytes: the body's as it was sent. cut: the body was longer than its bound,
    and ends there. worked_s: how many of the seconds the client's own thread computed, for other requests too.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    wire_bytes: int
    cut: bool = False
    worked_s: float = 0.0

    def header(self, name: str) -> str | None:
        """The first value of this header; None where it was not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)


class AnyVisit(Protocol):
    """Requests to one website, one way or another: an async context manager.

    requests, wire_bytes: what was asked for and received so far.
    """

    @property
    def requests(self) -> int: ...

    @property
    def wire_bytes(self) -> int: ...

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] = ...,
        limits: Limits = ...,
        refuse: Refuse | None = None,
    ) -> Response:
        """Ask for a URL and read the answer; redirects are not followed. Raises FetchFailed."""
