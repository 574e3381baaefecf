"""The migrations, the tables of the program, and what both databases can hold."""

from __future__ import annotations

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, create_mock_engine, inspect
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import ExecutableDDLElement

from theodore.store.journal import Journal
from theodore.store.migrate import migrate
from theodore.store.schema import REVISION, metadata


def test_the_migrations_make_the_tables_of_the_program(journal: Journal) -> None:
    made_directly = create_engine("sqlite://")
    metadata.create_all(made_directly)
    with made_directly.connect() as connection, journal.read() as reader:
        defined = _definitions(connection)
        defined.pop("sqlite_sequence")
        migrated = _definitions(reader._connection)
        for of_alembic_and_sqlite in ("alembic_version", "sqlite_sequence"):
            migrated.pop(of_alembic_and_sqlite)
        assert migrated == defined


def _definitions(connection: Connection) -> dict[str, list[str]]:
    """How each table and index was defined, line by line; the order of constraints says nothing."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sorted(line.strip(" ,\t") for line in sql.splitlines()) for name, sql in found}


def test_migrating_again_changes_nothing(journal: Journal) -> None:
    with journal.transaction() as ledger:
        before = _definitions(ledger._connection)
        migrate(ledger._connection)
        assert _definitions(ledger._connection) == before


def test_the_named_revision_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "theodore.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_the_tables_are_those_of_the_design(journal: Journal) -> None:
    designed = {"events", "runs", "rows", "attempts", "companies", "sites", "pages", "snapshots", "evidence"}
    designed |= {"profiles", "cells", "deliveries", "spending"}
    with journal.read() as reader:
        assert set(inspect(reader._connection).get_table_names()) == designed | {"alembic_version"}


def test_postgresql_can_make_them_too() -> None:
    made: list[str] = []

    def keep(ddl: ExecutableDDLElement, *_: object, **__: object) -> None:
        made.append(str(ddl.compile(dialect=engine.dialect)))

    engine: MockConnection = create_mock_engine("postgresql://", keep)
    metadata.create_all(engine, checkfirst=False)
    assert sum("CREATE TABLE" in ddl for ddl in made) == len(metadata.tables)
    assert sum("CREATE INDEX" in ddl for ddl in made) == sum(len(table.indexes) for table in metadata.sorted_tables)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        pytest.param("journal_mode", "wal", id="readers and the writer do not wait for each other"),
        pytest.param("synchronous", 2, id="a commit is on the disk"),
        pytest.param("foreign_keys", 1, id="no row without its run"),
        pytest.param("auto_vacuum", 2, id="pruned snapshots give their space back"),
    ],
)
def test_the_writer_keeps_its_word(journal: Journal, pragma: str, value: object) -> None:
    with journal.transaction() as ledger:
        assert ledger._connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
