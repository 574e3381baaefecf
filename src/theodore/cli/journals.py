"""Finding runs and companies in the journal, as a person names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from theodore.cli.text import NAME_WIDTH, shortened
from theodore.crawl.urls import parse_website
from theodore.model.errors import ConfigurationError, FetchFailed, JournalUnavailable
from theodore.settings import Settings
from theodore.settings.sections import JournalSettings
from theodore.store.journal import Journal, NoJournal
from theodore.store.reader import Reader
from theodore.store.records import CompanyMatch, Run

#: So many candidates are named where a name fits several.
_CANDIDATES = 10


class NothingRun(ConfigurationError):
    """There is no journal yet."""


@contextmanager
def reading(settings: Settings) -> Iterator[Reader]:
    """The journal of these settings, for reading.

    Raises NothingRun where there is none yet, ConfigurationError where it cannot be read: whoever asks has no run that
    could not go on.
    """
    path = settings.journal.path
    try:
        with Journal.open_reader(path) as journal, journal.read() as reader:
            yield reader
    except NoJournal as error:
        raise NothingRun(
            f"there is no journal at {path}: nothing was run in this workspace yet. Start with: theodore run SOURCE, "
            "or name another journal with --workspace or --journal-folder."
        ) from error
    except JournalUnavailable as error:
        raise ConfigurationError(str(error)) from error


def find_run(reader: Reader, text: str) -> Run:
    """The run of this id, of the only id that begins so, or the `last` one.

    Raises ConfigurationError naming what there is.
    """
    runs = list(reader.runs())
    if text == "last" and runs:
        return runs[0]
    exact = [run for run in runs if run.id == text]
    found = exact or [run for run in runs if text and run.id.startswith(text)]
    if len(found) == 1:
        return found[0]
    known = ", ".join(run.id for run in (found or runs)[:_CANDIDATES]) or "none yet"
    what = f"several runs begin with {text!r}" if found else f"there is no run {text!r}"
    raise ConfigurationError(f"{what} (runs: {known}). Name one of them, or `last`.")


def find_company(reader: Reader, text: str, run: str | None) -> CompanyMatch:
    """The row of this record id, else of this domain, else of this name, in this run or the last that has it.

    Raises ConfigurationError naming the candidates where there are several, or none.
    """
    run_id = find_run(reader, run).id if run is not None else None
    matches = meant_by(reader, text, run_id)
    if not matches:
        where = f"run {run_id}" if run_id else "any run"
        raise ConfigurationError(
            f"no company {text!r} in {where}. Give its record id, its domain or its name as the table has it."
        )
    newest = [match for match in matches if match.run_id == matches[0].run_id]
    if len({match.company_id for match in newest}) > 1:
        raise ConfigurationError(_several(text, newest))
    return newest[0]


def meant_by(reader: Reader, text: str, run_id: str | None = None) -> list[CompanyMatch]:
    """The rows that this text may mean, in this run or the last that has any: by record id, by website, by name."""
    return reader.find_company(run_id, text, _website_key(text))


def _website_key(text: str) -> str | None:
    """The key of the website that this is; None where it is none: a name may hold a domain among its words."""
    if len(text.split()) != 1:
        return None
    try:
        return parse_website(text).website_key
    except FetchFailed:
        return None


def _several(text: str, matches: list[CompanyMatch]) -> str:
    named = [
        f"{match.record_id}  {shortened(match.name, NAME_WIDTH)}  {shortened(match.website, NAME_WIDTH)}"
        for match in matches[:_CANDIDATES]
    ]
    more = len(matches) - len(named)
    listed = "\n  ".join([*named, *([f"and {more} more"] if more else [])])
    return f"{len(matches)} companies are meant by {text!r}. Name one by its record id:\n  {listed}"


def flags_for(settings: Settings) -> list[str]:
    """The flags with which a later command finds this journal."""
    standard = JournalSettings()
    flags: list[str] = []
    if settings.journal.folder != standard.folder:
        flags += ["--journal-folder", str(settings.journal.folder)]
    if settings.journal.workspace != standard.workspace:
        flags += ["--workspace", settings.journal.workspace]
    return flags
