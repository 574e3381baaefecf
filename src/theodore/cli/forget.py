"""`theodore forget`: every trace of a company or a person goes from the journal, and that is proved."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from theodore.batch.unreached import files_beside, files_of_runs, sheets_of_runs
from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consent import NOTHING_DONE, can_be_asked, is_yes
from theodore.cli.consoles import REPORT_WIDTH, err_console, printing
from theodore.cli.exits import Exit
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.journals import reading
from theodore.cli.paint import heading, indented, pairs
from theodore.cli.status import AsJson
from theodore.cli.text import NAME_WIDTH, shortened
from theodore.crawl.urls import parse_website
from theodore.model.errors import ConfigurationError, FetchFailed, JournalUnavailable
from theodore.model.location import is_online
from theodore.settings import Settings
from theodore.store.forget import forget, look
from theodore.store.forgotten import Forgotten
from theodore.store.gone import Proof, prove, vacuum
from theodore.store.lock import is_at_work, no_new_run
from theodore.store.records import Run
from theodore.store.traces import Kind, Trace

app = new_app()

#: A shorter name is a part of too much.
_SHORTEST = 3
#: So many files are listed for people; JSON has them all.
_LISTED = 30
_KINDS = {Kind.DOMAIN: "a domain", Kind.EMAIL: "a mail address", Kind.NAME: "a person's name"}


@dataclass(frozen=True, slots=True)
class _Outcome:
    """proof: None where nothing was changed. unreached: files and addresses of Google Sheets that keep what they have.

    is_dry: whether it was only looked for.
    """

    trace: Trace
    found: Forgotten
    proof: Proof | None
    unreached: Sequence[str]
    is_dry: bool


@app.command("forget")
@takes_settings(JOURNAL_FLAGS, preset=False)
def forget_trace(
    what: Annotated[
        str,
        typer.Argument(metavar="DOMAIN|EMAIL|NAME", help="A company's domain, or a person's mail address or name."),
    ],
    settings: Settings,
    kind: Annotated[
        Kind | None,
        typer.Option("--as", metavar="|".join(Kind), help="Take it for this, where it looks like something else."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove every trace of a company or person from the journal, and prove it.

    Of a company everything goes that was read of its site; its rows are emptied, and a run over a table that still has
    it visits it anew. Of a person every value, proof, message, cell and stored page goes that holds the address or the
    name. The journal's files are then written anew and searched, text by text and byte by byte. Sheets, exports and
    backups are not reached; those that are known are listed.
    """
    trace = read_trace(what, kind)
    path = settings.journal.path
    with reading(settings) as reader:
        runs = list(reader.runs())
    if dry_run:
        outcome = _looked_for(path, trace, runs)
    else:
        if not yes:
            _agree(path, trace, runs)
        outcome = _forgotten(path, trace, runs)
    if as_json:
        out.write_json(_as_dict(outcome))
    else:
        with printing(REPORT_WIDTH) as console:
            _print(console, outcome)
    if outcome.proof is not None and not outcome.proof.holds:
        raise typer.Exit(Exit.SOME_FAILED)


def read_trace(text: str, kind: Kind | None) -> Trace:
    """What a person means by this. Raises ConfigurationError where it says too little."""
    text = " ".join(text.split())
    match kind or _kind(text):
        case Kind.EMAIL:
            local, _, host = text.rpartition("@")
            if not local or "." not in host or " " in text:
                raise ConfigurationError(f"{text!r} is no mail address. Write it like jane.doe@acme.com.")
            return Trace.of_email(text)
        case Kind.DOMAIN:
            domain = _domain(text)
            if domain is None:
                raise ConfigurationError(f"{text!r} is no domain. Write it like acme.com, or pass --as name.")
            return Trace.of_domain(domain)
        case _:
            if sum(map(str.isdigit, text)) > sum(map(str.isalpha, text)):
                raise ConfigurationError(
                    f"{text!r} is a number, and pages write one in many ways, so that no search would prove that it is "
                    "gone. Give the name or the mail address of whose it is: what is proven by words beside them goes."
                )
            letters = sum(1 if sign.isascii() else 2 for sign in text if sign.isalnum())
            if letters < _SHORTEST:
                raise ConfigurationError(
                    f"{text!r} is too short for a name: it would be found everywhere. Give the whole name."
                )
            return Trace.of_name(text)


def _kind(text: str) -> Kind:
    if "@" in text:
        return Kind.EMAIL
    return Kind.DOMAIN if " " not in text and "." in text.strip(".") and _domain(text) else Kind.NAME


def _domain(text: str) -> str | None:
    try:
        return parse_website(text).site_key
    except FetchFailed:
        return None


def _looked_for(path: Path, trace: Trace, runs: Sequence[Run]) -> _Outcome:
    """What would go. Nothing is changed; only the bytes are searched where no text says it."""
    with _undisturbed(path):
        found = look(path, trace, time.time())
        if found.is_nothing:
            return _nothing(path, trace, found, runs, is_dry=True)
    return _Outcome(trace, found, None, _unreached(path, found, runs), is_dry=True)


def _forgotten(path: Path, trace: Trace, runs: Sequence[Run]) -> _Outcome:
    with _undisturbed(path):
        found = forget(path, trace, time.time())
        if found.is_nothing:
            return _nothing(path, trace, found, runs, is_dry=False)
        vacuum(path)
        return _Outcome(trace, found, prove(path, trace), _unreached(path, found, runs), is_dry=False)


@contextmanager
def _undisturbed(path: Path) -> Iterator[None]:
    """While nobody works on a run of this journal; one that is begun meanwhile waits."""
    with ExitStack() as held:
        try:
            held.enter_context(no_new_run(path))
        except OSError as error:
            raise JournalUnavailable(f"the journal {path} cannot be locked: {error.strerror}.") from error
        if is_at_work(path):
            raise ConfigurationError(
                f"a run is at work on the journal {path}, and would write again what is forgotten. Wait until it has "
                f"ended, or stop it. {NOTHING_DONE}"
            )
        yield


def _nothing(path: Path, trace: Trace, found: Forgotten, runs: Sequence[Run], *, is_dry: bool) -> _Outcome:
    """Nothing says it; but its bytes may be there, where it was cut off after it had forgotten and before they went."""
    proof = prove(path, trace)
    if proof.holds:
        raise ConfigurationError(
            f"the journal {path} holds nothing of {trace.text!r}, taken for {_KINDS[trace.kind]}: no text, no page and "
            f"no byte does. Look how it is written, or pass --as. {NOTHING_DONE}"
        )
    if proof.files and not is_dry:
        vacuum(path)
        proof = prove(path, trace)
    return _Outcome(trace, found, proof, _unreached(path, None, runs), is_dry)


def _unreached(path: Path, found: Forgotten | None, runs: Sequence[Run]) -> list[str]:
    """The files and sheets that may hold it and are not reached. found: None where any run may have had it."""
    concerned = [run for run in runs if found is None or run.id in found.runs]
    return [*sheets_of_runs(concerned), *map(str, files_of_runs(concerned)), *map(str, files_beside(path))]


def _agree(path: Path, trace: Trace, runs: Sequence[Run]) -> None:
    """Say what would go, and go on with a yes alone. Raises Exit without, ConfigurationError where nobody is asked."""
    console = err_console()
    if not can_be_asked(console):
        raise ConfigurationError(
            f"what is forgotten does not come back, and nobody can be asked here. Pass --yes, or --dry-run to see what "
            f"would go. {NOTHING_DONE}"
        )
    _print_found(console, _looked_for(path, trace, runs))
    if not is_yes(console, "Forget it for good? [y/N] "):
        console.print(Text(NOTHING_DONE))
        raise typer.Exit(Exit.WRONG_INPUT)


def _as_dict(outcome: _Outcome) -> dict[str, Any]:
    proof = outcome.proof
    return {
        "what": outcome.trace.text,
        "kind": outcome.trace.kind.value,
        "dry_run": outcome.is_dry,
        "removed": dict(outcome.found.counts),
        "runs": sorted(outcome.found.runs),
        "shared_pages": outcome.found.shared,
        "proved": None if proof is None else proof.holds,
        "left": {} if proof is None else {**proof.texts, **proof.named, **proof.files},
        "not_reached": list(outcome.unreached),
    }


def _print(console: Console, outcome: _Outcome) -> None:
    _print_found(console, outcome)
    if outcome.proof is not None:
        _print_proof(console, outcome.proof)
    _print_unreached(console, outcome.unreached)
    console.print()
    if outcome.is_dry:
        indented(console, Text("A dry run: nothing was changed.", "bold"))
    else:
        indented(console, "A run over a table or a site that still says it brings it back.")


def _print_found(console: Console, outcome: _Outcome) -> None:
    found = outcome.found
    words = "Would be forgotten" if outcome.is_dry else "Forgotten"
    heading(console, f"{words}: {shortened(outcome.trace.text, NAME_WIDTH)}", f"taken for {_KINDS[outcome.trace.kind]}")
    if found.is_nothing:
        indented(console, "The journal says nothing of it.")
    pairs(console, [(kind, f"{count:,}") for kind, count in found.counts.items()])
    if found.counts.get("rows emptied"):
        indented(console, "The rows keep their record ids and places; the user's own cells in them go as well.")
    if found.shared:
        indented(console, Text("Pages of others with the very same body, which goes with it:", "yellow"))
        for url in found.shared:
            indented(console, shortened(url, NAME_WIDTH), 4)


def _print_proof(console: Console, proof: Proof) -> None:
    heading(console, "Proof")
    if proof.holds:
        words = "A search of every text, every stored page and every byte of the journal's files finds nothing."
        indented(console, Text(words, "green"))
    for place, count in proof.texts.items():
        indented(console, Text(f"still in {place}: {count:,}", "red"))
    for place, count in proof.named.items():
        told = "the names of your files and tabs, by which a run is known; they stay"
        indented(console, Text(f"still in {place}: {figures.many(count, 'time')} ({told})", "yellow"))
    for file, count in proof.files.items():
        again = "" if proof.texts or proof.named else "; end what else reads the journal, and give the command again"
        indented(console, Text(f"still in the bytes of {file}: {figures.many(count, 'time')}{again}", "red"))


def _print_unreached(console: Console, unreached: Sequence[str]) -> None:
    heading(console, "Not reached")
    for name in unreached[:_LISTED]:
        indented(console, f"{name}, and the versions that Google keeps of it" if is_online(name) else name)
    if len(unreached) > _LISTED:
        indented(console, f"and {figures.many(len(unreached) - _LISTED, 'more file')}; --json lists all")
    indented(console, "Exports, reports, logs and copies that were put elsewhere: Theodore does not know them.")
