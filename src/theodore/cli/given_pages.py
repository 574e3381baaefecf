"""`theodore extract --pages`: facts of pages that somebody has in a file, each company as it is done."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console
from rich.text import Text

from theodore.batch.given import Given, companies_of, without_visit
from theodore.batch.in_order import in_order
from theodore.cli import figures, logs, out
from theodore.cli.consoles import err_console, printing
from theodore.cli.exits import Exit
from theodore.cli.paint import heading, indented
from theodore.cli.show import proof_dict
from theodore.cli.text import MESSAGE_WIDTH, NAME_WIDTH, one_line, shortened
from theodore.extract.pool import ExtractionPool
from theodore.model.custom import catalogue_with
from theodore.model.errors import ConfigurationError, ExtractionFailed, RunError
from theodore.model.evidence import Extraction
from theodore.model.fields import Catalogue, coverage, is_blank
from theodore.model.outcome import Crawl
from theodore.settings import Settings
from theodore.sheets.cells import cell_text
from theodore.wiring import extraction

_STDIN = 0
#: Companies in hand for each process, so that none waits for the main process or for one that takes long.
_FOR_EACH = 4
#: Bytes of lines in hand.
_MOST_IN_HAND = 200_000_000


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a line: its facts, or why there are none."""

    given: Given
    facts: Extraction | None = None
    error: str = ""


def extract_given(file: Path, settings: Settings, *, as_json: bool) -> Exit:
    """Work out every company of this file and print it: for a person on a terminal, else one object a line.

    Raises ConfigurationError where the file cannot be read or holds nothing, RunError where it ends too early.
    """
    logs.set_up(verbose=settings.run.verbose, personal_data=settings.run.personal_data)
    with _opened(file) as lines:
        done, failed = asyncio.run(_extract(lines, file, settings, as_json=as_json))
    if not done:
        raise ConfigurationError(f"{_called(file)}: there is no company in it. Give one JSON object a line.")
    _sum_up(err_console(), done, failed)
    return Exit.SOME_FAILED if failed else Exit.OK


async def _extract(lines: BinaryIO, file: Path, settings: Settings, *, as_json: bool) -> tuple[int, int]:
    """How many lines were done, and how many of them have no facts."""
    workers = settings.extract.workers or os.cpu_count() or 1
    count = failed = 0
    known = catalogue_with(settings.fields.custom or ())
    async with extraction(settings) as pool:

        async def work(given: Given) -> _Done:
            return await _work(pool, given, f"{_called(file)}, line {given.number}")

        results = in_order(
            _read(lines, file),
            work,
            at_once=_FOR_EACH * workers,
            weight=lambda given: given.size,
            heaviest=_MOST_IN_HAND,
        )
        async with aclosing(results):
            async for done in results:
                count += 1
                failed += done.facts is None
                _tell(done, known, as_json=as_json)
    return count, failed


async def _work(pool: ExtractionPool, given: Given, place: str) -> _Done:
    # a company waits for those before it without its pages
    bare = replace(given, crawl=Crawl())
    if given.wrong:
        return _Done(bare, error=f"{place}: {given.wrong}.")
    try:
        return _Done(bare, without_visit(await pool.extract(given.company, given.crawl)))
    except ExtractionFailed as failed:
        return _Done(bare, error=f"{place}: {failed.failure.note}")


def _read(lines: BinaryIO, file: Path) -> Iterator[Given]:
    try:
        yield from companies_of(lines)
    except OSError as error:
        raise RunError(f"{_called(file)}: it cannot be read any further ({error.strerror or error}).") from error


def _called(file: Path) -> str:
    return "stdin" if str(file) == "-" else str(file)


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        # not Python's own stdin: the interpreter waits at its end for whoever still reads from that
        opened = open(_STDIN, "rb", closefd=False) if str(file) == "-" else file.open("rb")  # noqa: SIM115 - see below
    except OSError as error:
        raise ConfigurationError(
            f"{file}: it cannot be read ({error.strerror or error}). Name a file of pages."
        ) from error
    try:
        yield opened
    finally:
        if opened.fileno() != _STDIN:
            opened.close()


def _tell(done: _Done, known: Catalogue, *, as_json: bool) -> None:
    if as_json:
        out.write_line(out.json_text(_as_dict(done)))
    else:
        with printing() as console:
            _print(console, done, known)
    out.flush()
    if done.facts is None:
        err_console().print(Text(one_line(done.error), "red"), soft_wrap=True)


def _as_dict(done: _Done) -> dict[str, Any]:
    given, facts = done.given, done.facts
    if facts is None:
        return {"site": given.site, "line": given.number, "error": done.error}
    return {
        "site": given.site,
        "profile": facts.profile,
        "evidence": [proof_dict(proof) for proof in facts.evidence],
        "blanks": {name: blank.value for name, blank in facts.blanks.items()},
    }


def _print(console: Console, done: _Done, known: Catalogue) -> None:
    site = shortened(done.given.site or f"line {done.given.number}", NAME_WIDTH)
    if done.facts is None:
        heading(console, site, "failed")
        return
    profile = done.facts.profile
    heading(
        console,
        site,
        f"{figures.percent(coverage(profile, off=done.facts.off, custom=done.facts.custom))} of the fields",
    )
    for field in known.fields:
        if not is_blank(value := profile.get(field.name)):
            words = shortened(cell_text(value), MESSAGE_WIDTH)
            indented(console, Text.assemble((f"{field.header}: ", "bold"), words))


def _sum_up(console: Console, done: int, failed: int) -> None:
    told = figures.many(done, "company", "companies")
    console.print(Text(f"{told}, {failed:,} without facts." if failed else f"{told}.", "dim"))
