"""From an exception or a status to a row of the table of reasons.

Only types, error numbers, statuses and headers are looked at, never the words of a message: "429 for /connections"
is not a connection error, and a TypeError that speaks of a timeout is a bug.
"""

from __future__ import annotations

import asyncio
import errno
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping

from theodore.model.errors import CompanyError, ErrorType, Failure, Reason
from theodore.policy.retry_after import retry_after_s

#: OpenSSL's X509_V_ERR_* numbers.
_CERTIFICATE = {
    9: Reason.CERTIFICATE_NOT_YET_VALID,
    10: Reason.CERTIFICATE_EXPIRED,
    18: Reason.CERTIFICATE_SELF_SIGNED,
    19: Reason.CERTIFICATE_UNKNOWN_ISSUER,  # an authority of its own in the chain, not trusted here
    20: Reason.CERTIFICATE_UNKNOWN_ISSUER,
    21: Reason.CERTIFICATE_UNKNOWN_ISSUER,
    62: Reason.CERTIFICATE_WRONG_HOST,
    64: Reason.CERTIFICATE_WRONG_HOST,
}

#: This machine had no descriptor or no memory left for a connection: no fault of the site's, and it may pass.
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

_ERRNO = {
    errno.ECONNREFUSED: Reason.REFUSED,
    errno.ECONNRESET: Reason.RESET,
    errno.ECONNABORTED: Reason.RESET,
    errno.EPIPE: Reason.RESET,
    errno.EHOSTUNREACH: Reason.UNREACHABLE,
    errno.ENETUNREACH: Reason.UNREACHABLE,
    errno.EADDRNOTAVAIL: Reason.UNREACHABLE,
    errno.ENETDOWN: Reason.UNREACHABLE,
    errno.EHOSTDOWN: Reason.UNREACHABLE,
    errno.ETIMEDOUT: Reason.CONNECT_TIMEOUT,
    **dict.fromkeys(_EXHAUSTED, Reason.UNREACHABLE),
}

#: What getaddrinfo says of a name that does not exist, and of one that has no address.
_NO_SUCH_NAME = {
    number for name in ("EAI_NONAME", "EAI_NODATA") if isinstance(number := getattr(socket, name, None), int)
}

#: Exceptions of libraries that a caller's own pipeline may use; named, not imported, so that none is needed.
#: The first name met along an exception's method resolution order decides.
_BY_CLASS: dict[str, Reason] = {
    "aiohttp.client_exceptions.ConnectionTimeoutError": Reason.CONNECT_TIMEOUT,
    "aiohttp.client_exceptions.SocketTimeoutError": Reason.FIRST_BYTE_TIMEOUT,
    "aiohttp.client_exceptions.ServerTimeoutError": Reason.FIRST_BYTE_TIMEOUT,
    "aiohttp.client_exceptions.ServerDisconnectedError": Reason.CLOSED,
    "aiohttp.client_exceptions.ClientPayloadError": Reason.TRUNCATED,
    "aiohttp.client_exceptions.ClientProxyConnectionError": Reason.PROXY,
    "aiohttp.client_exceptions.ClientHttpProxyError": Reason.PROXY,
    "aiohttp.client_exceptions.TooManyRedirects": Reason.REDIRECT_LOOP,
    "aiohttp.client_exceptions.NonHttpUrlClientError": Reason.NOT_A_WEBSITE,
    "aiohttp.client_exceptions.InvalidURL": Reason.BAD_URL,
    "aiohttp.http_exceptions.HttpProcessingError": Reason.PROTOCOL,
    "httpx.ConnectTimeout": Reason.CONNECT_TIMEOUT,
    "httpx.ReadTimeout": Reason.FIRST_BYTE_TIMEOUT,
    "httpx.TimeoutException": Reason.ATTEMPT_DEADLINE,
    "httpx.ProxyError": Reason.PROXY,
    "httpx.RemoteProtocolError": Reason.PROTOCOL,
    "httpx.TooManyRedirects": Reason.REDIRECT_LOOP,
    "httpx.UnsupportedProtocol": Reason.NOT_A_WEBSITE,
    "httpx.InvalidURL": Reason.BAD_URL,
    "requests.exceptions.ConnectTimeout": Reason.CONNECT_TIMEOUT,
    "requests.exceptions.ReadTimeout": Reason.FIRST_BYTE_TIMEOUT,
    "requests.exceptions.Timeout": Reason.ATTEMPT_DEADLINE,
    "requests.exceptions.ProxyError": Reason.PROXY,
    "requests.exceptions.TooManyRedirects": Reason.REDIRECT_LOOP,
    "requests.exceptions.InvalidSchema": Reason.NOT_A_WEBSITE,
    "requests.exceptions.MissingSchema": Reason.BAD_URL,
    "requests.exceptions.InvalidURL": Reason.BAD_URL,
    "requests.exceptions.ChunkedEncodingError": Reason.TRUNCATED,
    "playwright._impl._errors.TimeoutError": Reason.RENDER_TIMEOUT,
}

#: Names under which libraries wrap many faults: an expired certificate reaches httpx's callers as a ConnectError.
#: They decide only where nothing that they were raised from says more.
_BY_WRAPPER: dict[str, Reason] = {
    "aiohttp.client_exceptions.ClientConnectorCertificateError": Reason.CERTIFICATE_UNKNOWN_ISSUER,
    "aiohttp.client_exceptions.ClientConnectorDNSError": Reason.DNS_FAILURE,
    # a host whose addresses fail in different ways comes as one error without a number
    "aiohttp.client_exceptions.ClientConnectorError": Reason.UNREACHABLE,
    "aiohttp.client_exceptions.ClientOSError": Reason.RESET,
    "httpx.ConnectError": Reason.REFUSED,
    "httpx.NetworkError": Reason.RESET,
    "ssl.SSLCertVerificationError": Reason.CERTIFICATE_UNKNOWN_ISSUER,
    "requests.exceptions.SSLError": Reason.TLS_HANDSHAKE,
    "requests.exceptions.ConnectionError": Reason.RESET,
}

_BY_STATUS = {
    404: Reason.HTTP_404,
    407: Reason.PROXY,
    408: Reason.FIRST_BYTE_TIMEOUT,  # the server itself says that time ran out
    410: Reason.HTTP_410,
    429: Reason.HTTP_429,
}
_FORBIDDEN = frozenset({401, 403, 405, 406, 451})


def classify(error: BaseException, *, url: str | None = None, now: float | None = None) -> Failure:
    """The failure that this exception stands for.

    The exception itself is asked first, then whatever it was raised from or while handling. An exception of ours
    says it itself. A programming error (TypeError, KeyError and the like) is internal_error/bug, whatever it
    followed; anything unknown is unknown/other. now: seconds since the epoch, for a Retry-After that is a date; without
    it only seconds are understood.
    """
    if isinstance(error, _BUGS):
        return _failure(Reason.BUG, error, url, now)
    for link in _chain(error):
        if isinstance(link, CompanyError):
            return link.failure
        reason = _reason(link)
        if reason is not None:
            return _failure(reason, link, url, now)
    for link in _chain(error):
        wrapped = _named(link, _BY_WRAPPER)
        if wrapped is not None:
            return _failure(wrapped, link, url, now)
    return _failure(Reason.OTHER, error, url, now)


def classify_error(error: BaseException) -> ErrorType:
    """The class that this exception belongs to."""
    return classify(error).type


def classify_status(status: int, headers: Mapping[str, str] | None = None) -> Reason | None:
    """The reason that an HTTP status stands for; None for an answer that is not a failure.

    headers: with names in lower case. Whether a 403 with content is content is for its caller to say.
    """
    if status == 503 and "retry-after" in (headers or {}):
        return Reason.HTTP_503_RETRY_AFTER
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if status in _FORBIDDEN:
        return Reason.FORBIDDEN
    if status >= 500:
        return Reason.HTTP_5XX
    if status >= 400:
        return Reason.OTHER
    return None


def certificate_reason(number: int, otherwise: Reason) -> Reason:
    """The reason that this number of OpenSSL's X509_V_ERR_* stands for."""
    return _CERTIFICATE.get(number, otherwise)


_BUGS = (TypeError, AttributeError, NameError, LookupError, AssertionError, ArithmeticError, NotImplementedError)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and those behind it, each once, the nearest first."""
    waiting = [error]
    seen: set[int] = set()
    for link in waiting:
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        waiting.extend(_behind(link))


def _behind(link: BaseException) -> Iterator[BaseException]:
    # both, and even after `from None`: libraries raise from an error made for show, or hide the real one from
    # the traceback, and then it is the context
    yield from (error for error in (link.__cause__, link.__context__) if error is not None)
    if isinstance(link, BaseExceptionGroup):
        yield from link.exceptions


def _reason(error: BaseException) -> Reason | None:
    return _named(error, _BY_CLASS) or _answered(error) or _tls(error) or _network(error) or _plain(error)


def _answered(error: BaseException) -> Reason | None:
    status = _status_of(error)
    return None if status is None else classify_status(status, _headers_of(error))


def _tls(error: BaseException) -> Reason | None:
    if isinstance(error, ssl.SSLCertVerificationError):
        code = getattr(error, "verify_code", None)
        return _CERTIFICATE.get(code, Reason.CERTIFICATE_UNKNOWN_ISSUER) if code else None
    if isinstance(error, (ssl.SSLZeroReturnError, ssl.SSLEOFError)):
        return Reason.TLS_HANDSHAKE
    # a reset inside of TLS has an errno of its own and is a reset
    if isinstance(error, ssl.SSLError) and error.errno not in _ERRNO:
        return Reason.TLS_HANDSHAKE
    return None


def _network(error: BaseException) -> Reason | None:
    if isinstance(error, socket.gaierror):
        return Reason.DNS_NO_SUCH_NAME if error.errno in _NO_SUCH_NAME else Reason.DNS_FAILURE
    if isinstance(error, OSError) and error.errno in _ERRNO:
        return _ERRNO[error.errno]
    return None


def _named(error: BaseException, table: Mapping[str, Reason]) -> Reason | None:
    for cls in type(error).__mro__:
        reason = table.get(f"{cls.__module__}.{cls.__qualname__}")
        if reason is not None:
            return reason
    return None


def _plain(error: BaseException) -> Reason | None:
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return Reason.ATTEMPT_DEADLINE
    if isinstance(error, asyncio.IncompleteReadError | http.client.IncompleteRead):
        return Reason.TRUNCATED
    if isinstance(error, ConnectionRefusedError):
        return Reason.REFUSED
    if isinstance(error, http.client.RemoteDisconnected):
        return Reason.CLOSED
    if isinstance(error, ConnectionError):
        return Reason.RESET
    if isinstance(error, http.client.HTTPException):
        return Reason.PROTOCOL
    if isinstance(error, UnicodeDecodeError):
        return Reason.BAD_ENCODING
    return None


def _status_of(error: BaseException) -> int | None:
    """The HTTP status of an error that stands for an answer, as requests, httpx, aiohttp and urllib carry it."""
    # aiohttp gives an answer that it cannot read a status of its own: 400
    if error.__cause__ is not None and _named(error.__cause__, _BY_CLASS) is Reason.PROTOCOL:
        return None
    response = getattr(error, "response", None)
    for holder, name in ((response, "status_code"), (error, "status"), (error, "code")):
        value = getattr(holder, name, None)
        if isinstance(value, int) and 100 <= value <= 599 and isinstance(error, Exception):
            return value
    return None


def _headers_of(error: BaseException) -> dict[str, str]:
    """The headers of that answer, names in lower case; empty where the error carries none."""
    for holder in (getattr(error, "response", None), error):
        items = getattr(getattr(holder, "headers", None), "items", None)
        if callable(items):
            return {str(name).lower(): str(value) for name, value in items()}
    return {}


def _found(reason: Reason, error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno in _EXHAUSTED:
        return "this machine had no file descriptor or memory left for a connection"
    return reason.meaning


def _failure(reason: Reason, error: BaseException, url: str | None, now: float | None) -> Failure:
    status, headers = _status_of(error), _headers_of(error)
    by_status = status is not None and classify_status(status, headers) is reason
    found = f"the site answered {status}" if by_status else _found(reason, error)
    # a class's name says nothing to a person, but where nothing else is known it is all that there is to report
    unnamed = reason in (Reason.BUG, Reason.OTHER) and not by_status
    detail = f"{found} ({type(error).__name__})" if unnamed else found
    return Failure(
        reason, detail=detail, url=url, retry_after_s=retry_after_s(headers.get("retry-after"), now), status=status
    )
