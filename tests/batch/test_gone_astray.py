"""A table that is read while something of ours stands in other rows than it was sent to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store import builders
from theodore.batch.edits import sink_key
from theodore.batch.gone_astray import put_back
from theodore.batch.noted import OURS
from theodore.batch.wishes import new_row
from theodore.model.company import Company, SourceRow
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest
from theodore.sheets.headers import ColumnChoice
from theodore.store.cells import Written
from theodore.store.journal import Journal
from theodore.store.records import Run, Wish

URL = "https://docs.google.com/spreadsheets/d/1AbC"
SINK = sink_key(URL, "Companies")
COLUMNS = ("Company", "Note", "Industry")


def row(industry: str, note: str = "mine", record_id: str = "r1") -> SourceRow:
    return SourceRow(0, Company(record_id, "Acme", "acme.test"), ("Acme", note, industry))


def run_of(journal: Journal, held: str) -> Run:
    """A run of one row, in whose column of ours this stood."""
    settings = {OURS: ["Industry"]}

    run = journal.write(lambda ledger: ledger.new_run("key", URL, URL, "Companies", COLUMNS, settings, builders.START))
    journal.write(lambda ledger: ledger.add_rows(run.id, [new_row(row(held), Wish.DO)], builders.START))
    return run


@pytest.mark.parametrize(
    ("held", "written", "shown", "cell"),
    [
        pytest.param("", "", "Anvils", "", id="it came into a cell that was blank"),
        pytest.param("Shops", "Shops", "Anvils", "Shops", id="onto what stood there before the run"),
        pytest.param("Shops", "Shops", "", "Shops", id="a blank did"),
        pytest.param("", "Anvils", "Anvils", "Anvils", id="it was written there, too"),
        pytest.param("", "Shops", "Anvils", "", id="onto what was written, which the journal has elsewhere"),
        pytest.param("", "Shops", "Software", "Software", id="nobody of ours sent that"),
    ],
)
@pytest.mark.parametrize("is_resumed", [True, False], ids=["resumed", "a new run"])
def test_the_cell_is_as_it_was(
    tmp_path: Path, held: str, written: str, shown: str, cell: str, is_resumed: bool
) -> None:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        run = run_of(journal, held)
        sent = {Tab.COMPANIES.value: {"industry": {digest("Anvils"): ["r2"], "": ["r3"]}}}
        now = {"industry": digest(written)} if written else {}
        journal.write(lambda ledger: ledger.record_cells(SINK, Tab.COMPANIES, [Written("r1", "", now)]))
        journal.write(lambda ledger: ledger.note_sent(SINK, sent))
        if not is_resumed:
            run = journal.write(
                lambda ledger: ledger.new_run("key", URL, URL, "Companies", COLUMNS, run.settings, builders.START + 9)
            )
        # whatever stands in the user's own columns is theirs
        (found,) = put_back(journal, run, COLUMNS, ColumnChoice(), [row(shown, note="Anvils")])
    assert found.cells == ("Acme", "Anvils", cell)


def test_a_row_that_is_new_has_nothing_of_others(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        run = run_of(journal, "")
        sent = {Tab.COMPANIES.value: {"industry": {digest("Anvils"): ["r2"]}}}
        journal.write(lambda ledger: ledger.note_sent(SINK, sent))
        rows = [row("Anvils", record_id="r7"), row("typed by hand", record_id="r8")]
        found = put_back(journal, run, COLUMNS, ColumnChoice(), rows)
        assert [each.cells[2] for each in found] == ["", "typed by hand"]


def test_where_nothing_is_on_its_way_everything_stands(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        run = run_of(journal, "")
        (found,) = put_back(journal, run, COLUMNS, ColumnChoice(), [row("Anvils")])
    assert found.cells[2] == "Anvils"


HEADERS = ("Company", "Website", "Industry", "Record ID")
ADA, BOB, EVE = (("Ada", "ada.test"), ("Bob", "bob.test"), ("Eve", "eve.test"))


def table(*rows: tuple[tuple[str, str], str, str]) -> list[SourceRow]:
    """Rows of a company, its id as it was read, and what its cell shows of that."""
    return [
        SourceRow(at, Company(record_id, *who), (*who, "", shown), at + 2)
        for at, (who, record_id, shown) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("now", "ids"),
    [
        pytest.param([(ADA, "b", "b"), (BOB, "a", "a")], ["a", "b"], id="the ids changed places"),
        pytest.param([(BOB, "a", "a"), (ADA, "b", "b")], ["b", "a"], id="the rows did"),
        pytest.param([(ADA, "made", ""), (BOB, "b", "b")], ["a", "b"], id="one never came"),
        pytest.param(
            [(EVE, "a", "a"), (ADA, "b", "b"), (BOB, "made", "")], ["new", "a", "b"], id="a row came in above"
        ),
        pytest.param(
            [(EVE, "x-7", "x-7"), (ADA, "a", "a"), (BOB, "b", "b")], ["x-7", "a", "b"], id="one of a person's"
        ),
        pytest.param([(ADA, "a", "a"), (ADA, "made", "a"), (BOB, "b", "b")], ["a", "new", "b"], id="a copy"),
    ],
)
@pytest.mark.parametrize("is_resumed", [True, False], ids=["resumed", "a new run"])
def test_an_id_that_was_on_its_way_is_its_companys(
    tmp_path: Path, now: list[tuple[tuple[str, str], str, str]], ids: list[str], is_resumed: bool
) -> None:
    before = table((ADA, "a", ""), (BOB, "b", ""))
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        run = a_run(journal, before)
        sent = {Tab.COMPANIES.value: {"record_id": {"a": ["a"], "b": ["b"]}}}
        journal.write(lambda ledger: ledger.note_sent(SINK, sent))
        if not is_resumed:
            run = a_run(journal, [])
        found = list(put_back(journal, run, HEADERS, ColumnChoice(), table(*now)))
    given = [each.company.record_id for each in found]
    # one that is made is nobody's yet
    assert [each if each in {"a", "b", "x-7"} else "new" for each in given] == ids
    assert len(set(given)) == len(given)
    assert [each.company.name for each in found] == [who[0] for who, _, _ in now]
    changed = [each for each, was in zip(found, table(*now), strict=True) if each != was]
    assert all(each.cells == (each.company.name, each.company.website, "", each.company.record_id) for each in changed)


def test_an_id_that_was_seen_stays_with_its_row_whatever_its_company_is_called(tmp_path: Path) -> None:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        run = a_run(journal, table((ADA, "a", ""), (BOB, "b", "")))
        now = table((("Ada Ltd", "ada.example"), "a", "a"), (BOB, "b", "b"))
        assert list(put_back(journal, run, HEADERS, ColumnChoice(), now)) == now


def test_a_twin_that_comes_in_above_takes_no_id(tmp_path: Path) -> None:
    """The id that a read makes for the first of two twins is that of the one which was there before."""
    headers = ("Company", "Website", "Notes", "Record ID")

    def twins(*rows: tuple[str, str, str]) -> list[SourceRow]:
        return [
            SourceRow(at, Company(record_id, *ADA), (*ADA, notes, shown), at + 2)
            for at, (record_id, notes, shown) in enumerate(rows)
        ]

    with Journal.open(tmp_path / "journal.sqlite") as journal:
        run = a_run(journal, twins(("a", "old", "")), headers)
        sent = {Tab.COMPANIES.value: {"record_id": {"a": ["a"]}}}
        journal.write(lambda ledger: ledger.note_sent(SINK, sent))
        now = twins(("a", "new", ""), ("made", "old", ""))
        found = list(put_back(journal, run, headers, ColumnChoice(), now))
    assert [each.cells[2] for each in found if each.company.record_id == "a"] == ["old"]
    assert len({each.company.record_id for each in found}) == len(found)


def a_run(journal: Journal, rows: list[SourceRow], headers: tuple[str, ...] = HEADERS) -> Run:
    """A run of these rows."""
    settings = {OURS: ["Industry", "Record ID"]}
    run = journal.write(lambda ledger: ledger.new_run("key", URL, URL, "Companies", headers, settings, builders.START))
    journal.write(lambda ledger: ledger.add_rows(run.id, [new_row(each, Wish.DO) for each in rows], builders.START))
    return run
