"""One request to Google, once: an answer, or in plain words what came in its place.

Nothing is raised here for what the network or the other side does, and nothing of a library gets out: aiohttp's
exceptions know the headers of their request, and so the token in them.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from yarl import URL

from theodore.model.errors import CERTIFICATE_REFUSED, Reason
from theodore.net import agent, faults
from theodore.net.connector import NEVER_ROUND_S, Pool, bound, tls_context
from theodore.net.google.access import GoogleAccess
from theodore.net.guard import AddressGuard
from theodore.net.inflate import Body, BodyTooLarge
from theodore.net.overrides import Overrides
from theodore.net.resolve import NameService, Resolver
from theodore.policy.retry_after import retry_after_s

#: Of what is sent in between chunks and headers, in bytes, beside the bound of an answer.
_OVERHEAD = 1_000_000
#: Google's own servers keep an idle connection for minutes; one that is used every second and a half is kept.
_KEEPALIVE_S = 30.0
#: Google unpacks nothing for a client whose name does not say gzip.
_HEADERS: Final = {
    "User-Agent": f"{agent.user_agent()} (gzip)",
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
}
#: For the look-up of a name.
_NAME_S = 5.0
_RETRIED = frozenset({408, 429, 500, 502, 503, 504})
#: Failures before anything of the request was sent.
_NEVER_SENT = frozenset(
    {
        Reason.CONNECT_TIMEOUT,
        Reason.REFUSED,
        Reason.UNREACHABLE,
        Reason.DNS_TIMEOUT,
        Reason.DNS_FAILURE,
        Reason.DNS_NO_SUCH_NAME,
        Reason.TLS_HANDSHAKE,
        *CERTIFICATE_REFUSED,
    }
)
#: Failures that the next try would meet again.
_FINAL = frozenset({Reason.TOO_LARGE, Reason.BAD_URL, *CERTIFICATE_REFUSED})


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for.

    url: whole, with its query. headers: those that anybody may see. body: bytes of `content`. is_whole: whether the
    body of a good answer has all that was asked for.
    """

    method: str
    url: str
    content: str = ""
    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    is_whole: Callable[[Mapping[str, Any]], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back.

    status: of HTTP; 0 where no answer began. body: of JSON an object, else None. fault: why there is no answer that
    could be used, in words; empty where there is one. reason: the same by its name. was_sent: whether the request may
    have been done. retry_after_s: the wait that was asked for. ahead_s: how many seconds the other's clock is ahead of
    ours, as far as its Date says.
    """

    status: int = 0
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    fault: str = ""
    reason: Reason | None = None
    was_sent: bool = True
    retry_after_s: float | None = None
    ahead_s: float = 0.0

    @property
    def is_good(self) -> bool:
        return not self.fault and 200 <= self.status < 300

    @property
    def is_passing(self) -> bool:
        """Whether another try may bring something else."""
        if self.fault:
            return self.reason not in _FINAL
        return self.status in _RETRIED

    @property
    def was_surely_not_done(self) -> bool:
        return not self.was_sent or self.status == 429

    @property
    def words(self) -> str:
        """What went wrong, for an error's text."""
        return self.fault or f"it answers {self.status}"


class Transport:
    """The connections to Google, to be entered; it belongs to the event loop that entered it.

    Redirects are not followed, and no proxy is taken from the environment, as everywhere in net/.
    Raises ConfigurationError where authorities cannot be read.
    """

    def __init__(self, access: GoogleAccess) -> None:
        self._access = access
        self._tls: ssl.SSLContext = tls_context(access.ca_files)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        pool = Pool(
            resolver=_names(),
            ssl=self._tls,
            limit=0,
            keepalive_timeout=_KEEPALIVE_S,
            timeout_ceil_threshold=NEVER_ROUND_S,
        )
        bound(pool, self._access.max_answer_bytes + _OVERHEAD)
        self._session = aiohttp.ClientSession(
            connector=pool, headers=_HEADERS, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        )
        # aiohttp would repeat a GET whose connection broke, unseen by the pace
        self._session._retry_connection = False  # noqa: SLF001 - there is no public switch
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = None

    def forget(self) -> None:
        """Let go of the connections without a word on them: in a process that was forked off they are its parent's.

        To close them would take them out of the selector that both processes share, and the parent would wait in vain.
        """
        session, self._session = self._session, None
        if session is not None and isinstance(session.connector, Pool):
            pool = session.connector
            session.detach()
            pool.forget()

    async def send(self, ask: Ask, timeout_s: float, bearer: str = "") -> Answer:
        """Send it once, with this token if there is one; timeout_s: for everything up to the answer's end."""
        if self._session is None:
            raise RuntimeError("enter it first: async with")
        headers = dict(ask.headers)
        if ask.content:
            headers["Content-Type"] = ask.content
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        timeout = aiohttp.ClientTimeout(
            total=timeout_s, sock_connect=self._access.connect_s, ceil_threshold=NEVER_ROUND_S
        )
        answer = Answer()
        try:
            async with self._session.request(
                ask.method,
                URL(ask.url, encoded=True),
                data=ask.body or None,
                headers=headers,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                answer = _head(response)
                return _told(ask, answer, await self._read(response))
        except Exception as error:  # noqa: BLE001 - each is told by its reason; a bug of ours shows as unknown
            return _failed(error, answer, ask.url, timeout_s)

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        most = self._access.max_answer_bytes
        body = Body(response.headers.get("Content-Encoding", ""), most, most)
        async for chunk in response.content.iter_any():
            body.feed(chunk)
        body.finish()
        return body.data


def _names() -> Resolver:
    """Names as all of net/ looks them up, in bounded time. Who is asked is ours to choose: no address is refused."""
    return Resolver(Overrides(), AddressGuard(allow_private=True), NameService(_NAME_S))


def _head(response: aiohttp.ClientResponse) -> Answer:
    now = time.time()
    return Answer(
        response.status,
        retry_after_s=retry_after_s(response.headers.get("Retry-After"), now),
        ahead_s=_ahead_s(response.headers.get("Date"), now),
    )


def _ahead_s(date: str | None, now: float) -> float:
    try:
        return parsedate_to_datetime(date or "").timestamp() - now
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _told(ask: Ask, head: Answer, data: bytes) -> Answer:
    """The answer with its body, or with what is wrong with that."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        told = None
    fault = ""
    if not isinstance(told, dict):
        told, fault = None, "it is no JSON"
    elif not ask.is_whole(told):
        fault = "a part of what was asked for is missing in it"
    # of a refusal the status is enough
    return replace(head, body=told, fault=fault if 200 <= head.status < 300 else "")


def _failed(error: Exception, begun: Answer, url: str, timeout_s: float) -> Answer:
    """begun: the answer's head, where it had come. The words are our own: the error's may hold what was sent."""
    reason = _reason(error, begun, url)
    if 400 <= begun.status < 500 and begun.status not in _RETRIED and reason not in _FINAL:
        return begun  # refused is refused, even where the words for it were lost on the way
    fault = reason.meaning
    if reason is Reason.FIRST_BYTE_TIMEOUT:
        fault = f"none came in time ({timeout_s:.2g} s)"  # whether the request was taken is not known
    elif reason is Reason.OTHER:
        fault = f"the request failed ({type(error).__name__})"
    return replace(begun, fault=fault, reason=reason, was_sent=reason not in _NEVER_SENT)


def _reason(error: Exception, begun: Answer, url: str) -> Reason:
    if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError):
        # of the whole try; aiohttp has errors of its own for its parts
        return Reason.BODY_TIMEOUT if begun.status else Reason.FIRST_BYTE_TIMEOUT
    if isinstance(error, aiohttp.ClientPayloadError) and isinstance(error.__cause__, BodyTooLarge):
        return Reason.TOO_LARGE
    return faults.translate(error, url=url, status=begun.status or None).failure.reason
