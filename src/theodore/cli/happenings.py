"""Events of the journal, in words for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from theodore.cli import figures
from theodore.cli.text import one_line
from theodore.store.records import Event


class Mark(Enum):
    """What kind of thing happened: (name, sign, sign where only ASCII shows, style)."""

    BEGUN = ("begun", "▸", ">", "cyan")
    COMPLETED = ("completed", "✓", "+", "green")
    PARTIAL = ("partial", "✓", "+", "yellow")
    SKIPPED = ("skipped", "·", ".", "dim")
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
    """One thing that happened. at: seconds since the epoch. subject: the company; empty where it concerns all."""

    at: float
    mark: Mark
    subject: str
    words: str


_MARKS = {
    "attempt_started": Mark.BEGUN,
    "completed": Mark.COMPLETED,
    "partial": Mark.PARTIAL,
    "skipped": Mark.SKIPPED,
    "retry_scheduled": Mark.RETRY,
    "deferred": Mark.WAIT,
    "held": Mark.WAIT,
    "failed": Mark.FAILED,
    "cancelled": Mark.STOPPED,
    "interrupted": Mark.STOPPED,
}


def happening(event: Event) -> Happening | None:
    """What this event means to a person; None for one that only programs care about."""
    mark = _MARKS.get(event.kind)
    if mark is None or event.row_id is None:
        return None
    return Happening(event.at, mark, one_line(event.data.get("company") or "?"), one_line(_words(mark, event.data)))


def waits_for(event: Event) -> str:
    """Why a row waits, in a few words: they stand beside the time that is left."""
    if event.kind == "retry_scheduled":
        return one_line(f"retry {event.data.get('retry', '?')} after {_error(event.data)}")
    return one_line(_error(event.data)) if event.data.get("error_type") else "the site asks to be left alone"


def _words(mark: Mark, data: dict[str, Any]) -> str:
    match mark:
        case Mark.COMPLETED:
            return _found(data)
        case Mark.PARTIAL:
            return f"{_found(data)}; cut short by {_error(data)}"
        case Mark.RETRY:
            return f"retry {data.get('retry', '?')} in {figures.seconds(data.get('wait_s'))} after {_problem(data)}"
        case Mark.WAIT:
            why = _problem(data) if data.get("error_type") else "the site asks to be left alone"
            return f"again in {figures.seconds(data.get('wait_s'))}: {why}"
        case Mark.FAILED:
            return _problem(data)
        case Mark.SKIPPED:
            return "researched lately; its facts are taken over"
        case Mark.BEGUN:
            return f"attempt {data.get('attempt', 1)}, deadline {figures.seconds(data.get('deadline_s'))}"
        case _:
            return "given back; the same command goes on with it"


def _found(data: dict[str, Any]) -> str:
    parts = [figures.many(int(data.get("pages") or 0), "page")]
    if data.get("coverage") is not None:
        parts.append(f"{figures.percent(float(data['coverage']))} of the fields")
    if data.get("seconds") is not None:
        parts.append(figures.seconds(float(data["seconds"])))
    return ", ".join(parts)


def _error(data: dict[str, Any]) -> str:
    return f"{data.get('error_type') or 'unknown'}/{data.get('reason') or 'other'}"


def _problem(data: dict[str, Any]) -> str:
    message = data.get("message")
    return f"{_error(data)}: {message}" if message else _error(data)
