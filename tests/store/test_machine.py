"""Whatever is done to a run in whatever order: no row is lost, none is done twice, and all agree on where it stands."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from tests.store.builders import START, begin, completed, ending, failed, new_row, retry
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import Claim, Ending, Run, StaleClaim

_TEMPLATE = Path(mkdtemp()) / "journal.db"

ENDINGS = {
    State.COMPLETED: lambda now: completed(at=now),
    State.FAILED: lambda now: failed(at=now),
    State.WAITING: lambda now: retry(at=now, wait_s=10),
    State.DEFERRED: lambda now: ending(State.DEFERRED, "deferred", at=now, due_at=now + 100, wait_s=100),
}


class Machine(RuleBasedStateMachine):
    """A run under claims, endings, stops, crashes and cancellations, beside a model of what must hold."""

    claims = Bundle("claims")

    @initialize(
        rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2), st.integers(1, 5)), min_size=1, max_size=12)
    )
    def start(self, rows: list[tuple[int, int, int]]) -> None:
        if not _TEMPLATE.exists():
            Journal.open(_TEMPLATE).close()
        self.folder = Path(mkdtemp())
        self.journal = Journal.open(Path(shutil.copy(_TEMPLATE, self.folder)))
        new = [
            new_row(n, website=f"s{site}.test/{path}", site=f"s{site}.test", priority=priority)
            for n, (site, path, priority) in enumerate(rows)
        ]
        self.run: Run = begin(self.journal, new)
        self.now = START
        # by record id: what the model says
        self.state = {row.row.company.record_id: State.PENDING for row in new}
        self.tries = dict.fromkeys(self.state, 0)
        self.retries = dict.fromkeys(self.state, 0)
        self.live: list[Claim] = []

    @rule(target=claims, limit=st.integers(1, 6))
    def claim(self, limit: int) -> object:
        taken = self.journal.write(
            lambda ledger: ledger.claim(self.run.id, limit, self.now, "worker", 1e9, lambda *_: 30.0)
        )
        busy = {claim.site_key for claim in self.live}
        assert len(taken) <= limit
        for claim in taken:
            assert claim.site_key not in busy, "one attempt at a site at a time"
            busy.add(claim.site_key)
            ids = [row.record_id for row in claim.rows]
            assert claim.number == max(self.tries[id_] for id_ in ids)
            assert claim.retries_done == max(self.retries[id_] for id_ in ids)
            for id_ in ids:
                assert self.state[id_] in (State.PENDING, State.WAITING, State.DEFERRED)
                self.state[id_] = State.PROCESSING
                self.tries[id_] = claim.number + 1
        self.live += taken
        return multiple(*taken)

    @rule(claim=consumes(claims), state=st.sampled_from(sorted(ENDINGS)))
    def finish(self, claim: Claim, state: State) -> None:
        ended: Ending = ENDINGS[state](self.now)
        if claim not in self.live:
            with pytest.raises(StaleClaim):
                self.journal.write(lambda ledger: ledger.finish(claim, ended))
            return
        self.journal.write(lambda ledger: ledger.finish(claim, ended))
        self.live.remove(claim)
        for row in claim.rows:
            self.state[row.record_id] = state
            self.retries[row.record_id] += ended.counts_retry

    @rule(claim=consumes(claims))
    def give_back(self, claim: Claim) -> None:
        self.journal.write(lambda ledger: ledger.release([claim], self.now))
        if claim in self.live:
            self.live.remove(claim)
            self._back_to_pending(claim)

    @rule()
    def crash_and_resume(self) -> None:
        left = sum(len(claim.rows) for claim in self.live)
        self.journal.close()
        assert self.journal.write(lambda ledger: ledger.resume(self.run.id, self.now)) == left
        for claim in self.live:
            self._back_to_pending(claim)
        self.live = []

    @rule()
    def cancel(self) -> None:
        unfinished = [id_ for id_, state in self.state.items() if not state.is_final]
        assert self.journal.write(lambda ledger: ledger.cancel(self.run.id, self.now)) == len(unfinished)
        self.state |= dict.fromkeys(unfinished, State.CANCELLED)
        self.live = []

    @rule(seconds=st.sampled_from([1, 10, 100]))
    def wait(self, seconds: int) -> None:
        self.now += seconds

    def _back_to_pending(self, claim: Claim) -> None:
        self.state |= {row.record_id: State.PENDING for row in claim.rows}

    @invariant()
    def the_journal_says_what_the_model_says(self) -> None:
        with self.journal.read() as reader:
            results = list(reader.results(self.run.id))
        assert {row.record_id: row.state for row in results} == self.state
        assert {row.record_id: row.attempts for row in results} == self.tries

    @invariant()
    def waits_and_leases_stand_where_they_belong(self) -> None:
        with self.journal.read() as reader:
            found = reader._connection.exec_driver_sql(
                "SELECT state, due_at IS NOT NULL, lease_until IS NOT NULL FROM rows"
            )
            for state, is_due, is_leased in found:
                assert bool(is_due) == (state in (State.WAITING, State.DEFERRED))
                assert bool(is_leased) == (state == State.PROCESSING)

    @invariant()
    def open_attempts_are_those_of_live_claims(self) -> None:
        with self.journal.read() as reader:
            opened = reader._connection.exec_driver_sql("SELECT id FROM attempts WHERE outcome IS NULL").scalars()
            assert sorted(opened) == sorted(claim.attempt_id for claim in self.live)

    @invariant()
    def whoever_waits_for_the_next_due_time_gets_something_then(self) -> None:
        with self.journal.read() as reader:
            due = reader.next_due(self.run.id, self.now)
            counts = reader.counts(self.run.id)
        waiting = counts.get(State.WAITING, 0) + counts.get(State.DEFERRED, 0)
        if due is not None:
            assert due > self.now
            assert waiting

    def teardown(self) -> None:
        if hasattr(self, "journal"):
            self.journal.close()
            shutil.rmtree(self.folder)


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=25, stateful_step_count=25)
