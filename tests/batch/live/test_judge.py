"""Whose words stand in a cell."""

from __future__ import annotations

import pytest

from theodore.batch.live.judge import Judged, judged, strays
from theodore.batch.live.lately import LONGEST_REQUEST_S, Lately, SentCell
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest
from theodore.sheets.writing.edits import SheetRow
from theodore.store.cells import States

C = Tab.COMPANIES


def row(record_id: str = "r1", **texts: str) -> SheetRow:
    return SheetRow(C, record_id, texts, "Companies", 2, dict.fromkeys(texts, 0))


def written(*states: dict[str, str]) -> States:
    return [{name: digest(text) for name, text in state.items()} for state in states]


def on_its_way(**texts: str) -> Lately:
    lately = Lately()
    lately.sending(SentCell(C, name, digest(text)) for name, text in texts.items())
    return lately


DONE = {"status": "completed", "industry": "Retail"}
VISITED = {"status": "completed", "progress": "4 pages", "location": "Cork"}


@pytest.mark.parametrize(
    ("now", "states", "lately", "edits", "again", "is_changed"),
    [
        pytest.param(DONE, [DONE], {}, {}, False, False, id="as it was written"),
        pytest.param(DONE, [{**DONE, "industry": "Software"}, DONE], {}, {}, False, True, id="the write never came"),
        pytest.param(
            {**DONE, "industry": "Shops"}, [DONE], {"industry": "Software"}, {"industry": "Shops"}, False, True,
            id="a person's word",
        ),
        pytest.param(
            {**DONE, "industry": "Software"}, [DONE], {"industry": "Software"}, {}, False, True,
            id="what was sent to another row a moment ago",
        ),
        pytest.param(
            {**DONE, "industry": "Software"}, [DONE], {"location": "Software"}, {"industry": "Software"}, False, True,
            id="sent to another column: a person's word",
        ),
        pytest.param(
            {**DONE, "status": "processing"}, [DONE], {"status": "processing"}, {}, False, True,
            id="nobody asks for processing, and it is not true",
        ),
        pytest.param(
            {**DONE, "industry": ""}, [DONE], {"industry": ""}, {}, False, True, id="another row's blank is ours, too"
        ),
        pytest.param({**DONE, "industry": ""}, [DONE], {}, {"industry": ""}, False, True, id="emptied by a person"),
        pytest.param(
            {"status": "processing", "error_type": "by hand"}, [{"status": "processing"}], {},
            {"error_type": "by hand"}, False, True, id="also while the row is under way",
        ),
        pytest.param(
            {"status": "failed", "industry": "Retail", "error_type": ""},
            [{"status": "failed", "error_type": "timeout"}, {}], {"status": "failed", "industry": "Retail"}, {},
            False, True, id="another row's values fell into one that was not written yet: nobody emptied anything",
        ),
        pytest.param({**DONE, "status": ""}, [DONE], {}, {}, True, True, id="a blank status asks for another visit"),
        pytest.param(
            {**DONE, "status": "Pending"}, [DONE], {"status": "completed"}, {}, True, True, id="so does pending"
        ),
        pytest.param(
            {**DONE, "status": "pending"}, [DONE], {"status": "pending"}, {}, False, True,
            id="unless it was sent to another row",
        ),
    ],
)  # fmt: skip
def test_whose_word_it_is(
    now: dict[str, str],
    states: list[dict[str, str]],
    lately: dict[str, str],
    edits: dict[str, str],
    again: bool,
    is_changed: bool,
) -> None:
    found = judged([(row(**now), written(*states))], on_its_way(**lately))
    assert {edit.field: edit.text for edit in found.edits} == edits
    assert found.again == (("r1",) if again else ())
    assert set(found.changed) == ({(C, "r1")} if is_changed else set())


def test_a_row_stood_as_it_was_with_what_a_person_wrote() -> None:
    """Their word is in what is noted next, too: without it the row seems to have been written, and others emptied."""
    pending, failed = {"status": "pending"}, {"status": "failed", "error_type": "timeout"}
    note = {"error_notes": "mine"}
    found = judged([(row(**pending, **note, error_type=""), written(pending))], Lately())
    (stood,) = found.changed.values()
    states = [*written({**failed, **note}), dict(stood), *written(pending)]
    strayed = on_its_way(status="completed", industry="Retail")
    shown = row(status="completed", industry="Retail", error_type="", **note)
    assert judged([(shown, states)], strayed).edits == ()


@pytest.mark.parametrize(
    ("shown", "edits"),
    [
        pytest.param("2026-11-26T18:37:09+00:00", (), id="by another journal's run"),
        pytest.param("2026-11-25T09:00:00+00:00", ("industry",), id="as we wrote it"),
        pytest.param("yesterday", ("industry", "research_date"), id="by a person"),
        pytest.param("2026-11-26", ("industry", "research_date"), id="by a person, as a date"),
    ],
)
def test_a_row_that_another_journal_wrote_holds_nobodys_words(shown: str, edits: tuple[str, ...]) -> None:
    ours = {**DONE, "research_date": "2026-11-25T09:00:00+00:00"}
    found = judged([(row(**{**ours, "industry": "Shops", "research_date": shown}), written(ours))], Lately())
    assert tuple(edit.field for edit in found.edits) == edits
    assert set(found.changed) == {(C, "r1")}


def test_a_column_that_was_sorted_alone_is_put_right_and_pins_nothing() -> None:
    towns = ["Aarhus", "Bonn", "Cork", "Delft", "Essen"]
    rows = [(row(f"r{n}", location=towns[-1 - n]), written({"location": towns[n]})) for n in range(5)]
    found = judged(rows, Lately())
    assert (found.edits, set(found.changed)) == ((), {(C, f"r{n}") for n in (0, 1, 3, 4)})


def test_a_row_that_nothing_was_written_to_has_no_edits() -> None:
    assert judged([(row(industry="Mine"), [])], on_its_way(industry="Ours")) == Judged()


@pytest.mark.parametrize(
    ("now", "states", "found"),
    [
        pytest.param({"industry": "Software", "location": "mine"}, [], ("industry",), id="a row without an id"),
        pytest.param({"industry": "Software"}, [{"industry": "Software"}], (), id="a copy shows what its row showed"),
        pytest.param({"industry": "Software"}, [DONE], ("industry",), id="a copy that another row's value came into"),
        pytest.param({"industry": "", "location": ""}, [], (), id="a blank row"),
        pytest.param({"location": "Cork", "progress": "mine"}, [], (), id="typed into a new row by somebody"),
        pytest.param(
            {"location": "Cork", "progress": "4 pages"}, [], ("location", "progress"), id="it came with its visit"
        ),
        pytest.param({"status": "processing"}, [], ("status",), id="where no visit is under way"),
    ],
)
def test_values_in_rows_that_are_none_of_ours(
    now: dict[str, str], states: list[dict[str, str]], found: tuple[str, ...]
) -> None:
    lately = on_its_way(industry="Software", status="processing")
    lately.sending(SentCell(C, name, digest(text), "r2") for name, text in VISITED.items())
    assert tuple(strays(row("", **now), written(*states), lately)) == found


def test_what_landed_is_known_until_a_read_has_shown_it() -> None:
    lately = Lately()
    flight = lately.sending([SentCell(C, "industry", "a1")])
    assert lately.holds(C, "industry", "a1")
    lately.landed(flight, now=10.0)
    assert lately.holds(C, "industry", "a1"), "the read that shows it is judged by it"
    lately.read(now=11.0)
    assert not lately


def test_what_a_read_shows_astray_is_known_until_one_does_not() -> None:
    lately = Lately()
    flight = lately.sending([SentCell(C, "industry", "a1", "r1"), SentCell(C, "location", "b2", "r1")])
    lately.landed(flight, now=10.0)
    lately.read(now=11.0, astray=[(C, "industry", "a1")])
    assert lately.as_sent() == {"companies": {"industry": {"a1": ["r1"]}}}
    lately.read(now=12.0, astray=[(C, "industry", "a1")])
    assert lately.holds(C, "industry", "a1")
    lately.read(now=13.0)
    assert not lately


def test_what_of_a_row_is_astray() -> None:
    now = row("r1", status="completed", industry="Software", location="Cork", emails="mine")
    lately = on_its_way(industry="Software", location="Cork", emails="ours")
    found = judged([(now, written({"status": "failed", "location": "Cork"}))], lately)
    # what is to stand there is not; nor is what nobody of ours sent
    assert found.astray == {(C, "r1"): {(C, "industry", digest("Software"))}}


def test_a_state_that_was_seen_has_the_persons_words() -> None:
    """Else, once others' values fall into the row, what was never written there would fit it as well."""
    words = {"location": "Cork", "industry": ""}
    seen = judged([(row("r1", status="pending", **words), written({"industry": "Retail"}))], Lately())
    assert seen.changed == {(C, "r1"): {"location": digest("Cork")}}
    # its first values, and its attempts with them, never came; another row's status did
    states: States = [{**seen.changed[C, "r1"], "status": digest("pending"), "attempts": digest("0")}]
    states.append(dict(seen.changed[C, "r1"]))
    now = row("r1", status="pending", attempts="", location="Cork", industry="")
    assert judged([(now, states)], on_its_way(status="pending")).edits == ()


def test_what_nobody_heard_of_may_come_through_for_minutes() -> None:
    lately = Lately()
    lately.lost(lately.sending([SentCell(C, "industry", "a1")]), now=10.0)
    lately.read(now=10.0 + LONGEST_REQUEST_S - 1)
    assert lately.holds(C, "industry", "a1")
    lately.read(now=10.0 + LONGEST_REQUEST_S)
    assert not lately


def test_a_process_that_ended_left_word_of_what_it_sent() -> None:
    before = Lately()
    before.sending([SentCell(C, "industry", "a1", "r1"), SentCell(C, "industry", "", "r2")])
    before.sending([SentCell(Tab.DETAILS, "location", "b2", "r1"), SentCell(C, "industry", "a1", "r3")])
    told = before.as_sent()
    assert told == {
        "companies": {"industry": {"a1": ["r1", "r3"], "": ["r2"]}},
        "details": {"location": {"b2": ["r1"]}},
    }
    after = Lately(told, now=0.0)
    assert after.holds(C, "industry", "")
    assert after.holds(Tab.DETAILS, "location", "b2")
    assert not after.holds(C, "industry", "", other_than="r2")
    assert after.as_sent() == told
    assert not Lately({}, now=0.0)
