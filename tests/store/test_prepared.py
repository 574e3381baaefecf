"""Prepared statements write and read what SQLAlchemy itself would."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.sqlite import insert as upsert

from theodore.store.columns import CleanText, Id, Json
from theodore.store.engine import writer_engine
from theodore.store.prepared import _prepared, fetch, insert_one, run, run_many

_things = Table(
    "things",
    MetaData(),
    Column("id", Id, primary_key=True),
    Column("name", CleanText),
    Column("kind", Text),
    Column("said", Json),
    Column("kept", Boolean),
    Column("at", Double),
    Column("times", Integer, nullable=False, server_default="7"),
)


def _thing(**changes: Any) -> dict[str, Any]:
    return {"id": 1, "name": "a", "kind": "k", "said": {"a": 1}, "kept": True, "at": 1.5} | changes


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A transaction in which the table is there and empty."""
    engine = writer_engine(tmp_path / "things.sqlite")
    with engine.begin() as connection:
        _things.create(connection)
        yield connection
    engine.dispose()


def _all(connection: Connection) -> list[Any]:
    raw = "SELECT id, name, kind, said, kept, at, times, typeof(said), typeof(kept) FROM things ORDER BY id"
    return list(connection.exec_driver_sql(raw).all())


@pytest.mark.parametrize(
    "things",
    [
        pytest.param([], id="none"),
        pytest.param([_thing()], id="one"),
        pytest.param([_thing(id=number, said=[number]) for number in range(1, 60)], id="many"),
        pytest.param([_thing(name="a\0b\ud800"), _thing(id=2, name=None)], id="text that no database takes is mended"),
        pytest.param([_thing(said="x\0"), _thing(id=2, said=float("nan"))], id="and what JSON cannot say"),
        pytest.param([_thing(said=None, kept=False, at=None)], id="nothing is JSON's null in a JSON column"),
        pytest.param([dict(reversed(_thing().items()))], id="columns in any order"),
    ],
)
def test_rows_are_written_as_row_by_row(things: list[dict[str, Any]], connection: Connection) -> None:
    for thing in things:
        connection.execute(insert(_things), thing)
    expected = _all(connection)
    connection.execute(delete(_things))
    assert run_many(connection, insert(_things), things) == len(things)
    assert _all(connection) == expected
    connection.execute(delete(_things))
    for thing in things:
        assert run(connection, insert(_things), thing) == 1
    assert _all(connection) == expected


def test_what_is_there_already_may_be_replaced(connection: Connection) -> None:
    new = upsert(_things)
    save = new.on_conflict_do_update(index_elements=["id"], set_={"said": new.excluded.said})
    run_many(connection, save, [_thing(), _thing(id=2)])
    run_many(connection, save, [_thing(id=2, said=["new"], name="left alone")])
    found = connection.execute(select(_things.c.name, _things.c.said).order_by(_things.c.id)).all()
    assert found == [("a", {"a": 1}), ("a", ["new"])]


def test_what_is_read_is_as_sqlalchemy_reads_it(connection: Connection) -> None:
    run_many(connection, insert(_things), [_thing(said=[1, "two"]), _thing(id=2, kept=False, said=None, name=None)])
    everything = select(_things).where(_things.c.id >= bindparam("least")).order_by(_things.c.id)
    found = fetch(connection, everything, {"least": 1})
    assert found == connection.execute(everything, {"least": 1}).all()
    assert [(row.name, row.said, row.kept) for row in found] == [("a", [1, "two"], True), (None, None, False)]
    assert fetch(connection, everything, {"least": 3}) == []


def test_a_label_names_its_value(connection: Connection) -> None:
    run(connection, insert(_things), _thing(at=2.5))
    ((place,),) = found = fetch(connection, select(_things.c.at.label("place")), {})
    assert found[0].place == place == 2.5


def test_a_change_tells_how_many_rows_it_concerned(connection: Connection) -> None:
    run_many(connection, insert(_things), [_thing(id=number) for number in range(1, 6)])
    rename = update(_things).where(_things.c.id <= bindparam("most")).values(name=bindparam("new_name"))
    assert run(connection, rename, {"most": 3, "new_name": "b"}) == 3
    assert run(connection, rename, {"most": 0, "new_name": "c"}) == 0
    assert run_many(connection, rename, [{"most": 1, "new_name": "d"}, {"most": 2, "new_name": "d"}]) == 3


def test_values_that_the_statement_names_itself_go_along(connection: Connection) -> None:
    run_many(connection, insert(_things), [_thing(), _thing(id=2)])
    mark = update(_things).where(_things.c.name == "a", _things.c.id == bindparam("only")).values(kind="marked\0")
    assert run(connection, mark, {"only": 2}) == 1
    assert fetch(connection, select(_things.c.kind).order_by(_things.c.id), {}) == [("k",), ("marked\0",)]


def test_a_value_may_stand_in_two_places(connection: Connection) -> None:
    run_many(connection, insert(_things), [_thing(id=number, times=2) for number in (1, 2, 3)])
    same = select(_things.c.id).where(_things.c.id == bindparam("number"), _things.c.times == bindparam("number"))
    assert fetch(connection, same, {"number": 2}) == [(2,)]


def test_a_new_row_tells_its_id(connection: Connection) -> None:
    nameless = {"name": "a", "kind": "k", "said": 1, "kept": True, "at": 1.5}
    assert [insert_one(connection, insert(_things), nameless) for _ in range(3)] == [1, 2, 3]


def test_on_postgresql_the_statement_returns_the_id_and_takes_values_by_name() -> None:
    dialect = postgresql.psycopg.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    prepared = _prepared(insert(_things), dialect, ("name", "kind"))
    assert prepared.returns_id
    assert prepared.text.endswith("RETURNING things.id")
    assert prepared.values({"kind": "k", "name": "a\0"}) == {"name": "a\ufffd", "kind": "k"}


def test_a_list_of_values_is_refused(connection: Connection) -> None:
    listed = select(_things.c.id).where(_things.c.id.in_(bindparam("ids", expanding=True)))
    with pytest.raises(ValueError, match="spell it out"):
        fetch(connection, listed, {"ids": [1, 2]})


def test_a_refusal_is_raised_as_the_driver_gives_it(connection: Connection) -> None:
    run(connection, insert(_things), _thing())
    with pytest.raises(sqlite3.IntegrityError) as refused:
        run(connection, insert(_things), _thing())
    assert refused.value.sqlite_errorcode == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY


def test_a_value_that_was_forgotten_is_an_error_of_ours(connection: Connection) -> None:
    find = select(_things.c.id).where(_things.c.id == bindparam("number"))
    with pytest.raises(KeyError, match="number"):
        fetch(connection, find, {})
