"""The marks of a sheet of .xlsx and .xlsm: see `Marks`.

They are searched for in the text of the sheet's part: a parser of XML would take five times as long for a hundred
thousand rows as all the rest of the reading, for what are a few notices. Comments in the markup might deceive that
search; who writes those writes the cells as well.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from theodore.sheets.reading.marks import MOST_ROWS, UNREADABLE, Marks, attributes, pieces, plain_text, whole
from theodore.sheets.reading.records import column_letters

_TAG = rb"<(?:\w+:)?%s\b[^<>]*>"
_RELATIONSHIP, _SHEET = re.compile(_TAG % b"Relationship"), re.compile(_TAG % b"sheet")
_MOST_TABLES = 100
_ANY_WORKBOOK = "xl/workbook.xml"


def xlsx_marks(path: Path, tab: str, column: int) -> Marks:
    """The marks of a tab; none where the workbook is not as it should be. column: the one of the website, from 0."""
    try:
        with zipfile.ZipFile(path) as package:
            part = _part_of(package, tab)
            return _Search(package, part, column).marks() if part else Marks()
    except UNREADABLE:
        return Marks()


def _part_of(package: zipfile.ZipFile, tab: str) -> str | None:
    """The name of the part that holds this tab."""
    book = next((to for to, kind, _ in _relations(package, "").values() if kind == "officeDocument"), _ANY_WORKBOOK)
    relations = _relations(package, book)
    for tag in _SHEET.findall(whole(package, book)):
        found = attributes(tag)
        if found.get("name") == tab and found.get("id") in relations:
            return relations[found["id"]][0]
    return None


def _relations(package: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str, bool]]:
    """What a part refers to, by the id: the target, the last word of its type, and whether it lies outside."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str, bool]] = {}
    for tag in _RELATIONSHIP.findall(whole(package, posixpath.join(folder, "_rels", f"{name}.rels"))):
        said = attributes(tag)
        is_outside = said.get("TargetMode") == "External"
        target = said.get("Target", "")
        if not is_outside:
            target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[said.get("Id", "")] = (target, said.get("Type", "").rpartition("/")[2], is_outside)
    return found


@dataclass(slots=True)
class _Search:
    """The search of one sheet's part."""

    package: zipfile.ZipFile
    part: str
    column: int
    hidden: bytearray = field(default_factory=lambda: bytearray(MOST_ROWS + 1))
    is_filtered: bool = False
    links: dict[int, str] = field(default_factory=dict)
    unsaved: set[int] = field(default_factory=set)

    def marks(self) -> Marks:
        prefix = self._prefix()
        row = re.compile(rb"<%srow\b[^<>]*?\shidden\s*=\s*[\"'](?:1|true)[\"'][^<>]*>" % prefix)
        cell = re.compile(
            rb"<%sc\b[^<>]*?\sr=[\"']%s(\d{1,7})[\"'][^<>]*>" % (prefix, column_letters(self.column).encode())
        )
        link = re.compile(rb"<%shyperlink\b[^<>]*>" % prefix)
        ids: dict[int, str] = {}
        room = MOST_ROWS  # links that lie over each other may cover a row as often as they like
        for piece in pieces(self.package, self.part, (b"<%srow" % prefix, b"<%shyperlink " % prefix)):
            for tag in row.findall(piece):
                self._hide(attributes(tag).get("r", ""))
            self._look_at_formulas(piece, cell, b"</%sc>" % prefix)
            for tag in link.findall(piece):
                if room > 0:
                    rows = _rows_of(attributes(tag), self.column)
                    room -= len(rows)
                    ids |= rows
            self.is_filtered = self.is_filtered or b"<%sfilterColumn" % prefix in piece
        self._follow(ids)
        return Marks(self.hidden, self.is_filtered, self.links, frozenset(self.unsaved))

    def _prefix(self) -> bytes:
        """What stands before the names of the sheet's elements, as some programs write them: `x:`."""
        with self.package.open(self.part) as file:
            found = re.search(rb"<(\w+:)?worksheet\b", file.read(1 << 12))
        return (found[1] or b"") if found else b""

    def _hide(self, number: str) -> None:
        if number.isascii() and number.isdigit() and (row := int(number[:8])) <= MOST_ROWS:
            self.hidden[row] = 1

    def _look_at_formulas(self, piece: bytes, cell: re.Pattern[bytes], end: bytes) -> None:
        # told in a moment of most sheets; with a prefix an element begins with its colon
        if b"<f" not in piece and b":f" not in piece:
            return
        at = 0
        while found := cell.search(piece, at):
            at = found.end()
            if found[0].endswith(b"/>"):
                continue
            closed = piece.find(end, at)
            content, at = (piece[at:closed], closed) if closed >= 0 else (b"", len(piece))
            if formula := _FORMULA.search(content):
                self._note(int(found[1]), formula[1] or b"", _value(content), is_text=b't="str"' in found[0])

    def _note(self, row: int, formula: bytes, value: bytes, *, is_text: bool) -> None:
        # programs that cannot calculate write no result, or 0; an empty text is one
        if value in {b"", b"0"} and not is_text:
            self.unsaved.add(row)
        if target := _TARGET.search(plain_text(formula)):
            self._link(row, target[1].replace('""', '"'))

    def _link(self, row: int, target: str) -> None:
        if _WEB.match(target):
            self.links[row] = target.strip()

    def _follow(self, ids: dict[int, str]) -> None:
        """Note where the links lead, and the filters of the sheet's tables, which are parts of their own."""
        relations = _relations(self.package, self.part)
        for row, relation in ids.items():
            target, _, is_outside = relations.get(relation, ("", "", False))
            if is_outside:
                self._link(row, target)
        tables = [target for target, kind, _ in relations.values() if kind == "table"]
        if not self.is_filtered:
            self.is_filtered = any(b"filterColumn" in whole(self.package, table) for table in tables[:_MOST_TABLES])


_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^<>]*?(?:/>|>([^<]*)<)")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]+)<")
_TARGET = re.compile(r'^\s*HYPERLINK\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)
_WEB = re.compile(r"\s*https?://\S", re.IGNORECASE)
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
#: A link over a whole column is nobody's website.
_MOST_LINKED = 1000


def _value(content: bytes) -> bytes:
    found = _VALUE.search(content)
    return found[1].strip() if found else b""


def _rows_of(link: dict[str, str], column: int) -> dict[int, str]:
    """The rows in which a link lies over this column, and the link's id."""
    found = _REFERENCE.fullmatch(link.get("ref", ""))
    if not found or "id" not in link:
        return {}
    left, top, right, bottom = found[1], int(found[2]), found[3] or found[1], int(found[4] or found[2])
    if not (_number(left) <= column <= _number(right) and 0 <= bottom - top < _MOST_LINKED):
        return {}
    return dict.fromkeys(range(top, bottom + 1), link["id"])


def _number(letters: str) -> int:
    """The number of a column, from 0: A, ..., Z, AA, ..."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
