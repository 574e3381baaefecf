"""Whether openings are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.structured import Item, listed
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import fold
from theodore.extract.reading.wordlists import one_of, starts, words
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "has_job_listings"

_BOARDS = words("job_boards")


@dataclass(frozen=True, slots=True)
class _Saying:
    """What is said in many ways. starts: one of them is on each line that says it, and they are found quickly."""

    pattern: re.Pattern[str]
    starts: tuple[str, ...]

    def matches(self, document: Document) -> Iterator[re.Match[str]]:
        """Where the page says it."""
        for number in document.lines_with(self.starts):
            yield from self.pattern.finditer(document.text, *document.span(number))


def _saying(patterns: str, quick: str) -> _Saying:
    return _Saying(re.compile(one_of(patterns), re.IGNORECASE), starts(quick))


_NONE_OPEN = _saying("no_openings", "no_opening_starts")
_POSTING = _saying("posting_marks", "posting_starts")
_APPLY = _saying("ways_to_apply", "applying_starts")
_OPENINGS = _saying("openings", "opening_starts")
_UNASKED = re.compile(rf"\b(?:{one_of('unasked')})\b", re.IGNORECASE)
_JOB = re.compile(rf"\b(?:{one_of('job_words')})\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")
#: In words.
_LONGEST_TITLE = 9
#: So many buttons of a page are looked at.
_MANY = 50


def find(document: Document) -> Iterator[Evidence]:
    """The plainest sign of openings on the page; silence where there is none, or where it says there are none."""
    posting = next((item for item in document.items if "jobposting" in item.types), None)
    if posting:
        yield _structured(document, posting)
    signs = [*_boards(document), *(_postings(document) if document.kind is PageKind.CAREERS else ())]
    if signs and not says_none(document):
        yield from signs


def says_none(document: Document) -> bool:
    """Whether the page says that there are no openings."""
    return any(_NONE_OPEN.matches(document))


def is_unasked(text: str) -> bool:
    """Whether a text invites to apply for no opening in particular."""
    return bool(_UNASKED.search(text))


def names_a_job(text: str) -> bool:
    """Whether a word of the text is in the names of jobs."""
    return bool(_JOB.search(text))


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
    if heading and any(_APPLY.matches(document)):
        yield by_text(document, _FIELD, True, *heading.span(), "jobs.heading", 0.7)
        return
    if called := _called(document):
        yield by_text(document, _FIELD, True, *called, "jobs.button", 0.75)


def _called(document: Document) -> tuple[int, int] | None:
    """The first of the titles beside a button to apply, to the end of that button."""
    return next(((start, stop) for start, _, stop in _believed(document)), None)


def titles_with_buttons(document: Document) -> Iterator[tuple[int, int]]:
    """Where the titles start and end that stand beside a button to apply."""
    return ((start, end) for start, end, _ in _believed(document))


def _believed(document: Document) -> Iterator[tuple[int, int, int]]:
    """The titles beside buttons to apply.

    One must name a job, or there must be several: over a single button any invitation may stand.
    """
    found = list(islice(_titled_buttons(document), _MANY))
    titles = {fold(document.text[start:end]) for start, end, _ in found}
    return (each for each in found if len(titles) > 1 or _JOB.search(document.text, each[0], each[1]))


def _titled_buttons(document: Document) -> Iterator[tuple[int, int, int]]:
    """Where a title starts and ends, and where the words on its button end, for each of them."""
    text, after = document.text, 0
    for match in _APPLY.matches(document):
        number = document.line_number(match.start())
        start, last = document.span(number)
        start, end, after = max(start, after), match.start(), match.end()
        if _WORDS.search(text, after, last) and not _APPLY.pattern.search(text, after, last):
            continue  # a sentence that goes on
        if number and not _WORDS.search(text, start, end) and document.lines[number - 1].tag != "h1":
            start, end = document.span(number - 1)
        if _is_title(text[start:end]) and _is_content(document, match):
            yield start, end, after


def _is_title(text: str) -> bool:
    """Whether a text may be the name of a job: few words, and no sentence; no invitation to apply unasked."""
    words = len(_WORDS.findall(text))
    return 0 < words <= _LONGEST_TITLE and text.strip()[-1:] not in ".!?:…" and not _UNASKED.search(text)


def _is_content(document: Document, match: re.Match[str]) -> bool:
    return document.lines[document.line_number(match.start())].place not in (Place.NAV, Place.FOOTER)
