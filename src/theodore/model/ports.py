"""The protocols at which rooms meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from theodore.model.company import Company, ResultRow, SourceRow
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hints, Outcome

#: Says what an attempt is doing, like "crawling 4/7"; cheap, and never raises.
Progress = Callable[[str], None]


class Crawler(Protocol):
    """Company in, pages out."""

    async def crawl(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Crawl:
        """Read the company's website within `deadline_s` seconds.

        Never raises for anything that a website does: what went wrong is in the result.
        """


class Extractor(Protocol):
    """Pages in, facts out."""

    async def extract(self, company: Company, crawl: Crawl) -> Extraction:
        """Work out what the pages state.

        Raises ExtractionFailed where the bounds of time or memory were passed.
        """


class Pipeline(Protocol):
    """One attempt at one company."""

    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        """Make one attempt; never raises for anything that a website does."""


class SourceTable(Protocol):
    """A table of companies.

    columns: the headers of the user's own columns, in order. count: how many rows `rows` will give. tab: the name of
    the worksheet; empty for a file that is one table.
    """

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def tab(self) -> str: ...

    @property
    def count(self) -> int: ...

    def rows(self) -> Iterator[SourceRow]:
        """The rows from the top, blank ones left out; each call starts anew."""


class ResultTable(Protocol):
    """A table that takes results; one call to `write` makes the whole of it anew, or changes nothing."""

    def write(self, columns: Sequence[str], rows: Iterable[ResultRow]) -> None:
        """Write the user's own columns and ours; `rows` is read once, and never kept whole.

        Raises SinkUnavailable where nothing was changed.
        """
