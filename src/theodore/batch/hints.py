"""What is known before an attempt: how its site is reached, and what was read of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from theodore.batch.in_hand import PagesInHand
from theodore.model.outcome import Former, Hints
from theodore.model.page import Page
from theodore.store.journal import Journal
from theodore.store.records import Claim

_NOTHING = Former()


@dataclass(frozen=True, slots=True)
class Memory:
    """What of the journal counts for the attempts of one go.

    since: when the go began, in seconds since the epoch; what was read since is carried from one attempt to the next,
    however soon it is out of date. fresh_for_s: pages from before it answer for so long. refresh: none of them counts.
    in_hand: pages of this go that the journal does not store.
    """

    journal: Journal
    since: float
    fresh_for_s: float = 0.0
    refresh: bool = False
    in_hand: PagesInHand = field(default_factory=PagesInHand)

    async def hints(self, claim: Claim, rung: int = 0) -> Hints:
        """The hints for an attempt on this rung; the journal is asked only where it has something to tell."""
        site = claim.site
        bare = Hints(claim.retries_done, origin=site.origin, rung=rung, usual_s=site.usual_s)
        if claim.number == 0 and claim.former_run is None:
            return bare
        pages, former = await asyncio.to_thread(self._read, claim)
        return replace(bare, pages=pages, former=former, fresh_for_s=self.fresh_for_s)

    def _read(self, claim: Claim) -> tuple[tuple[Page, ...], Former | None]:
        """The pages that were read in this go, and what there is from before it."""
        is_anew = self.refresh or claim.again
        with self.journal.read() as reader:
            in_run = reader.carried_pages(claim.run_id, claim.company_id) if claim.number else ()
            wanted = None if is_anew else claim.former_run
            former = None if wanted is None else reader.former(wanted, claim.company_id)
        in_run = (*in_run, *self.in_hand.of(claim.company_id))
        carried = tuple(page for page in in_run if page.fetched_at >= self.since)
        older = tuple(page for page in in_run if page.fetched_at < self.since)
        return carried, None if is_anew else _with(former, older)


def _with(former: Former | None, older: tuple[Page, ...]) -> Former | None:
    """The same with these pages too, which an unfinished turn had read since: its plan is not known to be done."""
    if not older:
        return former
    had = former or _NOTHING
    newer = {page.url for page in older}
    left = (page for page in had.pages if page.url not in newer)
    return replace(had, pages=(*older, *left), max_pages=None)
