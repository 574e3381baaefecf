"""Which openings are listed: their titles, with the place where it is given, and how many they are said to be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from urllib.parse import urlsplit

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_text
from theodore.extract.reading.structured import Item
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import CELLS, Place
from theodore.extract.reading.wording import fold, writable
from theodore.extract.reading.wordlists import entries, one_of, starts
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.signals import jobs
from theodore.extract.rules.signals.hiring import hires_for_others, own_postings, titles_of_others
from theodore.extract.rules.signals.postings import (
    APPLY,
    EDGES,
    LONGEST,
    is_content,
    is_gendered,
    is_unasked,
    names_a_job,
    place_among,
    with_buttons,
)
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

TITLES, COUNT, THERE = "job_listings_details", "job_listings_count", "has_job_listings"

_MACHINES = ("jsonld", "microdata")
#: No list of openings on a page is longer.
MOST = 100
_MOST_LINKS = 300
_MOST_WORDS = 12
#: In lines: so far under a title its place may stand.
_UNDER = 2
#: One of these is in each title that says who may apply.
_SIGNS = ("/", "|", "*", "genders", "(gn)", "all gender")
_SENTENCE = re.compile(r"[!?…]|[.:]$|\.\s[A-ZÄÖÜ][a-zäöü]+\s[a-zäöü]")
_PATHS = tuple(entries("signals_posting_paths"))
_STATED = re.compile(
    rf"(?<![\w.,+-])(?P<count>[1-9]\d{{0,3}}) (?:{one_of('signals_counted_openings')})(?!\w)", re.IGNORECASE
)
_STATED_SIGNS = starts("signals_counted_starts")
#: Beside these a number is a round one.
_ROUND = re.compile(rf"(?:{one_of('signals_round_numbers')})\s*$", re.IGNORECASE)


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every opening at the company that the page lists; nothing where it says that there are none."""
    if hires_for_others(document, subject):
        return
    found = [
        *_structured(document, subject),
        *(_on_page(document) if document.kind is PageKind.CAREERS else ()),
        *_on_boards(document),
    ]
    if (found or document.kind is PageKind.CAREERS) and document.once(jobs.says_none):
        found = [each for each in found if each.method.startswith(_MACHINES)]
    if others := titles_of_others(document, subject):
        found = [each for each in found if each.method.startswith(_MACHINES) or others.isdisjoint(_titles_of(each))]
    yield from found
    if document.kind in (PageKind.CAREERS, PageKind.HOME):
        yield from _stated(document)
    if found:
        first = max(found, key=lambda each: each.confidence)
        yield Evidence(THERE, True, first.kind, first.url, first.quote, "jobs.listed", min(first.confidence, 0.8))


def _titles_of(found: Evidence) -> set[str]:
    """The title of an opening, as it is and without what may be its place."""
    value = fold(str(found.value))
    return {value, value.rpartition(", ")[0]}


# --- structured data


def _structured(document: Document, subject: Subject) -> Iterator[Evidence]:
    for item in own_postings(document, subject):
        if title := item.text("title") or item.text("name"):
            name = "title" if item.text("title") else "name"
            place = _place_of(item)
            if place:
                proof = by_item(document, TITLES, f"{title}, {place}", item, name, title, 0.95, place)
                if proof.quote:
                    yield proof
                    continue
            yield by_item(document, TITLES, title, item, name, title, 0.9)


def _place_of(item: Item) -> str:
    """The town of a posting's first place."""
    for place in item.things("jobLocation"):
        address = place.get("address")
        for each in address if isinstance(address, list) else [address]:
            if isinstance(each, dict) and isinstance(town := each.get("addressLocality"), str):
                return writable(town)[:LONGEST]
    return ""


# --- a page of openings


def _on_page(document: Document) -> Iterator[Evidence]:
    seen: set[int] = set()
    for posting in document.once(with_buttons):
        first, last = document.line_number(posting.title[0]), document.line_number(posting.end)
        seen.update(range(first, last + 1))
        yield from _evidence(document, posting.title, posting.place, "jobs.button", 0.8)
    for number in islice(document.lines_with(_SIGNS), 2 * MOST):
        line = document.lines[number]
        if number not in seen and is_content(line) and line.place is not Place.HEADER and is_gendered(line.text):
            seen.add(number)
            start, end = document.span(number)
            button = APPLY.pattern.search(document.text, start, end)
            yield from _titled(document, start, button.start() if button else end, "jobs.gendered", 0.85)
    yield from _linked(document)


def _titled(document: Document, start: int, end: int, method: str, sure: float) -> Iterator[Evidence]:
    """A title at this span of the text, with its place where the rest of its line or one of the next gives it."""
    number = document.line_number(end - 1)
    rest = end, document.span(number)[1]
    place = place_among(document, [rest, *_below(document, number)], bare=document.lines[number].tag in CELLS)
    yield from _evidence(document, (start, end), place, method, sure)


def _below(document: Document, number: int) -> Iterator[tuple[int, int]]:
    """The lines under a title that may tell more of it: up to the next title, and in a table its own row."""
    lines = document.lines
    for each in range(number + 1, min(number + 1 + _UNDER, len(lines))):
        line = lines[each]
        is_other_row = lines[number].tag in CELLS and line.row != lines[number].row
        if is_other_row or line.tag in ("h1", "h2", "h3", "h4") or is_gendered(line.text):
            return
        yield document.span(each)


def _evidence(
    document: Document, span: tuple[int, int], place: tuple[int, int] | None, method: str, sure: float
) -> Iterator[Evidence]:
    """The title at this span, with the place at the other."""
    title = document.text[slice(*span)].strip(EDGES)
    if not is_title(title):
        return
    start = document.text.index(title, span[0])
    end = start + len(title)
    town = document.text[slice(*place)].strip(EDGES) if place else ""
    if place and town and fold(town) not in fold(title):
        yield by_text(document, TITLES, f"{title}, {town}", start, max(end, place[1]), method, sure)
    else:
        yield by_text(document, TITLES, title, start, end, method, sure)


def is_title(text: str) -> bool:
    """Whether a text may be the title of a posting: some words and no sentence, button or heading."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return (
        0 < len(words) <= _MOST_WORDS
        and 3 < len(text) <= LONGEST
        and not _SENTENCE.search(text)
        and not is_unasked(text)
    )


def _linked(document: Document) -> Iterator[Evidence]:
    """Links to postings below, that name a job."""
    for link in islice(document.links, _MOST_LINKS):
        href = link.href.lower()
        if any(part in href for part in _PATHS) and _is_deeper(document.url, href):
            text = link.text
            if is_title(text) and names_a_job(text) and text in document.text:
                start = document.text.index(text)
                if document.lines[document.line_number(start)].place not in (Place.NAV, Place.FOOTER, Place.HEADER):
                    yield from _titled(document, start, start + len(text), "jobs.linked", 0.75)


def _is_deeper(url: str, href: str) -> bool:
    """Whether a link leads below the page: where it names the host, and where it does not."""
    try:
        path = urlsplit(href).path.rstrip("/")
        own = urlsplit(url).path.lower().rstrip("/")
    except ValueError:
        return False
    return path.count("/") > max(own.count("/"), 1) or (path.startswith(own) and len(path) > len(own) + 1)


# --- boards, and numbers


def _on_boards(document: Document) -> Iterator[Evidence]:
    """Links to postings on a board, by their texts."""
    for link in islice(document.links_outward, _MOST_LINKS):
        if jobs.is_board(link.outward) and urlsplit(link.outward).path.strip("/").count("/") >= 1:
            text = link.text
            if is_title(text) and (names_a_job(text) or is_gendered(text)):
                yield by_markup(document, TITLES, text, link.href, "jobs.on_board", 0.8)


def _stated(document: Document) -> Iterator[Evidence]:
    """How many openings there are said to be."""
    for number in document.lines_with(_STATED_SIGNS)[:MOST]:
        text, (start, _) = document.lines[number].text, document.span(number)
        match = _STATED.search(text)
        if match and not _ROUND.search(text[: match.start()]) and len(text) <= LONGEST * 2:
            yield by_text(
                document, COUNT, int(match["count"]), start + match.start(), start + match.end(), "jobs.stated", 0.8
            )


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """Each opening once: what has its place stands for the same title without it."""
    values = {fold(str(each.value)) for each in candidates}
    heads = {value[:at] for value in values for at in (each.start() for each in re.finditer(", ", value))}
    return [each for each in candidates if fold(str(each.value)) not in heads][:MOST]
