"""The feed."""

from __future__ import annotations

from tests.store.builders import START, begin, claim_one, completed, finish
from theodore.store.journal import Journal
from theodore.store.records import Event


def test_the_feed_tells_a_run_from_its_beginning(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed())
    journal.write(lambda ledger: ledger.end_run(run.id, "finished", START + 9))
    with journal.read() as reader:
        kinds = [event.kind for event in reader.events_after(run.id, 0, 99)]
    assert kinds == ["run_started", "rows_added", "attempt_started", "completed", "run_finished"]


def test_a_reader_keeps_its_place_by_number(journal: Journal) -> None:
    run, other = begin(journal, 0), begin(journal, 0)
    given = journal.write(
        lambda ledger: [ledger.append_event(run.id, None, "note", {"n": n}, START + n) for n in range(5)]
    )
    journal.write(lambda ledger: ledger.append_event(other.id, None, "note", {}, START))
    with journal.read() as reader:
        first = reader.events_after(run.id, 0, 3)
        rest = reader.events_after(run.id, first[-1].seq, 99)
        assert first[1:] + rest == given
        assert reader.last_seq(run.id) == given[-1].seq
        assert reader.last_seq("none") == 0


def test_an_event_comes_back_as_it_was_appended(journal: Journal) -> None:
    run = begin(journal, 1)
    data = {"company": "Größe 😀", "wait_s": 4.5, "because": None}
    event = journal.write(lambda ledger: ledger.append_event(run.id, 1, "custom", data, START))
    with journal.read() as reader:
        assert reader.events_after(run.id, event.seq - 1, 9) == [Event(event.seq, run.id, 1, START, "custom", data)]


def test_a_number_is_never_given_twice(journal: Journal) -> None:
    run = begin(journal, 0)
    last = journal.write(lambda ledger: ledger.append_event(run.id, None, "note", {}, START))
    with journal.transaction() as ledger:
        ledger._connection.exec_driver_sql("DELETE FROM events")
    again = journal.write(lambda ledger: ledger.append_event(run.id, None, "note", {}, START))
    assert again.seq > last.seq


def test_many_rows_at_once_are_one_event(journal: Journal) -> None:
    run = begin(journal, 500)
    journal.write(lambda ledger: ledger.cancel(run.id, START + 1))
    with journal.read() as reader:
        last = reader.events_after(run.id, 0, 9)[-1]
    assert (last.kind, last.row_id, last.data) == ("rows_cancelled", None, {"count": 500})
