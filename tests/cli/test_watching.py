"""Lines for those who watch without a terminal."""

from __future__ import annotations

import io
import logging
import re
from contextlib import suppress
from dataclasses import replace

import pytest
import structlog
from rich.console import Console

from tests.cli.test_board import Clock, event
from theodore.batch.log import get_logger
from theodore.batch.selection import Selection
from theodore.batch.watch import Silence
from theodore.cli import logs
from theodore.cli.board import Board
from theodore.cli.watching import BoardWatcher, LineWatcher, watching
from theodore.model.states import State
from theodore.policy.retry import RetryConfig
from theodore.store.records import Run

RUN = Run("20240229-1", "k", "/x/leads.csv", "/x/leads.theodore.xlsx", "", (), {}, 0.0, None, "running")


def console(width: int = 40) -> Console:
    return Console(file=io.StringIO(), width=width)


def said(by: Console) -> list[str]:
    assert isinstance(by.file, io.StringIO)
    return by.file.getvalue().splitlines()


def watcher(on: Console, *, verbose: bool = False, clock: Clock | None = None, patience_s: float = 1.0) -> LineWatcher:
    clock = clock or Clock()
    counts = {State.COMPLETED: 2, State.PENDING: 8}
    return LineWatcher(
        Board(clock, clock), lambda _: counts, on, verbose=verbose, monotonic=clock, patience_s=patience_s
    )


def test_one_thing_one_line_however_narrow() -> None:
    on = console(width=20)
    watcher(on).events([event("failed", error_type="not_found", reason="http_404", message="the page does not exist")])
    [line] = said(on)
    assert line.endswith("failed    Acme: not_found/http_404: the page does not exist")


@pytest.mark.parametrize(("verbose", "lines"), [(False, 0), (True, 1)])
def test_the_start_of_attempts_is_for_those_who_ask(verbose: bool, lines: int) -> None:
    on = console()
    watcher(on, verbose=verbose).events([event("attempt_started")])
    assert len(said(on)) == lines


@pytest.mark.parametrize(
    ("resumed", "limit", "words"),
    [
        pytest.param(True, None, "resumed, 2 of 10 rows are done.", id="a resumed run says how far it is"),
        pytest.param(False, None, "10 rows, 2 of them fresh.", id="a new one what is fresh already"),
        pytest.param(True, 8, "resumed, 2 of 10 rows are done or not chosen.", id="resumed for some of the rows"),
        pytest.param(False, 8, "10 rows, 2 of them fresh or not chosen.", id="begun for some of the rows"),
    ],
)
def test_the_beginning(resumed: bool, limit: int | None, words: str) -> None:
    on = console()
    run = replace(RUN, settings={"selection": None if limit is None else Selection(limit=limit).to_json()})
    watcher(on).run_ready(run, total=10, resumed=resumed)
    assert words in said(on)[0]


def test_now_and_then_the_whole_is_told() -> None:
    on, clock = console(), Clock()
    lines = watcher(on, clock=clock)
    lines.run_ready(RUN, total=10, resumed=False)
    clock.now += 16
    lines.events([event("completed", row=row, pages=1) for row in range(3)])
    assert "5 of 10 done, 0 failed, 0 waiting" in said(on)[-1]
    lines.events([event("completed", row=9, pages=1)])
    assert "done" not in said(on)[-1]


def test_markup_in_a_name_is_only_text() -> None:
    on = console()
    watcher(on).events([event("completed", company="[bold]Acme[/] :smile:", pages=1)])
    assert "[bold]Acme[/] :smile:" in said(on)[0]


def test_a_resumed_run_says_so_on_the_board() -> None:
    board = Board()
    BoardWatcher(board, lambda _: {State.COMPLETED: 2}).run_ready(RUN, total=10, resumed=True)
    view = board.view()
    assert view.title == "leads.csv → leads.theodore.xlsx"
    assert view.last[-1].words == "Resumed: 2 rows of 10 are done."


def test_the_notices_of_a_run_stand_below_its_table_when_it_is_gone() -> None:
    on = Console(file=io.StringIO(), force_terminal=True, width=80, height=20, color_system=None)
    with (
        suppress(ZeroDivisionError),
        watching(on, lambda _: {State.COMPLETED: 2}, quiet=False, verbose=False, retry=RetryConfig()) as board,
    ):
        board.notice("The column Notes is not read.")
        board.run_ready(RUN, total=10, resumed=True)
        board.notice("The disk is full: " + "x" * 100)
        board.notice("The column Notes is not read.")
        board.stopping("Stopping.")
        raise ZeroDivisionError
    assert isinstance(on.file, io.StringIO)
    told = on.file.getvalue().partition("\x1b[?1049l")[2].splitlines()
    assert [re.sub(r"^\d\d:\d\d:\d\d note      ", "", line) for line in told] == [
        "The column Notes is not read.",
        "The disk is full: " + "x" * 100,
    ]


def test_that_it_is_stopping_is_shown_meanwhile() -> None:
    board, on = Board(), console()
    BoardWatcher(board, lambda _: {}).stopping("Stopping.")
    watcher(on).stopping("Stopping.")
    assert board.view().last[-1].words == "Stopping."
    assert said(on)[0].endswith("Stopping.")


@pytest.mark.parametrize(
    ("terminal", "quiet", "kind"),
    [(True, False, BoardWatcher), (False, False, LineWatcher), (True, True, Silence), (False, True, Silence)],
)
def test_who_watches(terminal: bool, quiet: bool, kind: type) -> None:
    on = Console(file=io.StringIO(), force_terminal=terminal, width=80, height=20)
    with watching(on, lambda _: {}, quiet=quiet, verbose=False, retry=RetryConfig()) as found:
        assert isinstance(found, kind)


def test_a_table_that_takes_long_to_read_is_told_of() -> None:
    on = console()
    with watcher(on, patience_s=0) as lines:
        lines.impatience.join(60)
    [line] = said(on)
    assert line.endswith("Reading the table ...")


def test_of_one_that_is_read_at_once_nothing_is_said() -> None:
    on = console()
    with watcher(on, patience_s=3_600) as lines:
        lines.run_ready(RUN, total=10, resumed=False)
        lines.impatience.join(60)
    assert len(said(on)) == 1


def test_nor_once_it_could_not_be_read() -> None:
    on = console()
    with watcher(on, patience_s=3_600) as lines:
        pass
    lines.impatience.join(60)
    assert said(on) == []


@pytest.mark.parametrize(("verbose", "shown"), [(False, ["warning", "error"]), (True, ["info", "warning", "error"])])
def test_logs_are_events_on_stderr(capsys: pytest.CaptureFixture[str], verbose: bool, shown: list[str]) -> None:
    logs.set_up(verbose=verbose)
    try:
        log = structlog.get_logger()
        log.info("seen", company="Acme\x1b[2J")
        log.warning("seen", company="Acme\x1b[2J")
        log.error("attempt_raised", exc_info=ZeroDivisionError())
        captured = capsys.readouterr()
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=[], force=True)
    assert not captured.out
    assert "\x1b" not in captured.err
    assert [word for word in ("info", "warning", "error") if f"level={word}" in captured.err] == shown
    assert ("ZeroDivisionError" in captured.err) is verbose


@pytest.mark.parametrize("verbose", [False, True])
def test_what_comes_through_the_usual_logging_looks_the_same(capsys: pytest.CaptureFixture[str], verbose: bool) -> None:
    logs.set_up(verbose=verbose)
    try:
        get_logger("theodore.batch.runner").warning("outcome_dropped", company="Acme\x1b[2J")
        try:
            raise ZeroDivisionError  # noqa: TRY301 - a traceback is wanted
        except ZeroDivisionError:
            logging.getLogger("library").exception("it broke")
        captured = capsys.readouterr()
    finally:
        structlog.reset_defaults()
        logging.basicConfig(handlers=[], force=True)
    first, second, *traceback = captured.err.splitlines()
    assert re.fullmatch(r"timestamp=\d\d:\d\d:\d\d level=warning event=outcome_dropped company=Acme\S*", first)
    assert re.fullmatch(r'timestamp=\d\d:\d\d:\d\d level=error event="it broke" logger=library', second)
    assert ("ZeroDivisionError" in captured.err) is verbose
    assert bool(traceback) is verbose
