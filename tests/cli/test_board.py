"""The board shows what the events told."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.cli.board import Board
from theodore.cli.happenings import Mark, happening
from theodore.cli.text import MESSAGE_WIDTH, NAME_WIDTH
from theodore.model.company import Company
from theodore.model.states import State
from theodore.model.statistics import SiteKnowledge
from theodore.policy.retry import RetryConfig
from theodore.store.records import Claim, Event, RowRef


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def event(kind: str, row: int | None = 1, **data: Any) -> Event:
    return Event(1, "r", row, 1_000.0, kind, {"company": "Acme", "website": "acme.test", **data})


def claim(row: int) -> Claim:
    ref = RowRef(row, 1, "r1", "Acme", "acme.test")
    return Claim(1, "r", 1, (ref,), Company("r1", "Acme", "acme.test"), None, SiteKnowledge(), 0, 0, 30.0, 0.0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def board(clock: Clock) -> Board:
    made = Board(clock, clock)
    made.start("leads.csv", "r", 100, {})
    return made


FAILED = {"error_type": "ssl_error", "reason": "certificate_expired", "message": "it has expired"}


@pytest.mark.parametrize(
    ("kind", "data", "mark", "words"),
    [
        pytest.param(
            "completed",
            {"pages": 8, "coverage": 0.25, "seconds": 2.1},
            Mark.COMPLETED,
            "8 pages, 25.0% of the fields, 2.1 s",
            id="completed says pages, facts and time",
        ),
        pytest.param(
            "completed",
            {"pages": 8, "coverage": 0.25, "seconds": 2.1, "unverified": "the site's certificate has expired"},
            Mark.COMPLETED,
            "8 pages, unverified, 25.0% of the fields, 2.1 s",
            id="what was read without proof is called so",
        ),
        pytest.param(
            "completed",
            {"pages": 8, "coverage": 0.25, "seconds": 0.02, "attempt": 2},
            Mark.COMPLETED,
            "8 pages, 25.0% of the fields, 0.0 s in attempt 2",
            id="the time of a later attempt is not taken for the row's",
        ),
        pytest.param(
            "partial",
            {"pages": 1, "error_type": "timeout", "reason": "attempt_deadline"},
            Mark.PARTIAL,
            "1 page; cut short by timeout/attempt_deadline",
            id="partial says what cut it short",
        ),
        pytest.param(
            "retry_scheduled",
            {"retry": 2, "wait_s": 9.0, "error_type": "rate_limit", "reason": "http_429", "message": "asked too often"},
            Mark.RETRY,
            "retry 2/3 in 9.0 s after rate_limit/http_429: asked too often",
            id="a retry says its number, how many there may be, its wait and why",
        ),
        pytest.param(
            "retry_scheduled",
            {"retry": 1, "wait_s": 2.0, "error_type": "not_found", "reason": "dns_no_such_name"},
            Mark.RETRY,
            "retry 1/1 in 2.0 s after not_found/dns_no_such_name",
            id="some kinds are tried once more only",
        ),
        pytest.param(
            "retry_scheduled",
            {"retry": 1, "wait_s": 2.0, "error_type": "timeout", "reason": "of a later version"},
            Mark.RETRY,
            "retry 1 in 2.0 s after timeout/of a later version",
            id="nothing is made up for a reason that is not known",
        ),
        pytest.param(
            "held",
            {"wait_s": 12.0},
            Mark.WAIT,
            "again in 12 s: the site asks to be left alone",
            id="a hold has no error",
        ),
        pytest.param(
            "held",
            {"wait_s": 10.0, "because": "its robots.txt asks for 10 s between requests"},
            Mark.WAIT,
            "again in 10 s: its robots.txt asks for 10 s between requests",
            id="a hold says why, where that is known",
        ),
        pytest.param(
            "deferred",
            {"wait_s": 1200.0, "error_type": "rate_limit", "reason": "http_429"},
            Mark.WAIT,
            "again in 20 m 00 s: rate_limit/http_429",
            id="deferred says till when",
        ),
        pytest.param(
            "failed", FAILED, Mark.FAILED, "ssl_error/certificate_expired: it has expired", id="failed says why"
        ),
        pytest.param(
            "interrupted",
            {},
            Mark.STOPPED,
            "given back: it is pending again",
            id="interrupted is no failure, and promises nothing of a command",
        ),
        pytest.param("cancelled", {}, Mark.STOPPED, "cancelled", id="cancelled is not given back"),
        pytest.param(
            "attempt_started",
            {"attempt": 3, "deadline_s": 67.5},
            Mark.BEGUN,
            "attempt 3, deadline 1 m 08 s",
            id="the beginning says how long it may take",
        ),
    ],
)
def test_events_in_words(kind: str, data: dict[str, Any], mark: Mark, words: str) -> None:
    told = happening(event(kind, **data), RetryConfig())
    assert told is not None
    assert (told.mark, told.subject, told.words) == (mark, "Acme", words)


@pytest.mark.parametrize("kind", ["run_started", "rows_added", "a kind of a later version"])
def test_what_only_programs_care_about_is_not_told(kind: str) -> None:
    assert happening(event(kind, row=None), RetryConfig()) is None


def test_an_event_cannot_obey_a_website() -> None:
    hostile = event("failed", company="\x1b[2JAcme", message="\x1b]0;x\x07", error_type="unknown", reason="other")
    told = happening(hostile, RetryConfig())
    assert told is not None
    assert "\x1b" not in told.subject + told.words


def test_an_event_is_short_however_long_its_words() -> None:
    told = happening(event("failed", company="A" * 5000, message="x" * 5000), RetryConfig())
    assert told is not None
    assert len(told.subject) + len(told.words) <= NAME_WIDTH + MESSAGE_WIDTH


def test_a_row_is_in_one_place_at_a_time(board: Board) -> None:
    board.take([event("attempt_started")])
    assert [row.name for row in board.view().under_way] == ["Acme"]
    board.take([event("retry_scheduled", retry=1, wait_s=2.0, error_type="timeout", reason="connect")])
    view = board.view()
    assert (len(view.under_way), [row.words for row in view.waiting]) == (0, ["retry 1/3: timeout/connect"])
    board.take([event("attempt_started", attempt=2)])
    view = board.view()
    assert (len(view.under_way), len(view.waiting)) == (1, 0)
    board.take([event("completed", pages=1)])
    view = board.view()
    assert (len(view.under_way), view.completed, view.ended) == (0, 1, 1)


def test_given_back_rows_are_to_go_again(board: Board) -> None:
    board.take([event("attempt_started")])
    board.take([event("interrupted")])
    view = board.view()
    assert (len(view.under_way), view.ended, view.to_go) == (0, 0, 100)


def test_a_resumed_run_begins_with_what_is_done(board: Board) -> None:
    board.start("leads.csv", "r", 10, {State.COMPLETED: 4, State.FAILED: 1, State.SKIPPED: 2, State.PENDING: 3})
    assert (board.view().ended, board.view().to_go) == (7, 3)


def test_progress_is_shown_of_what_is_under_way_alone(board: Board) -> None:
    board.progress(claim(1), "crawling 4/7")
    assert board.view().under_way == ()
    board.take([event("attempt_started")])
    board.progress(claim(1), "crawling\x1b 4/7")
    assert board.view().under_way[0].doing == "crawling\ufffd 4/7"


def test_the_rate_is_that_of_the_last_seconds(board: Board, clock: Clock) -> None:
    for row in range(10):
        clock.now += 1
        board.take([event("completed", row=row)])
    assert board.view().rate == pytest.approx(1.0)
    assert board.view().left_s == pytest.approx(90.0)
    clock.now += 3_600
    assert (board.view().rate, board.view().left_s) == (0.0, None)


def test_the_time_left_is_no_less_than_the_last_wait(board: Board, clock: Clock) -> None:
    board.start("leads.csv", "r", 4, {})
    for row in range(3):
        clock.now += 1
        board.take([event("completed", row=row)])
    board.take([event("retry_scheduled", row=9, wait_s=500.0)])
    left = board.view().left_s
    assert left is not None
    assert left > 400


def test_skipped_rows_are_no_speed(board: Board, clock: Clock) -> None:
    clock.now += 1
    board.take([event("skipped", row=row) for row in range(5)])
    assert (board.view().skipped, board.view().rate) == (5, 0.0)


def test_what_is_kept_for_the_screen_is_bounded(board: Board) -> None:
    board.take([event("failed", row=row) for row in range(10_000)])
    assert len(board.view().last) < 100
