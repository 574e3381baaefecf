"""How large the company is, from the number of people that it states."""

from __future__ import annotations

from collections.abc import Iterator

from theodore.extract.derived.derivation import Known
from theodore.extract.reading.wording import fold
from theodore.extract.rules.facts.employees import counts_in
from theodore.model.evidence import Evidence, Proof

_FIELD = "company_size"
_SIZES = {
    "11-50": "small",
    "51-200": "medium",
    "201-500": "medium",
    "501-1000": "large",
    "1001-5000": "large",
    "5001-10000": "enterprise",
    "10001+": "enterprise",
}
#: The only band that two sizes share: in it the number itself decides.
_SHARED = "1-10"


def derive(known: Known) -> Iterator[Evidence]:
    """The size that the band of employees stands for."""
    proofs = known.proofs("employee_count_range", known.profile.get("employee_count_range"))
    if not proofs:
        return
    first = proofs[0]
    size = _of_few(first) if first.value == _SHARED else _SIZES[str(first.value)]
    yield Evidence(_FIELD, size, Proof.DERIVED, first.url, "", "size.of_employees", first.confidence, (first.id,))


def _of_few(proof: Evidence) -> str:
    return "solo" if set(counts_in(fold(proof.quote), _SHARED)) == {1} else "small"
