"""The live table fits its terminal, whatever the run and whatever the terminal."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tests.cli.test_board import Clock, event
from theodore.cli.board import Board, View
from theodore.cli.happenings import Mark
from theodore.cli.live import draw, event_line, live_table
from theodore.model.errors import ErrorType, Reason
from theodore.model.states import State

ALTERNATE, NORMAL = "\x1b[?1049h", "\x1b[?1049l"


def busy(under_way: int = 30, waiting: int = 20, done: int = 50, name: str = "Nordwind Logistik GmbH & Co. KG") -> View:
    """A board in the middle of a run."""
    clock = Clock()
    board = Board(clock, clock)
    board.start("leads.csv → leads.theodore.xlsx", "20240229-1", 200, {})
    clock.now += 12
    problem = {"error_type": "rate_limit", "reason": "http_429", "message": "the site asked for fewer requests (429)"}
    board.take([event("completed", row=row, company=name, pages=8, coverage=0.3, seconds=2.0) for row in range(done)])
    board.take([event("failed", row=1_000, company=name, **problem)])
    board.take(
        [
            event("retry_scheduled", row=2_000 + row, company=name, wait_s=9.0, retry=1, **problem)
            for row in range(waiting)
        ]
    )
    board.take([event("attempt_started", row=3_000 + row, company=name) for row in range(under_way)])
    board.limit(40)
    board.notice("The sheet cannot be written: the disk is full. The run goes on; it is written again later.")
    return board.view()


def text(view: View, width: int, height: int, *, ascii_only: bool = False) -> list[str]:
    return ["".join(piece for piece, _ in line) for line in draw(view, width, height, ascii_only=ascii_only)]


@given(
    st.integers(1, 250),
    st.integers(1, 80),
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["Acme", "株式会社電工ロジスティクス", "x" * 300, "é\u0301" * 40]),
)
def test_it_never_leaves_the_screen(
    width: int, height: int, under_way: int, waiting: int, done: int, name: str
) -> None:
    shown = text(busy(under_way, waiting, done, name), width, height)
    assert len(shown) <= height
    assert max(map(cell_len, shown)) <= width


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_what_a_person_looks_for_is_there(width: int) -> None:
    shown = "\n".join(text(busy(), width, 40))
    for words in (
        "20240229-1",
        "51/200",
        "50 completed",
        "1 failed",
        "20 waiting",
        "30 under way",
        "40 at once",
        "left",
    ):
        assert words in shown
    for section in ("Under way", "Waiting", "Last"):
        assert section in shown
    assert "retry 1/3: rate_limit" in shown


def test_a_wide_screen_shows_the_website_too() -> None:
    assert "acme.test" in "\n".join(text(busy(), 200, 40))
    assert "acme.test" not in "\n".join(text(busy(), 60, 40))


def test_what_does_not_fit_is_counted() -> None:
    assert any(line.startswith("Under way  ") and line.endswith("more") for line in text(busy(), 100, 30))


def test_a_full_screen_is_used() -> None:
    assert len(text(busy(), 100, 30)) == 30


def test_before_the_run_is_ready_it_says_so() -> None:
    assert text(Board().view(), 80, 24) == ["Reading the table ..."]


def test_an_old_terminal_gets_ascii() -> None:
    shown = "\n".join(text(busy(name="Acme"), 100, 40, ascii_only=True)).replace("→", "")
    assert shown.replace("…", "").isascii()


def test_a_notice_takes_the_whole_line() -> None:
    told = busy().last[-1]
    assert told.mark is Mark.NOTICE
    assert "the disk is full" in "".join(piece for piece, _ in event_line(told, 100, ascii_only=False))


@pytest.mark.parametrize("failed", [0, 1_999])
def test_the_bar_is_full_at_the_end_alone(failed: int) -> None:
    board = Board()
    board.start("leads.csv", "r", 2_000, {State.COMPLETED: 1_999 - failed, State.FAILED: failed})
    assert "─" in text(board.view(), 60, 20)[1]


def test_nothing_of_it_stays_on_the_screen() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=80, height=24, color_system=None)
    with live_table(Board(), console):
        pass
    before, table = stream.getvalue().split(ALTERNATE)
    table, after = table.split(NORMAL)
    assert (before.strip(), after) == ("", "")
    assert "Reading the table ..." in table
    assert "\x1b[?25h" in table, "the cursor was not given back"


@pytest.mark.parametrize("width", [50, 60, 69])
@pytest.mark.parametrize("error_type", ErrorType)
def test_a_narrow_screen_shows_the_class_of_a_retry(width: int, error_type: ErrorType) -> None:
    reason = next(reason for reason in Reason if reason.type is error_type)
    problem: dict[str, Any] = {"error_type": error_type.value, "reason": reason.label, "message": "so it was"}
    board = Board()
    board.start("leads.csv", "r", 9, {})
    board.take([event("retry_scheduled", company="Nordwind Logistik GmbH", wait_s=90, retry=3, **problem)])
    shown = text(board.view(), width, 20)
    for heading in ("Waiting", "Last"):
        [line] = [shown[at + 1] for at, words in enumerate(shown) if words.startswith(heading)]
        assert error_type.value in line
        assert "retry 3" in line
        assert "Nordwind" in line


@pytest.mark.parametrize(
    ("done", "width", "words"),
    [
        pytest.param(50, 60, "✓ 50 completed   ✗ 1 failed   ↻ 20 waiting   ▸ 30 under way", id="all words"),
        pytest.param(50, 50, "✓ 50 done  ✗ 1 failed  ↻ 20 wait  ▸ 30 active", id="shorter words"),
        pytest.param(50, 30, "✓ 50  ✗ 1  ↻ 20  ▸ 30", id="the signs alone"),
    ],
)
def test_no_count_is_cut(done: int, width: int, words: str) -> None:
    assert text(busy(done=done), width, 20)[2] == words


@pytest.mark.parametrize("width", range(20, 80))
def test_no_figure_is_cut(width: int) -> None:
    assert "…" not in text(busy(), width, 20)[3]
