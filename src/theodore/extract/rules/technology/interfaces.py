"""Whether there is a public interface for programs, and an app: both are told by links."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib.resources import files
from urllib.parse import urlsplit

from theodore.extract.reading.document import Document, Link
from theodore.extract.reading.proof import by_markup
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import fold, plain
from theodore.extract.reading.wordlists import entries, one_of
from theodore.model.evidence import Evidence

API, APP = "has_api", "has_mobile_app"

_SAYS_API = re.compile(one_of("signals_api_words"), re.IGNORECASE)
_DEVELOPERS = frozenset(entries("signals_developer_words"))
#: Names of hosts under which documentation for developers is kept.
_HOSTS = re.compile(r"(?:docs?|developers?|dev-docs|api-docs|apidocs|api|devs?)\.")
_PATHS = re.compile(r"(?:^|/)(?:developers?|apis?|api-docs?|apidocs|api-reference|dev)(?:[/.?#-]|$)", re.IGNORECASE)
#: Services that keep documentation for others, under their names.
_KEEPERS = ("readme.io", "readthedocs.io", "gitbook.io", "stoplight.io", "apiary.io", "docs.apiary.io", "redoc.ly")
#: One of these is in the addresses of all of them.
_PARTS = (*_KEEPERS, "api", "dev", "doc", "entwickl", "desarroll", "sviluppat", "ontwikkel", "programador")
_MENTIONS = re.compile(r"\bAPIs?\b")


def find_api(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The first link to documentation for those who write programs."""
    # few links have any of these in their address, and a link's text is dear
    there = [part for part in _PARTS if part in document.once(_addresses)]
    for link in document.links if there else ():
        lowered = link.href.lower()
        if any(part in lowered for part in there) and (method := _leads_to_api(link, document, subject)):
            yield by_markup(document, API, True, link.href, method, 0.8)
            return


def _addresses(document: Document) -> str:
    """Where the page's links lead, in lower case, one a line."""
    return "\n".join(link.href for link in document.links).lower()


def _leads_to_api(link: Link, document: Document, subject: Subject) -> str:
    """By what a link leads to documentation for developers; empty where it does not."""
    text = fold(link.text)
    if _is_documentation(link.outward, subject.label):
        return "api.host"
    if _SAYS_API.fullmatch(text):
        return "api.named"
    path = link.href.partition("//")[2].partition("/")[2] if link.outward else link.href
    # developers build houses too: a bare word counts where the page speaks of an interface
    if text in _DEVELOPERS and _PATHS.search(path) and _MENTIONS.search(document.text):
        return "api.developers"
    return ""


def _is_documentation(url: str, label: str) -> bool:
    """Whether it is a host of the company's own for developers, or its name with a keeper of documentation."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    names = plain(host).split(".")
    # two letters are in many names
    if len(label) < 3 or label not in names:
        return False
    return bool(_HOSTS.match(host) and names[0] != label) or host.endswith(_KEEPERS)


def find_app(document: Document) -> Iterator[Evidence]:
    """The first link to an app in a store; and what tells a telephone of one."""
    for name in ("apple-itunes-app", "google-play-app"):
        if "app-id=" in document.meta.get(name, ""):
            yield by_markup(document, APP, True, document.meta[name], "app.meta", 0.9, near=name)
            return
    if not any(host in document.once(_addresses) for host in _STORES):
        return
    for link in document.links_outward:
        if _is_app(link.outward):
            yield by_markup(document, APP, True, link.href, "app.link", 0.85)
            return


def _stores() -> dict[str, tuple[str, ...]]:
    """Host to what the addresses of single apps have in them there."""
    text = files("theodore.extract").joinpath("data/signals_app_stores.csv").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in csv.DictReader(text.splitlines()):
        found[line["host"]] = (*found.get(line["host"], ()), line["mark"])
    return found


_STORES = _stores()
_OF_OTHERS = tuple(entries("signals_apps_of_others"))


@remembered
def _is_app(url: str) -> bool:
    """Whether it is one app's page in a store: no maker's page, no song, and no app that anybody links to."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    rest = url.lower().partition(host)[2] if host else ""
    return any(mark in rest for mark in _STORES.get(host, ())) and not any(part in rest for part in _OF_OTHERS)
