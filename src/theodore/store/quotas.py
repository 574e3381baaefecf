"""Calls to a service that counts them, in a window that slides, shared by all who call by one account.

A call is taken in one transaction, so that two processes never take the same place. Whoever gets none is told when to
ask again; nothing is reserved, so one that dies waiting blocks nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from theodore.store.schema import quotas, upsert

#: No hold is longer, in seconds: a clock that was set back must not stop everybody for a year.
LONGEST_HOLD_S = 3_600.0

_OF_ACCOUNT = select(quotas.c.calls, quotas.c.held_until).where(
    quotas.c.account == bindparam("account"), quotas.c.kind == bindparam("kind")
)

_new = upsert(quotas)
# take_call, hold_calls -- Whoever writes has read what was there, in the same transaction.
_NOTE = _new.on_conflict_do_update(
    index_elements=["account", "kind"], set_={name: getattr(_new.excluded, name) for name in ("calls", "held_until")}
)


@dataclass(frozen=True, slots=True)
class Quota:
    """What a service allows: so many calls in any window of so many seconds, and so many seconds between two."""

    most: int
    window_s: float
    pause_s: float = 0.0


def wait_s(calls: Sequence[float], held_until: float, quota: Quota, now: float) -> float:
    """Seconds until a call may be made; 0 for at once.

    calls: when the last ones were made; those far after `now` are from a clock that was set back, and count no more.
    """
    made = _lately(calls, quota, now)
    free = [now, _still(held_until, now)]
    if made:
        free.append(made[-1] + quota.pause_s)
    if len(made) >= quota.most:
        free.append(made[-quota.most] + quota.window_s)
    return max(free) - now


def take(connection: Connection, account: str, kind: str, quota: Quota, now: float) -> float:
    """Take one call, if it may be made now: 0; else the seconds after which to ask again."""
    calls, held_until = _known(connection, account, kind)
    wait = wait_s(calls, held_until, quota, now)
    if wait == 0:
        _note(connection, account, kind, [*_lately(calls, quota, now), now], held_until)
    return wait


def left(connection: Connection, account: str, kind: str, quota: Quota, now: float) -> int:
    """How many calls may be made at once now; 0 while all are held."""
    calls, held_until = _known(connection, account, kind)
    return 0 if _still(held_until, now) > now else max(0, quota.most - len(_lately(calls, quota, now)))


def hold(connection: Connection, account: str, kind: str, until: float, now: float) -> None:
    """Nobody makes such a call before this time; a longer hold that stands already stays."""
    calls, held_until = _known(connection, account, kind)
    _note(connection, account, kind, calls, max(until, _still(held_until, now)))


def _lately(calls: Sequence[float], quota: Quota, now: float) -> list[float]:
    # another process may have asked for the time later than this one, and taken its call before
    return sorted(at for at in calls if abs(at - now) < quota.window_s)


def _still(held_until: float, now: float) -> float:
    return held_until if held_until - now <= LONGEST_HOLD_S else 0.0


def _known(connection: Connection, account: str, kind: str) -> tuple[list[float], float]:
    found = connection.execute(_OF_ACCOUNT, {"account": account, "kind": kind}).first()
    return ([], 0.0) if found is None else (list(found.calls), float(found.held_until))


def _note(connection: Connection, account: str, kind: str, calls: list[float], held_until: float) -> None:
    connection.execute(_NOTE, {"account": account, "kind": kind, "calls": calls, "held_until": held_until})
