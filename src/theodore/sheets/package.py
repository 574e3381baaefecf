"""A workbook as a package of parts: how much of it may be read."""

from __future__ import annotations

import zipfile
from pathlib import Path

#: More than any honest workbook of the sizes that are kept has, and less than would harm.
MOST_PARTS = 10_000
MOST_SHEET_BYTES = 200 << 20
MOST_BYTES = 1 << 30


class TooLarge(Exception):
    """The package holds more than may be read into memory."""


def check_package(path: Path) -> None:
    """Make sure that a package can be held whole: what its directory says is all that a zip reader hands out.

    Raises TooLarge, zipfile.BadZipFile and OSError.
    """
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise TooLarge(f"it has {len(parts):,} parts")
    sheets = sum(part.file_size for part in parts if part.filename.startswith("xl/worksheets/"))
    if sheets > MOST_SHEET_BYTES or sum(part.file_size for part in parts) > MOST_BYTES:
        raise TooLarge("unpacked it is too large to be held in memory")


def is_workbook(path: Path) -> bool:
    """Whether the file is a workbook as XML, by what it holds: .xlsx or .xlsm, whatever its name says."""
    try:
        with zipfile.ZipFile(path) as package:
            return "xl/workbook.xml" in package.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
