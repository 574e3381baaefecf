"""Who decides what: the leaders that were found, by roles whose names are the same in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from theodore.extract.derived.derivation import Known
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wordlists import grouped
from theodore.model.evidence import Evidence, Proof

_FIELD = "key_decision_makers"
_LEADS = re.compile(
    r"\bhead\b|direct|\bVP\b|\b[ES]VP\b|vice[- ]president|leit(?:er|ung)|dirett|diret|responsab"
    r"|\bjef[ea]\b|\bhoofd\b|\bchefe\b|\bchief\b",
    re.IGNORECASE,
)
_MANAGES = re.compile(r"\bmanager\b|\bcontroller\b", re.IGNORECASE)
#: Who stands in for a leader, or leads in one region alone, is not the one who decides.
_BELOW = re.compile(
    r"\b(?:deputy|associate|assistant|regional|area|district|branch|vice-?direct\w+|stellvertretende\w*|adjointe?|adjunt[oa]"
    r"|interim|plaatsvervangend)\b",
    re.IGNORECASE,
)


def derive(known: Known) -> Iterator[Evidence]:
    """Each role with the surest of those who have it."""
    makers: dict[str, tuple[int, Evidence]] = {}
    for proof in known.proofs("leadership_team"):
        for role, rank in roles(str(proof.value).partition(", ")[2]):
            if role not in makers or rank < makers[role][0]:
                makers[role] = rank, proof
    if makers:
        proofs = {proof.id: proof for _, proof in makers.values()}
        names = {role: str(makers[role][1].value).partition(", ")[0] for role in _in_order(makers)}
        sure = min(proof.confidence for proof in proofs.values())
        url = next(iter(proofs.values())).url
        yield Evidence(_FIELD, names, Proof.DERIVED, url, "", "people.roles", sure, tuple(proofs))


@remembered
def roles(title: str) -> tuple[tuple[str, int], ...]:
    """The roles that a title says, each with its rank: of two who have it, the one with the lower number decides.

    `Founder & CEO` says two; `Directora financiera` is a CFO, and `Leiter Vertrieb` the Head of Sales.
    """
    if _BELOW.search(title):
        return ()
    found = [role for role, pattern in _patterns("decision_roles") if pattern.search(title)]
    rank = 1 if _LEADS.search(title) else 2 if _MANAGES.search(title) else 0
    parts = [part for part, pattern in _patterns("decision_parts") if pattern.search(title)] if rank else []
    led = (part for part in parts if not set(found) & _COVERING.get(part, set()))
    return (*((role, 0) for role in found), *((f"Head of {part}", rank) for part in led))


#: Who has one of these roles has not the lesser one besides.
_COVERING = {
    "Marketing": {"CMO"},
    "Product": {"CPO"},
    "Finance": {"CFO"},
    "Technology": {"CTO", "CIO", "CISO"},
    "Operations": {"COO"},
    "Sales": {"CRO"},
}


@cache
def _patterns(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile("|".join(parts), re.IGNORECASE)) for kind, parts in grouped(name).items())


def _in_order(makers: dict[str, tuple[int, Evidence]]) -> list[str]:
    """The roles in the order of the lists, which is that of their weight."""
    parts = (f"Head of {part}" for part, _ in _patterns("decision_parts"))
    known = dict.fromkeys([*(role for role, _ in _patterns("decision_roles")), *parts])
    return [role for role in known if role in makers]
