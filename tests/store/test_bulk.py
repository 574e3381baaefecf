"""Many rows by one statement: the same as SQLAlchemy would write, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Double, Integer, MetaData, Table, Text, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from theodore.store.bulk import insert_many
from theodore.store.columns import CleanText, Id, Json
from theodore.store.engine import writer_engine

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
def test_rows_are_written_as_row_by_row(things: list[dict[str, Any]], tmp_path: Path) -> None:
    engine = writer_engine(tmp_path / "things.sqlite")
    written = []
    raw = "SELECT id, name, kind, said, kept, at, times, typeof(said), typeof(kept) FROM things ORDER BY id"
    for in_bulk in (False, True):
        with engine.begin() as connection:
            _things.drop(connection, checkfirst=True)
            _things.create(connection)
            if in_bulk:
                insert_many(connection, insert(_things), things)
            else:
                for thing in things:
                    connection.execute(insert(_things), thing)
            written.append(connection.exec_driver_sql(raw).all())
    engine.dispose()
    assert written[0] == written[1]
    assert len(written[1]) == len(things)


def test_what_is_there_already_may_be_replaced(tmp_path: Path) -> None:
    new = upsert(_things)
    save = new.on_conflict_do_update(index_elements=["id"], set_={"said": new.excluded.said})
    engine = writer_engine(tmp_path / "things.sqlite")
    with engine.begin() as connection:
        _things.create(connection)
        insert_many(connection, save, [_thing(), _thing(id=2)])
        insert_many(connection, save, [_thing(id=2, said=["new"], name="left alone")])
        found = connection.execute(select(_things.c.name, _things.c.said).order_by(_things.c.id)).all()
    engine.dispose()
    assert found == [("a", {"a": 1}), ("a", ["new"])]
