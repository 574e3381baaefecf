"""A workbook as a package of parts, and how much of it may be read."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from theodore.sheets.reading.marks import UNREADABLE, attributes

#: More than any honest workbook of the sizes that are kept has, and less than would harm.
MOST_PARTS = 10_000
MOST_SHEET_BYTES = 200 << 20
MOST_BYTES = 1 << 30

_CHUNK = 1 << 20
#: Longer than any tag that is looked for.
_OVERLAP = 4096
#: More than lists of relations and drawings take; of a longer one the beginning is looked at.
_SMALL = 8 << 20

_TAG = rb"<(?:\w+:)?%s\s([^<>]*)"
_RELATION, _SHEET = re.compile(_TAG % b"Relationship"), re.compile(_TAG % b"sheet")


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
    except UNREADABLE:
        return False


class Package:
    """The parts of a workbook, of which none is held.

    sheets: the part of each worksheet, and the name of its tab.
    """

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.names = frozenset(file.namelist())
        targets = {at: target for at, _, target in self._relations("xl/workbook.xml")}
        told = [attributes(found) for found in _SHEET.findall(self.start("xl/workbook.xml"))]
        self.sheets = [(targets[tab["id"]], tab.get("name", "")) for tab in told if tab.get("id") in targets]

    def of_sheets(self, kind: str) -> list[tuple[str, str]]:
        """The parts of this kind that belong to sheets, each with the name of its tab."""
        return [
            (target, tab)
            for sheet, tab in self.sheets
            for _, what, target in self._relations(sheet)
            if what == kind and target in self.names
        ]

    def start(self, part: str) -> bytes:
        """A part that is small, or the beginning of it; nothing where there is none."""
        if part not in self.names:
            return b""
        with self._file.open(part) as file:
            return file.read(_SMALL)

    def find(self, part: str, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
        """All that fits in a part, whole as it is."""
        if part in self.names:
            yield from pattern.finditer(self._file.read(part))

    def count(self, part: str, patterns: Sequence[re.Pattern[bytes]]) -> list[int]:
        """How often each of these is in a part. No pattern matches more than some kilobytes."""
        counts = [0] * len(patterns)
        if part not in self.names:
            return counts
        with self._file.open(part) as file:
            held = b""
            while True:
                chunk = file.read(_CHUNK)
                held += chunk
                # what begins in the last bytes may go on in the next chunk, and is counted there
                end = max(len(held) - _OVERLAP, 0) if chunk else len(held)
                for place, pattern in enumerate(patterns):
                    counts[place] += sum(found.start() < end for found in pattern.finditer(held))
                if not chunk:
                    return counts
                held = held[end:]

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """The id, the kind and the part of all that a part refers to."""
        folder, name = posixpath.split(part)
        told = [attributes(found) for found in _RELATION.findall(self.start(f"{folder}/_rels/{name}.rels"))]
        return [
            (found.get("Id", ""), found.get("Type", "").rpartition("/")[2], _joined(folder, found.get("Target", "")))
            for found in told
            if found.get("TargetMode") != "External"
        ]


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"{folder}/{target}")
