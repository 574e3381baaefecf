"""What goes out: answers, refusals, and answers that go wrong."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from theodore.farm.broken_off import reset_at_close, send_half
from theodore.farm.sheets.config import Fault
from theodore.farm.sheets.errors import ApiError, Invalid
from theodore.farm.sheets.page import POLICY

#: No body of a call may be larger, in bytes.
MOST_BYTES = 10 * 1024 * 1024

_HTML = "text/html; charset=UTF-8"
_SILENT = frozenset({Fault.SILENCE_BEFORE, Fault.SILENCE_AFTER})
_BROKEN_OFF = frozenset({Fault.RESET_BEFORE, Fault.RESET_AFTER})


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent. account: who called, where that is known."""

    status: int
    body: bytes
    content_type: str = "application/json; charset=UTF-8"
    account: str = ""
    fault: Fault | None = None

    @property
    def seen_status(self) -> int:
        """The status that the client gets; 0 where it gets no answer."""
        return 0 if self.fault in _SILENT | _BROKEN_OFF else self.status


def told(body: Mapping[str, Any], account: str = "", fault: Fault | None = None, status: int = 200) -> Answer:
    """An answer of JSON."""
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return Answer(status, encoded, account=account, fault=fault)


def refused(refusal: ApiError, account: str = "", fault: Fault | None = None) -> Answer:
    """The answer to a call that is not done."""
    return told(refusal.body(), account, fault, refusal.status)


def failed(fault: Fault, account: str = "") -> Answer:
    """The answer to a call that this fault keeps from being done."""
    match fault:
        case Fault.ERROR_500:
            return refused(ApiError(500, "Internal error encountered."), account, fault)
        case Fault.ERROR_503:
            return refused(ApiError(503, "The service is currently unavailable."), account, fault)
        case Fault.HTML_502:
            return Answer(502, _page(502, "Server Error", _TRY_AGAIN), _HTML, account, fault)
    return Answer(0, b"", account=account, fault=fault)


def nothing_there() -> Answer:
    """The answer where the API has no method."""
    return Answer(404, _page(404, "Not Found", "The requested URL was not found on this server."), _HTML)


def shown(page: str) -> Answer:
    """A page to look at."""
    return Answer(200, page.encode("utf-8", "replace"), _HTML)


_TRY_AGAIN = (
    "The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds."
)


def _page(status: int, name: str, what: str) -> bytes:
    return (
        f"<!DOCTYPE html>\n<html lang=en>\n<title>Error {status} ({name})!!1</title>\n"
        f"<p><b>{status}.</b> <ins>That\u2019s an error.</ins>\n<p>{what}\n"
    ).encode()


async def read(request: web.BaseRequest) -> bytes:
    """The call's body. Raises Invalid for one that is too large."""
    body = bytearray()
    async for block in request.content.iter_any():
        body += block
        if len(body) > MOST_BYTES:
            raise Invalid(f"Request payload size exceeds the limit: {MOST_BYTES} bytes.")
    return bytes(body)


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object that the body is; an empty one where there is no body. Raises Invalid for anything else."""
    if not body.strip():
        return {}
    try:
        asked = json.loads(body)
    except ValueError as error:
        raise Invalid(f"Invalid JSON payload received. {error}") from None
    if not isinstance(asked, dict):
        raise Invalid('Invalid JSON payload received. Unknown name "": Root element must be a message.')
    return asked


async def send(request: web.BaseRequest, answer: Answer, closing: asyncio.Event) -> web.StreamResponse:
    """Send it, as well as its fault lets it be sent. closing: is set when nobody is to be kept waiting any more."""
    if answer.fault in _SILENT:
        # until the client leaves, which cancels this
        await closing.wait()
    if answer.fault in _SILENT | _BROKEN_OFF:
        return _reset(request)
    headers, body = {"Content-Type": answer.content_type, "Server": "ESF"}, answer.body
    if answer.content_type == _HTML:
        headers["Content-Security-Policy"] = POLICY
    if len(body) > 1024 and "gzip" in request.headers.get("Accept-Encoding", ""):
        # the fastest level: it is the emulator that pays
        body = zlib.compress(body, 1, wbits=31)
        headers |= {"Content-Encoding": "gzip", "Vary": "Origin, X-Origin, Referer"}
    if answer.fault is Fault.TRUNCATED:
        return await send_half(request, answer.status, headers, body)
    return web.Response(status=answer.status, body=body, headers=headers)


def _reset(request: web.BaseRequest) -> web.StreamResponse:
    """Reset the connection; what is returned goes nowhere."""
    if request.transport:
        reset_at_close(request.transport.get_extra_info("socket"))
        request.transport.abort()
    return web.Response()
