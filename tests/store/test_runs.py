"""Runs: their ids, and which of them a command resumes."""

from __future__ import annotations

import pytest

from tests.store.builders import START, begin, new_row
from theodore.model.errors import ConfigurationError
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import Delivery, Run, RunState

DAY = 86_400.0


def test_a_run_is_named_by_its_day_and_number(journal: Journal) -> None:
    ids = [begin(journal, 0, now=START + days * DAY).id for days in (0, 0, 1, 0)]
    assert ids == ["20231114-1", "20231114-2", "20231115-1", "20231114-3"]


def test_a_run_comes_back_as_it_went_in(journal: Journal) -> None:
    settings = {"concurrency": "auto", "retries": 3}
    run = journal.write(lambda ledger: ledger.new_run("k", "in.csv", "out.xlsx", "Tab", ("A", "B"), settings, START))
    expected = Run("20231114-1", "k", "in.csv", "out.xlsx", "Tab", ("A", "B"), settings, START, None, "running")
    with journal.read() as reader:
        assert run == expected == reader.run(run.id)


def test_a_run_that_does_not_exist_is_said(journal: Journal) -> None:
    with pytest.raises(ConfigurationError, match=r"no run 'x'.*theodore status"), journal.read() as reader:
        reader.run("x")


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        pytest.param(None, True, id="a crash leaves it running"),
        pytest.param("interrupted", True, id="a stop leaves it interrupted"),
        pytest.param("finished", False, id="a finished run is not gone on with"),
    ],
)
def test_which_run_the_same_command_resumes(journal: Journal, state: RunState | None, is_open: bool) -> None:
    begin(journal, 0, key="another")
    run = begin(journal, 0)
    if state is not None:
        journal.write(lambda ledger: ledger.end_run(run.id, state, START + 9))
    with journal.read() as reader:
        found = reader.find_open_run("key")
        assert (found is not None) is is_open
        latest = reader.latest_run("key")
        assert latest is not None
        assert latest.id == run.id
        assert reader.find_open_run("unheard of") is reader.latest_run("unheard of") is None


def test_an_ended_run_says_when_and_a_resumed_one_goes_on(journal: Journal) -> None:
    run = begin(journal, 0)
    journal.write(lambda ledger: ledger.end_run(run.id, "interrupted", START + 9))
    with journal.read() as reader:
        ended = reader.run(run.id)
        assert (ended.state, ended.ended_at) == ("interrupted", START + 9)
    journal.write(lambda ledger: ledger.resume(run.id, START + 20))
    with journal.read() as reader:
        resumed = reader.run(run.id)
        assert (resumed.state, resumed.ended_at) == ("running", None)


def test_runs_are_listed_newest_first(journal: Journal) -> None:
    ids = [begin(journal, 0, now=START + n).id for n in range(3)]
    with journal.read() as reader:
        assert [run.id for run in reader.runs()] == ids[::-1]


def test_the_last_delivery_is_known(journal: Journal) -> None:
    run = begin(journal, [new_row(0)])
    with journal.read() as reader:
        assert reader.last_delivery(run.id) is None
        assert reader.counts(run.id) == {State.PENDING: 1}
    journal.write(lambda ledger: ledger.record_delivery(run.id, run.sink, 3, START + 3))
    journal.write(lambda ledger: ledger.record_delivery(run.id, run.sink, 7, START + 7))
    with journal.read() as reader:
        assert reader.last_delivery(run.id) == Delivery(run.id, run.sink, 7, START + 7)


def test_whose_results_a_sink_holds(journal: Journal) -> None:
    def begin_from(source: str, now: float) -> Run:
        return journal.write(lambda ledger: ledger.new_run(source, source, "out.xlsx", "", ("A",), {}, now))

    def source() -> str | None:
        with journal.read() as reader:
            return reader.source_of_sink("out.xlsx")

    assert source() is None
    first = begin_from("a.csv", START)
    assert source() == "a.csv", "a run that died before it delivered may have written"
    second = begin_from("b.csv", START + 10)
    journal.write(lambda ledger: ledger.record_delivery(second.id, "out.xlsx", 1, START + 20))
    assert source() == "b.csv"
    # gone on with after the other one
    journal.write(lambda ledger: ledger.record_delivery(first.id, "out.xlsx", 2, START + 30))
    assert source() == "a.csv"
    with journal.read() as reader:
        assert reader.source_of_sink("else.xlsx") is None
