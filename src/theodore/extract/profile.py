"""The pages of one company, worked out: evidence, profile, and a reason for each blank."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from theodore.extract import (
    addresses,
    description,
    forms,
    founding,
    jobs,
    languages,
    mails,
    names,
    people,
    phones,
    social,
    technology,
)
from theodore.extract.blanks import blanks
from theodore.extract.document import Document
from theodore.extract.merge import merge
from theodore.extract.proof import observed
from theodore.extract.subject import Subject, subject
from theodore.extract.verify import holds
from theodore.model.company import Company
from theodore.model.evidence import Evidence, Extraction, Proof
from theodore.model.fields import Value, is_blank
from theodore.model.outcome import Crawl
from theodore.model.page import PageKind

_log = logging.getLogger(__name__)

Find = Callable[[Document, Subject], Iterable[Evidence]]


#: No page states more of one field; a page that seems to was made to waste time.
MAX_FINDINGS = 300


@dataclass(frozen=True, slots=True)
class Rule:
    """One reader of pages, and the field that it fills."""

    field: str
    find: Find


def _alone(find: Callable[[Document], Iterable[Evidence]]) -> Find:
    """A rule that looks at the page alone."""
    return lambda document, _: find(document)


RULES = (
    Rule("official_name", names.find),
    Rule("company_description", description.find),
    Rule("emails", _alone(mails.find)),
    Rule("phones", phones.find),
    Rule("addresses", addresses.find),
    Rule("social_media", social.find),
    Rule("founding_year", founding.find),
    Rule("leadership_team", people.find),
    Rule("has_forms", _alone(forms.find)),
    Rule("has_job_listings", _alone(jobs.find)),
    Rule("tech_stack", _alone(technology.find)),
)


def extract_pages(company: Company, crawl: Crawl) -> Extraction:
    """What these pages state of this company. Uses no clock, network or disk; the same pages give the same answer."""
    documents = [Document(page) for page in crawl.content]
    spoken = [each for document in documents for each in languages.find(document) if holds(each, document)]
    whom = subject(company, crawl, documents, [str(finding.value) for finding in spoken])
    found, failed = _search(documents, whom)
    profile, evidence = merge([*spoken, *found], whom)
    for finding in [*_contact(profile, evidence, documents), *_of_crawl(crawl)]:
        profile[finding.field] = finding.value
        evidence.append(finding)
    return Extraction(profile, tuple(_marked(evidence, crawl)), blanks(profile, crawl, failed))


def _marked(evidence: Sequence[Evidence], crawl: Crawl) -> Sequence[Evidence]:
    """The evidence, marked where it comes from a page that nobody vouched for, or follows from such evidence."""
    doubtful = {page.final_url or page.url for page in crawl.content if page.unverified}
    if not doubtful:
        return evidence
    ids = {each.id for each in evidence if each.url in doubtful}
    return [
        replace(each, unverified=True) if each.id in ids or not ids.isdisjoint(each.derived_from) else each
        for each in evidence
    ]


def _search(documents: Sequence[Document], whom: Subject) -> tuple[list[Evidence], set[str]]:
    """What every rule finds on every page, and the fields whose rule broke.

    A rule that breaks on one page costs that page's values of its field, not the company.
    """
    found: list[Evidence] = []
    failed: set[str] = set()
    for document in documents:
        for rule in RULES:
            try:
                findings = islice(rule.find(document, whom), MAX_FINDINGS)
                found += [finding for finding in findings if holds(finding, document)]
            except MemoryError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a rule of ours trips over, the others go on
                # the message may hold words of the page, so that only the kind of error is told
                _log.warning("rule %s broke on %s: %s", rule.field, document.url, type(error).__name__)
                failed.add(rule.field)
    return found, failed


def _contact(
    profile: dict[str, Value], evidence: Sequence[Evidence], documents: Sequence[Document]
) -> Iterator[Evidence]:
    """The one mail address, number, address and page by which a stranger would get in touch."""
    info: dict[str, str] = {}
    proofs: list[str] = []
    for part, field in (("email", "emails"), ("phone", "phones"), ("address", "addresses")):
        if values := profile.get(field):
            info[part] = values[0]
            proofs += [each.id for each in evidence if each.field == field and each.value == values[0] and each.kept][
                :1
            ]
    page = next((document.url for document in documents if document.kind is PageKind.CONTACT), None)
    if page:
        info["contact_page"] = page
    if info:
        yield Evidence("contact_info", info, Proof.DERIVED, page, "", "contact.first_of_each", 0.8, tuple(proofs))


def _of_crawl(crawl: Crawl) -> Iterator[Evidence]:
    """What the crawl itself measured."""
    pages = crawl.content
    measured: dict[str, Value] = {
        "final_website": crawl.final_origin,
        "pages_crawled": [page.final_url for page in pages],
        "crawl_depth": max((page.depth for page in pages), default=0),
        "crawl_duration": round(crawl.seconds, 3),
        "rendered": True if any(page.rendered for page in pages) else None,
        "robots_limited": crawl.robots_limited,
    }
    return (observed(name, value, None, f"crawl.{name}") for name, value in measured.items() if not is_blank(value))
