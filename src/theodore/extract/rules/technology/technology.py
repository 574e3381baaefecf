"""What a site is built with, by the signatures in `data/signatures.csv`.

A signature is a mark to be found, in lower case, in one place: `resource`, the address of a script, a style sheet, a
picture or a frame; `address`, any address of the page's source, those within its scripts too; `html`, the page's
source; `generator`, its meta element; `header`, a line of the answer's headers. Cookies are no place: the crawl keeps
none of them, for they are the visitor's.

The category of a technology says what it is for: what a firm measures, advertises and sells by is a field of its own,
and so is a live chat.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, islice

from theodore.extract.reading.document import RESOURCES, Document
from theodore.extract.reading.proof import by_header, by_markup
from theodore.extract.reading.sieve import Runs
from theodore.extract.reading.wording import everywhere
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

STACK, TOOLS, CHAT = "tech_stack", "sales_marketing_tools", "has_chat_widget"

#: The categories of what is bought to find customers and to know what they do.
SELLING = frozenset({"analytics", "advertising", "crm", "automation"})
_TALKING = "chat"
#: A longer text is looked through again rather than remembered.
_LONG = 20_000
PLACES = frozenset({"resource", "address", "html", "generator", "header"})
#: Of an address so much is looked at, in characters.
_ADDRESS = 70
_MANY = 3_000
#: What an address begins with; the second is how scripts write the first.
_BEGINNINGS = ("//", "/\\/")


@dataclass(frozen=True, slots=True)
class Signature:
    """One mark of one technology."""

    name: str
    category: str
    where: str
    mark: str


@cache
def signatures() -> tuple[Signature, ...]:
    """The signatures that this package ships."""
    text = files("theodore.extract").joinpath("data/signatures.csv").read_text(encoding="utf-8")
    return tuple(
        Signature(line["name"], line["category"], line["where"], line["mark"])
        for line in csv.DictReader(text.splitlines())
    )


def find(document: Document) -> Iterator[Evidence]:
    """Each technology once, by its first mark on the page, for every field that it speaks for."""
    sources = {
        "resource": "\n".join(_resources(document)),
        "generator": document.meta.get("generator", ""),
        "header": "\n".join(f"{key}: {value}" for key, value in document.headers),
    }
    if document.kind is PageKind.HOME:
        # the scripts within pages are the same on every page of a site, and searching them costs the most
        sources["html"] = document.html
        sources["address"] = _addresses(document.html)
    hits = (hit for where, source in sources.items() for hit in _hits(where, source))
    seen: set[str] = set()
    for number, at in sorted(hits):
        signature = signatures()[number]
        if signature.name not in seen:
            seen.add(signature.name)
            yield from _evidence(document, signature, sources[signature.where], at)


def _hits(where: str, source: str) -> tuple[tuple[int, int], ...]:
    """Each signature of this place that is found, by its number, and where it stands."""
    return _looked_up(where, source) if len(source) < _LONG else _look_up(where, source)


def _look_up(where: str, source: str) -> tuple[tuple[int, int], ...]:
    lowered, (numbers, marks) = _lowered(source), _marks(where)
    return tuple((numbers[at], lowered.find(marks[at])) for at in Runs(lowered).having(marks))


def _lowered(source: str) -> str:
    """The source with the letters of ASCII in lower case: marks have no others, and in bytes it is done quickly."""
    if source.isascii():
        return source.lower()
    return source.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


#: The pages of a site are served alike, and many have the same scripts and pictures.
_looked_up = lru_cache(maxsize=64)(_look_up)


@cache
def _marks(where: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The marks of one place, and the numbers of their signatures."""
    numbers = tuple(number for number, each in enumerate(signatures()) if each.where == where)
    return numbers, tuple(signatures()[number].mark for number in numbers)


def _resources(document: Document) -> list[str]:
    nodes = document.elements(RESOURCES)[:1_000]
    found = (node.attrs.get("src") or node.attrs.get("href") or "" for node in nodes)
    return [address[:300] for address in found if not address.startswith("data:")]


def _addresses(source: str) -> str:
    """What stands where addresses begin, one a line: a source is long, and most of it is no address."""
    places = islice(chain.from_iterable(everywhere(source, beginning) for beginning in _BEGINNINGS), _MANY)
    return "\n".join(source[at + 2 : at + _ADDRESS].partition("\n")[0].replace("\\/", "/") for at in places)


def _evidence(document: Document, signature: Signature, source: str, at: int) -> Iterator[Evidence]:
    first = _proof(document, signature, source, at)
    yield first
    for field in _other_fields(signature):
        value = True if field == CHAT else signature.name
        # what proves the one proves the other, and to find it takes a look through the whole source
        yield Evidence(field, value, first.kind, first.url, first.quote, first.method, first.confidence)


def _proof(document: Document, signature: Signature, source: str, at: int) -> Evidence:
    method = f"technology.{signature.where}"
    if signature.where == "header":
        start, end = source.rfind("\n", 0, at) + 1, source.find("\n", at)
        name, _, content = source[start : end if end >= 0 else None].partition(": ")
        return by_header(document, STACK, signature.name, name, content, method, 0.9)
    written = source[at : at + len(signature.mark)]
    return by_markup(document, STACK, signature.name, _as_written(document.html, written), method, 0.85)


def _as_written(html: str, written: str) -> str:
    """A mark as the source has it, which writes the strokes of an address in its own way within scripts."""
    return written if written in html else written.replace("/", "\\/")


def _other_fields(signature: Signature) -> Iterator[str]:
    if signature.category in SELLING:
        yield TOOLS
    elif signature.category == _TALKING:
        yield CHAT
