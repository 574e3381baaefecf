"""Requests for conditional formats and data validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from theodore.farm.sheets.book import Book, Tab, area_of
from theodore.farm.sheets.cells import BLANK, Cell
from theodore.farm.sheets.conditions import check_condition
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.requests import handles

#: All that a conditional format can change.
_LOOKS = frozenset({"backgroundColor", "backgroundColorStyle", "textFormat"})
_TEXT_LOOKS = frozenset({"bold", "italic", "strikethrough", "underline", "foregroundColor", "foregroundColorStyle"})


@handles("addConditionalFormatRule")
def add_conditional_format_rule(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Add a rule before the one that has this index; the first that fits a cell wins."""
    rule, index = request.get("rule", {}), int(request.get("index", 0))
    rules = _checked(book, rule).conditional_formats
    if not 0 <= index <= len(rules):
        raise Invalid(f"Invalid conditional format index: {index}")
    rules.insert(index, dict(rule))
    return {}


@handles("updateConditionalFormatRule")
def update_conditional_format_rule(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Replace a rule, or give it another place."""
    if ("rule" in request) == ("newIndex" in request):
        raise Invalid("Must specify exactly one of rule and newIndex.")
    index = int(request.get("index", 0))
    if "rule" in request:
        rule = dict(request["rule"])
        tab = _checked(book, rule)
        old = _rule(tab, index)
        tab.conditional_formats[index] = rule
        return {"updateConditionalFormatRule": {"newRule": rule, "newIndex": index, "oldRule": old}}
    tab, place = book.grid(int(request.get("sheetId", 0))), int(request["newIndex"])
    rule = _rule(tab, index)
    if not 0 <= place < len(tab.conditional_formats):
        raise Invalid(f"Invalid conditional format index: {place}")
    tab.conditional_formats.insert(place, tab.conditional_formats.pop(index))
    moved = {"newRule": rule, "newIndex": place, "oldRule": rule, "oldIndex": index}
    return {"updateConditionalFormatRule": moved}


@handles("deleteConditionalFormatRule")
def delete_conditional_format_rule(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Remove a rule; those behind it move up."""
    tab, index = book.grid(int(request.get("sheetId", 0))), int(request.get("index", 0))
    rule = _rule(tab, index)
    del tab.conditional_formats[index]
    return {"deleteConditionalFormatRule": {"rule": rule}}


def _rule(tab: Tab, index: int) -> dict[str, Any]:
    if not 0 <= index < len(tab.conditional_formats):
        raise Invalid(f"No conditional format on sheet: {tab.gid} at index: {index}")
    return tab.conditional_formats[index]


def _checked(book: Book, rule: Mapping[str, Any]) -> Tab:
    """The tab that the rule is for. Raises Invalid where it cannot be one."""
    ranges = rule.get("ranges") or []
    if not ranges:
        raise Invalid("Must specify at least one range.")
    gids = {int(one.get("sheetId", 0)) for one in ranges}
    if len(gids) > 1:
        raise Invalid("All ranges of a conditional format must be on the same sheet.")
    tab = book.grid(gids.pop())
    for one in ranges:
        area_of(tab, one)
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise Invalid("Must specify exactly one of booleanRule and gradientRule.")
    if "booleanRule" in rule:
        check_condition(rule["booleanRule"].get("condition"), validates=False)
        _check_looks(rule["booleanRule"].get("format", {}))
    return tab


def _check_looks(looks: Mapping[str, Any]) -> None:
    others = (set(looks) - _LOOKS) | (set(looks.get("textFormat", {})) - _TEXT_LOOKS)
    if others:
        raise Invalid(
            "Conditional formats can only set bold, italic, underline, strikethrough, foreground color and "
            f"background color (found: {', '.join(sorted(others))})."
        )


@handles("setDataValidation")
def set_data_validation(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Give every cell of a range this rule; without one, take away those that are there."""
    wanted, rule = request.get("range", {}), request.get("rule")
    tab = book.grid(int(wanted.get("sheetId", 0)))
    area = area_of(tab, wanted)
    if rule is not None:
        check_condition(rule.get("condition"), validates=True)
    for row in range(area.top, area.bottom if rule else min(area.bottom, len(tab.rows))):
        held = [tab.cell(row, column) for column in range(area.left, area.right)]
        tab.put_row(row, area.left, [_validated(cell, rule) for cell in held])
    return {}


def _validated(cell: Cell, rule: Mapping[str, Any] | None) -> Cell:
    now = replace(cell, validation=rule or None)
    return BLANK if now == BLANK else now
