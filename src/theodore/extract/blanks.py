"""Why a field holds no value."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from theodore.model.custom import CustomField, catalogue_with
from theodore.model.errors import ErrorType, Reason
from theodore.model.evidence import Blank
from theodore.model.fields import Value, is_blank
from theodore.model.outcome import Crawl
from theodore.model.page import PageKind

_K = PageKind

#: The kinds of pages on which companies state each extractable field.
STATED_ON: dict[str, frozenset[PageKind]] = {
    "official_name": frozenset({_K.HOME, _K.IMPRINT, _K.ABOUT, _K.LEGAL}),
    "identity_match": frozenset({_K.HOME, _K.IMPRINT, _K.ABOUT}),
    "industry": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "business_model": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "business_model_type": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS, _K.PRICING}),
    "business_model_framework": frozenset({_K.HOME, _K.PRODUCTS, _K.PRICING}),
    "company_size": frozenset({_K.HOME, _K.ABOUT, _K.TEAM, _K.CAREERS}),
    "company_description": frozenset({_K.HOME, _K.ABOUT}),
    "value_proposition": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "target_market": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "key_services": frozenset({_K.HOME, _K.PRODUCTS}),
    "products_services_offered": frozenset({_K.HOME, _K.PRODUCTS}),
    "pain_points": frozenset({_K.HOME, _K.PRODUCTS}),
    "competitive_advantages": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "tech_stack": frozenset({_K.HOME}),
    "has_chat_widget": frozenset({_K.HOME}),
    "has_forms": frozenset({_K.HOME, _K.CONTACT}),
    "has_api": frozenset({_K.HOME, _K.PRODUCTS}),
    "has_mobile_app": frozenset({_K.HOME, _K.PRODUCTS}),
    "integrations": frozenset({_K.HOME, _K.PRODUCTS}),
    "sales_marketing_tools": frozenset({_K.HOME}),
    "founding_year": frozenset({_K.HOME, _K.ABOUT}),
    "location": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "addresses": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "employee_count_range": frozenset({_K.HOME, _K.ABOUT, _K.TEAM, _K.CAREERS}),
    "company_culture": frozenset({_K.HOME, _K.ABOUT, _K.CAREERS}),
    "funding_status": frozenset({_K.HOME, _K.ABOUT, _K.BLOG}),
    "funding_stage_detailed": frozenset({_K.HOME, _K.ABOUT, _K.BLOG}),
    "registration_number": frozenset({_K.IMPRINT, _K.LEGAL, _K.CONTACT}),
    "social_media": frozenset({_K.HOME, _K.CONTACT}),
    "contact_info": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "emails": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "phones": frozenset({_K.HOME, _K.CONTACT, _K.IMPRINT}),
    "leadership_team": frozenset({_K.TEAM, _K.ABOUT, _K.IMPRINT}),
    "key_decision_makers": frozenset({_K.TEAM, _K.ABOUT, _K.IMPRINT}),
    "recent_news_events": frozenset({_K.HOME, _K.BLOG}),
    "certifications": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "partnerships": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "awards": frozenset({_K.HOME, _K.ABOUT}),
    "customers": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "has_job_listings": frozenset({_K.HOME, _K.CAREERS}),
    "job_listings_count": frozenset({_K.HOME, _K.CAREERS}),
    "job_listings_details": frozenset({_K.HOME, _K.CAREERS}),
    "company_stage": frozenset({_K.HOME, _K.ABOUT, _K.TEAM, _K.CAREERS}),
    "tech_sophistication": frozenset({_K.HOME, _K.PRODUCTS}),
    "geographic_scope": frozenset({_K.HOME, _K.ABOUT, _K.CONTACT}),
    "decision_maker_type": frozenset({_K.HOME, _K.PRODUCTS, _K.PRICING}),
    "sales_complexity": frozenset({_K.HOME, _K.PRODUCTS, _K.PRICING}),
    "saas_classification": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "is_saas": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "classification_justification": frozenset({_K.HOME, _K.ABOUT, _K.PRODUCTS}),
    "ai_summary": frozenset({_K.HOME}),
}

#: Where a field of the user's own may stand that names no pages.
_ANY = frozenset(kind for kind in PageKind if kind.is_content)

_BLOCKED = frozenset(reason.label for reason in Reason if reason.type is ErrorType.PROTECTED_SITE)


def blanks(
    profile: Mapping[str, Value],
    crawl: Crawl,
    failed: Collection[str],
    off: Collection[str] = frozenset(),
    custom: Sequence[CustomField] = (),
) -> dict[str, Blank]:
    """The reason for each extractable field without a value.

    failed: fields whose rule broke on a page. off: fields that were switched off, or whose values are not kept because
    they are personal: they are `disabled`, like those that no rule of this version looks for. custom: the user's own.
    """
    stated_on = STATED_ON | {each.name: frozenset(each.pages) or _ANY for each in custom}
    empty = (field for field in catalogue_with(custom).extractable if is_blank(profile.get(field.name)))
    read = {page.kind for page in crawl.content}
    return {
        field.name: Blank.DISABLED
        if field.name in off or not field.sought
        else _reason(field.name, crawl, read, failed, stated_on[field.name])
        for field in empty
    }


def _reason(
    name: str, crawl: Crawl, read: Collection[PageKind], failed: Collection[str], stated_on: frozenset[PageKind]
) -> Blank:
    if name in failed:
        return Blank.EXTRACTION_FAILED
    lost = [page.error for page in crawl.missed if page.kind in stated_on]
    if lost:
        return Blank.BLOCKED if all(label in _BLOCKED for label in lost) else Blank.PAGE_NOT_REACHED
    return _of_plan(crawl, read, stated_on)


def _of_plan(crawl: Crawl, read: Collection[PageKind], stated_on: frozenset[PageKind]) -> Blank:
    """A crawl that was cut before it had chosen its pages has read the home page and missed what it never knew."""
    if crawl.failure is None:
        return Blank.NOT_PUBLISHED
    beyond = stated_on - {_K.HOME}
    if not beyond.isdisjoint(read) if beyond else _K.HOME in read:
        return Blank.NOT_PUBLISHED
    return Blank.BLOCKED if crawl.failure.type is ErrorType.PROTECTED_SITE else Blank.PAGE_NOT_REACHED
