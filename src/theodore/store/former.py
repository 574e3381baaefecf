"""What earlier runs read of a company: pages that need not be asked for, or only whether they have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from theodore.model.outcome import Former
from theodore.model.page import Page
from theodore.store.attempts import missed_pages
from theodore.store.pages import OF_COMPANY, page
from theodore.store.prepared import fetch
from theodore.store.schema import attempts, runs

#: The texts of one company's former pages, in bytes of UTF-8: at four bytes of memory for each of them no more than a
#: visit may keep. Pages beyond are asked for anew.
_MOST_BYTES: Final = 16_000_000

# former_runs -- All attempts that read something: of one company there are few, and the index need not sort them.
_READ = select(attempts.c.id, attempts.c.run_id).where(
    attempts.c.company_id == bindparam("company_id"),
    attempts.c.run_id != bindparam("run_id"),
    attempts.c.pages > 0,
)

# last_visit -- How the company's turn in that run ended.
_LAST = (
    select(attempts.c.outcome, attempts.c.missed, attempts.c.robots_limited, runs.c.settings)
    .join(runs, runs.c.id == attempts.c.run_id)
    .where(
        attempts.c.company_id == bindparam("company_id"),
        attempts.c.run_id == bindparam("run_id"),
        attempts.c.outcome.is_not(None),
    )
    .order_by(attempts.c.number.desc())
    .limit(1)
)


def run_of(connection: Connection, run_id: str, company_id: int) -> str | None:
    """The last run beside this one that read pages of a company."""
    found = fetch(connection, _READ, {"company_id": company_id, "run_id": run_id})
    return max(found, key=lambda attempt: attempt.id).run_id if found else None


def read(connection: Connection, run_id: str, company_id: int) -> Former:
    """What this run left of a company."""
    values = {"run_id": run_id, "company_id": company_id}
    visits, stored = fetch(connection, _LAST, values), fetch(connection, OF_COMPANY, values)
    pages = tuple(_at_hand(stored))
    # of a run that kept no pages there are none to answer with
    is_all = 0 < len(pages) == len(stored)
    if not visits:
        return Former(pages)
    last = visits[0]
    is_whole = is_all and last.outcome == "completed"
    max_pages = last.settings.get("crawl", {}).get("max_pages") if is_whole else None
    return Former(pages, missed_pages(last.missed), last.robots_limited, max_pages)


def _at_hand(stored: Iterable[Row[Any]]) -> Iterator[Page]:
    """Those whose snapshots were not pruned, up to the bound."""
    room = _MOST_BYTES
    for row in stored:
        if row.body is None or row.size > room:
            continue
        room -= row.size
        found = page(row)
        # what the disk has spoilt is not at hand either
        with suppress(ValueError):
            found.text  # noqa: B018 - whether it can be had is the question
            yield found
