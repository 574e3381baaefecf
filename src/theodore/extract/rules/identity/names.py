"""The name that the company gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import plain_tokens, squeeze, tokens
from theodore.extract.reading.wordlists import any_of, entries, one_of, words
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.identity.domains import initials, spelled, written_out
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "official_name"

LEGAL_FORMS = one_of("legal_forms")
#: A word of a name: no dot ends it but that of an initial, or of the few that are always cut short.
_INITIAL = r"[A-ZÀ-ÖØ-Þ](?:\.[A-Z]){0,9}\.?(?!\w)"
#: A longer one is none, and would be looked through again from each capital in it.
_PART = r"[\w'\u2019&+-]"
_PROPER = (
    rf"(?:{_INITIAL}|[A-ZÀ-ÖØ-Þ0-9]{_PART}{{0,60}}(?:\.{_PART}{{1,60}}){{0,5}}|(?:Dr|St|Gebr|Inh|Bros|Prof|Ing)\."
    # in Japanese
    r"|[\u3040-\u30ff\u4e00-\u9fff]{1,30})"
)
_LINK_WORD = (
    r"(?:&|\+|und|and|et|y|e|en|of|the|de|der|die|für|for|von|van|di|del|la|le|du|des|i"
    r"|do|da|dos|das|el|los|las|les|het|ten|ter|am|im|an|zum|zur|della|delle|dei|degli)"
)
#: `Katz, Marshall & Banks`: a comma within a name stands in a list that ends in and.
_LISTED = r"(?:,(?=\s\S+(?:\s\S+)?\s(?:&|and|und)\s))?"
#: `Nordwind (UK) Limited`
_BRACKETED = r"(?:\s\([A-Z][\w -]{1,20}\))?"
_LEGAL_NAME = re.compile(
    rf"(?<![\w@.])({_PROPER}(?:{_LISTED}\s(?:{_PROPER}|{_LINK_WORD})){{0,6}}?{_BRACKETED},?\s(?:{LEGAL_FORMS}))(?![\w-])"
)
#: One of these is on each line that has such a name.
_FORM_STARTS = any_of(" " + start for start in words("legal_form_starts"))
#: A year or a house's number before a name is not of it.
_FALSE_START = re.compile(
    r"^(?:(?:\d+|copyright|contact|welcome|by|of|from|bei|von|map|for|at|in|about|home)(?:\s+to)?[\s-]+)+(?=[A-ZÀ-ÖØ-Þ])",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\ufffd(?=\s*(?:copyright|(?:19|20)\d\d))|\(c\)|copyright)\s*(?:copyright|[©\ufffd])?\s*"
    r"(?:(?:19|20)\d\d\s*(?:[-\u2013/,]\s*(?:19|20)?\d\d)?)?[\s,:.·|-]*"
    r"(?:by\s+)?([^\n|•·©]{2,80}?)"
    rf"(?=\s*(?:$|\n|\||•|·|(?<=[^\W\d_]{{4}})\.\s+(?=[A-Z\d])|[.,]?\s*(?:{one_of('copyright_ends')})))",
    re.IGNORECASE,
)
_TITLE_SPLIT = re.compile(r"\s+[|\u2013\u2014·•:»-]\s+|\s*[|»]\s*|:\s+|\s*--+\s*")
#: The sign for copyright as a page in another encoding shows it.
_BROKEN_SIGN = "\ufffd"
#: `3011 AB`: two capitals that are a legal form elsewhere.
_DUTCH_POSTCODE = re.compile(r"(?<!\d)\d{4} ?[A-Z]{2}$")
#: Who made the page is named beside whose it is.
_MAKER = re.compile(rf"\b(?:{one_of('site_makers')})[\s:]{{1,3}}(?P<name>[^\W_]{{2,40}})", re.IGNORECASE)
#: What a site calls a part of itself after the company's name.
_TAIL = re.compile(rf"\s+(?:{one_of('site_parts')})$", re.IGNORECASE)
#: In words.
_LONGEST_OWNER = 7
_EMPTY_TITLES = frozenset(entries("empty_titles"))
_LEAD = re.compile(rf"^(?:{one_of('name_leads')})\s*:?\s+", re.IGNORECASE)


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each name that the page gives the company, with how surely it is the company's own."""
    for item in document.organisations:
        for name, sure in (("legalName", 0.95), ("name", 0.8)):
            if written := item.text(name):
                yield by_item(document, _FIELD, written, item, name, written, _weigh(written, subject, sure))
    yield from _legal_names(document, subject)
    yield from _copyright(document, subject)
    written = document.meta.get("og:site_name", "")
    if _plausible(written):
        sure = _weigh(written, subject, 0.6)
        named = _without_tail(written, subject)
        yield by_markup(document, _FIELD, named, written, "names.og_site_name", sure, near="og:site_name")
    if document.kind is PageKind.HOME:
        yield from _of_title(document, subject)
    yield from _of_row(document, subject)
    yield from _of_domain(document, subject)


def _legal_names(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Names that end in a legal form; most surely the company's own on an imprint, or where they fit its domain."""
    base = {PageKind.IMPRINT: 0.8, PageKind.LEGAL: 0.7, PageKind.CONTACT: 0.7}.get(document.kind, 0.6)
    # an imprint names the company behind a brand of another name; elsewhere such a name is a customer's or a partner's
    strange = 0.25 if document.kind is PageKind.IMPRINT else 0.35
    for number in document.lines_matching(_FORM_STARTS):
        if document.lines[number].place is Place.QUOTE:
            continue
        offset = document.span(number)[0]
        for written, start, end in names_with_form(document.lines[number].text):
            sure = base + 0.12 if resembles(written, subject) else base - strange
            yield by_text(document, _FIELD, written, offset + start, offset + end, "names.legal_form", round(sure, 2))


@remembered
def names_with_form(line: str) -> tuple[tuple[str, int, int], ...]:
    """The names of a line that end in a legal form, and where they stand."""
    found = (
        (_FALSE_START.sub("", _LEAD.sub("", match[1])), *match.span(1))
        for match in _LEGAL_NAME.finditer(line)
        if not _DUTCH_POSTCODE.search(match[1])
    )
    return tuple(each for each in found if _plausible(each[0]))


def _copyright(document: Document, subject: Subject) -> Iterator[Evidence]:
    for number in document.lines_with(("©", "(c)", "copyright", _BROKEN_SIGN)):
        offset = document.span(number)[0]
        for written, start, end in _owners(document.lines[number].text):
            sure = _weigh(written, subject, 0.6 if legal(written) else 0.5)
            yield by_text(document, _FIELD, written, offset + start, offset + end, "names.copyright", sure)


@remembered
def _owners(line: str) -> tuple[tuple[str, int, int], ...]:
    """The names behind the signs of copyright on a line, and where they stand."""
    found = (
        (_FALSE_START.sub("", match[1].strip(" .,-\u2013")), *match.span(1)) for match in _COPYRIGHT.finditer(line)
    )
    makers = {match["name"].casefold() for match in _MAKER.finditer(line)}
    return tuple(
        each
        for each in found
        if _plausible(each[0]) and len(tokens(each[0])) <= _LONGEST_OWNER and makers.isdisjoint(tokens(each[0]))
    )


def _of_title(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The parts of the home page's title that fit the domain or the row's name, or bear a legal form."""
    for part in _TITLE_SPLIT.split(document.title):
        written = _without_tail(_FALSE_START.sub("", part.strip()), subject)
        if not _plausible(written) or len(tokens(written)) > _LONGEST_TITLE:
            continue
        if likeness(written, subject) >= _ALIKE:
            # a part of the domain is less of a name than all of it: `Braces` at acebraces.ie
            sure = 0.56 if spelled(written, subject.label) else 0.5
            yield by_markup(document, _FIELD, written, written, "names.title", sure, near="<title")
        elif _LEGAL_NAME.fullmatch(written):
            yield by_markup(document, _FIELD, written, written, "names.title_legal", 0.55, near="<title")


def _without_tail(written: str, subject: Subject) -> str:
    """`Nordwind Help Center` is Nordwind's, where the domain says no more than that."""
    short = _TAIL.sub("", written)
    return short if short != written and "".join(plain_tokens(short)) == subject.label.replace("-", "") else written


def _of_row(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The row's name, where the page writes it in full: the domain may say no more than its first word."""
    name = squeeze(subject.company.name)
    if written := written_out(document.title, name):
        yield by_markup(document, _FIELD, written, written, "names.row_in_title", 0.62, near="<title")
    # what is not there in small letters need not be looked for in any
    elif name.lower() in document.lowered[:_BEGINNING] and (written := written_out(document.text[:_BEGINNING], name)):
        at = document.text.index(written)
        if document.lines[document.line_number(at)].place is not Place.QUOTE:
            yield by_text(document, _FIELD, written, at, at + len(written), "names.row_in_text", 0.6)


def _of_domain(document: Document, subject: Subject) -> Iterator[Evidence]:
    """The words that the domain joins to one: in the title, else in what the page says first."""
    if written := spelled(document.title, subject.label):
        yield by_markup(document, _FIELD, written, written, "names.domain_in_title", 0.54, near="<title")
    elif written := spelled(document.text[:_BEGINNING], subject.label):
        at = document.text.index(written)
        if document.lines[document.line_number(at)].place is not Place.QUOTE:
            yield by_text(document, _FIELD, written, at, at + len(written), "names.domain_in_text", 0.48)


def _plausible(written: str) -> bool:
    folded = squeeze(written).casefold()
    return 2 <= len(folded) <= 90 and folded not in _EMPTY_TITLES and any(letter.isalpha() for letter in folded)


def _weigh(written: str, subject: Subject, sure: float) -> float:
    if not _plausible(written):
        return 0.0
    return sure if sure >= 0.95 else round(sure + 0.3 * likeness(written, subject) - 0.2, 2)


#: In words.
_LONGEST_TITLE = 6
#: In characters: so much of a page is looked at for its own name.
_BEGINNING = 5_000

#: From this likeness on, a part of a title is the company's name.
_ALIKE = 0.6
_FORM_AT_END = re.compile(rf"[,\s]+(?:{LEGAL_FORMS})\s*$")
_ANY_FORM_AT_END = re.compile(_FORM_AT_END.pattern, re.IGNORECASE)
_COMMON = frozenset(
    ["the", "and", "und", "et", "co", "company", "group", "gruppe", "holding", "services", "service", "international"]
)


@lru_cache(maxsize=256)
def core(name: str) -> tuple[str, ...]:
    """The words of a name that tell it from others: without legal form and filler.

    Remembered, for each name that is found is compared with the row's, and stands on many pages.
    """
    found = tuple(plain_tokens(_ANY_FORM_AT_END.sub("", name)))
    return tuple(word for word in found if word not in _COMMON) or found


def resembles(name: str, subject: Subject) -> bool:
    """Whether a name has something of the row's name, or of the domain."""
    return likeness(name, subject) > 0


def likeness(name: str, subject: Subject) -> float:
    """How much of the row's name, or of the domain, stands in this name: 0 to 1."""
    own = core(name)
    known = {word for word in core(subject.company.name) if len(word) > 2}
    of_row = len(known & set(own)) / len(known) if known else 0.0
    label = subject.label.replace("-", "")
    joined = "".join(own)
    bare = _ANY_FORM_AT_END.sub("", name)
    whole = "".join(plain_tokens(bare))
    if len(label) > 2 and (label == initials(bare) or (len(label) > 3 and (label in joined or label == whole))):
        return 1.0
    covered = sum(len(word) for word in set(own) if len(word) > 3 and word in label)
    # twice the common letters over all letters: one word of a domain within a long phrase is little
    of_host = min(1.0, 2 * covered / (len(label) + len(joined))) if label else 0.0
    return max(of_row, of_host)


def legal(name: str) -> bool:
    """Whether a name bears its legal form."""
    return bool(_FORM_AT_END.search(name))


def choose(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest name; or its longer form, where another finding has it with the legal form."""
    chosen = next(iter(candidates), None)
    if chosen is None or legal(chosen.value):
        return [chosen] if chosen else []
    words = core(chosen.value)
    full = (each for each in candidates if legal(each.value) and core(each.value) == words)
    return [next(full, chosen)]
