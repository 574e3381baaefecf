"""Events of the journal, in words for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from theodore.cli import figures
from theodore.cli.text import MESSAGE_WIDTH, NAME_WIDTH, one_line, shortened
from theodore.model.errors import Reason
from theodore.policy.retry import RetryConfig
from theodore.store.records import Event


class Mark(Enum):
    """What kind of thing happened: (name, sign, sign where only ASCII shows, style)."""

    BEGUN = ("begun", "▸", ">", "cyan")
    COMPLETED = ("completed", "✓", "+", "green")
    PARTIAL = ("partial", "✓", "+", "yellow")
    SKIPPED = ("skipped", "·", ".", "dim")
    CLIMB = ("climbs", "↑", "^", "yellow")
    RETRY = ("retry", "↻", "~", "yellow")
    WAIT = ("waits", "◷", "z", "blue")
    FAILED = ("failed", "✗", "x", "red")
    STOPPED = ("stopped", "■", "#", "magenta")
    NOTICE = ("note", "!", "!", "magenta")

    def __init__(self, label: str, sign: str, ascii_sign: str, style: str) -> None:
        self.label = label
        self.sign = sign
        self.ascii_sign = ascii_sign
        self.style = style


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    at: seconds since the epoch. subject: the company; empty where it concerns all. brief: for a narrow screen; empty
    where the words begin with what matters.
    """

    at: float
    mark: Mark
    subject: str
    words: str
    brief: str = ""


_MARKS = {
    "attempt_started": Mark.BEGUN,
    "completed": Mark.COMPLETED,
    "partial": Mark.PARTIAL,
    "skipped": Mark.SKIPPED,
    "retry_scheduled": Mark.RETRY,
    "climb": Mark.CLIMB,
    "deferred": Mark.WAIT,
    "held": Mark.WAIT,
    "failed": Mark.FAILED,
    "cancelled": Mark.STOPPED,
    "interrupted": Mark.STOPPED,
}


def happening(event: Event, retry: RetryConfig) -> Happening | None:
    """What this event means to a person; None for one that only programs care about. retry: the run's."""
    mark = _MARKS.get(event.kind)
    if mark is None or event.row_id is None:
        return None
    subject = shortened(event.data.get("company") or "?", NAME_WIDTH)
    brief = waits_for(event, retry) if mark in (Mark.RETRY, Mark.CLIMB, Mark.WAIT) else ""
    return Happening(event.at, mark, subject, shortened(_words(event, mark, retry), MESSAGE_WIDTH), brief)


def waits_for(event: Event, retry: RetryConfig) -> str:
    """Why a row waits, in a few words: they stand beside the time that is left."""
    if event.kind == "retry_scheduled":
        return one_line(f"{_retry(event.data, retry)}: {_error(event.data)}")
    if event.kind == "climb":
        return one_line(f"another way: {_error(event.data)}")
    return one_line(_error(event.data)) if event.data.get("error_type") else _hold(event.data)


def _words(event: Event, mark: Mark, retry: RetryConfig) -> str:
    data = event.data
    match mark:
        case Mark.COMPLETED:
            return _found(data)
        case Mark.PARTIAL:
            return f"{_found(data)}; cut short by {_error(data)}"
        case Mark.RETRY:
            return f"{_retry(data, retry)} in {figures.seconds(data.get('wait_s'))} after {_problem(data)}"
        case Mark.CLIMB:
            return f"another way in {figures.seconds(data.get('wait_s'))} after {_problem(data)}"
        case Mark.WAIT:
            why = _problem(data) if data.get("error_type") else _hold(data)
            return f"again in {figures.seconds(data.get('wait_s'))}: {why}"
        case Mark.FAILED:
            return _problem(data)
        case Mark.SKIPPED:
            return "researched lately; its facts are taken over"
        case Mark.BEGUN:
            return f"attempt {data.get('attempt', 1)}, deadline {figures.seconds(data.get('deadline_s'))}"
        case _:
            return "cancelled" if event.kind == "cancelled" else "given back: it is pending again"


def _hold(data: dict[str, Any]) -> str:
    """Why the site is left alone; an earlier version did not write that down."""
    return one_line(data.get("because") or "the site asks to be left alone")


def _retry(data: dict[str, Any], retry: RetryConfig) -> str:
    """`retry 1/3`: which it is, and how many this kind of failure may have."""
    try:
        most = f"/{retry.retries(Reason.find(data['error_type'], data['reason']))}"
    except (KeyError, ValueError):
        most = ""  # of a run that another version began
    return f"retry {data.get('retry', '?')}{most}"


def _found(data: dict[str, Any]) -> str:
    parts = [figures.many(int(data.get("pages") or 0), "page")]
    if data.get("unverified"):
        parts.append("unverified")
    if data.get("coverage") is not None:
        parts.append(f"{figures.percent(float(data['coverage']))} of the fields")
    if data.get("seconds") is not None:
        # an event knows its own attempt's time, not that of those before
        again = f" in attempt {attempt}" if (attempt := data.get("attempt") or 1) > 1 else ""
        parts.append(figures.seconds(float(data["seconds"])) + again)
    return ", ".join(parts)


def _error(data: dict[str, Any]) -> str:
    return f"{data.get('error_type') or 'unknown'}/{data.get('reason') or 'other'}"


def _problem(data: dict[str, Any]) -> str:
    message = data.get("message")
    return f"{_error(data)}: {message}" if message else _error(data)
