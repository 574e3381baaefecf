"""The queries that are asked all the time are answered by an index, in its order, however large the run."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.store.builders import START, begin, claim, completed, finish, new_row
from theodore.model.fields import Tab
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.quotas import Quota
from theodore.store.reader import Reader
from theodore.store.schema import metadata

LEASED = "ix_rows_leased"


@contextmanager
def asked(connection: Any) -> Iterator[list[str]]:
    """The statements that SQLite is given meanwhile, their values in place."""
    statements: list[str] = []
    raw: sqlite3.Connection = connection.connection.dbapi_connection
    raw.set_trace_callback(statements.append)
    try:
        yield statements
    finally:
        raw.set_trace_callback(None)


def plans(connection: Any, statements: list[str]) -> list[str]:
    """How SQLite answers these, a line a step."""
    raw: sqlite3.Connection = connection.connection.dbapi_connection
    planned = [statement for statement in statements if statement.startswith(("SELECT", "UPDATE", "DELETE"))]
    return [step for statement in planned for *_, step in raw.execute(f"EXPLAIN QUERY PLAN {statement}")]


def walks(steps: list[str]) -> list[str]:
    """The steps that read a whole table, or sort. One index is as small as the concurrency and may be read whole."""
    tables = tuple(f"SCAN {table}" for table in [*metadata.tables, "mine"])
    return [step for step in steps if "TEMP B-TREE" in step or (step.startswith(tables) and LEASED not in step)]


def claim_and_finish(ledger: Ledger, run: str) -> None:
    (held,) = ledger.claim(run, 1, START, "w", 60.0, lambda *_: 30.0)
    ledger.finish(held, completed())


WRITES: dict[str, Callable[[Ledger, str], object]] = {
    "claim": lambda ledger, run: ledger.claim(run, 5, START, "w", 60.0, lambda *_: 30.0),
    "claim begun ones": lambda ledger, run: ledger.claim(run, 5, START, "w", 60.0, lambda *_: 30.0, max_new=0),
    "finish": claim_and_finish,
    "take a call": lambda ledger, _: ledger.take_call("robot", "write", Quota(50, 60.0), START),
    "resume": lambda ledger, run: ledger.resume(run, START),
    "hold": lambda ledger, _: ledger.hold_site("c1.test", START + 9),
}

READS: dict[str, Callable[[Reader, str], object]] = {
    "counts": lambda reader, run: reader.counts(run),
    "not_chosen": lambda reader, run: reader.not_chosen(run),
    "marks": lambda reader, _: reader.marks("out.csv", Tab.COMPANIES, ["r1", "r2"]),
    "cells": lambda reader, _: reader.cells("out.csv", Tab.COMPANIES, ["r1", "r2"]),
    "pins": lambda reader, _: reader.pins("out.csv"),
    "asked_again": lambda reader, _: reader.asked_again("out.csv"),
    "next_due": lambda reader, run: reader.next_due(run, START),
    "events_after": lambda reader, run: reader.events_after(run, 0, 10),
    "changes": lambda reader, run: reader.changes(run, 0),
    "changes of none": lambda reader, run: reader.changes(run, 99),
    "under_way": lambda reader, run: reader.under_way(run),
    "some_sheet_rows": lambda reader, run: list(reader.some_sheet_rows(run, ["r1", "r2"])),
    "source_rows": lambda reader, run: list(reader.source_rows(run)),
    "sent": lambda reader, _: reader.sent("out.csv"),
    "last_seq": lambda reader, run: reader.last_seq(run),
    "sheet_rows": lambda reader, run: list(reader.sheet_rows(run)),
    "results": lambda reader, run: list(reader.results(run)),
    "export_evidence": lambda reader, run: list(reader.export_evidence(run)),
    "export_attempts": lambda reader, run: list(reader.export_attempts(run)),
}


@pytest.mark.parametrize("work", WRITES.values(), ids=WRITES)
def test_writes_walk_no_table(journal: Journal, work: Callable[[Ledger, str], object]) -> None:
    run = begin(journal, 50)
    with journal.transaction() as ledger:
        with asked(ledger._connection) as statements:
            work(ledger, run.id)
        steps = plans(ledger._connection, statements)
    assert steps or work is WRITES["hold"]
    assert walks(steps) == []


@pytest.mark.parametrize("ask", READS.values(), ids=READS)
def test_reads_walk_no_table(journal: Journal, ask: Callable[[Reader, str], object]) -> None:
    run = begin(journal, 50)
    finish(journal, claim(journal, run)[0], completed())
    with journal.read() as reader:
        with asked(reader._connection) as statements:
            ask(reader, run.id)
        steps = plans(reader._connection, statements)
    assert steps
    assert walks(steps) == []


@pytest.mark.parametrize(("rows", "blocked"), [(200, 0), (2_000, 0), (2_000, 1_500)])
def test_a_claim_asks_no_more_of_a_large_run_than_of_a_small_one(journal: Journal, rows: int, blocked: int) -> None:
    """Counted in statements, which is what a claim costs: each is answered from an index."""
    front = [new_row(n, website=f"market.test/{n}", site="market.test") for n in range(blocked)]
    run = begin(journal, [*front, *map(new_row, range(blocked, rows))])
    claim(journal, run)
    with journal.transaction() as ledger, asked(ledger._connection) as statements:
        (held,) = ledger.claim(run.id, 1, START, "w", 60.0, lambda *_: 30.0)
    assert held.rows[0].record_id == f"r{max(blocked, 1)}"
    assert len(statements) <= 8
