"""Finding the row that a person means: by its record id, else its website, else its site, else its name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from theodore.model.states import State
from theodore.store import runs
from theodore.store.figures import STREAMED
from theodore.store.records import CompanyMatch
from theodore.store.schema import companies, rows

_matches = (
    select(rows.c.run_id, rows.c.id, rows.c.company_id, rows.c.record_id, rows.c.name, rows.c.website, rows.c.state)
    .where(rows.c.run_id == bindparam("run_id"))
    .order_by(rows.c.position, rows.c.id)
)
_BY_RECORD_ID = _matches.where(rows.c.record_id == bindparam("wanted"))

# rows_by_website -- The whole website, or the cell as it was written.
_BY_WEBSITE = _matches.join(companies, companies.c.id == rows.c.company_id).where(
    or_(companies.c.key == bindparam("website"), rows.c.website == bindparam("wanted"))
)

# rows_by_site -- Any page of a site, where the site itself stands in no row.
_BY_SITE = _matches.where(rows.c.site_key == bindparam("website"))

# rows_by_name -- Databases do not agree on what lower case is, so all names are read and compared here.
_ALL = _matches.execution_options(yield_per=STREAMED)


def find(connection: Connection, run_id: str | None, wanted: str, website_key: str | None) -> list[CompanyMatch]:
    """The rows that this text names; of the newest run that has any, where none is given.

    website_key: what the text comes to as a website, as rows have it (`NewRow`); None where it is none.
    """
    wanted = wanted.strip()
    if not wanted:
        return []
    run_ids = [run_id] if run_id is not None else [run.id for run in runs.newest(connection)]
    for candidate in run_ids:
        if found := _find(connection, candidate, wanted, website_key):
            return found
    return []


def _find(connection: Connection, run_id: str, wanted: str, website_key: str | None) -> list[CompanyMatch]:
    values = {"run_id": run_id, "wanted": wanted, "website": website_key}
    for query in (_BY_RECORD_ID, _BY_WEBSITE, _BY_SITE):
        if found := connection.execute(query, values).all():
            return [_match(row) for row in found]
    name = _folded(wanted)
    return [_match(row) for row in connection.execute(_ALL, values) if _folded(row.name) == name]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _match(row: Any) -> CompanyMatch:
    return CompanyMatch(
        run_id=row.run_id,
        row_id=row.id,
        company_id=row.company_id,
        record_id=row.record_id,
        name=row.name,
        website=row.website,
        state=State(row.state),
    )
