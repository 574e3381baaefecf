"""Whoever watches a run: the live table on a terminal, plain lines elsewhere, nobody when asked to be quiet."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.text import Text

from theodore.batch.selection import Selection
from theodore.batch.watch import Silence, Watcher
from theodore.cli import figures
from theodore.cli.board import Board, View
from theodore.cli.happenings import Happening, Mark
from theodore.cli.live import READING, live_table
from theodore.model.location import called
from theodore.model.states import State
from theodore.policy.retry import RetryConfig
from theodore.store.journal import Journal
from theodore.store.records import Claim, Event, Run

#: Seconds between two lines that say how the whole stands, where lines are all there is.
_TALLY_EVERY_S = 15.0

Counts = Callable[[str], Mapping[State, int]]


def counts_from(journal: Path) -> Counts:
    """How the rows of a run stand in this journal, by its id."""

    def counts(run_id: str) -> Mapping[State, int]:
        with Journal.open_reader(journal) as opened, opened.read() as reader:
            return reader.counts(run_id)

    return counts


@contextmanager
def watching(console: Console, counts: Counts, *, quiet: bool, verbose: bool, retry: RetryConfig) -> Iterator[Watcher]:
    """The watcher that suits this console, for as long as the run goes. retry: how often the run tries again."""
    if quiet:
        yield Silence()
    elif console.is_terminal and not console.is_dumb_terminal:
        board = Board(retry=retry)
        watcher = BoardWatcher(board, counts)
        try:
            with live_table(board, console):
                yield watcher
        finally:
            watcher.tell(console)
    else:
        with LineWatcher(Board(retry=retry), counts, console, verbose=verbose) as lines:
            yield lines


def _way(run: Run) -> str:
    """From where to where, without folders: what a line of the board has room for."""
    return run.called if run.in_place else f"{run.called} → {called(run.sink)}"


class BoardWatcher:
    """Puts what happens on a board; somebody else draws it. Notices are kept: they are to outlive the drawing."""

    def __init__(self, board: Board, counts: Counts) -> None:
        self._board = board
        self._counts = counts
        self._notices: dict[str, Happening] = {}

    def run_ready(self, run: Run, *, total: int, resumed: bool) -> None:
        self._board.start(_way(run), run.id, total, self._counts(run.id))
        if resumed:
            self._board.notice(f"Resumed: {figures.many(self._board.view().ended, 'row')} of {total:,} are done.")

    def events(self, events: Sequence[Event]) -> None:
        self._board.take(events)

    def progress(self, claim: Claim, text: str) -> None:
        self._board.progress(claim, text)

    def limit(self, slots: int) -> None:
        self._board.limit(slots)

    def notice(self, text: str) -> None:
        self._notices.setdefault(text, self._board.notice(text))

    def stopping(self, text: str) -> None:
        self._board.notice(text)

    def tell(self, console: Console) -> None:
        """Print the notices that there were, each once, with the time at which it came first."""
        for told in self._notices.values():
            _print(told, console)


class LineWatcher:
    """A line on the console for each thing worth one.

    verbose: the beginning of attempts too. patience_s: seconds from when it is entered after which it says that the
    table is still being read; most are in a moment.
    """

    def __init__(
        self,
        board: Board,
        counts: Counts,
        console: Console,
        *,
        verbose: bool,
        monotonic: Callable[[], float] = time.monotonic,
        patience_s: float = 1.0,
    ) -> None:
        self.impatience = threading.Timer(patience_s, self.notice, [READING])
        self.impatience.daemon = True
        self._board = board
        self._counts = counts
        self._console = console
        self._verbose = verbose
        self._monotonic = monotonic
        self._tallied = monotonic()

    def __enter__(self) -> Self:
        self.impatience.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.impatience.cancel()

    def run_ready(self, run: Run, *, total: int, resumed: bool) -> None:
        self.impatience.cancel()
        self._board.start("", run.id, total, self._counts(run.id))
        done = self._board.view().ended
        # rows that are left out count as skipped too
        left_out = "" if Selection.from_json(run.settings.get("selection")).is_all else " or not chosen"
        beginning = f"resumed, {done:,} of {total:,} rows are done{left_out}" if resumed else figures.many(total, "row")
        if not resumed and done:
            beginning += f", {done:,} of them fresh{left_out}"
        way = run.source if run.in_place else f"{run.source} -> {run.sink}"
        self.notice(f"Run {run.id}: {way}: {beginning}.")

    def events(self, events: Sequence[Event]) -> None:
        for told in self._board.take(events):
            if self._verbose or told.mark is not Mark.BEGUN:
                _print(told, self._console)
        if self._monotonic() - self._tallied >= _TALLY_EVERY_S:
            self._tallied = self._monotonic()
            self.notice(tally(self._board.view()))

    def progress(self, claim: Claim, text: str) -> None:
        self._board.progress(claim, text)

    def limit(self, slots: int) -> None:
        self._board.limit(slots)

    def notice(self, text: str) -> None:
        _print(self._board.notice(text), self._console)

    def stopping(self, text: str) -> None:
        self.notice(text)


def _print(told: Happening, console: Console) -> None:
    subject = f"{told.subject}: " if told.subject else ""
    line = Text(f"{figures.moment(told.at)} {told.mark.label:<9} {subject}{told.words}")
    # one thing, one line, however long: that is what a log's readers look for
    console.print(line, soft_wrap=True)


def tally(view: View) -> str:
    """The whole in one line."""
    parts = [
        f"{view.ended:,} of {view.total:,} done",
        f"{view.failed:,} failed",
        f"{len(view.waiting):,} waiting",
        f"{view.rate:.1f} a second",
    ]
    if view.left_s is not None:
        parts.append(f"{figures.clock(view.left_s)} left")
    return ", ".join(parts) + "."
