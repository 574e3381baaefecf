"""The certificates that a company claims for itself: not those that it sells, teaches, or asks of its suppliers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_text
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wording import folded_tokens
from theodore.extract.reading.wordlists import grouped, one_of, starts
from theodore.extract.rules.signals.marks import lines_of
from theodore.extract.rules.signals.sections import by_picture, pictures_saying, under
from theodore.extract.rules.signals.sentences import matches, own_lines, sentence, sentence_has
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "certifications"
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT, PageKind.PRODUCTS, PageKind.OTHER})

_PATTERNS = {name: patterns[0] for name, patterns in grouped("signals_certificates").items()}
_BY_GROUP = {f"c{number}": name for number, name in enumerate(_PATTERNS)}
_CERTIFICATE = re.compile(
    r"(?<![\w.])(?:din[ -])?(?:en[ -](?=iso))?(?:"
    + "|".join(f"(?P<{group}>{_PATTERNS[name]})" for group, name in _BY_GROUP.items())
    + r")(?::? ?(?:19|20)\d\d)?(?![\w])",
    re.IGNORECASE,
)
_STARTS, _LETTERS = starts("signals_certificate_starts"), starts("signals_certificate_letters")
#: Names of so few letters are words of other meanings too, unless they stand in capitals.
_FEW = 4
_CAPITAL = re.compile(r"[A-Z]")
_CLAIM = re.compile(rf"(?<!\w)(?:{one_of('signals_certified')})(?!\w)", re.IGNORECASE)
_NOT_OWN = re.compile(rf"(?<!\w)(?:{one_of('signals_not_own_certificates')})(?!\w)", re.IGNORECASE)
#: In characters: how long an entry of a list of certificates may be, and how near to it the claim must stand.
_LONGEST_ENTRY = 120
_NEAR = 80
#: Marks of goods and houses, whose picture alone says nothing of the company.
_OF_GOODS = frozenset({"FSC", "PEFC", "GOTS", "OEKO-TEX", "Fairtrade", "RoHS", "LEED", "BREEAM", "Bioland", "Demeter"})


def find(document: Document) -> Iterator[Evidence]:
    """Each claim in a sentence, each entry under a heading of certificates, and each badge that says so."""
    if document.kind not in _KINDS:
        return
    listed = {each for part in under(document, "certificates") for each in part.lines}
    for number in own_lines(document, sorted({*listed, *lines_of(document, "certificates")})):
        start = document.span(number)[0]
        for name, first, last, is_claimed in _named(document.lines[number].text):
            if is_claimed:
                sure = 0.8 if name not in _OF_GOODS else 0.6
                yield by_text(document, _FIELD, name, start + first, start + last, "certificates.claim", sure)
            elif number in listed and len(document.lines[number].text) <= _LONGEST_ENTRY:
                yield by_text(document, _FIELD, name, start + first, start + last, "certificates.list", 0.75)
    yield from _badges(document)


@remembered
def _named(text: str) -> tuple[tuple[str, int, int, bool], ...]:
    """The certificates that a line names as the company's: each with where it stands, and whether it is claimed."""
    if not (any(start in text.lower() for start in _STARTS) or any(letters in text for letters in _LETTERS)):
        return ()
    found = ((match, _name(match)) for match in matches(_CERTIFICATE, text))
    return tuple(
        (name, *match.span(), _is_claimed(match)) for match, name in found if name and not sentence_has(_NOT_OWN, match)
    )


def _name(match: re.Match[str]) -> str:
    """What the certificate is called; empty where a few small letters are a word of another meaning."""
    name = _BY_GROUP[match.lastgroup or ""]
    letters = sum(sign.isalpha() for sign in name)
    return name if letters > _FEW or name.startswith("ISO") or len(_CAPITAL.findall(match.group())) > 1 else ""


def _is_claimed(match: re.Match[str]) -> bool:
    before, after = sentence(match)
    return bool(_CLAIM.search(before[-_NEAR:]) or _CLAIM.search(after[:_NEAR]) or _CLAIM.search(match.group()))


def _badges(document: Document) -> Iterator[Evidence]:
    for picture in pictures_saying(document, _STARTS, _LETTERS):
        for match in matches(_CERTIFICATE, picture.alternative):
            name = _name(match)
            alone = name not in _OF_GOODS and len(picture.alternative.split()) <= _MOST_WORDS
            if name and (alone or _is_claimed(match)) and not sentence_has(_NOT_OWN, match):
                yield by_picture(document, _FIELD, name, picture, "certificates.badge", 0.75)


#: Of the text of a badge that has no claim.
_MOST_WORDS = 6


def supports(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the certificate's letters and number, joined or apart: `ISO9001`, `DIN EN ISO 9001`."""
    return all(token in quote for token in folded_tokens(str(evidence.value).casefold()))
