"""Why a field holds no value."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from theodore.model.errors import ErrorType, Reason
from theodore.model.evidence import Blank
from theodore.model.fields import Value, catalogue, is_blank
from theodore.model.outcome import Crawl
from theodore.model.page import PageKind

_K = PageKind

#: Every extractable field that this version looks for, and the kinds of pages on which companies state it.
STATED_ON: dict[str, frozenset[PageKind]] = {
    "official_name": frozenset({_K.HOME, _K.IMPRINT, _K.ABOUT, _K.LEGAL}),
    "company_description": frozenset({_K.HOME, _K.ABOUT}),
    "contact_info": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "emails": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "phones": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "addresses": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "social_media": frozenset({_K.HOME, _K.CONTACT}),
    "founding_year": frozenset({_K.HOME, _K.ABOUT}),
    "leadership_team": frozenset({_K.TEAM, _K.ABOUT, _K.IMPRINT}),
    "has_forms": frozenset({_K.HOME, _K.CONTACT}),
    "has_job_listings": frozenset({_K.HOME, _K.CAREERS}),
    "tech_stack": frozenset({_K.HOME}),
}

_BLOCKED = frozenset(reason.label for reason in Reason if reason.type is ErrorType.PROTECTED_SITE)


def blanks(profile: Mapping[str, Value], crawl: Crawl, failed: Collection[str]) -> dict[str, Blank]:
    """The reason for each extractable field without a value.

    failed: fields whose rule broke on a page. A field that no rule of this version looks for is `disabled`.
    """
    empty = (field.name for field in catalogue().extractable if is_blank(profile.get(field.name)))
    return {name: _reason(name, crawl, failed) for name in empty}


def _reason(name: str, crawl: Crawl, failed: Collection[str]) -> Blank:
    if name not in STATED_ON:
        return Blank.DISABLED
    if name in failed:
        return Blank.EXTRACTION_FAILED
    lost = [page.error for page in crawl.missed if page.kind in STATED_ON[name]]
    if lost:
        return Blank.BLOCKED if all(label in _BLOCKED for label in lost) else Blank.PAGE_NOT_REACHED
    return _of_plan(name, crawl)


def _of_plan(name: str, crawl: Crawl) -> Blank:
    """A crawl that was cut before it had chosen its pages has read the home page and missed what it never knew."""
    read = {page.kind for page in crawl.content}
    beyond = STATED_ON[name] - {_K.HOME}
    if crawl.failure is None or (read & beyond if beyond else _K.HOME in read):
        return Blank.NOT_PUBLISHED
    return Blank.BLOCKED if crawl.failure.type is ErrorType.PROTECTED_SITE else Blank.PAGE_NOT_REACHED
