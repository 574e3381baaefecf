"""Files and sheets of a person's that may hold what the journal forgets: they are named, and never touched."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

from theodore.store.gone import files_of
from theodore.store.records import Run

#: What a lock beside the journal is called; nothing but a process's number is in it.
_LOCKS = (".lock", ".open")


def files_of_runs(runs: Iterable[Run]) -> list[Path]:
    """The tables and the sheets of these runs, with what stands beside them by their names: details, backups, reports.

    Those alone that are there, each once.
    """
    files = {file for run in runs for file in (run.source_file, run.sink_file) if file is not None}
    return sorted({found for file in files for found in _by_name(file)})


def sheets_of_runs(runs: Iterable[Run]) -> list[str]:
    """The addresses of the Google Sheets that these runs read and filled, each once."""
    return sorted({run.sink for run in runs if run.is_online})


def files_beside(journal: Path) -> list[Path]:
    """What lies in the journal's folder besides it: other workspaces, and copies that a person made."""
    own = {*files_of(journal), journal}
    others = (file for file in sorted(journal.parent.glob("*.sqlite*")) if file not in own)
    return [file for file in others if file.is_file() and file.suffix not in _LOCKS and not _is_log(file)]


def _by_name(file: Path) -> Iterator[Path]:
    if file.is_file():
        yield file
    if file.parent.is_dir():
        # leads.theodore.xlsx, leads.theodore.bak.xlsx, leads.details.csv, leads.before-theodore.xlsx
        yield from (found for found in file.parent.glob(f"{glob.escape(file.stem)}.*") if found.is_file())


def _is_log(file: Path) -> bool:
    """Whether this belongs to a database that is named itself."""
    return file.name.endswith(("-wal", "-shm"))
