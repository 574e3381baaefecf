"""What follows from facts that were found: each value names the evidence that it follows from.

The order is that of dependence: a derivation sees what those before it have filled.
"""

from __future__ import annotations

from theodore.extract.derived import contact_info, decision_makers
from theodore.extract.derived.derivation import Derivation

DERIVATIONS = (
    Derivation(("contact_info",), contact_info.derive),
    Derivation(("key_decision_makers",), decision_makers.derive, needs=("leadership_team",)),
)
