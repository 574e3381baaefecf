"""What a run would do, as a person reads it: the whole page of a dry run, and a few lines before a real one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from theodore.batch.pace import Estimate
from theodore.batch.preview import Found, Preview, Unusable
from theodore.cli import figures
from theodore.cli.live import READING
from theodore.cli.paint import heading, indented, pairs
from theodore.cli.text import NAME_WIDTH, one_line, shortened
from theodore.model.errors import Reason
from theodore.model.location import is_online
from theodore.sheets.columns import chosen_fields
from theodore.sheets.headers import Role
from theodore.sheets.reading.records import column_letters

#: Seconds after which it is said that a table is still being read; most are in a moment.
_PATIENCE_S = 1.0
#: Times that differ by less than this are one time, roughly.
_ALIKE = 1.3


@contextmanager
def patience(console: Console) -> Iterator[None]:
    """Say that the table is being read, where that takes a while."""
    timer = threading.Timer(_PATIENCE_S, console.print, [Text(READING, "dim")])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def print_page(console: Console, told: Preview) -> None:
    """All of it."""
    heading(console, "Table")
    pairs(console, _table(told))
    heading(console, "Rows")
    pairs(console, _rows(told))
    heading(console, "Run")
    pairs(console, _run(told))
    _print_sentences(console, "Would be lost", told.losses, "yellow")
    _print_sentences(console, "Notes", told.notices, "")
    console.print()
    console.print(Text("A dry run: nothing was written and nobody was visited.", "dim"))


def print_lines(console: Console, told: Preview) -> None:
    """The gist, a line for each thing."""
    columns = ", ".join(f"{_ROLE[one.role].lower()} in {one.header!r}" for one in told.found)
    tab = f", tab {told.tab!r}" if told.tab else ""
    lines = [f"{told.called}{tab}: {figures.many(told.rows, 'row')}, {columns}."]
    if not told.selection.is_all:
        lines.append(f"Chosen: {told.chosen:,} of them ({told.selection.words}).")
    lines.append(f"To visit: {_to_visit(told)}.")
    if besides := _besides(told):
        lines.append(f"Not visited: {', '.join(besides)}.")
    if told.estimate is not None:
        lines.append(f"Time: {_time(told.estimate)}, as {_earlier(told.estimate)}.")
    for line in lines:
        # in a log one thing is one line, however long
        console.print(Text(one_line(line)), soft_wrap=not console.is_terminal)


_ROLE = {Role.NAME: "Name", Role.WEBSITE: "Website", Role.PRIORITY: "Priority", Role.RECORD_ID: "Record ID"}


def role_words(role: Role) -> str:
    """What a column is for, as people say it."""
    return _ROLE[role]


def _table(told: Preview) -> Iterator[tuple[str, str | Text]]:
    if is_online(told.source):
        yield "Sheet", f"{told.called}  {told.source}"
    else:
        yield "File", told.source
    if told.tab:
        yield "Tab", told.tab
    if told.header_number != 1:
        yield "Header", f"in {'row' if told.tab else 'line'} {told.header_number:,}"
    if all(one.role is not Role.NAME for one in told.found):
        yield _ROLE[Role.NAME], "no column was found for it; --name-column HEADER says which, if there is one"
    yield from ((_ROLE[one.role], place_of_column(one, is_sheet=bool(told.tab))) for one in told.found)
    yield "Columns", f"{told.own_columns:,} of yours, kept as they are"


def place_of_column(found: Found, *, is_sheet: bool) -> Text:
    """Its header, and where it stands: by a letter in a sheet, by a number in a text file."""
    column = column_letters(found.column - 1) if is_sheet else f"{found.column:,}"
    return Text.assemble(f"{shortened(found.header, NAME_WIDTH)}", (f"  column {column}", "dim"))


def _rows(told: Preview) -> Iterator[tuple[str, str | Text]]:
    yield "In the table", f"{told.rows:,}"
    if not told.selection.is_all:
        yield "Chosen", f"{told.chosen:,}: {told.selection.words}"
    for one in told.unusable:
        yield _unusable(one, is_sheet=bool(told.tab))
    if told.done_before and told.resumed is not None:
        yield "Done before", f"{told.done_before:,} in run {told.resumed.run_id}"
    if told.fresh:
        yield "Fresh", f"{told.fresh:,} known from an earlier visit, delivered as they are"
    if told.duplicates:
        yield "Duplicates", f"{told.duplicates:,} with the website of a row above; a website is visited once"
    yield "To visit", Text(_to_visit(told), "bold")


def _unusable(one: Unusable, *, is_sheet: bool) -> tuple[str, str]:
    where = f"the first in {'row' if is_sheet else 'line'} {one.first:,}"
    if one.reason is Reason.NO_WEBSITE:
        return "No website", f"{one.count:,}, {where}"
    return "Unusable", f"{one.count:,}: {one.reason.meaning}, {where}"


def _to_visit(told: Preview) -> str:
    if not told.to_do:
        return "nothing"
    rows = figures.many(told.to_do, "row")
    words = rows if told.websites == told.to_do else f"{rows}, {figures.many(told.websites, 'website')}"
    return words if told.now == told.websites else f"{words}; this command ends after {told.now:,} (--max-companies)"


def _besides(told: Preview) -> list[str]:
    unusable = sum(one.count for one in told.unusable) - told.without_website
    counts = [
        (told.done_before, "done before"),
        (told.fresh, "fresh"),
        (told.without_website, "without a website"),
        (unusable, "with one that cannot be used"),
        (told.rows - told.chosen, "not chosen"),
    ]
    return [f"{count:,} {words}" for count, words in counts if count]


def _run(told: Preview) -> Iterator[tuple[str, str | Text]]:
    if told.resumed is not None:
        done = f"{told.resumed.done:,} of {told.resumed.total:,} rows are done"
        yield "Resumes", f"run {told.resumed.run_id}, in which {done}"
    yield "Time", _told_time(told)
    yield "Results", _results(told)
    if told.fields is not None:
        yield "Adds", ", ".join(field.header for field in chosen_fields(told.fields, told.known))


def _told_time(told: Preview) -> str:
    if told.estimate is not None:
        return f"{_time(told.estimate)}, as {_earlier(told.estimate)}"
    return "not known before a run like this was made" if told.to_do else "a moment"


def _time(estimate: Estimate) -> str:
    low, high = figures.roughly(estimate.low_s), figures.roughly(estimate.high_s)
    if estimate.high_s < 60:
        return "less than a minute"
    return f"about {high}" if low == high or estimate.high_s < _ALIKE * estimate.low_s else f"{low} to {high}"


def _earlier(estimate: Estimate) -> str:
    return "the last run was" if estimate.runs == 1 else f"the last {estimate.runs} runs were"


def _results(told: Preview) -> str:
    if is_online(told.sink):
        return "into the sheet itself, right of your columns and on its tab Details, while the run goes on"
    if told.in_place:
        return f"into {told.sink} itself; it is kept as it was in a backup beside it"
    return told.sink + ("; what stands there is replaced" if told.replaces else "")


def _print_sentences(console: Console, title: str, sentences: tuple[str, ...], style: str) -> None:
    if sentences:
        heading(console, title)
    for sentence in sentences:
        indented(console, Text(one_line(sentence), style))
