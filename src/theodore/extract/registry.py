"""All that is looked for: the rules of every group, how their fields are decided, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping

from theodore.extract.derived import DERIVATIONS, SUPPORTS
from theodore.extract.reading.document import Document
from theodore.extract.reading.verify import has_words, holds, is_spoken
from theodore.extract.reading.wording import fold
from theodore.extract.rules import contact, facts, identity, offer, people, signals, technology
from theodore.extract.rules.choice import every
from theodore.extract.rules.rule import Rule, Shape, Sought
from theodore.model.evidence import Evidence, Proof

_GROUPS = (identity, contact, people, offer, technology, facts, signals)

RULES: tuple[Rule, ...] = tuple(rule for group in _GROUPS for rule in group.RULES)
SOUGHT: dict[str, Sought] = {
    # the languages of the pages are read before anything else, for others depend on them
    "languages": Sought(every, Shape.LIST, supports=is_spoken, in_markup=has_words),
    **{field: sought for group in _GROUPS for field, sought in group.SOUGHT.items()},
}
_USUAL = Sought()
#: Every field that something here may fill.
FILLED: frozenset[str] = frozenset(SOUGHT) | {field for each in DERIVATIONS for field in each.fields}


def proven(evidence: Evidence, document: Document, sought: Mapping[str, Sought] = SOUGHT) -> bool:
    """Whether the evidence stands, by what its field asks of a quote: it is on the page, and holds the value."""
    if supports := SUPPORTS.get(evidence.field):
        return holds(evidence, document, supports)
    asks = sought.get(evidence.field, _USUAL)
    return holds(evidence, document, asks.supports, asks.in_markup)


def supported(evidence: Evidence, sought: Mapping[str, Sought] = SOUGHT) -> bool:
    """Whether the quote has what its field asks for, wherever its words stand."""
    asks = sought.get(evidence.field, _USUAL)
    supports = SUPPORTS.get(evidence.field) or asks.supports
    if evidence.kind is Proof.MARKUP and evidence.field not in SUPPORTS:
        supports = asks.in_markup or supports
    return supports(evidence, fold(evidence.quote))
