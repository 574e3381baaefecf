"""What a run has written down of its table: which columns are whose, and how its results are laid out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from theodore.model.custom import CUSTOM
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout
from theodore.store.records import Run

#: The setting of a run that names the columns of its source that the user chose, where there are any.
COLUMNS: Final = "columns"
#: The setting of a run in place that names the columns of ours in the person's table.
OURS: Final = "ours"


def ours_in(run: Run | None, made: Sequence[str] = ()) -> tuple[str, ...]:
    """The headers of the columns that Theodore had added to the person's own table by this run.

    Of one that is not filled in place, or of no run, there are none. made: those that the journal knows besides, see
    `Reader.made`: whoever was killed between making them and noting the run has left them.
    """
    noted = () if run is None else run.settings.get(OURS, ())
    return tuple(dict.fromkeys([*noted, *made]))


def chosen_columns(run: Run) -> ColumnChoice:
    """The columns of the source that the user named when the run was made."""
    return ColumnChoice(**run.settings.get(COLUMNS, {}))


def layout_of(run: Run, choice: ColumnChoice, fields: Sequence[str] | None, rows: int) -> Layout:
    """How the results of this run are laid out. choice, fields: see `Job`. rows: how many its table has."""
    chosen = None if fields is None else tuple(fields)
    custom = tuple(run.settings.get(CUSTOM) or ())
    # a Google Sheet has its own look, which nobody copies
    source = run.source_file or Path()
    return Layout(source, run.tab, choice, chosen, run.in_place, rows, ours_in(run), custom)
