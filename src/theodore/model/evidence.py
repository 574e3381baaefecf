"""Values and the words that prove them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from theodore.model.fields import Value


class Proof(StrEnum):
    """What kind of proof stands behind a value."""

    TEXT = "text"  # a quote found in the stored page
    MARKUP = "markup"  # the snippet of the page's source
    HEADER = "header"  # a header of the answer
    DERIVED = "derived"  # follows from other evidence
    OBSERVED = "observed"  # our own measurement: crawl, cost, system


class Blank(StrEnum):
    """Why a field holds no value."""

    NOT_PUBLISHED = "not_published"
    PAGE_NOT_REACHED = "page_not_reached"
    BLOCKED = "blocked"
    EXTRACTION_FAILED = "extraction_failed"
    BUDGET = "budget"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One value of one field, and where it comes from.

    url: the page. quote: the words or the snippet that prove it, as they stand there. method: the rule or reader
    that found it, like `jsonld.organization`. confidence: 0 to 1. derived_from: ids of other evidence.
    kept: whether merging used it. unverified: the site did not prove who it is, so anybody may have written it.
    """

    field: str
    value: Value
    kind: Proof
    url: str | None
    quote: str
    method: str
    confidence: float
    derived_from: tuple[str, ...] = ()
    kept: bool = True
    unverified: bool = False

    @property
    def id(self) -> str:
        """Twelve hex digits that stay the same for the same field, value, page and method."""
        key = _KEYS.encode([self.field, self.value, self.url, self.method])
        return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:12]


_KEYS = json.JSONEncoder(sort_keys=True, default=str)


#: The researcher's name where Theodore's own pipeline did the work.
OWN = "theodore"
#: The same where no personal data was kept. What it found is not fresh for a run that wants people, nor the other way.
PRIVATELY = "theodore --no-personal-data"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the pages of one company say.

    profile: field to value, without blanks. blanks: the reason for each extractable field that holds no value.
    researcher: who worked it out, OWN, PRIVATELY or the name of a caller's own pipeline. off: fields that were switched
    off. custom: the names of the user's own fields, which were looked for too.
    """

    profile: dict[str, Value]
    evidence: tuple[Evidence, ...]
    blanks: dict[str, Blank]
    seconds: float = 0.0
    researcher: str = OWN
    off: frozenset[str] = frozenset()
    custom: tuple[str, ...] = ()
