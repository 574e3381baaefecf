"""Forgetting what proves, and what is proved by it.

evidence that holds it               goes, and with it the body of the page where it was found
what follows from that               goes, too; a list or mapping that follows from more loses its part alone
a value without any other proof      goes
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, or_, select

from theodore.model.evidence import Evidence, Proof
from theodore.store.figures import STREAMED
from theodore.store.forgotten import Forgotten, save_profile, update_lines
from theodore.store.rows import chunks
from theodore.store.schema import evidence, pages, profiles, snapshots
from theodore.store.scrubs import entries
from theodore.store.traces import Trace


@dataclass(frozen=True, slots=True)
class _Shorter:
    """A derived list or mapping that lost a part. lost: that part. sources: what it follows from still."""

    value: Any
    lost: Any
    sources: list[str]


def forget_proofs(connection: Connection, trace: Trace, found: Forgotten) -> None:
    """Remove evidence that holds it, what follows from that, and the values that have no other proof."""
    doomed: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for row in connection.execute(select(evidence).execution_options(yield_per=STREAMED)):
        texts = (row.url, row.quote, row.method, row.key, row.field, row.extractor)
        if trace.is_in_value(row.value) or any(trace.is_in_page(text) for text in texts if text):
            doomed[row.run_id, row.company_id].add(row.id)
    for (run_id, company_id), ids in doomed.items():
        of_company = and_(evidence.c.run_id == run_id, evidence.c.company_id == company_id)
        proofs = connection.execute(select(evidence).where(of_company).order_by(evidence.c.id)).all()
        # the page that it was found on holds it in a form that only the extractor may know
        _drop_bodies(connection, run_id, company_id, {row.url for row in proofs if row.id in ids and row.url}, found)
        gone, shorter = _what_goes(trace, proofs, ids)
        found.add("evidence", len(gone) + len(shorter), [run_id])
        for some in chunks(sorted(gone)):
            connection.execute(delete(evidence).where(evidence.c.id.in_(some)))
        update_lines(connection, evidence, _renewed(proofs, gone, shorter))
        _forget_unproved(connection, run_id, company_id, proofs, gone, shorter, found)


def _what_goes(trace: Trace, proofs: Sequence[Row[Any]], ids: Collection[int]) -> tuple[set[int], dict[int, _Shorter]]:
    """The ids of the evidence that goes, and what is left of that which only loses a part. ids: that hold it."""
    gone = {row.id for row in proofs if row.id in ids and not _has_parts(row)}
    while True:
        keys = {row.key for row in proofs if row.id in gone}
        values = [row.value for row in proofs if row.id in gone]
        concerned = [
            row for row in proofs if row.id not in gone and (row.id in ids or not keys.isdisjoint(row.derived_from))
        ]
        shorter = {row.id: left for row in concerned if (left := _shortened(trace, row, keys, values)) is not None}
        if len(shorter) == len(concerned):
            return gone, shorter
        gone.update(row.id for row in concerned if row.id not in shorter)


def _has_parts(row: Row[Any]) -> bool:
    return row.kind == Proof.DERIVED and isinstance(row.value, (list, dict)) and bool(row.derived_from)


def _shortened(trace: Trace, row: Row[Any], keys: Collection[str], values: Iterable[Any]) -> _Shorter | None:
    """What is left of a derived list or mapping; None where nothing is, or where it is none.

    keys, values: of the evidence that went.
    """
    sources = [key for key in row.derived_from if key not in keys]
    if not _has_parts(row) or not sources or any(map(trace.is_in, (row.method, row.quote, row.url or ""))):
        return None
    left = entries(trace, row.value)
    for value in values:
        left = _minus(left, value)
    return _Shorter(left, _minus(row.value, left), sources) if left else None


def _renewed(
    proofs: Sequence[Row[Any]], gone: Collection[int], shorter: Mapping[int, _Shorter]
) -> list[dict[str, Any]]:
    """The evidence that stays and is another now; its key follows from its value, and others name it by that."""
    keys = {row.key: _key(row, shorter[row.id].value) for row in proofs if row.id in shorter}
    return [
        {
            "id": row.id,
            "key": keys.get(row.key, row.key),
            "value": shorter[row.id].value if row.id in shorter else row.value,
            "derived_from": [
                keys.get(key, key) for key in (shorter[row.id].sources if row.id in shorter else row.derived_from)
            ],
        }
        for row in proofs
        if row.id not in gone and (row.id in shorter or not keys.keys().isdisjoint(row.derived_from))
    ]


def _key(row: Row[Any], value: Any) -> str:
    return Evidence(row.field, value, Proof(row.kind), row.url, row.quote, row.method, row.confidence).id


def _drop_bodies(connection: Connection, run_id: str, company_id: int, urls: Collection[str], found: Forgotten) -> None:
    for some in chunks(sorted(urls)):
        read = select(pages.c.content_hash).where(
            pages.c.run_id == run_id,
            pages.c.company_id == company_id,
            or_(pages.c.url.in_(some), pages.c.final_url.in_(some)),
        )
        found.add("snapshots", connection.execute(delete(snapshots).where(snapshots.c.content_hash.in_(read))).rowcount)


def _forget_unproved(
    connection: Connection,
    run_id: str,
    company_id: int,
    proofs: Sequence[Row[Any]],
    gone: Collection[int],
    shorter: Mapping[int, _Shorter],
    found: Forgotten,
) -> None:
    mine = and_(profiles.c.run_id == run_id, profiles.c.company_id == company_id)
    row = connection.execute(select(profiles.c.id, profiles.c.profile).where(mine)).first()
    if row is None:
        return
    profile = dict(row.profile)
    for proof in (proof for proof in proofs if proof.kept and proof.field in profile):
        if proof.id in shorter:
            profile[proof.field] = _minus(profile[proof.field], shorter[proof.id].lost)
        elif proof.id in gone:
            still = [one.value for one in proofs if one.id not in gone and one.kept and one.field == proof.field]
            if proof.value not in still:
                profile[proof.field] = _minus(profile[proof.field], proof.value) if still else None
    save_profile(connection, row.id, row.profile, profile, found)


def _minus(value: Any, part: Any) -> Any:
    """A value without what is proved no longer."""
    parts = part if isinstance(part, list) else [part]
    match value:
        case list():
            return [item for item in value if item not in parts]
        case dict() if isinstance(part, dict):
            return {name: inner for name, inner in value.items() if name not in part or part[name] != inner}
        case dict():
            return {name: inner for name, inner in value.items() if inner not in parts}
        case _:
            return None if value == part else value
