"""Whether each quote is found in its stored page, told without the extraction's own reading of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from benchmarks.facts.sites import Case
from theodore.model.embedded import spelled_out
from theodore.model.evidence import Evidence, Extraction, Proof
from theodore.model.page import Page

#: What takes no room on the screen, and white space.
_UNSEEN = re.compile("[\\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")


@dataclass
class _Stored:
    page: Page

    @cached_property
    def text(self) -> str:
        """All text of the page but its scripts and styles, and what it carries for its scripts to show."""
        tree = LexborHTMLParser(self.page.text + spelled_out(self.page.text))
        tree.strip_tags(["script", "style"])
        return _bare(tree.root.text() if tree.root else "")

    @cached_property
    def source(self) -> str:
        return _bare(unescape(self.page.text))

    @cached_property
    def headers(self) -> str:
        return _bare(" ".join(f"{name}: {value}" for name, value in self.page.headers))


def _bare(text: str) -> str:
    """A text without white space and case, in one form of Unicode."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


_WHERE: dict[Proof, Callable[[_Stored], str]] = {
    Proof.TEXT: lambda stored: stored.text,
    Proof.MARKUP: lambda stored: stored.source,
    Proof.HEADER: lambda stored: stored.headers,
}


def lost_quotes(case: Case, found: Extraction) -> tuple[int, list[Evidence]]:
    """How many quotes there are, those of evidence that merging left out too; and the evidence whose quote is lost."""
    stored = {page.final_url or page.url: _Stored(page) for page in case.crawl.content}
    quoted = list(_quoted(found))
    lost = [each for each in quoted if not _stands(each, stored.get(each.url or ""))]
    return len(quoted), lost


def _quoted(found: Extraction) -> Iterator[Evidence]:
    """What has to have a quote, or has one."""
    return (each for each in found.evidence if each.quote or each.kind in _WHERE)


def _stands(evidence: Evidence, stored: _Stored | None) -> bool:
    if stored is None or not evidence.quote:
        return False
    quote = _bare(evidence.quote)
    where = _WHERE.get(evidence.kind)
    if where is None:
        return quote in stored.text or quote in stored.source
    return quote in where(stored) or (
        evidence.kind is Proof.MARKUP and _bare(unescape(evidence.quote)) in stored.source
    )
