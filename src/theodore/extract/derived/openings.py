"""How many openings there are: counted, where the site lists them and states no number."""

from __future__ import annotations

from collections.abc import Iterator

from theodore.extract.derived.derivation import Known
from theodore.extract.rules.signals.openings import COUNT, MOST, TITLES
from theodore.model.evidence import Evidence, Proof


def derive(known: Known) -> Iterator[Evidence]:
    """The number of the titles that were found; a list that was cut is not counted."""
    titles = known.profile.get(TITLES, ())
    if COUNT in known.profile or not titles or len(titles) >= MOST:
        return
    proofs = [proof for title in titles for proof in known.proofs(TITLES, title)[:1]]
    first = proofs[0]
    sure = min(each.confidence for each in proofs)
    yield Evidence(
        COUNT, len(titles), Proof.DERIVED, first.url, "", "jobs.counted", sure, tuple(each.id for each in proofs)
    )
