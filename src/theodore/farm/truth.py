"""What a client can get of each site, and what it would find there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from theodore.farm.companies import Phone
from theodore.farm.details import CERTIFICATES, opening_lines
from theodore.farm.faults import Fault
from theodore.farm.pages.blocks import Contact, Content
from theodore.farm.pages.content import content, footer, news, posts
from theodore.farm.pages.further import in_full
from theodore.farm.sites import Site
from theodore.farm.tools import tools
from theodore.model.page import PageKind


def truth(site: Site) -> dict[str, Any]:
    """The truth about one site, ready for JSON.

    retries: a client that waits as it is told needs so many further attempts, and no more. pause_s: seconds that it has
    to leave between two requests for that. pages: kind to path, of the pages that can be had. facts: what those pages
    state. Of each field `value` is all of it and `pages` the kinds of page where any of it stands; `each` has every
    single value with the pages where that one stands. people: whom those pages name, with their own mail addresses and
    telephones where these are told.
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
        "pause_s": site.pause_s,
        "language": site.words.tag,
        "pages": {kind.value: site.pages[kind] for kind in kinds},
        "facts": _facts(site, kinds),
        "people": list(_people(site, kinds)),
    }


def _people(site: Site, kinds: list[PageKind]) -> Iterator[dict[str, str | None]]:
    if site.style.leaders_in in kinds or "leadership_team" in (site.style.structured or ()):
        for one in site.company.people:
            yield {"name": one.name, "email": one.email or None, "phone": one.phone.e164 if one.phone else None}
    if PageKind.BLOG in kinds:
        for author in dict.fromkeys(author for *_, author in posts(site)):
            yield {"name": author, "email": None, "phone": None}


def _retries(site: Site) -> int:
    # a whole crawl of a complex site takes longer than a first deadline of 30 s
    return 1 if site.fault is Fault.COMPLEX else site.strikes


def _readable(site: Site) -> list[PageKind]:
    too_large = site.variant.name in ("page_50mb", "inner_bomb")
    return [kind for kind in site.pages if not (too_large and kind is PageKind.PRODUCTS)]


def _facts(site: Site, kinds: list[PageKind]) -> dict[str, Any]:
    known = {field: values(site) for field, values in _VALUES.items()}
    there = {kind: _stated(known, content(site, kind), footer(site), _left_out(site)) for kind in kinds}
    facts = {}
    for field, values in known.items():
        where = {value: [kind.value for kind in kinds if value in there[kind].get(field, ())] for value in values}
        stated = [(value, pages) for value, pages in where.items() if pages]
        if stated:
            facts[field] = _fact(site, field, dict(stated[:1] if field in _SINGLE else stated), kinds)
    return facts


def _fact(site: Site, field: str, where: dict[Any, list[str]], kinds: list[PageKind]) -> dict[str, Any]:
    somewhere = {page for pages in where.values() for page in pages}
    return {
        "value": _WHOLE.get(field, _listed)(site, where),
        "pages": [kind.value for kind in kinds if kind.value in somewhere],
        "each": [{"value": _as_told(value), "pages": pages} for value, pages in where.items()],
    }


def _as_told(value: Any) -> Any:
    """Values of several parts are kept as pairs, which can be keys."""
    return dict(value) if isinstance(value, tuple) else value


def _stated(
    known: Mapping[str, Sequence[Any]], page: Content, foot: Contact, left_out: frozenset[str]
) -> dict[str, Sequence[Any]]:
    """What of the known values stands on a page, with the foot that all pages share; `left_out` does not."""
    fields = page.states.union(foot.states, _ON_EVERY_PAGE) - left_out
    contacts = [block for block in (*page.blocks, foot) if isinstance(block, Contact)]
    found = {field: values for field, values in known.items() if field in fields}
    for field in ("emails", "phones"):
        if field in found:
            # structured data has room for one
            first = known[field][:1] if field in page.structured else ()
            found[field] = [*first, *(value for block in contacts for value in block.lists(field))]
    if "leadership_team" in fields:
        found["key_decision_makers"] = known["key_decision_makers"]
    if "addresses" in fields:
        found["location"] = known["location"][-1:]  # the town
    for field, values in (*page.in_head, *(told for block in (*page.blocks, foot) for told in block.tells)):
        found[field] = [*found.get(field, ()), *values]
    return found


def _left_out(site: Site) -> frozenset[str]:
    # the state of a page says that there is a form, and has none
    return frozenset({"has_forms"}) if site.variant.name in ("next_data", "nuxt_data", "initial_state") else frozenset()


_ON_EVERY_PAGE = ("languages", "tech_stack")

#: Each single value that the company has; social media by their addresses, as they stand on the page. Of a field of
#: one value the first of these that stands anywhere is told.
_VALUES: Mapping[str, Callable[[Site], Sequence[Any]]] = {
    "official_name": lambda site: [site.company.official_name],
    "founding_year": lambda site: [site.company.year],
    "emails": lambda site: [*site.company.emails, *(one.email for one in site.company.people if one.email)],
    "phones": lambda site: [phone.e164 for phone in (*site.company.phones, *_direct_lines(site))],
    "addresses": lambda site: [f"{site.company.street}, {site.company.town}"],
    "social_media": lambda site: list(site.company.social.values()),
    "leadership_team": lambda site: [f"{one.name}, {one.title}" for one in site.company.people],
    "key_decision_makers": lambda site: list(_makers(site).values()),
    "has_forms": lambda _: [True],
    "has_job_listings": lambda _: [True],
    "tech_stack": lambda site: [tools()[number].name for number in site.style.tools],
    "languages": lambda site: [site.style.html_lang],
    "company_description": lambda site: [site.company.description],
    "registration_number": lambda site: [site.company.register, site.company.vat],
    "job_listings_count": lambda site: [len(site.company.jobs)],
    "job_listings_details": lambda site: opening_lines(site.company, site.details.openings),
    "employee_count_range": lambda site: [site.details.staff.band],
    "key_services": lambda site: site.company.industry.offers,
    "products_services_offered": lambda site: site.company.industry.offers,
    "recent_news_events": news,
    "certifications": lambda _: CERTIFICATES,
    "customers": lambda site: site.details.customers.names,
    "awards": lambda site: site.details.awards.names,
    "partnerships": lambda site: site.details.partners.names,
    "location": lambda site: [in_full(site.company), site.company.city.city],
}


def _direct_lines(site: Site) -> list[Phone]:
    return [one.phone for one in site.company.people if one.phone]


def _listed(_: Site, values: Iterable[Any]) -> Any:
    return [_as_told(value) for value in values]


def _alone(_: Site, values: Iterable[Any]) -> Any:
    return next(iter(values))


def _by_platform(site: Site, values: Iterable[Any]) -> Any:
    known = set(values)
    return {platform: url for platform, url in site.company.social.items() if url in known}


def _makers(site: Site) -> dict[str, str]:
    """Role to name; of two who have the same role the one who is named first."""
    roles = site.words.roles
    return {roles[one.title]: one.name for one in reversed(site.company.people) if one.title in roles}


def _by_role(site: Site, values: Iterable[Any]) -> Any:
    known = set(values)
    return {role: name for role, name in _makers(site).items() if name in known}


#: Fields of one value.
_SINGLE = (
    "official_name",
    "founding_year",
    "has_forms",
    "has_job_listings",
    "company_description",
    "registration_number",
    "location",
    "job_listings_count",
    "employee_count_range",
)

#: How the values of a field are told together, where it is not as a list.
_WHOLE: Mapping[str, Callable[[Site, Iterable[Any]], Any]] = {
    **dict.fromkeys(_SINGLE, _alone),
    "social_media": _by_platform,
    "key_decision_makers": _by_role,
}
