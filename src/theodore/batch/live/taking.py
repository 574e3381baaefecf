"""What people did in a Google Sheet since it was written last, found before a run begins."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial

from theodore.batch.edits import Taken, Words, note_edits, sharing_details, words_in
from theodore.batch.live.judge import Judged, judged, with_words
from theodore.batch.live.lately import Lately, unsure_ids
from theodore.batch.live.look import Looker
from theodore.batch.live.wanted import shown_rows
from theodore.batch.written import Pins
from theodore.model.fields import Tab
from theodore.sheets.canonical import digest
from theodore.sheets.google.seen import Seen
from theodore.sheets.writing.edits import STATUS, SheetRow
from theodore.store.cells import Sent, States, Written
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger
from theodore.store.rows import chunks

#: Cells of ours above which a sheet is read in parts, and the rows of one.
_MOST_CELLS = 100_000
_ROWS_OF_A_PART = 2_000

_Known = list[tuple[SheetRow, States]]


async def take_online(looker: Looker, journal: Journal, sink: str, *, most_cells: int = _MOST_CELLS) -> Taken:
    """Find it and note it. sink: its name in the journal.

    Raises GoogleFailed, and SheetLost where its rows cannot be told any more.
    """
    with journal.read() as reader:
        if not reader.is_known_sink(sink):
            return Taken()
        sent, words = reader.sent(sink), words_in(reader, sink)
    lately, unsure = Lately(sent, now=time.monotonic()), unsure_ids(sent)
    known: _Known = []
    async for seen in _parts(looker, most_cells):
        # what is not seen in its row yet may stand beside another company's words; the run finds its place first
        differing = await asyncio.to_thread(_differing, journal, sink, seen, lately, words)
        known += [pair for pair in differing if pair[0].tab is Tab.DETAILS or pair[0].record_id not in unsure]
    # of all parts together: a column that was sorted by itself is known by all that moved in it
    found = judged(known, lately)
    if found.edits or found.again:
        await asyncio.to_thread(_note, journal, sink, known, found)
    return Taken(len(found.edits), len(found.again))


def _note(journal: Journal, sink: str, known: _Known, found: Judged) -> None:
    """Note what people did, and that it stands there: the run's own looks are not to find it once more."""
    note_edits(journal, sink, found.edits, found.again)
    told = {(edit.tab, edit.record_id) for edit in found.edits} | {(Tab.COMPANIES, each) for each in found.again}
    for rows in chunks(row for row, _ in known if (row.tab, row.record_id) in told):

        def work(ledger: Ledger, rows: list[SheetRow] = rows) -> None:
            for tab in Tab:
                ledger.record_cells(sink, tab, [_as_people_left_it(row, found) for row in rows if row.tab is tab])

        journal.write(work)


def _as_people_left_it(row: SheetRow, found: Judged) -> Written:
    """A row with their words, and what was written of it before; what else stands there may be another row's."""
    state = dict(found.changed[row.tab, row.record_id])
    if row.tab is Tab.COMPANIES and row.record_id in found.again:
        state[STATUS] = digest(row.texts[STATUS])
    # without a mark: whatever is to stand there is noted anew before it is written
    return Written(row.record_id, "", {name: found for name, found in state.items() if found})


def forget_columns(journal: Journal, sink: str, columns: Mapping[Tab, Collection[str]]) -> None:
    """Note that these columns hold nothing, for they are about to be made anew: nobody emptied their cells. Blocks.

    Nor those with a word of a person's, which comes back: until it does, the blank there is one that we brought. And
    nobody did in the rows of other tabs of companies, which stand on the same tab Details. sink: its name in the
    journal. columns: fields, by tab.
    """
    with journal.read() as reader:
        others = sharing_details(reader, sink)
    _forget(journal, sink, columns)
    for other in others:
        _forget(journal, other, {Tab.DETAILS: columns.get(Tab.DETAILS, ())})


def _forget(journal: Journal, sink: str, columns: Mapping[Tab, Collection[str]]) -> None:
    with journal.read() as reader:
        sent = reader.sent(sink)
        blanks = _with_blanks(sent, reader.pins(sink), columns)
    if blanks != sent:
        journal.write(lambda ledger: ledger.note_sent(sink, blanks))
    for tab, fields in columns.items():
        if fields:
            with journal.read() as reader:
                noted = reader.noted_rows(sink, tab)
            for ids in chunks(noted):
                journal.write(partial(Ledger.blank_cells, sink=sink, tab=tab, record_ids=ids, fields=fields))


def _with_blanks(sent: Sent, pins: Pins, columns: Mapping[Tab, Collection[str]]) -> Sent:
    """What is on its way, with the blanks that stand in these columns where people's words stood."""
    found = {tab: {name: dict(digests) for name, digests in fields.items()} for tab, fields in sent.items()}
    for (tab, record_id), texts in pins.items():
        for name in texts.keys() & set(columns.get(tab, ())):
            if texts[name].strip():
                of_field = found.setdefault(tab.value, {}).setdefault(name, {})
                of_field[""] = sorted({*of_field.get("", ()), record_id})
    return found


async def _parts(looker: Looker, most_cells: int) -> AsyncIterator[Seen]:
    """The whole sheet, in parts where it is large."""
    where = await looker.look(fields={STATUS})
    columns = sum(len(place.ours) for place in looker.places)
    if max(len(tab.rows) for tab in where.tabs.values()) * columns <= most_cells:
        yield await looker.look()
        return
    for record_ids in chunks(where.companies.rows, _ROWS_OF_A_PART):
        rows = {tab: [found[each] for each in record_ids if each in found] for tab, found in _rows(where)}
        seen, wanted = await looker.look(rows=rows), set(record_ids)
        # a read takes in what stands between the rows as well
        yield Seen(
            {
                tab: replace(there, rows={each: row for each, row in there.rows.items() if each in wanted})
                for tab, there in seen.tabs.items()
            }
        )


def _rows(seen: Seen) -> Iterator[tuple[Tab, dict[str, int]]]:
    for tab, there in seen.tabs.items():
        yield tab, dict(there.rows)


def _differing(journal: Journal, sink: str, seen: Seen, lately: Lately, words: Words) -> _Known:
    """The rows that do not show what was last written of them, each with what was, the newest first.

    words: of people's in this sink.
    """
    kept: _Known = []
    with journal.read() as reader:
        besides = {Tab.COMPANIES: [], Tab.DETAILS: sharing_details(reader, sink)}
    for there in seen.tabs.values():
        tab = there.place.tab
        for rows in chunks(shown_rows(there)):
            with journal.read() as reader:
                states = reader.cells(sink, tab, [row.record_id for row in rows], besides[tab])
            pairs = (
                (row, with_words(states.get(row.record_id, []), words.get((tab, row.record_id), {}))) for row in rows
            )
            kept += [pair for pair in pairs if judged([pair], lately).changed]
    return kept
