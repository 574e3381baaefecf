"""What people did in a sink since it was written: taken into the journal, so that no write loses it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from theodore.model.fields import Catalogue, Tab
from theodore.sheets.canonical import digest
from theodore.sheets.headers import ColumnChoice
from theodore.sheets.writing.csv_table import is_csv
from theodore.sheets.writing.edits import (
    STATUS,
    Edit,
    SheetRow,
    edits_of,
    read_sink,
    with_formulas,
    without_moved,
)
from theodore.sheets.writing.ours import is_untouched
from theodore.sheets.writing.sinks import sink_files
from theodore.store.cells import Digests
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.reader import Reader
from theodore.store.rows import chunks

Stamps = list[list[int]]

#: The digests of what people wrote, by tab, record id and field.
Words = Mapping[tuple[Tab, str], Digests]


@dataclass(frozen=True, slots=True)
class Sink:
    """A sink whose cells are watched.

    key: its name in the journal, see `sink_key`. own: the headers of its source when it was last written. choice: the
    columns that the user named. ours: of `own`, those of columns that Theodore had added before. known: the catalogue
    of the run that wrote it; ours if not given.
    """

    key: str
    own: Sequence[str]
    choice: ColumnChoice
    ours: Collection[str] = ()
    known: Catalogue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSink(Sink):
    """One in a file, at `path`."""

    path: Path


@dataclass(frozen=True, slots=True)
class Taken:
    """What was found. cells: that people changed and that are theirs from now on. again: rows that they ask for."""

    cells: int = 0
    again: int = 0

    def told(self, sink: Path | str) -> str | None:
        """In a sentence; None where there is nothing to tell. sink: how it is called."""
        cells = f"cells that you changed: {self.cells}, which are kept as they are" * bool(self.cells)
        again = f"rows that you asked for again: {self.again}" * bool(self.again)
        found = "; ".join(filter(None, (cells, again)))
        return f"{sink}: {found}." if found else None


def sink_key(sink: Path | str, tab: str) -> str:
    """What names a sink in the journal, whichever way leads to its file.

    sink: its path, or its name as a run has it. tab: of its source; two tabs of one workbook may both be filled in
    place.
    """
    name = str(sink.resolve()) if isinstance(sink, Path) else sink
    return f"{name}\n{tab}" if tab else name


def sharing_details(reader: Reader, key: str) -> list[str]:
    """The names of the other sinks whose rows stand on the same tab Details: those of the other tabs of companies.

    key: see `sink_key`.
    """
    name, newline, _ = key.partition("\n")
    return [each for each in reader.sinks_begun(name + newline) if each != key] if newline else []


def words_in(reader: Reader, key: str) -> Words:
    """What people wrote into a sink. key: see `sink_key`."""
    pinned = reader.pins(key)
    return {place: {name: digest(text) for name, text in of_row.items()} for place, of_row in pinned.items()}


def stamps_of(path: Path) -> Stamps:
    """How the sink's files stand: size and time of the last change in ns; nothing for one that is not there."""
    return [stamp for file in sink_files(path) if (stamp := _stamp(file))]


def is_as_left(journal: Journal, path: Path, tab: str) -> bool:
    """Whether the workbook at `path` is what our last write of this tab made of it. Blocks.

    Of a CSV file that cannot be told, so never.
    """
    with journal.read() as reader:
        return bool(stamps := stamps_of(path)) and stamps == reader.stamps(sink_key(path, tab)) and is_untouched(path)


def take_edits(journal: Journal, sink: FileSink, notice: Callable[[Taken], None] | None = None) -> Taken:
    """Find what people did in the sink, if it is not as we left it, and note it. Blocks.

    notice: is told what was found before it is noted: who is cut off in between finds it once more. Raises SourceError
    where its files cannot be read: whatever is in them must not be written over.
    """
    stamps = stamps_of(sink.path)
    with journal.read() as reader:
        if not _is_changed(reader, sink, stamps):
            return Taken()
        edits, again = found_in(reader, sink.key, _rows(reader, sink))
    edits = with_formulas(sink.path, without_moved(edits))
    taken = Taken(len(edits), len(again))
    if notice is not None:
        notice(taken)
    note_edits(journal, sink.key, edits, again)
    journal.write(lambda ledger: ledger.stamp(sink.key, stamps))
    return taken


def asked_again(reader: Reader, sink: FileSink) -> frozenset[str]:
    """The rows that people ask for again: those that are noted, and those that the sink asks for as it stands now.

    Notes nothing. Raises SourceError as `take_edits` does.
    """
    noted = reader.asked_again(sink.key)
    if not _is_changed(reader, sink, stamps_of(sink.path)):
        return noted
    return noted.union(found_in(reader, sink.key, _rows(reader, sink))[1])


def note_written(journal: Journal, sink: FileSink) -> None:
    """Note that the sink stands as we wrote it just now, so that it need not be read before the next write."""
    stamps = stamps_of(sink.path)
    # a workbook tells whether a person saved it since; of a CSV file it is a moment that nobody can know
    if is_csv(sink.path) or is_untouched(sink.path):
        journal.write(lambda ledger: ledger.stamp(sink.key, stamps))


def _is_changed(reader: Reader, sink: FileSink, stamps: Stamps) -> bool:
    """Whether the sink may hold something that is not ours. stamps: how its files stand."""
    if not stamps or stamps == reader.stamps(sink.key) or not reader.is_known_sink(sink.key):
        return False
    return not is_untouched(sink.path)


def _rows(reader: Reader, sink: FileSink) -> Iterator[SheetRow]:
    """The rows of those of its files that are not as they stood when they were last noted.

    What the others ask for is known, and perhaps taken up since: a write that was cut off between the two files of a
    pair leaves a person's wish standing in the one.
    """
    noted = reader.stamps(sink.key)
    known = [file for file in sink_files(sink.path) if _stamp(file) in noted]
    return read_sink(sink.path, sink.own, sink.choice, sink.ours, sink.known, known)


def found_in(reader: Reader, sink: str, rows: Iterable[SheetRow]) -> tuple[list[Edit], list[str]]:
    """All edits in these rows of a sink, and the record ids of those that are asked for again.

    sink: its name in the journal. rows: as they stand there, those of a tab together.
    """
    edits: list[Edit] = []
    again: list[str] = []
    for tab, of_tab in groupby(rows, key=lambda row: row.tab):
        for chunk in chunks(of_tab):
            written = reader.cells(sink, tab, [row.record_id for row in chunk])
            for row in chunk:
                of_row = edits_of(row, written.get(row.record_id, []))
                edits.extend(of_row.edits)
                if of_row.again:
                    again.append(row.record_id)
    return edits, again


def note_edits(journal: Journal, sink: str, edits: Iterable[Edit], again: Iterable[str]) -> None:
    """Note what people wrote into a sink, and which rows they ask for again. sink: its name in the journal. Blocks."""
    for chunk in chunks(sorted(edits, key=lambda edit: (edit.tab, edit.record_id))):
        journal.write(partial(_pin, sink=sink, edits=chunk))
    for names in chunks(again):
        journal.write(partial(_ask, sink=sink, record_ids=names))


def _pin(ledger: Ledger, sink: str, edits: Iterable[Edit]) -> None:
    for (tab, record_id), of_row in groupby(edits, key=lambda edit: (edit.tab, edit.record_id)):
        ledger.pin(sink, tab, record_id, {edit.field: edit.text for edit in of_row})


def _ask(ledger: Ledger, sink: str, record_ids: Iterable[str]) -> None:
    for record_id in record_ids:
        # what they wrote into Status before, they took away
        ledger.unpin(sink, Tab.COMPANIES, record_id, [STATUS])
        ledger.pin(sink, Tab.COMPANIES, record_id, {}, again=True)


def _stamp(file: Path) -> list[int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns]
