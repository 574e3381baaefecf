"""Which Record ID belongs into which row, as long as the rows have none: told by what stands in them.

People sort, insert and delete between the read that opened a table and the write that brings the ids, and between that
write and the read after it. So no row is known by its number: it is known by the user's own cells, and a few twins of
the same name and website take their ids in their order, as `IdAssigner` gave them.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from theodore.sheets.columns import Column
from theodore.sheets.google.cells import is_link, value_text
from theodore.sheets.google.places import NAME, RECORD_ID, WEBSITE, TabPlace
from theodore.sheets.reading.records import cell


@dataclass(frozen=True, slots=True)
class Content:
    """What tells a company: the texts of its cells. own: of all columns of the user's, blanks at the end left out."""

    name: str
    website: str
    own: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """The name and the website, without blanks around them."""
        return self.name.strip(), self.website.strip()


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of the run. shown: the Record ID as its cell showed it; empty where it had none."""

    record_id: str
    content: Content
    shown: str = ""


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A row of the tab as it is now. row: from 0. given: what stands in its cell for the Record ID."""

    row: int
    given: str
    content: Content


@dataclass(frozen=True, slots=True)
class Ids:
    """What is to be written. by_row: the id of each row that lacks it or has another one's; empty to blank its cell.

    gone: rows of the run that are not on the tab any more. stands: the ids that stand in their row, and that row.
    """

    by_row: dict[int, str]
    gone: tuple[str, ...]
    stands: Mapping[str, int] = field(default_factory=dict, compare=False)


def known_row(
    record_id: str, cells: Sequence[str], columns: Sequence[Column], name: int | None, website: int | None
) -> KnownRow:
    """A row as the run has it.

    cells: those of the table when it was opened. columns: what they show, see `companies_columns`. name, website: their
    places, from 0.
    """
    theirs = {column.own for column in columns if column.field is None}
    own = (text for at, text in enumerate(cells) if at in theirs)
    ids = next((each.own for each in columns if each.field is not None and each.field.name == RECORD_ID), None)
    content = Content(cell(cells, name), cell(cells, website), _trimmed(own))
    return KnownRow(record_id, content, cell(cells, ids).strip())


def contents(rows: Sequence[Sequence[Any]], place: TabPlace) -> list[SheetContent]:
    """The rows below the header in which anything of the user's stands, or an id.

    rows: all of the tab, formatted, as they were when the table was opened. place: as it is in these very rows.
    """
    ours = set(place.ours.values())
    found = []
    for row, held in enumerate(rows[place.header_row + 1 :], start=place.header_row + 1):
        texts = [value_text(each) for each in held]
        own = _trimmed(text for at, text in enumerate(texts) if at not in ours)
        given = cell(texts, place.columns.get(RECORD_ID)).strip()
        if is_link(given):
            # it fell there from the column beside, while somebody took one out
            given = ""
        if given or any(text.strip() for text in own):
            name, website = (cell(texts, place.columns.get(each)) for each in (NAME, WEBSITE))
            found.append(SheetContent(row, given, Content(name, website, own)))
    return found


def place_ids(rows: Sequence[SheetContent], known: Sequence[KnownRow], unsure: Collection[str] = ()) -> Ids:
    """Which id must be written where.

    rows: from the top. known: the rows of the run, in its order. unsure: ids that were written just now, perhaps into
    rows that changed places meanwhile. Once those are confirmed, an id says more than what stands beside it: people
    rename companies.
    """
    return _placed(_as_held(rows, known, unsure), known, unsure)


def _placed(rows: Sequence[SheetContent], known: Sequence[KnownRow], unsure: Collection[str]) -> Ids:
    """The same, of rows with their ids as the cells hold them."""
    by_id, unsure = {each.record_id: each for each in known}, frozenset(unsure)
    kept = _kept(rows, by_id, unsure)
    # what a person wrote there themselves is no id of the run, and stays; that of a row that is gone may be astray
    ours = by_id.keys() | unsure
    free = [each for each in rows if not each.given or (each.given in ours and kept.get(each.given) != each.row)]
    left = [each for each in known if each.record_id not in kept]
    given: dict[int, str] = {}
    for tell in (_all_cells, _name_and_website):
        found = _paired(free, left, tell)
        given |= found
        ids = set(found.values())
        free = [each for each in free if each.row not in found]
        left = [each for each in left if each.record_id not in ids]
    lost = {each.record_id: each.content for each in left}
    edited = {each.given: each.row for each in free if each.given in unsure and _is_edited(each, lost)}
    wrong = {each.row: "" for each in free if each.given in unsure and edited.get(each.given) != each.row}
    gone = tuple(record_id for record_id in lost if record_id not in edited)
    return Ids(dict(sorted((given | wrong).items())), gone, kept | edited)


def ids_of(rows: Sequence[SheetContent], known: Sequence[KnownRow], unsure: Collection[str]) -> dict[int, str]:
    """The id of each row as it is to be, whatever stands in its cell; empty where one is to be made for it.

    Rows that are not told of are none of the run's, and have what stands there. The arguments are those of `place_ids`.
    """
    rows = _as_held(rows, known, unsure)
    found = _placed(rows, known, unsure)
    told = {row: record_id for record_id, row in found.stands.items()} | found.by_row
    ours = {each.record_id for each in known}.union(unsure)
    return told | {each.row: "" for each in rows if each.row not in told and each.given in ours}


def _as_held(
    rows: Sequence[SheetContent], known: Iterable[KnownRow], unsure: Collection[str]
) -> Sequence[SheetContent]:
    """The rows with their ids as the cells hold them: they are read as shown, and a number may be shown as 1,234."""
    held: dict[str, str] = {}
    ids: set[str] = set()
    for each in known:
        # of copies the first alone keeps the id
        held.setdefault(each.shown, each.record_id)
        ids.add(each.record_id)
    # nor does a copy that is formatted otherwise hold the id that was made for it, or one of an id that went astray
    otherwise = {shown: held[shown] for shown in held.keys() - ids - frozenset(unsure) if shown}
    return [replace(row, given=otherwise.get(row.given, row.given)) for row in rows] if otherwise else rows


def _kept(rows: Iterable[SheetContent], by_id: dict[str, KnownRow], unsure: frozenset[str]) -> dict[str, int]:
    """The ids that stand in their row, and that row: of several copies the one with the company's own cells."""
    holders: defaultdict[str, list[SheetContent]] = defaultdict(list)
    for each in rows:
        if each.given in by_id:
            holders[each.given].append(each)
    kept: dict[str, int] = {}
    for record_id, holding in holders.items():
        content = by_id[record_id].content
        # one that is unsure may stand beside a twin's name
        tells = (_all_cells,) if record_id in unsure else (_all_cells, _name_and_website)
        same = [each for tell in tells for each in holding if tell(each.content) == tell(content)]
        if same or record_id not in unsure:
            kept[record_id] = (same or holding)[0].row
    return kept


def _paired(
    rows: Iterable[SheetContent], known: Iterable[KnownRow], tell: Callable[[Content], Hashable | None]
) -> dict[int, str]:
    """For rows without an id of theirs the ids of the rows that are told by the same, each in their order."""
    waiting: defaultdict[Hashable, deque[str]] = defaultdict(deque)
    for each in known:
        if (told := tell(each.content)) is not None:
            waiting[told].append(each.record_id)
    found = {}
    for row in rows:
        if ids := waiting.get(tell(row.content)):
            found[row.row] = ids.popleft()
    return found


def _all_cells(content: Content) -> Hashable | None:
    return content.own if any(text.strip() for text in content.own) else None


def _name_and_website(content: Content) -> Hashable | None:
    return content.key if any(content.key) else None


def _is_edited(row: SheetContent, lost: Mapping[str, Content]) -> bool:
    """Whether a row that holds an id is its company after all, of which a person changed a cell just now.

    lost: the companies that no row is told to be.
    """
    was = lost.get(row.given)
    return was is not None and any(old and old == new for old, new in zip(was.key, row.content.key, strict=True))


def _trimmed(texts: Iterable[str]) -> tuple[str, ...]:
    held = list(texts)
    while held and not held[-1].strip():
        held.pop()
    return tuple(held)
