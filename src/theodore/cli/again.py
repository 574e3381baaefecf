"""`theodore extract RUN`: the stored pages of a run worked out anew, watched and told."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.text import Text

from theodore.batch.again import Again, Tally, extract_again
from theodore.cli import figures, logs, out
from theodore.cli.consoles import err_console
from theodore.cli.exits import Exit
from theodore.cli.journals import find_run, reading
from theodore.cli.paint import heading, indented, pairs
from theodore.cli.text import MESSAGE_WIDTH, one_line, shortened
from theodore.model.custom import catalogue_with
from theodore.model.fields import Catalogue
from theodore.settings import Settings
from theodore.wiring import extraction, google_access, rules_of, told_fields, with_fields_of

#: Companies in hand for each process.
_FOR_EACH = 4


def extract_run(name: str, settings: Settings, *, as_json: bool) -> Exit:
    """Work the pages of this run out anew and tell what changed.

    Raises ConfigurationError where there is no such run, or it is being worked on.
    """
    logs.set_up(verbose=settings.run.verbose)
    with reading(settings) as reader:
        found = find_run(reader, name)
    run_id, settings = found.id, with_fields_of(settings, found.settings)
    known = catalogue_with(settings.fields.custom or ())
    console = err_console()
    with _progress(console) as progress:
        ended = asyncio.run(_extract(run_id, settings, console, progress))
    if as_json:
        out.write_line(out.object_json(_as_dict(ended, known)))
    else:
        _print(console, ended, known)
        if ended.sheet is not None:
            out.write_line(ended.sheet)
    return Exit.SOME_FAILED if ended.tally.failed else Exit.OK


async def _extract(run_id: str, settings: Settings, console: Console, progress: Callable[[Tally], None]) -> Again:
    workers = settings.extract.workers or os.cpu_count() or 1
    async with extraction(settings) as pool:
        return await extract_again(
            settings.journal.path,
            run_id,
            pool,
            at_once=_FOR_EACH * workers,
            rules=rules_of(settings),
            chosen=told_fields(settings),
            notice=lambda words: console.print(Text(one_line(words)), soft_wrap=True),
            progress=progress,
            access=google_access(settings),
            personal_data=settings.run.personal_data,
        )


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[Tally], None]]:
    """A line that says how far it is, on a terminal; nothing elsewhere."""
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("Reading the journal", spinner="line") as status:

        def told(tally: Tally) -> None:
            status.update(f"{tally.done:,} of {figures.many(tally.todo, 'company', 'companies')} worked out")

        yield told


def _as_dict(ended: Again, known: Catalogue) -> dict[str, Any]:
    tally = ended.tally
    return {
        "run_id": ended.run.id,
        "companies": tally.todo + tally.before,
        "done_before": tally.before,
        "extracted": tally.worked,
        "changed": tally.changed,
        "failed": tally.failed,
        "pages_pruned": tally.pruned,
        "rows_of_other_runs": tally.elsewhere,
        "fields": {
            name: {"filled": tally.more[name], "emptied": tally.less[name], "changed": tally.other[name]}
            for name in _changed(tally, known)
        },
        "errors": tally.errors,
        "sheet": ended.sheet,
        "sheet_not_written": ended.why_not or None,
    }


def _changed(tally: Tally, known: Catalogue) -> list[str]:
    """The fields in which something changed, in the order of the columns; those that are no field any more last."""
    names = tally.more + tally.less + tally.other
    told = [field.name for field in known.fields if field.name in names]
    return told + sorted(names.keys() - set(told))


def _print(console: Console, ended: Again, known: Catalogue) -> None:
    tally = ended.tally
    heading(console, f"Run {ended.run.id}", "worked out anew from its stored pages")
    pairs(console, _counts(tally))
    _print_fields(console, tally, known)
    for error in tally.errors:
        indented(console, Text(shortened(error, MESSAGE_WIDTH), "red"))
    heading(console, "Sheet", f"not written: {ended.why_not}" if ended.why_not else "")


def _counts(tally: Tally) -> Iterator[tuple[str, str]]:
    yield "Companies", f"{tally.worked:,} worked out, {tally.changed:,} of them with other facts than before"
    if tally.before:
        yield "Before", f"{tally.before:,} that an earlier call of this command had done"
    if tally.pruned:
        yield "No pages", f"{tally.pruned:,} keep their facts: their pages are not stored any more"
    if tally.failed:
        yield "Failed", f"{tally.failed:,} keep their facts: working them out failed"
    if tally.elsewhere:
        yield "Other runs", f"{figures.many(tally.elsewhere, 'row')} of earlier runs, whose pages lie there"


def _print_fields(console: Console, tally: Tally, known: Catalogue) -> None:
    names = _changed(tally, known)
    if not names:
        return
    heading(console, "Fields", f"filled {_sum(tally.more)} more, {_sum(tally.less)} less")
    pairs(console, [(_header(name, known), _change(tally, name)) for name in names])


def _sum(counts: Counter[str]) -> str:
    return f"{counts.total():,}"


def _header(name: str, known: Catalogue) -> str:
    return known[name].header if name in known else one_line(name)


def _change(tally: Tally, name: str) -> str:
    told = (
        f"{tally.more[name]:,} more" * bool(tally.more[name]),
        f"{tally.less[name]:,} less" * bool(tally.less[name]),
        f"{tally.other[name]:,} with another value" * bool(tally.other[name]),
    )
    return ", ".join(filter(None, told))
