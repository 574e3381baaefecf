"""A spreadsheet as the API tells of it: its tabs, and which of them is the table of companies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, count
from typing import Any
from urllib.parse import quote

from theodore.model.errors import SourceError
from theodore.sheets.columns import is_details
from theodore.sheets.google.address import sheet_url
from theodore.sheets.google.ranges import Area
from theodore.sheets.headers import ColumnChoice, find_places
from theodore.sheets.reading.header_row import HEAD, Merge, find_header

#: What of a spreadsheet is read before anything else: all of its tabs, and none of their cells.
BOOK_FIELDS = (
    "spreadsheetId,properties(title,locale),sheets("
    "properties(sheetId,title,index,sheetType,hidden,"
    "gridProperties(rowCount,columnCount,frozenRowCount,frozenColumnCount)),"
    "merges,basicFilter(range),tables(range),conditionalFormats(ranges,booleanRule),"
    "protectedRanges(range,unprotectedRanges,requestingUserCanEdit,warningOnly))"
)

#: Ranges are named in an address; so many signs of it are taken by every server on the way.
_MOST_NAMED = 4000

#: The first rows of a tab as texts, from the top.
Top = Sequence[Sequence[Any]]

COMPANIES, DETAILS = "Companies", "Details"
#: Google draws its numbers from all that there are, and ours begin here.
_FIRST_GID = 20_260_001


@dataclass(frozen=True, slots=True)
class Closed:
    """Cells that their owner protects and that our account may not change, but for the open ones among them."""

    area: Area
    open: tuple[Area, ...] = ()

    def keeps_out_of(self, area: Area) -> bool:
        """Whether some cell of this area may not be changed."""
        return self.area.touches(area) and not any(each.holds(area) for each in self.open)


@dataclass(frozen=True, slots=True)
class GoogleTab:
    """A tab of a spreadsheet.

    gid: its number, which stays when it is renamed or moved. has_cells: not so of a chart's own tab. rows, columns: of
    its grid, blank ones included. has_filter: whether it has a filter for all who look at it, or a table with filters
    of its own. rules: its conditional formats, as the API gives them. closed: what our account may not change.
    """

    gid: int
    title: str
    has_cells: bool = True
    hidden: bool = False
    rows: int = 1000
    columns: int = 26
    frozen_rows: int = 0
    frozen_columns: int = 0
    merges: tuple[Merge, ...] = ()
    has_filter: bool = False
    rules: tuple[Mapping[str, Any], ...] = ()
    closed: tuple[Closed, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A spreadsheet. locale: the country whose numbers and formulas it has, like de_DE. tabs: from left to right."""

    id: str
    title: str
    locale: str
    tabs: tuple[GoogleTab, ...]

    @property
    def cells(self) -> int:
        """How many cells all grids have, the blank ones included, as Google counts them."""
        return sum(tab.rows * tab.columns for tab in self.tabs)

    def tab(self, gid: int) -> GoogleTab | None:
        """The tab of this number; None where it is gone."""
        return next((tab for tab in self.tabs if tab.gid == gid), None)

    def name_of(self, tab: GoogleTab) -> str:
        """What a message calls a tab."""
        return f"{sheet_url(self.id)}, tab {tab.title!r}"


def is_book(answer: Mapping[str, Any]) -> bool:
    """Whether an answer to a request for BOOK_FIELDS has all that every spreadsheet has."""
    sheets = answer.get("sheets")
    has_tabs = isinstance(sheets, list) and all(isinstance(one, dict) and "properties" in one for one in sheets)
    return bool(sheets) and has_tabs and isinstance(answer.get("spreadsheetId"), str)


def read_book(answer: Mapping[str, Any]) -> Book:
    """The spreadsheet of an answer to a request for BOOK_FIELDS."""
    properties = answer.get("properties", {})
    sheets = sorted(answer.get("sheets", []), key=lambda sheet: sheet["properties"].get("index", 0))
    return Book(
        answer["spreadsheetId"],
        properties.get("title", ""),
        properties.get("locale", ""),
        tuple(_tab(sheet) for sheet in sheets),
    )


def _tab(sheet: Mapping[str, Any]) -> GoogleTab:
    # what is 0, false or empty is left out of an answer
    told = sheet["properties"]
    grid = told.get("gridProperties", {})
    return GoogleTab(
        gid=told.get("sheetId", 0),
        title=told.get("title", ""),
        has_cells=told.get("sheetType", "GRID") == "GRID",
        hidden=told.get("hidden", False),
        rows=grid.get("rowCount", 0),
        columns=grid.get("columnCount", 0),
        frozen_rows=grid.get("frozenRowCount", 0),
        frozen_columns=grid.get("frozenColumnCount", 0),
        merges=tuple(_merge(each) for each in sheet.get("merges", [])),
        has_filter=bool(sheet.get("basicFilter") or sheet.get("tables")),
        rules=tuple(sheet.get("conditionalFormats", [])),
        closed=tuple(_closed(sheet.get("protectedRanges", []))),
    )


def _merge(given: Mapping[str, Any]) -> Merge:
    area = Area.read(given)
    return Merge(area.top + 1, area.left, area.bottom or area.top + 1, (area.right or area.left + 1) - 1)


def _closed(given: Iterable[Mapping[str, Any]]) -> Iterable[Closed]:
    for each in given:
        if not each.get("warningOnly") and not each.get("requestingUserCanEdit"):
            yield Closed(Area.read(each.get("range", {})), tuple(map(Area.read, each.get("unprotectedRanges", []))))


def whole_range(tab: GoogleTab) -> str:
    """All cells of a tab."""
    return Area().a1(tab.title)


def top_ranges(book: Book) -> dict[int, str]:
    """By the number of each tab that has cells, the rows at its top that tell what it holds.

    Of a spreadsheet of very many tabs, those that are titled like ours, and the first of the others in sight.
    """
    tabs = sorted((tab for tab in book.tabs if tab.has_cells), key=lambda tab: (not _is_like_ours(tab), tab.hidden))
    ranges = {tab.gid: Area(bottom=HEAD).a1(tab.title) for tab in tabs}
    lengths = accumulate(len(quote(text)) for text in ranges.values())
    return {gid: text for (gid, text), length in zip(ranges.items(), lengths, strict=True) if length <= _MOST_NAMED}


def _is_like_ours(tab: GoogleTab) -> bool:
    return _plain(tab.title).startswith((_plain(COMPANIES), _plain(DETAILS)))


def find_tab(
    book: Book,
    wanted: str | None = None,
    tops: Mapping[int, Top] | None = None,
    *,
    choice: ColumnChoice | None = None,
    gid: int | None = None,
) -> GoogleTab:
    """The tab of the companies.

    The one that is wanted, by its title, or by its number from the left, from 1; else the one called Companies; else
    the only one in sight that names websites; else the one that the address leads to, which `gid` says; else the first
    in sight. tops: what stands in `top_ranges`, without which nothing but titles is known. Never the details of a
    former run. Raises SourceError with the tabs that there are.
    """
    looked = _Looked(book, tops or {}, choice or ColumnChoice())
    _refuse_twins(book, COMPANIES if wanted is None else wanted)
    if wanted is not None:
        return looked.usable(_named(book, wanted))
    named = titled(book, COMPANIES)
    if named is not None and not looked.is_details(named):
        return looked.usable(named)
    return looked.best(gid)


def find_details(book: Book, tops: Mapping[int, Top]) -> GoogleTab | None:
    """The tab with the details of a former run, in sight or not; None where there is none. tops: see `find_tab`."""
    looked = _Looked(book, tops, ColumnChoice())
    found = [tab for tab in book.tabs if tab.has_cells and looked.is_details(tab)]
    # of several, copies of it included, the one whose title we gave
    titles = [_plain(title) for title in _details_titles()]
    ranks = {title: rank for rank, title in enumerate(titles)}
    return min(found, key=lambda tab: ranks.get(_plain(tab.title), len(titles)), default=None)


def free_gid(book: Book) -> int:
    """A number for a tab that is to be added: always the same one, so that a call that adds it is not done twice."""
    taken = {tab.gid for tab in book.tabs}
    return next(gid for gid in count(_FIRST_GID) if gid not in taken)


def details_title(book: Book) -> str:
    """A title that is free for our tab Details: a person may have a tab of that name."""
    taken = {_plain(tab.title) for tab in book.tabs}
    return next(title for title in _details_titles() if _plain(title) not in taken)


def _details_titles() -> tuple[str, ...]:
    return (DETAILS, f"{DETAILS} (Theodore)", *(f"{DETAILS} (Theodore {number})" for number in range(2, 1000)))


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is known of the tabs."""

    book: Book
    tops: Mapping[int, Top]
    choice: ColumnChoice

    def is_details(self, tab: GoogleTab) -> bool:
        """Whether a former run wrote the tab; a person may have put a title above its header."""
        return any(is_details([str(cell).strip() for cell in row]) for row in self.tops.get(tab.gid, ()))

    def usable(self, tab: GoogleTab) -> GoogleTab:
        """The same tab, if it may be the table."""
        if not tab.has_cells:
            raise SourceError(sheet_url(self.book.id), f"the tab {tab.title!r} holds no cells", self._others(tab))
        if self.is_details(tab):
            problem = "these are the details of a former run, and no table of companies"
            raise SourceError(self.book.name_of(tab), problem, self._others(tab))
        return tab

    def best(self, gid: int | None) -> GoogleTab:
        """The tab that is meant where nobody said which."""
        seen = [tab for tab in self.book.tabs if tab.has_cells and not tab.hidden and not self.is_details(tab)]
        fits = [tab for tab in seen if self._names_website(tab)]
        if len(fits) == 1:
            return fits[0]
        if seen:
            return next((tab for tab in seen if tab.gid == gid), seen[0])
        problem = f"no tab in sight holds a table of companies (found: {_names(self.book.tabs)})"
        raise SourceError(sheet_url(self.book.id), problem, "Add a tab Companies with one company a row, or pass --tab")

    def _names_website(self, tab: GoogleTab) -> bool:
        top = [
            (number, [str(cell) for cell in row])
            for number, row in enumerate(self.tops.get(tab.gid, ()), start=1)
            if any(str(cell).strip() for cell in row)
        ]
        if not top:
            return False
        header = find_header(top, self.choice, tab.merges)
        return find_places(header.names, self.choice).website is not None

    def _others(self, tab: GoogleTab) -> str:
        others = [one for one in self.book.tabs if one is not tab and one.has_cells and not self.is_details(one)]
        return f"Pass another --tab ({_names(others)})" if others else "Add a tab with one company a row"


def _refuse_twins(book: Book, wanted: str) -> None:
    """Refuse a title that two tabs have but for case and blanks: whichever is named, Google may take the other."""
    twins = [tab for tab in book.tabs if _is_titled(tab, wanted)]
    if len(twins) > 1:
        problem = f"several tabs are called {wanted!r} but for case and blanks ({_names(twins)})"
        raise SourceError(sheet_url(book.id), problem, "Rename all but one of them")


def _named(book: Book, wanted: str) -> GoogleTab:
    found = titled(book, wanted)
    if found is not None:
        return found
    number = wanted.strip()
    if number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= len(book.tabs):
        return book.tabs[int(number) - 1]
    problem = f"no tab {wanted!r} (found: {_names(book.tabs)})"
    raise SourceError(sheet_url(book.id), problem, "Pass one of them with --tab")


def titled(book: Book, title: str) -> GoogleTab | None:
    """The tab of this title, but for case and blanks; None where there is none."""
    return next((tab for tab in book.tabs if _is_titled(tab, title)), None)


def _is_titled(tab: GoogleTab, title: str) -> bool:
    return _plain(tab.title) == _plain(title)


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()


def _names(tabs: Iterable[GoogleTab], most: int = 12) -> str:
    titles = [tab.title[:40] for tab in tabs]
    return ", ".join(titles[:most]) + (", ..." if titles[most:] else "")
