"""The tables of the reference pages, as the code has them.

    python -m tests.policy.reference

writes them into docs/reference, between the marks; test_reference.py fails where a page and the code differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from theodore.model.errors import ErrorType, Reason, Retryable
from theodore.model.states import ALLOWED, State
from theodore.policy.presets import PRESETS
from theodore.policy.retry import DEFAULT_RETRY_ON, RetryConfig, backoff_s
from theodore.policy.timeout import TimeoutConfig

FOLDER = Path(__file__).parent.parent.parent / "docs" / "reference"
MARK = re.compile(r"<!-- made: (\w+) -->\n.*?<!-- end -->", re.DOTALL)

_RETRIED = {Retryable.YES: "yes", Retryable.ONCE: "once", Retryable.NO: "no"}


def reasons(error: ErrorType) -> str:
    """The rows of one class."""
    return _table(
        ("reason", "what was found", "retried", "what to do"),
        (
            (f"`{reason.label}`", reason.meaning, _RETRIED[reason.retryable], reason.advice)
            for reason in Reason
            if reason.type is error
        ),
    )


def waits() -> str:
    """Seconds before each retry, with the default settings and no jitter."""
    config = RetryConfig(jitter=False)
    return _table(
        ("class", "before retry 1", "2", "3", "4", "5", "6"),
        (
            (f"`{error}`", *(_seconds(backoff_s(config, error, retry)) for retry in range(1, 7)))
            for error in ErrorType
            if error in DEFAULT_RETRY_ON
        ),
    )


def deadlines() -> str:
    """Seconds that each attempt has, with the default settings."""
    config = TimeoutConfig()
    sites = {
        "simple": {"is_simple": True},
        "unknown, or in between": {},
        "complex": {"is_complex": True},
    }
    return _table(
        ("site", "first attempt", "second", "third", "fourth"),
        (
            (name, *(_seconds(config.get_timeout(attempt, **known)) for attempt in range(4)))
            for name, known in sites.items()
        ),
    )


def presets() -> str:
    """What each preset sets."""
    return _table(
        ("preset", "sets"),
        (
            (f"`{name}`", ", ".join(f"{setting} {_seconds(value)}" for setting, value in preset.chosen().items()))
            for name, preset in PRESETS.items()
        ),
    )


def states() -> str:
    """Each state, what the sheet shows for it, and which may follow."""
    return _table(
        ("state", "in the sheet", "may become"),
        ((f"`{state}`", state.sheet_status, ", ".join(sorted(ALLOWED[state]))) for state in State),
    )


def tables() -> dict[str, str]:
    """Every table by the name of its mark."""
    by_class = {f"reasons_{error}": reasons(error) for error in ErrorType}
    return {
        **by_class,
        "waits": waits(),
        "deadlines": deadlines(),
        "presets": presets(),
        "states": states(),
    }


def renewed(page: str) -> str:
    """The page with every table between marks as the code has it; KeyError for a mark that names none."""
    made = tables()
    return MARK.sub(lambda mark: f"<!-- made: {mark[1]} -->\n{made[mark[1]]}<!-- end -->", page)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))


def _seconds(value: float) -> str:
    return f"{value:g}" if not isinstance(value, bool) else str(value).lower()


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*.md")):
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
