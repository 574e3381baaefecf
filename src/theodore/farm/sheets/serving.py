"""An emulated Google Sheet of companies that is served until it is told to stop."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from theodore.farm.noise import quiet_about_lost_connections
from theodore.farm.serving import stop_signal
from theodore.farm.sheets.config import Kind, SheetsConfig
from theodore.farm.sheets.emulator import Call, Emulator
from theodore.model.errors import ConfigurationError, SourceError

#: The tab that the companies stand in.
TAB = "Companies"
_RESOLVE, _AUTHORITY, _COMPANIES = "resolve.txt", "authority.pem", "companies.csv"

Announcement = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Companies:
    """What the sheet is filled with. resolve, authority: of the demo web that the table belongs to, if it does."""

    rows: list[list[str]]
    resolve: Path | None = None
    authority: Path | None = None


def read_companies(source: Path) -> Companies:
    """The companies of a folder of `theodore farm serve`, or of a CSV with commas, semicolons or tabs.

    Every cell is a text. Raises ConfigurationError where there is neither, SourceError for a file that is no CSV in
    UTF-8.
    """
    if not source.is_dir():
        return Companies(_rows(source))
    if not (source / _COMPANIES).is_file():
        raise ConfigurationError(
            f"{source} has no {_COMPANIES}: it is no folder of `theodore farm serve`. Name one, or a CSV."
        )
    resolve, authority = source / _RESOLVE, source / _AUTHORITY
    return Companies(
        _rows(source / _COMPANIES),
        resolve if resolve.is_file() else None,
        authority if authority.is_file() else None,
    )


def _rows(path: Path) -> list[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as table:
            head = table.readline()
            table.seek(0)
            return list(csv.reader(table, delimiter=max(",;\t", key=head.count)))
    except FileNotFoundError:
        raise ConfigurationError(
            f"{path} is not there. Start `theodore farm serve` in another terminal and name its folder, or name a CSV."
        ) from None
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}", "Name another table") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise SourceError(str(path), f"is no CSV in UTF-8 ({error})", "Save it as CSV in UTF-8") from error


async def serve(
    config: SheetsConfig, companies: Companies, folder: Path, announce: Callable[[Announcement], None]
) -> None:
    """Serve a spreadsheet of the companies until SIGTERM or SIGINT, or until this is cancelled; then write the report.

    folder: where the key file and the report are written; it is there already. announce: called once, when the
    emulator answers.
    """
    google = Emulator(config)
    with quiet_about_lost_connections():
        async with google:
            book = google.add_book({TAB: companies.rows}, title="Companies of the demo web")
            try:
                with stop_signal() as stop:
                    announce(_announcement(google, book, companies, folder))
                    await stop.wait()
            finally:
                report = json.dumps(summary(google.calls, config.minute_s), indent=1)
                (folder / "report.json").write_text(report, encoding="utf-8")


def _announcement(google: Emulator, book: str, companies: Companies, folder: Path) -> Announcement:
    return {
        "companies": max(0, len(companies.rows) - 1),
        "api_base": google.api_base,
        "key_file": str(google.key_file(folder)),
        "sheet": google.sheet_url(book),
        "tab": TAB,
        "page": google.page_url(book),
        "reads_per_minute": google.config.reads_per_minute,
        "writes_per_minute": google.config.writes_per_minute,
        "minute_s": google.config.minute_s,
        "resolve": str(companies.resolve) if companies.resolve else None,
        "authority": str(companies.authority) if companies.authority else None,
        "report": str(folder / "report.json"),
    }


def summary(calls: Iterable[Call], minute_s: float) -> dict[str, Any]:
    """By kind how many calls came, with which status and faults, and the most in any stretch of a minute."""
    calls = list(calls)
    return {
        kind.value: {
            "calls": len(found),
            "statuses": dict(sorted(Counter(str(call.status) for call in found).items())),
            "faults": dict(sorted(Counter(call.fault.value for call in found if call.fault).items())),
            "most_in_a_minute": most_within([call.at for call in found], minute_s),
        }
        for kind in Kind
        if (found := [call for call in calls if call.kind == kind.value])
    }


def most_within(moments: Iterable[float], span_s: float) -> int:
    """The most of these moments that lie within any stretch of so many seconds."""
    ordered, first, most = sorted(moments), 0, 0
    for at, moment in enumerate(ordered):
        while moment - ordered[first] >= span_s:
            first += 1
        most = max(most, at + 1 - first)
    return most
