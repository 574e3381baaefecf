"""The migrations, the tables of the program, and what both databases can hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, create_mock_engine, inspect
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import ExecutableDDLElement

from theodore.store.engine import writer_engine
from theodore.store.journal import Journal
from theodore.store.migrate import migrate, revision
from theodore.store.quotas import Quota
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
    """How each table and index was defined, part by part; their order says nothing."""
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: sorted(_parts(sql)) for name, sql in found}


def _parts(sql: str) -> list[str]:
    """The head of a definition, and what stands in its brackets, between the commas that belong to no inner ones."""
    head, _, rest = " ".join(sql.split()).partition("(")
    parts, depth = [""], 0
    for character in rest:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    parts[-1], bracket, tail = parts[-1].rpartition(")")
    return [head.strip(), bracket + tail, *(part.strip() for part in parts)]


def test_a_journal_of_the_first_schema_is_brought_to_ours(path: Path) -> None:
    engine = writer_engine(path)
    with engine.begin() as connection:
        migrate(connection, to="0001")
        connection.exec_driver_sql("INSERT INTO companies (key, created_at, researched_at) VALUES ('a.test', 1, 2)")
    engine.dispose()
    with Journal.open(path) as journal, journal.read() as reader:
        assert revision(reader._connection) == REVISION
        found = reader._connection.exec_driver_sql("SELECT key, researched_at, researcher FROM companies").all()
    assert found == [("a.test", 2.0, None)], "whose research it was, nobody knows"


def test_rows_of_a_journal_before_there_were_wishes_are_to_be_done(path: Path) -> None:
    engine = writer_engine(path)
    with engine.begin() as connection:
        migrate(connection, to="0002")
        connection.exec_driver_sql("INSERT INTO companies (key, created_at) VALUES ('a.test', 1)")
        connection.exec_driver_sql(
            "INSERT INTO runs VALUES ('20240229-1', 'k', 'a.csv', 'b.csv', '', '[]', '{}', 'interrupted', 1, NULL)"
        )
        connection.exec_driver_sql(
            "INSERT INTO rows (run_id, company_id, record_id, position, name, website, priority, cells, state, "
            "updated_at) VALUES ('20240229-1', 1, 'r1', 0, 'Ada', 'a.test', 3, '[\"Ada\"]', 'completed', 1)"
        )
        before = connection.exec_driver_sql("SELECT * FROM rows").one()
    engine.dispose()
    with Journal.open(path) as journal, journal.read() as reader:
        after = reader._connection.exec_driver_sql("SELECT * FROM rows").one()
        assert (after[: len(before)], after.wish, after.rung, after.climbs) == (before, "do", None, 0)
        assert (reader.not_chosen("20240229-1"), reader.pins("b.csv"), reader.stamps("b.csv")) == (0, {}, [])


def test_a_sheet_of_before_there_were_quotas_has_nothing_on_its_way(path: Path) -> None:
    engine = writer_engine(path)
    with engine.begin() as connection:
        migrate(connection, to="0004")
        connection.exec_driver_sql("INSERT INTO sheets (sink, stamps) VALUES ('b.xlsx', '[[1,2]]')")
    engine.dispose()
    with Journal.open(path) as journal:
        with journal.read() as reader:
            assert (reader.stamps("b.xlsx"), reader.sent("b.xlsx")) == ([[1, 2]], {})
        assert journal.write(lambda ledger: ledger.take_call("robot@a.test", "write", Quota(1, 60.0), 1.0)) == 0.0


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
    designed |= {"profiles", "cells", "pins", "sheets", "deliveries", "spending", "quotas"}
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
