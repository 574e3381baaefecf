"""What is known of sites, across runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, select

from theodore.model.statistics import SiteKnowledge
from theodore.store.figures import STREAMED
from theodore.store.prepared import fetch, run
from theodore.store.schema import rows, sites, upsert

# known_site -- One by one: for the few that are claimed at a time this is quicker than a list.
_KNOWN = select(sites).where(sites.c.site_key == bindparam("key"))

# known_sites -- All of them, in the order of their keys, streamed: there may be a million.
_ALL = select(sites).order_by(sites.c.site_key).execution_options(yield_per=STREAMED)

# known_sites_of_run -- Those alone that rows of a run name.
_OF_RUN = _ALL.where(
    select(rows.c.id).where(rows.c.run_id == bindparam("run_id"), rows.c.site_key == sites.c.site_key).exists()
)

_new = upsert(sites)
# a hold is only ever made longer: who learned of the site's speed may not know yet that it asked to be left alone
_longer_hold = case((sites.c.hold_until > _new.excluded.hold_until, sites.c.hold_until), else_=_new.excluded.hold_until)

# learn_site -- What an attempt taught replaces what was known.
_LEARN = _new.on_conflict_do_update(
    index_elements=["site_key"],
    set_={
        "seconds": _new.excluded.seconds,
        "timed_out": _new.excluded.timed_out,
        "is_complex": _new.excluded.is_complex,
        "is_simple": _new.excluded.is_simple,
        "hold_until": _longer_hold,
        "origin": _new.excluded.origin,
        "rung": _new.excluded.rung,
        "rung_at": _new.excluded.rung_at,
    },
)

# hold_site -- The hold alone: what is known of the site's speed stays.
_HOLD = _new.on_conflict_do_update(index_elements=["site_key"], set_={"hold_until": _longer_hold})


def known(connection: Connection, keys: Iterable[str]) -> dict[str, SiteKnowledge]:
    """What is known of these sites; those never met are absent."""
    return {row.site_key: _knowledge(row) for key in keys for row in fetch(connection, _KNOWN, {"key": key})}


def all_known(connection: Connection, run_id: str | None) -> Iterator[tuple[str, SiteKnowledge]]:
    """What is known of all sites, or of those of a run, by their keys."""
    found = connection.execute(_ALL) if run_id is None else connection.execute(_OF_RUN, {"run_id": run_id})
    for row in found:
        yield row.site_key, _knowledge(row)


def learn(connection: Connection, site_key: str, site: SiteKnowledge) -> None:
    """Keep what is known of a site now."""
    run(connection, _LEARN, _values(site_key, site))


def hold(connection: Connection, site_key: str, until: float) -> None:
    """Nothing may be asked of the site before this time; a longer hold that stands already stays."""
    run(connection, _HOLD, _values(site_key, SiteKnowledge(hold_until=until)))


def _values(site_key: str, site: SiteKnowledge) -> dict[str, object]:
    return {
        "site_key": site_key,
        "seconds": list(site.seconds),
        "timed_out": list(site.timed_out),
        "is_complex": site.is_complex,
        "is_simple": site.is_simple,
        "hold_until": site.hold_until,
        "origin": site.origin,
        "rung": site.rung,
        "rung_at": site.rung_at,
    }


def _knowledge(row: Row[Any]) -> SiteKnowledge:
    return SiteKnowledge(
        seconds=tuple(row.seconds),
        timed_out=tuple(row.timed_out),
        is_complex=row.is_complex,
        is_simple=row.is_simple,
        hold_until=row.hold_until,
        origin=row.origin,
        rung=row.rung,
        rung_at=row.rung_at,
    )
