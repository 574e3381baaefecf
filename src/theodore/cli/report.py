"""What a run came to, for a person: figures, failures with advice, slow sites, field coverage, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

from rich.columns import Columns
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from theodore.cli import figures
from theodore.cli.journals import meant_by
from theodore.cli.paint import bar, command, grid, heading, indented, is_ascii, pairs
from theodore.cli.text import MESSAGE_WIDTH, NAME_WIDTH, shortened
from theodore.model.custom import catalogue_of
from theodore.model.fields import Catalogue, catalogue
from theodore.report.figures import reason_of
from theodore.store.reader import Reader
from theodore.store.records import ErrorExample, SlowSite
from theodore.store.report_figures import RetriedClass, Retries

_SLOWEST = 5
_BAR = 20
#: The columns that the table of retries takes; where there are fewer, its lines are sentences.
_ROOM = 76
#: Among so many rows one with facts is looked for, to be shown as an example.
_LOOKED_AT = 10_000


@dataclass(frozen=True, slots=True)
class Findings:
    """What the report tells beyond the summary.

    telling, failed: the words that name a row with facts, and one that failed, to `theodore show` and `history`; none
    where there is no such row. fields: the catalogue of the run.
    """

    errors: tuple[ErrorExample, ...]
    slowest: tuple[SlowSite, ...]
    retries: Retries
    telling: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    fields: Catalogue = field(default_factory=catalogue)


def findings(reader: Reader, run_id: str) -> Findings:
    """Gather them from the journal."""
    errors = tuple(reader.error_examples(run_id))
    first = islice(reader.results(run_id), _LOOKED_AT)
    with_facts = next((row for row in first if row.coverage is not None), None)
    return Findings(
        errors,
        tuple(reader.slowest(run_id, _SLOWEST)),
        reader.retries(run_id),
        telling=words_for(reader, run_id, with_facts.company_name, with_facts.record_id) if with_facts else (),
        failed=words_for(reader, run_id, errors[0].name, errors[0].record_id) if errors else (),
        fields=catalogue_of(reader.run(run_id).settings),
    )


def words_for(reader: Reader, run_id: str, name: str, record_id: str) -> tuple[str, ...]:
    """The words by which a command finds this row and no other.

    Its name where that is short and means it alone, else its record id; with its run where a later one has it too.
    """
    is_short = bool(name) and shortened(name, 40) == name
    found = meant_by(reader, name) if is_short else []
    if [(match.run_id, match.record_id) for match in found] == [(run_id, record_id)]:
        return _no_flag(name)
    latest = meant_by(reader, record_id)
    of_run = () if latest and latest[0].run_id == run_id else ("--run", run_id)
    return (*of_run, *_no_flag(record_id))


def _no_flag(word: str) -> tuple[str, ...]:
    """A word that begins with a dash would be taken for a flag; after `--` nothing is one."""
    return ("--", word) if word.startswith("-") else (word,)


def print_report(
    console: Console, summary: dict[str, Any], found: Findings, *, state: str, flags: Sequence[str] = ()
) -> None:
    """Print the whole report. state: how the run stands. flags: what later commands need to find this journal."""
    heading(console, f"Run {summary['run_id']}", f"{state}, {figures.seconds(summary['duration_seconds'])}")
    pairs(console, _figures(summary))
    if found.errors:
        _print_errors(console, found.errors)
    if found.retries.by_class:
        _print_retries(console, found.retries)
    if found.slowest:
        _print_slowest(console, found.slowest)
    if summary["processed"] - summary["failed"] + summary["skipped"] - summary["not_chosen"]:
        _print_coverage(console, summary["field_coverage"], found.fields)
    _print_next(console, summary, found, flags)


def _figures(summary: dict[str, Any]) -> list[tuple[str, str | Text]]:
    done = summary["processed"] - summary["failed"]
    an_hour, a_minute = summary["companies_per_hour"], summary["companies_per_minute"]
    return [
        ("Companies", f"{summary['total']:,}: {_ends(summary, done)}"),
        ("Success rate", _success(summary)),
        ("Speed", f"{an_hour:,.0f} companies an hour ({a_minute:,.1f} a minute)"),
        ("Attempts", _attempts(summary["statistics"])),
        ("Read", _read(summary["statistics"])),
        *_known(summary["statistics"]),
    ]


def _success(summary: dict[str, Any]) -> Text:
    """Beside rows that were skipped it says of which others it is the rate."""
    tried, rate = summary["processed"], (figures.percent(summary["success_rate"]), "bold")
    if not tried:
        return Text("no company was tried to its end")
    return Text.assemble(rate, f" of the {tried:,} tried") if summary["skipped"] else Text.assemble(rate)


def _attempts(statistics: dict[str, Any]) -> str:
    counts = [
        figures.many(statistics["retried"], "retry", "retries"),
        figures.many(statistics["timeouts"], "timeout"),
        figures.many(statistics["ssl_errors"], "TLS error"),
    ]
    if statistics["climbs"]:  # only where another way was configured
        counts.insert(1, figures.many(statistics["climbs"], "climb"))
    return ", ".join([f"{statistics['attempts']:,}", *counts])


def _read(statistics: dict[str, Any]) -> str:
    words = [figures.many(statistics["pages"], "page"), figures.size(statistics["bytes"])]
    if statistics["p50_seconds"] is not None:
        words.append(f"half of the companies within {figures.seconds(statistics['p50_seconds'])}")
    if statistics["p95_seconds"] is not None:
        words.append(f"95% within {figures.seconds(statistics['p95_seconds'])}")
    return ", ".join(words)


def _known(statistics: dict[str, Any]) -> list[tuple[str, str]]:
    """Which pages did not have to be read anew: a line of its own, and none in a first run."""
    taken, same = statistics["pages_from_cache"], statistics["revalidated"]
    told = [(taken, "not asked for"), (same, "asked for and found unchanged")]
    words = [f"{figures.many(count, 'page')} {what}" for count, what in told if count]
    return [("Known", ", ".join(words))] if words else []


def _ends(summary: dict[str, Any], done: int) -> str:
    counts = [
        (done, "completed"),
        (summary["failed"], "failed"),
        (summary["skipped"] - summary["not_chosen"], "skipped (fresh)"),
        (summary["not_chosen"], "not chosen"),
        (summary["deferred"], "deferred"),
        (summary["cancelled"], "cancelled"),
        (summary["pending"], "left to do"),
    ]
    return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "none"


def _print_errors(console: Console, errors: Sequence[ErrorExample]) -> None:
    heading(console, "Failures by class")
    ordered = sorted(errors, key=lambda error: (error.error_type, -error.count))
    for error_type, group in groupby(ordered, key=lambda error: error.error_type):
        same = list(group)
        indented(console, Text.assemble((f"{error_type}", "red bold"), f"  {sum(one.count for one in same):,}"))
        for error in same:
            _print_error(console, error)


def _print_error(console: Console, error: ErrorExample) -> None:
    words = Text.assemble(
        (f"{error.reason} {error.count:,}", "red"),
        "  such as ",
        (shortened(error.name, NAME_WIDTH), "bold"),
        (f" ({shortened(error.website, NAME_WIDTH)})" if error.website else ""),
        f": {shortened(error.message, MESSAGE_WIDTH)}",
    )
    indented(console, words, 4)
    indented(console, Text(advice(error.error_type, error.reason), "dim"), 6)


def advice(error_type: str, reason: str) -> str:
    """What a person can do about it."""
    return reason_of(error_type, reason).advice


def _print_retries(console: Console, retries: Retries) -> None:
    heading(console, "Retries", f"won {retries.won:,} of the {retries.companies:,} companies that were tried again")
    if console.width < _ROOM:
        for one in retries.by_class:
            indented(console, f"{one.error_type}: {', '.join(_won(one))}")
        return
    table = grid("l", "r", "l", "f")
    for one in retries.by_class:
        how_many, won, waits = _won(one)
        table.add_row(Text(one.error_type), how_many, won, Text(waits, "dim"))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _won(one: RetriedClass) -> tuple[str, str, str]:
    return (
        figures.many(one.retries, "retry", "retries"),
        f"won {one.won:,} of {one.companies:,}",
        f"waits of {figures.seconds(one.mean_wait_s)}, {figures.seconds(one.longest_wait_s)} at most",
    )


def _print_slowest(console: Console, slowest: Sequence[SlowSite]) -> None:
    heading(console, "Slowest sites")
    table = grid("r", "l", "f")
    for site in slowest:
        table.add_row(
            figures.seconds(site.seconds),
            Text(figures.many(site.attempts, "attempt"), "dim"),
            Text.assemble(shortened(site.name, NAME_WIDTH), "  ", (shortened(site.website, NAME_WIDTH), "dim")),
        )
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def _print_coverage(console: Console, coverage: dict[str, Any], known: Catalogue) -> None:
    """All fields that this version looks for, the fullest first: one that is never filled is to be noticed."""
    told = ", ".join(f"{name} {figures.percent(coverage[name])}" for name in ("mean", "best", "worst"))
    heading(console, "Field coverage", f"of {len(coverage['by_field'])} fields: {told}")
    by_field = sorted(coverage["by_field"].items(), key=lambda item: -item[1])
    shown = [(_header(name, known), share) for name, share in by_field if share > 0 or known[name].sought]
    width = max((len(header) for header, _ in shown), default=0)
    plain = is_ascii(console)
    cells = [
        Text.assemble(
            f"{header:<{width}}  ",
            (bar(share, _BAR, ascii_only=plain), "green" if share else "red"),
            f" {figures.percent(share):>6}",
        )
        for header, share in shown
    ]
    console.print(Padding(Columns(cells, column_first=True, padding=(0, 4)), (0, 0, 0, 2), expand=False))
    if others := len(by_field) - len(shown):
        words = f"{figures.many(others, 'further field')} of the catalogue, which this version does not look for"
        indented(console, Text(words, "dim"))


def _header(name: str, known: Catalogue) -> str:
    return known[name].header if name in known else name


def _print_next(console: Console, summary: dict[str, Any], found: Findings, flags: Sequence[str]) -> None:
    heading(console, "Next")
    # flags first: after a `--` they would be none
    if found.telling:
        command(console, "Facts", ["show", *flags, *found.telling])
    if found.failed:
        command(console, "Why one failed", ["history", *flags, *found.failed])
    words = ["export", summary["run_id"], "--what", "profiles", "--format", "jsonl", *flags]
    command(console, "All facts", words)
    command(console, "To send on", ["report", summary["run_id"], "--html", "report.html", *flags])
