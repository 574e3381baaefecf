"""One page as the rules see it: parsed once, its visible text in lines, its links, its metadata."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from html import unescape
from itertools import accumulate, islice
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.reading.hiding import hidden_elements
from theodore.extract.reading.sieve import Runs
from theodore.extract.reading.strangers import Strangers
from theodore.extract.reading.structured import Item, items, organisations
from theodore.extract.reading.tame import tame
from theodore.extract.reading.visible import Line, read_lines
from theodore.extract.reading.wording import around, fold, squeeze
from theodore.model.embedded import HARDLY_ANY, spelled_out
from theodore.model.page import Page, PageKind

MAX_LINKS = 5_000
#: The crawl measures a page's text in a way of its own: where it finds that there is hardly any, so must this.
_HARDLY_ANY = 2 * HARDLY_ANY

FORMS, RESOURCES = "form", "script[src], link[href], iframe[src], img[src]"
#: What is looked for on every page.
_LOOKED_FOR = (FORMS, RESOURCES)

R = TypeVar("R")


class Link(NamedTuple):
    """One link. href: as written. outward: the address, where it names its host; empty for one within the site."""

    href: str
    node: LexborNode
    outward: str

    @property
    def text(self) -> str:
        """What a person clicks on."""
        return squeeze(self.node.text(separator=" "))[:200]


def _link(node: LexborNode) -> Link:
    # an element's attributes are read one by one where no more than one is asked for: all of them take longer
    href = (node.attrs.get("href") or "").strip()
    # most links have nothing of the kind near their beginning
    return Link(href, node, _outward(href) if "//" in href[:8] else "")


def _outward(href: str) -> str:
    if href.startswith("//"):
        return "https:" + href
    return href if href[:8].lower().startswith(("http://", "https://")) else ""


class Document:
    """A page, parsed. Everything on it is worked out once, and only when a rule asks."""

    def __init__(self, page: Page) -> None:
        self.url = page.final_url or page.url
        self.kind: PageKind = page.kind
        self.headers = page.headers
        raw = page.raw
        text = raw.decode()
        self.html = tame(text)
        # what was not cut need not be made bytes once more
        self.tree = LexborHTMLParser(raw if self.html == text else self.html)
        #: What was cut from the source for a quote.
        self.cuttings: set[str] = set()
        self._elements: dict[str, Sequence[LexborNode]] = {}
        self._worked_out: dict[Callable[..., Any], Any] = {}
        # the text is read in any case; few pages show little of it, and only of those more is asked
        if len(self.text) < _HARDLY_ANY and not page.rendered:
            self._read_state()

    def gather(self) -> None:
        """Look for what the rules ask of every page's tree, as it was just read and is at hand.

        Later, after the trees of other pages, the same takes several times as long. Raises what a rule would that asks.
        """
        for selector in _LOOKED_FOR:
            self.elements(selector)
        _ = self.links, self.meta, self.title, self.items

    def _read_state(self) -> None:
        """Read what the page carries for its scripts as if it stood at the page's end, where it says enough.

        The source stays as it is: what is proven by markup is proven by that.
        """
        if spelled := spelled_out(self.html):
            self.tree = LexborHTMLParser(tame(self.html + spelled))
            for name in ("lines", "hidden", "text"):
                self.__dict__.pop(name, None)

    def elements(self, selector: str) -> Sequence[LexborNode]:
        """The elements that a CSS selector fits, in their order; looked for once."""
        if selector not in self._elements:
            self._elements[selector] = self.tree.css(selector)
        return self._elements[selector]

    def once(self, work: Callable[[Document], R]) -> R:
        """What this function makes of the page: worked out once, however many rules ask, and shared."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        found: R = self._worked_out[work]
        return found

    def cut(self, source: str, start: int, end: int) -> str:
        """A part of the page's source, or of a script in it, as a quote."""
        cutting = source[start:end]
        self.cuttings.add(cutting)
        return cutting

    def has(self, quote: str) -> bool:
        """Whether the page's source has these words, white space, entities and Unicode made equal."""
        return quote in self.html or fold(unescape(quote)) in self._folded_source

    def shows(self, quote: str) -> bool:
        """Whether the page's visible text has these words, white space, case and Unicode made equal."""
        # most quotes are as the page has them, and then its words need not be made equal
        return quote in self._in_one_line or fold(quote) in self.folded

    @cached_property
    def _in_one_line(self) -> str:
        return self.text.replace("\n", " ")

    @cached_property
    def _folded_source(self) -> str:
        return fold(unescape(self.html))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The visible text in reading order, one block (or one part of a block up to <br>) a line."""
        return read_lines(self.tree, self.hidden)

    @cached_property
    def hidden(self) -> frozenset[int]:
        """The elements that a person does not see, by the parser's own numbers."""
        return hidden_elements(self.tree)

    @cached_property
    def text(self) -> str:
        """The lines, joined by newlines."""
        return "\n".join([line.text for line in self.lines])

    @cached_property
    def folded(self) -> str:
        """The visible text as quotes are compared with it."""
        # line by line, for those of other pages are remembered
        return " ".join(filter(None, (fold(line.text) for line in self.lines)))

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate([len(line.text) + 1 for line in self.lines])][:-1]

    def line_number(self, position: int) -> int:
        """The line that holds this position of `text`."""
        return bisect_right(self._starts, position) - 1

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, of the same length: positions in one are positions in the other."""
        return self.text.replace("\u0130", "I").lower()

    @cached_property
    def _runs(self) -> Runs:
        return Runs(self.lowered)

    def having(self, words: Iterable[str]) -> list[str]:
        """Those of the words, which are in lower case, that stand anywhere in the text.

        For many words this is twenty times quicker than looking for one after the other.
        """
        words = tuple(words)
        return [words[number] for number in self._runs.having(words)]

    def lines_with(self, words: Iterable[str]) -> list[int]:
        """The numbers of the lines that hold any of these words, which are in lower case.

        Finding words is ten times quicker than any pattern of them, and most lines hold none: the patterns need look
        at the others alone.
        """
        where, starts, found = self.lowered, self._starts, set[int]()
        words = tuple(words)
        for word in (words[number] for number in self._runs.likely(words)):
            at = where.find(word)
            while at >= 0:
                following = bisect_right(starts, at)
                found.add(following - 1)
                # one hit a line is enough
                at = where.find(word, starts[following]) if following < len(starts) else -1
        return sorted(found)

    def lines_matching(self, pattern: re.Pattern[str]) -> list[int]:
        """The numbers of the lines in which this pattern is found.

        Quicker than `lines_with` for a pattern whose beginning is rare, like a bracket or a run of capitals.
        """
        return list(dict.fromkeys(self.line_number(match.start()) for match in pattern.finditer(self.text)))

    def span(self, number: int) -> tuple[int, int]:
        """Where a line starts and ends in `text`."""
        start = self._starts[number]
        return start, start + len(self.lines[number].text)

    def quote(self, start: int, end: int) -> str:
        """The words of the line, or lines, around a span of `text`."""
        first, last = self.line_number(start), self.line_number(max(start, end - 1))
        offset = self._starts[first]
        whole = " ".join(line.text for line in self.lines[first : last + 1])
        return around(whole, start - offset, end - offset)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The page's links, hidden ones left out."""
        nodes = (node for node in self.tree.css("a[href]")[:MAX_LINKS] if node.mem_id not in self.hidden)
        return tuple(map(_link, nodes))

    @cached_property
    def links_outward(self) -> tuple[Link, ...]:
        """The links that name their host; most lead to the site's own pages and do not."""
        return tuple(link for link in self.links if link.outward)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Everything that the page states for machines."""
        return items(self.tree, self.html, Strangers(self.host, self.title))

    @cached_property
    def organisations(self) -> tuple[Item, ...]:
        """The items that describe the company itself."""
        return tuple(organisations(self.items))

    @cached_property
    def meta(self) -> dict[str, str]:
        """The <meta> elements: name or property, in lower case, to content. The first of a name counts."""
        found: dict[str, str] = {}
        stated = (node.attributes for node in self.tree.tags("meta"))
        for attributes in islice((each for each in stated if "content" in each), 300):
            name = attributes.get("property") or attributes.get("name") or attributes.get("http-equiv") or ""
            found.setdefault(name.strip().lower(), squeeze(attributes.get("content") or ""))
        return found

    @cached_property
    def title(self) -> str:
        """The title element's text; empty where there is none."""
        node = self.tree.head.css_first("title") if self.tree.head is not None else None
        return squeeze(node.text())[:300] if node else ""

    @cached_property
    def host(self) -> str:
        """The page's host in lower case."""
        return (urlsplit(self.url).hostname or "").lower()
