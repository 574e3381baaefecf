"""What a look at a sheet leads to: words of people's that are kept, and changes that put right what stands wrong.

Nothing is read from Google here and nothing sent; the journal is asked, and told, before anything is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from theodore.batch.edits import Sink, Words, note_edits, sharing_details, words_in
from theodore.batch.live.judge import Judged, RowPlace, is_result, judged, strays, with_words
from theodore.batch.live.lately import ColumnCell, Lately, SentCell
from theodore.batch.live.wanted import Differences, Wanted, with_link, with_link_text
from theodore.batch.written import Noting
from theodore.model.fields import Catalogue, Tab, catalogue
from theodore.sheets.canonical import digest
from theodore.sheets.cells import cell_text
from theodore.sheets.columns import LINK, shown_value, with_chosen
from theodore.sheets.google.cells import LINK_TEXT
from theodore.sheets.google.places import RECORD_ID
from theodore.sheets.google.seen import Seen, SeenTab
from theodore.sheets.google.writes import Change
from theodore.sheets.layout import Layout
from theodore.sheets.writing.edits import SheetRow
from theodore.store.cells import Digests, States
from theodore.store.journal import Journal
from theodore.store.records import Run
from theodore.store.rows import chunks


@dataclass(frozen=True, slots=True)
class Decided:
    """changes: what is to be written. right: rows that were looked up and stand as they should. disturbed: rows that
    were not looked up, and do not. cells, again: how many cells and rows were found to be a person's.
    """

    changes: list[Change] = field(default_factory=list)
    right: frozenset[str] = frozenset()
    disturbed: frozenset[str] = frozenset()
    cells: int = 0
    again: int = 0
    astray: frozenset[ColumnCell] = frozenset()


class Decider:
    """Decides for one run and its sheet. Its methods block, on the journal and for as long as many rows take."""

    def __init__(self, journal: Journal, run: Run, sink: Sink, layout: Layout) -> None:
        self._journal = journal
        self._run = run
        self._sink = sink
        self._layout = layout
        self._known: Catalogue = sink.known or catalogue()
        self._every = frozenset(each.name for each in self._known.fields)
        self._differences = Differences(self._known)
        self._detailed: set[str] = set()
        with journal.read() as reader:
            self._besides = {Tab.COMPANIES: [], Tab.DETAILS: sharing_details(reader, sink.key)}
        #: What was seen of each row last, by a number that stands for it; a row that shows the same was judged before.
        self._judged: dict[RowPlace, int] = {}
        #: What rows of nobody's show that hold nothing of ours, see `_looks`.
        self._clean: set[int] = set()
        #: What such a row shows of what was sent to others.
        self._astray: dict[RowPlace, frozenset[ColumnCell]] = {}

    def decide(
        self,
        seen: Seen,
        wanted: Collection[str],
        known: Collection[str],
        lately: Lately,
        details: Collection[str] | None = None,
    ) -> Decided:
        """What is to be done about what was seen.

        wanted: rows of the run to be looked up. known: all rows of the run. lately: what was sent and not seen yet.
        details: all rows of the tab Details, where not all of them were read.
        """
        found, disturbed = self._take_edits(seen, known, lately)
        disturbed |= self._vanished(seen.details.rows if details is None else details) & set(known)
        looked_up = {*wanted, *disturbed}
        strays = dict(self._strays(seen, known, lately))
        changes = [*strays, *self._changes(seen, looked_up, found.changed)]
        right = looked_up.difference(change.record_id for change in changes)
        return Decided(
            changes,
            frozenset(right),
            frozenset(disturbed - set(wanted)),
            len(found.edits),
            len(found.again),
            self._still_astray(right).union(strays.values()),
        )

    def _still_astray(self, right: Collection[str]) -> frozenset[ColumnCell]:
        """What stands where it is not to, by what was seen of each row last. right: rows that stand as they should."""
        for place in [place for place in self._astray if place[1] in right]:
            del self._astray[place]
        return frozenset(cell for cells in self._astray.values() for cell in cells)

    def _take_edits(self, seen: Seen, known: Collection[str], lately: Lately) -> tuple[Judged, set[str]]:
        """Note what people did; also the ids of rows that show something else than before, or than was written."""
        stirred: set[str] = set()
        rows = list(self._with_states(self._unjudged(seen, known, stirred), lately))
        found = judged(rows, lately)
        for row, _ in rows:
            self._astray.pop((row.tab, row.record_id), None)
        self._astray.update((place, cells) for place, cells in found.astray.items() if cells)
        if found.edits or found.again:
            note_edits(self._journal, self._sink.key, found.edits, found.again)
        stirred.update(record_id for _, record_id in found.changed)
        return found, stirred

    def _vanished(self, details: Collection[str]) -> set[str]:
        """The rows that were on the tab Details and are not any more: it is ours, and they are made anew."""
        gone = self._detailed.difference(details)
        self._detailed = set(details)
        return gone

    def _unjudged(self, seen: Seen, known: Collection[str], stirred: set[str]) -> Iterator[SheetRow]:
        """The rows that do not show what they showed when they were judged last, which are stirred, and new ones.

        Whether another row's value came there may not show in its digest: two times of one minute have the same.
        """
        for there in (seen.companies, seen.details):
            for record_id in there.rows:
                if record_id not in known:
                    continue
                row = with_link_text(there, there.sheet_row(record_id))
                place, shows = (row.tab, record_id), hash(tuple(row.texts.items()))
                was = self._judged.get(place)
                if was != shows:
                    self._judged[place] = shows
                    if was is not None:
                        stirred.add(record_id)
                    yield row

    def _with_states(self, rows: Iterable[SheetRow], lately: Lately) -> Iterator[tuple[SheetRow, States]]:
        words: Words = {}
        for chunk in chunks(rows):
            with self._journal.read() as reader:
                # all of them, and so once for all chunks
                words = words or words_in(reader, self._sink.key)
                for tab in Tab:
                    of_tab = [row for row in chunk if row.tab is tab]
                    ids = [row.record_id for row in of_tab]
                    states = reader.cells(self._sink.key, tab, ids, self._besides[tab])
                    for row in of_tab:
                        noted = states.get(row.record_id, [])
                        if noted:
                            yield row, with_words(noted, words.get((tab, row.record_id), {}))
                        else:
                            yield self._unwritten(row, lately), [{}]

    def _unwritten(self, row: SheetRow, lately: Lately) -> SheetRow:
        """A row of which nothing was noted yet, with those cells that are known to have been blank.

        None of one that bears a result already: it is a copy of another row, or some other program's.
        """
        if is_result(row, lately):
            return replace(row, texts={})
        headers = {name: self._known[name].header for name in row.texts} if row.tab is Tab.COMPANIES else {}
        # a run that is resumed reads the columns that it made itself among the user's
        theirs = {header.strip() for header in self._sink.own} - set(self._sink.ours)
        return replace(row, texts={name: row.texts[name] for name, header in headers.items() if header not in theirs})

    def _changes(self, seen: Seen, record_ids: Collection[str], stood: Mapping[RowPlace, Digests]) -> Iterator[Change]:
        """What differs of these rows, each noted in the journal before it is told."""
        there = [each for each in record_ids if each in seen.companies.rows or each in seen.details.rows]
        noting = Noting(self._journal, self._sink, self._every, stood, self._besides[Tab.DETAILS])
        with self._journal.read() as reader:
            found = reader.some_sheet_rows(self._run.id, there, self._known)
            shown = with_chosen(found, self._layout.fields, self._layout.ours, self._known)
            for row in noting.pass_on(map(with_link, shown)):
                yield from self._differences.of(Wanted(row, noting.kept(row)), seen)

    def _strays(self, seen: Seen, known: Collection[str], lately: Lately) -> Iterator[tuple[Change, ColumnCell]]:
        """What was sent to rows of ours and stands in others: each with the change that takes it away."""
        if not lately:
            return
        for there in (seen.companies, seen.details):
            foreign = [row for record_id, row in there.rows.items() if record_id not in known]
            rows = (_nobodys(there, number) for number in (*there.unnamed, *there.copies, *foreign))
            # what shows the same as when nothing of ours was there shows nothing of ours now
            for chunk in chunks(row for row in rows if _looks(row) not in self._clean):
                yield from self._strays_in(there.place.tab, chunk, lately)

    def _strays_in(self, tab: Tab, rows: Sequence[SheetRow], lately: Lately) -> Iterator[tuple[Change, ColumnCell]]:
        with self._journal.read() as reader:
            ids = [row.record_id for row in rows if row.record_id]
            states = reader.cells(self._sink.key, tab, ids, self._besides[tab])
        for row in rows:
            taken = strays(row, states.get(row.record_id, []), lately)
            if not taken:
                self._clean.add(_looks(row))
            elif tab is Tab.DETAILS and any(name != meant for name, (_, meant, _) in taken.items()):
                # a new row that came one column aside, its id too: on a tab of ours all of it is ours
                texts = {**row.texts, RECORD_ID: row.record_id}
                taken = {**{name: (tab, name, digest(text)) for name, text in texts.items() if text}, **taken}
            for name, cell in taken.items():
                yield Change(tab, "", name, None, row.number - 1), cell


def _nobodys(there: SeenTab, number: int) -> SheetRow:
    """A row that is none of the run's. number: from 0."""
    columns = {name: at for name, at in there.place.ours.items() if name not in {RECORD_ID, LINK}}
    texts = {name: there.text(number, name) for name in columns}
    record_id = there.text(number, RECORD_ID).strip()
    return with_link_text(there, SheetRow(there.place.tab, record_id, texts, "", number + 1, columns))


def _looks(row: SheetRow) -> int:
    """A number that stands for all that a row shows, wherever it stands."""
    return hash((row.tab, row.record_id, *row.texts.items()))


def sent_cells(changes: Iterable[Change], known: Catalogue) -> Iterator[SentCell]:
    """What these changes bring, as a read will show it; of ids, `Placing` knows."""
    for change in changes:
        if change.field != RECORD_ID:
            yield SentCell(change.tab, change.field, _digest(change, known), change.record_id)


def _digest(change: Change, known: Catalogue) -> str:
    if change.field == LINK:
        return digest(LINK_TEXT) if change.value else ""
    return digest(cell_text(shown_value(known[change.field], change.value)))
