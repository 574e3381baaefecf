"""A person's workbook, opened to be written into and saved again.

openpyxl keeps nearly all of it; `losses` tells what it does not. It would also drop the saved results of formulas: a
program that does not calculate, and our own reader, would then find these cells empty. So the results are read from
the old file and put beside their formulas in the new one. A spreadsheet program calculates all anew when it opens it.
"""

from __future__ import annotations

import os
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast
from xml.sax.saxutils import escape, quoteattr, unescape

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.datetime import to_excel
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from theodore.sheets.writing.ours import MARK
from theodore.sheets.writing.package import Package, TooLarge, check_package

#: A cell's row and column, from 1, and the type and text of what its formula came to.
Results = dict[tuple[int, int], tuple[str, str]]

#: A cell with a formula as openpyxl writes it: without its result. Text of cells holds no `<`.
# Where lxml is installed beside it, as it is for many a person's other tools, openpyxl writes with that: an empty value
# is `<v></v>` then.
_FORMULA = re.compile(
    rb'<c r="(?P<place>[A-Z]{1,3}\d{1,7})"(?P<style> s="\d+")?>'
    rb"(?P<formula><f[^>]*?(?:/>|>[^<]*</f>))<v(?: ?/>|></v>)</c>"
)
#: The texts of cells, and those that name a sign by its number where none is meant.
_STRINGS = "xl/sharedStrings.xml"
_UNDERSCORE = "x005F_"
_CODED = re.compile(rb"<(?:\w+:)?t\b[^<>]*>(?P<text>[^<]*x005F_[^<]*)<")
#: Merged cells, or a link over several.
_AREA = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\s[^<>]*?\bref="(?P<area>[A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MOST_SPREAD = 1_000_000
_PROPERTIES = "docProps/core.xml"
_ROW_END = b"</row>"
_CHUNK = 1 << 20


class UnreadableBook(Exception):
    """openpyxl cannot read this workbook, or it is too large to be held."""


def open_book(path: Path, *, keep_macros: bool = False) -> Workbook:
    """The workbook with all that openpyxl keeps of it. Raises UnreadableBook."""
    try:
        check_package(path)
        _check_areas(path)
        # as a file, for its name may not say what it is
        with _unwarned(), path.open("rb") as file:
            book = openpyxl.load_workbook(file, rich_text=True, keep_vba=keep_macros, keep_links=True)
            is_signed = _names_openpyxl(path)
            _mend_codes(path, book)
    except OSError:
        raise
    except Exception as error:
        # a part that it does not understand makes it stumble over anything: KeyError, TypeError, an XML error
        raise UnreadableBook(f"{type(error).__name__}: {error}"[:200]) from error
    if not book.worksheets:
        raise UnreadableBook("it has no worksheets")
    _settle_macros(book)
    _mend_pictures(book)
    if not is_signed and book.properties.creator == "openpyxl":
        # where nobody is named as the author, openpyxl names itself
        book.properties.creator = None
    return book


def _names_openpyxl(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        return _PROPERTIES in package.namelist() and b"openpyxl" in package.read(_PROPERTIES)


def _check_areas(path: Path) -> None:
    """Make sure that no area is spread over more cells than can be held: each of them would become one in memory."""
    with zipfile.ZipFile(path) as file:
        package = Package(file)
        found = [area["area"].decode() for part, _ in package.sheets for area in package.find(part, _AREA)]
    if sum(map(_size, found)) > _MOST_SPREAD:
        raise TooLarge("its merged cells and links cover too many cells")


def _size(area: str) -> int:
    left, top, right, bottom = range_boundaries(area)
    return ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)


def _mend_codes(path: Path, book: Workbook) -> None:
    """Give texts their codes back that openpyxl takes away.

    A text such as `_x000D_` stands in the file as `_x005F_x000D_`; written without the code of its underscore, it would
    be read as the sign that has this number.
    """
    with zipfile.ZipFile(path) as file:
        found = [unescape(text["text"].decode()) for text in Package(file).find(_STRINGS, _CODED)]
    coded = {text.replace(_UNDERSCORE, ""): text for text in found}
    if not coded:
        return
    for sheet in book.worksheets:
        for cell in cells_of(sheet).values():
            # a text of several fonts is no such text: it is kept as openpyxl has it
            if type(cell.value) is str and cell.value in coded:
                kind = cell.data_type
                cell.value = coded[cell.value]
                cell.data_type = kind  # one that begins like a formula is none


def _settle_macros(book: Workbook) -> None:
    """Open the copy of its parts that openpyxl keeps with macros anew, for reading.

    It leaves it open for writing, and nobody closes that: the garbage collector would try to end it when the memory
    that it is in is gone, and complain on stderr.
    """
    archive: zipfile.ZipFile | None = cast("Any", book).vba_archive
    if archive is not None:
        held = cast("BinaryIO", archive.fp)
        archive.close()
        cast("Any", book).vba_archive = zipfile.ZipFile(held)


def _mend_pictures(book: Workbook) -> None:
    """Take from pictures what openpyxl would write so that a spreadsheet program has to repair the file.

    A link would lead to whatever part has its number then; the guides of a frame would stand in a wrong namespace.
    """
    for sheet in book.worksheets:
        for image in cast("Any", sheet)._images:  # noqa: SLF001 - there is no public way to the pictures
            picture = getattr(image.anchor, "pic", None)
            if picture is None:
                continue
            picture.nvPicPr.cNvPr.hlinkClick = picture.nvPicPr.cNvPr.hlinkHover = None
            if picture.spPr.prstGeom is not None:
                picture.spPr.prstGeom.avLst = None


def save_book(book: Workbook, results: Mapping[str, Results], file: BinaryIO, folder: Path) -> None:
    """Write the workbook to `file`, with what its formulas came to by the title of their sheet.

    folder: an empty one for the sheets on their way. The workbook is used up: its cells are gone as they are written.
    """
    # what stands beside a formula may be older than what it refers to
    book.calculation.fullCalcOnLoad = True
    parts = {
        f"xl/worksheets/sheet{number}.xml": results[sheet.title]
        for number, sheet in enumerate(book.worksheets, start=1)
        if results.get(sheet.title)
    }
    with _unwarned(), _Archive(file, parts) as archive:
        _Writer(book, archive, folder).write_data()


def mark(book: Workbook) -> None:
    """Write into a workbook that it is ours."""
    _set_property(book, MARK, "results")


def _set_property(book: Workbook, name: str, value: str) -> None:
    properties = _properties(book)
    for found in properties.props:
        if found.name == name:
            found.value = value
            return
    properties.append(StringProperty(name=name, value=value))


def _properties(book: Workbook) -> Any:
    return cast("Any", book).custom_doc_props  # its types do not know them


def cells_of(sheet: Worksheet) -> Mapping[tuple[int, int], Cell]:
    """The cells that there are, by row and column from 1."""
    # the public ways to all cells make one for each blank between them: millions where one far cell has a colour
    return cast("Mapping[tuple[int, int], Cell]", sheet._cells)  # noqa: SLF001 - see above


def formula_results(path: Path, book: Workbook) -> dict[str, Results]:
    """What the formulas of the file at `path` came to when it was saved, by sheet; `book` tells where they are."""
    places = {
        sheet.title: found
        for sheet in book.worksheets
        if (found := {place for place, cell in cells_of(sheet).items() if cell.data_type == "f"})
    }
    if not places:
        return {}
    with _unwarned(), path.open("rb") as file:
        saved = openpyxl.load_workbook(file, read_only=True, data_only=True)
        try:
            return {title: dict(_results(saved[title], wanted, book.epoch)) for title, wanted in places.items()}
        finally:
            saved.close()


def _results(
    sheet: Any, places: set[tuple[int, int]], epoch: datetime
) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None or (place := (cell.row, cell.column)) not in places:
                continue
            if (found := _typed(cell.value, cell.data_type, epoch)) is not None:
                yield place, found


def _typed(value: object, kind: str, epoch: datetime) -> tuple[str, str] | None:
    """The type by which a sheet's XML knows this value, and its text there."""
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, int | float):
        return "n", repr(value)
    if isinstance(value, date | time | timedelta):
        return "n", repr(to_excel(value, epoch))  # type: ignore[no-untyped-call] # its types leave this one out
    return ("e" if kind == "e" else "str"), str(value)


class _Writer(ExcelWriter):
    """openpyxl's, with its sheets on their way in a folder of ours, and let go as soon as they are written.

    It would leave them in the system's folder for temporary files when the process is killed, and nobody clears them
    away there.
    """

    def __init__(self, book: Workbook, archive: zipfile.ZipFile, folder: Path) -> None:
        super().__init__(book, archive)
        self._package = archive
        self._folder = folder

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet into the package."""
        ws._drawing = SpreadsheetDrawing()  # noqa: SLF001 - what its own method does
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images  # noqa: SLF001 - likewise
        part = self._folder / "sheet.xml"
        writer: Any = _Rows(ws, str(part))
        writer.write()
        ws._rels = writer._rels  # noqa: SLF001 - likewise
        self._package.write(part, ws.path[1:])
        self.manifest.append(ws)
        part.unlink()
        ws._cells.clear()  # noqa: SLF001 - its comments and links were taken over by the writer


class _Rows(WorksheetWriter):
    """openpyxl's sheet on its way; its rows without a list of all cells and their places, 60 bytes for each."""

    def rows(self) -> list[tuple[int, list[Any]]]:
        """Each row that there is, from the top, and its cells from the left."""
        sheet: Any = self.ws
        rows: dict[int, list[Any]] = {number: [] for number in sheet.row_dimensions}
        for place in sorted(sheet._cells):  # noqa: SLF001 - see cells_of
            rows.setdefault(place[0], []).append(sheet._cells[place])  # noqa: SLF001 - see cells_of
        return sorted(rows.items())


class _Archive(zipfile.ZipFile):
    """The package as openpyxl writes it, but for the sheets whose formulas have results."""

    def __init__(self, file: BinaryIO, results: Mapping[str, Results]) -> None:
        super().__init__(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._results = results

    def write(
        self,
        filename: str | os.PathLike[str],
        arcname: str | os.PathLike[str] | None = None,
        *rest: Any,
        **named: Any,
    ) -> None:
        part = str(arcname or filename).lstrip("/")
        if part not in self._results:
            super().write(filename, arcname, *rest, **named)
            return
        with self.open(part, "w", force_zip64=True) as target:
            for piece in _filled(Path(filename), self._results[part]):
                target.write(piece)


def _filled(sheet: Path, results: Results) -> Iterator[bytes]:
    """The XML of a sheet, with the results beside its formulas."""
    rest = b""
    with sheet.open("rb") as file:
        while chunk := file.read(_CHUNK):
            rows, end, rest = (rest + chunk).rpartition(_ROW_END)
            yield _FORMULA.sub(lambda found: _with_result(found, results), rows) + end
    yield rest


def _with_result(found: re.Match[bytes], results: Results) -> bytes:
    result = results.get(coordinate_to_tuple(found["place"].decode()))
    if result is None:
        return found[0]
    kind, text = result
    style = found["style"] or b""
    value = f"<v>{escape(text)}</v></c>".encode()
    return b"".join(
        (b'<c r="', found["place"], b'"', style, f" t={quoteattr(kind)}>".encode(), found["formula"], value)
    )


@contextmanager
def _unwarned() -> Iterator[None]:
    """openpyxl warns on stderr of each part that it drops; `losses` says it before, in a person's words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
