"""Runs whose process is gone."""

from __future__ import annotations

from tests.store.builders import START, begin, claim, claim_one, new_row
from theodore.model.states import State
from theodore.store.abandoned import settle_abandoned
from theodore.store.journal import Journal
from theodore.store.lock import RunLock

LATER = START + 1


def test_what_a_dead_run_held_is_free_at_once(journal: Journal) -> None:
    dead = begin(journal, 2, key="dead")
    claim(journal, dead, 2)
    mine = begin(journal, 2, key="mine")
    assert claim(journal, mine, 2, now=LATER) == []
    with RunLock(journal.path, "mine"):
        assert [run.id for run in settle_abandoned(journal, LATER)] == [mine.id]
    assert len(claim(journal, mine, 2, now=LATER)) == 2
    with journal.read() as reader:
        run = reader.run(dead.id)
        assert (run.state, run.ended_at) == ("interrupted", LATER)
        assert reader.counts(dead.id) == {State.PENDING: 2}
        labels = [record["outcome"] for record in reader.export_attempts(dead.id)]
    assert labels == ["interrupted"] * 2


def test_a_living_run_is_left_alone(journal: Journal) -> None:
    other = begin(journal, 1, key="other")
    claim_one(journal, other)
    with RunLock(journal.path, "other"):
        assert [run.id for run in settle_abandoned(journal, LATER)] == [other.id]
    with journal.read() as reader:
        assert reader.counts(other.id) == {State.PROCESSING: 1}


def test_runs_share_sites_while_both_want_something_there(journal: Journal) -> None:
    one = begin(journal, 2, key="one")
    two = begin(journal, [new_row(1), new_row(5)], key="two")
    three = begin(journal, [new_row(6), new_row(7, website="")], key="three")
    with journal.read() as reader:
        assert reader.shares_sites(one.id, two.id)
        assert not reader.shares_sites(one.id, three.id)
    journal.write(lambda ledger: ledger.cancel(two.id, LATER))
    with journal.read() as reader:
        assert not reader.shares_sites(one.id, two.id)
