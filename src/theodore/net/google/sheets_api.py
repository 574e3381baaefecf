"""Google Sheets, the few calls of it that Theodore makes.

    async with SheetsApi(GoogleAccess(key_file=Path("key.json"))) as google:
        book = await google.spreadsheet(spreadsheet_id, fields="properties.title,sheets.properties")

What was asked for comes back whole or is no answer: an answer that lacks a part is tried again, and never read as a
sheet that is blank there.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, urlencode

from theodore.model.errors import GoogleFailed
from theodore.net.google import advice
from theodore.net.google.access import GoogleAccess
from theodore.net.google.credentials import UserAccount, credentials
from theodore.net.google.pace import Bucket, Kind, Pace
from theodore.net.google.patience import Waiting, patiently
from theodore.net.google.problems import problem_of
from theodore.net.google.tokens import Token, Tokens
from theodore.net.google.transport import Answer, Ask, Transport

_log = logging.getLogger(__name__)

#: A longer query, in characters, goes into the body of the call that takes one: servers refuse addresses without end.
_LONGEST_QUERY: Final = 4_000


class Render(StrEnum):
    """How a cell is given: as it is shown, as the value that it has, or as the formula that it holds."""

    FORMATTED = "FORMATTED_VALUE"
    UNFORMATTED = "UNFORMATTED_VALUE"
    FORMULA = "FORMULA"


class SheetsApi:
    """Calls of Google Sheets: an async context manager, for the event loop that entered it.

    account: the mail address that a sheet is shared with, or words where it is not known. pace: who may call when; one
    for this process alone where it is left out. Raises ConfigurationError where no key is found, or none that is good.

    Every call raises GoogleRefused, whose message is the whole advice, and GoogleUnavailable once
    `access.give_up_after_s` was spent on tries and the waits between them.
    """

    def __init__(self, access: GoogleAccess, pace: Pace | None = None) -> None:
        self._credentials = credentials(access.key_file)
        self._access = access
        self._pace = pace or Bucket(access.reads_per_minute, access.writes_per_minute, access.minute_s)
        self._transport = Transport(access)
        self._tokens = Tokens(access, self._credentials, self._transport)
        self.account = self._credentials.account

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._tokens.close()
        await self._transport.__aexit__(kind, error, trace)

    def forget(self) -> None:
        """Let go of the connections untouched: in a process that was forked off they are its parent's."""
        self._transport.forget()

    async def spreadsheet(
        self,
        spreadsheet_id: str,
        *,
        fields: str,
        ranges: Sequence[str] = (),
        grid: bool = False,
        is_whole: Callable[[Mapping[str, Any]], bool] = lambda _: True,
    ) -> dict[str, Any]:
        """What there is of a spreadsheet.

        fields: which parts of it. grid: with the cells of these ranges. is_whole: whether an answer has what was asked
        for; what is empty may be left out of one, so that only the caller knows.
        """
        query = [("fields", fields), *(("ranges", one) for one in ranges)]
        if grid:
            query.append(("includeGridData", "true"))
        return await self._call("read", spreadsheet_id, "GET", query=query, is_whole=is_whole)

    async def values(
        self, spreadsheet_id: str, ranges: Sequence[str], *, render: Render = Render.UNFORMATTED
    ) -> list[list[list[Any]]]:
        """The values of these ranges, in A1 notation, by one call: of each its rows, as far as they are not blank.

        Google leaves out blank cells at the end of a row, and blank rows at the end of a range.
        """
        if not ranges:
            return []
        query = [("valueRenderOption", render.value), *(("ranges", one) for one in ranges)]
        if len(urlencode(query)) > _LONGEST_QUERY:
            return await self._values_of_many(spreadsheet_id, ranges, render)

        def is_whole(told: Mapping[str, Any]) -> bool:
            found = told.get("valueRanges")
            return isinstance(found, list) and len(found) == len(ranges) and all(map(_has_rows, found))

        told = await self._call("read", spreadsheet_id, "GET", "/values:batchGet", query=query, is_whole=is_whole)
        return [one.get("values", []) for one in told["valueRanges"]]

    async def _values_of_many(
        self, spreadsheet_id: str, ranges: Sequence[str], render: Render
    ) -> list[list[list[Any]]]:
        wanted = dict.fromkeys(ranges)
        told = await self._call(
            "read",
            spreadsheet_id,
            "POST",
            "/values:batchGetByDataFilter",
            body={"valueRenderOption": render.value, "dataFilters": [{"a1Range": one} for one in wanted]},
            is_whole=lambda told: _by_range(told).keys() >= wanted.keys(),
        )
        found = _by_range(told)
        return [found[one] for one in ranges]

    async def update(
        self, spreadsheet_id: str, requests: Sequence[Mapping[str, Any]], *, is_repeatable: bool = True
    ) -> list[dict[str, Any]]:
        """Do all of these requests or none of them, by one call; one reply for each.

        is_repeatable: whether they may be done twice, as cells may be written twice. A tab cannot be made twice: where
        that is among them and it is not known whether it was done, GoogleUnavailable is raised at once, and who asked
        can look.
        """
        if not requests:
            return []
        told = await self._call(
            "write",
            spreadsheet_id,
            "POST",
            ":batchUpdate",
            body={"requests": list(requests)},
            is_repeatable=is_repeatable,
            is_whole=lambda told: len(_dicts(told.get("replies"))) == len(requests),
        )
        return _dicts(told["replies"])

    async def _call(
        self,
        kind: Kind,
        spreadsheet_id: str,
        method: str,
        way: str = "",
        *,
        query: Sequence[tuple[str, str]] = (),
        body: Mapping[str, Any] | None = None,
        is_repeatable: bool = True,
        is_whole: Callable[[Mapping[str, Any]], bool] = lambda _: True,
    ) -> dict[str, Any]:
        place = f"/{quote(spreadsheet_id, safe='')}" if spreadsheet_id else ""
        words = f"?{urlencode(query)}" if query else ""
        ask = Ask(
            method,
            f"{self._access.api_base}/v4/spreadsheets{place}{way}{words}",
            "application/json" if body is not None else "",
            _json(body) if body is not None else b"",
            self._headers(),
            is_whole,
        )
        answer, *used = await self._asked(ask, kind, is_repeatable)
        if answer.status == 401:
            # taken back before its time: another, once
            self._tokens.drop(used[0])
            answer, token = await self._asked(ask, kind, is_repeatable)
            used.append(token)
        if not answer.is_good:
            raise self._failed(spreadsheet_id, kind, answer, used)
        return dict(answer.body or {})

    def _failed(self, spreadsheet_id: str, kind: Kind, answer: Answer, used: Iterable[Token]) -> GoogleFailed:
        """Why there is no good answer. used: the tokens that were sent, which the answer may repeat."""
        problem = problem_of(answer.body, *self._credentials.secrets, *(token.secret for token in used))
        if answer.is_passing:
            return advice.no_answer("Google Sheets", answer, problem)
        sheet = f"https://docs.google.com/spreadsheets/d/{spreadsheet_id}" if spreadsheet_id else ""
        return advice.refused(self._credentials, sheet, kind, answer, problem)

    async def _asked(self, ask: Ask, kind: Kind, is_repeatable: bool) -> tuple[Answer, Token]:
        """The answer, and the token that the last try was made with."""
        token = await self._tokens.token()

        async def ready() -> None:
            nonlocal token
            await self._pace.take(kind)
            token = await self._tokens.token()

        async def told(waiting: Waiting) -> None:
            answer = waiting.answer
            _log.info(
                "event=google_call_failed status=%d because=%r tries=%d wait_s=%.1f",
                answer.status,
                answer.words,
                waiting.tries,
                waiting.wait_s,
            )
            if answer.status == 429:
                # whoever asks for more is waited for no longer than for an answer: it would stop all calls for a day
                await self._pace.slow(kind, min(waiting.wait_s, self._access.give_up_after_s))

        answer = await patiently(
            self._access,
            lambda timeout_s: self._transport.send(ask, timeout_s, token.secret),
            ready=ready,
            told=told,
            is_repeatable=is_repeatable,
        )
        return answer, token

    def _headers(self) -> dict[str, str]:
        who = self._credentials
        # a person's calls count for a project that is named apart; a service account belongs to one
        return {"X-Goog-User-Project": who.quota_project} if isinstance(who, UserAccount) and who.quota_project else {}


def _json(body: Mapping[str, Any]) -> bytes:
    # half of a character, as broken pages have, cannot be written in UTF-8, and would refuse the whole batch
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")


def _dicts(found: Any) -> list[dict[str, Any]]:
    """The objects of a list; none where it is no list of objects."""
    is_list = isinstance(found, list) and all(isinstance(one, dict) for one in found)
    return found if is_list else []


def _has_rows(value_range: Any) -> bool:
    """Whether this is a range's values; a blank range has none."""
    rows = value_range.get("values", []) if isinstance(value_range, dict) else None
    return isinstance(rows, list) and all(isinstance(row, list) for row in rows)


def _by_range(told: Mapping[str, Any]) -> dict[str, list[list[Any]]]:
    """The rows by the range that asked for them."""
    return {
        each["a1Range"]: one["valueRange"].get("values", [])
        for one in _dicts(told.get("valueRanges"))
        if _has_rows(one.get("valueRange"))
        for each in _dicts(one.get("dataFilters"))
        if isinstance(each.get("a1Range"), str)
    }
