"""What follows from facts that were found: each value names the evidence that it follows from.

The order is that of dependence: a derivation sees what those before it have filled.
"""

from __future__ import annotations

from theodore.extract.derived import contact_info, size, summary
from theodore.extract.derived.derivation import Derivation

DERIVATIONS = (
    Derivation(("contact_info",), contact_info.derive),
    Derivation(("company_size",), size.derive),
    # it tells of all the others, and comes last
    Derivation(("ai_summary",), summary.derive),
)
