"""What the visits of one website found that is no page, where its site wants long pauses between requests.

Such a website is read a page a visit. Pages are kept in the journal; where a redirect led and what was asked for in
vain is kept here, so that each visit takes up where the one before it ended and the last of them comes to an end.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field

from theodore.model.errors import FetchFailed
from theodore.model.page import MissedPage, Page

#: As many addresses are kept; a visit of eight pages needs a few dozen.
_MOST = 200
#: Bytes of a page that leads on to another; and as many of them.
_MOST_DOORMAT = 20_000
_MOST_DOORMATS = 4


@dataclass(slots=True)
class Trail:
    """One website's.

    ways: where a redirect of this URL leads. failures: why it could not be had. doormats: pages that lead on to the
    home page. vain: URLs that gave no page of the company's, with what to say of it. holds: how often the site's pauses
    ended a visit.
    """

    ways: dict[str, str] = field(default_factory=dict)
    failures: dict[str, FetchFailed] = field(default_factory=dict)
    doormats: dict[str, Page] = field(default_factory=dict)
    vain: dict[str, MissedPage | None] = field(default_factory=dict)
    holds: int = 0

    def leads(self, url: str, onward: str) -> None:
        """Keep where a redirect leads."""
        if len(self.ways) < _MOST:
            self.ways[url] = onward

    def fails(self, url: str, failed: FetchFailed) -> None:
        """Keep that this URL cannot be had: asked for again, it would take the turn of what can."""
        if len(self.failures) < _MOST:
            self.failures[url] = copy(failed)  # without what led to it, which holds on to pages

    def refuse(self, url: str) -> None:
        """Raise FetchFailed where this URL could not be had."""
        if url in self.failures:
            raise copy(self.failures[url])

    def lies_before(self, url: str, page: Page) -> None:
        """Keep a home page that may be a doormat: it has hardly any text."""
        if page.size <= _MOST_DOORMAT and len(self.doormats) < _MOST_DOORMATS:
            self.doormats[url] = page

    def is_vain(self, url: str, missed: MissedPage | None) -> None:
        """Keep that this URL need not be asked for again."""
        if len(self.vain) < _MOST:
            self.vain[url] = missed
