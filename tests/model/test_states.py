"""Which state may follow which, and what a sheet shows of it."""

from __future__ import annotations

import pytest

from theodore.model.errors import IllegalTransition
from theodore.model.states import ALLOWED, CLAIMABLE, FINAL, SheetStatus, State, check_transition

P, W, D = State.PROCESSING, State.WAITING, State.DEFERRED

#: The design's table; every pair that it does not name is forbidden.
MAY_FOLLOW = {
    (State.PENDING, P): "claimed",
    (State.PENDING, State.SKIPPED): "fresh already",
    (State.PENDING, State.CANCELLED): "cancelled before its turn",
    (P, State.COMPLETED): "done",
    (P, State.FAILED): "given up",
    (P, W): "a retry is due later",
    (P, D): "a long hold",
    (P, State.PENDING): "the worker died, or a shutdown gave it back",
    (P, State.CANCELLED): "cancelled at work",
    (W, P): "its retry is due",
    (W, State.CANCELLED): "cancelled while waiting",
    (D, P): "the hold is over",
    (D, State.CANCELLED): "cancelled while deferred",
    (State.FAILED, State.PENDING): "a person asks for another go",
    (State.CANCELLED, State.PENDING): "a person asks for another go after all",
    (State.COMPLETED, State.PENDING): "a refresh",
    (State.SKIPPED, State.PENDING): "a refresh of what was fresh",
}

EVERY_PAIR = [
    pytest.param(before, after, id=f"{before} to {after}: {MAY_FOLLOW.get((before, after), 'never')}")
    for before in State
    for after in State
]


@pytest.mark.parametrize(("before", "after"), EVERY_PAIR)
def test_a_transition(before: State, after: State) -> None:
    if (before, after) in MAY_FOLLOW:
        check_transition(before, after)
        return
    with pytest.raises(IllegalTransition) as raised:
        check_transition(before, after)
    assert str(raised.value).startswith(f"{before} -> {after} (allowed: ")


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        pytest.param(State.PENDING, "pending", id="pending"),
        pytest.param(State.PROCESSING, "processing", id="processing"),
        pytest.param(State.WAITING, "processing", id="waiting is work under way: Progress says till when"),
        pytest.param(State.DEFERRED, "processing", id="so is deferred"),
        pytest.param(State.COMPLETED, "completed", id="completed"),
        pytest.param(State.SKIPPED, "completed", id="skipped has its facts from an earlier run"),
        pytest.param(State.FAILED, "failed", id="failed"),
        pytest.param(State.CANCELLED, "failed", id="cancelled: Error Notes say so"),
    ],
)
def test_what_the_sheet_shows(state: State, shown: str) -> None:
    assert state.sheet_status.value == shown


def test_the_sheet_knows_the_missions_four_statuses() -> None:
    assert {status.value for status in SheetStatus} == {"pending", "processing", "completed", "failed"}


@pytest.mark.parametrize("state", list(State))
def test_a_state_is_final_claimable_or_at_work(state: State) -> None:
    assert (state in FINAL) + (state in CLAIMABLE) + (state is State.PROCESSING) == 1
    assert state.is_final == (state in FINAL)


@pytest.mark.parametrize("state", sorted(CLAIMABLE))
def test_what_may_be_claimed_may_be_worked_on(state: State) -> None:
    check_transition(state, State.PROCESSING)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_has_ended_is_only_ever_asked_for_again(state: State) -> None:
    assert ALLOWED[state] == {State.PENDING}
