"""From many findings to one profile: which of them are kept, and in what order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from theodore.extract.mails import order
from theodore.extract.names import core, legal
from theodore.extract.subject import Subject
from theodore.extract.wording import fold, plain, tokens
from theodore.model.evidence import Evidence
from theodore.model.fields import Value

#: Below this a finding is noted, but not believed.
_ENOUGH = 0.4
#: Each further page or rule that says the same makes a value this much surer.
_SUPPORT = 0.03
_MOST_SUPPORT = 5
#: How many proofs of one value, and how many unused findings of one field, are worth keeping.
_PROOFS = 3
_UNUSED = 5
_LONGEST_LIST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value of a field with all that was found for it, the surest first."""

    value: Value
    findings: tuple[Evidence, ...]

    @property
    def sure(self) -> float:
        """The surest finding, and a little for each other one."""
        return self.findings[0].confidence + _SUPPORT * min(len(self.findings) - 1, _MOST_SUPPORT)


Choice = Callable[[Sequence[Candidate], Subject], list[Candidate]]


def merge(findings: Iterable[Evidence], subject: Subject) -> tuple[dict[str, Value], list[Evidence]]:
    """The profile's values, and the evidence worth keeping, marked by whether it was used."""
    by_field: dict[str, list[Evidence]] = defaultdict(list)
    for finding in findings:
        by_field[finding.field].append(finding)
    profile: dict[str, Value] = {}
    evidence: list[Evidence] = []
    for field, found in by_field.items():
        candidates = _candidates(found)
        chosen = _CHOICES[field]([each for each in candidates if each.findings[0].confidence >= _ENOUGH], subject)
        if chosen:
            profile[field] = _value(field, chosen)
        evidence += _kept(candidates, chosen)
    return profile, evidence


def _candidates(found: Iterable[Evidence]) -> list[Candidate]:
    groups: dict[str, list[Evidence]] = defaultdict(list)
    for finding in found:
        groups[_key(finding)].append(finding)
    ranked = (sorted(group, key=lambda each: -each.confidence) for group in groups.values())
    return sorted((Candidate(group[0].value, tuple(group)) for group in ranked), key=lambda each: -each.sure)


def _key(finding: Evidence) -> str:
    """What makes two findings say the same."""
    value = finding.value
    if finding.field == "leadership_team":
        return plain(str(value).partition(",")[0])
    if finding.field == "addresses":
        return _address_key(str(value))
    return fold(str(value)).strip(" .,")


def _address_key(value: str) -> str:
    """The numbers of an address tell it from others; its words are abbreviated in many ways."""
    return " ".join(sorted(word for word in tokens(value) if any(letter.isdigit() for letter in word)))


def _value(field: str, chosen: Sequence[Candidate]) -> Value:
    if field in _LISTS:
        return [each.value for each in chosen]
    if field == "social_media":
        return {name: url for each in chosen for name, url in each.value.items()}
    return chosen[0].value


def _kept(candidates: Sequence[Candidate], chosen: Sequence[Candidate]) -> list[Evidence]:
    used = {id(each) for each in chosen}
    kept = [finding for each in chosen for finding in _distinct(each.findings)]
    unused = [replace(each.findings[0], kept=False) for each in candidates if id(each) not in used]
    return kept + unused[:_UNUSED]


def _distinct(findings: Sequence[Evidence]) -> list[Evidence]:
    """The surest proofs, each from another page or rule."""
    return list({(each.url, each.method, str(each.value)): each for each in reversed(findings)}.values())[::-1][
        :_PROOFS
    ]


# --- choices


def _best(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    return list(candidates[:1])


def _all(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    return list(candidates[:_LONGEST_LIST])


def _name(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest name; or its longer form, where another finding has it with the legal form."""
    best = next(iter(candidates), None)
    if best is None or legal(best.value):
        return [best] if best else []
    words = core(best.value)
    full = (each for each in candidates if legal(each.value) and core(each.value) == words)
    return [next(full, best)]


def _year(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest year; of two that are nearly as sure, the earlier: firms are founded once and begin many things."""
    if not candidates:
        return []
    near = [each for each in candidates if each.sure >= candidates[0].sure - 0.04]
    return [min(near, key=lambda each: int(each.value))]


def _mails(candidates: Sequence[Candidate], subject: Subject) -> list[Candidate]:
    return sorted(candidates, key=lambda each: order(each.value, subject))[:_LONGEST_LIST]


def _phones(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The number that the most pages show comes first."""
    return sorted(candidates, key=lambda each: -each.sure)[:_LONGEST_LIST]


def _profiles(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """One profile a platform: the surest."""
    found: dict[str, Candidate] = {}
    for each in candidates:
        found.setdefault(next(iter(each.value)), each)
    return list(found.values())


def _by_name(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    return sorted(candidates, key=lambda each: str(each.value).casefold())


_CHOICES: dict[str, Choice] = {
    "official_name": _name,
    "company_description": _best,
    "founding_year": _year,
    "emails": _mails,
    "phones": _phones,
    "addresses": _all,
    "social_media": _profiles,
    "leadership_team": _all,
    "languages": _all,
    "has_forms": _best,
    "has_job_listings": _best,
    "tech_stack": _by_name,
}
_LISTS = frozenset({"emails", "phones", "addresses", "leadership_team", "languages", "tech_stack"})
#: The fields that `merge` decides.
MERGED = frozenset(_CHOICES)
