"""`theodore doctor`: everything a run stands on, looked at before it."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from theodore import __version__
from theodore.batch.entry import Job, run_key
from theodore.batch.online import GoogleSheet
from theodore.batch.places import sink_of
from theodore.batch.preview import Found, found_columns, losses_of
from theodore.batch.runner import RunnerConfig
from theodore.batch.sheet_check import check_sheet
from theodore.cli import figures, limits, out
from theodore.cli.app import new_app
from theodore.cli.consoles import printing
from theodore.cli.contact import unnamed
from theodore.cli.exits import Exit
from theodore.cli.flags import takes_settings
from theodore.cli.paint import grid, heading, pairs
from theodore.cli.run import InPlace, NameColumn, PriorityColumn, Sink, Tab, WebsiteColumn
from theodore.cli.status import AsJson
from theodore.cli.text import one_line
from theodore.model.custom import catalogue_with
from theodore.model.errors import TheodoreError
from theodore.net.chromium import find_browser, why_not
from theodore.net.connector import tls_context
from theodore.net.google.credentials import GUIDE, find_key_file, read_credentials
from theodore.net.overrides import Overrides
from theodore.policy.ladder import Rung
from theodore.settings import CONFIG_FILE, Settings, in_sections, load, unknown_variables, variable
from theodore.settings.sections import IdentitySettings
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.sources import open_source
from theodore.sheets.writing.sinks import check_sink, sink_files
from theodore.store.journal import EarlierJournal, Journal, NoJournal
from theodore.wiring import browser_settings, identities, job, own_fields, source_of

app = new_app()

_LITTLE_SPACE = 500_000_000


class Sign(Enum):
    """How a check ended: (name, sign, style)."""

    GOOD = ("good", "✓", "green")
    NOTE = ("note", "!", "yellow")
    BAD = ("bad", "✗", "red")

    def __init__(self, label: str, sign: str, style: str) -> None:
        self.label = label
        self.sign = sign
        self.style = style


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. words: what was found, and the way out where it is bad."""

    name: str
    sign: Sign
    words: str


@app.command()
@takes_settings()
def doctor(
    settings: Settings,
    source: Annotated[
        str | None, typer.Argument(metavar="SOURCE", help="The table that a run would read.", show_default=False)
    ] = None,
    to: Sink = None,
    in_place: InPlace = False,
    tab: Tab = None,
    name_column: NameColumn = None,
    website_column: WebsiteColumn = None,
    priority_column: PriorityColumn = None,
    as_json: AsJson = False,
) -> None:
    """Check settings, files and access before a run; nothing is changed and nobody is visited.

    Give it what you would give to `run`. Exit code 2 where something is wrong.
    """
    columns = ColumnChoice(name=name_column, website=website_column, priority=priority_column)
    checks = [*_program(settings), *_environment(), *_journal(settings), *_network(settings), _browser(settings)]
    checks.append(_google(settings))
    if settings.fields.custom:
        checks.append(_tried("own fields", lambda: ", ".join(each.title for each in own_fields(settings))))
    if source is not None:
        table = source_of(source, settings)
        checks += _tables(settings, job(settings, table, to, columns, tab=tab, in_place=in_place))
    origins = list(_origins(settings))
    is_good = all(check.sign is not Sign.BAD for check in checks)
    if as_json:
        out.write_json(_as_dict(checks, origins, is_good=is_good))
    else:
        with printing() as console:
            _print(console, checks, origins)
    raise typer.Exit(Exit.OK if is_good else Exit.WRONG_INPUT)


def _program(settings: Settings) -> Iterator[Check]:
    yield Check(
        "program",
        Sign.GOOD,
        f"theodore {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{figures.many(os.cpu_count() or 1, 'processor')}",
    )
    yield _tried("open files", lambda: _open_files(settings))


def _open_files(settings: Settings) -> str:
    # as a run does, which then says the same
    files = limits.allow_many_files()
    run = settings.run
    config = limits.within(RunnerConfig(concurrency=run.concurrency, max_concurrency=run.max_concurrency), files)
    at_once = config.max_concurrency if config.concurrency == "auto" else config.concurrency
    return f"{files:,}, enough for {figures.many(at_once, 'company', 'companies')} at once"


def _environment() -> Iterator[Check]:
    for name in unknown_variables(os.environ):
        yield Check(
            "environment",
            Sign.NOTE,
            f"{name} sets nothing. Settings are named like {variable('retry', 'max_retries')}.",
        )


def _journal(settings: Settings) -> Iterator[Check]:
    path = settings.journal.path
    yield _tried("journal", lambda: _journal_words(path))
    folder = _first_that_exists(path.parent)
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        advice = "Change its permissions, or name another with --journal-folder."
        yield Check("journal's folder", Sign.BAD, f"{folder} may not be written to. {advice}")
        return
    free = shutil.disk_usage(folder).free
    words = f"{figures.size(free)} free in {folder}"
    if free < _LITTLE_SPACE:
        yield Check("disk", Sign.NOTE, f"{words}; pages may take {figures.size(settings.journal.snapshot_limit)}.")
    else:
        yield Check("disk", Sign.GOOD, words)


def _journal_words(path: Path) -> str:
    try:
        with Journal.open_reader(path) as journal, journal.read() as reader:
            runs = len(reader.runs())
    except NoJournal:
        return f"{path}, made by the first run"
    except EarlierJournal:
        return f"{path}, of an earlier version; the next run brings it up to date"
    return f"{path}, {figures.many(runs, 'run')}, {figures.size(path.stat().st_size)}"


def _first_that_exists(folder: Path) -> Path:
    for place in (folder, *folder.parents):
        with suppress(OSError):  # a name that is too long, a folder that may not be looked into
            if place.exists():
                return place
    return folder


def _network(settings: Settings) -> Iterator[Check]:
    network = settings.network
    yield _tried("authorities", lambda: _authorities(network.ca_file))
    if network.resolve_file or network.resolve:
        yield _tried("names", lambda: _names(settings))
    if network.allow_private_addresses:
        yield Check("addresses", Sign.NOTE, "private and loopback addresses are visited too")
    if settings.identity != IdentitySettings():
        yield _tried("identity", lambda: _identity(settings))
    if network.contact is not None:
        yield Check("contact", Sign.GOOD, network.contact)
    elif (words := unnamed(settings)) is not None:
        yield Check("contact", Sign.NOTE, words)


def _authorities(files: tuple[Path, ...]) -> str:
    tls_context(files)
    return "the usual ones" + "".join(f", and {file}" for file in files)


def _identity(settings: Settings) -> str:
    found = identities(settings)
    rungs = [_rung(rung, found.proxies(rung.tier)) for rung in found.ladder.rungs]
    return f"{', then '.join(rungs)}; {figures.many(found.ladder.max_climbs, 'step')} a company at most"


def _rung(rung: Rung, proxies: int) -> str:
    return f"{rung.tier} ({figures.many(proxies, 'proxy', 'proxies')})" if rung.tier else rung.words or "as ourselves"


def _names(settings: Settings) -> str:
    file = settings.network.resolve_file
    if file is not None:
        Overrides.read(file)
    Overrides.parse(settings.network.resolve)
    parts = [f"as {file} says"] if file else []
    if settings.network.resolve:
        parts.append(figures.many(len(settings.network.resolve), "--resolve", "times --resolve"))
    return " and ".join(parts)


def _browser(settings: Settings) -> Check:
    try:
        told = browser_settings(settings)
    except TheodoreError as error:
        return Check("browser", Sign.BAD, str(error))
    lacks = why_not(told)
    if not lacks:
        words = f"{find_browser(told.path)}, for pages that are made by their scripts"
        return Check("browser", Sign.GOOD, words)
    return Check("browser", Sign.NOTE, f"pages that are made by their scripts stay unread; {lacks}")


def _google(settings: Settings) -> Check:
    """Whose access a Google Sheet would be opened with; it is not tried, for nobody is visited."""
    given = settings.sheets.key_file
    try:
        found = find_key_file(given)
        who = None if found is None else read_credentials(found)
    except TheodoreError as error:
        # what the environment names may be meant for another program, and a table in a file needs none
        return Check("Google", Sign.NOTE if given is None else Sign.BAD, str(error))
    words = f"no key, which only a Google Sheet needs ({GUIDE})" if who is None else str(who)
    return Check("Google", Sign.GOOD, words)


def _tables(settings: Settings, what: Job) -> Iterator[Check]:
    source = what.source
    if isinstance(source, GoogleSheet):
        yield from _google_sheet(settings, what, source)
        return
    try:
        table = open_source(source, what.columns, tab=what.tab)
    except TheodoreError as error:
        yield Check("table", Sign.BAD, str(error))
        return
    name = f"{source}, tab {table.tab!r}" if table.tab else str(source)
    yield Check("table", Sign.GOOD, f"{name}: {figures.many(table.count, 'row')}, {_in_words(found_columns(table))}")
    try:
        sink = sink_of(what, source)
    except TheodoreError as error:
        yield Check("sheet", Sign.BAD, str(error))
        return
    yield from (Check("table", Sign.NOTE, notice) for notice in table.notices_for(sink))
    yield _tried("sheet", lambda: _sheet(sink, source, what, table.count))
    yield from (Check("sheet", Sign.NOTE, f"Would be lost: {loss}") for loss in losses_of(what, table.count))
    yield from _open_run(settings.journal.path, run_key(source, sink, table.tab))


def _google_sheet(settings: Settings, what: Job, sheet: GoogleSheet) -> Iterator[Check]:
    known = catalogue_with(settings.fields.custom or ())
    looking = check_sheet(sheet, what.columns, tab=what.tab, journal=settings.journal.path, known=known)
    try:
        found = asyncio.run(looking)
    except TheodoreError as error:
        yield Check("table", Sign.BAD, str(error))
        return
    name = f"{found.sheet} ({found.title}), tab {found.tab!r}"
    yield Check("table", Sign.GOOD, f"{name}: {figures.many(found.rows, 'row')}, {_in_words(found.found)}")
    yield from (Check("table", Sign.NOTE, notice) for notice in found.notices)
    made = f"; a run adds {'; '.join(found.made)}" if found.made else ""
    yield Check("sheet", Sign.GOOD, f"filled itself, by {found.account}{made}")
    if found.unfinished is not None:
        yield _unfinished(found.unfinished)


def _in_words(found: Iterable[Found]) -> str:
    return ", ".join(f"{one.role} in {one.header!r}" for one in found)


def _sheet(sink: Path, source: Path, what: Job, rows: int) -> str:
    check_sink(sink, source, rows, in_place=what.in_place)
    there = "written into" if what.in_place else "replaced"
    return " and ".join(f"{file}{f' ({there})' if file.exists() else ''}" for file in sink_files(sink))


def _open_run(journal: Path, key: str) -> Iterator[Check]:
    try:
        with Journal.open_reader(journal) as opened, opened.read() as reader:
            run = reader.find_open_run(key)
    except TheodoreError:
        return  # told of where the journal was checked
    if run is not None:
        yield _unfinished(run.id)


def _unfinished(run_id: str) -> Check:
    return Check("run", Sign.NOTE, f"run {run_id} of this table is not finished; the next `theodore run` resumes it")


def _tried(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, Sign.GOOD, look())
    except TheodoreError as error:
        return Check(name, Sign.BAD, str(error))


@dataclass(frozen=True, slots=True)
class Origin:
    """A setting, its value, and where that comes from."""

    name: str
    value: Any
    origin: str


def _origins(settings: Settings) -> Iterator[Origin]:
    """Every setting. What a flag or a preset says differs from what the rest says; equal, it does not matter."""
    without_flags = load().model_dump(mode="json")
    in_file = _config_file()
    environment = {name.upper() for name, value in os.environ.items() if value}
    for section, values in settings.model_dump(mode="json").items():
        for key, value in values.items():
            if value != without_flags[section][key]:
                origin = "flag"
            elif variable(section, key) in environment:
                origin = "environment"
            else:
                origin = CONFIG_FILE if key in in_file.get(section, {}) else "default"
            yield Origin(f"{section}.{key}", value, origin)


def _config_file() -> dict[str, Any]:
    try:
        return in_sections(tomllib.loads(Path(CONFIG_FILE).read_text(encoding="utf-8")))
    except OSError:
        return {}


def _as_dict(checks: list[Check], origins: list[Origin], *, is_good: bool) -> dict[str, Any]:
    return {
        "ok": is_good,
        "version": __version__,
        "python": sys.version.split()[0],
        "checks": [{"name": check.name, "result": check.sign.label, "found": check.words} for check in checks],
        "settings": {one.name: {"value": one.value, "origin": one.origin} for one in origins},
    }


def _print(console: Console, checks: list[Check], origins: list[Origin]) -> None:
    table = grid("l", "l", "f")
    for check in checks:
        table.add_row(Text(check.sign.sign, check.sign.style), Text(check.name, "bold"), Text(one_line(check.words)))
    console.print(table)
    chosen = [one for one in origins if one.origin != "default"]
    heading(console, "Settings that are not the default", "" if chosen else "none; --json lists all")
    pairs(console, [(one.name, f"{_told(one.value)} ({one.origin})") for one in chosen])


def _told(value: Any) -> Any:
    """A value for people; of several tables their names."""
    is_tables = isinstance(value, list) and value and all(isinstance(one, dict) and "name" in one for one in value)
    return ", ".join(one["name"] for one in value) if is_tables else value
