"""A write whose answer was lost comes through after all, a minute later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from tests.batch.live.desk import Desk, company, desk
from tests.batch.live.hands import sort
from theodore.batch.live.lately import LONGEST_REQUEST_S
from theodore.batch.live.rounds import Rounds
from theodore.batch.live.sheet import LiveSheet
from theodore.farm.sheets import kinds
from theodore.farm.sheets.book import Book
from theodore.farm.sheets.emulator import Emulator
from theodore.model.errors import GoogleUnavailable
from theodore.net.google.sheets_api import SheetsApi


class Late:
    """The next write of this desk: Google keeps it, and answers nothing."""

    def __init__(self, at: Desk) -> None:
        self._at = at
        self._kept: Sequence[dict[str, Any]] = ()
        self._update = at.api.api.update
        at.api.before_write.append(self._keep)

    def _keep(self) -> None:
        async def kept(spreadsheet_id: str, requests: Sequence[Any], **_: Any) -> list[dict[str, Any]]:
            self._kept = list(requests)
            self._at.api.api.update = self._update  # type: ignore[method-assign]
            raise GoogleUnavailable("no answer")

        self._at.api.api.update = kept  # type: ignore[method-assign]

    def lands(self) -> None:
        """It is done now."""
        assert self._kept
        self._at.google.change(self._at.book, self._done)

    def _done(self, book: Book) -> None:
        for request in self._kept:
            ((kind, wanted),) = request.items()
            kinds.HANDLERS[kind](book, wanted)


async def _with_ids_on_their_way(at: Desk) -> tuple[LiveSheet, Late, dict[str, Any]]:
    """Three companies are in the sheet, and all ids were written twice; the first write may yet come through."""
    at.work(3)
    late, sheet = Late(at), at.sheet()
    with pytest.raises(GoogleUnavailable):
        await sheet._one_round()
    # they are written once more, and seen in their rows
    await sheet.finish()
    assert at.wrong() == []
    return sheet, late, _ids(at)


def _ids(at: Desk) -> dict[str, Any]:
    return {name: row["Record ID"] for name, row in at.by_company().items()}


@pytest.mark.parametrize("is_another", [False, True], ids=["the same process", "another one"])
async def test_ids_that_land_after_a_sort_are_put_right(google: Emulator, tmp_path: Path, is_another: bool) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        sheet, late, due = await _with_ids_on_their_way(at)
        sort()(at)()
        late.lands()
        assert _ids(at) != due
        at.work(1)
        await (at.sheet() if is_another else sheet).finish()
        assert _ids(at) == due
        assert at.wrong() == []
        with at.journal.read() as reader:
            assert reader.pins(at.plan.sink.key) == {}


@pytest.mark.parametrize("read", range(5))
async def test_ids_that_land_between_two_reads_are_put_right(google: Emulator, tmp_path: Path, read: int) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        sheet, late, due = await _with_ids_on_their_way(at)
        sort()(at)()
        at.work(2)
        left: list[Callable[[], None]] = [late.lands, *[_nothing] * read]

        def act(kind: str) -> None:
            if kind == "read" and left:
                left.pop()()

        at.api.between = act
        await sheet.finish()
        # the run may have been done by then; then the next one sees to it
        while left:
            left.pop()()
        at.work(1)
        await sheet.finish()
        assert _ids(at) == due
        assert at.wrong() == []


def _nothing() -> None:
    """Another read goes by."""


async def test_ids_are_looked_for_only_as_long_as_they_may_come(google: Emulator, tmp_path: Path) -> None:
    async with desk(google, tmp_path, [company(n) for n in range(6)]) as at:
        now, reads = 0.0, list[int]()
        rounds = Rounds(cast("SheetsApi", at.api), at.journal, at.run, at.plan, at.notices.append, clock=lambda: now)
        Late(at)
        await rounds.learn()
        with pytest.raises(GoogleUnavailable):
            await rounds.go()
        for now in (1.0, 2.0, 3.0, LONGEST_REQUEST_S - 1, LONGEST_REQUEST_S):  # noqa: B007 - the clock tells it
            at.work(1)
            await rounds.learn()
            before = _reads(google)
            await rounds.go()
            reads.append(_reads(google) - before)
        # the first of these writes the ids anew; the tab is one read more than the look
        assert reads[1:] == [2, 2, 2, 1]


def _reads(google: Emulator) -> int:
    return sum(call.kind == "read" for call in google.calls)
