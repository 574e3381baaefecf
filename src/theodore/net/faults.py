"""From what aiohttp raises to FetchFailed, at one place."""

from __future__ import annotations

import errno
from dataclasses import replace

import aiohttp

from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.net.inflate import BodyBroken, BodyTooLarge
from theodore.policy.classify import classify


def translate(error: Exception, *, url: str, status: int | None) -> FetchFailed:
    """The FetchFailed that this exception of a request stands for.

    status: of the answer, where its headers had come; what failed then was its body.
    """
    if isinstance(error, FetchFailed):
        known = error.failure
        return type(error)(replace(known, url=known.url or url, status=known.status or status))
    reason = _by_phase(error, in_body=status is not None)
    if reason is not None:
        return FetchFailed(Failure(reason, detail=reason.meaning, url=url, status=status))
    return FetchFailed(replace(classify(error, url=url), status=status))


def is_stale(error: FetchFailed) -> bool:
    """Whether a connection that was kept open turned out to be closed, before anything of an answer came."""
    return error.failure.status is None and error.failure.reason in {Reason.CLOSED, Reason.RESET}


def _by_phase(error: Exception, *, in_body: bool) -> Reason | None:
    """What only this room knows; None leaves it to the general rules of policy/classify."""
    if isinstance(error, BodyTooLarge):
        return Reason.TOO_LARGE
    if isinstance(error, BodyBroken):
        return Reason.TRUNCATED if error.ended_early else Reason.BAD_ENCODING
    if isinstance(error, aiohttp.SocketTimeoutError):
        return Reason.BODY_TIMEOUT if in_body else Reason.FIRST_BYTE_TIMEOUT
    if isinstance(error, aiohttp.ClientResponseError):
        return Reason.PROTOCOL  # its status is aiohttp's own word for bytes that are not HTTP
    if isinstance(error, aiohttp.ClientConnectorError):
        return _connecting(error)
    if isinstance(error, (aiohttp.InvalidURL, UnicodeError, ValueError)) and not isinstance(error, OSError):
        return Reason.BAD_URL
    return None


def _connecting(error: aiohttp.ClientConnectorError) -> Reason | None:
    cause = error.os_error
    if isinstance(cause, ConnectionResetError) and cause.errno is None:
        return Reason.TLS_HANDSHAKE  # asyncio's word for a peer that hung up while TLS was being made
    if type(cause) is OSError and cause.errno is None:
        return Reason.UNREACHABLE  # several addresses, each with a fault of its own
    if cause.errno == errno.EINVAL:
        return Reason.UNREACHABLE
    return None
