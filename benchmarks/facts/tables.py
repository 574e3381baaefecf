"""Tables as a terminal and a page of documentation show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A table. title: what it shows, in a sentence. columns: headings. rows: cells as text; the first is a name."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def text(self) -> str:
        """For a terminal: in columns, the last one as long as it is."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[at]) for line in lines) for at in range(len(self.columns))]
        return "\n".join([self.title, *(_aligned(line, widths) for line in lines)])

    def markdown(self) -> str:
        """For the documentation."""
        ruled = ["---"] + ["---:"] * (len(self.columns) - 1)
        lines = [f"| {' | '.join(cell for cell in line)} |" for line in (self.columns, ruled, *self.rows)]
        return "\n".join([f"**{self.title}**", "", *lines])


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    name, *cells = line
    shown = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
    return "  ".join([name.ljust(widths[0]), *shown]).rstrip()


def percent(share: float | None) -> str:
    """A share as a table shows it."""
    return "-" if share is None else f"{share:.1%}"
