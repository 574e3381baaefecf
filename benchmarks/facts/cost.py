"""What the extraction costs: processor time beside bare parsing of the same pages, and by rule.

Parsing and extraction take turns in one process, and each round of the demo web has companies of its own: what was
worked out for the lines of one company helps nothing with the next. Bare parsing makes each page's tree and drops it.
A round's figure is a ratio, so that a busy machine slows both sides of it.
"""

from __future__ import annotations

import importlib
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar
from unittest.mock import patch

from selectolax.lexbor import LexborHTMLParser

from benchmarks.facts.sites import PAGES, Case, farm_site, read_page
from theodore.extract import worker
from theodore.extract.derived.derivation import Derivation
from theodore.extract.reading.document import Document
from theodore.extract.rules.rule import Rule
from theodore.farm import FarmConfig, Fault
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.sites import Site, Web
from theodore.model.page import Page

#: Bytes of a page of the companies that the cost is told for.
PAGE_BYTES = 50_000
#: Pages of the demo web that are much larger are left out.
_TOO_LARGE = 80_000
#: Of a page that is filled up, about so many times as much is markup as is text.
_BLOCK = (
    '<div class="row teaser-list__row"><div class="col col-md-4 teaser teaser--plain" data-id="{number}">'
    '<a class="teaser__link" href="/item/{number}"><img class="teaser__picture" src="/media/picture-{number}.jpg" '
    'alt="" width="640" height="360" loading="lazy"></a><p class="teaser__text">{text}</p></div></div>\n'
)
#: Anything: its parts are replaced by ones with a clock.
_ENGINE: Any = importlib.import_module("theodore.extract.profile")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time of one round, and what they were spent on."""

    parsing_s: float
    extraction_s: float
    pages: int
    page_bytes: int

    @property
    def ratio(self) -> float:
        """How many times as much as parsing the extraction takes, its own parsing included."""
        return self.extraction_s / self.parsing_s

    @property
    def company_ms(self) -> float:
        """Milliseconds for a company of eight pages of 50 KB."""
        return self.extraction_s * 1e3 * PAGES * PAGE_BYTES / self.page_bytes


def large_companies(count: int, seed: int) -> Iterator[Case]:
    """Companies of the demo web with eight pages of 50 KB: smaller pages are filled up, with markup and text."""
    config = FarmConfig(sites=4 * count + 50, seed=seed, shares={Fault.HEALTHY: 1.0}, languages=KNOWN_LANGUAGES)
    web, given = Web(config), 0
    for index in range(len(web)):
        site = web.site(index)
        case = farm_site(site)
        pages = [_filled(site, page, number) for number, page in enumerate(case.crawl.pages)]
        if len(pages) == PAGES and max(_size(page) for page in pages) < _TOO_LARGE:
            yield replace(case, crawl=replace(case.crawl, pages=tuple(pages)))
            given += 1
        if given == count:
            return


def _filled(site: Site, page: Page, number: int) -> Page:
    missing, stock = PAGE_BYTES - _size(page), site.words.paragraphs
    blocks: list[str] = []
    while missing > 0:
        text = stock[(number * 29 + site.index * 31 + len(blocks)) % len(stock)][:180]
        blocks.append(_BLOCK.format(number=len(blocks), text=text))
        missing -= len(blocks[-1].encode())
    end = page.text.rfind("</body>")
    html = page.text[:end] + "".join(blocks) + page.text[end:]
    return read_page(page.url, html, page.kind, depth=page.depth)


def _size(page: Page) -> int:
    return len(page.text.encode())


def cost(cases: Sequence[Case]) -> Cost:
    """One round over these companies, parsing and extraction taking turns."""
    parsing = extraction = 0.0
    pages = [page for case in cases for page in case.crawl.content]
    for case in cases:
        texts = [page.text for page in case.crawl.content]
        # before and after: where the machine changes its pace, it does so for both sides
        before = _seconds(partial(_parse, texts))
        extraction += _seconds(partial(worker.extract_timed, case.company, case.crawl))
        parsing += (before + _seconds(partial(_parse, texts))) / 2
    return Cost(parsing, extraction, len(pages), sum(_size(page) for page in pages))


def costs(rounds: Iterable[Sequence[Case]]) -> list[Cost]:
    """The cost of each round; one more before them warms up, and is not told."""
    told: list[Cost] = []
    for number, cases in enumerate(rounds):
        if number == 0:
            cost(cases[:1])
        told.append(cost(cases))
    return told


def median_ratio(measured: Sequence[Cost]) -> float:
    """The ratio of the middle round."""
    return statistics.median(each.ratio for each in measured)


#: Of a page's visible text. What any extraction in Python does at least once, and ours for sixty fields.
_LOOKS: dict[str, Callable[[str], object]] = {
    "one pattern looked for once": re.compile(r"[0-9]{4}[^0-9 ,.]{3}[0-9]").search,
    "its words told apart once": re.compile(r"\w+").findall,
}


def looks(cases: Sequence[Case]) -> dict[str, float]:
    """How many times as much as bare parsing the simplest looks at the same pages' visible text take, by name."""
    texts = [page.text for case in cases for page in case.crawl.content]
    shown = [tree.body.text(separator=" ") for tree in map(LexborHTMLParser, texts) if tree.body]
    told = {}
    for name, look in _LOOKS.items():
        before = _seconds(partial(_parse, texts))
        took = _seconds(partial(_each, look, shown))
        told[name] = took / ((before + _seconds(partial(_parse, texts))) / 2)
    return told


def _each(look: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        look(text)


def _parse(texts: Sequence[str]) -> None:
    for text in texts:
        LexborHTMLParser(text)


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


@dataclass(frozen=True, slots=True)
class Spent:
    """What a rule, a derivation or the reading of pages took. ms: milliseconds of processor time, a page."""

    name: str
    ms: float


#: What of a page many rules share: read beforehand, so that it is not charged to the rule that comes first.
_SHARED = ("hidden", "lines", "text", "lowered", "folded", "items", "links", "meta", "title")


def spent(cases: Sequence[Case]) -> list[Spent]:
    """Processor time by rule over these companies, the dearest first.

    The shared views of a page are read beforehand and told under `reading`, whether or not a rule asks for them;
    holding findings to their quotes is told as `quotes`.
    """
    times: dict[str, float] = defaultdict(float)
    with ExitStack() as patched:
        for name, value in _instruments(times).items():
            patched.enter_context(patch.object(_ENGINE, name, value))
        whole = sum(_seconds(partial(_ENGINE.extract_pages, case.company, case.crawl)) for case in cases)
    times["the rest"] = whole - sum(times.values())
    pages = sum(len(case.crawl.content) for case in cases)
    ordered = sorted(times.items(), key=lambda each: -each[1])
    return [Spent(name, seconds * 1e3 / pages) for name, seconds in [("the whole", whole), *ordered]]


def _instruments(times: dict[str, float]) -> dict[str, Any]:
    """The engine's parts, each with a clock."""

    def timed(name: str, work: Callable[..., R]) -> Callable[..., R]:
        def clocked(*given: Any) -> R:
            began = time.process_time()
            try:
                return work(*given)
            finally:
                times[name] += time.process_time() - began

        return clocked

    def listed(name: str, work: Callable[..., Iterable[R]]) -> Callable[..., list[R]]:
        return timed(name, lambda *given: list(work(*given)))

    def rule(each: Rule) -> Rule:
        name = _named(each.fields)
        find = each.find and listed(name, each.find)
        return replace(each, find=find, across=each.across and listed(name, each.across))

    def derivation(each: Derivation) -> Derivation:
        return replace(each, derive=listed(f"derived: {_named(each.fields)}", each.derive))

    def read(page: Page) -> Document:
        document = timed("reading: the tree and its text", Document)(page)
        for name in _SHARED:
            timed(f"reading: {name}", getattr)(document, name)
        return document

    return {
        "RULES": tuple(rule(each) for each in _ENGINE.RULES),
        "DERIVATIONS": tuple(derivation(each) for each in _ENGINE.DERIVATIONS),
        "Document": read,
        "proven": timed("quotes", _ENGINE.proven),
        "merge": timed("merging", _ENGINE.merge),
        "subject": timed("whom it is about", _ENGINE.subject),
    }


def _named(fields: Sequence[str]) -> str:
    return ", ".join(fields[:3]) + (f" and {len(fields) - 3} more" if len(fields) > 3 else "")
