"""`theodore demo`: the main job, against a web of made-up companies that stands on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from theodore.batch.job import Report
from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consoles import err_console
from theodore.cli.exits import Exit
from theodore.cli.journals import flags_for
from theodore.cli.paint import grid, heading, indented
from theodore.cli.run import Json, Quiet
from theodore.cli.text import one_line
from theodore.cli.verdict import Verdict, judge, read_truth
from theodore.cli.work import Manner, do, give, give_sheet, print_run_report
from theodore.farm.folder import claim_folder
from theodore.model.errors import RunError
from theodore.settings import Settings, load
from theodore.settings.sections import (
    IdentitySettings,
    JournalSettings,
    NetworkSettings,
    RetrySettings,
    RunSettings,
    TimeoutSettings,
)
from theodore.store.journal import Journal
from theodore.store.lock import RunLock
from theodore.wiring import job, own_worker, runner_config

app = new_app()

#: Marks a folder as the demo's own, whose files it may replace.
_MARK = ".theodore-demo"
#: What the farm's process writes on its stderr.
_FARM_LOG = "web.log"
_LAST_WORDS = 20
_START_S = 60.0
_STOP_S = 10.0
#: So many differences are listed; the JSON has them all.
_LISTED = 20


@dataclass(frozen=True, slots=True)
class FarmFiles:
    """What the farm wrote, where it serves."""

    companies: Path
    resolve: Path
    authority: Path
    truth: Path
    report: Path


@app.command()
def demo(
    sites: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="How many companies.")] = 60,
    scale: Annotated[
        float,
        typer.Option(
            metavar="N", min=1, max=100, help="Divides all times, the sites' and Theodore's: 10 makes 30 s 3 s."
        ),
    ] = 10,
    seed: Annotated[int, typer.Option(metavar="N", help="Chooses among the webs; the same seed is the same web.")] = 7,
    folder: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where everything is written.")] = Path(
        "demo"
    ),
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the start of attempts, and logs.")] = False,
) -> None:
    """Run the whole job against a web of made-up companies on this machine.

    Half of the sites have something wrong with them, as sites do: slow, flaky, rate limited, protected, gone. At the
    end each outcome is compared with what is known of the site; nothing leaves this machine.
    """
    manner = Manner(as_json=as_json, quiet=quiet, verbose=verbose)
    console = err_console()
    folder = folder.absolute()
    with _own_folder(folder), _farm(folder, sites=sites, scale=scale, seed=seed) as files:
        settings = demo_settings(folder, files, scale)
        if not quiet:
            console.print(Text(f"A web of {figures.many(sites, 'company', 'companies')} stands; the job begins."))
        what = replace(job(settings, files.companies, folder / "companies.theodore.xlsx"), resumable=False)
        journal = settings.journal.path
        report = do(what, journal, own_worker(settings), runner_config(settings), manner, console)
        with Journal.open_reader(journal) as opened, opened.read() as reader:
            verdict = judge(read_truth(files.truth), reader.results(report.run.id))
    _tell(report, verdict, files, settings, manner, console)
    raise typer.Exit(_exit_code(report, verdict))


def demo_settings(folder: Path, files: FarmFiles, scale: float) -> Settings:
    """The standard settings with every time divided by the scale, as the farm's are.

    Only what a person may set for all runs stays as the environment and theodore.toml have it: the demo is to end
    the same everywhere. Who keeps no personal data keeps none of made-up people either: that changes no outcome.
    """
    retry, times, given = RetrySettings(), TimeoutSettings(), load()
    return given.model_copy(
        update={
            "run": RunSettings(again=True, personal_data=given.run.personal_data),
            "retry": RetrySettings(base_backoff=retry.base_backoff / scale, max_backoff=retry.max_backoff / scale),
            "timeouts": TimeoutSettings(
                default=times.default / scale,
                simple=times.simple / scale,
                complex=times.complex / scale,
                max=times.max / scale,
                complex_after=times.complex_after / scale,
            ),
            "network": NetworkSettings(ca_file=(files.authority,), resolve_file=files.resolve),
            # nobody's proxies are to carry what is meant for this machine alone
            "identity": IdentitySettings(),
            "journal": JournalSettings(folder=folder),
        }
    )


@contextmanager
def _own_folder(folder: Path) -> Iterator[None]:
    """The folder, for this demo alone, without what an earlier one left in it.

    Raises ConfigurationError where it holds somebody's files, or another demo runs in it.
    """
    claim_folder(folder, _MARK, "theodore demo")
    journal = JournalSettings(folder=folder).path
    with RunLock(journal, "demo"):
        # each demo meets its web for the first time
        for leftover in folder.glob(f"{journal.name}*"):
            if leftover.suffix != ".lock":
                leftover.unlink(missing_ok=True)
        yield


@contextmanager
def _farm(folder: Path, *, sites: int, scale: float, seed: int) -> Iterator[FarmFiles]:
    """A farm in a process of its own, until the block ends, however it ends."""
    words = [str(word) for word in (folder, sites, scale, seed)]
    log = folder / _FARM_LOG
    with log.open("wb") as complaints:  # what it says on its way would tear the live table
        # -P: a `queue.py` in the working directory is none of the farm's.
        # A group of its own: Ctrl-C is for the run, which wants its web until it has stopped
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "theodore.cli.tethered_farm", *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=True,
        )
    try:
        yield _ready(process, log)
    finally:
        _stop(process)


def _ready(process: subprocess.Popen[bytes], log: Path) -> FarmFiles:
    """Wait until the farm says that it serves. log: what it complains of."""
    watchdog = threading.Timer(_START_S, process.kill)
    watchdog.start()
    line = process.stdout.readline() if process.stdout else b""
    watchdog.cancel()
    if not line:
        raise RunError(f"the demo's web did not start{_last_words(log)}")
    said: dict[str, Any] = json.loads(line)
    return FarmFiles(**{name: Path(said[name]) for name in ("companies", "resolve", "authority", "truth", "report")})


def _last_words(log: Path) -> str:
    """How the farm's complaints end, and where they stand."""
    said = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_WORDS:]
    return ":\n" + "\n".join([*said, f"({log})"]) if said else f" within {_START_S:.0f} s, and did not say why."


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Let go of the farm, which then writes its report and ends; one that does not is ended."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def state_of(report: Report) -> str:
    """In a word, for the report's head: a demo is never resumed, each begins with a new journal."""
    if report.interrupted:
        return "interrupted; the next demo begins anew"
    return "finished" if report.finished else "not finished"


def _exit_code(report: Report, verdict: Verdict) -> Exit:
    if report.interrupted:
        return Exit.INTERRUPTED
    return Exit.OK if verdict.is_right else Exit.SOME_FAILED


def _tell(
    report: Report, verdict: Verdict, files: FarmFiles, settings: Settings, manner: Manner, console: Console
) -> None:
    """The report of the run, and what the farm has to say about it."""
    manners = _manners(files.report)
    if manner.as_json:
        give(out.object_json({**report.summary, "verdict": {**verdict.as_dict(), "violations": manners}}))
        return
    if not manner.quiet:
        print_run_report(report, settings.journal.path, console, state=state_of(report), flags=flags_for(settings))
        if not report.interrupted:
            _print_verdict(verdict, manners, console)
    give_sheet(report, manner, console)


def _manners(report: Path) -> dict[str, Any]:
    """What the farm found wanting in the manners of its visitor; empty where nothing was."""
    try:
        violations = json.loads(report.read_text(encoding="utf-8"))["violations"]
    except (OSError, ValueError, KeyError):
        return {"unknown": "the demo's web left no report"}
    return {name: sites for name, sites in violations.items() if sites}


def _print_verdict(verdict: Verdict, manners: dict[str, Any], console: Console) -> None:
    heading(console, "Verdict", "each outcome against what the web knows of its sites")
    got = f"{verdict.obtained:,} of {verdict.obtainable:,} sites that patience can get were got."
    indented(console, Text(got, "green" if verdict.obtained == verdict.obtainable else "red"))
    if verdict.is_right:
        indented(console, Text(f"All {verdict.sites:,} outcomes are right, with class and reason.", "green"))
    else:
        indented(console, Text(f"{len(verdict.differences):,} of {verdict.sites:,} outcomes are not right:", "red"))
        _print_differences(verdict, console)
    if manners:
        indented(console, Text(f"Manners: {out.json_text(manners)}", "red"))
    else:
        indented(console, Text("No site was asked too much at once, too early, or for what it forbids.", "green"))


def _print_differences(verdict: Verdict, console: Console) -> None:
    table = grid("l", "l", "f")
    for one in verdict.differences[:_LISTED]:
        words = f"should be {one.expected}, is {one.found}"
        table.add_row(Text(one_line(one.website)), Text(one.fault, "dim"), Text(words))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    if len(verdict.differences) > _LISTED:
        indented(console, f"and {len(verdict.differences) - _LISTED:,} more, all in --json")
