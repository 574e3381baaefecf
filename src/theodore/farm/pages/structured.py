"""What pages tell programs as JSON-LD, beside what they show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from theodore.farm.companies import Company
from theodore.farm.details import Staff, ends
from theodore.farm.pages.blocks import Cards, Content, Jobs, Posts
from theodore.farm.sites import Site

_CONTEXT = {"@context": "https://schema.org"}


def structured(site: Site, content: Content) -> Iterator[Any]:
    """The data of each such script, ready for JSON."""
    if content.structured:
        yield _organization(site, content.structured)
    for block in content.blocks:
        if isinstance(block, Jobs) and block.structured:
            yield list(_postings(site, block))
        elif isinstance(block, Cards) and block.structured:
            yield list(_services(site, block))
        elif isinstance(block, Posts) and block.structured:
            yield list(_articles(site, block))


def _organization(site: Site, fields: Iterable[str]) -> dict[str, Any]:
    who = site.company
    known: dict[str, dict[str, Any]] = {
        "official_name": {"legalName": who.official_name},
        "company_description": {"description": who.description},
        "founding_year": {"foundingDate": str(who.year)},
        "emails": {"email": who.emails[0]},
        "phones": {"telephone": who.phones[0].e164},
        "addresses": {"address": _postal(who)},
        "social_media": {"sameAs": list(who.social.values())},
        "leadership_team": {
            "employee": [{"@type": "Person", "name": one.name, "jobTitle": one.title} for one in who.people]
        },
    }
    result: dict[str, Any] = {**_CONTEXT, "@type": "Organization", "name": who.brand}
    for field in fields:
        result |= known[field]
    if site.details.staff.structured:
        result["numberOfEmployees"] = _staff(site.details.staff)
    return {**result, "url": f"{site.origin}/"}


def _staff(staff: Staff) -> dict[str, Any]:
    amount = {"value": staff.count}
    if staff.structured == "range":
        amount = dict(zip(("minValue", "maxValue"), ends(staff.band), strict=True))
    return {"@type": "QuantitativeValue", **amount}


def _postal(who: Company) -> dict[str, str]:
    return {
        "@type": "PostalAddress",
        "streetAddress": who.street,
        "postalCode": who.city.postcode,
        "addressLocality": who.city.city,
        "addressCountry": who.country.code,
    }


def _postings(site: Site, block: Jobs) -> Iterator[dict[str, Any]]:
    for title, town in zip(block.titles, block.places, strict=True):
        posting = {**_CONTEXT, "@type": "JobPosting", "title": title, "hiringOrganization": _firm(site)}
        address = {"@type": "PostalAddress", "addressLocality": town}
        yield {**posting, "jobLocation": {"@type": "Place", "address": address}} if town else posting


def _services(site: Site, block: Cards) -> Iterator[dict[str, Any]]:
    return ({**_CONTEXT, "@type": "Service", "name": title, "provider": _firm(site)} for title in block.titles)


def _articles(site: Site, block: Posts) -> Iterator[dict[str, Any]]:
    for title, path, date, author in block.posts:
        entry = {"@type": "BlogPosting", "headline": title, "datePublished": date, "url": f"{site.origin}{path}"}
        yield {**_CONTEXT, **entry, "author": {"@type": "Person", "name": author}}


def _firm(site: Site) -> dict[str, str]:
    return {"@type": "Organization", "name": site.company.brand}
