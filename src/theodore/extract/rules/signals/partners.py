"""Partners that the company names: under a heading, in a sentence, or by the level of a maker's programme."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wordlists import one_of
from theodore.extract.rules.signals.marks import lines_of
from theodore.extract.rules.signals.named import in_sections, in_sentences, told
from theodore.extract.rules.signals.naming import is_own, is_product, is_shaped
from theodore.extract.rules.signals.sections import by_picture, pictures_saying, under
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence_has
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "partnerships"
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT, PageKind.PRODUCTS, PageKind.OTHER})

_LISTS = told("signals_partner_lists", "signals_partner_list_starts")
_NOT_THESE = re.compile(rf"(?<!\w)(?:{one_of('signals_not_partners')})(?!\w)", re.IGNORECASE)
#: "Microsoft Gold Partner", "AWS Advanced Consulting Partner"; of a known maker without a level, too.
_LEVEL = re.compile(
    rf"(?<![\w&.-])(?P<name>[A-Z][\w&.]*(?: [A-Z][\w&.]*){{0,2}}?)[ -]"
    rf"(?P<level>(?:{one_of('signals_partner_levels')}) )?"
    r"(?:Partner|partner)(?:s|in)?(?![\w-])"
)
_MARK = "artner"


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Every partner that the page names."""
    if document.kind not in _KINDS:
        return
    numbers = lines_of(document, "partners")
    yield from in_sections(document, subject, _FIELD, under(document, "partners"))
    yield from in_sentences(document, subject, _FIELD, _LISTS, numbers, _NOT_THESE)
    for number in own_lines(document, numbers):
        for match in _levels(document.lines[number].text):
            if name := _maker(match, subject):
                start = document.span(number)[0]
                yield by_text(
                    document, _FIELD, name, start + match.start(), start + match.end(), f"{_FIELD}.level", 0.75
                )
    for picture in pictures_saying(document, (_MARK,)):
        badge = _LEVEL.search(picture.alternative) if _MARK in picture.alternative else None
        maker = _maker(badge, subject) if badge and not _NOT_THESE.search(picture.alternative) else ""
        if maker:
            yield by_picture(document, _FIELD, maker, picture, f"{_FIELD}.badge", 0.75)


@remembered
def _levels(text: str) -> tuple[re.Match[str], ...]:
    """Where a line says whose partner somebody is by a level, and does not wish for it."""
    found = matches(_LEVEL, text) if _MARK in text else ()
    return tuple(match for match in found if not sentence_has(_NOT_THESE, match))


def _maker(match: re.Match[str], subject: Subject) -> str:
    """Whose partner the company is: a maker that everybody knows, or by a level any with the shape of a name."""
    words = match["name"].split()
    endings = (" ".join(words[at:]) for at in range(len(words)))
    known = next((name for name in endings if is_product(name)), "")
    name = known or (match["name"] if match["level"] and is_shaped(match["name"]) else "")
    return "" if not name or is_own(name, subject) else name
