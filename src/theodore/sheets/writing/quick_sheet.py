"""A worksheet that writes plain texts, numbers and truth values in one go.

XlsxWriter takes each cell through six calls into its table and through eight more into XML, which is most of what a
large sheet costs. Nearly all cells need none of them: a text without anything to escape, a number, a truth value. Such
a cell is kept as the end of its XML; its place, and a format that its row or its column lends it, come before that when
the row is written, as XlsxWriter does it. Whatever is not plain goes XlsxWriter's own way, and so does everything if
its inner loop should one day have another name.
"""

from __future__ import annotations

from functools import cache
from math import isfinite
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

#: A character takes one or two of the 32,767 units that a cell holds.
_SURELY_FITS = 16_383

_MARKUP = frozenset("&<>")


class QuickSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter comes without types
    """A worksheet of a workbook that is written in constant memory."""

    previous_row: int

    def write_plain(self, row: int, col: int, text: str) -> bool:
        """Write a text that is plain, without a format; whether it is plain, and was written."""
        if not (is_plain(text) and self._reaches(row, col)):
            return False
        if "&" in text or "<" in text or ">" in text:
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        self.table[row][col] = f' t="inlineStr"><is><t>{text}</t></is></c>'
        return True

    def write_string(self, row: Any, col: Any, *args: Any) -> Any:
        """As XlsxWriter's: row, column, text and perhaps a format."""
        if args and self.write_plain(row, col, args[0]):
            if len(args) > 1:
                self.table[row][col] = _style(args[1]) + self.table[row][col]
            return 0
        return super().write_string(row, col, *args)

    def write_number(self, row: Any, col: Any, *args: Any) -> Any:
        """As XlsxWriter's: row, column, number and perhaps a format."""
        if args and type(args[0]) in (int, float) and isfinite(args[0]) and self._reaches(row, col):
            self.table[row][col] = f"{_style(*args[1:])}><v>{args[0]:.16G}</v></c>"
            return 0
        return super().write_number(row, col, *args)

    def write_boolean(self, row: Any, col: Any, *args: Any) -> Any:
        """As XlsxWriter's: row, column, truth value and perhaps a format."""
        if args and self._reaches(row, col):
            self.table[row][col] = f'{_style(*args[1:])} t="b"><v>{1 if args[0] else 0}</v></c>'
            return 0
        return super().write_boolean(row, col, *args)

    def write_link(self, row: int, col: int, place: str, text: str, form: Any = None) -> None:
        """A formula that leads to a place of this workbook, like `Details!A2`, and shows a text. Both are our words.

        XlsxWriter would search the formula for each function that Excel learned late.
        """
        formula = f'HYPERLINK("#{place}","{text}")'
        if is_plain(formula) and not _MARKUP.intersection(formula) and self._reaches(row, col):
            self.table[row][col] = f'{_style(form)} t="str"><f>{formula}</f><v>{text}</v></c>'
        else:
            self.write_formula(row, col, f"={formula}", form, text)

    def _reaches(self, row: Any, col: Any) -> bool:
        """Whether a cell can be put into the table here, after what XlsxWriter does before it puts one there."""
        if row != self.previous_row or self.dim_colmax is None or not self.dim_colmin <= col <= self.dim_colmax:
            if type(row) is not int or not self.constant_memory or self._check_dimensions(row, col):
                return False
            if row > self.previous_row:
                self._write_single_row(row)
        return True

    def _write_single_row(self, current_row_num: int = 0) -> None:
        row, cells = self.previous_row, self.table.get(self.previous_row)
        if cells and self._is_quick(row, cells):
            self.previous_row = current_row_num
            self._write_row(row, None)
            self.fh.write("".join([f'<c r="{_letters(col)}{row + 1}"{end}' for col, end in sorted(cells.items())]))
            self._xml_end_tag("row")
            self.table.clear()
        else:
            super()._write_single_row(current_row_num)

    def _is_quick(self, row: int, cells: dict[int, Any]) -> bool:
        """Whether all of a row is kept as XML, and nothing lends it a format."""
        return (
            row not in self.row_info
            and row not in self.comments
            and set(map(type, cells.values())) == {str}
            and not any(column.column_format for column in self.col_info.values())
        )

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell) is str:
            style = "" if cell.startswith(" s=") else self._lent_style(row, col)
            self.fh.write(f'<c r="{_letters(col)}{row + 1}"{style}{cell}')
        else:
            super()._write_cell(row, col, cell)

    def _lent_style(self, row: int, col: int) -> str:
        """The format that a cell without one has of its row, else of its column."""
        lender = self.row_info.get(row)
        if lender is not None and lender.row_format:
            return _style(lender.row_format)
        lender = self.col_info.get(col)
        return "" if lender is None else _style(lender.column_format)


@cache
def _letters(col: int) -> str:
    return str(xl_col_to_name(col))


def _style(form: Any = None) -> str:
    return f' s="{form._get_xf_index()}"' if form else ""  # noqa: SLF001 - as the loop that this stands in for


def is_plain(text: str) -> bool:
    """Whether a text stands in XML as it is, but for `&`, `<` and `>`: no signs that need codes, no spaces at its ends.

    `_x` may begin a code itself, and `<r>` XlsxWriter's own markup. Longer texts may have to be cut.
    """
    return (
        text.isprintable()
        and text[:1] not in {"", " "}
        and text[-1] != " "
        and "_x" not in text
        and text[:3] != "<r>"
        and len(text) <= _SURELY_FITS
    )
