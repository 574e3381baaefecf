"""Which workbooks are Theodore's, and whether a person has changed one since.

Two signs are in each workbook that takes results. The mark is a property of the document: programs that open and save
it keep that. The seal is the comment of the zip file, a digest of all its parts: whoever saves the workbook anew makes
it without one. A workbook with the mark may be replaced; one without a whole seal holds a person's work, so it is kept
under another name first.
"""

from __future__ import annotations

import filecmp
import hashlib
import itertools
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from theodore.sheets.reading.marks import UNREADABLE

#: The name of the property.
MARK = "Theodore"
_PROPERTIES = "docProps/custom.xml"
#: More than any document's properties take.
_LOOK = 1 << 20


def mark(book: Any) -> None:
    """Write into a workbook of XlsxWriter that it is ours."""
    book.set_custom_property(MARK, "results")


def is_marked(path: Path) -> bool:
    """Whether a workbook is ours, changed by a person or not."""
    try:
        with zipfile.ZipFile(path) as book, book.open(_PROPERTIES) as properties:
            return f'name="{MARK}"'.encode() in properties.read(_LOOK)
    except UNREADABLE:
        return False


def seal(file: BinaryIO) -> None:
    """Seal a workbook that is complete in `file`."""
    with zipfile.ZipFile(file, "a") as book:
        book.comment = _seal(book)


def is_untouched(path: Path) -> bool:
    """Whether a workbook is as we wrote it."""
    try:
        with zipfile.ZipFile(path) as book:
            return book.comment == _seal(book)
    except UNREADABLE:
        return False


def keep_changed(path: Path) -> Path | None:
    """Where the workbook at `path` now stands besides, leads.bak.xlsx; None where nothing of a person's is in it.

    Raises OSError where it cannot be kept.
    """
    file = Path(os.path.realpath(path))
    if not file.is_file() or file.stat().st_size == 0 or is_untouched(file):
        return None
    for number in itertools.count(1):
        backup = file.with_name(f"{file.stem}.bak{'' if number == 1 else number}{file.suffix}")
        # one that was kept when the write after it failed is not kept twice
        if _keep_as(file, backup) or filecmp.cmp(file, backup, shallow=False):
            return backup
    raise AssertionError("unreachable")


def _keep_as(file: Path, backup: Path) -> bool:
    """Give the file a second name; False where something stands there. A copy where the disk knows no second names."""
    try:
        os.link(file, backup)
    except FileExistsError:
        return False
    except OSError:
        if os.path.lexists(backup):
            return False
        shutil.copy2(file, backup)
    return True


def _seal(book: zipfile.ZipFile) -> bytes:
    """The digest of all parts, by their names, checksums and sizes, which the zip's directory holds."""
    parts = sorted((part.filename, part.CRC, part.file_size) for part in book.infolist())
    return f"theodore {hashlib.sha256(repr(parts).encode()).hexdigest()}".encode()
