"""What websites sent: pages by visit, bodies once each, packed as they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select

from theodore.model.page import Page, PageKind
from theodore.store.engine import give_back_space
from theodore.store.prepared import fetch, run_many
from theodore.store.schema import pages, snapshots, upsert

#: Snapshots that are removed between two looks at what is left.
_PRUNED_AT_ONCE = 256

_new = upsert(pages)
# save_page -- A page that was read again replaces what was there; one carried over stays as it is.
_SAVE = _new.on_conflict_do_update(
    index_elements=["run_id", "company_id", "url"],
    set_={
        column.name: getattr(_new.excluded, column.name)
        for column in pages.columns
        if column.name not in ("id", "run_id", "company_id", "url")
    },
)

# known_body -- One that need not be written: most pages of a second visit are the same.
_KNOWN = select(snapshots.c.content_hash).where(snapshots.c.content_hash == bindparam("content_hash"))

# Two companies may send the same page; within one transaction the first of them stored it.
_KEEP = upsert(snapshots).on_conflict_do_nothing(index_elements=["content_hash"])

# pages_of_company -- In the order in which they were read first: the home page leads.
OF_COMPANY = (
    select(pages, snapshots.c.body, snapshots.c.size)
    .join(snapshots, snapshots.c.content_hash == pages.c.content_hash, isouter=True)
    .where(pages.c.company_id == bindparam("company_id"), pages.c.run_id == bindparam("run_id"))
    .order_by(pages.c.id)
)

_STORED = select(func.coalesce(func.sum(snapshots.c.stored_bytes), 0))
_OLDEST = (
    select(snapshots.c.content_hash, snapshots.c.stored_bytes).order_by(snapshots.c.created_at).limit(_PRUNED_AT_ONCE)
)
_REMOVE = delete(snapshots).where(snapshots.c.content_hash.in_(bindparam("hashes", expanding=True)))


def save(connection: Connection, run_id: str, company_id: int, read: Sequence[Page], now: float) -> None:
    """Keep what an attempt has in hand, carried pages included."""
    if not read:
        return
    _keep_bodies(connection, read, now)
    # the same address twice in one crawl: the later reading holds
    values = {page.url: _values(run_id, company_id, page) for page in read}
    run_many(connection, _SAVE, list(values.values()))


def of_company(connection: Connection, run_id: str, company_id: int) -> Iterator[Page]:
    """The pages of one company in one run; the body is empty where its snapshot was pruned."""
    found = connection.execute(OF_COMPANY, {"run_id": run_id, "company_id": company_id})
    return (page(row) for row in found)


def carried(connection: Connection, run_id: str, company_id: int) -> tuple[Page, ...]:
    """The pages that need not be asked for again; one whose snapshot was pruned is."""
    found = fetch(connection, OF_COMPANY, {"run_id": run_id, "company_id": company_id})
    return tuple(page(row) for row in found if row.body is not None)


def prune(connection: Connection, limit_bytes: int) -> int:
    """Remove the oldest bodies until the rest takes `limit_bytes` at most; returns how many were removed."""
    excess = int(connection.execute(_STORED).scalar_one()) - limit_bytes
    removed = 0
    while excess > 0 and (oldest := connection.execute(_OLDEST).all()):
        doomed = []
        for snapshot in oldest:
            if excess <= 0:
                break
            doomed.append(snapshot.content_hash)
            excess -= snapshot.stored_bytes
        connection.execute(_REMOVE, {"hashes": doomed})
        removed += len(doomed)
    if removed:
        give_back_space(connection)
    return removed


def page(row: Row[Any]) -> Page:
    """A page from its row, joined with its snapshot."""
    return Page(
        url=row.url,
        final_url=row.final_url,
        status=row.status,
        headers=tuple((name, value) for name, value in row.headers),
        content_type=row.content_type,
        body=row.body or b"",
        content_hash=row.content_hash,
        kind=PageKind(row.kind),
        depth=row.depth,
        fetched_at=row.fetched_at,
        seconds=row.seconds,
        wire_bytes=row.wire_bytes,
        rendered=row.rendered,
        unverified=row.unverified,
    )


def _keep_bodies(connection: Connection, read: Iterable[Page], now: float) -> None:
    by_hash = {page.content_hash: page for page in read}
    bodies = [
        {
            "content_hash": content_hash,
            "body": page.body,
            "size": page.size,
            "stored_bytes": len(page.body),
            "created_at": now,
        }
        for content_hash, page in by_hash.items()
        if not fetch(connection, _KNOWN, {"content_hash": content_hash})
    ]
    run_many(connection, _KEEP, bodies)


def _values(run_id: str, company_id: int, page: Page) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "company_id": company_id,
        "url": page.url,
        "final_url": page.final_url,
        "status": page.status,
        "headers": [list(header) for header in page.headers],
        "content_type": page.content_type,
        "content_hash": page.content_hash,
        "kind": page.kind.value,
        "depth": page.depth,
        "fetched_at": page.fetched_at,
        "seconds": page.seconds,
        "wire_bytes": page.wire_bytes,
        "rendered": page.rendered,
        "unverified": page.unverified,
    }
