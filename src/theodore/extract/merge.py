"""From many findings to one profile: which of them are kept, and in what order.

Rules order their findings by how sure they are of them, and others that say the same make a value surer. Which value
is kept is decided by that. What the evidence then tells a reader is how often such values are right, by measurement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from theodore.extract.confidence import Curve, confidence
from theodore.extract.reading.subject import Subject
from theodore.extract.registry import SOUGHT
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.rule import Shape, Sought
from theodore.model.evidence import Evidence
from theodore.model.fields import Value

#: Below this a finding is noted, but not believed.
_ENOUGH = 0.4
#: How many proofs of one value, and how many unused findings of one field, are worth keeping.
_PROOFS = 3
_UNUSED = 5


def merge(
    findings: Iterable[Evidence], subject: Subject, curves: Mapping[str, Curve], fields: Mapping[str, Sought] = SOUGHT
) -> tuple[dict[str, Value], list[Evidence]]:
    """The profile's values, and the evidence worth keeping, marked by whether it was used.

    The first evidence of a value has the confidence of that value, with all that speaks for it; the others have their
    own. curves: from what rules say of themselves to what holds. fields: how each is decided.
    """
    by_field: dict[str, list[Evidence]] = defaultdict(list)
    for finding in findings:
        by_field[finding.field].append(finding)
    profile: dict[str, Value] = {}
    evidence: list[Evidence] = []
    for field, found in by_field.items():
        sought = fields[field]
        candidates = _candidates(found, sought)
        chosen = sought.choose([each for each in candidates if each.surest >= _ENOUGH], subject)
        if chosen:
            profile[field] = _value(sought.shape, chosen)
        evidence += [
            _finished(each, confidence(curves, field, sure), kept=kept)
            for each, sure, kept in _kept(candidates, chosen)
        ]
    return profile, evidence


def _candidates(found: Iterable[Evidence], sought: Sought) -> list[Candidate]:
    groups: dict[str, list[Evidence]] = defaultdict(list)
    for finding in found:
        groups[sought.key(finding)].append(finding)
    ranked = (
        sorted(group, key=lambda each: (sought.fullness(each), each.confidence), reverse=True)
        for group in groups.values()
    )
    return sorted((Candidate(group[0].value, tuple(group)) for group in ranked), key=lambda each: -each.sure)


def _value(shape: Shape, chosen: Sequence[Candidate]) -> Value:
    match shape:
        case Shape.LIST:
            return [each.value for each in chosen]
        case Shape.MAPPING:
            return {name: value for each in chosen for name, value in each.value.items()}
        case _:
            return chosen[0].value


#: A finding, how sure it is, and whether it is used.
_Kept = tuple[Evidence, float, bool]


def _kept(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[_Kept]:
    used = {id(each) for each in chosen}
    kept = [(finding, sure, True) for each in chosen for finding, sure in _proofs(each)]
    unused = islice((each for each in candidates if id(each) not in used), _UNUSED)
    return kept + [(finding, sure, False) for each in unused for finding, sure in _proofs(each)[:1]]


def _proofs(candidate: Candidate) -> list[tuple[Evidence, float]]:
    """The surest proofs of a value, the first with what all of them say together."""
    first, *others = _distinct(candidate.findings)
    return [(first, min(candidate.sure, 1.0)), *((each, each.confidence) for each in others)]


def _finished(finding: Evidence, sure: float, *, kept: bool) -> Evidence:
    """The finding as it is told. Made anew from what rules fill, for `replace` takes five times as long."""
    return Evidence(
        finding.field,
        finding.value,
        finding.kind,
        finding.url,
        finding.quote,
        finding.method,
        sure,
        finding.derived_from,
        kept,
        finding.unverified,
    )


def _distinct(findings: Sequence[Evidence]) -> list[Evidence]:
    """The surest proofs, each from another page or rule."""
    if len(findings) == 1:
        return list(findings)
    return list({(each.url, each.method, str(each.value)): each for each in reversed(findings)}.values())[::-1][
        :_PROOFS
    ]
