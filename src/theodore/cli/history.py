"""`theodore history`: every attempt at a company."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consoles import printing
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import find_company, reading
from theodore.cli.paint import heading, indented
from theodore.cli.report import advice
from theodore.cli.status import AsJson
from theodore.cli.text import MESSAGE_WIDTH, NAME_WIDTH, shortened
from theodore.settings import Settings
from theodore.store.records import AttemptRecord, CompanyMatch
from theodore.store.sheet import iso

app = new_app()

CompanyName = Annotated[
    str, typer.Argument(metavar="COMPANY", help="A record id, else a domain, else a name that only one company has.")
]
OfRun = Annotated[
    str | None,
    typer.Option("--run", metavar="RUN", help="Of this run; the last that has the company if not given."),
]

_STYLES = {
    "completed": "green",
    "partial": "yellow",
    "failed": "red",
    "retry": "yellow",
    "climb": "yellow",
    "interrupted": "magenta",
}


@app.command()
@takes_settings(JOURNAL_FLAGS, preset=False)
def history(company: CompanyName, settings: Settings, run: OfRun = None, as_json: AsJson = False) -> None:
    """Show every attempt at a company.

    When it was, how long it took of how long it had, how it ended, what went wrong, and the wait that followed.
    """
    with reading(settings) as reader:
        match = find_company(reader, company, run)
        attempts = reader.history(match.row_id)
    if as_json:
        out.write_json(_as_dict(match, attempts))
        return
    with printing() as console:
        print_history(console, match, attempts)


def _as_dict(match: CompanyMatch, attempts: tuple[AttemptRecord, ...]) -> dict[str, Any]:
    return {
        "run_id": match.run_id,
        "record_id": match.record_id,
        "company_name": match.name,
        "website": match.website,
        "state": match.state.value,
        "attempts": [_attempt_dict(attempt) for attempt in attempts],
    }


#: Whose attempts they are stands above them.
_ABOVE = ("run_id", "record_id", "name", "website")


def _attempt_dict(attempt: AttemptRecord) -> dict[str, Any]:
    told = {name: value for name, value in dataclasses.asdict(attempt).items() if name not in _ABOVE}
    return told | {"started_at": iso(attempt.started_at)}


def print_history(console: Console, match: CompanyMatch, attempts: tuple[AttemptRecord, ...]) -> None:
    """The attempts, each in a paragraph, so that it reads the same on any width."""
    website = shortened(match.website, NAME_WIDTH)
    name = shortened(match.name, NAME_WIDTH) or match.record_id
    heading(console, name, f"{website}, run {match.run_id}, {match.state}")
    if not attempts:
        indented(console, "Not visited in this run." if match.state.is_final else "No attempt yet.")
    for attempt in attempts:
        _print_attempt(console, attempt)
    last = attempts[-1] if attempts else None
    if last is not None and last.outcome == "failed" and last.error_type and last.reason:
        console.print()
        indented(console, Text(advice(last.error_type, last.reason), "bold"))


def _print_attempt(console: Console, attempt: AttemptRecord) -> None:
    outcome = attempt.outcome or "under way"
    took = f"{figures.seconds(attempt.seconds)} of {figures.seconds(attempt.deadline)}"
    line = Text.assemble(
        (f"{attempt.attempt:>2}. ", "bold"),
        f"{figures.moment(attempt.started_at)}  ",
        (f"{outcome:<11}", _STYLES.get(outcome, "cyan")),
        f"  {took}, {_in_hand(attempt)}, {figures.many(attempt.requests, 'request')}, "
        f"{figures.size(attempt.wire_bytes)}",
    )
    indented(console, line)
    if attempt.way:
        indented(console, Text(f"made {attempt.way} (rung {attempt.rung})", "dim"), 6)
    if attempt.error_type:
        status = f" (status {attempt.status})" if attempt.status else ""
        message = f": {shortened(attempt.message, MESSAGE_WIDTH)}" if attempt.message else ""
        indented(console, Text(f"{attempt.error_type}/{attempt.reason}{status}{message}", "red"), 6)
    if attempt.url and attempt.error_type:
        indented(console, Text(f"at {shortened(attempt.url, NAME_WIDTH)}", "dim"), 6)
    if attempt.wait is not None:
        indented(console, Text(f"waited {figures.seconds(attempt.wait)}", "dim"), 6)


def _in_hand(attempt: AttemptRecord) -> str:
    known = f", {attempt.pages_from_cache} from earlier visits" if attempt.pages_from_cache else ""
    same = f", {attempt.revalidated} as they were" if attempt.revalidated else ""
    return f"{figures.many(attempt.pages, 'page')} in hand{known}{same}"
