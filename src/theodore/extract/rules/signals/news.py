"""News and events with their days: from structured data, from <time> elements, and from lists with dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import Document, Link
from theodore.extract.reading.proof import by_item
from theodore.extract.reading.source import in_html
from theodore.extract.reading.structured import Item
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import everywhere, fold, squeeze, tokens
from theodore.extract.reading.wordlists import one_of
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.signals.dates import ANY_YEAR, SlowReader, dates_in, of_machine
from theodore.extract.rules.signals.sections import under
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value
from theodore.model.page import PageKind

_FIELD = "recent_news_events"
MOST = 10

_TYPES = frozenset(["blogposting", "newsarticle", "article", "techarticle", "report", "pressrelease"])
_NOT_TITLE = re.compile(rf"(?:{one_of('signals_not_titles')})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
#: In characters, and in words.
_SHORTEST, _LONGEST, _FEWEST_WORDS = 8, 180, 2
#: So many lines away from its date a title may stand.
_NEAR = 3
_MOST_DATES, _MOST_TIMES, _MOST_TITLES = 60, 30, 400
#: A date may stand in many places; so many are looked at.
_MOST_PLACES = 20
_HIGHEST = 5
_LONGEST_QUOTE = 400
#: In characters of the source: so far from a <time> its title is looked for.
_AROUND = 2_000
#: News are of the web's time, and nobody announces further ahead than this, in years.
_AHEAD = 2


@dataclass(frozen=True, slots=True)
class _Title:
    """What something is called, and where it leads. line: where it stands."""

    text: str
    url: str
    line: int


def find(documents: Sequence[Document], subject: Subject) -> Iterator[Evidence]:
    """All news of the company's pages."""
    slow = SlowReader()
    for document in documents:
        yield from _structured(document, slow)
        lines = _lines_of_news(document)
        if lines:
            found = list(_timed(document, slow))
            found = found or list(_linked(document, subject))
            yield from found or _listed(document, subject, lines)


def _lines_of_news(document: Document) -> Sequence[int]:
    """The lines in which news may stand: all of a page of news, and on the home page what is under such a heading."""
    if document.kind is PageKind.BLOG:
        return range(len(document.lines))
    if document.kind is not PageKind.HOME or not ANY_YEAR.search(document.text):
        return ()
    return sorted({each for part in under(document, "news") for each in part.lines})


def _value(day: date, title: str, url: str) -> dict[str, str]:
    return {"date": day.isoformat(), "title": title, "url": url}


# --- structured data


def _structured(document: Document, slow: SlowReader) -> Iterator[Evidence]:
    for item in document.items:
        if item.types & _TYPES:
            yield from _of_item(document, item, ("headline", "name"), ("datePublished", "dateCreated"), slow)
        elif any(each.endswith("event") for each in item.types):
            yield from _of_item(document, item, ("name",), ("startDate",), slow)


def _of_item(
    document: Document, item: Item, names: Sequence[str], dates: Sequence[str], slow: SlowReader
) -> Iterator[Evidence]:
    name = next((name for name in names if item.text(name)), "")
    written = next((text for each in dates if (text := item.text(each))), "")
    day = (of_machine(written) or slow.read(written)) if written else None
    title = item.text(name) if name else ""
    if day and _is_title(title):
        url = _absolute(document, item.text("url") or item.text("mainEntityOfPage"))
        value = _value(day, title, url)
        proof = by_item(document, _FIELD, value, item, name, title, 0.9, written)
        yield proof if proof.quote else by_item(document, _FIELD, value, item, name, title, 0.85)


def _absolute(document: Document, href: str) -> str:
    """A link's address in full; the page's own, where it leads nowhere else."""
    try:
        url = urljoin(document.url, href.strip())
        return url if urlsplit(url).scheme in ("http", "https") else document.url
    except ValueError:
        return document.url


def _is_title(text: str) -> bool:
    return (
        _SHORTEST <= len(text) <= _LONGEST and len(_WORD.findall(text)) >= _FEWEST_WORDS and not _NOT_TITLE.match(text)
    )


# --- <time> elements


def _timed(document: Document, slow: SlowReader) -> Iterator[Evidence]:
    """Each <time> with the heading or link of what it dates: the smallest element around that has one."""
    if "<time" not in document.html:
        return
    for node in document.tree.css("time")[:_MOST_TIMES]:
        written = node.attributes.get("datetime") or squeeze(node.text())[: _SHORTEST * 5]
        day = of_machine(written) or _only_day(written) or slow.read(written)
        if day and node.mem_id not in document.hidden and (title := _title_around(document, node)):
            quote = _around(document, written, title.text)
            value = _value(day, title.text, title.url)
            yield Evidence(_FIELD, value, Proof.MARKUP, document.url, quote, "news.time", 0.8)


def _only_day(written: str) -> date | None:
    return next((each.day for each in dates_in(written, day_first=None)), None)


def _title_around(document: Document, node: LexborNode) -> _Title | None:
    above = node.parent
    for _ in range(_HIGHEST):
        if above is None or above.tag in ("body", "main", "html") or len(above.css("time")) > 1:
            return None
        heading = above.css_first("h1, h2, h3, h4, h5, h6")
        links = above.css("a[href]")[:_MOST_DATES]
        if heading is not None and _is_title(text := squeeze(heading.text(separator=" "))):
            inner = heading.css_first("a[href]") or next(iter(links), None)
            if inner is None and above.tag != "a":
                return _Title(text, document.url, 0)
            return _Title(text, _absolute(document, (inner or above).attributes.get("href") or ""), 0)
        for link in [above, *links] if above.tag == "a" else links:
            text = _own_words(link)
            if _is_title(text):
                return _Title(text, _absolute(document, link.attributes.get("href") or ""), 0)
        above = above.parent
    return None


def _own_words(link: LexborNode) -> str:
    """What a link calls its target: all of its text, or, where a date stands in it, one of its parts."""
    pieces = [squeeze(piece) for piece in link.text(separator="\n").split("\n")]
    whole = " ".join(piece for piece in pieces if piece)
    if ANY_YEAR.search(whole) and any(True for _ in dates_in(whole, day_first=True)):
        named = [piece for piece in pieces if not ANY_YEAR.search(piece) and _is_title(piece)]
        # authors have two names, and most titles more words
        return next((piece for piece in named if len(piece.split()) > _FEWEST_WORDS), next(iter(named), ""))
    return whole


def _around(document: Document, written: str, title: str) -> str:
    """The source from a date to its title, where that is short; else the date's own tag."""
    html = document.html
    for at in islice(everywhere(html, written), _MOST_PLACES):
        first = max(0, at - _AROUND)
        if found := in_html(html[first : at + _AROUND], title):
            start, end = min(at, first + found[0][0]), max(at + len(written), first + found[0][1])
            if end - start <= _LONGEST_QUOTE:
                return document.cut(html, start, end)
            break
    at = max(0, html.find(written))
    start = max(html.rfind("<", 0, at), at - _AROUND)
    return document.cut(html, max(start, 0), at + len(written))


# --- lists with dates


def _linked(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Links that have their date within them, as cards do that are one link each."""
    if document.kind is not PageKind.BLOG:
        return
    for link in islice(document.links, _MOST_TITLES):
        text = link.text
        day = _first_day(text, subject) if ANY_YEAR.search(text) else None
        title = _own_words(link.node) if day else ""
        if day and _is_title(title) and title != text:
            value = _value(day, title, _absolute(document, link.href))
            yield Evidence(_FIELD, value, Proof.TEXT, document.url, text, "news.link", 0.75)


def _first_day(text: str, subject: Subject) -> date | None:
    day_first = None if subject.region is None else subject.region not in ("US", "PH")
    return next((each.day for each in dates_in(text, day_first=day_first)), None)


def _listed(document: Document, subject: Subject, lines: Sequence[int]) -> Iterator[Evidence]:
    """Each line with a date, and the title that stands in it, or near by: always on the same side of it."""
    dated = dict(islice(_dated(document, subject, set(lines)), _MOST_DATES))
    if not dated:
        return
    near = {each for number in dated for each in range(number - _NEAR, number + _NEAR + 1)}
    titles = _titles(document, near.intersection(lines))
    numbers = sorted(dated)
    before = {each: _nearest(titles, each, -1, numbers) for each in numbers}
    after = {each: _nearest(titles, each, 1, numbers) for each in numbers}
    side = before if _is_side(before, after, numbers) else after
    for number, day in dated.items():
        title = titles.get(number) or side[number]
        if title:
            start = min(document.span(number)[0], document.span(title.line)[0])
            end = max(document.span(number)[1], document.span(title.line)[1])
            if end - start <= _LONGEST_QUOTE:
                quote = " ".join(
                    line.text for line in document.lines[min(number, title.line) : max(number, title.line) + 1]
                )
                value = _value(day, title.text, title.url)
                yield Evidence(_FIELD, value, Proof.TEXT, document.url, quote, "news.list", 0.75)


def _dated(document: Document, subject: Subject, within: set[int]) -> Iterator[tuple[int, date]]:
    for number in document.lines_matching(ANY_YEAR):
        line = document.lines[number]
        if (
            number not in within
            or line.place in (Place.QUOTE, Place.NAV, Place.FOOTER)
            or len(line.text) > _LONGEST * 2
        ):
            continue
        if day := _first_day(line.text, subject):
            yield number, day


def _titles(document: Document, within: set[int]) -> dict[int, _Title]:
    """The titles on the page by their lines: links of some words, and headings."""
    by_text: dict[str, Link] = {}
    for link in document.links:
        text = _own_words(link.node)
        if _is_title(text) and len(by_text) < _MOST_TITLES:
            by_text.setdefault(text, link)
    found: dict[int, _Title] = {}
    for number in within:
        line = document.lines[number]
        if line.place in (Place.NAV, Place.FOOTER) or len(line.text) > _LONGEST * 2 or _NOT_TITLE.match(line.text):
            continue
        named = max((text for text in by_text if text in line.text), key=len, default="")
        if named:
            found[number] = _Title(named, _absolute(document, by_text[named].href), number)
        elif line.tag in ("h1", "h2", "h3", "h4", "h5") and _is_title(line.text):
            found[number] = _Title(line.text, document.url, number)
    return found


def _nearest(titles: dict[int, _Title], number: int, step: int, dated: Sequence[int]) -> _Title | None:
    for each in range(number + step, number + step * (_NEAR + 1), step):
        if each in dated:
            return None
        if each in titles:
            return titles[each]
    return None


def _is_side(before: dict[int, _Title | None], after: dict[int, _Title | None], numbers: Sequence[int]) -> bool:
    """Whether titles stand before their dates. In a list each stands between two dates: its ends tell."""
    first, last = numbers[0], numbers[-1]
    if bool(before[first]) != bool(after[last]):
        return bool(before[first])
    return _distance(before) < _distance(after)


def _distance(side: dict[int, _Title | None]) -> int:
    return sum(abs(title.line - number) if title else _NEAR + 1 for number, title in side.items())


# --- what becomes of them


def _told(value: Value, part: str) -> str:
    """A part of what is told of an entry; empty for what is none."""
    return str(value.get(part, "")) if isinstance(value, dict) else ""


def same_title(finding: Evidence) -> str:
    """Two findings are one where the titles are."""
    return fold(str(_told(finding.value, "title")))


def supports(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the title's words, and the year of its day."""
    title, day = _told(evidence.value, "title"), _told(evidence.value, "date")
    return bool(title and day) and set(tokens(title)) <= set(tokens(quote)) and day[:4] in quote


def choose(candidates: Sequence[Candidate], subject: Subject) -> list[Candidate]:
    """The ten newest."""
    latest = f"{subject.year + _AHEAD}-12-31"
    likely = [each for each in candidates if _told(each.value, "date") <= latest]
    return sorted(likely, key=lambda each: _told(each.value, "date"), reverse=True)[:MOST]
