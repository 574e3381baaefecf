"""What happens between two calls: people at work in the sheet, and the end of the process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from theodore.net.google.sheets_api import Render, SheetsApi


class Killed(BaseException):
    """The process ends here: nothing in it has a say any more."""


class Meddled:
    """An API whose calls are preceded and followed by what a test wants.

    before_write, after_write: done once each, in turn, around the next writes; after_write before anybody hears of the
    answer. between: done before each call, told what kind it is.
    """

    def __init__(self, api: SheetsApi) -> None:
        self.api = api
        self.account = api.account
        self.before_write: deque[Callable[[], object]] = deque()
        self.after_write: deque[Callable[[], object]] = deque()
        self.between: Callable[[str], object] = lambda kind: None

    async def spreadsheet(self, spreadsheet_id: str, **wanted: Any) -> dict[str, Any]:
        self.between("read")
        return await self.api.spreadsheet(spreadsheet_id, **wanted)

    async def values(
        self, spreadsheet_id: str, ranges: Sequence[str], *, render: Render = Render.UNFORMATTED
    ) -> list[list[list[Any]]]:
        self.between("read")
        return await self.api.values(spreadsheet_id, ranges, render=render)

    async def update(
        self, spreadsheet_id: str, requests: Sequence[Mapping[str, Any]], *, is_repeatable: bool = True
    ) -> list[dict[str, Any]]:
        self.between("write")
        if self.before_write:
            self.before_write.popleft()()
        told = await self.api.update(spreadsheet_id, requests, is_repeatable=is_repeatable)
        if self.after_write:
            self.after_write.popleft()()
        return told


def kill() -> None:
    """End the process."""
    raise Killed
