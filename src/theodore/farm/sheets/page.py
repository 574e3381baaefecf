"""A spreadsheet as a page to look at: there is no Google here that would show it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from theodore.farm.sheets.book import Book, Tab, area_of
from theodore.farm.sheets.cells import Cell
from theodore.farm.sheets.formatted import formatted
from theodore.farm.sheets.formulas import Formula
from theodore.farm.sheets.formulas.references import column_letters
from theodore.farm.sheets.locales import Locale, locale_of

#: What is shown of a tab, at most.
MOST_ROWS, MOST_COLUMNS = 2000, 200
#: Nothing on the page may be fetched or run: what stands in cells comes from websites.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"

_STYLE = """
body { font: 13px/1.4 system-ui, sans-serif; margin: 0; color: #202124; background: #fff }
header { padding: 8px 12px; position: sticky; left: 0 }
h1 { font-size: 16px; margin: 0 0 6px }
nav a { padding: 4px 10px; margin-right: 4px; border-radius: 4px 4px 0 0; background: #f1f3f4; color: inherit }
nav a[aria-current] { background: #d2e3fc; font-weight: 600 }
table { border-collapse: separate; border-spacing: 0 }
th, td { border-right: 1px solid #dadce0; border-bottom: 1px solid #dadce0; padding: 2px 6px; text-align: left;
  vertical-align: top; max-width: 26em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
th { background: #f8f9fa; color: #5f6368; font-weight: 400; text-align: center }
tr.frozen > * { position: sticky; top: 0; z-index: 1; background-color: #fff }
tr.frozen > th { background-color: #f8f9fa }
td.number { text-align: right }
tr { scroll-margin-top: 3em }
tr:target > td { outline: 2px solid #1a73e8; outline-offset: -2px }
@media (prefers-color-scheme: dark) {
  body { color: #e8eaed; background: #202124 } th, nav a { background: #303134; color: #bdc1c6 }
  tr.frozen > * { background-color: #202124 } tr.frozen > th { background-color: #303134 } a { color: #8ab4f8 }
  th, td { border-color: #3c4043 } nav a[aria-current] { background: #41516b }
}
"""
_PLACE = re.compile(r"#gid=([0-9]+)&range=[A-Z]*([0-9]+)")


def page(book: Book, gid: int | None = None) -> str:
    """The page of one tab, the first if none is named; it is fetched anew every other second."""
    tab = next((tab for tab in book.tabs if tab.gid == gid), book.tabs[0])
    return "".join(
        [
            "<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=2>",
            f"<title>{escape(book.title)}</title><style>{_STYLE}</style>",
            f"<header><h1>{escape(book.title)}</h1><nav>",
            *(_link_to(one, current=one is tab) for one in book.tabs if not one.hidden),
            "</nav></header>",
            *_table(book, tab),
        ]
    )


def _link_to(tab: Tab, *, current: bool) -> str:
    here = " aria-current=page" if current else ""
    return f'<a href="?tab={tab.gid}"{here}>{escape(tab.title)}</a>'


def _table(book: Book, tab: Tab) -> Iterator[str]:
    width = min(tab.used.right, MOST_COLUMNS)
    yield "<table><tr><th>" + "".join(f"<th>{column_letters(column)}" for column in range(width))
    locale = locale_of(book.locale)
    height = tab.entered_rows
    for row in range(min(height, MOST_ROWS)):
        frozen = " class=frozen" if row < tab.frozen_rows else ""
        yield f"<tr id=r{row + 1}{frozen}><th>{row + 1}"
        for column in range(width):
            yield _cell(book, tab, row, column, locale)
    yield "</table>"
    if height > MOST_ROWS:
        yield f"<p>Of {height:,} rows the first {MOST_ROWS:,} are shown."


def _cell(book: Book, tab: Tab, row: int, column: int, locale: Locale) -> str:
    cell = tab.cell(row, column)
    outcome = book.outcome(tab, row, column)
    shown = formatted(outcome.value, cell.number_format, locale)
    is_number = isinstance(outcome.value, int | float) and not isinstance(outcome.value, bool)
    kind = " class=number" if is_number else ""
    words = escape(shown if len(shown) <= 300 else shown[:300] + "\N{HORIZONTAL ELLIPSIS}")
    if outcome.link and (target := _target(outcome.link)):
        words = f'<a href="{escape(target)}" rel="noopener noreferrer">{words}</a>'
    title = f' title="{escape(cell.entered.text)}"' if isinstance(cell.entered, Formula) else ""
    return f"<td{kind}{_style(tab, row, column, cell, shown)}{title}>{words}"


def _target(link: str) -> str:
    """Where a cell's link leads from here; empty where it leads nowhere that is safe to go."""
    if place := _PLACE.fullmatch(link):
        return f"?tab={place[1]}#r{place[2]}"
    return link if link.startswith(("https://", "http://")) else ""


def _style(tab: Tab, row: int, column: int, cell: Cell, shown: str) -> str:
    looks = cell.format or {}
    words = looks.get("textFormat", {})
    behind = _rule_colour(tab, row, column, shown) or _colour_of(looks, "background")
    before = _colour_of(words, "foreground")
    styles = {
        "font-weight": "600" if words.get("bold") else "",
        "background-color": behind,
        # a background is of the sheet's usual look, whatever the page's is
        "color": before or ("#202124" if behind else ""),
    }
    style = ";".join(f"{name}:{value}" for name, value in styles.items() if value)
    return f' style="{style}"' if style else ""


def _colour_of(looks: Mapping[str, Any], which: str) -> str:
    """A colour of the API, which has two fields for each; the newer one goes first."""
    return _colour(looks.get(f"{which}ColorStyle", {}).get("rgbColor")) or _colour(looks.get(f"{which}Color"))


def _colour(parts: Mapping[str, Any] | None) -> str:
    if parts is None:
        return ""
    red, green, blue = (round(255 * min(1, max(0, float(parts.get(name, 0))))) for name in ("red", "green", "blue"))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _rule_colour(tab: Tab, row: int, column: int, shown: str) -> str:
    """The background that the first rule gives whose text is this one; other conditions are not worked out here."""
    for rule in tab.conditional_formats:
        boolean = rule.get("booleanRule", {})
        condition, looks = boolean.get("condition", {}), boolean.get("format", {})
        if condition.get("type") != "TEXT_EQ" or not shown:
            continue
        if str(condition["values"][0].get("userEnteredValue", "")).casefold() != shown.casefold():
            continue
        if any((row, column) in area_of(tab, one) for one in rule.get("ranges", [])):
            return _colour_of(looks, "background")
    return ""
