"""Whom the rules look for: what is known of the company before its pages are read closely."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers

from theodore.extract.reading.document import Document
from theodore.extract.reading.hosts import label_of
from theodore.extract.reading.wording import everywhere, plain
from theodore.extract.reading.wordlists import words
from theodore.model.company import Company
from theodore.model.outcome import Crawl


@dataclass(frozen=True, slots=True)
class Subject:
    """The company of an extraction.

    host: of the final origin, without www. region: the country (ISO 3166, two letters) that numbers without a
    country's prefix belong to; None where nothing says. year: the present one.
    """

    company: Company
    host: str
    region: str | None
    year: int

    @property
    def label(self) -> str:
        """The name within the host, see `label_of`; the host itself where it has none."""
        return label_of(self.host) or plain(self.host)


_GENERIC = words("generic_domains")
_REGION_OF_LANGUAGE = {"de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT", "en": "US"}
#: A plus or 00, and a country's digits. The zeros of `95455 0084` are in the midst of a number.
_PREFIX = re.compile(r"(?:\+|0(?<=\b0)(?<!\d[\s.,\-/]0)0)\s?([1-9]\d{0,2})(?=[\s().\-/\d])(?=(?:[\s().\-/]{0,3}\d){3})")
_LOCALE = re.compile(r"[a-z]{2,3}[-_]([A-Z]{2})\b")
#: A digit, and the letters before it; digits are rare, so that the pattern is found quickly, and those from 0 to 9 in
#: half the time.
_BRITISH = re.compile(r"[0-9](?:(?<=\b[A-Z]\d)|(?<=\b[A-Z]{2}\d))[A-Z0-9]?\s[0-9][ABD-HJLNP-UW-Z]{2}\b")
_AMERICAN = re.compile(r",\s*[A-Z]{2}\s+\d{5}\b")


def subject(company: Company, crawl: Crawl, documents: Sequence[Document], languages: Iterable[str]) -> Subject:
    """What the pages say at first sight."""
    home = crawl.final_origin or (documents[0].url if documents else "")
    host = (urlsplit(home).hostname or "").lower().removeprefix("www.")
    newest = max((page.fetched_at for page in crawl.pages), default=0.0)
    return Subject(company, host, _region(host, documents, list(languages)), time.gmtime(newest).tm_year)


def _region(host: str, documents: Sequence[Document], languages: Sequence[str]) -> str | None:
    """By the domain; else by the country prefixes of its numbers; else by its addresses; else by its language."""
    tld = host.rpartition(".")[2]
    region = "GB" if tld == "uk" else tld.upper()
    if region in phonenumbers.SUPPORTED_REGIONS and tld not in _GENERIC:
        return region
    prefixes = Counter(region for document in documents for region in _dialled(document.text))
    if prefixes:
        return prefixes.most_common(1)[0][0]
    if any(_BRITISH.search(document.text) for document in documents):
        return "GB"
    if any(_AMERICAN.search(document.text) for document in documents):
        return "US"
    return _by_language(documents, languages)


def _dialled(text: str) -> Iterator[str]:
    """The country of each number that is written with its country's prefix, which has one to three digits."""
    done = 0
    # finding the signs is ten times quicker than the pattern of what follows them
    for at in sorted((*everywhere(text, "+"), *everywhere(text, "00"))):
        match = _PREFIX.match(text, at) if at >= done else None
        if match is None:
            continue
        digits, done = match[1], match.end()
        codes = (int(digits[:length]) for length in range(1, len(digits) + 1))
        region = next((_REGIONS[code][0] for code in codes if code in _REGIONS), None)
        if region and region.isalpha():  # 001 stands for no country
            yield region


_REGIONS: dict[int, tuple[str, ...]] = phonenumbers.COUNTRY_CODE_TO_REGION_CODE


def _by_language(documents: Sequence[Document], languages: Sequence[str]) -> str | None:
    for document in documents[:3]:
        root = document.tree.root
        written = (root.attributes.get("lang") or "") if root else ""
        if locale := _LOCALE.match(written) or _LOCALE.match(document.meta.get("og:locale", "")):
            return locale[1]
    return next((_REGION_OF_LANGUAGE[tag[:2]] for tag in languages if tag[:2] in _REGION_OF_LANGUAGE), None)
