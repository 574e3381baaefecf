"""Opening, closing, transactions, and every way in which a file can be no journal."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from tests.store.builders import START, begin, claim_one, completed, finish, new_row
from theodore.model.errors import JournalUnavailable
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.records import Run


def add(journal: Journal, run: Run, position: int) -> None:
    journal.write(lambda ledger: ledger.add_rows(run.id, [new_row(position)], START))


def test_a_journal_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "not" / "there" / "yet" / "journal.db"
    with Journal.open(path) as journal:
        assert journal.path == path
        begin(journal)
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"], "nothing else is left behind"
    assert path.parent.stat().st_mode & 0o077 == 0, "it is nobody else's to look into"


def test_what_was_committed_is_there_after_reopening(path: Path) -> None:
    with Journal.open(path) as journal:
        run = begin(journal, 3)
    with Journal.open(path) as journal, journal.read() as reader:
        assert reader.run(run.id) == run
        assert reader.counts(run.id) == {State.PENDING: 3}


def test_a_transaction_that_raises_leaves_nothing(journal: Journal) -> None:
    run = begin(journal, 1)

    def half(ledger: Ledger) -> None:
        ledger.add_rows(run.id, [new_row(7)], START)
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        journal.write(half)
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 1}


def test_a_reader_sees_one_moment(journal: Journal) -> None:
    run = begin(journal, 1)
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 1}
        finish(journal, claim_one(journal, run), completed())
        assert reader.counts(run.id) == {State.PENDING: 1}
        assert next(reader.results(run.id)).attempts == 0
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.COMPLETED: 1}


def test_a_reader_cannot_write(journal: Journal) -> None:
    run = begin(journal, 1)
    with pytest.raises(JournalUnavailable), journal.read() as reader:
        Ledger(reader._connection).end_run(run.id, "finished", START)


def test_threads_write_and_read_at_once(journal: Journal) -> None:
    run = begin(journal, 0)
    problems: list[BaseException] = []

    def write(thread: int) -> None:
        try:
            for n in range(20):
                add(journal, run, thread * 100 + n)
                with journal.read() as reader:
                    assert reader.counts(run.id)[State.PENDING] > n
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            problems.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not problems
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 80}


def test_two_journals_of_one_file_take_turns(path: Path) -> None:
    with Journal.open(path) as first, Journal.open(path) as second:
        run = begin(first, 0)
        for n in range(10):
            add(first, run, 2 * n)
            add(second, run, 2 * n + 1)
        with first.read() as reader:
            assert reader.counts(run.id) == {State.PENDING: 20}


def test_a_new_journal_may_be_opened_by_many_at_once(path: Path) -> None:
    # as by processes: the lock belongs to whoever opened it, not to the process
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(Journal.open, [path] * 8))
    for journal in opened:
        begin(journal, 1)
        journal.close()


def test_reading_alone_needs_a_journal(path: Path) -> None:
    with pytest.raises(JournalUnavailable, match="theodore run"):
        Journal.open_reader(path)
    assert not path.exists(), "nothing is made by looking"


def test_reading_alone_reads(journal: Journal) -> None:
    run = begin(journal, 2)
    with Journal.open_reader(journal.path) as reading:
        with reading.read() as reader:
            assert reader.counts(run.id) == {State.PENDING: 2}
        with pytest.raises(JournalUnavailable, match="reading alone"):
            reading.write(lambda ledger: ledger.end_run(run.id, "finished", START))


def test_a_journal_that_was_closed_opens_again_when_it_is_used(journal: Journal) -> None:
    run = begin(journal, 1)
    journal.close()
    with journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 1}


def _stamp(path: Path, revision: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


@pytest.mark.parametrize("opened", [Journal.open, Journal.open_reader], ids=["write", "read"])
def test_the_journal_of_a_later_version_is_left_alone(path: Path, opened: Callable[[Path], Journal]) -> None:
    Journal.open(path).close()
    _stamp(path, "9999")
    before = path.read_bytes()
    with pytest.raises(JournalUnavailable, match=r"later version .*9999.*Upgrade"):
        opened(path)
    assert path.read_bytes() == before


def test_reading_does_not_migrate(path: Path) -> None:
    Journal.open(path).close()
    _stamp(path, "0000")
    with pytest.raises(JournalUnavailable, match="earlier version"):
        Journal.open_reader(path)


@pytest.mark.parametrize("opened", [Journal.open, Journal.open_reader], ids=["write", "read"])
def test_another_program_s_database_is_no_journal(path: Path, opened: Callable[[Path], Journal]) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(JournalUnavailable, match="not a journal"):
        opened(path)
    assert path.read_bytes() == before


def test_a_file_that_was_begun_and_holds_nothing_is_no_journal_yet(path: Path) -> None:
    path.touch()  # killed before the first migration was committed
    with pytest.raises(JournalUnavailable, match="there is no journal at"):
        Journal.open_reader(path)
    Journal.open(path).close()
    Journal.open_reader(path).close()


def _begun(path: Path) -> None:
    """A database without its log, or anything else but its first page."""
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("CREATE TABLE x (y); DROP TABLE x")


@pytest.mark.parametrize("left", [Path.touch, _begun], ids=["nothing", "the first page"])
def test_a_journal_whose_making_was_cut_off_is_made_like_any_other(path: Path, left: Callable[[Path], None]) -> None:
    left(path)
    Journal.open(path).close()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA auto_vacuum").fetchone() == (2,)


def test_a_copy_without_a_log_is_written_while_it_is_read(path: Path) -> None:
    with Journal.open(path) as journal:
        run = begin(journal, 1)
    copy = path.with_name("copy.sqlite")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("VACUUM INTO ?", (str(copy),))
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    with Journal.open(copy) as journal, journal.read() as reader:
        assert reader.counts(run.id) == {State.PENDING: 1}
        add(journal, run, 2)


@pytest.mark.parametrize("opened", [Journal.open, Journal.open_reader], ids=["write", "read"])
def test_a_file_of_another_kind_is_left_alone(path: Path, opened: Callable[[Path], Journal]) -> None:
    content = b"Company,Website\nNordwind,nordwind.test\n" * 100
    path.write_bytes(content)
    with pytest.raises(JournalUnavailable, match="it is not a journal"):
        opened(path)
    assert path.read_bytes() == content


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalUnavailable, match="cannot be opened"):
        Journal.open(tmp_path)


def test_a_folder_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalUnavailable, match="file is a file, and no folder"):
        Journal.open(tmp_path / "file" / "journal.db")


def test_a_damaged_journal_is_said(path: Path) -> None:
    with Journal.open(path) as journal:
        begin(journal, 200)
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(JournalUnavailable, match="it is damaged"), Journal.open(path) as journal:
        begin(journal, 200)


def test_a_journal_that_may_not_be_written_is_said(journal: Journal) -> None:
    run = begin(journal, 1)

    def forbidden(ledger: Ledger) -> None:
        ledger._connection.exec_driver_sql("PRAGMA query_only = ON")
        ledger.end_run(run.id, "finished", START)

    with pytest.raises(JournalUnavailable, match="may not be written"):
        journal.write(forbidden)


def test_a_bug_of_ours_is_not_taken_for_a_fault_of_the_disk(journal: Journal) -> None:
    with pytest.raises(OperationalError, match="no such table"), journal.transaction() as ledger:
        ledger._connection.exec_driver_sql("SELECT * FROM nowhere")


def test_a_journal_held_by_another_process_is_said(journal: Journal) -> None:
    run = begin(journal, 1)
    other = sqlite3.connect(journal.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(JournalUnavailable, match="another process holds it"):
            _impatient(journal, run.id)
    finally:
        other.close()


def _impatient(journal: Journal, run_id: str) -> None:
    assert journal._writer is not None
    raw = journal._writer.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout = 10")
    raw.close()  # back to the pool, as impatient as it is now
    journal.write(lambda ledger: ledger.end_run(run_id, "finished", START))
