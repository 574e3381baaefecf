"""How often a value is right of which the rules are so sure: measures it, and writes what the extraction goes by.

    python -m benchmarks.confidence [--sites 600] [--seed 7] [--real FILE] [--write]

Every value that the rules find is judged, those too that merging did not use: on the demo web by its truth, on real
sites by what people marked there. Half of the sites make the curves (for each field one that never falls, by pooling
neighbours that do; for the fields that nobody marked, one of all), the other half shows how far they hold: its table
and diagram compare what is told of values with the share that is right.

--write puts the curves into the package (`src/theodore/extract/data/confidence.csv`), and the table and the diagram
into the documentation (`docs/reference/confidence.md`, `docs/images/reliability.svg`).
"""

from __future__ import annotations

import argparse
import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.facts.mails import mail_scores
from benchmarks.facts.real_scores import page_texts, real_scores
from benchmarks.facts.scores import parts, same_in
from benchmarks.facts.sites import Case, farm_sites, real_sites
from benchmarks.facts.tables import Table, percent
from theodore.extract.confidence import ANY, AS_SAID, Curve, confidence, curve_of
from theodore.extract.profile import extract_pages
from theodore.model.evidence import Evidence
from theodore.model.fields import catalogue

_ROOT = Path(__file__).parent.parent
_CURVES = _ROOT / "src" / "theodore" / "extract" / "data" / "confidence.csv"
_PAGE = _ROOT / "docs" / "reference" / "confidence.md"
_DIAGRAM = _ROOT / "docs" / "images" / "reliability.svg"
_REAL = _ROOT.parent / "shared" / "data" / "real_sites_dev.jsonl.gz"

#: Each point of a curve stands for so many values at least, by their weights,
_POOL = 40.0
#: and is drawn towards the middle as if so many more had been half right: no number of right ones makes certainty.
_DOUBT = 1.0
#: Where people marked a field on real sites, these weigh so much in all: the demo web is tidier than life.
_REAL_SHARE = 0.5
#: Nothing is told to be surer, and nothing less.
_MOST, _LEAST = 0.99, 0.01
_BINS = 10
#: Field to the score of what people marked of it on real sites.
_MARKED = {"phones": "phones", "official_name": "official_name", "leadership_team": "leaders", "addresses": "postal"}
_LISTS = frozenset({"phones", "leadership_team", "addresses", "emails"})


@dataclass(frozen=True, slots=True)
class Judged:
    """A value that was found. said: how sure the rules are. weight: how much it counts."""

    field: str
    said: float
    right: bool
    real: bool
    weight: float = 1.0


def judged(case: Case) -> Iterator[Judged]:
    """Every value of this site whose field has a truth, each once."""
    found = extract_pages(case.company, case.crawl, AS_SAID)
    firsts: dict[tuple[str, str], Evidence] = {}
    for each in found.evidence:
        firsts.setdefault((each.field, repr(each.value)), each)
    judge = _by_truth if case.facts else _by_marks
    for evidence, right in judge(case, list(firsts.values())):
        yield Judged(evidence.field, evidence.confidence, right, real=not case.facts)


def _by_truth(case: Case, found: Sequence[Evidence]) -> Iterator[tuple[Evidence, bool]]:
    for each in found:
        fact = case.facts.get(each.field)
        if fact is None:
            # the site states nothing of the kind where other sites' truth does
            if each.field in _TOLD:
                yield each, False
            continue
        field = catalogue()[each.field]
        same, true = same_in(field), parts(fact["value"])
        # a finding of a list is one of its values, whatever that is made of
        found_parts = [each.value] if field.type.startswith("list[") else parts(each.value)
        yield each, all(any(same(part, one) for one in true) for part in found_parts)


#: What the demo web tells of every site that has it, so that a value where there is none is wrong.
_TOLD = frozenset({"founding_year", "emails", "phones", "addresses", "social_media", "leadership_team"})


def _by_marks(case: Case, found: Sequence[Evidence]) -> Iterator[tuple[Evidence, bool]]:
    texts = page_texts(case)
    for each in found:
        value: Any = [each.value] if each.field in _LISTS else each.value
        if each.field == "emails":
            tally = mail_scores(case.site, value)
        elif each.field in _MARKED:
            tally = real_scores(case, {each.field: value}, texts).get(_MARKED[each.field])
        else:
            continue
        if tally is not None and tally.found:
            yield each, tally.right == tally.found


# --- curves


def curves(values: Sequence[Judged]) -> dict[str, Curve]:
    """A curve for each field of which enough was judged, and one of all fields, which count alike in it."""
    by_field: dict[str, list[Judged]] = defaultdict(list)
    for each in values:
        by_field[each.field].append(each)
    made = {field: _fitted(_weighed(found)) for field, found in by_field.items() if len(found) >= _POOL}
    largest = max(len(found) for found in by_field.values())
    alike = [
        Judged(each.field, each.said, each.right, each.real, each.weight * largest / len(found) / len(by_field))
        for found in by_field.values()
        for each in _weighed(found)
    ]
    return {ANY: _fitted(alike), **dict(sorted(made.items()))}


def _weighed(found: Sequence[Judged]) -> list[Judged]:
    """The values, those of real sites weighing their share where there are any."""
    real = sum(each.real for each in found)
    if not real or real == len(found):
        return list(found)
    # as many in all as they are, in other shares
    of_real = len(found) * _REAL_SHARE / real
    of_made = len(found) * (1 - _REAL_SHARE) / (len(found) - real)
    return [Judged(e.field, e.said, e.right, e.real, of_real if e.real else of_made) for e in found]


def _fitted(values: Sequence[Judged]) -> Curve:
    """The curve that never falls and lies nearest: neighbours that fall, or are few, are pooled."""
    by_said: dict[float, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for each in values:
        mass = by_said[round(each.said, 2)]
        mass[0] += each.weight
        mass[1] += each.weight * each.right
    pools: list[list[float]] = []  # weight, right, weight times said
    for said in sorted(by_said):
        weight, right = by_said[said]
        pools.append([weight, right, weight * said])
        while len(pools) > 1 and (pools[-2][0] < _POOL or _share(pools[-2]) >= _share(pools[-1])):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    if len(pools) > 1 and pools[-1][0] < _POOL:
        last = pools.pop()
        pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    points = [(pool[2] / pool[0], min(max(_share(pool), _LEAST), _MOST)) for pool in pools]
    rising = [points[0]] + [after for before, after in pairwise(points) if after[0] > before[0]]
    return curve_of([(round(said, 3), round(share, 3)) for said, share in rising])


def _share(pool: Sequence[float]) -> float:
    return (pool[1] + _DOUBT / 2) / (pool[0] + _DOUBT)


# --- how far they hold


def bins(values: Sequence[Judged], by: Mapping[str, Curve]) -> list[tuple[float, float, int]]:
    """What is told of values, the share of them that is right, and how many they are; in bins of equal number."""
    told = sorted((confidence(by, each.field, each.said), each.right) for each in values)
    count = min(_BINS, max(1, len(told) // 20))
    edges = [len(told) * at // count for at in range(count + 1)]
    parted = [told[start:end] for start, end in pairwise(edges) if end > start]
    return [
        (sum(sure for sure, _ in part) / len(part), sum(right for _, right in part) / len(part), len(part))
        for part in parted
    ]


def calibration_error(told: Iterable[tuple[float, float, int]]) -> float:
    """The mean distance between what is told and what holds, over values."""
    listed = list(told)
    return sum(abs(sure - holds) * count for sure, holds, count in listed) / sum(count for *_, count in listed)


def tables(values: Sequence[Judged], by: Mapping[str, Curve]) -> list[Table]:
    """By field, and by bins of what is told."""
    by_field: dict[str, list[Judged]] = defaultdict(list)
    for each in values:
        by_field[each.field].append(each)
    rows = []
    for field, found in sorted(by_field.items()):
        told = [confidence(by, each.field, each.said) for each in found]
        right = sum(each.right for each in found) / len(found)
        rows.append([field, str(len(found)), percent(sum(told) / len(told)), percent(right)])
    fields = Table("Values found, used or not, by field", ["field", "values", "told, mean", "right"], rows)
    shown = [[f"{sure:.2f}", percent(holds), str(count)] for sure, holds, count in bins(values, by)]
    return [fields, Table("Values by what is told of them", ["told", "right", "values"], shown)]


def diagram(told: Sequence[tuple[float, float, int]]) -> str:
    """The reliability diagram as SVG: on the line, what is told is what holds."""
    side, edge = 320, 60

    def at(sure: float, holds: float) -> tuple[float, float]:
        return round(edge + sure * side, 1), round(edge / 2 + (1 - holds) * side, 1)

    (left, bottom), (right, top) = at(0, 0), at(1, 1)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side + 2 * edge} {side + 2 * edge}">',
        '<g font-family="sans-serif" font-size="12" fill="#333">',
        "<title>What is told of values, and the share that is right</title>",
        f'<rect width="{side + 2 * edge}" height="{side + 2 * edge}" fill="#fff"/>',
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="#999"/>',
        f'<path d="M{left} {bottom}L{right} {top}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        x, y = at(share, share)
        drawn.append(f'<text x="{x}" y="{bottom + 16}" text-anchor="middle">{share:.0%}</text>')
        drawn.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{share:.0%}</text>')
    points = [at(sure, holds) for sure, holds, _ in told]
    drawn.append(
        f'<path d="M{"L".join(f"{x} {y}" for x, y in points)}" fill="none" stroke="#1a6fb5" stroke-width="2"/>'
    )
    drawn += [f'<circle cx="{x}" cy="{y}" r="4" fill="#1a6fb5"/>' for x, y in points]
    drawn.append(f'<text x="{(left + right) / 2}" y="{bottom + 36}" text-anchor="middle">told: confidence</text>')
    drawn.append(
        f'<text transform="translate(16 {(top + bottom) / 2}) rotate(-90)" text-anchor="middle">holds: right</text>'
    )
    return "\n".join([*drawn, "</g>", "</svg>", ""])


def _as_csv(made: Mapping[str, Curve]) -> str:
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["field", "said", "holds"])
    for field, curve in made.items():
        lines.writerows((field, said, holds) for said, holds in zip(curve.said, curve.holds, strict=True))
    return out.getvalue()


def _as_page(shown: Sequence[Table], error: float, command: str) -> str:
    told = "\n\n".join(table.markdown() for table in shown)
    return f"""# How sure a value is

Each value has a confidence: the share of values found in such a way that are right. It was measured, and is not what
a rule thinks of itself: on half of the sites the curves were fitted, from how sure the rules are to how often they are
right (`src/theodore/extract/data/confidence.csv`); the other half, below, shows how far they hold. The sites are the
demo web's, whose truth is known, and real ones on which people marked names, leaders, addresses, telephones and mail.
A field that nobody marked goes by the curve of all fields.

![What is told of values, and the share that is right](../images/reliability.svg)

The mean distance between what is told and what holds is {error:.3f}.

{told}

Made by `{command}`.
"""


def main() -> None:
    """Measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=600)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--real", type=Path, default=_REAL)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cases = list(farm_sites(options.sites, options.seed))
    if options.real.exists():
        cases += real_sites(options.real)
    else:
        print(f"{options.real} is not there: the curves are the demo web's alone.")
    halves: tuple[list[Judged], list[Judged]] = ([], [])
    for number, case in enumerate(cases):
        halves[number % 2].extend(judged(case))
    made = curves(halves[0])
    shown, told = tables(halves[1], made), bins(halves[1], made)
    error = calibration_error(told)
    print("\n\n".join(table.text() for table in shown))
    print(f"\nMean distance between what is told and what holds: {error:.3f}")
    if options.write:
        command = f"python -m benchmarks.confidence --sites {options.sites} --seed {options.seed} --write"
        _CURVES.write_text(_as_csv(made), encoding="utf-8")
        _DIAGRAM.write_text(diagram(told), encoding="utf-8")
        _PAGE.write_text(_as_page(shown, error, command), encoding="utf-8")


if __name__ == "__main__":
    main()
