"""From an exception or a status to a row of the table of reasons."""

from __future__ import annotations

import asyncio
import errno
import http.client
import socket
import ssl
import urllib.error
from email.message import Message
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import ErrorType, ExtractionFailed, Failure, FetchFailed, Reason
from theodore.policy.classify import classify, classify_error, classify_status


def named(name: str, *bases: type[BaseException]) -> BaseException:
    """An exception whose class bears this dotted name, as a library that is not installed here has it."""
    module, _, cls = name.rpartition(".")
    error: BaseException = type(cls, bases or (Exception,), {"__module__": module})("in words that do not matter")
    return error


def certificate(code: int) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code = code
    return error


def behind(error: BaseException, cause: BaseException) -> BaseException:
    """`error`, raised from `cause`."""
    error.__cause__ = cause
    return error


def during(error: BaseException, context: BaseException) -> BaseException:
    """`error`, raised while `context` was handled."""
    error.__context__ = context
    return error


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        # this machine's own need
        pytest.param(OSError(errno.EMFILE, "too many"), Reason.UNREACHABLE, id="no descriptor left: it may pass"),
        pytest.param(OSError(errno.ENOBUFS, "no room"), Reason.UNREACHABLE, id="no buffer left: it may pass"),
        # certificates, by OpenSSL's number
        pytest.param(certificate(9), Reason.CERTIFICATE_NOT_YET_VALID, id="9: not yet valid"),
        pytest.param(certificate(10), Reason.CERTIFICATE_EXPIRED, id="10: expired"),
        pytest.param(certificate(18), Reason.CERTIFICATE_SELF_SIGNED, id="18: signed by itself"),
        pytest.param(certificate(19), Reason.CERTIFICATE_UNKNOWN_ISSUER, id="19: an unknown root in the chain"),
        pytest.param(certificate(20), Reason.CERTIFICATE_UNKNOWN_ISSUER, id="20: no issuer to be found"),
        pytest.param(certificate(21), Reason.CERTIFICATE_UNKNOWN_ISSUER, id="21: its chain is not sent"),
        pytest.param(certificate(62), Reason.CERTIFICATE_WRONG_HOST, id="62: another host's"),
        pytest.param(certificate(64), Reason.CERTIFICATE_WRONG_HOST, id="64: another address's"),
        pytest.param(certificate(23), Reason.CERTIFICATE_UNKNOWN_ISSUER, id="any other number: not trusted"),
        pytest.param(ssl.SSLCertVerificationError(), Reason.CERTIFICATE_UNKNOWN_ISSUER, id="no number: not trusted"),
        # TLS
        pytest.param(ssl.SSLError(1, "x"), Reason.TLS_HANDSHAKE, id="a handshake that broke off"),
        pytest.param(ssl.SSLEOFError(8, "x"), Reason.TLS_HANDSHAKE, id="an end within the handshake"),
        pytest.param(ssl.SSLZeroReturnError(6, "x"), Reason.TLS_HANDSHAKE, id="a polite end within it"),
        pytest.param(ssl.SSLError(errno.ECONNRESET, "x"), Reason.RESET, id="a reset within TLS is a reset"),
        # error numbers of the system
        pytest.param(OSError(errno.ECONNREFUSED, "x"), Reason.REFUSED, id="ECONNREFUSED"),
        pytest.param(OSError(errno.ECONNRESET, "x"), Reason.RESET, id="ECONNRESET"),
        pytest.param(OSError(errno.ECONNABORTED, "x"), Reason.RESET, id="ECONNABORTED"),
        pytest.param(OSError(errno.EPIPE, "x"), Reason.RESET, id="EPIPE"),
        pytest.param(OSError(errno.EHOSTUNREACH, "x"), Reason.UNREACHABLE, id="EHOSTUNREACH"),
        pytest.param(OSError(errno.ENETUNREACH, "x"), Reason.UNREACHABLE, id="ENETUNREACH"),
        pytest.param(OSError(errno.ENETDOWN, "x"), Reason.UNREACHABLE, id="ENETDOWN"),
        pytest.param(OSError(errno.EHOSTDOWN, "x"), Reason.UNREACHABLE, id="EHOSTDOWN"),
        pytest.param(OSError(errno.EADDRNOTAVAIL, "x"), Reason.UNREACHABLE, id="no IPv6 here"),
        pytest.param(OSError(errno.ETIMEDOUT, "x"), Reason.CONNECT_TIMEOUT, id="the system gave up connecting"),
        pytest.param(OSError(errno.ENOSPC, "x"), Reason.OTHER, id="a full disk is no fault of a site"),
        # names
        pytest.param(socket.gaierror(socket.EAI_NONAME, "x"), Reason.DNS_NO_SUCH_NAME, id="no such name"),
        pytest.param(socket.gaierror(socket.EAI_NODATA, "x"), Reason.DNS_NO_SUCH_NAME, id="a name without address"),
        pytest.param(socket.gaierror(socket.EAI_AGAIN, "x"), Reason.DNS_FAILURE, id="the name service failed"),
        # types without numbers
        pytest.param(TimeoutError(), Reason.ATTEMPT_DEADLINE, id="time was up, who knows where"),
        pytest.param(asyncio.IncompleteReadError(b"", 9), Reason.TRUNCATED, id="asyncio: fewer bytes than promised"),
        pytest.param(http.client.IncompleteRead(b""), Reason.TRUNCATED, id="urllib: fewer bytes than promised"),
        pytest.param(ConnectionRefusedError(), Reason.REFUSED, id="refused, without a number"),
        pytest.param(ConnectionResetError(), Reason.RESET, id="reset, without a number"),
        pytest.param(BrokenPipeError(), Reason.RESET, id="a broken pipe, without a number"),
        pytest.param(http.client.RemoteDisconnected("x"), Reason.CLOSED, id="closed: also a reset by inheritance"),
        pytest.param(http.client.BadStatusLine("x"), Reason.PROTOCOL, id="not HTTP"),
        pytest.param(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), Reason.BAD_ENCODING, id="bytes that are no text"),
        # programming errors
        pytest.param(TypeError("timeout"), Reason.BUG, id="a TypeError that speaks of a timeout is a bug"),
        pytest.param(KeyError("ssl"), Reason.BUG, id="a missing key"),
        pytest.param(AttributeError("connection"), Reason.BUG, id="a missing attribute"),
        pytest.param(ZeroDivisionError(), Reason.BUG, id="a division by zero"),
        pytest.param(AssertionError(), Reason.BUG, id="a broken promise"),
        # the rest
        pytest.param(ValueError("429 Too Many Requests"), Reason.OTHER, id="a message is not read"),
        pytest.param(Exception("429 for /connections"), Reason.OTHER, id="nor is this one"),
        pytest.param(KeyboardInterrupt(), Reason.OTHER, id="a person's will"),
        pytest.param(SystemExit(404), Reason.OTHER, id="an exit code is not a status"),
    ],
)
def test_an_exception_is_classified_by_type_and_number(error: BaseException, reason: Reason) -> None:
    assert classify(error).reason is reason


ConnectError = "httpx.ConnectError"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(named("httpx.ReadTimeout"), Reason.FIRST_BYTE_TIMEOUT, id="httpx: a wait for the answer"),
        pytest.param(
            named("httpx.PoolTimeout", type(named("httpx.TimeoutException"))),
            Reason.ATTEMPT_DEADLINE,
            id="httpx: a timeout of another kind, by its parent",
        ),
        pytest.param(named("httpx.UnsupportedProtocol"), Reason.NOT_A_WEBSITE, id="httpx: neither http nor https"),
        pytest.param(named(ConnectError), Reason.REFUSED, id="httpx: no connection, and no more is known"),
        pytest.param(
            behind(named(ConnectError), behind(named("httpcore.ConnectError"), certificate(10))),
            Reason.CERTIFICATE_EXPIRED,
            id="httpx: what it wraps says more",
        ),
        pytest.param(
            behind(named(ConnectError), during(named("httpcore.ConnectError"), socket.gaierror(socket.EAI_NONAME, ""))),
            Reason.DNS_NO_SUCH_NAME,
            id="httpx: even where the traceback hides it",
        ),
        pytest.param(named("requests.exceptions.Timeout"), Reason.ATTEMPT_DEADLINE, id="requests: a timeout"),
        pytest.param(named("requests.exceptions.MissingSchema"), Reason.BAD_URL, id="requests: no address"),
        pytest.param(
            named("requests.exceptions.ConnectionError", OSError), Reason.RESET, id="requests: no more is known"
        ),
        pytest.param(
            during(
                named("requests.exceptions.SSLError", OSError),
                during(behind(named("urllib3.MaxRetryError"), named("urllib3.SSLError")), certificate(18)),
            ),
            Reason.CERTIFICATE_SELF_SIGNED,
            id="requests: raised from an error made for show, the real one is the context",
        ),
        pytest.param(
            named("playwright._impl._errors.TimeoutError"), Reason.RENDER_TIMEOUT, id="playwright: a page not done"
        ),
        pytest.param(
            named("aiohttp.client_exceptions.ClientConnectorError", OSError),
            Reason.UNREACHABLE,
            id="aiohttp: addresses that failed in different ways have no number",
        ),
        pytest.param(named("elsewhere.ConnectError"), Reason.OTHER, id="a name of another library's"),
    ],
)
def test_other_libraries_errors_are_known_by_name(error: BaseException, reason: Reason) -> None:
    assert classify(error).reason is reason


TIMED_OUT = FetchFailed(Failure(Reason.BODY_TIMEOUT, "after 3 of 9 bytes"))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(behind(RuntimeError(), OSError(errno.ECONNRESET, "")), Reason.RESET, id="its cause"),
        pytest.param(during(RuntimeError(), OSError(errno.ECONNRESET, "")), Reason.RESET, id="else its context"),
        pytest.param(behind(RuntimeError(), TIMED_OUT), Reason.BODY_TIMEOUT, id="one of ours, behind another"),
        pytest.param(behind(TIMED_OUT, OSError(errno.ECONNRESET, "")), Reason.BODY_TIMEOUT, id="ours speaks first"),
        pytest.param(
            during(TypeError(), TimeoutError()), Reason.BUG, id="a slip while a timeout was handled is a slip"
        ),
        pytest.param(behind(RuntimeError(), RuntimeError()), Reason.OTHER, id="nobody in the chain knows"),
        pytest.param(
            ExceptionGroup("x", [RuntimeError(), OSError(errno.ECONNREFUSED, "")]), Reason.REFUSED, id="one of a group"
        ),
    ],
)
def test_what_an_exception_was_raised_from_is_asked_next(error: BaseException, reason: Reason) -> None:
    assert classify(error).reason is reason


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = RuntimeError("first"), RuntimeError("second")
    assert classify(behind(first, behind(second, first))).reason is Reason.OTHER


def test_an_exception_of_ours_says_it_itself() -> None:
    failure = Failure(Reason.TOO_LARGE, "9 MB")
    assert classify(ExtractionFailed(failure)) is failure


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        pytest.param(200, {}, None, id="200: an answer"),
        pytest.param(204, {}, None, id="204: an answer"),
        pytest.param(301, {}, None, id="301: somebody else's business"),
        pytest.param(400, {}, Reason.OTHER, id="400: none of the table's reasons, and certainly no 404"),
        pytest.param(401, {}, Reason.FORBIDDEN, id="401"),
        pytest.param(403, {}, Reason.FORBIDDEN, id="403"),
        pytest.param(404, {}, Reason.HTTP_404, id="404"),
        pytest.param(405, {}, Reason.FORBIDDEN, id="405"),
        pytest.param(406, {}, Reason.FORBIDDEN, id="406"),
        pytest.param(407, {}, Reason.PROXY, id="407: only a proxy says so"),
        pytest.param(408, {}, Reason.FIRST_BYTE_TIMEOUT, id="408: the server itself says that time ran out"),
        pytest.param(410, {}, Reason.HTTP_410, id="410"),
        pytest.param(429, {}, Reason.HTTP_429, id="429"),
        pytest.param(451, {}, Reason.FORBIDDEN, id="451"),
        pytest.param(500, {}, Reason.HTTP_5XX, id="500"),
        pytest.param(502, {"retry-after": "9"}, Reason.HTTP_5XX, id="502: its Retry-After makes it no rate limit"),
        pytest.param(503, {}, Reason.HTTP_5XX, id="503"),
        pytest.param(503, {"retry-after": "9"}, Reason.HTTP_503_RETRY_AFTER, id="503 with Retry-After"),
        pytest.param(520, {}, Reason.HTTP_5XX, id="520: a vendor's own"),
        pytest.param(999, {}, Reason.HTTP_5XX, id="999: so is this"),
    ],
)
def test_a_status(status: int, headers: dict[str, str], reason: Reason | None) -> None:
    assert classify_status(status, headers) is reason


@given(st.integers(100, 999))
def test_every_status_from_400_is_a_failure_and_none_below(status: int) -> None:
    assert (classify_status(status) is None) == (status < 400)


def answered(status: int, **headers: str) -> dict[str, Exception]:
    """The same answer as requests and httpx, aiohttp, and urllib raise it."""
    response = Exception("x")
    response.response = SimpleNamespace(status_code=status, headers=headers)  # type: ignore[attr-defined] # as they do
    own = Exception("x")
    own.status, own.headers = status, headers  # type: ignore[attr-defined] # as aiohttp does
    message = Message()
    for name, value in headers.items():
        message[name] = value
    return {
        "requests, httpx": response,
        "aiohttp": own,
        "urllib": urllib.error.HTTPError("https://a.test/", status, "x", message, None),
    }


@pytest.mark.parametrize("library", ["requests, httpx", "aiohttp", "urllib"])
def test_an_error_that_stands_for_an_answer_is_classified_by_its_status(library: str) -> None:
    assert classify(answered(429)[library]).reason is Reason.HTTP_429
    assert classify(answered(403)[library]).reason is Reason.FORBIDDEN
    failure = classify(answered(503, **{"Retry-After": "7"})[library], url="https://a.test/")
    assert (failure.reason, failure.status, failure.retry_after_s) == (Reason.HTTP_503_RETRY_AFTER, 503, 7.0)
    assert failure.url == "https://a.test/"


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        pytest.param("120", 120.0, id="seconds"),
        pytest.param(" 5 ", 5.0, id="with spaces"),
        pytest.param("Fri, 31 Dec 1999 23:59:59 GMT", None, id="a date needs a clock"),
        pytest.param("-1", None, id="no wait at all"),
        pytest.param("\u0663", None, id="a digit, but not one of HTTP's"),
        pytest.param("soon", None, id="words"),
    ],
)
def test_a_retry_after_in_seconds_is_taken_over(sent: str, seconds: float | None) -> None:
    assert classify(answered(429, **{"Retry-After": sent})["aiohttp"]).retry_after_s == seconds


def test_a_retry_after_that_is_a_date_is_counted_from_now() -> None:
    error = answered(429, **{"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"})["aiohttp"]
    assert classify(error, now=946_684_799.0 - 30).retry_after_s == 30.0


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        pytest.param(ConnectionResetError("secret"), "the connection was reset", id="a reason of the table"),
        pytest.param(answered(404)["urllib"], "the site answered 404", id="a status"),
        pytest.param(
            RuntimeError("secret"), Reason.OTHER.meaning + " (RuntimeError)", id="a type, where there is no more to say"
        ),
    ],
)
def test_a_detail_says_what_was_found_and_never_the_message(error: BaseException, detail: str) -> None:
    assert classify(error).detail == detail


@given(
    st.sampled_from([ConnectionResetError, TimeoutError, RuntimeError, TypeError, ssl.SSLError, socket.gaierror]),
    st.text(),
)
def test_no_message_changes_a_class(kind: type[Exception], message: str) -> None:
    assert classify(kind(message)).reason is classify(kind()).reason


def test_the_public_function_gives_the_class() -> None:
    assert classify_error(TimeoutError()) is ErrorType.TIMEOUT
    assert classify_error(TypeError("429")) is ErrorType.INTERNAL_ERROR


def test_what_this_machine_lacks_is_not_laid_to_the_site() -> None:
    assert "this machine" in classify(OSError(errno.EMFILE, "too many")).message
    assert "this machine" not in classify(OSError(errno.EHOSTUNREACH, "no way")).message
