"""An emulated Google Sheets for tests of what is above it, and a person's hand in its books."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from theodore.farm.sheets import Book, Emulator, SheetsConfig, running
from theodore.farm.sheets.kinds import apply

#: No test waits for a quota that it is not about.
MANY = 100_000

LEADS: list[list[Any]] = [
    ["Company", "Website", "Notes"],
    ["Acme", "acme.test", "=1+1"],
    ["Beta", "beta.test", ""],
    ["Gamma", "gamma.test", "call them"],
]


def numbered() -> list[list[Any]]:
    """Companies with Record IDs of a person's own, as other programs export them; the last has none."""
    return [
        ["Record ID", "Company", "Website"],
        [1234, "Acme", "acme.test"],
        [5678, "Beta", "beta.test"],
        ["", "Gamma", "gamma.test"],
    ]


def shown_with_commas() -> Iterator[dict[str, Any]]:
    """What makes a person see 1,234 where their first column holds 1234."""
    look = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": "#,##0"}}}
    area = {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    yield {"repeatCell": {"range": area, "cell": look, "fields": "userEnteredFormat.numberFormat"}}


@contextmanager
def emulated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """A Google with quotas that nobody reaches, to which the settings lead; its key is named by the usual variable."""
    config = SheetsConfig(reads_per_minute=MANY, writes_per_minute=MANY, project_reads=MANY, project_writes=MANY)
    with running(config) as google:
        monkeypatch.setenv("THEODORE_SHEETS__API_BASE", google.api_base)
        monkeypatch.setenv("THEODORE_SHEETS__READS_PER_MINUTE", str(MANY))
        monkeypatch.setenv("THEODORE_SHEETS__WRITES_PER_MINUTE", str(MANY))
        monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(google.key_file(folder)))
        yield google


def by_hand(google: Emulator, book: str, *requests: dict[str, Any]) -> None:
    """What a person does in their browser, as the requests that come of it."""

    def done(draft: Book) -> None:
        draft.tabs[:] = apply(draft, requests)[0].tabs

    google.change(book, done)


def cells_of(google: Emulator, book: str, tab: str) -> list[dict[str, Any]]:
    """The rows below the header, by header; "" for a blank."""
    header, *rows = google.values(book, tab)
    return [dict(zip(header, padded(row, len(header)), strict=True)) for row in rows]


def padded(row: Sequence[Any], width: int) -> list[Any]:
    """The row with as many cells as the header."""
    return [*row, *[""] * (width - len(row))]
