"""A book whose rows or columns are inserted, deleted or moved: everything that names places follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from theodore.farm.sheets.book import Book, Row, Tab
from theodore.farm.sheets.cells import BLANK, Cell
from theodore.farm.sheets.formulas import Formula
from theodore.farm.sheets.formulas.shifting import Change, following, rewritten
from theodore.farm.sheets.locales import locale_of
from theodore.farm.sheets.moves import Deleted, Inserted, Move, Moved

Object = dict[str, Any]


def reshape(book: Book, tab: Tab, move: Move, *, rows: bool) -> None:
    """Insert, delete or move rows of the tab, or columns, with all that stands in them.

    Formulas of all tabs, merged cells, filters, rules, protections and whatever else is bound to places go along. The
    grid's size follows as well; whether it may become so is for the caller to see.
    """
    _move_cells(tab, move, rows=rows)
    _resize(tab, move, rows=rows)
    _move_looks(tab, move, rows=rows)
    _follow_in_tab(tab, move, rows=rows)
    _follow_in_book(book, tab, move, rows=rows)
    change_formulas(book, lambda own: following(tab.title, own.title, move, rows=rows))


def _move_cells(tab: Tab, move: Move, *, rows: bool) -> None:
    if rows:
        tab.rows = _moved(tab.rows, move, ())
    else:
        tab.rows = [_without_blanks(_moved(list(row), move, BLANK)) for row in tab.rows]
    while tab.rows and not tab.rows[-1]:
        tab.rows.pop()


def _without_blanks(cells: list[Cell]) -> Row:
    while cells and cells[-1] == BLANK:
        cells.pop()
    return tuple(cells)


def _moved(held: list[Any], move: Move, blank: Any) -> list[Any]:
    if isinstance(move, Inserted):
        filler = [blank] * move.count if move.before < len(held) else []
        return [*held[: move.before], *filler, *held[move.before :]]
    if isinstance(move, Deleted):
        return [*held[: move.start], *held[move.end :]]
    assert isinstance(move, Moved)  # noqa: S101  # there are three kinds
    size = max(len(held), move.end, move.to)
    padded = [*held, *([blank] * (size - len(held)))]
    placed = [blank] * size
    for at, one in enumerate(padded):
        to = move.place(at)
        placed[at if to is None else to] = one
    return placed


def _resize(tab: Tab, move: Move, *, rows: bool) -> None:
    grown, frozen = 0, tab.frozen_rows if rows else tab.frozen_columns
    if isinstance(move, Inserted):
        grown = move.count
        frozen += move.count if move.before < frozen else 0
    elif isinstance(move, Deleted):
        grown = move.start - move.end
        frozen -= max(0, min(frozen, move.end) - move.start)
    if rows:
        tab.row_count, tab.frozen_rows = tab.row_count + grown, frozen
    else:
        tab.column_count, tab.frozen_columns = tab.column_count + grown, frozen


def _move_looks(tab: Tab, move: Move, *, rows: bool) -> None:
    looks = tab.row_looks if rows else tab.column_looks
    now = {to: held for at, held in looks.items() if (to := move.place(at)) is not None}
    if rows:
        tab.row_looks = now
    else:
        tab.column_looks = now


def _follow_in_tab(tab: Tab, move: Move, *, rows: bool) -> None:
    def ranged(held: Iterable[Object]) -> list[Object]:
        return [now for one in held if (now := with_range(one, move, rows=rows)) is not None]

    tab.merges = [
        now for one in tab.merges if (now := range_after(one, move, rows=rows)) is not None and _is_several(now)
    ]
    tab.protected_ranges = ranged(tab.protected_ranges)
    tab.banded_ranges = ranged(tab.banded_ranges)
    tab.filter_views = [_filter_after(one, move, rows=rows) for one in ranged(tab.filter_views)]
    if tab.basic_filter is not None:
        kept = with_range(tab.basic_filter, move, rows=rows)
        tab.basic_filter = None if kept is None else _filter_after(kept, move, rows=rows)
    rules = [_rule_after(one, move, rows=rows) for one in tab.conditional_formats]
    tab.conditional_formats = [rule for rule in rules if rule["ranges"]]


def _is_several(merge: Mapping[str, Any]) -> bool:
    height = merge["endRowIndex"] - merge["startRowIndex"]
    return bool(height * (merge["endColumnIndex"] - merge["startColumnIndex"]) > 1)


def _rule_after(rule: Object, move: Move, *, rows: bool) -> Object:
    ranges = [now for one in rule.get("ranges", ()) if (now := range_after(one, move, rows=rows)) is not None]
    return {**rule, "ranges": ranges}


def _filter_after(held: Object, move: Move, *, rows: bool) -> Object:
    if rows:
        return held
    now = dict(held)
    for name, key in (("sortSpecs", "dimensionIndex"), ("filterSpecs", "columnIndex")):
        if name in held:
            now[name] = [one for spec in held[name] if (one := _spec_after(spec, key, move)) is not None]
    if "criteria" in held:
        places = {move.place(int(column)): criteria for column, criteria in held["criteria"].items()}
        now["criteria"] = {str(column): criteria for column, criteria in places.items() if column is not None}
    return now


def _spec_after(spec: Object, key: str, move: Move) -> Object | None:
    place = move.place(int(spec.get(key, 0)))
    return None if place is None else {**spec, key: place}


def with_range(held: Object, move: Move, *, rows: bool) -> Object | None:
    """The object with its `range` as it is after the move; None where all of the range is gone."""
    if "range" not in held:
        return held
    now = range_after(held["range"], move, rows=rows)
    return None if now is None else {**held, "range": now}


def range_after(grid_range: Mapping[str, Any], move: Move, *, rows: bool) -> Object | None:
    """The GridRange after the move; None where all of it is gone."""
    way = "Row" if rows else "Column"
    return _ends_after(grid_range, f"start{way}Index", f"end{way}Index", move)


def _ends_after(held: Mapping[str, Any], start: str, end: str, move: Move) -> Object | None:
    last = None if held.get(end) is None else int(held[end]) - 1
    # a start that is not given is 0 where the end is: proto3 leaves zeros out
    first = held.get(start, None if last is None else 0)
    span = move.span(first, last)
    if span is None:
        return None
    now = {name: one for name, one in held.items() if name not in {start, end}}
    if span[0] is not None and (span[0] or start in held):
        now[start] = span[0]
    if span[1] is not None:
        now[end] = span[1] + 1
    return now


def _follow_in_book(book: Book, tab: Tab, move: Move, *, rows: bool) -> None:
    def named(one: Object) -> Object | None:
        return with_range(one, move, rows=rows) if one.get("range", {}).get("sheetId", 0) == tab.gid else one

    book.named_ranges = [now for one in book.named_ranges if (now := named(one)) is not None]
    book.developer_metadata = [
        now for one in book.developer_metadata if (now := _metadata_after(one, tab, move, rows=rows)) is not None
    ]


def _metadata_after(held: Object, tab: Tab, move: Move, *, rows: bool) -> Object | None:
    span = held.get("location", {}).get("dimensionRange")
    ours = span is not None and span.get("sheetId", 0) == tab.gid
    if not ours or span.get("dimension") != ("ROWS" if rows else "COLUMNS"):
        return held
    now = _ends_after(span, "startIndex", "endIndex", move)
    return None if now is None else {**held, "location": {**held["location"], "dimensionRange": now}}


def change_formulas(book: Book, change: Callable[[Tab], Change]) -> None:
    """Change the references of all formulas of the book: those of cells, of rules and of validations.

    change: what becomes of a reference in a formula that stands in this tab.
    """
    locale = locale_of(book.locale)
    for tab in book.tabs:
        for_tab = change(tab)

        def formula(text: str, how: Change = for_tab) -> str:
            return rewritten(text, locale, how)

        _change_cells(tab, formula)
        tab.conditional_formats = [_change_rule(rule, formula) for rule in tab.conditional_formats]


#: By its id a validation as it was, which keeps the id taken, and as it is now.
_Validations = dict[int, tuple[Mapping[str, Any], Mapping[str, Any]]]


def _change_cells(tab: Tab, formula: Callable[[str], str]) -> None:
    validations: _Validations = {}
    for at, row in enumerate(tab.rows):
        if any(isinstance(cell.entered, Formula) or cell.validation for cell in row):
            now = tuple(_change_cell(cell, formula, validations) for cell in row)
            if any(new is not old for new, old in zip(now, row, strict=True)):
                tab.rows[at] = now


def _change_cell(cell: Cell, formula: Callable[[str], str], validations: _Validations) -> Cell:
    if isinstance(cell.entered, Formula):
        text = formula(cell.entered.text)
        if text != cell.entered.text:
            cell = replace(cell, entered=Formula(text))
    if cell.validation:
        # the cells of a column share one rule
        held = cell.validation
        if id(held) not in validations:
            validations[id(held)] = (held, _change_condition(held, formula))
        now = validations[id(held)][1]
        if now is not held:
            cell = replace(cell, validation=now)
    return cell


def _change_rule(rule: Object, formula: Callable[[str], str]) -> Object:
    boolean = rule.get("booleanRule")
    if not boolean:
        return rule
    now = _change_condition(boolean, formula)
    return rule if now is boolean else {**rule, "booleanRule": now}


def _change_condition(held: Mapping[str, Any], formula: Callable[[str], str]) -> Mapping[str, Any]:
    """A holder of a BooleanCondition, with the formulas among its values changed."""
    condition = held.get("condition", {})
    values = condition.get("values", [])
    now = [
        {**value, "userEnteredValue": formula(text)} if (text := _formula_in(value)) is not None else value
        for value in values
    ]
    return held if now == values else {**held, "condition": {**condition, "values": now}}


def _formula_in(value: Mapping[str, Any]) -> str | None:
    text = value.get("userEnteredValue")
    return text if isinstance(text, str) and text.startswith("=") else None
