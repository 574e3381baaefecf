"""Google Sheets for the command line: each a way to be refused, or to be let in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from theodore.farm.sheets import Area, Emulator
from theodore.farm.sheets.book import Book

HEADER = ["Company", "Website"]
ROWS = [HEADER, ["Fine", "fine.test"], ["Good", "good.test"]]

#: The mail address of the key that is given.
ROBOT = "robot@emulator.test"


def environment(google: Emulator, folder: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    """The settings that lead to the emulator, with a key that its sheets are shared with, and without a pause."""
    values = {
        "api_base": google.api_base,
        "key_file": str(google.key_file(folder)),
        "min_pause": "0",
        "give_up_after": "60",
        "timeout": "60",
        **more,
    }
    for name, value in values.items():
        monkeypatch.setenv(f"THEODORE_SHEETS__{name.upper()}", value)


def url(sheet: str) -> str:
    """The one address of a spreadsheet in the journal."""
    return f"https://docs.google.com/spreadsheets/d/{sheet}"


def as_copied(sheet: str) -> str:
    """The address that a browser shows."""
    return f"{url(sheet)}/edit?usp=sharing#gid=0"


def with_tabs(*titles: str, rows: Sequence[Sequence[Any]] = ROWS, **more: Any) -> Callable[[Emulator], str]:
    """A spreadsheet with these tabs, which hold the same rows."""
    return lambda google: google.add_book(dict.fromkeys(titles, rows), **more)


def changed(how: Callable[[Book], Any], rows: Sequence[Sequence[Any]] = ROWS) -> Callable[[Emulator], str]:
    """A spreadsheet with one tab, changed by its owner."""

    def make(google: Emulator) -> str:
        sheet = google.add_book({"Companies": rows})
        google.change(sheet, how)
        return sheet

    return make


def merge(area: Area) -> Callable[[Book], None]:
    """Merge the cells of the only tab there."""

    def how(book: Book) -> None:
        tab = book.tabs[0]
        tab.merges = [
            {
                "sheetId": tab.gid,
                "startRowIndex": area.top,
                "endRowIndex": area.bottom,
                "startColumnIndex": area.left,
                "endColumnIndex": area.right,
            }
        ]

    return how


def grid(rows: int, columns: int = 26) -> Callable[[Book], None]:
    """Make the grid of the only tab so large."""

    def how(book: Book) -> None:
        book.tabs[0].row_count, book.tabs[0].column_count = rows, columns

    return how


@dataclass(frozen=True, slots=True)
class Refused:
    """A sheet that no run may fill. make: adds it, and returns its id. words: what is said of it, in this order.

    shows_in_reading: whether it is known without a write.
    """

    make: Callable[[Emulator], str]
    words: tuple[str, ...]
    flags: tuple[str, ...] = ()
    shows_in_reading: bool = True


def refusals() -> list[Any]:
    """All that a sheet is refused for before anybody is visited."""
    return [
        pytest.param(
            Refused(
                with_tabs("Companies", shared={}),
                (f"{ROBOT} may not open it", f"Share the sheet with {ROBOT} as Editor"),
            ),
            id="a sheet that is not shared",
        ),
        pytest.param(
            Refused(
                with_tabs("Companies", shared={ROBOT: "reader"}),
                (f"{ROBOT} may not change it", f"Share the sheet with {ROBOT} as Editor"),
                shows_in_reading=False,
            ),
            id="a sheet that may be read alone",
        ),
        pytest.param(
            Refused(lambda _: "1" + 21 * "x7" + "z", ("there is no such sheet, or it is not shared", ROBOT)),
            id="a sheet that is not there",
        ),
        pytest.param(
            Refused(with_tabs("Companies", "Sold"), ("no tab 'Leads'", "Companies, Sold", "--tab"), ("--tab", "Leads")),
            id="a tab that is not there",
        ),
        pytest.param(
            Refused(
                with_tabs("Companies", "companies "),
                ("several tabs are called 'Companies'", "Rename all but one"),
            ),
            id="two tabs of one name, but for case",
        ),
        pytest.param(
            Refused(with_tabs("Companies", rows=[]), ("tab 'Companies': the tab is empty", "header")),
            id="a tab without anything",
        ),
        pytest.param(
            Refused(with_tabs("Companies", rows=[HEADER]), ("there is no row below the header", "one company a row")),
            id="0 rows",
        ),
        pytest.param(
            Refused(
                with_tabs("Companies", rows=[["Company", "City"], ["Fine", "Berlin"]]),
                ("no column for the website", "found: Company, City", "--website-column"),
            ),
            id="no column for the website",
        ),
        pytest.param(
            Refused(
                changed(merge(Area(0, 0, 1, 2)), [["Company and website", ""], *ROWS[1:]]),
                ("A1:B1 at its top is merged", "Unmerge the header"),
            ),
            id="a header whose cells are merged",
        ),
        pytest.param(
            Refused(changed(grid(384_000)), ("10,000,000", "Delete blank rows and columns")),
            id="10 million cells",
        ),
    ]
