"""Where an export goes: to stdout, into a pipe or a device as it stands, or to a file that appears when it is whole.

Nothing that somebody may miss is replaced: not the journal nor a table of the run, whatever is asked for, and another
file with something in it only with --force.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from theodore.cli import out
from theodore.model.errors import ConfigurationError, SinkUnavailable
from theodore.sheets.writing.beside import EXPORT, Advice, replacing
from theodore.sheets.writing.sinks import sink_files
from theodore.store.records import Run

_STDOUT = 1
#: Another word for stdout, as most commands have it.
_DASH = Path("-")
#: What a journal of any workspace keeps beside itself.
_JOURNALS = re.compile(r".+\.sqlite(-wal|-shm|-journal|\.open|\.[0-9a-f]+\.lock)?")


def is_stdout(file: Path | None) -> bool:
    """Whether this means stdout, which is not to be opened a second time: no file, `-`, /dev/stdout."""
    if file is None or file == _DASH:
        return True
    try:
        return os.path.samestat(file.stat(), os.fstat(_STDOUT))
    except OSError:
        return False


def is_stream(file: Path) -> bool:
    """Whether this is a pipe or a device such as /dev/null: it is written into, never replaced."""
    try:
        mode = file.stat().st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


def check_place(file: Path, run: Run, journal: Path, *, force: bool, option: str = EXPORT.option) -> None:
    """Make sure that a file can appear here, and that nothing is lost by it.

    force: another file may be replaced. option: the one that names the file. Raises ConfigurationError.
    """
    if file.is_dir():
        raise ConfigurationError(f"{file} is a folder. Name a file in it with {option}.")
    for kind, own in _kept(run, journal):
        if _same(file, own):
            raise ConfigurationError(f"{file} is the run's own {kind}. Name another file with {option}.")
    if _is_a_journals(file, journal):
        raise ConfigurationError(f"{file} is a journal, or belongs to one. Name another file with {option}.")
    _check_folder(Path(os.path.realpath(file)).parent, option)
    if file.exists():
        _check_replaced(file, option, force=force)


def _check_folder(folder: Path, option: str) -> None:
    if not folder.is_dir():
        raise ConfigurationError(f"there is no folder {folder}. Make it, or name another {option}.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(f"{folder} may not be written to. Change its permissions, or name another {option}.")


def _check_replaced(file: Path, option: str, *, force: bool) -> None:
    if not file.is_file():
        raise ConfigurationError(f"{file} is no file that can be written. Name another with {option}.")
    # an empty one, as mktemp makes it, holds nothing that could be lost
    if file.stat().st_size and not force:
        raise ConfigurationError(
            f"{file} is there already. Name another file with {option}, or replace it with --force."
        )


def _kept(run: Run, journal: Path) -> Iterator[tuple[str, Path]]:
    yield "journal", journal
    if run.source_file is not None:
        yield "table of companies", run.source_file
    if run.sink_file is not None:
        yield from (("sheet", file) for file in sink_files(run.sink_file))


def _is_a_journals(file: Path, journal: Path) -> bool:
    place = Path(os.path.realpath(file))
    return place.parent == Path(os.path.realpath(journal)).parent and _JOURNALS.fullmatch(place.name) is not None


def _same(file: Path, own: Path) -> bool:
    try:
        return file.samefile(own)
    except OSError:
        return os.path.realpath(file) == os.path.realpath(own)


def write_text(file: Path | None, chunks: Iterable[str], *, advice: Advice = EXPORT) -> None:
    """Write a text, piece by piece. Raises SinkUnavailable where the file, the pipe or the device does not take it."""
    if file is None or is_stdout(file):
        for chunk in chunks:
            out.write(chunk)
        return
    encoded = (chunk.encode("utf-8", "replace") for chunk in chunks)
    if is_stream(file):
        _into(file, encoded, advice.option)
        return
    with replacing(file, advice=advice) as (draft,):
        draft.writelines(encoded)


def _into(stream: Path, chunks: Iterable[bytes], option: str) -> None:
    try:
        with stream.open("wb") as opened:
            opened.writelines(chunks)
    except BrokenPipeError as error:
        raise SinkUnavailable(f"{stream}: whoever read it has closed it. Give the same command again.") from error
    except OSError as error:
        raise SinkUnavailable(f"{stream}: {error.strerror}. Name another {option}.") from error
