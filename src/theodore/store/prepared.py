"""Statements that are executed all the time, prepared once.

SQLAlchemy prepares a statement and its values anew whenever it is executed: 60 µs for one that SQLite answers in 5. An
attempt needs two dozen of them, and the thread that they run in holds the lock that the event loop waits for. Here a
statement is compiled once for each engine and goes to the driver itself from then on; of its values only those are
touched whose type asks for it.

Everything else is as with `Connection.execute`, with two exceptions. A list of values must be spelt out, or asked for
one by one, which is quicker. And what the driver refuses is raised as it is; `faults.translated` knows both forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Row, Select, Update
from sqlalchemy.engine import result_tuple
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Change = Insert | Update | Delete

#: Statements that are kept prepared, over all engines that are open.
_KEPT = 128

_Mend = Callable[[Any], Any]


def run(connection: Connection, statement: Change, values: Values) -> int:
    """Make a change; returns how many rows it concerned."""
    prepared = _prepared(statement, connection.dialect, tuple(values))
    with _cursor(connection) as cursor:
        cursor.execute(prepared.text, prepared.values(values))
        return cursor.rowcount


def run_many(connection: Connection, statement: Change, rows: Sequence[Values]) -> int:
    """Make one change for each of these values, which have the same names; returns how many rows they concerned."""
    if not rows:
        return 0
    prepared = _prepared(statement, connection.dialect, tuple(rows[0]), for_many=True)
    with _cursor(connection) as cursor:
        cursor.executemany(prepared.text, [prepared.values(row) for row in rows])
        return cursor.rowcount


def insert_one(connection: Connection, statement: Insert, values: Values) -> int:
    """Insert one row; returns the id that the database gave it."""
    prepared = _prepared(statement, connection.dialect, tuple(values))
    with _cursor(connection) as cursor:
        cursor.execute(prepared.text, prepared.values(values))
        # PostgreSQL has no last id: for it SQLAlchemy has the statement return the new one
        return int(cursor.fetchall()[0][0] if prepared.returns_id else cursor.lastrowid)


def fetch(connection: Connection, statement: Select[Any], values: Values) -> list[Row[Any]]:
    """What the database answers, as rows with the names of the statement's columns."""
    prepared = _prepared(statement, connection.dialect, tuple(values))
    with _cursor(connection) as cursor:
        cursor.execute(prepared.text, prepared.values(values))
        return [prepared.row(found) for found in cursor.fetchall()]


class _Prepared:
    """A statement as the driver takes it: its text, and what each value goes through on its way in and out."""

    def __init__(self, compiled: SQLCompiler, columns: Sequence[tuple[str, TypeEngine[Any]]]) -> None:
        self.text = str(compiled)
        self.returns_id = bool(compiled.effective_returning)
        names = (compiled.positiontup or []) if compiled.positional else list(compiled.bind_names.values())
        binds = {name: compiled.binds[name] for name in names}
        self._names = None if compiled.positional else names
        # a value that has two places in the statement stands here twice
        self._ins = [(name, _bind(binds[name].type, compiled.dialect)) for name in names]
        # those that the statement itself names
        self._own = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._outs = [_result(kind, compiled.dialect) for _, kind in columns]
        self._is_plain = not any(self._outs)
        self._row = result_tuple([name for name, _ in columns])

    def values(self, given: Values) -> Any:
        """These values as the driver takes them, by place or by name."""
        if self._own:
            given = {**given, **self._own}
        mended = tuple([given[name] if mend is None else mend(given[name]) for name, mend in self._ins])
        return mended if self._names is None else dict(zip(self._names, mended, strict=True))

    def row(self, found: Sequence[Any]) -> Row[Any]:
        """A row as the driver gave it, by the names of its columns."""
        if self._is_plain:
            return self._row(found)
        return self._row([mend(value) if mend else value for mend, value in zip(self._outs, found, strict=True)])


@lru_cache(_KEPT)
def _prepared(
    statement: Change | Select[Any], dialect: Dialect, names: tuple[str, ...], *, for_many: bool = False
) -> _Prepared:
    compiled = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=for_many)
    if not isinstance(compiled, SQLCompiler) or compiled.post_compile_params:
        raise ValueError(f"a list of values cannot be prepared; spell it out: {statement}")
    columns = statement.selected_columns.items() if isinstance(statement, Select) else []
    return _Prepared(compiled, [(name, column.type) for name, column in columns])


def _bind(kind: TypeEngine[Any], dialect: Dialect) -> _Mend | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _result(kind: TypeEngine[Any], dialect: Dialect) -> _Mend | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


@contextmanager
def _cursor(connection: Connection) -> Iterator[DBAPICursor]:
    cursor = connection.connection.cursor()
    try:
        yield cursor
    finally:
        cursor.close()
