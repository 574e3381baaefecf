"""Being a good guest: few requests at once on a host, and none while a site asked to be left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

#: Requests in flight on one host.
PER_HOST = 4


class SiteHeld(Exception):
    """The site must be left alone. wait_s: seconds from now."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"held for {wait_s:.1f} s")
        self.wait_s = wait_s


class Sites:
    """What all visits of this process know about each other. One for the process, used from one event loop."""

    def __init__(self, *, per_host: int = PER_HOST, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._per_host = per_host
        self._monotonic = monotonic
        self._holds: dict[str, float] = {}
        self._places: dict[str, _Places] = {}

    def hold(self, site_key: str, seconds: float) -> None:
        """Leave this site alone for so long. A longer hold that stands already stays."""
        self._forget_past_holds()
        until = self._monotonic() + seconds
        self._holds[site_key] = max(until, self._holds.get(site_key, until))

    def held_s(self, site_key: str) -> float:
        """How many seconds this site must be left alone yet; 0 where it need not."""
        until = self._holds.get(site_key)
        return 0.0 if until is None else max(until - self._monotonic(), 0.0)

    @asynccontextmanager
    async def request(self, host: str, site_key: str) -> AsyncIterator[None]:
        """A place among the requests to this host, waited for in turn.

        Raises SiteHeld where the site is held by the time that the place is free: a request that stood in the queue
        when the site asked to be left alone must not start any more.
        """
        places = self._places.setdefault(host, _Places(self._per_host))
        places.users += 1
        try:
            async with places.free:
                wait_s = self.held_s(site_key)
                if wait_s > 0:
                    raise SiteHeld(wait_s)
                yield
        finally:
            places.users -= 1
            if not places.users:
                self._places.pop(host, None)

    def _forget_past_holds(self) -> None:
        now = self._monotonic()
        for key in [key for key, until in self._holds.items() if until <= now]:
            del self._holds[key]


class _Places:
    """A host's places, and how many requests have or want one."""

    def __init__(self, count: int) -> None:
        self.free = asyncio.Semaphore(count)
        self.users = 0
