"""Runs that keep no personal data: what is said of them, and that a run goes on as it was begun."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from theodore.model.errors import ConfigurationError, JournalUnavailable
from theodore.store.journal import Journal
from theodore.store.reader import Reader
from theodore.store.records import Run

_SECTION, _KEY = "run", "personal_data"
#: What a person is told once, when such a run begins.
BEGINS: Final = (
    "This run keeps no personal data: names of people, their mail addresses and direct lines stay out of journal, "
    "sheet and logs. No page is stored either, so that later runs read every page anew, and `theodore extract` cannot "
    "work this run out again. Your own columns stay as they are."
)
_BEFORE: Final = " Earlier runs in this journal did keep personal data: this one takes none of their facts."
_GOES_ON: Final = "Run {id} goes on as it was begun, without personal data."


def keeps_personal_data(run: Run) -> bool:
    """Whether this run was begun as one that does."""
    return run.settings.get(_SECTION, {}).get(_KEY, True) is not False


def begins(reader: Reader, run: Run) -> str:
    """What to say where a run begins, or goes on, that keeps none."""
    others = any(keeps_personal_data(other) for other in reader.runs() if other.id != run.id)
    return BEGINS + _BEFORE * others


def unfinished(journal: Path, source: str, sink: str, tab: str | None) -> Run | None:
    """The run that a command over this source and sink goes on with, so far as the journal can be asked.

    source, sink: their names in the journal.
    """
    # whatever is wrong with it is said when the run begins
    with suppress(JournalUnavailable, OSError):
        return _unfinished(journal, source, sink, tab) if journal.exists() else None
    return None


def _unfinished(journal: Path, source: str, sink: str, tab: str | None) -> Run | None:
    with Journal.open_reader(journal) as opened, opened.read() as reader:
        of_these = (run for run in reader.runs() if (run.source, run.sink) == (source, sink) and tab in (None, run.tab))
        return next((run for run in of_these if run.state != "finished"), None)


def goes_on(run: Run) -> str:
    """What to say where a run goes on without personal data, though nobody asked for that again."""
    return _GOES_ON.format(id=run.id)


def check_kind(run: Run, *, personal_data: bool) -> None:
    """Raise ConfigurationError where a run is to go on in another way than it was begun."""
    if keeps_personal_data(run) == personal_data:
        return
    if personal_data:
        raise ConfigurationError(
            f"the unfinished run {run.id} keeps no personal data. Go on with it so (--no-personal-data, in Python "
            "personal_data=False), or write into another sheet, which is another run."
        )
    another = "in a copy of the sheet" if run.is_online else "by another sheet (--to NAME)"
    raise ConfigurationError(
        f"the unfinished run {run.id} was begun with personal data, which stands in the journal, with all pages that "
        f"were read. Finish it without --no-personal-data, or begin another one {another}. What it has stored of a "
        "company or a person goes by `theodore forget`."
    )


def check_pages(run: Run, *, personal_data: bool) -> None:
    """Raise ConfigurationError where a run has no pages to work out anew, or they are not to be used so."""
    if not keeps_personal_data(run):
        raise ConfigurationError(
            f"run {run.id} keeps no personal data, and so it stored no pages: there is nothing to work out anew. To "
            f"have its companies read again: theodore run {run.source} --no-personal-data --again"
        )
    if not personal_data:
        raise ConfigurationError(
            f"run {run.id} was made with personal data, and its pages stay in the journal whatever is worked out. "
            f"For facts without: theodore run {run.source} --no-personal-data. What is stored of a company or a person "
            "goes by `theodore forget`; to work the pages out as they are, pass --personal-data."
        )
