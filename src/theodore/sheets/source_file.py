"""Whether a path is a file of text that may be read again and again."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from theodore.model.errors import SourceError

#: What a file begins with, and what it then is. Their advice is the same: save the table as CSV.
_MAGIC = {
    b"PK\x03\x04": "this is an Excel workbook (or another zipped document)",
    b"\xd0\xcf\x11\xe0": "this is an Excel workbook of the old kind",
    b"%PDF": "this is a PDF",
    b"\x1f\x8b": "this file is compressed",
}
SAVE_AS_CSV = "Open it and save it as CSV (UTF-8)"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one state of a file from another."""

    device: int
    inode: int
    size: int
    modified_ns: int


def check_file(path: Path) -> Stamp:
    """Make sure that `path` is a regular file with something in it that may be text.

    Raises SourceError where it is not.
    """
    stamp = take_stamp(path)
    if stamp.size == 0:
        raise SourceError(str(path), "the file is empty", "Fill it with a header and one company a line")
    head = _head(path)
    for magic, finding in _MAGIC.items():
        if head.startswith(magic):
            raise SourceError(str(path), finding, SAVE_AS_CSV)
    return stamp


def take_stamp(path: Path) -> Stamp:
    """The present state of a regular file; SourceError for anything else."""
    try:
        found = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:  # a path that holds a NUL
        raise SourceError(str(path), "this is no path", "Give the path of a CSV file") from error
    if stat.S_ISDIR(found.st_mode):
        raise SourceError(str(path), "this is a folder", "Give the path of a CSV file in it")
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


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise unreadable(path, error) from error
