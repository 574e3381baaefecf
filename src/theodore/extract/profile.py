"""The pages of one company, worked out: evidence, profile, and a reason for each blank."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from theodore.extract.blanks import blanks
from theodore.extract.confidence import Curve, measured
from theodore.extract.derived import DERIVATIONS
from theodore.extract.derived.derivation import Known
from theodore.extract.gate import Gate
from theodore.extract.merge import merge
from theodore.extract.reading import languages
from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import observed
from theodore.extract.reading.subject import Subject, subject
from theodore.extract.registry import RULES, SOUGHT, proven
from theodore.extract.rules.custom import own_rules
from theodore.extract.rules.rule import NotRead, Rule, Sought
from theodore.model.company import Company
from theodore.model.custom import CustomField
from theodore.model.evidence import OWN, PRIVATELY, Evidence, Extraction, Proof
from theodore.model.fields import PERSONAL_FIELDS, Value, is_blank
from theodore.model.outcome import Crawl

_log = logging.getLogger(__name__)

#: The pages by their addresses; two addresses may have led to one.
ByUrl = Mapping[str, Sequence[Document]]

#: No page states more of one field; a page that seems to was made to waste time.
MAX_FINDINGS = 300


def extract_pages(
    company: Company,
    crawl: Crawl,
    curves: Mapping[str, Curve] | None = None,
    *,
    off: frozenset[str] = frozenset(),
    personal_data: bool = True,
    custom: tuple[CustomField, ...] = (),
) -> Extraction:
    """What these pages state of this company. Uses no clock or network; the same pages give the same answer.

    curves: from what rules say of themselves to what holds; those that were measured if not given. off: fields that are
    not looked for; a rule that fills no others is not run. personal_data: False keeps people out of all of it. custom:
    the user's own fields.
    """
    off = off if personal_data else off | PERSONAL_FIELDS
    asked, off = off, with_followers(off)
    own = own_rules(custom)
    sought = {**SOUGHT, **own.sought}
    documents = [_gathered(Document(page)) for page in crawl.content]
    by_url: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_url[document.url].append(document)
    spoken = [each for each in (found for page in documents for found in languages.find(page)) if _stands(each, by_url)]
    whom = subject(company, crawl, documents, [str(finding.value) for finding in spoken])
    failed: set[str] = set()
    rules = (*RULES, *own.rules)
    every = (*spoken, *_search(rules, sought, documents, by_url, whom, failed, off))
    found = [each for each in every if each.field not in off]
    gate = None if personal_data else Gate(documents, whom, found)
    odds = {**(measured() if curves is None else curves), **_as_told(custom)}
    profile, evidence = merge(_let_through(found, gate, by_url), whom, odds, sought)
    _derive(Known(profile, evidence, documents, whom, crawl), profile, evidence, by_url, failed, off, gate)
    for finding in _let_through(_of_crawl(crawl), gate, by_url):
        profile[finding.field] = finding.value
        evidence.append(finding)
    why = blanks(profile, crawl, failed, off if gate is None else off | gate.withheld, custom)
    by = OWN if personal_data else PRIVATELY
    names = tuple(each.name for each in custom)
    return Extraction(profile, tuple(_marked(evidence, crawl, gate)), why, researcher=by, off=asked, custom=names)


def _as_told(custom: Iterable[CustomField]) -> dict[str, Curve]:
    """How often values of the user's own fields are right: as they say, for nobody else has measured it."""
    return {each.name: Curve((0.0, 1.0), (each.confidence, each.confidence)) for each in custom}


def _let_through(found: Iterable[Evidence], gate: Gate | None, by_url: ByUrl) -> Iterable[Evidence]:
    """The findings, without what is personal where there is a gate."""
    if gate is None:
        return found
    return [each for one in found if (each := gate.passed(one, by_url.get(one.url or "", ()))) is not None]


def _gathered(document: Document) -> Document:
    """The page, with what the rules will ask of its tree."""
    try:
        document.gather()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - what breaks here breaks again for the rules that ask, and is told there
        _log.debug("a page's tree was not gone through: %s", type(error).__name__)
    return document


def with_followers(off: frozenset[str]) -> frozenset[str]:
    """These fields, and those that follow from nothing but them."""
    for each in DERIVATIONS:
        if each.needs and off.issuperset(each.needs):
            off = off.union(each.fields)
    return off


def _marked(evidence: Sequence[Evidence], crawl: Crawl, gate: Gate | None) -> Sequence[Evidence]:
    """The evidence, marked where it comes from a page that nobody vouched for, or follows from such evidence."""
    doubtful = {page.final_url or page.url for page in crawl.content if page.unverified}
    doubtful = doubtful if gate is None else set(map(gate.address, doubtful))
    if not doubtful:
        return evidence
    ids = {each.id for each in evidence if each.url in doubtful}
    return [
        replace(each, unverified=True) if each.id in ids or not ids.isdisjoint(each.derived_from) else each
        for each in evidence
    ]


def _search(
    rules: Iterable[Rule],
    sought: Mapping[str, Sought],
    documents: Sequence[Document],
    by_url: ByUrl,
    whom: Subject,
    failed: set[str],
    off: frozenset[str],
) -> list[Evidence]:
    """What every rule finds that fills a field which is not off; notes the fields whose rule broke.

    A rule that breaks on one page costs that page's values of its fields, not the company.
    """
    found: list[Evidence] = []
    for rule in rules:
        if off.issuperset(rule.fields):
            continue
        readers = [] if rule.find is None else [partial(rule.find, document, whom) for document in documents]
        if rule.across is not None:
            readers.append(partial(rule.across, documents, whom))
        for read in readers:
            findings = _tried(read, rule.fields, failed)
            found += [finding for finding in findings if _stands(finding, by_url, sought)]
    return found


def _derive(
    known: Known,
    profile: dict[str, Value],
    evidence: list[Evidence],
    by_url: ByUrl,
    failed: set[str],
    off: frozenset[str],
    gate: Gate | None,
) -> None:
    """Add what follows from what is known; each derivation sees what those before it have added."""
    for each in DERIVATIONS:
        if off.issuperset(each.fields):
            continue
        for finding in _let_through(_tried(partial(each.derive, known), each.fields, failed), gate, by_url):
            if finding.field not in off and not is_blank(finding.value) and _stands(finding, by_url):
                profile[finding.field] = finding.value
                evidence.append(finding)


def _tried(read: Callable[[], Iterable[Evidence]], fields: Collection[str], failed: set[str]) -> list[Evidence]:
    """What this finds, up to the bound; where it breaks, what it had found by then, and its fields are noted."""
    found: list[Evidence] = []
    try:
        found.extend(islice(read(), MAX_FINDINGS))
    except MemoryError:
        raise
    except NotRead:
        failed.update(fields)
    except Exception as error:  # noqa: BLE001 - whatever a rule of ours trips over, the others go on
        # the message may hold words of the page, so that only the kind of error is told
        _log.warning("the rule of %s broke: %s", ", ".join(fields), type(error).__name__)
        failed.update(fields)
    return found


def _stands(finding: Evidence, by_url: ByUrl, sought: Mapping[str, Sought] = SOUGHT) -> bool:
    """Whether a finding is proven by the page that it names; what names none is ours, and follows from others."""
    documents = by_url.get(finding.url or "")
    if documents is None:
        return finding.kind in (Proof.DERIVED, Proof.OBSERVED)
    return any(proven(finding, document, sought) for document in documents)


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
