"""The first reading of a sheet's rows, together with what stands beside its cells: links, merged cells, filters."""

from __future__ import annotations

from collections.abc import Iterable

from theodore.sheets.headers import Places
from theodore.sheets.reading.header_row import Header, Merge
from theodore.sheets.reading.marks import Marks
from theodore.sheets.reading.merged_rows import MergedRows
from theodore.sheets.reading.name_links import NameLinks
from theodore.sheets.reading.records import Record
from theodore.sheets.reading.survey import Known, Survey
from theodore.sheets.reading.tally import Tally


def survey_sheet(
    header: Header,
    places: Places,
    marks: Marks,
    merges: Iterable[Merge],
    below: Iterable[Record],
    *,
    first_column: int = 0,
    notices: Iterable[str] = (),
) -> Known:
    """What there is in the rows of a sheet, of a workbook or of Google's.

    below: the rows under the header, from the top. first_column: the column of the sheet in which the table begins,
    from 0. notices: those that the sheet as a whole gives rise to, which come first.
    """
    tally = Tally(marks, places)
    by_name = NameLinks(marks.name_links, places)
    merged = MergedRows(merges, places, header.number, tally.links)
    survey = Survey(header.names, places, first_column, merged.names, tally.links, marks.ids)
    for record in below:
        # one after another, for each goes by the links that those before it found
        tally.add(record)
        by_name.add(record, tally.links)
        merged.add(record)
        survey.add(record)
    return survey.known([*notices, *tally.notices(), *by_name.notices(), *merged.notices()])
