"""The states of a row, and which may follow which."""

from __future__ import annotations

from enum import StrEnum

from theodore.model.errors import IllegalTransition


class State(StrEnum):
    """Where a row stands in the journal."""

    PENDING = "pending"
    PROCESSING = "processing"
    WAITING = "waiting"
    DEFERRED = "deferred"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether a run has nothing more to do for a row in this state."""
        return self in FINAL

    @property
    def sheet_status(self) -> SheetStatus:
        """The one of the sheet's four statuses that stands for this state."""
        return _SHEET[self]


class SheetStatus(StrEnum):
    """What a person sees in the Status column."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"


_S = State
FINAL = frozenset({_S.COMPLETED, _S.FAILED, _S.SKIPPED, _S.CANCELLED})
CLAIMABLE = frozenset({_S.PENDING, _S.WAITING, _S.DEFERRED})

ALLOWED: dict[State, frozenset[State]] = {
    _S.PENDING: frozenset({_S.PROCESSING, _S.SKIPPED, _S.CANCELLED}),
    # back to pending: the worker died, or a shutdown gave the row back
    _S.PROCESSING: frozenset({_S.COMPLETED, _S.FAILED, _S.WAITING, _S.DEFERRED, _S.PENDING, _S.CANCELLED}),
    _S.WAITING: frozenset({_S.PROCESSING, _S.CANCELLED}),
    _S.DEFERRED: frozenset({_S.PROCESSING, _S.CANCELLED}),
    # a person asks for another go
    _S.FAILED: frozenset({_S.PENDING}),
    _S.CANCELLED: frozenset({_S.PENDING}),
    # a refresh
    _S.COMPLETED: frozenset({_S.PENDING}),
    _S.SKIPPED: frozenset({_S.PENDING}),
}

_SHEET = {
    _S.PENDING: SheetStatus.PENDING,
    _S.PROCESSING: SheetStatus.PROCESSING,
    _S.WAITING: SheetStatus.PROCESSING,
    _S.DEFERRED: SheetStatus.PROCESSING,
    _S.COMPLETED: SheetStatus.COMPLETED,
    _S.SKIPPED: SheetStatus.COMPLETED,
    _S.FAILED: SheetStatus.FAILED,
    _S.CANCELLED: SheetStatus.FAILED,
}


def check_transition(before: State, after: State) -> None:
    """Raise IllegalTransition where a row in `before` may not become `after`."""
    if after not in ALLOWED[before]:
        allowed = ", ".join(sorted(ALLOWED[before]))
        raise IllegalTransition(f"{before} -> {after} (allowed: {allowed})")
