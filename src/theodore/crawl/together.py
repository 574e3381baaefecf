"""Pages that are read side by side, until the site asks to be left alone.

429 ──> no other page is asked for ──> those under way may still come, for a few seconds ──> the attempt ends

The site has counted what is under way already. To give it up is to ask for it once more, of a site that wants to be
asked for less.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any

from theodore.crawl.politeness import SiteHeld
from theodore.model.errors import FetchFailed


class Together:
    """The pages of one visit, from one event loop. few_s: seconds that those under way are waited for at most."""

    def __init__(self, few_s: float) -> None:
        self._few_s = few_s
        self._patience = asyncio.timeout(None)
        self._refusals: list[FetchFailed | SiteHeld] = []

    @property
    def is_over(self) -> bool:
        """Whether no other page is to be asked for."""
        return bool(self._refusals)

    def refuse(self, refusal: FetchFailed | SiteHeld) -> None:
        """The site asked to be left alone."""
        if not self._refusals:
            self._patience.reschedule(asyncio.get_running_loop().time() + self._few_s)
        self._refusals.append(refusal)

    async def read(self, pages: Iterable[Coroutine[Any, Any, None]]) -> None:
        """Wait for all of these. Raises an ExceptionGroup with what the site refused, at last."""
        with suppress(TimeoutError):  # what is not there by now is asked for by the next attempt
            async with self._patience, asyncio.TaskGroup() as group:
                for page in pages:
                    group.create_task(page)
        if self._refusals:
            raise ExceptionGroup("the site asked to be left alone", self._refusals)
