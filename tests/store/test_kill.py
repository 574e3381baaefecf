"""Killed with -9 at any moment of a write: what was said to be durable is there, and nothing is half there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.store.builders import START, claim
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.reader import Reader

#: Works through a run and says of each company that it is done, once it is.
WORK = """
import asyncio, pathlib, sys
from tests.store.builders import START, begin, completed, found, page, text_of
from theodore.store.journal import Journal
from theodore.store.writer import GroupWriter

async def slot(writer, run, n):
    while True:
        claims = await writer.do(lambda ledger: ledger.claim(run.id, 1, START, "w", 60.0, lambda *_: 30.0))
        if not claims:
            return
        (held,) = claims
        pages = [page(f"{held.company.website}/{k}", text_of(20_000, held.company_id * 9 + k)) for k in range(4)]
        await writer.do(lambda ledger: ledger.finish(held, completed(found(*pages))))
        print(held.company.record_id, flush=True)

async def main():
    with Journal.open(pathlib.Path(sys.argv[1])) as journal:
        with journal.read() as reader:
            run = reader.find_open_run("key")
        if run is None:
            run = begin(journal, 2_000)
        journal.write(lambda ledger: ledger.resume(run.id, START))
        async with GroupWriter(journal) as writer:
            await asyncio.gather(*(slot(writer, run, n) for n in range(4)))

asyncio.run(main())
"""


def test_killed_while_it_writes(journal: Journal) -> None:
    journal.close()
    for after in (1, 7, 23):
        said = _work_until_killed(journal.path, after)
        with Journal.open(journal.path) as reopened, reopened.read() as reader:
            (run,) = reader.runs()
            results = list(reader.results(run.id))
            done = {row.record_id for row in results if row.state is State.COMPLETED}
            assert said <= done
            assert {row.state for row in results} <= {State.PENDING, State.PROCESSING, State.COMPLETED}
            assert reader._connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            _assert_whole(reader, done)
    with Journal.open(journal.path) as reopened:
        reopened.write(lambda ledger: ledger.resume(run.id, START + 1))
        with reopened.read() as reader:
            assert State.PROCESSING not in reader.counts(run.id)
        again = {claim.company.record_id for claim in claim(reopened, run, 10_000)}
        assert again.isdisjoint(done), "what is done is not done again"


def _work_until_killed(path: Path, after: int) -> set[str]:
    """The record ids that the process said were done before it was killed."""
    with subprocess.Popen([sys.executable, "-c", WORK, str(path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = {process.stdout.readline().strip() for _ in range(after)}
        os.kill(process.pid, signal.SIGKILL)
        # what it said and we did not read yet; its last line may be cut
        rest = process.stdout.read().split("\n")
    return said | {line for line in rest[:-1] if line}


def _assert_whole(reader: Reader, done: set[str]) -> None:
    """Every completed row has all of its pages, its facts and its history; no other row has any."""
    found = reader._connection.exec_driver_sql(
        "SELECT r.record_id, "
        "  (SELECT count(*) FROM pages p JOIN snapshots USING (content_hash) WHERE p.company_id = r.company_id), "
        "  (SELECT count(*) FROM evidence e WHERE e.company_id = r.company_id), "
        "  (SELECT count(*) FROM attempts a WHERE a.company_id = r.company_id AND a.outcome = 'completed') "
        "FROM rows r WHERE r.tries > 0"
    )
    for record_id, *counts in found:
        assert counts == ([4, 1, 1] if record_id in done else [0, 0, 0])
