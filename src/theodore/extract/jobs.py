"""Whether openings are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from theodore.extract.document import Document
from theodore.extract.proof import by_item, by_markup, by_text
from theodore.extract.visible import Place
from theodore.extract.wordlists import one_of, words
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "has_job_listings"

_BOARDS = words("job_boards")
_NONE_OPEN = re.compile(one_of("no_openings"), re.IGNORECASE)
_POSTING = re.compile(one_of("posting_marks"), re.IGNORECASE)
_APPLY = re.compile(one_of("ways_to_apply"), re.IGNORECASE)
_OPENINGS = re.compile(one_of("openings"), re.IGNORECASE)


def find(document: Document) -> Iterator[Evidence]:
    """The plainest sign of openings on the page; silence where there is none, or where it says there are none."""
    for item in document.items:
        if "jobposting" in item.types:
            yield by_item(document, _FIELD, True, item, "title", item.text("title"), 0.95)
            return
    signs = [*_boards(document), *(_postings(document) if document.kind is PageKind.CAREERS else ())]
    if signs and not _NONE_OPEN.search(document.text):
        yield from signs


def _boards(document: Document) -> Iterator[Evidence]:
    for link in document.links:
        if link.outward and _is_board(link.outward):
            yield by_markup(document, _FIELD, True, link.href, "jobs.board", 0.8)
            return


def _is_board(url: str) -> bool:
    """Whether it is a company's board, or a posting there: acme.recruitee.com, boards.greenhouse.io/acme."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    return (host in _BOARDS and len(parts.path) > 1) or host.partition(".")[2] in _BOARDS


def _postings(document: Document) -> Iterator[Evidence]:
    """On a careers page: marks of postings in its own text, or a heading of openings with a list and a way to apply."""
    text = document.text
    posting = next((match for match in _POSTING.finditer(text) if _is_content(document, match)), None)
    heading, apply = _OPENINGS.search(text), _APPLY.search(text)
    if posting:
        yield by_text(document, _FIELD, True, *posting.span(), "jobs.posting", 0.85)
    elif heading and apply:
        yield by_text(document, _FIELD, True, *heading.span(), "jobs.heading", 0.7)


def _is_content(document: Document, match: re.Match[str]) -> bool:
    return document.lines[document.line_number(match.start())].place not in (Place.NAV, Place.FOOTER)
