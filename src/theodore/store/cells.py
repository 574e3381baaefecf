"""What was written where, and what people made of it.

For each row and tab of a sink the digests of what was last written, and of a few states before that: a file may hold
any of them, where a run was killed between the note and the write, or where a person saved a copy that was opened some
writes ago. A state that is followed by another is kept as what differs, so that a record is as small as its changes.

A sink is named by its file and, where the source has tabs, by the tab: see batch/edits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from theodore.model.fields import Tab
from theodore.store.prepared import run_many
from theodore.store.schema import cells, sheets, upsert
from theodore.store.schema import pins as pins_table

#: Field to digest; a blank field is left out.
Digests = dict[str, str]
#: What a row was, the newest first.
States = list[Digests]

#: What was sent to a sink over the network, by tab, field and digest, "" for a blank: the rows that it is for.
Sent = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]

#: States before the last that are kept.
EARLIER = 6

_of_rows = (
    cells.c.sink == bindparam("sink"),
    cells.c.tab == bindparam("tab"),
    cells.c.record_id.in_(bindparam("ids", expanding=True)),
)
_MARKS = select(cells.c.record_id, cells.c.mark).where(*_of_rows)
_WRITTEN = select(cells.c.record_id, cells.c.written, cells.c.earlier).where(*_of_rows)

_NOTED = select(cells.c.record_id).where(cells.c.sink == bindparam("sink"), cells.c.tab == bindparam("tab"))
_ANY = select(cells.c.record_id).where(cells.c.sink == bindparam("sink")).limit(1)

_new = upsert(cells)
# record_cells -- The caller knows what was there before.
_RECORD = _new.on_conflict_do_update(
    index_elements=["sink", "tab", "record_id"],
    set_={name: getattr(_new.excluded, name) for name in ("mark", "written", "earlier")},
)

_PINS = select(pins_table).where(pins_table.c.sink == bindparam("sink"))
_ASKED = select(pins_table.c.record_id).where(
    pins_table.c.sink == bindparam("sink"), pins_table.c.tab == Tab.COMPANIES, pins_table.c.again
)
_of_row = (
    pins_table.c.sink == bindparam("of_sink"),
    pins_table.c.tab == bindparam("of_tab"),
    pins_table.c.record_id == bindparam("of_row"),
)
_PIN_OF = select(pins_table.c.pinned, pins_table.c.again).where(*_of_row)
_FORGET = delete(pins_table).where(*_of_row)
_new_pin = upsert(pins_table)
_PIN = _new_pin.on_conflict_do_update(
    index_elements=["sink", "tab", "record_id"],
    set_={"pinned": _new_pin.excluded.pinned, "again": _new_pin.excluded.again},
)
# take_up -- What else is pinned of the row stays.
_TAKE_UP = update(pins_table).where(*_of_row).values(again=False)

_STAMPS = select(sheets.c.stamps).where(sheets.c.sink == bindparam("sink"))
_new_stamp = upsert(sheets)
_STAMP = _new_stamp.on_conflict_do_update(index_elements=["sink"], set_={"stamps": _new_stamp.excluded.stamps})

_SENT = select(sheets.c.sent).where(sheets.c.sink == bindparam("sink"))
# note_sent -- What is known of the files of a sink that has any stays.
_NOTE_SENT = _new_stamp.on_conflict_do_update(index_elements=["sink"], set_={"sent": _new_stamp.excluded.sent})

_MADE = select(sheets.c.made).where(sheets.c.sink == bindparam("sink"))
_NOTE_MADE = _new_stamp.on_conflict_do_update(index_elements=["sink"], set_={"made": _new_stamp.excluded.made})


@dataclass(frozen=True, slots=True)
class Written:
    """What is written of a row.

    mark: a digest of the whole, which says whether anything changed. stood: the state that was seen there just now,
    which is kept however many others were noted since and never written; None where nobody looked.
    """

    record_id: str
    mark: str
    digests: Digests
    stood: Digests | None = None


def is_known(connection: Connection, sink: str) -> bool:
    """Whether anything was noted of this sink."""
    return connection.execute(_ANY, {"sink": sink}).first() is not None


def marks(connection: Connection, sink: str, tab: Tab, record_ids: Sequence[str]) -> dict[str, str]:
    """What was last written of these rows, each in one word."""
    found = connection.execute(_MARKS, {"sink": sink, "tab": tab, "ids": list(record_ids)})
    return {row.record_id: row.mark for row in found}


def states(
    connection: Connection, sink: str, tab: Tab, record_ids: Sequence[str], besides: Iterable[str] = ()
) -> dict[str, States]:
    """What was written of these rows, the newest first. besides: other sinks that write there; their states follow."""
    found: dict[str, States] = {}
    for each in (sink, *besides):
        for row in connection.execute(_WRITTEN, {"sink": each, "tab": tab, "ids": list(record_ids)}):
            found.setdefault(row.record_id, []).extend(_unfolded(row.written, row.earlier))
    return found


def begun(connection: Connection, beginning: str) -> list[str]:
    """The sinks of which more is known than rows, and whose names begin so."""
    # they are few, and a name may hold what LIKE has a meaning for
    known = connection.execute(select(sheets.c.sink).order_by(sheets.c.sink)).scalars()
    return [sink for sink in known if sink.startswith(beginning)]


def record(connection: Connection, sink: str, tab: Tab, written: Sequence[Written]) -> None:
    """Note what is about to be written of these rows."""
    before = states(connection, sink, tab, [row.record_id for row in written])
    run_many(connection, _RECORD, [_values(sink, tab, row, _before(row, before)) for row in written])


def noted(connection: Connection, sink: str, tab: Tab) -> list[str]:
    """The record ids of all rows of which anything was written there."""
    return list(connection.execute(_NOTED, {"sink": sink, "tab": tab}).scalars())


def blank(connection: Connection, sink: str, tab: Tab, record_ids: Sequence[str], fields: Collection[str]) -> None:
    """Note that these fields of these rows hold nothing now: their columns were taken away."""
    found = states(connection, sink, tab, record_ids)
    newest = {record_id: before[0] for record_id, before in found.items() if before}
    # without a mark: whatever comes there next is noted anew
    left = [
        Written(record_id, "", {name: digest for name, digest in now.items() if name not in fields})
        for record_id, now in newest.items()
        if not now.keys().isdisjoint(fields)
    ]
    record(connection, sink, tab, left)


def pins(connection: Connection, sink: str) -> dict[tuple[Tab, str], dict[str, str]]:
    """What people wrote, by tab and record id."""
    found = connection.execute(_PINS, {"sink": sink})
    return {(Tab(row.tab), row.record_id): row.pinned for row in found if row.pinned}


def asked_again(connection: Connection, sink: str) -> frozenset[str]:
    """The rows that people ask for again."""
    return frozenset(connection.execute(_ASKED, {"sink": sink}).scalars())


def pin(connection: Connection, sink: str, tab: Tab, record_id: str, pinned: Mapping[str, str], *, again: bool) -> None:
    """Add to what a person wrote into a row, or asks of it."""
    before = connection.execute(_PIN_OF, _key(sink, tab, record_id)).first()
    values = {
        "sink": sink,
        "tab": tab,
        "record_id": record_id,
        "pinned": {**(before.pinned if before else {}), **pinned},
        "again": again or bool(before and before.again),
    }
    connection.execute(_PIN, values)


def unpin(connection: Connection, sink: str, tab: Tab, record_id: str, fields: Iterable[str]) -> None:
    """Forget what a person wrote into these fields; a record that says nothing more goes."""
    before = connection.execute(_PIN_OF, _key(sink, tab, record_id)).first()
    if before is None:
        return
    gone = set(fields)
    left = {name: text for name, text in before.pinned.items() if name not in gone}
    if left or before.again:
        values = {"sink": sink, "tab": tab, "record_id": record_id, "pinned": left, "again": before.again}
        connection.execute(_PIN, values)
    else:
        connection.execute(_FORGET, _key(sink, tab, record_id))


def take_up(connection: Connection, sink: str, record_ids: Iterable[str]) -> None:
    """These rows are asked for no longer."""
    run_many(connection, _TAKE_UP, [_key(sink, Tab.COMPANIES, record_id) for record_id in record_ids])


def stamps(connection: Connection, sink: str) -> list[list[int]]:
    """The stamps that were noted last."""
    return list(connection.execute(_STAMPS, {"sink": sink}).scalar() or [])


def stamp(connection: Connection, sink: str, now: Sequence[Sequence[int]]) -> None:
    """Note these stamps."""
    connection.execute(_STAMP, {"sink": sink, "stamps": [list(one) for one in now]})


def sent(connection: Connection, sink: str) -> Sent:
    """What was on its way to the sink when that was noted last: it arrived, or landed elsewhere, or never left."""
    return dict(connection.execute(_SENT, {"sink": sink}).scalar() or {})


def note_sent(connection: Connection, sink: str, now: Sent) -> None:
    """Note what is on its way; nothing, where all is known to have arrived."""
    connection.execute(_NOTE_SENT, {"sink": sink, "stamps": [], "sent": now})


def made(connection: Connection, sink: str) -> tuple[str, ...]:
    """The headers of columns of ours there, as they were noted last."""
    return tuple(connection.execute(_MADE, {"sink": sink}).scalar() or ())


def note_made(connection: Connection, sink: str, headers: Sequence[str]) -> None:
    """Note the headers of columns of ours, those that are about to be made among them."""
    connection.execute(_NOTE_MADE, {"sink": sink, "stamps": [], "made": list(headers)})


def _key(sink: str, tab: Tab, record_id: str) -> dict[str, str]:
    return {"of_sink": sink, "of_tab": tab, "of_row": record_id}


def _values(sink: str, tab: Tab, row: Written, before: States) -> dict[str, Any]:
    return {
        "sink": sink,
        "tab": tab,
        "record_id": row.record_id,
        "mark": row.mark,
        "written": row.digests,
        "earlier": _folded(row.digests, before),
    }


def _before(row: Written, states: Mapping[str, States]) -> States:
    noted = states.get(row.record_id, [])
    return noted if row.stood is None else [row.stood, *noted]


def _folded(now: Digests, before: States) -> list[Digests]:
    """Each state as what differs from the one after it; states that say nothing new are left out."""
    kept: States = []
    for state in before:
        if state != now and state not in kept:
            kept.append(state)
    kept = kept[:EARLIER]
    after = [now, *kept[:-1]]
    return [
        {name: was.get(name, "") for name in was.keys() | later.keys() if was.get(name) != later.get(name)}
        for was, later in zip(kept, after, strict=False)
    ]


def _unfolded(written: Digests, earlier: Sequence[Digests]) -> Iterator[Digests]:
    state = written
    yield state
    for difference in earlier:
        changed = {**state, **difference}
        state = {name: digest for name, digest in changed.items() if digest}
        yield state
