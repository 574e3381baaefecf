"""Requests that concern the whole book: its properties, and replacing a text wherever it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from theodore.farm.sheets.book import Area, Book, Tab, area_of
from theodore.farm.sheets.cells import Cell, checked
from theodore.farm.sheets.entered import entered
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.formulas import Formula
from theodore.farm.sheets.formulas.values import text_of
from theodore.farm.sheets.locales import locale_of
from theodore.farm.sheets.masks import needed, written
from theodore.farm.sheets.requests import handles

_KNOWN = (
    "title locale timeZone autoRecalc defaultFormat iterativeCalculationSettings spreadsheetTheme "
    "importFunctionsExternalUrlAccessAllowed"
)


@handles("updateSpreadsheetProperties")
def update_spreadsheet_properties(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Change the book's title, locale and time zone."""
    mask = needed(request.get("fields"), _KNOWN)
    wanted = request.get("properties", {})
    now = written({"title": book.title, "locale": book.locale, "timeZone": book.time_zone}, wanted, mask)
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", str(now.get("locale", ""))):
        raise Invalid(f"Unsupported locale: {now.get('locale', '')}")
    if not now.get("timeZone"):
        raise Invalid("Invalid time zone.")
    book.title = str(now.pop("title", "") or "Untitled spreadsheet")
    book.locale, book.time_zone = str(now.pop("locale")), str(now.pop("timeZone"))
    book.properties = book.properties | now
    return {}


@handles("findReplace")
def find_replace(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Replace a text in a range, a tab or all tabs."""
    pattern = _pattern(request)
    replacement = str(request.get("replacement", ""))
    if not request.get("searchByRegex"):
        replacement = replacement.replace("\\", "\\\\")
    else:
        replacement = re.sub(r"\$(\d)", r"\\\1", replacement.replace("\\", "\\\\"))
    counts: Counter[str] = Counter()
    for tab, area in _where(book, request):
        rows: set[int] = set()
        for row, column, cell in list(tab.cells_in(area)):
            done = _replaced(book, cell, pattern, replacement, request)
            if done is not None:
                tab.enter(row, column, done[0])
                rows.add(row)
                counts["occurrencesChanged"] += done[1]
                counts["formulasChanged" if isinstance(cell.entered, Formula) else "valuesChanged"] += 1
        counts["rowsChanged"] += len(rows)
        counts["sheetsChanged"] += bool(rows)
    return {"findReplace": {name: count for name, count in counts.items() if count}}


def _pattern(request: Mapping[str, Any]) -> re.Pattern[str]:
    find = str(request.get("find", ""))
    if not find:
        raise Invalid("Must specify a value to find.")
    text = find if request.get("searchByRegex") else re.escape(find)
    if request.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        return re.compile(text, 0 if request.get("matchCase") else re.IGNORECASE)
    except re.error:
        raise Invalid(f"Invalid regular expression: {find}") from None


def _where(book: Book, request: Mapping[str, Any]) -> Iterator[tuple[Tab, Area]]:
    if "range" in request:
        tab = book.grid(int(request["range"].get("sheetId", 0)))
        yield tab, area_of(tab, request["range"])
    elif "sheetId" in request:
        tab = book.grid(int(request["sheetId"]))
        yield tab, tab.whole
    elif request.get("allSheets"):
        yield from ((tab, tab.whole) for tab in book.tabs)
    else:
        raise Invalid("Must specify range, sheetId or allSheets.")


def _replaced(
    book: Book, cell: Cell, pattern: re.Pattern[str], replacement: str, request: Mapping[str, Any]
) -> tuple[Any, int] | None:
    """What is entered now, and how often the text was in it; None where it was not."""
    held = cell.entered
    if held is None or (isinstance(held, Formula) and not request.get("includeFormulas")):
        return None
    text = held.text if isinstance(held, Formula) else text_of(held)
    try:
        now, count = pattern.subn(replacement, text)
    except (re.error, IndexError):
        raise Invalid(f"Invalid replacement: {request.get('replacement')}") from None
    if not count:
        return None
    new = entered(now, locale_of(book.locale), date.today()).value  # noqa: DTZ011  # as a person would type it
    return checked(new), count
