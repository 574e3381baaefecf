"""Whose money is in the company: rounds, owners, a stock exchange, or nobody's profit, as it states of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_words
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import plain_tokens
from theodore.extract.reading.wordlists import grouped, one_of, starts, words
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.identity.names import core
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

FIELDS = ("funding_status", "funding_stage_detailed")
_STATUS, _STAGE = FIELDS
LONGEST = 300

#: The stages from the earliest on: of several that are stated the latest holds.
STAGES = (
    "bootstrapped",
    "pre_seed",
    "seed",
    "series_a",
    "series_b",
    "series_c",
    "series_d_plus",
    "private_equity",
    "public",
    "acquired",
    "nonprofit",
)
_PATTERNS = {
    stage: re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})", re.IGNORECASE)
    for stage, patterns in grouped("funding").items()
}
_STARTS = starts("funding_starts")
_ROUNDS = frozenset({"pre_seed", "seed", "series_a", "series_b", "series_c", "series_d_plus"})
_ROUND_VERB = re.compile(rf"\b(?:{one_of('funding_rounds')})\b", re.IGNORECASE)
_THEIRS = re.compile(rf"\b(?:{one_of('funding_not_theirs')})\b", re.IGNORECASE)
#: `Nordwind AG (NYSE: NWD)`: the sign under which the shares of whoever stands before it are traded.
_TICKER = re.compile(
    r"\(\s?(?:NYSE|NASDAQ|Nasdaq|LSE|TSX|ASX|AIM|XETRA|FWB|SIX|BME|BIT|AMS|Euronext(?: [A-Z][a-z]+)?)"
    r"\s?:\s?[A-Z0-9.]{1,8}\s?\)"
)
_OWN = words("own_words") | {"us", "company", "unternehmen", "firma", "entreprise", "empresa", "azienda", "bedrijf"}
#: What people once were or did elsewhere is no fact of the company.
_PERSON = re.compile(
    r"\b(?:he|she|his|her|previously|formerly|former|prior to|i|er|sie war|zuvor|il|elle)\b", re.IGNORECASE
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-ÖØ-Þ\d\"“(])")
_NEITHER = frozenset({Place.QUOTE, Place.NAV, Place.ASIDE})
_BASE = {PageKind.ABOUT: 0.75, PageKind.HOME: 0.7, PageKind.BLOG: 0.55, PageKind.IMPRINT: 0.65}
_OTHER_KINDS = 0.6


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each sentence in which the company says whose money it has, and the stage that it names."""
    sure = _BASE.get(document.kind, _OTHER_KINDS)
    for number in document.lines_with(_STARTS):
        line = document.lines[number]
        if line.place in _NEITHER:
            continue
        for sentence, stage in _stages(line.text):
            if len(sentence) <= LONGEST and _is_own(sentence, stage, subject):
                yield by_words(document, _STATUS, sentence, sentence, f"funding.{stage}", sure)
                yield by_words(document, _STAGE, stage, sentence, f"funding.{stage}", sure)


@remembered
def _stages(line: str) -> tuple[tuple[str, str], ...]:
    """The sentences of a line that name a stage, each with the latest of those that it names."""
    found = []
    for sentence in _SENTENCES.split(line):
        named = [stage for stage in STAGES if is_named(stage, sentence)]
        if named:
            found.append((sentence, named[-1]))
    return tuple(found)


def is_named(stage: str, sentence: str) -> bool:
    """Whether a sentence names this stage."""
    if stage == "public" and _TICKER.search(sentence):
        return True
    return bool(_PATTERNS[stage].search(sentence)) and (stage not in _ROUNDS or bool(_ROUND_VERB.search(sentence)))


def _is_own(sentence: str, stage: str, subject: Subject) -> bool:
    """Whether it is the company's own money: it speaks of itself before it names the stage, and of nobody else."""
    if _THEIRS.search(sentence) or _PERSON.search(sentence):
        return False
    ticker = _TICKER.search(sentence) if stage == "public" else None
    match = ticker or _PATTERNS[stage].search(sentence)
    before = sentence[: match.start()] if match else ""
    if ticker:
        return _names(before[-60:], subject)
    # a footer says it without a subject: "Registered charity 1234"
    said = plain_tokens(before)
    if not said:
        return stage in ("nonprofit", "bootstrapped", "public")
    return _names(before, subject) or not _OWN.isdisjoint(said)


def _names(text: str, subject: Subject) -> bool:
    own = core(subject.company.name)
    return any(
        len(word) > 2 and (word in own or (len(word) > 3 and word in subject.label)) for word in plain_tokens(text)
    )


def names_the_stage(evidence: Evidence, quote: str) -> bool:
    """Whether the quote, which is folded, names the stage."""
    stage = str(evidence.value)
    return is_named(stage, quote) or (stage == "public" and bool(_TICKER.search(evidence.quote)))


def latest(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The latest stage that is stated; of several statements of it the surest."""
    return [max(candidates, key=_rank)] if candidates else []


def _rank(candidate: Candidate) -> int:
    """How late the stage of a finding is, which its method names; a finding of another kind comes before all."""
    stage = candidate.findings[0].method.removeprefix("funding.")
    return STAGES.index(stage) if stage in STAGES else -1
