"""What was written where, and what people made of it."""

from __future__ import annotations

from theodore.model.fields import Tab
from theodore.store.cells import EARLIER, Digests, Written
from theodore.store.journal import Journal

SINK = "/data/out.xlsx"


def record(journal: Journal, *written: Digests) -> None:
    for state in written:
        with journal.transaction() as ledger:
            ledger.record_cells(SINK, Tab.COMPANIES, [Written("r1", repr(state), state)])


def states(journal: Journal, record_id: str = "r1", tab: Tab = Tab.COMPANIES) -> list[Digests]:
    with journal.read() as reader:
        return reader.cells(SINK, tab, [record_id]).get(record_id, [])


def test_the_states_come_back_newest_first(journal: Journal) -> None:
    first, second, third = {"status": "a"}, {"status": "b", "industry": "c"}, {"industry": "d"}
    record(journal, first, second, third)
    assert states(journal) == [third, second, first]
    assert states(journal, "r2") == states(journal, tab=Tab.DETAILS) == []
    with journal.read() as reader:
        assert reader.marks(SINK, Tab.COMPANIES, ["r1", "r2"]) == {"r1": repr(third)}
        assert reader.marks("/data/other.xlsx", Tab.COMPANIES, ["r1"]) == {}


def test_a_state_that_returns_is_kept_once(journal: Journal) -> None:
    one, other = {"status": "a"}, {"status": "b"}
    record(journal, one, other, one, other)
    assert states(journal) == [other, one]


def test_what_was_seen_there_is_kept_however_much_was_noted_since(journal: Journal) -> None:
    stood = {"industry": "a"}
    record(journal, stood)
    for n in range(EARLIER + 5):
        state = {"progress": f"{n}"}
        with journal.transaction() as ledger:
            ledger.record_cells(SINK, Tab.COMPANIES, [Written("r1", repr(state), state, stood)])
    assert states(journal)[1] == stood
    assert len(states(journal)) == EARLIER + 1


def test_old_states_are_forgotten(journal: Journal) -> None:
    record(journal, *({"progress": f"{n}"} for n in range(EARLIER + 5)))
    assert [state["progress"] for state in states(journal)] == [f"{n}" for n in range(EARLIER + 4, 3, -1)]


def test_pins_gather_and_go(journal: Journal) -> None:
    def work(ledger):  # type: ignore[no-untyped-def]
        ledger.pin(SINK, Tab.COMPANIES, "r1", {"industry": "steel"})
        ledger.pin(SINK, Tab.COMPANIES, "r1", {"status": "call later", "industry": "iron"}, again=True)
        ledger.pin(SINK, Tab.DETAILS, "r1", {"awards": ""})
        ledger.pin(SINK, Tab.COMPANIES, "r2", {}, again=True)

    journal.write(work)
    with journal.read() as reader:
        assert reader.pins(SINK) == {
            (Tab.COMPANIES, "r1"): {"industry": "iron", "status": "call later"},
            (Tab.DETAILS, "r1"): {"awards": ""},
        }
        assert reader.asked_again(SINK) == {"r1", "r2"}
        assert (reader.pins("other"), reader.asked_again("other")) == ({}, frozenset())

    def go(ledger):  # type: ignore[no-untyped-def]
        ledger.take_up(SINK, ["r1", "r2", "never seen"])
        ledger.unpin(SINK, Tab.COMPANIES, "r1", ["status", "industry"])
        ledger.unpin(SINK, Tab.COMPANIES, "never seen", ["status"])

    journal.write(go)
    with journal.read() as reader:
        assert reader.pins(SINK) == {(Tab.DETAILS, "r1"): {"awards": ""}}
        assert reader.asked_again(SINK) == frozenset()


def test_the_last_stamp_counts(journal: Journal) -> None:
    journal.write(lambda ledger: ledger.stamp(SINK, [[1, 2], [3, 4]]))
    journal.write(lambda ledger: ledger.stamp(SINK, [(5, 6)]))
    with journal.read() as reader:
        assert reader.stamps(SINK) == [[5, 6]]
        assert reader.stamps("other") == []


def test_what_is_on_its_way_and_how_the_files_stand_are_kept_apart(journal: Journal) -> None:
    sent = {Tab.COMPANIES.value: {"industry": {"a1": ["r1"], "": ["r1", "r2"]}}}
    journal.write(lambda ledger: ledger.stamp(SINK, [[1, 2]]))
    journal.write(lambda ledger: ledger.note_sent(SINK, sent))
    with journal.read() as reader:
        assert (reader.sent(SINK), reader.stamps(SINK), reader.sent("other")) == (sent, [[1, 2]], {})
    journal.write(lambda ledger: ledger.stamp(SINK, [[3, 4]]))
    journal.write(lambda ledger: ledger.note_sent(SINK, {}))
    with journal.read() as reader:
        assert (reader.sent(SINK), reader.stamps(SINK)) == ({}, [[3, 4]])
