"""Profiles on social platforms."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urlsplit

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import fold, plain
from theodore.extract.reading.wordlists import words
from theodore.extract.rules.choice import Candidate
from theodore.model.evidence import Evidence

_FIELD = "social_media"


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. hosts: the registrable part. profile: what the path of a company's profile looks like."""

    name: str
    hosts: tuple[str, ...]
    profile: re.Pattern[str]


@cache
def platforms() -> tuple[Platform, ...]:
    """The platforms in `data/platforms.csv`."""
    text = files("theodore.extract").joinpath("data/platforms.csv").read_text(encoding="utf-8")
    return tuple(
        Platform(line["platform"], tuple(line["hosts"].split()), re.compile(f"(?:{line['profile']})/?", re.IGNORECASE))
        for line in csv.DictReader(text.splitlines())
    )


_BY_HOST = {host: platform for platform in platforms() for host in platform.hosts}

_NOT_A_PROFILE = words("not_profiles")


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every profile that the page links to or names in its structured data."""
    for item in document.organisations:
        for written in item.texts("sameAs"):
            if found := profile(written):
                yield by_item(document, _FIELD, dict([found]), item, "sameAs", written, 0.95)
    for link in document.links_outward:
        if found := profile(link.outward):
            yield by_markup(document, _FIELD, dict([found]), link.href, "social.link", _sureness(found[1], subject))


@remembered
def profile(url: str) -> tuple[str, str] | None:
    """The platform and the profile's address in its plain form; None for anything else."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    platform = _BY_HOST.get(host) or _BY_HOST.get(host.partition(".")[2])
    if platform is None or parts.scheme not in {"http", "https"}:
        return None
    first = parts.path.strip("/").partition("/")[0].lower()
    if first in _NOT_A_PROFILE or not platform.profile.fullmatch(parts.path):
        return None
    query = f"?{parts.query}" if parts.path.endswith("profile.php") and parts.query.startswith("id=") else ""
    return platform.name, f"https://{host}{parts.path.rstrip('/')}{query}"


def _sureness(url: str, subject: Subject) -> float:
    """A profile that bears the company's name is surely its own; others may be a partner's."""
    handle = plain(urlsplit(url).path).replace("-", "").replace(".", "").replace("_", "")
    return 0.9 if len(subject.label) > 2 and subject.label.replace("-", "") in handle else 0.7


def supports(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the addresses, by whichever scheme."""
    return all(fold(unquote(url.removeprefix("https://"))) in quote for url in evidence.value.values())


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """One profile a platform: the surest."""
    found: dict[str, Candidate] = {}
    for each in candidates:
        found.setdefault(next(iter(each.value)), each)
    return list(found.values())
