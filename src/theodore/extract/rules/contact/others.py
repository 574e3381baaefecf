"""Addresses and numbers that are of others: who made the website or keeps its server, who counts the visits, whom one
complains to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from theodore.extract.reading.document import Document
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.sections import rank_of
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wording import plain_tokens, squeeze
from theodore.extract.reading.wordlists import entries, one_of
from theodore.extract.rules.identity.names import core, names_with_form, resembles
from theodore.model.page import PageKind

_HOSTING = entries("hosting_words")
#: In characters: so far before an address stands whose it is.
_LOOK_BACK = 200
#: Past a postcode it is the next address.
_CODE = re.compile(r"\d{4,5}")

_STARTS = entries("others_starts")
_TRADE = rf"(?:{one_of('others_labels')})"
#: `Webdesign: Pixel GmbH`, `Website by Pixel`, `Zuständige Aufsichtsbehörde`; a trade without its colon is a label only
#: where it is all of its line, and may then be a service of the company's.
_LABEL = re.compile(
    rf"(?:^|[.|·•,\u2013\u2014]\s*)(?P<trade>{_TRADE}(?:\s?(?:&|\+|/|,|und|and|et|y|e|en)\s?{_TRADE}){{0,3}}\s?(?::|(?P<bare>$)))"
    rf"|(?P<credit>\b(?:{one_of('site_makers')})[\s:])"
    rf"|(?P<authority>\b(?:{one_of('others_authorities')}))",
    re.IGNORECASE,
)
#: In lines: a name, a department and who is to be asked for stand between such a label and its address.
_BETWEEN = 4
#: In lines: as many more stand between that and a number below the address.
_BELOW = 4
_BAR = re.compile(r"\s[|·•\u2013\u2014]\s")
_NAMED = re.compile(r"[^\W\d_]{2}")
#: In letters: shorter words are in every title.
_TELLING = 4
_LOWEST = 7


def is_anothers(document: Document, subject: Subject, start: int, *, codes: int = 0) -> bool:
    """Whether what stands here is of another: of one that is said to have made the website, to keep its server or to
    watch over companies; or of a firm that is named before it.

    Of firms that are named only, legal pages alone tell; in an imprint the company's own name may be unlike its domain.
    codes: as many postcodes may stand between: none before an address, its own before a telephone number.
    """
    if _is_labelled(document, subject, start, codes):
        return True
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


@dataclass(frozen=True, slots=True)
class _Label:
    """Words that say that what follows them is of another: where they start and end in the page's text.

    is_bare: whether they are no more than the name of a trade. is_credit: whether they go on to a name, as
    `Website by` does. leads: whether their line begins with them.
    """

    start: int
    end: int
    is_bare: bool
    is_credit: bool
    leads: bool


def _is_labelled(document: Document, subject: Subject, start: int, codes: int) -> bool:
    """Whether the nearest label before this place says that what follows is of another, and nothing takes that back.

    What does: a name of the company's own, for it may make websites itself; a further postcode; another heading.
    """
    labels = document.once(_labels)
    at = bisect_right(labels, start, key=lambda each: each.end) - 1
    if at < 0 or start - labels[at].end > _LOOK_BACK:
        return False
    label = labels[at]
    between = document.text[label.end : start]
    passed = len(_CODE.findall(between))
    if not _NAMED.search(between) or passed > codes:
        return False
    if _is_own(document, subject, document.text[label.start : start]):
        return False
    first, last = document.line_number(label.start), document.line_number(start)
    if first == last:
        # between bars stands one thing after the other
        return label.leads or not _BAR.search(between)
    if passed < codes or last - first > _BETWEEN + _BELOW * codes:
        return False  # a number under a name without its address may be the company's own
    lines = document.lines
    if label.is_bare and not names_with_form(lines[first + 1].text):
        return False
    is_in_passing = label.is_credit or lines[first].place in (Place.FOOTER, Place.HEADER)
    if is_in_passing and _NAMED.search(between.partition("\n")[0]):
        return False  # who made it is named in a line, and what follows is another thing
    return not _is_closed(lines[first : last + 1])


def _labels(document: Document) -> tuple[_Label, ...]:
    """The labels of others in the page's text, in their order."""
    found = []
    for number in document.lines_with(_STARTS):
        offset = document.span(number)[0]
        found += [
            replace(label, start=offset + label.start, end=offset + label.end)
            for label in _labels_of(document.lines[number].text)
        ]
    return tuple(found)


@remembered
def _labels_of(line: str) -> tuple[_Label, ...]:
    """The same of a line, with their places in it."""
    return tuple(
        _Label(*match.span(), match["bare"] is not None, match["credit"] is not None, match.start() == 0)
        for match in _LABEL.finditer(line)
    )


def _is_own(document: Document, subject: Subject, named: str) -> bool:
    """Whether the company is named there: as its row or domain has it, or as the page calls itself."""
    if resembles(named, subject):
        return True
    called = plain_tokens(f"{document.title} {document.meta.get('og:site_name', '')}")
    return not {word for word in core(named) if len(word) >= _TELLING}.isdisjoint(called)


def _is_closed(lines: tuple[Line, ...]) -> bool:
    """Whether a heading as high as the first of these lines follows on it; on what is no heading, any."""
    first = rank_of(lines[0].tag) or _LOWEST
    return any(0 < rank_of(line.tag) <= first for line in lines[1:])
