"""What is asked for, as a Google Sheets over HTTP does it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from tests.farm.sheets.caller import Caller
from tests.sheets.google.payloads import PAYLOADS
from theodore.farm.sheets import ROBOT, Emulator, Formula
from theodore.model.errors import SourceError
from theodore.model.fields import Tab, catalogue
from theodore.sheets.cells import SHEETS_LIMIT
from theodore.sheets.columns import LINK, companies_columns, details_fields
from theodore.sheets.google.book import BOOK_FIELDS, Book, Top, find_tab, read_book, top_ranges, whole_range
from theodore.sheets.google.ids import Ids, SheetContent, contents, known_row, place_ids
from theodore.sheets.google.places import find_columns
from theodore.sheets.google.ranges import Area
from theodore.sheets.google.seen import Moved, Seen, look_at, see
from theodore.sheets.google.structure import Structure, new_tab, proof, structure
from theodore.sheets.google.table import MARK_FIELDS, GoogleTable, read_hidden, read_links, read_table
from theodore.sheets.google.writes import Change, batches

Rows = list[list[Any]]

_C, _D = Tab.COMPANIES, Tab.DETAILS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A spreadsheet of the emulator, as a caller sees it."""

    google: Emulator
    caller: Caller
    id: str

    def book(self) -> Book:
        answer = self.caller.ask("GET", f"/{self.id}", query={"fields": BOOK_FIELDS})
        assert answer.status == 200, answer
        return read_book(answer.body)

    def read(self, ranges: Iterable[str], render: str = "UNFORMATTED_VALUE") -> list[Rows]:
        query = {"ranges": list(ranges), "valueRenderOption": render}
        answer = self.caller.ask("GET", f"/{self.id}/values:batchGet", query=query)
        assert answer.status == 200, answer
        return [each.get("values", []) for each in answer.body["valueRanges"]]

    def tops(self, book: Book) -> dict[int, Top]:
        wanted = top_ranges(book)
        return dict(zip(wanted, self.read(wanted.values(), "FORMATTED_VALUE"), strict=True))

    def table(self, *, marked: bool = False) -> GoogleTable:
        book = self.book()
        tab = find_tab(book, tops=self.tops(book))
        (rows,) = self.read([whole_range(tab)], "FORMATTED_VALUE")
        table = read_table(book, tab, rows)
        if not marked:
            return table
        query = {"ranges": table.mark_ranges, "fields": MARK_FIELDS, "includeGridData": "true"}
        answer = self.caller.ask("GET", f"/{self.id}", query=query)
        assert answer.status == 200, answer
        return read_table(book, tab, rows, None, read_links(answer.body), read_hidden(answer.body))

    def structure(self) -> Structure:
        book, table = self.book(), self.table()
        columns = companies_columns(table.columns, links=True)
        return structure(book, self.tops(book), table, columns, details_fields())

    def send(self, requests: Sequence[Mapping[str, Any]]) -> None:
        if requests:
            answer = self.caller.update(self.id, *requests)
            assert answer.status == 200, answer

    def ready(self) -> Structure:
        made = self.structure()
        self.send(made.requests)
        return made

    def see(self, made: Structure) -> Seen:
        look = look_at(made.places)
        found = see(look, self.read(look.ranges))
        if isinstance(found, Moved):
            look = look_at(found.places)
            found = see(look, self.read(look.ranges))
        assert isinstance(found, Seen), found
        return found

    def write(self, made: Structure, changes: Iterable[Change]) -> None:
        for batch in batches(self.see(made), changes):
            self.send(batch.requests)

    def values(self, tab: str = "Companies") -> Rows:
        return self.google.values(self.id, tab)


@pytest.fixture
def sheet(google: Emulator, caller: Caller) -> Sheet:
    companies = [
        ["Company", "Website", "Notes"],
        ["Acme", "acme.test", "=1+1"],
        ["Bolt", "bolt.test", "007"],
        ["Cog", "cog.test"],
    ]
    return Sheet(google, caller, google.add_book({"Companies": companies}, shared={ROBOT: "writer"}))


_IDS = [Change(_C, each, "record_id", each, row=row) for row, each in enumerate("abc", start=1)]


def test_what_lacks_is_made_and_the_second_time_nothing_lacks(sheet: Sheet) -> None:
    before = sheet.values()
    made = sheet.ready()
    after = sheet.values()
    assert [row[:3] for row in after] == before
    assert after[0][3:] == list(made.companies.headers.values())
    assert sheet.values("Details") == [[field.header for field in details_fields()]]
    assert sheet.structure().requests == []
    book = sheet.book()
    companies, details = book.tabs
    assert (companies.frozen_rows, companies.frozen_columns, companies.has_filter) == (1, 1, True)
    assert (details.frozen_rows, details.frozen_columns, details.has_filter) == (1, 1, True)
    assert len(companies.rules) == 4
    again = sheet.structure()
    assert again.companies == made.companies
    assert again.details == made.details


_MERGED = [["", "Contact", ""], ["Company", "Website", "Mail"], ["Acme", "acme.test", "a@acme.test"]]


@pytest.mark.parametrize(
    ("tabs", "merges", "locale"),
    [
        pytest.param({'Bob\'s "leads"': [["URL"], ["acme.test"]]}, [], "en_US", id="a title with quotes, no name"),
        pytest.param({"A1": [["Company", "Website"], ["Acme", "acme.test"]]}, [], "de_DE", id="a title like a cell"),
        pytest.param({"T": [["Leads"], [], ["Website"], ["acme.test"]]}, [], "fr_FR", id="a title above the header"),
        pytest.param({"T": _MERGED}, [(0, 1, 1, 3)], "sv_SE", id="a header of two rows"),
        pytest.param(
            {"T": [["Firma", "Webseite", "Ort"], ["Acme", "acme.test", "Bonn"], ["", "", "Rom"]]},
            [(1, 0, 3, 1), (1, 1, 3, 2)],
            "de_DE",
            id="companies of two rows",
        ),
        pytest.param(
            {"T": [["Company", "Website"], ["Acme", "acme.test", "", "", "", "a note"]]}, [], "en_US", id="notes aside"
        ),
        pytest.param(
            {"Details": [["my notes"]], "Companies": [["Company", "Website", "Status"], ["Acme", "acme.test", "hot"]]},
            [],
            "en_US",
            id="tabs and headers like ours",
        ),
    ],
)
def test_a_table_of_any_kind_is_made_ready_once_and_stays_as_it_was(
    google: Emulator,
    caller: Caller,
    tabs: Mapping[str, Rows],
    merges: Sequence[tuple[int, int, int, int]],
    locale: str,
) -> None:
    sheet = Sheet(google, caller, google.add_book(tabs, shared={ROBOT: "writer"}, locale=locale))
    title = list(tabs)[-1]
    gid = next(tab.gid for tab in sheet.book().tabs if tab.title == title)
    grid = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": 6, "endIndex": 26}
    sheet.send([{"deleteDimension": {"range": grid}}])
    for merge in merges:
        sheet.send([{"mergeCells": {"range": Area(*merge).grid_range(gid), "mergeType": "MERGE_ALL"}}])
    before = {tab: google.values(sheet.id, tab) for tab in tabs}
    table = sheet.table()
    known = list(table.rows())
    made = sheet.ready()
    assert sheet.structure().requests == []
    columns = companies_columns(table.columns, links=True)
    rows = [
        known_row(each.company.record_id, each.cells, columns, table.places.name, table.places.website)
        for each in known
    ]
    (whole,) = sheet.read([whole_range(sheet.book().tabs[list(tabs).index(title)])], "FORMATTED_VALUE")
    ids = place_ids(contents(whole, made.companies), rows)
    assert ids.by_row == {each.number - 1: each.company.record_id for each in known}
    sheet.write(made, [Change(_C, text, "record_id", text, row=row) for row, text in ids.by_row.items()])
    first = known[0].company.record_id
    sheet.write(
        made, [Change(_D, first, "name", "Acme"), Change(_C, first, LINK, True), Change(_C, first, "status", "failed")]
    )
    assert _links(sheet, made, title)[first] == first
    assert sheet.structure().requests == []
    for tab, held in before.items():
        now = google.values(sheet.id, tab)
        assert [row[: len(was)] for row, was in zip(now, held, strict=True)] == held


def test_a_call_that_was_done_unseen_is_not_done_twice(sheet: Sheet) -> None:
    made = sheet.structure()
    sheet.send(made.requests)
    once = sheet.book()
    # Google refuses it whole, for the tab is there
    assert sheet.caller.update(sheet.id, *made.requests).status == 400
    assert sheet.book() == once


def _enter(book: Any, gid: int, row: int, column: int, text: str) -> None:
    book.grid(gid).enter(row, column, text)


def test_an_empty_spreadsheet_is_made_ready(google: Emulator, caller: Caller) -> None:
    sheet = Sheet(google, caller, google.add_book({"Sheet1": []}, shared={ROBOT: "writer"}))
    book = sheet.book()
    rows = [["Company", "Website"], ["Acme", "acme.test"]]
    table = read_table(book, new_tab(book, "Companies"), rows[:1], may_be_empty=True)
    made = structure(book, sheet.tops(book), table, companies_columns(table.columns, links=True), details_fields())
    sheet.send(made.requests)
    assert google.tabs(sheet.id) == ["Sheet1", "Companies", "Details"]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            google.change(sheet.id, partial(_enter, gid=made.companies.gid, row=row, column=column, text=text))
    assert sheet.values()[0][:3] == ["Company", "Website", "Industry"]
    assert sheet.structure().requests == []


def test_the_right_to_write_is_proven_without_a_change(sheet: Sheet, google: Emulator) -> None:
    made = sheet.ready()
    before = sheet.values()
    sheet.send([proof(made.companies)])
    assert sheet.values() == before
    google.share(sheet.id, ROBOT, "reader")
    assert sheet.caller.update(sheet.id, proof(made.companies)).status == 403


def test_results_stand_in_both_tabs_typed_and_linked(sheet: Sheet) -> None:
    made = sheet.ready()
    sheet.write(made, _IDS)
    sheet.write(
        made,
        [
            Change(_D, "b", "official_name", "=Bolt"),
            Change(_D, "b", "has_api", False),
            Change(_D, "b", "job_listings_count", 7),
            Change(_C, "b", "industry", "007"),
            Change(_C, "b", "field_coverage", 0.4567),
            Change(_C, "b", LINK, True),
            Change(_C, "b", "status", "completed"),
        ],
    )
    seen = sheet.see(made)
    texts = seen.companies.sheet_row("b").texts
    assert (texts["industry"], texts["field_coverage"], texts["status"]) == ("007", "0.457", "completed")
    assert seen.companies.text(2, LINK) == "Details"
    details = seen.details.sheet_row("b").texts
    assert (details["official_name"], details["has_api"], details["job_listings_count"]) == ("=Bolt", "FALSE", "7")
    (shown,) = sheet.read([whole_range(sheet.book().tabs[0])], "FORMATTED_VALUE")
    assert shown[2][made.companies.columns["field_coverage"]] == "46%"
    assert [row[:3] for row in sheet.values()][2] == ["Bolt", "bolt.test", "007"]


def test_payloads_in_every_field_stay_texts(google: Emulator, caller: Caller) -> None:
    rows = [["Company", "Website"], *([f"C{at}", f"c{at}.test"] for at in range(len(PAYLOADS)))]
    sheet = Sheet(google, caller, google.add_book({"Companies": rows}, shared={ROBOT: "writer"}))
    made = sheet.ready()
    sheet.write(made, [Change(_C, f"r{at}", "record_id", f"r{at}", row=at + 1) for at in range(len(PAYLOADS))])
    told = [(place.tab, name) for place in made.places for name in place.ours if name not in {"record_id", LINK}]
    said = {f"r{at}": payload for at, payload in enumerate(PAYLOADS)}
    sheet.write(made, [Change(tab, record_id, name, said[record_id]) for record_id in said for tab, name in told])
    seen = sheet.see(made)
    held = {tab: google.book(sheet.id).grid(place.place.gid) for tab, place in seen.tabs.items()}
    for record_id, payload in said.items():
        for tab, name in told:
            row, column = seen.tabs[tab].rows[record_id], seen.tabs[tab].place.columns[name]
            assert seen.tabs[tab].text(row, name) == payload
            # a text, and no formula that comes to it
            assert held[tab].cell(row, column).entered == payload


def test_a_text_as_long_as_a_cell_is_taken(sheet: Sheet) -> None:
    made = sheet.ready()
    sheet.write(made, _IDS)
    sheet.write(made, [Change(_D, "a", "ai_summary", "\N{GRINNING FACE}" * SHEETS_LIMIT)])
    held = sheet.see(made).details.text(1, "ai_summary")
    assert len(held.encode("utf-16-le")) // 2 <= SHEETS_LIMIT
    assert held.endswith("[...]")


def test_the_link_leads_right_wherever_its_row_goes(sheet: Sheet) -> None:
    made = sheet.ready()
    sheet.write(made, _IDS)
    for each in "cab":
        sheet.write(made, [Change(_D, each, "official_name", each), Change(_C, each, LINK, True)])
    assert _links(sheet, made) == {"a": "a", "b": "b", "c": "c"}
    _sort(sheet, made.companies.gid, 0, "DESCENDING")
    assert [row[0] for row in sheet.values()] == ["Company", "Cog", "Bolt", "Acme"]
    assert _links(sheet, made) == {"a": "a", "b": "b", "c": "c"}
    _sort(sheet, made.details.gid, made.details.columns["record_id"], "ASCENDING")
    assert _links(sheet, made) == {"a": "a", "b": "b", "c": "c"}
    # between the read and the write a person sorts: the link stands in another row, and leads to that one's details
    (batch,) = batches(sheet.see(made), [Change(_C, "a", LINK, True)])
    _sort(sheet, made.companies.gid, 0, "ASCENDING")
    sheet.send(batch.requests)
    assert _links(sheet, made) == {"a": "a", "b": "b", "c": "c"}


def _sort(sheet: Sheet, gid: int, column: int, order: str) -> None:
    area = {"sheetId": gid, "startRowIndex": 1}
    sheet.send([{"sortRange": {"range": area, "sortSpecs": [{"dimensionIndex": column, "sortOrder": order}]}}])


def _links(sheet: Sheet, made: Structure, title: str = "Companies") -> dict[str, str]:
    """By record id, whose details the link of its row leads to, where it has one."""
    seen = sheet.see(made)
    column = seen.companies.place.columns[LINK]
    fields = "sheets(data(startRow,rowData(values(hyperlink))))"
    query = {"ranges": [Area(0, column, None, column + 1).a1(title)], "fields": fields}
    answer = sheet.caller.ask("GET", f"/{sheet.id}", query=query)
    rows = answer.body["sheets"][0]["data"][0]["rowData"]
    found = {}
    for record_id, row in seen.companies.rows.items():
        start = f"#gid={made.details.gid}&range=A"
        cells = rows[row].get("values", []) if row < len(rows) else []
        link = cells[0].get("hyperlink") if cells else None
        if link is None:
            continue
        assert link.startswith(start)
        found[record_id] = seen.details.text(int(link.removeprefix(start)) - 1, "record_id")
    return found


def test_links_and_hidden_rows_are_read(google: Emulator, caller: Caller) -> None:
    link = Formula('=HYPERLINK("https://acme.test";"our site")')
    rows = [["Company", "Website"], ["Acme", link], ["Bolt", "bolt.test"]]
    sheet = Sheet(google, caller, google.add_book({"Leads": rows}, shared={ROBOT: "writer"}))
    hide = {"range": {"sheetId": sheet.book().tabs[0].gid, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}}
    hidden = {"properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    sheet.send([{"updateDimensionProperties": {**hide, **hidden}}])
    table = sheet.table(marked=True)
    assert [row.company.website for row in table.rows()] == ["https://acme.test", "bolt.test"]
    assert [notice.split(":")[0] for notice in table.notices] == [
        "Rows that are hidden",
        "Websites that are taken from the link behind their text",
    ]


def test_ids_come_to_their_companies_while_a_person_sorts(google: Emulator, caller: Caller) -> None:
    chance = random.Random(7)
    rows = [["Company", "Website"], *([f"C{n % 9}", f"c{n % 9}.test"] for n in range(30))]
    sheet = Sheet(google, caller, google.add_book({"Companies": rows}, shared={ROBOT: "writer"}))
    table = sheet.table()
    columns = companies_columns(table.columns, links=True)
    places = table.places
    known = [known_row(row.company.record_id, row.cells, columns, places.name, places.website) for row in table.rows()]
    of = {each.record_id: each.content.key for each in known}
    made = sheet.ready()
    unsure: set[str] = set()

    def held() -> list[SheetContent]:
        (whole,) = sheet.read([whole_range(sheet.book().tabs[0])], "FORMATTED_VALUE")
        found = find_columns(whole[:70], made.companies)
        assert found is not None
        return contents(whole, found.place)

    for turn in range(3):
        ids = place_ids(held(), known, unsure)
        unsure |= set(ids.by_row.values())
        changes = [Change(_C, text, "record_id", text, row=row) for row, text in ids.by_row.items()]
        calls = batches(sheet.see(made), changes)
        if turn < 2:
            # the way from the read to the write is long enough for a person
            _sort(sheet, made.companies.gid, chance.randrange(2), chance.choice(["ASCENDING", "DESCENDING"]))
        for batch in calls:
            sheet.send(batch.requests)
    rows_now = held()
    assert place_ids(rows_now, known, unsure) == Ids({}, ())
    assert {each.given for each in rows_now} == set(of)
    assert all(of[each.given] == each.content.key for each in rows_now)


def test_what_is_protected_is_told_before_it_is_tried(sheet: Sheet) -> None:
    gid = sheet.book().tabs[0].gid
    protected = {"range": {"sheetId": gid, "startColumnIndex": 2}, "editors": {"users": ["owner@acme.test"]}}

    def protect(book: Any) -> None:
        book.grid(gid).protected_ranges.append({"protectedRangeId": 1, **protected})

    sheet.google.change(sheet.id, protect)
    with pytest.raises(SourceError, match="is protected"):
        sheet.structure()


def test_every_field_of_the_catalogue_can_be_written(sheet: Sheet) -> None:
    made = sheet.ready()
    sheet.write(made, _IDS)
    values = {"bool": True, "int": 3, "float": 0.5}
    known = catalogue()
    changes = [
        Change(place.tab, "a", name, values.get(known[name].type, [f"some {name}"]))
        for place in made.places
        for name in place.ours
        if name not in {"record_id", LINK}
    ]
    sheet.write(made, changes)
    seen = sheet.see(made)
    for change in changes:
        tab = seen.tabs[change.tab]
        expected = {"bool": "TRUE", "int": "3", "float": "0.5"}.get(known[change.field].type, f"some {change.field}")
        assert tab.text(tab.rows["a"], change.field) == expected
