"""Two runs side by side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.builders import START, begin, claim, completed, extraction, failed, finish, found, new_row
from tests.store.test_plans import asked, plans
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Outcome
from theodore.model.states import State
from theodore.store.comparison import MatchedBy, RowPair
from theodore.store.journal import Journal
from theodore.store.records import Run

LATER = START + 100_000


def with_facts(profile: dict[str, Any]) -> Outcome:
    return Outcome(crawl=Crawl(seconds=1.0), extraction=extraction(profile))


def pairs(journal: Journal, before: Run, after: Run, by: MatchedBy = MatchedBy.RECORD_ID) -> list[RowPair]:
    with journal.read() as reader:
        return list(reader.matched_rows(before.id, after.id, by))


def new(journal: Journal, before: Run, after: Run, by: MatchedBy = MatchedBy.RECORD_ID) -> list[str]:
    with journal.read() as reader:
        return [row.record_id for row in reader.new_rows(before.id, after.id, by)]


def ids(found: list[RowPair]) -> list[tuple[str, str | None]]:
    return [(pair.before.record_id, pair.after.record_id if pair.after else None) for pair in found]


def test_rows_of_one_table_are_matched_by_their_record_ids(journal: Journal) -> None:
    before = begin(journal, [new_row(0), new_row(1), new_row(2)])
    after = begin(journal, [new_row(0, record_id="r2", website="c2.test"), new_row(1), new_row(9)], now=LATER)
    assert ids(pairs(journal, before, after)) == [("r0", None), ("r1", "r1"), ("r2", "r2")]
    assert new(journal, before, after) == ["r9"]


def test_rows_of_two_tables_are_matched_by_their_website_a_company_once(journal: Journal) -> None:
    twins = [new_row(0), new_row(1, website="c0.test"), new_row(2), new_row(3, website="")]
    before = begin(journal, twins)
    others = [
        new_row(0, record_id="x0", website="c2.test"),
        new_row(1, record_id="x1", website="c0.test"),
        new_row(2, record_id="x2", website="c0.test"),
        new_row(3, record_id="x3", website=""),
        new_row(4, record_id="x4", website="c4.test"),
        new_row(5, record_id="x5", website="c4.test"),
    ]
    after = begin(journal, others, now=LATER)
    assert ids(pairs(journal, before, after, MatchedBy.WEBSITE)) == [("r0", "x1"), ("r2", "x0"), ("r3", None)]
    assert new(journal, before, after, MatchedBy.WEBSITE) == ["x3", "x4"]


@pytest.mark.parametrize("by", MatchedBy)
def test_rows_that_are_gone_from_their_source_are_in_neither(journal: Journal, by: MatchedBy) -> None:
    before, after = begin(journal, 3), begin(journal, 3, now=LATER)
    with journal.transaction() as ledger:
        for run, record_id in ((before, "r0"), (after, "r1")):
            ledger._connection.exec_driver_sql(
                "UPDATE rows SET position = -1 - position WHERE run_id = ? AND record_id = ?", (run.id, record_id)
            )
    assert ids(pairs(journal, before, after, by)) == [("r1", None), ("r2", "r2")]
    assert new(journal, before, after, by) == ["r0"]


def test_a_pair_says_how_both_ended_and_has_both_profiles(journal: Journal) -> None:
    before, after = begin(journal, 2), begin(journal, 2, now=LATER)
    done, bad = claim(journal, before, 2)
    finish(journal, done, completed(with_facts({"official_name": "A"})))
    finish(journal, bad, failed(Failure(Reason.PARKED)))
    for held in claim(journal, after, 2, now=LATER):
        finish(journal, held, completed(with_facts({"official_name": "B"}), at=LATER + 5))
    first, second = pairs(journal, before, after)
    assert first.facts == ({"official_name": "A"}, {"official_name": "B"})
    assert (first.before.is_done, first.after is not None and first.after.is_done) == (True, True)
    assert second.facts is None
    assert (second.before.state, second.before.error_type, second.before.reason) == (
        State.FAILED,
        "not_found",
        "parked",
    )


def test_facts_of_one_visit_are_not_read_twice(journal: Journal) -> None:
    before = begin(journal, 1)
    finish(journal, claim(journal, before)[0], completed(found()))
    after = begin(journal, 1, now=START + 60)
    journal.write(lambda ledger: ledger.skip_fresh(after.id, START + 60, 3_600))
    (pair,) = pairs(journal, before, after)
    assert pair.facts is None
    assert pair.after is not None
    assert (pair.after.state, pair.after.is_done) == (State.SKIPPED, True)
    assert pair.before.profile_id == pair.after.profile_id


def test_a_run_that_was_killed_came_as_far_as_its_last_event(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim(journal, run)[0], completed(at=START + 42))
    with journal.read() as reader:
        assert reader.last_sign(run.id) == START + 42
        assert reader.last_sign("none") is None


@pytest.mark.parametrize("by", MatchedBy)
def test_each_run_is_walked_once_and_nothing_is_sorted(journal: Journal, by: MatchedBy) -> None:
    before, after = begin(journal, 50), begin(journal, 50, now=LATER)
    with journal.read() as reader:
        with asked(reader._connection) as statements:
            assert len(list(reader.matched_rows(before.id, after.id, by))) == 50
            assert list(reader.new_rows(before.id, after.id, by)) == []
            reader.last_sign(before.id)
        steps = plans(reader._connection, statements)
    assert steps
    # by the names that the tables have here, which are not their own
    assert [step for step in steps if step.startswith("SCAN") or "TEMP B-TREE" in step] == []
    # each run is walked once, and its counterparts are looked up one by one: its length squared would take for ever
    assert sum("ix_rows_position" in step for step in steps) == 2
    looked_up = [step for step in steps if "USING" in step and "PRIMARY KEY" not in step and "events" not in step]
    by_key = "record_id=?" if by is MatchedBy.RECORD_ID else "company_id=?"
    assert all("ix_rows_position" in step or by_key in step for step in looked_up)
    assert [step for step in steps if "rowid<?" in step] == []
