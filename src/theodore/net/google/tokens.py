"""Tokens: got once for all who wait, kept until a minute before their end."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from theodore.model.errors import GoogleFailed, GoogleUnavailable
from theodore.net.google import advice
from theodore.net.google.access import GoogleAccess
from theodore.net.google.credentials import SPREADSHEETS, Credentials, ServiceAccount
from theodore.net.google.patience import patiently
from theodore.net.google.problems import problem_of
from theodore.net.google.signing import assertion
from theodore.net.google.transport import Answer, Ask, Transport

#: Seconds before its end from which a token is not used any more.
_SPARE_S: Final = 60.0
#: A token that says no end, or one that is over before it is used, is kept for so many seconds.
_SHORTEST_S: Final = 30.0
_JWT_BEARER: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Token:
    """What opens the door for an hour. good_until: by time.monotonic()."""

    secret: str = field(repr=False)
    good_until: float


class Tokens:
    """The token of one account; it is got by the first who needs it, and the others wait for the same one."""

    def __init__(self, access: GoogleAccess, credentials: Credentials, transport: Transport) -> None:
        self._access = access
        self._credentials = credentials
        self._transport = transport
        self._token: Token | None = None
        self._getting: asyncio.Task[Token | GoogleFailed] | None = None

    async def token(self) -> Token:
        """One that holds for another minute. Raises GoogleRefused, GoogleUnavailable."""
        if self._token is not None and time.monotonic() < self._token.good_until:
            return self._token
        if self._getting is None:
            self._getting = asyncio.create_task(self._get())
            self._getting.add_done_callback(self._got)
        # whoever leaves does not take it away from the others
        found = await asyncio.shield(self._getting)
        if isinstance(found, GoogleFailed):
            raise advice.again(found)
        return found

    def drop(self, token: Token) -> None:
        """This one was not taken: the next that is asked for is a fresh one."""
        if self._token is token:
            self._token = None

    async def close(self) -> None:
        """Stop getting one."""
        getting = self._getting
        if getting is not None:
            getting.cancel()
            await asyncio.wait([getting])

    def _got(self, task: asyncio.Task[Token | GoogleFailed]) -> None:
        self._getting = None
        if not task.cancelled() and task.exception() is None and isinstance(found := task.result(), Token):
            self._token = found

    async def _get(self) -> Token | GoogleFailed:
        # signed anew for each try: an assertion that was made before a long wait may be over after it
        answer = await patiently(self._access, lambda timeout_s: self._transport.send(self._ask(), timeout_s))
        begun = time.monotonic()
        if answer.is_good:
            return _token(answer, begun) or GoogleUnavailable(
                f"{advice.host(self._credentials.token_uri)} gave no token. Give the same command again later."
            )
        if answer.is_passing:
            return advice.no_answer(advice.host(self._credentials.token_uri), answer)
        # an assertion is too long a word to be repeated anyhow
        return advice.token_refused(self._credentials, answer, problem_of(answer.body, *self._credentials.secrets))

    def _ask(self) -> Ask:
        return Ask(
            "POST",
            self._credentials.token_uri,
            "application/x-www-form-urlencoded",
            urlencode(_form(self._credentials)).encode("ascii"),
        )


def _form(who: Credentials) -> dict[str, str]:
    if isinstance(who, ServiceAccount):
        signed = assertion(who.key, who.key_id, who.account, who.token_uri, SPREADSHEETS, time.time())
        return {"grant_type": _JWT_BEARER, "assertion": signed}
    return {
        "grant_type": "refresh_token",
        "client_id": who.client_id,
        "client_secret": who.client_secret,
        "refresh_token": who.refresh_token,
    }


def _token(answer: Answer, now: float) -> Token | None:
    body = answer.body or {}
    secret, holds_s = body.get("access_token"), body.get("expires_in")
    if not isinstance(secret, str) or not secret or not all("!" <= char <= "~" for char in secret):
        return None  # what goes into a header is looked at before
    if isinstance(holds_s, bool) or not isinstance(holds_s, int | float):
        holds_s = 0.0
    return Token(secret, now + max(min(holds_s, 86_400.0) - _SPARE_S, _SHORTEST_S))
