"""Many rows into one table by one statement.

SQLAlchemy prepares the values of each row as if it were a statement of its own: for the 50 rows of evidence that one
company has, this takes longer than SQLite does. Here a statement is prepared once, and of a row only those values are
touched whose column's type asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Insert

#: Statements that are kept prepared, for each of the engines that are open.
_KEPT = 32

_Mend = Callable[[Any], Any]


def insert_many(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert these rows, each with the same columns; what their types do to a value is done."""
    if not rows:
        return
    prepared = _prepared(statement, connection.dialect, tuple(rows[0]))
    connection.exec_driver_sql(prepared.text, [prepared.values(row) for row in rows])


class _Prepared:
    """A statement as the driver takes it: its text, and what each of its values goes through, in their order."""

    def __init__(self, statement: Insert, dialect: Dialect, columns: tuple[str, ...]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(columns))
        self.text = str(compiled)
        names = getattr(compiled, "positiontup", None) or columns
        types = {name: statement.table.columns[name].type for name in names}
        self._mends: list[tuple[str, _Mend | None]] = [
            (name, kind.dialect_impl(dialect).bind_processor(dialect)) for name, kind in types.items()
        ]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple([row[name] if mend is None else mend(row[name]) for name, mend in self._mends])


@lru_cache(_KEPT)
def _prepared(statement: Insert, dialect: Dialect, columns: tuple[str, ...]) -> _Prepared:
    return _Prepared(statement, dialect, columns)
