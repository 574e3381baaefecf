"""The rows of a report's table, as markup is made from them and as the page's script reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from theodore.model.fields import catalogue
from theodore.report import numbers
from theodore.report.figures import STATUSES, note, status
from theodore.report.words import bare, cut, link, told
from theodore.store.report_figures import ReportRow

_NAME, _WEBSITE, _NOTE = 200, 200, 300

#: By which a row says that its link is its text with this before it.
_SCHEMES = {"https://": 1, "http://": 2}

# What would end the script's element, begin a comment in it, or end a line in older readers of JSON.
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A company's line. number: its place in the table, from 1. href: where its link leads; None for no link.

    facts: how many fields its facts fill; None where it has none.
    """

    number: int
    name: str
    website: str
    href: str | None
    status: str
    tone: str
    partial: bool
    facts: int | None
    attempts: int
    seconds: float
    note: str

    @property
    def facts_words(self) -> str:
        return "" if self.facts is None else str(self.facts)

    @property
    def seconds_words(self) -> str:
        return numbers.seconds(self.seconds) if self.attempts else ""

    @property
    def attempts_words(self) -> str:
        return f"{self.attempts:,}" if self.attempts else ""


def table_rows(rows: Iterable[ReportRow], fields: int | None = None) -> Iterator[TableRow]:
    """The lines, one at a time. fields: how many count in the field coverage of the run; all of ours if not given."""
    fields = len(catalogue().extractable) if fields is None else fields
    for number, row in enumerate(rows, start=1):
        word, tone = status(row)
        yield TableRow(
            number=number,
            name=cut(told(row.name), _NAME) or "(no name)",
            website=cut(bare(told(row.website)), _WEBSITE),
            href=link(row.website),
            status=word,
            tone=tone,
            partial=row.partial,
            facts=None if row.coverage is None else round(row.coverage * fields),
            attempts=row.attempts,
            seconds=row.seconds,
            note=cut(told(note(row)), _NOTE),
        )


def json_for_script(value: object) -> str:
    """JSON that may stand within a script element: nothing in it ends that or begins another."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def script_data(rows: Iterable[TableRow]) -> Iterator[str]:
    """All that the page's script needs, piece by piece: the words of the statuses, and an array for each row."""
    places = {word: place for place, (word, _) in enumerate(STATUSES)}
    yield f'{{"statuses":{json_for_script(STATUSES)},"rows":['
    between = "\n"
    for row in rows:
        yield between + json_for_script(_as_array(row, places[row.status]))
        between = ",\n"
    yield "\n]}"


def _as_array(row: TableRow, place: int) -> list[object]:
    return [
        row.number,
        row.name,
        row.website,
        # most links are their text with a scheme before it: said once
        _SCHEMES.get((row.href or "").removesuffix(row.website), row.href) or 0,
        place,
        int(row.partial),
        row.facts,
        row.attempts,
        round(row.seconds, 2),
        row.note,
    ]
