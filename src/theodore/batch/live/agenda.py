"""Which rows of a run are to be looked up in its sheet: those that changed, and those not seen to be right yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import chain, islice

from theodore.store.journal import Journal


class Agenda:
    """The rows that are due: those that changed since the run began to be watched, then all others, from the top.

    seq: the event of the journal up to which changes are known. known: the record ids of the run, in its order.
    """

    def __init__(self, journal: Journal, run_id: str) -> None:
        self._journal = journal
        self._run_id = run_id
        self.seq = 0
        self.known: dict[str, None] = {}
        self._soon: dict[str, None] = {}
        self._later: dict[str, None] = {}
        #: Rows that a person took out of the sheet; they may come back.
        self._absent: set[str] = set()
        self._notes: dict[str, str] = {}

    @property
    def is_empty(self) -> bool:
        """Whether every row was seen to be as the journal had it when it was asked last."""
        return not self._soon and not self._later

    def learn(self) -> None:
        """Ask the journal what changed. Blocks."""
        with self._journal.read() as reader:
            changes, notes = reader.changes(self._run_id, self.seq), reader.under_way(self._run_id)
            if changes.record_ids is None:
                self.known = dict.fromkeys(record_id for record_id, _ in reader.source_rows(self._run_id))
                self._later = self.known.copy()
            else:
                self.come_up(changes.record_ids)
        self.come_up(record_id for record_id, note in notes.items() if self._notes.get(record_id) != note)
        self.seq, self._notes = changes.seq, notes

    def learn_all(self) -> None:
        """Look every row up once more."""
        self._later = self.known.copy()

    def due(self, most: int | None = None, besides: Collection[str] = ()) -> list[str]:
        """The next rows, at most so many. besides: rows that are due with them, and are to be seen once more."""
        first = [each for each in besides if each in self._soon or each in self._later]
        others = chain(self._soon, (each for each in self._later if each not in self._soon))
        return first + list(islice((each for each in others if each not in besides), most))

    def come_up(self, record_ids: Iterable[str]) -> None:
        """These rows are due as soon as may be."""
        self._soon.update((record_id, None) for record_id in record_ids if record_id in self.known)

    def settle(self, right: Collection[str], there: Collection[str]) -> None:
        """These rows were looked up and are right. there: rows that are in the sheet; one that is not is let be."""
        back = self._absent.intersection(there)
        for record_id in right:
            self._soon.pop(record_id, None)
            self._later.pop(record_id, None)
            if record_id not in there:
                self._absent.add(record_id)
        self._absent -= back
        self.come_up(back)
