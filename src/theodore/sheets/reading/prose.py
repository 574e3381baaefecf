"""Whether a text file is a table at all, or something to read: a README, a letter, a program.

Any line of prose may have a word in it that names a column, "the website", so that a run would take the lines below it
for companies, and visit what is mentioned there. A table is told by what stands in that column. To refuse a table
would be worse than to read a text: where anything speaks for a table, it is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from theodore.model.errors import SourceError
from theodore.sheets.headers import ColumnChoice, Places, Role
from theodore.sheets.reading.header_row import Header, names_site
from theodore.sheets.reading.records import Record, cell

#: How many rows below the header are looked at.
_LOOK = 200
#: Fewer sentences than this prove nothing: a table may begin with companies that have remarks for a website.
_FEWEST = 5
#: A sentence has so many words; what says in fewer that there is no website is usual in tables.
_WORDS = 3
#: So many sentences to one cell that names a website are no table, wherever the header stands; one suffices where so
#: many lines of text stand above it.
_MOST_TO_ONE = 3
_LINES_ABOVE = 5


def refuse_prose(source: str, header: Header, places: Places, choice: ColumnChoice, below: Iterable[Record]) -> None:
    """Raise SourceError where what stands below the header is plainly prose.

    below: the rows under the header, of which the first are looked at. A column that a person named is believed, and so
    is a table whose first row says "website", or that has columns for the names and the websites.
    """
    is_first = header.first == 0 and Role.WEBSITE in places.sure
    if choice.website is not None or is_first or {Role.WEBSITE, Role.NAME} <= places.sure:
        return
    cells = [cell(cells, places.website).strip() for _, cells in islice(below, _LOOK)]
    sites = sum(map(names_site, cells))
    sentences = sum(len(text.split()) >= _WORDS and not names_site(text) for text in cells)
    least = sites if header.first >= _LINES_ABOVE else _MOST_TO_ONE * sites
    if sentences >= _FEWEST and sentences > least:
        named = cell(header.names, places.website).strip()[:40]
        problem = (
            f"this is a text, and no table of companies: below line {header.number}, the first that may name a "
            f"column ({named!r}), stand sentences"
        )
        advice = "Give it a header like Company,Website and one company a line, or pass --website-column"
        raise SourceError(source, problem, advice)
