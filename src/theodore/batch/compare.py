"""Two runs side by side: what `theodore compare --json` prints, one object, as docs/reference/compare.md has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from theodore.batch.summary import summarise
from theodore.model.comparison import Change, Wanted, changed_fields, percent, verdict
from theodore.model.custom import CUSTOM, catalogue_of, definitions_of
from theodore.model.fields import Catalogue, Value
from theodore.model.states import State
from theodore.store.comparison import MatchedBy, RowEnd, RowPair
from theodore.store.reader import Reader
from theodore.store.records import Run
from theodore.store.sheet import iso

#: So many companies are named of each kind; the changes, streamed, have them all.
LISTED = 20
#: So many examples are told of each field.
EXAMPLES = 3
#: Two visits of one website never take the same time; by so much they may differ and still be called the same.
_NOISE = 0.1
#: A setting that changes what is shown and nothing else.
_SHOWN_ONLY = "run.verbose"

#: What every change has, in order: the columns of `theodore compare --what changes`.
CHANGE_COLUMNS = ("change", "record_id", "company_name", "website", "field", "before", "after")

Standing = Literal["both_done", "both_failed", "now_done", "now_failed", "other", "gone"]
Record = dict[str, Value]


@dataclass(frozen=True, slots=True)
class _Figure:
    """A number of the summary.

    of_visited: it is judged by its share of the companies visited, since runs differ. hangs_on: settings that ask for
    more or less of it; where they differ, neither is better.
    """

    name: str
    wanted: Wanted = Wanted.EITHER
    of_visited: bool = False
    hangs_on: str = ""
    noise: float = 0.0


_FIGURES = (
    _Figure("total"),
    _Figure("processed"),
    _Figure("fresh"),
    _Figure("not_chosen"),
    _Figure("success_rate", Wanted.MORE),
    _Figure("failed", Wanted.LESS, of_visited=True),
    _Figure("attempts"),
    _Figure("retried", Wanted.LESS, of_visited=True, hangs_on="retry."),
    _Figure("timeouts", Wanted.LESS, of_visited=True),
    _Figure("duration_seconds"),
    _Figure("companies_per_hour", Wanted.MORE, noise=_NOISE),
    _Figure("p50_seconds", Wanted.LESS, noise=_NOISE),
    _Figure("p95_seconds", Wanted.LESS, noise=_NOISE),
    _Figure("pages"),
    _Figure("bytes"),
)


def compare(reader: Reader, before: Run, after: Run, *, now: float) -> dict[str, Any]:
    """What the second run did otherwise than the first.

    before, after: with their states as they stand. now: seconds since the epoch, where a run that goes on has come to.
    Memory does not grow with the runs: rows and profiles are read side by side, a pair at a time.
    """
    first, second = (_summary(reader, run, now) for run in (before, after))
    by = matched_by(before, after)
    settings = differing_settings(before.settings, after.settings)
    custom = _custom_in_both(before, after)
    tally = _Tally()
    for pair in reader.matched_rows(before.id, after.id, by):
        tally.add(pair, custom)
    for row in reader.new_rows(before.id, after.id, by):
        tally.add_new(row)
    return {
        "before": _run_dict(before, first),
        "after": _run_dict(after, second),
        "same_run": before.id == after.id,
        "matched_by": by.value,
        "notes": list(_notes(before, after, first, second)),
        "figures": {figure.name: _figure(figure, first, second, settings or ()) for figure in _FIGURES},
        "errors": {name: _counts(first, second, name) for name in ("by_error", "by_reason")},
        "field_coverage": _coverage(first, second),
        "settings": settings,
        "companies": tally.companies(),
        "facts": tally.facts(),
    }


def changes(reader: Reader, before: Run, after: Run) -> Iterator[Record]:
    """Every company that ended otherwise and every fact that changed, streamed; each has CHANGE_COLUMNS.

    In the order of the first run's table; what only the second has comes last.
    """
    by, custom = matched_by(before, after), _custom_in_both(before, after)
    for pair in reader.matched_rows(before.id, after.id, by):
        yield from _changes_of(pair, custom)
    for row in reader.new_rows(before.id, after.id, by):
        yield _change("new", row, after=ended(row))


def matched_by(before: Run, after: Run) -> MatchedBy:
    """By record id where both runs are over one table, else by website."""
    is_one = (before.source, before.tab) == (after.source, after.tab)
    return MatchedBy.RECORD_ID if is_one else MatchedBy.WEBSITE


def differing_settings(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]] | None:
    """Each setting, as `section.name`, that was not the same in both; None where a run has none written down."""
    if not before or not after:
        return None
    old, new = _flat(before), _flat(after)
    return {
        name: {"before": old.get(name), "after": new.get(name)}
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name) and name != _SHOWN_ONLY
    }


def standing(pair: RowPair) -> Standing:
    """How a company stands in both runs. other: one of them did not bring it to an end."""
    before, after = pair.before, pair.after
    if after is None:
        return "gone"
    was_failed, is_failed = before.state is State.FAILED, after.state is State.FAILED
    if before.is_done and after.is_done:
        return "both_done"
    if was_failed and is_failed:
        return "both_failed"
    if was_failed and after.is_done:
        return "now_done"
    return "now_failed" if before.is_done and is_failed else "other"


def ended(row: RowEnd) -> str:
    """A row's state, or what it failed of, as `class/reason`."""
    return f"{row.error_type}/{row.reason}" if row.state is State.FAILED else row.state.value


def catalogue_of_both(before: Run, after: Run) -> Catalogue:
    """The catalogue with the fields of both runs' own."""
    return catalogue_of({CUSTOM: [table for run in (after, before) for table in run.settings.get(CUSTOM) or ()]})


def _custom_in_both(before: Run, after: Run) -> tuple[str, ...]:
    """The fields of the runs' own that both looked for; of others one of the two knows nothing."""
    names = {each.name for each in definitions_of(before.settings)}
    return tuple(each.name for each in definitions_of(after.settings) if each.name in names)


def _changes_of(pair: RowPair, custom: Sequence[str]) -> Iterator[Record]:
    stands, after = standing(pair), pair.after
    if after is None:
        yield _change("gone", pair.before, before=ended(pair.before))
    elif stands in ("now_done", "now_failed"):
        yield _change(stands, after, before=ended(pair.before), after=ended(after))
    elif stands == "both_done":
        yield from _facts_of(pair, after, custom)


def _facts_of(pair: RowPair, row: RowEnd, custom: Sequence[str]) -> Iterator[Record]:
    if pair.before.company_id != row.company_id:
        # one record id, another website: why the facts are others
        yield _change(Change.CHANGED, row, "website", pair.before.website, row.website)
    if pair.facts is None:
        return
    old, new = pair.facts
    for name, change in changed_fields(old, new, custom).items():
        yield _change(change, row, name, old.get(name), new.get(name))


def _change(change: str, row: RowEnd, name: str | None = None, before: Value = None, after: Value = None) -> Record:
    values = (str(change), row.record_id, row.name, row.website, name, before, after)
    return dict(zip(CHANGE_COLUMNS, values, strict=True))


@dataclass
class _Tally:
    """Adds pairs up, and keeps the first few of each kind."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("both_done", "both_failed", "now_done", "now_failed", "other", "new", "gone"), 0
        )
    )
    listed: dict[str, list[Record]] = field(
        default_factory=lambda: {name: [] for name in ("now_done", "now_failed", "new", "gone")}
    )
    companies_changed: int = 0
    by_field: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, pair: RowPair, custom: Sequence[str]) -> None:
        self.counts[standing(pair)] += 1
        found = list(_changes_of(pair, custom))
        self.companies_changed += any(change["field"] for change in found)
        for change in found:
            if change["field"] is None:
                self._list(change)
            else:
                self._count(change)

    def add_new(self, row: RowEnd) -> None:
        self.counts["new"] += 1
        self._list(_change("new", row, after=ended(row)))

    def _list(self, change: Record) -> None:
        if len(kept := self.listed[change["change"]]) < LISTED:
            kept.append({name: change[name] for name in CHANGE_COLUMNS if name not in ("change", "field")})

    def _count(self, change: Record) -> None:
        empty: dict[str, Any] = {kind.value: 0 for kind in Change} | {"examples": []}
        of_field = self.by_field.setdefault(change["field"], empty)
        of_field[change["change"]] += 1
        if len(of_field["examples"]) < EXAMPLES:
            of_field["examples"].append({name: change[name] for name in CHANGE_COLUMNS if name != "field"})

    def companies(self) -> dict[str, Any]:
        """The counts, whole, and the first of each kind."""
        return {**self.counts, "listed": self.listed}

    def facts(self) -> dict[str, Any]:
        """By field, what changed most often first."""
        ordered = sorted(self.by_field.items(), key=lambda item: (-_changes_in(item[1]), item[0]))
        return {
            "compared": self.counts["both_done"],
            "companies_changed": self.companies_changed,
            "changes": sum(_changes_in(of_field) for of_field in self.by_field.values()),
            "by_field": dict(ordered),
        }


def _changes_in(of_field: Mapping[str, Any]) -> int:
    return sum(of_field[kind.value] for kind in Change)


def _summary(reader: Reader, run: Run, now: float) -> dict[str, Any]:
    """Over the whole of the run, pauses included, with the numbers that are compared on one floor."""
    if run.ended_at is not None:
        end = run.ended_at
    else:
        # a run that was killed came as far as its last event
        end = now if run.state == "running" else reader.last_sign(run.id) or run.started_at
    summary = summarise(reader, run, duration_s=max(0.0, end - run.started_at), max_results=1)
    fresh = summary["skipped"] - summary["not_chosen"]
    told = {**summary["statistics"], **summary, "fresh": fresh}
    # a run that visited nobody has neither: 0 an hour would be a judgement
    return told if summary["processed"] else {**told, "success_rate": None, "companies_per_hour": None}


def _run_dict(run: Run, summary: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "run_id": run.id,
        "state": run.state,
        "source": run.source,
        "sink": run.sink,
        "started_at": iso(run.started_at),
        "ended_at": iso(run.ended_at),
        "total": summary["total"],
        "done": _done(summary),
    }


def _figure(
    figure: _Figure, first: Mapping[str, Any], second: Mapping[str, Any], settings: Iterable[str]
) -> dict[str, Any]:
    before, after = first[figure.name], second[figure.name]
    was_asked_for = bool(figure.hangs_on) and any(name.startswith(figure.hangs_on) for name in settings)
    old, new = (_of_visited(first, before), _of_visited(second, after)) if figure.of_visited else (before, after)
    found = verdict(old, new, Wanted.EITHER if was_asked_for else figure.wanted, noise=figure.noise)
    return {
        **_difference(before, after),
        # of a share, the difference is in percent already
        "percent": None if figure.name == "success_rate" else _rounded(percent(before, after)),
        "verdict": None if found is None else found.value,
    }


def _of_visited(summary: Mapping[str, Any], count: int) -> float | None:
    visited = summary["processed"]
    return count / visited if visited else None


def _difference(before: float | None, after: float | None) -> dict[str, Any]:
    difference = None if before is None or after is None else _rounded(after - before)
    return {"before": before, "after": after, "difference": difference}


def _rounded(value: float | None) -> float | None:
    return round(value, 4) if isinstance(value, float) else value


def _counts(first: Mapping[str, Any], second: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """What differs most first."""
    old, new = first[name], second[name]
    found = {key: _difference(old.get(key, 0), new.get(key, 0)) for key in {**old, **new}}
    return dict(sorted(found.items(), key=lambda item: (-abs(item[1]["difference"]), item[0])))


def _coverage(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any] | None:
    """What differs most first; None where a run has no company that is done: there is nothing to have shares of."""
    if not (_done(first) and _done(second)):
        return None
    old, new = first["field_coverage"], second["field_coverage"]
    # a field that one of the runs did not look for has no share there
    both = [name for name in old["by_field"] if name in new["by_field"]]
    fields = {name: _difference(old["by_field"][name], new["by_field"][name]) for name in both}
    ordered = sorted(fields.items(), key=lambda item: -abs(item[1]["difference"]))
    whole = {name: _difference(old[name], new[name]) for name in ("mean", "best", "worst")}
    return {**whole, "by_field": dict(ordered)}


def _done(summary: Mapping[str, Any]) -> int:
    done: int = summary["processed"] - summary["failed"] + summary["fresh"]
    return done


def _flat(settings: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for section, values in settings.items():
        if section == CUSTOM:
            fields = definitions_of(settings)
            flat |= {f"{CUSTOM}.{each.name}": f"{each.type}, {each.rule} {each.how}" for each in fields}
        elif isinstance(values, Mapping):
            flat |= {f"{section}.{name}": value for name, value in values.items()}
        else:
            flat[section] = values
    return flat


def _notes(before: Run, after: Run, first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[str]:
    """What a reader of the numbers has to know."""
    if before.id == after.id:
        yield "This is one run: nothing differs."
    elif matched_by(before, after) is MatchedBy.WEBSITE:
        yield "These are runs over two tables. A company is found in the other one by its website."
    if after.started_at < before.started_at:
        yield f"{after.id} began before {before.id}: what is called after here came earlier."
    for run, summary in {before.id: (before, first), after.id: (after, second)}.values():
        if run.state != "finished":
            yield f"{run.id} is not finished ({run.state}): it is compared as it stands."
        if summary["skipped"] and not summary["processed"]:
            yield f"{run.id} visited no company: what it shows was known before. So it has no rates and no times."
