"""What a site is built with, by the signatures in `data/signatures.csv`.

A signature is a mark to be found, in lower case, in one place: `resource`, the address of a script, a style sheet, a
picture or a frame; `html`, the page's source; `generator`, its meta element; `header`, a line of the answer's headers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from theodore.extract.reading.document import Document
from theodore.extract.reading.dotcom import before_dot_com, host_of
from theodore.extract.reading.proof import by_header, by_markup
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "tech_stack"
#: A longer text is looked through again rather than remembered.
_LONG = 20_000
_PLACES = frozenset({"resource", "html", "generator", "header"})


@dataclass(frozen=True, slots=True)
class Signature:
    """One mark of one technology."""

    name: str
    where: str
    mark: str


@cache
def signatures() -> tuple[Signature, ...]:
    """The signatures that this package ships."""
    text = files("theodore.extract").joinpath("data/signatures.csv").read_text(encoding="utf-8")
    return tuple(Signature(line["name"], line["where"], line["mark"]) for line in csv.DictReader(text.splitlines()))


def find(document: Document) -> Iterator[Evidence]:
    """Each technology once, by its first mark on the page."""
    sources = {
        "resource": "\n".join(_resources(document)),
        "generator": document.meta.get("generator", ""),
        "header": "\n".join(f"{key}: {value}" for key, value in document.headers),
    }
    if document.kind is PageKind.HOME:
        # the scripts within pages are the same on every page of a site, and searching them costs the most
        sources["html"] = document.html
    hits = (hit for where, source in sources.items() for hit in _hits(where, source))
    seen: set[str] = set()
    for number, at in sorted(hits):
        signature = signatures()[number]
        if signature.name not in seen:
            seen.add(signature.name)
            yield _evidence(document, signature, sources[signature.where], at)


def _hits(where: str, source: str) -> tuple[tuple[int, int], ...]:
    """Each signature of this place that is found, by its number, and where it stands."""
    return _looked_up(where, source) if len(source) < _LONG else _look_up(where, source)


def _look_up(where: str, source: str) -> tuple[tuple[int, int], ...]:
    lowered = source.replace("\u0130", "I").lower()
    named = before_dot_com(lowered)
    places = ((number, lowered.find(mark)) for number, mark, host in _marks(where) if host in named)
    return tuple((number, at) for number, at in places if at >= 0)


#: The pages of a site are served alike, and many have the same scripts and pictures.
_looked_up = lru_cache(maxsize=64)(_look_up)


@cache
def _marks(where: str) -> tuple[tuple[int, str, str], ...]:
    return tuple(
        (number, each.mark, host_of(each.mark)) for number, each in enumerate(signatures()) if each.where == where
    )


def _resources(document: Document) -> list[str]:
    nodes = document.tree.css("script[src], link[href], iframe[src], img[src]")[:1_000]
    found = (node.attributes.get("src") or node.attributes.get("href") or "" for node in nodes)
    return [address[:300] for address in found if not address.startswith("data:")]


def _evidence(document: Document, signature: Signature, source: str, at: int) -> Evidence:
    method = f"technology.{signature.where}"
    if signature.where == "header":
        start, end = source.rfind("\n", 0, at) + 1, source.find("\n", at)
        name, _, content = source[start : end if end >= 0 else None].partition(": ")
        return by_header(document, _FIELD, signature.name, name, content, method, 0.9)
    return by_markup(document, _FIELD, signature.name, source[at : at + len(signature.mark)], method, 0.85)
