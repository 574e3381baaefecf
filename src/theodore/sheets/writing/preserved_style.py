"""How Theodore's cells look in a person's workbook; the colours and widths are those of xlsx_style."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from theodore.model.fields import Field
from theodore.sheets.writing import xlsx_style

_LAST_ROW = 1_048_576
#: A header further down is not frozen: little of the sheet would be left to scroll.
_DEEPEST_FROZEN = 12
#: Nor is a company's name further to the right.
_WIDEST_FROZEN = 2


class Looks:
    """The looks of one workbook's cells; each is made once and shared, for a look of its own costs time and room."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def header(self, cell: Cell) -> None:
        """Our blue header."""
        self._dress(cell, "header")

    def link(self, cell: Cell) -> None:
        """A link within the workbook."""
        self._dress(cell, "link")

    def value(self, cell: Cell, shown: Field) -> None:
        """A value of ours, by what it is; a look that a person gave the cell stays."""
        if cell.has_style:
            return
        if cell.data_type == "n":
            pattern = xlsx_style.number_pattern(shown)
            if pattern is not None:
                self._dress(cell, pattern)
        elif xlsx_style.is_prose(shown) and xlsx_style.is_wrapped(cell.value):
            self._dress(cell, "prose")

    def _dress(self, cell: Cell, look: str) -> None:
        if look not in self._made:
            self._draw(cell, look)
            self._made[look] = _look_of(cell)
        else:
            _set_look(cell, self._made[look])

    @staticmethod
    def share(cells: Iterable[Cell]) -> None:
        """Let cells that look alike share one look: openpyxl has one of 100 bytes for each.

        From then on no look may be changed, only put in the place of another.
        """
        looks: dict[bytes, Any] = {}
        for cell in cells:
            if (look := _look_of(cell)) is not None:
                _set_look(cell, looks.setdefault(look.tobytes(), look))

    def _draw(self, cell: Cell, look: str) -> None:
        if cell.has_style:
            # it may be shared with other cells
            _set_look(cell, copy(_look_of(cell)))
        match look:
            case "header":
                cell.font = _font(cell, bold=True, color=_colour(xlsx_style.HEADER_LETTERS))
                cell.fill = PatternFill("solid", fgColor=_colour(xlsx_style.OUR_COLOUR))
                cell.alignment = Alignment(vertical="center")
            case "link":
                cell.font = _font(cell, color=_colour(xlsx_style.LINK_COLOUR), underline="single")
            case "prose":
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            case pattern:
                cell.number_format = pattern


def _look_of(thing: Any) -> Any:
    # the public way looks each part of a look up for each cell anew
    return thing._style  # noqa: SLF001 - see above


def _set_look(thing: Any, look: Any) -> None:
    thing._style = look  # noqa: SLF001 - see _look_of


def _font(cell: Cell, **more: Any) -> Font:
    """The workbook's own font, with something more."""
    return Font(name=cell.font.name, size=cell.font.size, **more)


def _colour(text: str) -> str:
    return "FF" + text.removeprefix("#")


def colour_status(sheet: Worksheet, column: int, first_row: int) -> None:
    """Colour a column of statuses by what they say, down to the end of the sheet; once, whoever did it."""
    rules = {f'"{status}"': colours for status, colours in xlsx_style.STATUS_COLOURS.items()}
    letter = get_column_letter(column)
    top = f"{letter}{first_row}"
    there = {
        formula
        for area in sheet.conditional_formatting
        if top in area.sqref or f"{letter}{first_row + 1}" in area.sqref
        for rule in area.rules
        for formula in rule.formula
    }
    for formula, (background, letters) in rules.items():
        if formula not in there:
            rule = CellIsRule(  # type: ignore[no-untyped-call] # its types leave this one out
                operator="equal",
                formula=[formula],
                font=Font(color=_colour(letters)),
                fill=PatternFill("solid", bgColor=_colour(background)),
            )
            sheet.conditional_formatting.add(f"{top}:{letter}{_LAST_ROW}", rule)


def set_width(sheet: Worksheet, column: int, width: float) -> None:
    """Give one column a width, and no look and no hiding that it may share with its neighbours."""
    _part_from_neighbours(sheet, column)
    letter = get_column_letter(column)
    sheet.column_dimensions[letter] = ColumnDimension(sheet, index=letter, width=width)


def _part_from_neighbours(sheet: Worksheet, column: int) -> None:
    """Split the run of columns that one description covers, so that none is described twice."""
    for key, run in list(sheet.column_dimensions.items()):
        run.reindex()
        first, last = int(run.min or 0), int(run.max or 0)
        if not first <= column <= last:
            continue
        del sheet.column_dimensions[key]
        for start, end in ((first, column - 1), (column + 1, last)):
            if start <= end:
                letter = get_column_letter(start)
                piece = ColumnDimension(
                    sheet,
                    index=letter,
                    width=run.width,
                    bestFit=run.bestFit,
                    hidden=run.hidden,
                    outlineLevel=run.outlineLevel or 0,
                    collapsed=run.collapsed,
                    min=start,
                    max=end,
                )
                _set_look(piece, copy(_look_of(run)))
                sheet.column_dimensions[letter] = piece


def freeze(sheet: Worksheet, header_row: int, name_column: int | None) -> None:
    """Keep the header, and a company's name that stands far left, in sight, unless the person's panes are there."""
    view = sheet.sheet_view
    if view.pane is not None or header_row > _DEEPEST_FROZEN:
        return
    column = name_column if name_column is not None and name_column <= _WIDEST_FROZEN else 0
    # the sheet may have been left scrolled down: what is above would be out of reach for good
    view.topLeftCell = None
    sheet.freeze_panes = f"{get_column_letter(column + 1)}{header_row + 1}"
    for selection in view.selection:
        # as openpyxl would read it the next time, so that writing again changes nothing
        selection.activeCell, selection.sqref = selection.activeCell or "A1", selection.sqref or "A1"


def move_drawings(sheet: Worksheet, column: int, by: int) -> None:
    """Move what floats over this column, or right of it, to the right, as if columns were inserted here.

    column: from 1. by: how many columns. A chart that begins further left stays where it is.
    """
    floating: Any = sheet
    for drawing in (*floating._charts, *floating._images):  # noqa: SLF001 - there is no public way to them
        start, end = getattr(drawing.anchor, "_from", None), getattr(drawing.anchor, "to", None)
        if start is None or start.col < column - 1:
            continue
        start.col += by
        if end is not None:
            end.col += by
