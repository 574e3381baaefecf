"""What every table has that was read once to be known, wherever its rows are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from theodore.sheets.headers import Places
from theodore.sheets.reading.survey import Known


@dataclass(frozen=True, slots=True)
class KnownTable:
    """A table of which one row names the columns: a Table but for its rows.

    tab, first_column: see Table. header_number: likewise, the lower of two. known: what was found at the first reading.
    """

    tab: str
    header_number: int
    first_column: int
    known: Known

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers of the user's own columns; those that a former run added to them are among them."""
        return self.known.columns

    @property
    def count(self) -> int:
        """The rows, those without any text left out."""
        return self.known.count

    @property
    def places(self) -> Places:
        """Which columns were found."""
        return self.known.places

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of before any run, one sentence each."""
        return self.known.notices

    def notices_for(self, sink: Path) -> tuple[str, ...]:
        """All that a person should know of before a run from this table to `sink`."""
        return self.known.notices_for(sink)
