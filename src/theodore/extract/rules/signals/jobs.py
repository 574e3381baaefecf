"""Whether openings are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.structured import Item, listed
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wordlists import words
from theodore.extract.rules.signals.hiring import hires_for_others, own_postings
from theodore.extract.rules.signals.postings import APPLY, is_content, saying, with_buttons
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "has_job_listings"

_BOARDS = words("job_boards")


_NONE_OPEN = saying("no_openings", "no_opening_starts")
_POSTING = saying("posting_marks", "posting_starts")
_OPENINGS = saying("openings", "opening_starts")


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The plainest sign of openings on the page; silence where there is none, or where it says there are none.

    Silence, too, where the openings are at other firms.
    """
    if hires_for_others(document, subject):
        return
    if postings := own_postings(document, subject):
        yield _structured(document, postings[0])
    signs = [*_boards(document), *(_postings(document) if document.kind is PageKind.CAREERS else ())]
    if signs and not document.once(says_none):
        yield from signs


def says_none(document: Document) -> bool:
    """Whether the page says that there are no openings."""
    return any(_NONE_OPEN.matches(document))


def _structured(document: Document, item: Item) -> Evidence:
    """A posting by its title; one without, by its type."""
    if title := item.text("title"):
        return by_item(document, _FIELD, True, item, "title", title, 0.95)
    written = next(name for name in listed(item.data["@type"]) if str(name).lower().endswith("jobposting"))
    return by_item(document, _FIELD, True, item, "@type", written, 0.9)


def _boards(document: Document) -> Iterator[Evidence]:
    for link in document.links_outward:
        if is_board(link.outward):
            yield by_markup(document, _FIELD, True, link.href, "jobs.board", 0.8)
            return


@remembered
def is_board(url: str) -> bool:
    """Whether it is a company's board, or a posting there: acme.recruitee.com, boards.greenhouse.io/acme."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    return (host in _BOARDS and len(parts.path) > 1) or host.partition(".")[2] in _BOARDS


def _postings(document: Document) -> Iterator[Evidence]:
    """On a careers page: marks of postings in its own text, or a heading of openings with a list and a way to apply."""
    posting = next((match for match in _POSTING.matches(document) if _is_content(document, match)), None)
    if posting:
        yield by_text(document, _FIELD, True, *posting.span(), "jobs.posting", 0.85)
        return
    heading = next(_OPENINGS.matches(document), None)
    if heading and any(APPLY.matches(document)):
        yield by_text(document, _FIELD, True, *heading.span(), "jobs.heading", 0.7)
        return
    if called := next(iter(document.once(with_buttons)), None):
        yield by_text(document, _FIELD, True, called.title[0], called.end, "jobs.button", 0.75)


def _is_content(document: Document, match: re.Match[str]) -> bool:
    return is_content(document.lines[document.line_number(match.start())])
