"""A person who works in a sheet while Theodore fills it, and remembers what was done."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType, TracebackType
from typing import Any, Self

from theodore.farm.chance import draws
from theodore.farm.sheets.book import Book
from theodore.farm.sheets.config import DONE
from theodore.farm.sheets.deeds import DEEDS, Deed, Habits, View
from theodore.farm.sheets.emulator import Call, Emulator

#: How often each is done, relative to the others. Rows are run again and columns inserted only by whoever is asked to.
USUAL: Mapping[Deed, float] = MappingProxyType(
    {
        Deed.SORT: 3,
        Deed.INSERT_BLANK: 2,
        Deed.INSERT_COMPANY: 2,
        Deed.DELETE: 1,
        Deed.COPY: 1,
        Deed.EDIT_OWN: 4,
        Deed.EDIT_OURS: 2,
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done.

    at: when, in seconds since the epoch. calls: how many calls of the API had been answered by then. row: where, as
    the sheet counts it, from 1; of a sort the first row, of a copy the new one. record_id: of the row that was deleted,
    copied or edited; empty where it had none. header: the column that was edited, inserted or sorted by. before,
    after: what the edited cell held and holds, None for nothing. cells: the person's own columns of a row that was
    inserted, deleted, copied or edited, as they were before. left: how many rows with the deleted one's record id are
    left, which are copies of it.
    """

    at: float
    calls: int
    deed: Deed
    row: int
    record_id: str = ""
    header: str = ""
    before: Any = None
    after: Any = None
    cells: Mapping[str, Any] = field(default_factory=dict)
    left: int = 0


@dataclass(frozen=True, slots=True)
class Harm:
    """A cell of the person's own that somebody else has changed. row: from 1, as it was seen."""

    row: int
    header: str
    expected: Any
    found: Any


class Person:
    """Works in one tab until it is stopped: `with Person(google, book_id, seed=3) as person`; or `act` by `act`.

    Every act is done between two calls of the API. Afterwards `acts` says what was done, `rows` what the person's own
    columns must hold, `harms` which of their cells somebody else has changed meanwhile, `edits` what the person wrote
    into Theodore's columns, and `deleted` whose rows are gone.
    """

    def __init__(
        self,
        google: Emulator,
        book_id: str,
        seed: int,
        *,
        tab: str = "Companies",
        header_row: int = 1,
        own: Sequence[str] | None = None,
        keep: Sequence[str] = ("Company", "Website"),
        newcomers: Sequence[Mapping[str, Any]] = (),
        weights: Mapping[Deed, float] = USUAL,
        least_rows: int = 3,
        pause_s: tuple[float, float] = (0.01, 0.2),
    ) -> None:
        """Look at the tab as it is now.

        header_row: counted from 1. own: headers of the person's own columns; all that there are now, if none are
        given. keep: those of them that the person leaves as they are, for they say which company a row is of.
        newcomers: by header the cells of companies to insert, one after the other until none is left. least_rows: no
        row is deleted where no more are left. pause_s: the shortest and the longest time between two acts.
        """
        self._google, self._book_id, self._tab, self._header = google, book_id, tab, header_row - 1
        self._chance = draws(seed, "person", tab)
        self._weights, self._pause_s = dict(weights), pause_s
        self._stop, self._thread = threading.Event(), threading.Thread(target=self._work, name="person", daemon=True)
        self._failure: BaseException | None = None
        view = self._view(google.book(book_id))
        self.own = tuple(view.headers if own is None else own)
        self._habits = Habits(self.own, frozenset(keep), list(newcomers), least_rows)
        self._seen = view.cells_of_all(self.own)
        self.acts: list[Act] = []
        self.harms: list[Harm] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Do nothing more, and look at the sheet once again. Raises what ended the work before its time."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._failure is not None:
            raise self._failure
        self.look()

    def _work(self) -> None:
        try:
            while not self._stop.wait(self._chance.uniform(*self._pause_s)):
                self.act()
        except BaseException as failure:  # noqa: BLE001  # it is raised where the person is stopped
            self._failure = failure

    def act(self, deed: Deed | None = None) -> Act | None:
        """Do one thing, drawn by chance if none is named. None where there was nothing to do it to."""
        chosen = deed or self._chance.choices(list(self._weights), list(self._weights.values()))[0]
        done = self._google.change(self._book_id, lambda book: self._do(book, chosen))
        if done is not None:
            self.acts.append(done)
        return done

    def _do(self, book: Book, deed: Deed) -> Act | None:
        view = self._view(book)
        self._compare(view)
        told = DEEDS[deed](view, self._habits, self._chance)
        self._seen = self._view(book).cells_of_all(self.own)
        return None if told is None else Act(time.time(), len(self._google.calls), deed, **told)

    def look(self) -> None:
        """Compare the person's own columns with what they held when the person last saw them."""
        self._compare(self._view(self._google.book(self._book_id)))

    def _compare(self, view: View) -> None:
        now = view.cells_of_all(self.own)
        for at in range(max(len(now), len(self._seen))):
            expected = self._seen[at] if at < len(self._seen) else {}
            found = now[at] if at < len(now) else {}
            self.harms += [
                Harm(self._header + 2 + at, header, expected.get(header), found.get(header))
                for header in self.own
                if expected.get(header) != found.get(header)
            ]
        self._seen = now

    def _view(self, book: Book) -> View:
        return View(book, book.tab(self._tab), self._header)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Row by row, blank ones included, what the person's own columns hold: nobody else may change it."""
        return [dict(row) for row in self._seen]

    @property
    def deleted(self) -> set[str]:
        """Record ids that the person deleted the last row of."""
        return {act.record_id for act in self.acts if act.deed is Deed.DELETE and act.record_id and not act.left}

    @property
    def edits(self) -> dict[tuple[str, str], Act]:
        """By record id and header the last thing that the person wrote there, of rows that are not deleted."""
        last = {(act.record_id, act.header): act for act in self.acts if act.deed is Deed.EDIT_OURS}
        gone = self.deleted
        return {place: act for place, act in last.items() if place[0] not in gone}

    def noticed(self, act: Act) -> bool:
        """Whether a program that reads before it writes must have noticed this edit.

        So it is where a read was asked for and answered before anything was written again to the book. What was
        written in between was decided before the edit, and nobody could know of it. A cell that was emptied must have
        been read as it was before: else it looks like one that was never written.
        """
        calls = self._google.calls
        if act.after is None and not self._is_read_next(calls[act.calls - 1 :: -1] if act.calls else ()):
            return False
        return self._is_read_next(call for call in calls[act.calls :] if call.kind == "write" or call.at > act.at)

    def _is_read_next(self, calls: Iterable[Call]) -> bool:
        """Whether the first of these calls that reached the book was a read that was answered."""
        for call in calls:
            if self._book_id in call.path and call.kind == "write" and _was_done(call):
                return False
            if self._book_id in call.path and call.kind == "read" and call.status == 200 and call.fault is None:
                return True
        return False


def _was_done(call: Call) -> bool:
    return call.fault in DONE or (call.status == 200 and call.fault is None)
