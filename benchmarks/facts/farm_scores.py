"""What was found on the demo web against its truth, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.facts.scores import Tally, compared, parts, same_in, total
from benchmarks.facts.sites import Case
from theodore.model.fields import Value, catalogue

#: Of fewer values a share is no figure.
_FEW = 10


@dataclass(frozen=True, slots=True)
class Scored:
    """One site of the demo web: counts by field. wrong: what was found and is not true, missed: the other way round.

    unread: of the values that were missed, those that stand on no page that was read.
    """

    case: Case
    tallies: Mapping[str, Tally]
    wrong: Mapping[str, list[object]] = field(default_factory=dict)
    missed: Mapping[str, list[object]] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)


def known_fields(cases: Iterable[Case]) -> list[str]:
    """The fields that the truth has of any of these sites, in the catalogue's order."""
    named = {name for case in cases for name in case.facts}
    return [each.name for each in catalogue().fields if each.name in named]


def farm_scores(case: Case, profile: Mapping[str, Value], fields: Sequence[str]) -> Scored:
    """One site's counts: what it states of a field that its truth does not name is wrong."""
    tallies, wrong, missed, unread = {}, {}, {}, {}
    for name in fields:
        same = same_in(catalogue()[name])
        fact = case.facts.get(name)
        found, true = parts(profile.get(name)), parts(fact["value"]) if fact else []
        tallies[name] = compared(found, true, same)
        wrong[name] = [value for value in found if not any(same(value, each) for each in true)]
        missed[name] = [each for each in true if not any(same(value, each) for value in found)]
        if fact and missed[name] and case.read.isdisjoint(fact["pages"]):
            unread[name] = len(missed[name])
    return Scored(case, tallies, wrong, missed, unread)


def by_field(scored: Sequence[Scored], fields: Sequence[str]) -> dict[str, Tally]:
    """The counts of all sites together, for each field."""
    return {name: total(each.tallies[name] for each in scored) for name in fields}


def worst(scored: Sequence[Scored], name: str, group: str, measure: str) -> tuple[str, float] | None:
    """The group of sites (layout, language or fault) that does worst in a field, and its figure.

    measure: precision or recall. Groups with few values say little, and are left out. None where no group is left.
    """
    groups: dict[str, Tally] = {}
    for each in scored:
        groups.setdefault(getattr(each.case, group), Tally()).add(each.tallies[name])
    figures = [
        (getattr(tally, measure), key) for key, tally in groups.items() if min(tally.found, tally.wanted) >= _FEW
    ]
    known = [(figure, key) for figure, key in figures if figure is not None]
    if not known:
        return None
    figure, key = min(known)
    return key, figure
