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
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import fold
from theodore.extract.reading.wordlists import entries, one_of, starts
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.signals import jobs
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

TITLES, COUNT, THERE = "job_listings_details", "job_listings_count", "has_job_listings"

#: No list of openings on a page is longer.
MOST = 100
_MOST_LINKS = 300
#: In characters, and in words.
_LONGEST, _MOST_WORDS = 110, 12
_GENDERED = re.compile(one_of("signals_gendered"), re.IGNORECASE)
#: What stands around titles and places.
_EDGES = " -|:;,>\u2013\u2014\u2022\u00b7\u2192\u203a"
#: One of these is in each of them.
_SIGNS = ("/", "|", "*", "genders", "(gn)", "all gender")
_EMPLOYMENT = re.compile(rf"\s*(?:{one_of('signals_employment')})\s*", re.IGNORECASE)
_LABELLED = re.compile(rf"(?:{one_of('signals_place_labels')})\s*:\s*(?P<place>[^:|·•]{{2,40}})", re.IGNORECASE)
_PARTS = re.compile(r"\s*[|\u00b7\u2022,/\u2013\u2014]\s*|\s-\s")
_TOWN = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w'\u2019.-]+(?: (?:[A-ZÀ-ÖØ-Þ][\w'\u2019.-]+|am|an der|de|la|le|del|of|den|sur|upon)){0,3}"
)
_SENTENCE = re.compile(r"[!?…]|[.:]$|\.\s[A-ZÄÖÜ][a-zäöü]+\s[a-zäöü]")
_PATHS = tuple(entries("signals_posting_paths"))
_STATED = re.compile(
    rf"(?<![\w.,+-])(?P<count>[1-9]\d{{0,3}}) (?:{one_of('signals_counted_openings')})(?!\w)", re.IGNORECASE
)
_STATED_SIGNS = starts("signals_counted_starts")
#: Beside these a number is a round one.
_ROUND = re.compile(rf"(?:{one_of('signals_round_numbers')})\s*$", re.IGNORECASE)


def find(document: Document) -> Iterator[Evidence]:
    """Every opening that the page lists; nothing where it says that there are none."""
    found = [
        *_structured(document),
        *(_on_page(document) if document.kind is PageKind.CAREERS else ()),
        *_on_boards(document),
    ]
    if (found or document.kind is PageKind.CAREERS) and jobs.says_none(document):
        found = [each for each in found if each.method.startswith(("jsonld", "microdata"))]
    yield from found
    if document.kind in (PageKind.CAREERS, PageKind.HOME):
        yield from _stated(document)
    if found:
        first = max(found, key=lambda each: each.confidence)
        yield Evidence(THERE, True, first.kind, first.url, first.quote, "jobs.listed", min(first.confidence, 0.8))


# --- structured data


def _structured(document: Document) -> Iterator[Evidence]:
    for item in document.items:
        if "jobposting" in item.types and (title := item.text("title") or item.text("name")):
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
                return town.strip()[:_LONGEST]
    return ""


# --- a page of openings


def _on_page(document: Document) -> Iterator[Evidence]:
    seen: set[int] = set()
    for start, end in jobs.titles_with_buttons(document):
        number = document.line_number(start)
        seen.add(number)
        yield from _titled(document, start, end, "jobs.button", 0.8)
    for number in islice(document.lines_with(_SIGNS), 2 * MOST):
        line = document.lines[number]
        if (
            number not in seen
            and line.place not in (Place.NAV, Place.FOOTER, Place.HEADER)
            and _GENDERED.search(line.text)
        ):
            seen.add(number)
            yield from _titled(document, *document.span(number), "jobs.gendered", 0.85)
    yield from _linked(document)


def _titled(document: Document, start: int, end: int, method: str, sure: float) -> Iterator[Evidence]:
    """A title at this span of the text, with its place where one of the next lines gives it."""
    title = document.text[start:end].strip(_EDGES)
    if not is_title(title):
        return
    start = document.text.index(title, start)
    end = start + len(title)
    place, place_end = _place_after(document, end)
    value = f"{title}, {place}" if place and fold(place) not in fold(title) else title
    yield by_text(document, TITLES, value, start, place_end if value != title else end, method, sure)


def is_title(text: str) -> bool:
    """Whether a text may be the title of a posting: some words and no sentence, button or heading."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return (
        0 < len(words) <= _MOST_WORDS
        and 3 < len(text) <= _LONGEST
        and not _SENTENCE.search(text)
        and not jobs.is_unasked(text)
    )


def _place_after(document: Document, end: int) -> tuple[str, int]:
    """The place in the rest of a title's line or in the next two, and where it ends; nothing, where none tells."""
    number = document.line_number(end - 1)
    for each in range(number, min(number + 3, len(document.lines))):
        first, last = document.span(each)
        text = document.text[max(first, end) : last]
        if each > number and (document.lines[each].tag in ("h1", "h2", "h3", "h4") or _GENDERED.search(text)):
            break
        if place := _place_in(text):
            at = document.text.index(place, max(first, end))
            return place, at + len(place)
    return "", end


def _place_in(text: str) -> str:
    """A labelled place, or the one part of a line that is a town where the others tell how one is employed."""
    if len(text) > _LONGEST:
        return ""
    if labelled := _LABELLED.search(text):
        place = labelled["place"].strip(_EDGES)
        return place if _TOWN.fullmatch(place) else ""
    parts = [part for part in _PARTS.split(text.strip(_EDGES)) if part]
    others = [part for part in parts if not _EMPLOYMENT.fullmatch(part)]
    return others[0] if len(others) == 1 < len(parts) and _TOWN.fullmatch(others[0]) else ""


def _linked(document: Document) -> Iterator[Evidence]:
    """Links to postings below, that name a job."""
    for link in islice(document.links, _MOST_LINKS):
        href = link.href.lower()
        if any(part in href for part in _PATHS) and _is_deeper(document.url, href):
            text = link.text
            if is_title(text) and jobs.names_a_job(text) and text in document.text:
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
            if is_title(text) and (jobs.names_a_job(text) or _GENDERED.search(text)):
                yield by_markup(document, TITLES, text, link.href, "jobs.on_board", 0.8)


def _stated(document: Document) -> Iterator[Evidence]:
    """How many openings there are said to be."""
    for number in document.lines_with(_STATED_SIGNS)[:MOST]:
        text, (start, _) = document.lines[number].text, document.span(number)
        match = _STATED.search(text)
        if match and not _ROUND.search(text[: match.start()]) and len(text) <= _LONGEST * 2:
            yield by_text(
                document, COUNT, int(match["count"]), start + match.start(), start + match.end(), "jobs.stated", 0.8
            )


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """Each opening once: what has its place stands for the same title without it."""
    values = {fold(str(each.value)) for each in candidates}
    heads = {value[:at] for value in values for at in (each.start() for each in re.finditer(", ", value))}
    return [each for each in candidates if fold(str(each.value)) not in heads][:MOST]
