"""What follows from facts that were found: each value names the evidence that it follows from.

The order is that of dependence: a derivation sees what those before it have filled.
"""

from __future__ import annotations

from collections.abc import Mapping

from theodore.extract.derived import (
    business,
    classification,
    contact_info,
    decision_makers,
    identity,
    industry,
    openings,
    similarity,
    size,
    stated,
    summary,
)
from theodore.extract.derived.derivation import Derivation
from theodore.extract.reading.verify import Supports
from theodore.extract.rules.identity import fates

DERIVATIONS = (
    Derivation(("identity_match",), identity.derive),
    Derivation(("contact_info",), contact_info.derive),
    Derivation(("key_decision_makers",), decision_makers.derive, needs=("leadership_team",)),
    Derivation(("job_listings_count",), openings.derive),
    Derivation(("company_size",), size.derive),
    Derivation(classification.FIELDS, classification.derive),
    Derivation(industry.FIELDS, industry.derive),
    Derivation(business.FIELDS, business.derive),
    Derivation(similarity.FIELDS, similarity.derive),
    # it tells of all the others, and comes last
    Derivation(("ai_summary",), summary.derive),
)
#: What a quote must have for a value that is no words of the page, by field.
SUPPORTS: Mapping[str, Supports] = {
    classification.FIELD: classification.speaks_for,
    "identity_match": fates.supports,
    "industry": industry.names_it,
    **dict.fromkeys((*business.FIELDS, *similarity.FIELDS), stated.states),
}
