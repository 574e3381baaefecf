"""A run over a Google Sheet: what is made before anybody is visited, what comes into it, and what is found there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.batch.jobs import DONE, FakePipeline
from tests.batch.online import OnlineDesk, access_to
from theodore.batch.catch_up import catch_up
from theodore.batch.edits import Words, sink_key, words_in
from theodore.batch.entry import Job
from theodore.batch.google_place import GooglePlace, pace_of
from theodore.batch.live.decide import Decided, Decider
from theodore.batch.live.rounds import Rounds
from theodore.batch.live.taking import take_online
from theodore.batch.online import google_sheet
from theodore.batch.preview import Outlook, preview_of
from theodore.batch.sheet_check import check_sheet
from theodore.batch.sheet_reading import read_sheet
from theodore.batch.sheet_setup import columns_of
from theodore.farm.sheets import Cell, Emulator, Fault, Kind, SheetsConfig, running
from theodore.farm.sheets.book import Book
from theodore.model.company import Company
from theodore.model.errors import ConfigurationError, GoogleRefused, SinkUnavailable, SourceError
from theodore.model.fields import Tab
from theodore.model.outcome import Hints, Outcome
from theodore.model.states import State
from theodore.net.google.access import GoogleAccess
from theodore.net.google.sheets_api import SheetsApi
from theodore.sheets.canonical import digest
from theodore.sheets.headers import ColumnChoice
from theodore.store.journal import Journal
from theodore.store.reader import Reader
from theodore.store.rows import chunks

ROWS = [["Company", "Website"], ["Ada", "ada.test"], ["Bob", "bob.test"]]
ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdE"


@pytest.fixture(scope="module")
def google() -> Iterator[Emulator]:
    plenty = 1_000_000
    config = SheetsConfig(
        reads_per_minute=plenty, writes_per_minute=plenty, project_reads=plenty, project_writes=plenty
    )
    with running(config) as emulator:
        yield emulator


@pytest.fixture
def desk(google: Emulator, tmp_path: Path) -> OnlineDesk:
    google.calls.clear()
    return OnlineDesk(google, tmp_path, google.add_book({"Companies": ROWS}))


async def _done(company: Company, hints: Hints) -> Outcome:
    return DONE


async def test_a_sheet_is_filled_beside_its_own_columns(desk: OnlineDesk) -> None:
    report = await desk.run(FakePipeline(_done))
    assert report.finished
    assert (report.run.source, report.run.sink, report.run.tab) == (desk.url, desk.url, "Companies")
    assert report.run.called == "Leads"
    assert desk.column("Status") == ["completed", "completed"]
    assert [row[:2] for row in desk.google.values(desk.sheet, "Companies")] == ROWS
    assert desk.google.tabs(desk.sheet) == ["Companies", "Details"]
    assert desk.column("Official Name", "Details") == ["Acme", "Acme"]


async def test_the_same_command_goes_on_with_a_run_that_was_stopped(desk: OnlineDesk) -> None:
    stop = asyncio.Event()

    async def stopped(company: Company, hints: Hints) -> Outcome:
        if company.name == "Bob":
            stop.set()
            await asyncio.Event().wait()
        return DONE

    first = await desk.run(FakePipeline(stopped), stop=stop)
    assert (first.interrupted, first.finished) == (True, False)
    again = FakePipeline(_done)
    report = await desk.run(again, source=desk.source(f"{desk.url}/edit#gid=0"))
    assert (report.finished, report.run.id) == (True, first.run.id)
    assert desk.column("Status") == ["completed", "completed"]
    assert desk.google.tabs(desk.sheet) == ["Companies", "Details"]


@pytest.mark.parametrize("word", [None, "our words"])
async def test_what_fell_into_a_row_of_others_is_no_former_result_of_theirs(desk: OnlineDesk, word: str | None) -> None:
    async def stopped() -> None:
        stop = asyncio.Event()

        async def stops(company: Company, hints: Hints) -> Outcome:
            stop.set()
            await asyncio.Event().wait()
            return DONE

        await desk.run(FakePipeline(stops), stop=stop)

    # from the second time on our columns are among those that the run reads
    await stopped()
    await stopped()
    head = desk.google.values(desk.sheet, "Companies")[0]
    industry, stage = head.index("Industry"), head.index("Company Stage")
    # somebody sorted just when it was written, and the process ended before it looked again
    desk.google.change(desk.sheet, partial(_enter, row=2, column=industry, text="Anvils"))
    # and wrote beside it
    desk.google.change(desk.sheet, partial(_enter, row=2, column=stage, text=word))
    sent = {Tab.COMPANIES.value: {"industry": {digest("Anvils"): ["r_of_a_row_that_is_gone"]}}}
    with Journal.open(desk.journal) as journal:
        journal.write(lambda ledger: ledger.note_sent(sink_key(desk.url, "Companies"), sent))

    async def fails(company: Company, hints: Hints) -> Outcome:
        raise ZeroDivisionError

    report = await desk.run(FakePipeline(fails))
    assert report.finished
    assert desk.column("Status") == ["failed", "failed"]
    assert desk.column("Industry") == ["", ""]
    assert desk.column("Company Stage") == ["", word or ""]


async def test_a_word_that_is_taken_back_stays_away(desk: OnlineDesk) -> None:
    await desk.run(FakePipeline(_done))
    # from now on nothing but the word changes: without it the row is as it was before
    await desk.run(FakePipeline(_done), fresh_for_s=86_400.0)
    stage = desk.google.values(desk.sheet, "Companies")[0].index("Company Stage")
    for word in ("our words", None):
        desk.google.change(desk.sheet, partial(_enter, row=2, column=stage, text=word))
        desk.notes.notices.clear()
        await desk.run(FakePipeline(_done), fresh_for_s=86_400.0)
        assert "Leads: cells that you changed: 1, which are kept as they are." in desk.notes.notices
        assert desk.column("Company Stage")[1] == (word or "")


async def test_a_column_of_details_that_is_taken_away_comes_back_for_every_tab_of_companies(desk: OnlineDesk) -> None:
    desk.google.change(desk.sheet, lambda book: book.tabs.append(_sold(book)))
    for row, name in enumerate(("Eve", "Fay"), start=1):
        desk.google.change(desk.sheet, partial(_enter, row=row, column=0, text=name, tab="Sold"))
    for tab in ("Companies", "Sold"):
        await desk.run(FakePipeline(_done), tab=tab)
    shown = desk.column("Field Coverage", "Details")
    assert len(shown) == 4
    assert all(shown)
    place = desk.google.values(desk.sheet, "Details")[0].index("Field Coverage")
    desk.google.change(desk.sheet, partial(_take_away, column=place, tab="Details"))
    for tab in ("Companies", "Sold"):
        await desk.run(FakePipeline(_done), tab=tab)
    assert desk.column("Field Coverage", "Details") == shown


async def test_a_word_in_a_row_that_is_typed_anew_comes_back_with_our_values(desk: OnlineDesk) -> None:
    await desk.run(FakePipeline(_done))
    head = desk.google.values(desk.sheet, "Companies")[0]
    stage = head.index("Company Stage")
    desk.google.change(desk.sheet, partial(_enter, row=2, column=stage, text="our words"))
    await desk.run(FakePipeline(_done))
    for column in range(len(head)):
        text = ROWS[2][column] if column < len(ROWS[2]) else None
        desk.google.change(desk.sheet, partial(_enter, row=2, column=column, text=text))
    desk.notes.notices.clear()
    await desk.run(FakePipeline(_done))
    assert desk.column("Company Stage") == ["", "our words"]
    assert desk.column("Status") == ["completed", "completed"]
    assert not any("cells that you changed" in notice for notice in desk.notes.notices)


@pytest.mark.parametrize("is_cut_off", [False, True], ids=["at once", "cut off before it comes back"])
@pytest.mark.parametrize(
    ("tab", "header"), [("Companies", "Company Stage"), ("Details", "Company Stage")], ids=["companies", "details"]
)
async def test_a_word_in_a_column_that_is_taken_away_comes_back_with_it(
    desk: OnlineDesk, tab: str, header: str, is_cut_off: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.run(FakePipeline(_done))
    place = desk.google.values(desk.sheet, tab)[0].index(header)
    desk.google.change(desk.sheet, partial(_enter, row=2, column=place, text="our words", tab=tab))
    await desk.run(FakePipeline(_done))
    desk.google.change(desk.sheet, partial(_take_away, column=place, tab=tab))
    desk.notes.notices.clear()

    async def ends(*_: object) -> None:
        raise GoogleRefused("It ends between the note and the write.")

    if is_cut_off:
        with monkeypatch.context() as patched:
            patched.setattr(Rounds, "_call", ends)
            with pytest.raises(SinkUnavailable):
                await desk.run(FakePipeline(_done))
    assert (await desk.run(FakePipeline(_done))).finished
    assert desk.column(header, tab) == [desk.column(header, tab)[0], "our words"]
    assert not any("cells that you changed" in notice for notice in desk.notes.notices)


async def test_peoples_words_are_read_once_however_many_rows_there_are(
    desk: OnlineDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.run(FakePipeline(_done))
    stage = desk.google.values(desk.sheet, "Companies")[0].index("Company Stage")
    desk.google.change(desk.sheet, partial(_enter, row=2, column=stage, text="our words"))
    await desk.run(FakePipeline(_done))
    asked: list[str] = []

    def words(reader: Reader, key: str) -> Words:
        asked.append("words")
        return words_in(reader, key)

    def decide(decider: Decider, *arguments: Any) -> Decided:
        asked.append("decide")
        return decided(decider, *arguments)

    decided = Decider.decide
    monkeypatch.setattr(Decider, "decide", decide)
    for module in ("taking", "decide"):
        monkeypatch.setattr(f"theodore.batch.live.{module}.chunks", partial(chunks, size=1))
        monkeypatch.setattr(f"theodore.batch.live.{module}.words_in", words)
    await desk.run(FakePipeline(_done))
    assert "decide words" in " ".join(asked)
    assert "words words" not in " ".join(asked)


async def test_a_word_in_a_column_that_was_made_before_the_run_began_stays(
    desk: OnlineDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _ends_before_the_run_is_noted(desk, monkeypatch)
    assert not desk.runs()
    stage = desk.google.values(desk.sheet, "Companies")[0].index("Company Stage")
    desk.google.change(desk.sheet, lambda book: book.tab("Companies").enter(2, stage, "our words"))
    assert (await desk.run(FakePipeline(_done))).finished
    assert desk.column("Company Stage") == ["", "our words"]
    # and a column of ours that somebody takes away then is made anew
    assert "Company Stage" in desk.runs()[-1].settings["ours"]


async def test_whoever_looks_at_a_sheet_knows_what_was_made_before_the_run_began(
    desk: OnlineDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # with columns of a person's choice nothing but the journal tells whose they are
    fields = ("emails",)
    await _ends_before_the_run_is_noted(desk, monkeypatch, fields=fields)
    job = Job(desk.source(), in_place=True, fields=fields)
    assert (await preview_of(job, desk.journal, Outlook(now=0.0))).own_columns == 2
    checked = await check_sheet(desk.source(), ColumnChoice(), tab=None, journal=desk.journal, fields=fields)
    assert (checked.there, checked.lacking) == (("Emails", "Status", "Record ID"), ())
    async with SheetsApi(desk.source().access, pace_of(desk.source().access)) as api:
        read = await read_sheet(api, desk.url, None, ColumnChoice())
    assert not any(column.header.endswith("(Theodore)") for column in columns_of(read, desk.journal))
    assert (await desk.run(FakePipeline(_done), fields=fields)).finished
    assert desk.google.values(desk.sheet, "Companies")[0] == [*ROWS[0], "Emails", "Status", "Record ID"]


async def test_a_delivery_forgets_no_column_that_was_made_after_its_run(
    desk: OnlineDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = (await desk.run(FakePipeline(_done))).run
    await _ends_before_the_run_is_noted(desk, monkeypatch, fields=("emails",))
    place = desk.google.values(desk.sheet, "Companies")[0].index("Company Stage")
    desk.google.change(desk.sheet, partial(_take_away, column=place, tab="Companies"))
    await catch_up(desk.journal, run.id, desk.source().access, desk.notes.notices.append)
    report = await desk.run(FakePipeline(_done), fields=("emails",))
    assert report.finished
    assert "Emails" in report.run.settings["ours"]
    assert not any("(Theodore)" in header for header in desk.google.values(desk.sheet, "Companies")[0])


async def test_a_column_that_a_person_adds_after_a_refusal_is_theirs(desk: OnlineDesk) -> None:
    desk.google.share(desk.sheet, "robot@emulator.test", "reader")
    with pytest.raises(ConfigurationError):
        await desk.run(FakePipeline(_done))
    theirs = ["Industry", "our words", ""]
    for row, text in enumerate(theirs):
        desk.google.change(desk.sheet, partial(_enter, row=row, column=2, text=text))
    desk.google.share(desk.sheet, "robot@emulator.test", "writer")
    for _ in range(2):
        assert (await desk.run(FakePipeline(_done))).finished
        assert desk.column("Industry") == theirs[1:]
        assert desk.column("Industry (Theodore)") == ["", ""]


async def _ends_before_the_run_is_noted(desk: OnlineDesk, monkeypatch: pytest.MonkeyPatch, **job: Any) -> None:
    """The columns are made then, and the journal has no run."""
    prepare = GooglePlace.prepare

    async def cut_off(place: GooglePlace, *arguments: Any) -> None:
        await prepare(place, *arguments)
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(GooglePlace, "prepare", cut_off)
        with pytest.raises(ZeroDivisionError):
            await desk.run(FakePipeline(_done), **job)


async def test_an_id_that_fell_into_a_row_of_others_makes_nobody_another_company(desk: OnlineDesk) -> None:
    stop = asyncio.Event()

    async def stops(company: Company, hints: Hints) -> Outcome:
        stop.set()
        await asyncio.Event().wait()
        return DONE

    first = await desk.run(FakePipeline(stops), stop=stop)
    ids = desk.column("Record ID")
    # somebody sorted just when they were written, and the process ended before it looked again
    place = desk.google.values(desk.sheet, "Companies")[0].index("Record ID")
    for row, record_id in enumerate(reversed(ids), start=1):
        desk.google.change(desk.sheet, partial(_enter, row=row, column=place, text=record_id))
    sent = {Tab.COMPANIES.value: {"record_id": {each: [each] for each in ids}}}
    with Journal.open(desk.journal) as journal:
        journal.write(lambda ledger: ledger.note_sent(sink_key(desk.url, "Companies"), sent))
    pipeline = FakePipeline(_done)
    report = await desk.run(pipeline)
    assert (report.finished, report.run.id) == (True, first.run.id)
    assert sorted(name for name, _ in pipeline.seen) == ["Ada", "Bob"]
    assert desk.column("Record ID") == ids
    with Journal.open_reader(desk.journal) as journal, journal.read() as reader:
        assert [(record_id, cells[0]) for record_id, cells in reader.source_rows(report.run.id)] == list(
            zip(ids, ["Ada", "Bob"], strict=True)
        )


def _enter(book: Book, row: int, column: int, text: str | None, tab: str = "Companies") -> None:
    book.tab(tab).enter(row, column, text)


def _take_away(book: Book, column: int, tab: str) -> None:
    """Delete a column."""
    of = book.tab(tab)
    for row in range(of.used.bottom):
        for at in range(column, of.used.right):
            of.put(row, at, of.cell(row, at + 1))


@pytest.mark.parametrize("most_cells", [pytest.param(100_000, id="whole"), pytest.param(1, id="in parts")])
async def test_what_people_wrote_meanwhile_stays_and_a_blank_status_asks_again(
    desk: OnlineDesk, most_cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("theodore.batch.google_place.take_online", partial(take_online, most_cells=most_cells))
    await desk.run(FakePipeline(_done))
    head = desk.google.values(desk.sheet, "Companies")[0]
    status, stage = head.index("Status"), head.index("Company Stage")

    def by_hand(book: Book) -> None:
        tab = book.tab("Companies")
        tab.enter(1, status, None)
        tab.enter(2, stage, "our words")

    desk.google.change(desk.sheet, by_hand)
    what = Job(desk.source(), in_place=True, fresh_for_s=86_400.0)
    told = await preview_of(what, desk.journal, Outlook(now=time.time()))
    assert (told.to_do, told.fresh) == (1, 1)
    desk.notes.notices.clear()
    pipeline = FakePipeline(_done)
    report = await desk.run(pipeline, fresh_for_s=86_400.0)
    assert report.finished
    assert [name for name, _ in pipeline.seen] == ["Ada"]
    assert desk.column("Company Stage")[1] == "our words"
    assert desk.column("Status") == ["completed", "completed"]
    assert (
        "Leads: cells that you changed: 1, which are kept as they are; rows that you asked for again: 1."
        in desk.notes.notices
    )
    with Journal.open_reader(desk.journal) as journal, journal.read() as reader:
        pins = reader.pins(sink_key(desk.url, "Companies"))
    assert [name for (tab, _), of_row in pins.items() if tab is Tab.COMPANIES for name in of_row] == ["company_stage"]


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        pytest.param(("Status",), ["completed", "completed"], id="the status alone"),
        pytest.param(("Official Name", "Status", "Record ID"), ["completed", "completed"], id="some of each kind"),
        pytest.param((), ["completed", "completed"], id="all of them"),
    ],
)
async def test_columns_that_somebody_took_away_are_filled_anew(
    desk: OnlineDesk, taken: tuple[str, ...], left: list[str]
) -> None:
    await desk.run(FakePipeline(_done))

    def by_hand(book: Book) -> None:
        tab, head = book.tab("Companies"), desk.google.values(desk.sheet, "Companies")[0]
        gone = [at for at, header in enumerate(head) if header in taken or (not taken and at >= 2)]
        for row in range(3):
            kept = [cell for at, cell in enumerate(tab.rows[row]) if at not in gone]
            tab.rows[row] = tuple(kept)
        if not taken:
            book.tabs.remove(book.tab("Details"))

    before = desk.google.values(desk.sheet, "Companies")
    desk.google.change(desk.sheet, by_hand)
    desk.notes.notices.clear()
    pipeline = FakePipeline(_done)
    assert (await desk.run(pipeline, fresh_for_s=86_400.0)).finished
    assert pipeline.seen == []
    after = desk.google.values(desk.sheet, "Companies")
    assert sorted(after[0]) == sorted(before[0])
    assert desk.column("Status") == left
    assert desk.column("Official Name", "Details") == ["Acme", "Acme"]
    assert not any("cells that you changed" in told for told in desk.notes.notices)


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.RESET_BEFORE, Fault.ERROR_503, Fault.TRUNCATED])
async def test_a_sheet_whose_making_was_cut_off_is_made_once(desk: OnlineDesk, fault: Fault) -> None:
    desk.google.strike(fault, kind=Kind.WRITE)
    report = await desk.run(FakePipeline(_done))
    assert report.finished
    head = desk.google.values(desk.sheet, "Companies")[0]
    assert len(head) == len(set(head))
    assert desk.google.tabs(desk.sheet) == ["Companies", "Details"]


async def test_a_column_that_somebody_inserts_meanwhile_is_not_written_over(
    desk: OnlineDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table was read, and before anything is made a column of theirs moves to where ours were to be."""
    whole = GooglePlace.prepare

    async def prepare(place: GooglePlace, *arguments: Any) -> None:
        desk.google.change(desk.sheet, by_hand)
        await whole(place, *arguments)

    def by_hand(book: Book) -> None:
        tab = book.tab("Companies")
        tab.rows = [(cells[0], Cell(), *cells[1:]) for cells in tab.rows]
        tab.enter(0, 1, "City")

    monkeypatch.setattr(GooglePlace, "prepare", prepare)
    assert (await desk.run(FakePipeline(_done))).finished
    found = desk.google.values(desk.sheet, "Companies")
    expected = [["Company", "City", "Website"], ["Ada", "", "ada.test"], ["Bob", "", "bob.test"]]
    assert [row[:3] for row in found] == expected
    assert desk.column("Status") == ["completed", "completed"]


@pytest.mark.parametrize("taken_away", ["the sheet", "the access", "the tab"])
async def test_a_sheet_that_is_gone_midway_costs_no_company(desk: OnlineDesk, taken_away: str) -> None:
    async def gone(company: Company, hints: Hints) -> Outcome:
        if company.name == "Ada" and taken_away == "the sheet":
            desk.google.remove(desk.sheet)
        elif company.name == "Ada" and taken_away == "the access":
            desk.google.share(desk.sheet, "robot@emulator.test", None)
        elif company.name == "Ada":
            desk.google.change(desk.sheet, lambda book: book.tabs.remove(book.tab("Companies")))
        return DONE

    pipeline = FakePipeline(gone)
    with pytest.raises(SinkUnavailable, match=rf"^{desk.url}: .* The results are in the journal: .theodore deliver"):
        await desk.run(pipeline)
    assert sorted(name for name, _ in pipeline.seen) == ["Ada", "Bob"]
    (run,) = desk.runs()
    assert run.state == "interrupted"
    with Journal.open_reader(desk.journal) as journal, journal.read() as reader:
        assert reader.counts(run.id) == {State.COMPLETED: 2}


@pytest.mark.parametrize(
    "call",
    [pytest.param("spreadsheet", id="before it is read"), pytest.param("update", id="before it is made ready")],
)
async def test_a_silent_google_is_not_waited_for_once_the_run_is_stopped(
    desk: OnlineDesk, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, pipeline, whole = asyncio.Event(), FakePipeline(_done), getattr(SheetsApi, call)
    with ExitStack() as silence:

        async def called(*arguments: Any, **more: Any) -> Any:
            silence.enter_context(desk.google.down(Fault.SILENCE_BEFORE))
            stop.set()
            return await whole(*arguments, **more)

        monkeypatch.setattr(SheetsApi, call, called)
        with pytest.raises(KeyboardInterrupt):
            await desk.run(pipeline, stop=stop)
    assert (pipeline.seen, list(desk.runs())) == ([], [])


async def test_columns_of_a_persons_choice_are_known_again(desk: OnlineDesk) -> None:
    for _ in range(2):
        assert (await desk.run(FakePipeline(_done), fields=("emails", "official_name"))).finished
    head = ["Company", "Website", "Emails", "Official Name", "Status", "Record ID"]
    assert desk.google.values(desk.sheet, "Companies")[0] == head
    assert desk.column("Official Name") == ["Acme", "Acme"]


async def test_a_sheet_that_lacks_nothing_is_not_visited_for_where_it_may_not_be_written(desk: OnlineDesk) -> None:
    await desk.run(FakePipeline(_done))
    desk.google.share(desk.sheet, "robot@emulator.test", "reader")
    pipeline = FakePipeline(_done)
    with pytest.raises(ConfigurationError, match="may not change it"):
        await desk.run(pipeline)
    assert pipeline.seen == []
    assert len(desk.runs()) == 1


async def test_two_runs_do_not_write_into_one_sheet(desk: OnlineDesk) -> None:
    desk.google.change(desk.sheet, lambda book: book.tabs.append(_sold(book)))
    words = "this program is writing the results of another run to it. Wait until that has ended, or stop that run."

    async def meanwhile(company: Company, hints: Hints) -> Outcome:
        with pytest.raises(ConfigurationError) as refused:
            await desk.run(FakePipeline(_done), tab="Sold")
        assert str(refused.value) == f"{desk.url}: {words}"
        return DONE

    assert (await desk.run(FakePipeline(meanwhile), tab="Companies")).finished
    assert desk.column("Error Notes") == ["", ""]


def _sold(book: Book) -> Any:
    tab = book.tab("Companies").copy()
    tab.gid, tab.title = 77, "Sold"
    return tab


async def test_a_run_goes_on_without_google_and_is_delivered_later(desk: OnlineDesk) -> None:
    with ExitStack() as outage:

        async def cut_off(company: Company, hints: Hints) -> Outcome:
            if not outage_begun:
                outage_begun.append(True)
                outage.enter_context(desk.google.down())
            return DONE

        outage_begun: list[bool] = []
        with pytest.raises(SinkUnavailable, match="theodore deliver"):
            await desk.run(FakePipeline(cut_off), source=desk.source(give_up_after_s=3.0))
        (run,) = desk.runs()
        assert run.state == "interrupted"
        with pytest.raises(SinkUnavailable, match="in the journal"):
            await catch_up(desk.journal, run.id, access_to(desk.google, desk.folder, give_up_after_s=0.3), _unheard)
    ended = await catch_up(desk.journal, run.id, access_to(desk.google, desk.folder), _unheard)
    assert (ended.run.state, ended.sheet, ended.before) == ("finished", desk.url, None)
    assert desk.column("Status") == ["completed", "completed"]
    # all is done: the same command begins another run
    assert (await desk.run(FakePipeline(_done))).run.id != run.id


async def test_a_run_whose_sheet_shows_a_later_one_is_not_delivered(desk: OnlineDesk) -> None:
    first = await desk.run(FakePipeline(_done))
    second = await desk.run(FakePipeline(_done))
    with pytest.raises(ConfigurationError, match=f"shows the later run {second.run.id}"):
        await catch_up(desk.journal, first.run.id, access_to(desk.google, desk.folder), _unheard)


@pytest.mark.parametrize("title", ["Companies", "2"])
async def test_a_run_whose_tab_was_renamed_is_delivered_nowhere_else(title: str, desk: OnlineDesk) -> None:
    desk.google.change(desk.sheet, lambda book: book.tabs.append(_sold(book)))
    desk.google.change(desk.sheet, lambda book: setattr(book.tabs[0], "title", title))
    ended = await desk.run(FakePipeline(_done), tab=title)
    desk.google.change(desk.sheet, lambda book: setattr(book.tabs[0], "title", "Leads"))
    before = {tab: desk.google.values(desk.sheet, tab) for tab in desk.google.tabs(desk.sheet)}
    with pytest.raises(SourceError) as refused:
        await catch_up(desk.journal, ended.run.id, access_to(desk.google, desk.folder), _unheard)
    assert f"the tab '{title}' is gone, or has another name now (found: Leads, " in str(refused.value)
    assert "--tab" not in str(refused.value)
    assert {tab: desk.google.values(desk.sheet, tab) for tab in desk.google.tabs(desk.sheet)} == before
    desk.google.change(desk.sheet, lambda book: setattr(book.tabs[0], "title", title))
    again = await catch_up(desk.journal, ended.run.id, access_to(desk.google, desk.folder), _unheard)
    assert again.run.state == "finished"


async def test_a_dry_run_reads_alone(desk: OnlineDesk) -> None:
    told = await preview_of(Job(desk.source(), in_place=True), desk.journal, Outlook(now=0.0))
    assert (told.called, told.source, told.sink, told.rows) == ("Leads", desk.url, desk.url, 2)
    assert (told.replaces, told.losses, told.in_place) == ((), (), True)
    assert {call.kind for call in desk.google.calls} == {"read", "token"}
    assert not desk.journal.exists()


def _unheard(_: str) -> None: ...


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ID, id="the id alone"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{ID}/edit?usp=sharing#gid=7", id="as a browser shows it"),
        pytest.param(f"https://docs.google.com/spreadsheets/u/0/d/{ID}/edit", id="of a second account"),
        pytest.param(f"docs.google.com/spreadsheets/d/{ID}", id="without https"),
        pytest.param(f" {ID}\n", id="with blanks around it"),
    ],
)
def test_a_sheet_has_one_name_whatever_it_is_called(text: str) -> None:
    found = google_sheet(text, GoogleAccess())
    assert found is not None
    assert str(found) == f"https://docs.google.com/spreadsheets/d/{ID}"


@pytest.mark.parametrize("text", ["leads.csv", "leads", "./1AbC/leads.xlsx", "", "-", "/dev/stdin", "C:leads.csv"])
def test_a_path_is_no_sheet(text: str) -> None:
    assert google_sheet(text, GoogleAccess()) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(
            "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml", "a published copy", id="published as a page"
        ),
        pytest.param(
            "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pub?output=csv", "a published copy", id="as CSV"
        ),
        pytest.param(
            f"https://docs.google.com/spreadsheets/d/{ID}/export?format=csv",
            f"Give the sheet's own: https://docs.google.com/spreadsheets/d/{ID}",
            id="a download",
        ),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{ID}/gviz/tq?x", "gives a copy", id="a query"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{ID}/copy", "gives a copy", id="a template"),
        pytest.param(f"https://docs.google.com/document/d/{ID}/edit", "not that of a Google Sheet", id="a document"),
        pytest.param(f"https://drive.google.com/drive/folders/{ID}", "not that of a Google Sheet", id="a folder"),
        pytest.param("https://docs.google.com/spreadsheets/u/0/", "not that of a Google Sheet", id="the list of all"),
        pytest.param("https://example.com/leads.csv", "not that of a Google Sheet", id="a file on the web"),
        pytest.param("www.acme.com", "not that of a Google Sheet", id="a website"),
        pytest.param("s3://bucket/leads.csv", "not that of a Google Sheet", id="another scheme"),
    ],
)
def test_another_address_is_refused_with_the_way_out(text: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=r"\. (Open|Give) ") as refused:
        google_sheet(text, GoogleAccess())
    assert str(refused.value).startswith(f"{text}: ")
    assert words in str(refused.value)
