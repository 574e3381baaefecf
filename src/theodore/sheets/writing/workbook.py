"""A workbook that is written row by row, and in which every cell is what we say it is.

Whoever writes text of websites to a workbook does it through here: a worksheet of XlsxWriter alone would let some of
it through as markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from theodore.model.fields import Value
from theodore.sheets.cells import XLSX_LIMIT, cut, fits, line_feeds, sheet_value
from theodore.sheets.writing.beside import RUN, Advice, replacing, scratch_folder

#: What Excel can open; the header counts as a row.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384

#: Where the writing of a sign by its number can be taken apart.
_WITHIN_ESCAPE = re.compile("(?<=_)(?=x[0-9a-fA-F]{4}_)")

#: Text stays text, and rows that are done leave the memory: each tab's go to a file of its own.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@contextmanager
def new_workbook(
    path: Path,
    *,
    advice: Advice = RUN,
    finish: Callable[[BinaryIO], None] | None = None,
    before: Callable[[], None] | None = None,
) -> Iterator[Any]:
    """A workbook of XlsxWriter that takes the place of `path` when the block ends well.

    Its tabs are filled from the top, several of them by turns. finish: what is done with its file before that, when
    it is complete. before: see `replacing`. Raises SinkUnavailable.
    """
    with replacing(path, advice=advice, before=before) as (file,):
        with scratch_folder(path) as folder, _workbook(file, folder) as book:
            yield book
        if finish is not None:
            finish(file)


def put_value(sheet: Any, row: int, column: int, value: Value, number_format: Any = None) -> None:
    """Write a value of ours by its type, and nothing for a blank. Rows and columns count from 0."""
    if value is None:  # most cells, so worth a line of its own
        return
    cell = sheet_value(value)
    if isinstance(cell, str):
        _put_fit(sheet, row, column, cell)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif cell is not None:
        sheet.write_number(row, column, cell, number_format)


def put_text(sheet: Any, row: int, column: int, text: str, form: Any = None) -> None:
    """Write a text as it is, up to the length and with the line ends that a cell can hold."""
    _put_fit(sheet, row, column, text if fits(text) else cut(line_feeds(text), XLSX_LIMIT), form)


def _put_fit(sheet: Any, row: int, column: int, fit: str, form: Any = None) -> None:
    if fit[:3] == "<r>" and fit[-4:] == "</r>":
        # XlsxWriter takes such a text for markup of its own and would write it unescaped; from three parts it
        # makes that markup itself, and escapes them; but a sign written like _x003D_ it would escape twice, so none
        # of these may be whole in a part
        parts = (fit[0], fit[1], *_WITHIN_ESCAPE.split(fit[2:]))
        sheet.write_rich_string(row, column, *parts, *([] if form is None else [form]))
    elif fit:
        sheet.write_string(row, column, fit, form)


@contextmanager
def _workbook(file: BinaryIO, folder: Path) -> Iterator[Any]:
    """A workbook that is written to `file` when the block ends well. The system's refusals come as OSError."""
    outlet = _Outlet(file)
    book = xlsxwriter.Workbook(outlet, {**_OPTIONS, "tmpdir": str(folder)})
    # only used where the workbook needs it
    book.use_zip64()
    try:
        yield book
        book.close()
    except FileCreateError as error:
        raise _cause(error) from error
    finally:
        outlet.close()
        for sheet in book.worksheets():
            with suppress(OSError):
                sheet._opt_close()  # noqa: SLF001 - of an abandoned workbook nobody else closes the rows' files


def _cause(error: FileCreateError) -> BaseException:
    """XlsxWriter hands on the system's error as its only argument."""
    cause = error.args[0] if error.args else error
    return cause if isinstance(cause, OSError) else error


class _Outlet:
    """The file as XlsxWriter's zip writer sees it; once closed it takes everything and does nothing.

    A zip that failed half-way is closed by the garbage collector, which would write its directory to a file that
    is no longer there, and complain on stderr.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file: BinaryIO | None = file

    def close(self) -> None:
        self._file = None

    def write(self, data: bytes) -> int:
        return len(data) if self._file is None else self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0 if self._file is None else self._file.seek(offset, whence)

    def tell(self) -> int:
        return 0 if self._file is None else self._file.tell()

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()
