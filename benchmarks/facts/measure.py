"""The measurements together: sites in, tables and figures out."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.facts import descriptions
from benchmarks.facts.cost import Cost, costs, large_companies, looks, median_ratio, spent
from benchmarks.facts.farm_scores import Scored, by_field, farm_scores, known_fields, worst
from benchmarks.facts.mails import mail_scores
from benchmarks.facts.quotes import lost_quotes
from benchmarks.facts.real_scores import page_texts, real_scores
from benchmarks.facts.scores import Tally
from benchmarks.facts.sites import Case
from benchmarks.facts.tables import Table, percent
from theodore.extract.profile import extract_pages
from theodore.model.evidence import Extraction
from theodore.model.fields import catalogue, coverage, is_blank

#: Companies of one round of the cost; rounds.
_COMPANIES, _ROUNDS = 8, 5


@dataclass(slots=True)
class Measured:
    """What one measurement came to. figures: by table and row, for the record. remarks: one a line, for --show."""

    tables: list[Table] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """A site, with what was extracted from it."""

    case: Case
    found: Extraction


def read(cases: Sequence[Case]) -> list[Read]:
    """Extract the facts of each site."""
    return [Read(case, extract_pages(case.company, case.crawl)) for case in cases]


def farm_facts(sites: Sequence[Read], show: Sequence[str] = ()) -> Measured:
    """Precision and recall by field of the demo web's truth."""
    fields = known_fields(each.case for each in sites)
    scored = [farm_scores(each.case, each.found.profile, fields) for each in sites]
    measured = Measured(remarks=[line for name in show for each in scored for line in _differences(each, name)])
    rows = []
    for name, tally in by_field(scored, fields).items():
        unread = sum(each.unread.get(name, 0) for each in scored)
        figures = [percent(tally.precision), percent(tally.recall), str(tally.wanted), str(unread)]
        rows.append([name, *figures, *(_worst(scored, name, measure) for measure in ("precision", "recall"))])
        measured.figures[name] = {**_figures(tally), "unread": unread}
    pages = sum(len(each.case.crawl.pages) for each in sites)
    columns = ["field", "precision", "recall", "true", "unread", "least precise", "least recall"]
    measured.tables.append(Table(f"The demo web: {len(sites)} sites, {pages} pages", columns, rows))
    return measured


def _differences(scored: Scored, name: str) -> list[str]:
    told = (("wrong", scored.wrong.get(name)), ("missed", scored.missed.get(name)))
    where = f"{scored.case.site} ({scored.case.layout}, {scored.case.language}, {scored.case.fault})"
    return [f"{name} {what}: {where}: {values}" for what, values in told if values]


def _worst(scored: Sequence[Scored], name: str, measure: str) -> str:
    """The layout and the language that do worst, where they are not perfect."""
    found = [worst(scored, name, group, measure) for group in ("layout", "language")]
    return " ".join(f"{each[0]} {each[1]:.0%}" for each in found if each and each[1] < 1)


def real_facts(sites: Sequence[Read], show: Sequence[str] = ()) -> Measured:
    """Precision and recall by what people marked on real sites."""
    totals: dict[str, Tally] = {}
    measured = Measured()
    for each in sites:
        scores = real_scores(each.case, each.found.profile, page_texts(each.case))
        mails = mail_scores(each.case.site, each.found.profile.get("emails") or [])
        for name, tally in {**scores, **({"mails": mails} if mails else {})}.items():
            totals.setdefault(name, Tally()).add(tally)
            if name in show and (tally.right, tally.got) != (tally.found, tally.wanted):
                measured.remarks.append(f"{name}: {each.case.site}: {tally}")
    rows = [[name, percent(one.precision), percent(one.recall), str(one.wanted)] for name, one in totals.items()]
    measured.figures = {name: _figures(tally) for name, tally in totals.items()}
    pages = sum(len(each.case.crawl.pages) for each in sites)
    title = f"Real sites: {len(sites)}, {pages} pages"
    measured.tables.append(Table(title, ["marked", "precision", "recall", "marked there"], rows))
    return measured


def _figures(tally: Tally) -> dict[str, Any]:
    counts = {"found": tally.found, "right": tally.right, "wanted": tally.wanted, "got": tally.got}
    return {"precision": tally.precision, "recall": tally.recall, **counts}


def quotes(groups: Mapping[str, Sequence[Read]]) -> Measured:
    """How many of the exported quotes are found in their stored pages."""
    measured, rows = Measured(), []
    for name, sites in groups.items():
        checked = [(each, *lost_quotes(each.case, each.found)) for each in sites]
        count, lost = sum(number for _, number, _ in checked), sum(len(gone) for _, _, gone in checked)
        rows.append([name, str(count), percent((count - lost) / count) if count else "-"])
        measured.figures[name] = {"quotes": count, "lost": lost}
        measured.remarks += [
            f"lost quote: {each.case.site}: {one.field} {one.method} {one.kind.value}: {one.quote[:200]!r}"
            for each, _, gone in checked
            for one in gone
        ]
    measured.tables.append(Table("Quotes that are found in their stored page", ["sites", "quotes", "found"], rows))
    return measured


def filled(groups: Mapping[str, Sequence[Read]]) -> Measured:
    """The share of sites that have a value, by field."""
    shares = {
        each.name: [
            sum(not is_blank(one.found.profile.get(each.name)) for one in sites) / len(sites)
            for sites in groups.values()
        ]
        for each in catalogue().extractable
    }
    means = [sum(coverage(one.found.profile) for one in sites) / len(sites) for sites in groups.values()]
    rows = [[name, *map(percent, told)] for name, told in shares.items()]
    rows.append(["field_coverage, mean", *map(percent, means)])
    figures = {"by_field": shares, "mean": means, "sites": list(groups)}
    return Measured([Table("Sites with a value", ["field", *groups], rows)], figures)


def processor_time(real: Sequence[Case], seed: int) -> Measured:
    """Milliseconds of processor time, and the ratio to bare parsing of the same pages."""
    rounds = [list(large_companies(_COMPANIES, seed + 100 + number)) for number in range(_ROUNDS)]
    told = {"the demo web": costs(rounds)}
    if real:
        told["real sites"] = costs([real] * _ROUNDS)
    rows = [[name, *_cost_cells(each)] for name, each in told.items()]
    figures = {
        name: {"ratio_median": median_ratio(each), "ratios": [one.ratio for one in each], "ms": _company_ms(each)}
        for name, each in told.items()
    }
    title = f"Processor time, {_ROUNDS} rounds: 8 pages of 50 KB, and times bare parsing of the same pages (at most 10)"
    columns = ["pages", "ms a page", "ms a company", "ratio", "least", "most"]
    return Measured(
        [Table(title, columns, rows), _looks({"the demo web": rounds, "real sites": [real] * _ROUNDS})], figures
    )


def _looks(rounds: Mapping[str, Sequence[Sequence[Case]]]) -> Table:
    """What the simplest looks at the same pages take: no extraction that looks at all words can take less."""
    told = {name: [looks(cases) for cases in each if cases] for name, each in rounds.items()}
    groups = {name: each for name, each in told.items() if each}
    names = next(iter(groups.values()))[0]
    rows = [
        [name, *(f"{statistics.median(one[name] for one in each):.1f}" for each in groups.values())] for name in names
    ]
    return Table("For comparison, of the pages' visible text, times bare parsing of the pages", ["look", *groups], rows)


def _cost_cells(told: Sequence[Cost]) -> list[str]:
    ratios = [each.ratio for each in told]
    company = _company_ms(told)
    figures = [company / 8, company, median_ratio(told), min(ratios), max(ratios)]
    return [f"{figure:.2f}" if at == 0 else f"{figure:.1f}" for at, figure in enumerate(figures)]


def _company_ms(told: Sequence[Cost]) -> float:
    return sorted(each.company_ms for each in told)[len(told) // 2]


def by_rule(real: Sequence[Case], seed: int) -> Measured:
    """Milliseconds a page of each rule."""
    groups = {"the demo web": list(large_companies(_COMPANIES, seed + 200)), **({"real sites": real} if real else {})}
    for cases in groups.values():
        spent(cases[:1])  # tables and patterns are made when they are first asked for
    told = {name: {each.name: each.ms for each in spent(cases)} for name, cases in groups.items()}
    names = next(iter(told.values()))
    rows = [[name, *(f"{each.get(name, 0.0):.3f}" for each in told.values())] for name in names]
    return Measured([Table("Milliseconds a page, by rule", ["rule", *groups], rows)], dict(told))


def classification(show: Sequence[str] = ()) -> Measured | None:
    """Top-1 and top-3 on descriptions; None where there is no classifier or no descriptions yet."""
    ranked = descriptions.classifier()
    if ranked is None or not descriptions.has_descriptions():
        return None
    told = descriptions.answers(ranked)
    kinds: dict[str, Callable[[Sequence[descriptions.Answer]], float]] = {
        "top-1": lambda some: descriptions.top(some, 1),
        "top-3": lambda some: descriptions.top(some, 3),
        "right in the surer half": descriptions.upper_half,
        "calibration error (five bins)": descriptions.calibration_error,
    }
    figures = {name: (kind(told), *descriptions.interval(told, kind)) for name, kind in kinds.items()}
    rows = [[name, *map(percent, each)] for name, each in figures.items()]
    remarks = [
        f"saas_classification: {each.id}: {each.category} is place {each.place}, first is {each.first}"
        for each in told
        if each.place != 1 and "saas_classification" in show
    ]
    title = f"Classification of {len(told)} descriptions, with the 95% interval"
    return Measured([Table(title, ["figure", "value", "from", "to"], rows)], dict(figures), remarks)
