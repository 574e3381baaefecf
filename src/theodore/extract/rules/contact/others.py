"""Addresses and numbers on legal pages that are of other firms: who keeps the server, who counts the visits."""

from __future__ import annotations

import re

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import entries
from theodore.extract.rules.identity.names import names_with_form, resembles
from theodore.model.page import PageKind

_HOSTING = entries("hosting_words")
#: In characters: so far before an address stands whose it is.
_LOOK_BACK = 200
#: Past a postcode it is the next address.
_CODE = re.compile(r"\d{4,5}")


def is_anothers(document: Document, subject: Subject, start: int, *, codes: int = 0) -> bool:
    """Whether what stands here is of another firm: of one that is said to keep the server, or that is named before it.

    Only legal pages and imprints tell of such. In an imprint the company's own name may be unlike its domain. codes: as
    many postcodes may stand between: none before an address, its own before a telephone number.
    """
    if document.kind not in (PageKind.LEGAL, PageKind.IMPRINT):
        return False
    before = document.text[max(0, start - _LOOK_BACK) : start]
    if _is_of_a_host(before, codes):
        return True
    if document.kind is PageKind.IMPRINT:
        return False
    named = [name for line in before.split("\n") for name, *_ in names_with_form(squeeze(line))]
    return bool(named) and not resembles(named[-1], subject)


def _is_of_a_host(before: str, codes: int) -> bool:
    """Whether the words of a host stand before this place, and no more postcodes between."""
    lowered = before.lower()
    after = max(lowered.rfind(word) for word in _HOSTING)
    return after >= 0 and len(_CODE.findall(lowered, after)) <= codes
