"""A full disk stops a run with a message, and costs nothing that was committed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.builders import START, begin, claim, completed, finish, found, new_row, page, states, text_of
from theodore.model.errors import JournalUnavailable
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger

#: Fills a journal in a process whose files may not grow beyond 2 MB, which is how a quota shows.
FILL = """
import pathlib, resource, signal, sys
from tests.store.builders import START, begin, claim_one, completed, finish, found, page, text_of
from theodore.model.errors import JournalUnavailable
from theodore.store.journal import Journal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Journal.open(pathlib.Path(sys.argv[1])) as journal:
    run = begin(journal, 100)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
    done = 0
    try:
        while True:
            held = claim_one(journal, run)
            finish(journal, held, completed(found(page(held.company.website, text_of(100_000, done)))))
            done += 1
            print(done, flush=True)
    except JournalUnavailable as error:
        print(error)
"""


def test_a_full_disk_is_said_and_costs_nothing_that_was_committed(journal: Journal) -> None:
    run = begin(journal, 50)
    claims = claim(journal, run, 50)

    def limit(ledger: Ledger) -> None:
        pages = ledger._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        ledger._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 200}")

    journal.write(limit)
    done = 0

    def fill() -> None:
        nonlocal done
        for held in claims:
            finish(journal, held, completed(found(page(held.company.website, text_of(100_000, done)))))
            done += 1

    with pytest.raises(JournalUnavailable, match=r"the disk is full\. Make room\. The same command then resumes"):
        fill()
    assert 0 < done < 50
    assert states(journal, run).count(State.COMPLETED) == done
    journal.close()  # a new connection has no limit: somebody made room
    assert journal.write(lambda ledger: ledger.resume(run.id, START + 60)) == 50 - done


def test_a_quota_is_a_full_disk_too(journal: Journal, path: Path) -> None:
    journal.close()
    ended = subprocess.run(
        [sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    *done, said = ended.stdout.splitlines()
    assert str(path) in said
    assert done
    with journal.read() as reader:
        (run,) = reader.runs()
        assert reader.counts(run.id)[State.COMPLETED] == len(done)
        assert reader._connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    journal.write(lambda ledger: ledger.add_rows(run.id, [new_row(1_000)], START))
