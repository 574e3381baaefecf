"""Where results go while their own file is open elsewhere."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.sheets.layout import Layout
from theodore.sheets.writing.in_use import lock_of, opened_by
from theodore.sheets.writing.sinks import default_sink, open_sink, sink_files

#: After so many writes that failed in a row, one goes to a file beside; the next tries the file itself again.
_FAILURES = 2


def back_in(sink: Path, beside: Path) -> str:
    """What is said once the results are in their sink again. beside: where they were meanwhile."""
    return f"The results are in {sink} now; {beside} is no longer written, and may be deleted."


@dataclass(slots=True)
class Detour:
    """The way of one run's results to their sink, or to a file beside it.

    What a program has open is not replaced: its person would save their older state over it, or look at it for ever.
    The results then go to `leads.theodore.xlsx` for a run in place, else to `leads.theodore2.xlsx`. Each write looks
    whether the file is free again, and then goes into it.

    beside: where the last write went instead of the sink; None where it went into the sink.
    """

    sink: Path
    layout: Layout
    beside: Path | None = None
    _chosen: Path | None = field(default=None, init=False)
    _failures: int = field(default=0, init=False)

    def write(
        self,
        columns: Sequence[str],
        rows: Iterable[ResultRow],
        *,
        besides: Collection[str],
        notice: Callable[[str], None],
    ) -> None:
        """Write the results, there or here. notice: is told once which way they go.

        Raises SinkUnavailable where nothing was changed.
        """
        reason = self._reason()
        if reason is None:
            self._write_sink(columns, rows, besides, notice)
            return
        if self._chosen is None:
            self._chosen = self._free_place()
        layout = replace(self.layout, in_place=False)
        if self.beside is None:
            # before there is a file there that nobody was told of
            notice(f"{self.sink} {reason}. Until then the results go to {self._chosen}.")
        open_sink(self._chosen, layout, besides=besides, notice=notice).write(columns, rows)
        self._failures = min(self._failures, _FAILURES - 1)
        self.beside = self._chosen

    def _write_sink(
        self,
        columns: Sequence[str],
        rows: Iterable[ResultRow],
        besides: Collection[str],
        notice: Callable[[str], None],
    ) -> None:
        try:
            open_sink(self.sink, self.layout, besides=besides, notice=notice).write(columns, rows)
        except SinkUnavailable:
            self._failures += 1
            raise
        self._failures = 0
        if self.beside is not None:
            notice(back_in(self.sink, self.beside))
            self.beside = None

    def _reason(self) -> str | None:
        """Why the sink is not written to now; None where it may be."""
        for file in sink_files(self.sink):
            program, lock = opened_by(file), lock_of(file)
            if program is not None and lock is not None:
                stale = f"delete {lock.name} beside it, if nobody has it open"
                return f"is open in {program}: close it (or {stale})"
        # only for a file that somebody works with: a new one that cannot be made is to be told of at once
        is_stuck = self.layout.in_place and self._failures >= _FAILURES
        return "cannot be written" if is_stuck else None

    def _free_place(self) -> Path:
        base = default_sink(self.layout.source) if self.layout.in_place else self.sink
        numbered = (base.with_name(f"{base.stem}{number}{base.suffix}") for number in itertools.count(2))
        places = itertools.chain([base] if self.layout.in_place else [], numbered)
        return next(place for place in places if not any(file.exists() for file in sink_files(place)))
