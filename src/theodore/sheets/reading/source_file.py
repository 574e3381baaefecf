"""Whether a path is a file that may be read again and again, and whether it is still the same."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from theodore.model.errors import SourceError

SAVE_AS_CSV = "Open it and save it as CSV (UTF-8)"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another."""

    device: int
    inode: int
    size: int
    modified_ns: int


def check_file(path: Path) -> Stamp:
    """Make sure that `path` is a regular file with something in it; SourceError where it is not."""
    stamp = take_stamp(path)
    if stamp.size == 0:
        raise SourceError(str(path), "the file is empty", "Fill it with a header and one company a line")
    return stamp


def check_unchanged(path: Path, stamp: Stamp) -> None:
    """Raise SourceError where the file was changed since it was stamped."""
    if take_stamp(path) != stamp:
        raise SourceError(str(path), "the file was changed while it was read", "Run the command again")


def take_stamp(path: Path) -> Stamp:
    """The present state of a regular file; SourceError for anything else."""
    try:
        found = path.stat()
    except OSError as error:
        if isinstance(error, FileNotFoundError) and path.is_symlink():
            problem = f"this is a link to {str(path.readlink())!r}, and there is no such file"
            raise SourceError(str(path), problem, "Check where the file went") from error
        raise unreadable(path, error) from error
    except ValueError as error:  # a path that holds a NUL
        raise SourceError(str(path), "this is no path", "Give the path of a table of companies") from error
    if stat.S_ISDIR(found.st_mode):
        raise SourceError(str(path), "this is a folder", "Give the path of a table in it")
    if not stat.S_ISREG(found.st_mode):
        raise SourceError(str(path), "this is not a regular file, and it must be read twice", "Save it to a file first")
    return Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def is_as(path: Path, stamp: Stamp) -> bool:
    """Whether the file is the same, in the same state."""
    try:
        return take_stamp(path) == stamp
    except SourceError:
        return False


def unreadable(path: Path, error: OSError) -> SourceError:
    """The SourceError that says why the system does not give the file."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return SourceError(str(path), "there is no such file", "Check the path")
    if isinstance(error, PermissionError):
        return SourceError(str(path), "the file may not be read", "Change its permissions, or copy it")
    found = os.strerror(error.errno) if error.errno else type(error).__name__
    return SourceError(str(path), f"the file cannot be read ({found})", "Check the path and the disk")
