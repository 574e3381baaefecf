"""What a client can get of each site, and what it would find there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from theodore.farm.faults import Fault
from theodore.farm.pages.content import content, footer
from theodore.farm.sites import Site
from theodore.farm.tools import tools
from theodore.model.page import PageKind


def truth(site: Site) -> dict[str, Any]:
    """The truth about one site, ready for JSON.

    retries: a client that waits as it is told needs so many further attempts, and no more. pages: kind to path, of the
    pages that can be had. facts: what those pages state, and the kinds of page where it stands.
    """
    reason = site.variant.reason
    obtainable = reason is None
    kinds = _readable(site) if obtainable else []
    return {
        "index": site.index,
        "name": site.name,
        "website": site.website,
        "site": site.domain,
        "final_origin": site.origin if obtainable else None,
        "fault": site.fault.value,
        "variant": site.variant.name,
        "obtainable": obtainable,
        "error_type": reason.type.value if reason else None,
        "reason": reason.label if reason else None,
        "retries": _retries(site),
        "language": site.words.tag,
        "pages": {kind.value: site.pages[kind] for kind in kinds},
        "facts": _facts(site, kinds),
    }


def _retries(site: Site) -> int:
    # a whole crawl of a complex site takes longer than a first deadline of 30 s
    return 1 if site.fault is Fault.COMPLEX else site.strikes


def _readable(site: Site) -> list[PageKind]:
    too_large = site.variant.name in ("page_50mb", "inner_bomb")
    return [kind for kind in site.pages if not (too_large and kind is PageKind.PRODUCTS)]


def _facts(site: Site, kinds: list[PageKind]) -> dict[str, Any]:
    everywhere = footer(site).states
    stated = {kind: content(site, kind).states.union(everywhere) for kind in kinds}
    facts = {}
    for field, value in _VALUES.items():
        pages = [kind.value for kind in kinds if field in stated[kind] or field in _ON_EVERY_PAGE]
        known = value(site)
        if pages and known:
            facts[field] = {"value": known, "pages": pages}
    return facts


_ON_EVERY_PAGE = ("languages", "tech_stack")

_VALUES: dict[str, Callable[[Site], Any]] = {
    "official_name": lambda site: site.company.official_name,
    "founding_year": lambda site: site.company.year,
    "emails": lambda site: _published(site, list(site.company.emails)),
    "phones": lambda site: _published(site, [phone.e164 for phone in site.company.phones]),
    "addresses": lambda site: [f"{site.company.street}, {site.company.town}"],
    "social_media": lambda site: dict(site.company.social),
    "leadership_team": lambda site: [f"{one.name}, {one.title}" for one in site.company.people],
    "has_forms": lambda _: True,
    "has_job_listings": lambda _: True,
    "tech_stack": lambda site: [tools()[number].name for number in site.style.tools],
    "languages": lambda site: [site.style.html_lang],
    "company_description": lambda site: site.company.description,
}


def _published(site: Site, values: list[str]) -> list[str]:
    """All of the company's, where its contact page lists them; else the first, which stands at other places."""
    return values if PageKind.CONTACT in site.pages else values[:1]
