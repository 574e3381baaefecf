"""Proving that something is gone: from what the journal says, and from the bytes of its files.

What is deleted from a database stays in its free pages and in its log until these are written anew. So the file is
vacuumed and the log emptied; then everything is searched, each text, each unpacked page, and each byte.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import JSON, Connection, LargeBinary, Table, Text, select
from sqlalchemy.types import TypeDecorator

from theodore.model.packing import unpacked
from theodore.store.engine import reader_engine, writer_engine
from theodore.store.faults import translated
from theodore.store.figures import STREAMED
from theodore.store.schema import metadata, rows, runs
from theodore.store.scrubs import pairs_with
from theodore.store.traces import Trace, leaves

#: Read at once, and of that again with the next piece, so that nothing hides where two of them meet; in bytes.
_PIECE: Final = 1 << 20
_OVERLAP: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class Proof:
    """What a search found. texts: by table and column; of files and tabs, whose names a person gave, apart in `named`.
    files: in how many places of the bytes of each file.
    """

    texts: dict[str, int]
    named: dict[str, int]
    files: dict[str, int]

    @property
    def holds(self) -> bool:
        """Whether nothing is left."""
        return not (self.texts or self.named or self.files)


@dataclass(slots=True)
class _Live:
    """What the journal still holds. is_part: whether something only has it as a part. packed_whole, packed_part: places
    in the bytes of packed pages that look like it and, unpacked, are not.
    """

    texts: dict[str, int]
    named: dict[str, int]
    is_part: bool = False
    packed_whole: int = 0
    packed_part: int = 0


def files_of(path: Path) -> list[Path]:
    """The files that the journal at `path` consists of, those that are there."""
    return [file for end in ("", "-wal", "-shm") if (file := path.with_name(path.name + end)).exists()]


def vacuum(path: Path) -> None:
    """Write the file anew without what was deleted from it, and empty the log. Raises JournalUnavailable."""
    engine = writer_engine(path)
    try:
        with translated(path), closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute("PRAGMA secure_delete = ON").fetchall()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        engine.dispose()


def prove(path: Path, trace: Trace) -> Proof:
    """Search all that the journal at `path` says, and all bytes of its files."""
    engine = reader_engine(path)
    try:
        with translated(path), engine.connect() as connection:
            live = _live(connection, trace)
    finally:
        engine.dispose()
    # bytes of one text and the next stand side by side, so that it may look like a part there; but texts that have it
    # as a part stand there, too, and a short word may come about by chance
    whole = live.is_part or trace.is_one_word
    allowed = live.packed_whole if whole else live.packed_part
    found = {file.name: _count(file, trace, whole=whole) for file in files_of(path)}
    files = {name: count for name, count in found.items() if count} if sum(found.values()) > allowed else {}
    return Proof(live.texts, live.named, files)


def _live(connection: Connection, trace: Trace) -> _Live:
    live = _Live(defaultdict(int), defaultdict(int))
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(_plain(column.type), (Text, JSON, LargeBinary))]
        found = connection.execute(select(*columns).execution_options(yield_per=STREAMED)) if columns else ()
        for row in found:
            for column, value in zip(columns, row, strict=True):
                if value is not None:
                    _look_at(live, trace, table, column.name, value)
    return live


def _plain(kind: Any) -> Any:
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _look_at(live: _Live, trace: Trace, table: Table, column: str, value: Any) -> None:
    if isinstance(value, bytes):
        is_there = _is_in_packed(live, trace, value)
    else:
        is_there = trace.is_in_value(value) or (
            table is rows and column == "cells" and any(True for _ in pairs_with(trace, value))
        )
        live.is_part = live.is_part or any(map(trace.is_part_of, leaves(value)))
    if is_there:
        named = table is runs or column == "sink" or _is_of_files(table, column, value)
        (live.named if named else live.texts)[f"{table.name}.{column}"] += 1


def _is_of_files(table: Table, column: str, value: Any) -> bool:
    """Whether this is the event that says from which file into which a run goes."""
    return (table.name, column) == ("events", "data") and set(value) == {"source", "sink"}


def _is_in_packed(live: _Live, trace: Trace, body: bytes) -> bool:
    try:
        text = unpacked(body)
    except ValueError:
        return True
    # within packed bytes words may come to stand beside each other that do not in the text
    live.packed_whole += trace.count_in_bytes(body, whole=True)
    live.packed_part += trace.count_in_bytes(body, whole=False)
    return trace.is_in_page(text)


def _count(file: Path, trace: Trace, *, whole: bool) -> int:
    count = 0
    with file.open("rb") as stream:
        tail = b""
        while piece := stream.read(_PIECE):
            count += trace.count_in_bytes(tail + piece, whole=whole) - trace.count_in_bytes(tail, whole=whole)
            tail = piece[-_OVERLAP:]
    return count
