"""Which tab of a workbook holds the table of companies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from theodore.model.errors import SourceError
from theodore.sheets.columns import is_details
from theodore.sheets.headers import ColumnChoice, find_places
from theodore.sheets.reading.file_kinds import damaged
from theodore.sheets.reading.header_row import HEAD, Header, find_header
from theodore.sheets.reading.records import Record
from theodore.sheets.reading.survey import listed, require_places
from theodore.sheets.reading.workbook_records import Tab, WorkbookRecords


@dataclass(frozen=True, slots=True)
class Found:
    """A tab, the header of its table, and the first rows with text. unread: other tabs that hold text."""

    tab: str
    header: Header
    top: tuple[Record, ...]
    unread: tuple[str, ...] = ()

    @property
    def below(self) -> list[list[str]]:
        """The first rows under the header."""
        return [cells for _, cells in self.top[self.header.last + 1 :]]

    @property
    def is_details(self) -> bool:
        """Whether a former run wrote the tab beside its table of companies."""
        return is_details(self.top[0][1])


def find_tab(path: Path, book: WorkbookRecords, wanted: str | None, choice: ColumnChoice) -> Found:
    """The tab that is wanted; else the only one in sight that names a website.

    Raises SourceError where there is none, and where several could be meant.
    """
    if wanted is not None:
        tab = _named(path, book.all_tabs, wanted)
        if not tab.is_sheet:
            raise SourceError(str(path), f"the tab {tab.name!r} holds no cells", _others(book.all_tabs))
        found = _found(book, tab.name, choice)
        if found is None:
            raise SourceError(f"{path}, tab {tab.name!r}", "the tab is empty", _others(book.all_tabs))
        if found.is_details:
            problem = "these are the details of a former run, and no table of companies"
            raise SourceError(f"{path}, tab {tab.name!r}", problem, _others(book.all_tabs))
        return found
    return _only(path, book, choice)


def _named(path: Path, tabs: Sequence[Tab], wanted: str) -> Tab:
    """The tab of this name; failing that one that differs by case and blanks alone, or has this number."""
    for same in (lambda name: name == wanted, lambda name: _plain(name) == _plain(wanted)):
        fits = [tab for tab in tabs if same(tab.name)]
        if len(fits) == 1:
            return fits[0]
    number = wanted.strip()
    if number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(tabs):
        return tabs[int(number) - 1]
    raise SourceError(str(path), f"no tab {wanted!r} (found: {_names(tab.name for tab in tabs)})", "Pass one of them")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _found(book: WorkbookRecords, tab: str, choice: ColumnChoice) -> Found | None:
    top = list(islice(book.records(tab), HEAD))
    if not top:
        return None
    header = find_header(top, choice, book.merges(tab))
    return Found(tab, header, tuple(top))


def _only(path: Path, book: WorkbookRecords, choice: ColumnChoice) -> Found:
    if not book.all_tabs:
        raise damaged(path)
    sheets = [tab for tab in book.all_tabs if tab.is_sheet]
    if not sheets:
        raise SourceError(str(path), "the workbook holds no table, only charts", "Add a tab with one company a row")
    seen = [found for tab in sheets if not tab.is_hidden and (found := _found(book, tab.name, choice))]
    filled = [found for found in seen if not found.is_details]
    fits = [found for found in filled if _names_website(found, choice)]
    if len(fits) == 1:
        unread = tuple(found.tab for found in filled if found is not fits[0])
        return Found(fits[0].tab, fits[0].header, fits[0].top, unread)
    if fits:
        several = _names(found.tab for found in fits)
        raise SourceError(str(path), f"several tabs name websites ({several})", "Say which with --tab NAME")
    raise _none_fits(path, book, choice, filled)


def _none_fits(path: Path, book: WorkbookRecords, choice: ColumnChoice, filled: Sequence[Found]) -> SourceError:
    out_of_sight = [tab.name for tab in book.all_tabs if tab.is_hidden and tab.is_sheet]
    found_there = (_found(book, tab, choice) for tab in out_of_sight)
    hidden = [found.tab for found in found_there if found and _names_website(found, choice)]
    if hidden:
        problem = f"only a hidden tab names websites ({_names(hidden)})"
        return SourceError(str(path), problem, "If it is meant, say so with --tab NAME")
    if not filled:
        return SourceError(str(path), "the workbook holds no text", "Fill in a header and one company a row")
    if len(filled) == 1:
        return _why_not(path, filled[0], choice)
    names = [f"{one.tab}: {listed(one.header.names, 6)}" for one in filled]
    problem = f"no tab has a column for the website (found: {'; '.join(names[:6])}{'; ...' if names[6:] else ''})"
    return SourceError(str(path), problem, "Rename one, or pass --website-column")


def _why_not(path: Path, found: Found, choice: ColumnChoice) -> SourceError:
    try:
        require_places(str(path), found.header.names, choice, found.below)
    except SourceError as error:
        return error
    raise AssertionError("unreachable")


def _names_website(found: Found, choice: ColumnChoice) -> bool:
    return not found.is_details and find_places(found.header.names, choice).website is not None


def _others(tabs: Sequence[Tab]) -> str:
    return f"Pass another --tab ({_names(tab.name for tab in tabs if tab.is_sheet)})"


def _names(names: Sequence[str] | Iterator[str], most: int = 12) -> str:
    listed_names = list(names)
    return ", ".join(name[:40] for name in listed_names[:most]) + (", ..." if len(listed_names) > most else "")
