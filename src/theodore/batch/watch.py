"""What a run tells whoever watches it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from theodore.store.records import Claim, Event, Run


class Watcher(Protocol):
    """Is told what happens, on the event loop; its methods are quick and do not raise."""

    def run_ready(self, run: Run, *, total: int, resumed: bool) -> None:
        """The table is in the journal and the first company is about to be visited."""

    def events(self, events: Sequence[Event]) -> None:
        """These are in the journal now."""

    def progress(self, claim: Claim, text: str) -> None:
        """What an attempt is doing, like "crawling 4/7"."""

    def limit(self, slots: int) -> None:
        """So many companies may be worked on at once from now on."""

    def notice(self, text: str) -> None:
        """Something that a person should know and that stops nothing."""

    def stopping(self, text: str) -> None:
        """The run is being stopped: of interest until it has."""


class Silence:
    """A watcher that looks away."""

    def run_ready(self, run: Run, *, total: int, resumed: bool) -> None: ...

    def events(self, events: Sequence[Event]) -> None: ...

    def progress(self, claim: Claim, text: str) -> None: ...

    def limit(self, slots: int) -> None: ...

    def notice(self, text: str) -> None: ...

    def stopping(self, text: str) -> None:
        self.notice(text)
