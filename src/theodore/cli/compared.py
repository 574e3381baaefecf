"""A comparison of two runs, for a person: each figure before and after, with its difference and what to think of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from theodore.cli import figures
from theodore.cli.paint import command, heading, indented, is_ascii, listing, pairs
from theodore.cli.text import NAME_WIDTH, one_line, shortened
from theodore.cli.values_apart import apart
from theodore.model.comparison import Change, Verdict
from theodore.model.fields import Catalogue, catalogue

#: Columns that the tables need so that nothing in them is cut; below, each figure has a paragraph.
_ROOM = 80
#: Coverage that differs by less says nothing; as a share.
_TELLING = 0.001
#: So many companies are named of each kind; the list of changes has them all.
_NAMED = 5
_VALUE_WIDTH = 60

_STYLES = {Verdict.BETTER: "green", Verdict.WORSE: "red", Verdict.SAME: "dim"}


@dataclass(frozen=True, slots=True)
class _Line:
    """One figure of both runs."""

    name: str
    before: str
    after: str
    difference: str
    verdict: Text


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _hair(value: float) -> str:
    """Seconds that lie between two times, which may be fewer than such times are shown with."""
    return figures.seconds(value) if value >= 1 else f"{value:.2f} s"


_FORMS: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("total", "Companies", _count),
    ("processed", "Visited to an end", _count),
    ("fresh", "Skipped (fresh)", _count),
    ("not_chosen", "Not chosen", _count),
    ("success_rate", "Success rate", figures.percent),
    ("failed", "Failed", _count),
    ("attempts", "Attempts", _count),
    ("retried", "Retries", _count),
    ("timeouts", "Timeouts", _count),
    ("duration_seconds", "Took", figures.seconds),
    ("companies_per_hour", "Companies an hour", _count),
    ("p50_seconds", "Half within", figures.seconds),
    ("p95_seconds", "95% within", figures.seconds),
    ("pages", "Pages", _count),
    ("bytes", "Bytes", lambda value: figures.size(round(value))),
)

_KINDS = (
    ("now_done", "Now done that failed before"),
    ("now_failed", "Now failed that were done before"),
    ("new", "New"),
    ("gone", "Gone"),
)


def print_comparison(
    console: Console, found: Mapping[str, Any], flags: Sequence[str] = (), fields: Catalogue | None = None
) -> None:
    """Print the whole comparison.

    flags: what later commands need to find this journal. fields: the catalogue with the fields of both runs; ours if
    not given.
    """
    known = fields or catalogue()
    _print_runs(console, found)
    if found["same_run"]:
        return  # its notes say so; `status` has its numbers
    _print_lines(console, "Figures", "", [_figure(found["figures"][name], label, form) for name, label, form in _FORMS])
    _print_settings(console, found["settings"])
    _print_errors(console, found["errors"])
    _print_coverage(console, found, known)
    _print_companies(console, found["companies"])
    _print_facts(console, found["facts"], known)
    _print_next(console, found, flags)


def _print_runs(console: Console, found: Mapping[str, Any]) -> None:
    before, after = found["before"], found["after"]
    heading(console, f"{before['run_id']} {_arrow(console)} {after['run_id']}")
    pairs(console, [("Before", _run(before)), ("After", _run(after))])
    for note in found["notes"]:
        indented(console, Text(one_line(note), "yellow"))


def _run(run: Mapping[str, Any]) -> str:
    started = figures.moment(datetime.fromisoformat(run["started_at"]).timestamp())
    return f"{run['run_id']}, {started}, {run['state']}, {run['source']}"


def _figure(figure: Mapping[str, Any], label: str, form: Callable[[float], str]) -> _Line:
    before, after, difference = figure["before"], figure["after"], figure["difference"]
    if form is figures.percent:
        words = points(difference)
    else:
        words = signed(difference, _hair if form is figures.seconds else form)
        if difference and figure["percent"] is not None:
            words += f" ({_signed_percent(figure['percent'])})"
    verdict = Text() if figure["verdict"] is None or not difference else _verdict(Verdict(figure["verdict"]))
    return _Line(label, _shown(before, form), _shown(after, form), words, verdict)


def _shown(value: float | None, form: Callable[[float], str]) -> str:
    return "-" if value is None else form(value)


def _verdict(found: Verdict) -> Text:
    return Text("about the same" if found is Verdict.SAME else found.value, _STYLES[found])


def signed(difference: float | None, form: Callable[[float], str] = _count) -> str:
    """`+12`, `-0.4 s`; `same` where there is none, a dash where it is not known."""
    if difference is None:
        return "-"
    if not difference:
        return "same"
    return ("+" if difference > 0 else "-") + form(abs(difference))


def points(difference: float | None) -> str:
    """The difference of two shares in points of a hundred: `+2.5 points`."""
    return signed(difference, lambda share: f"{100 * share:.1f} points")


def _signed_percent(value: float) -> str:
    return f"{value:+,.0f}%" if abs(value) >= 100 else f"{value:+.1f}%"


def _print_lines(console: Console, title: str, more: str, lines: Sequence[_Line]) -> None:
    """A table, or on a narrow terminal a paragraph each."""
    heading(console, title, more)
    if console.width < _ROOM:
        for line in lines:
            change = "" if line.difference == "same" else f" {_arrow(console)} {line.after}, {line.difference}"
            told = Text.assemble((f"{line.name}: ", "dim"), line.before, change or ", same")
            indented(console, told + (Text(", ") + line.verdict if line.verdict else Text()))
        return
    rows = [(f"  {line.name}", line.before, line.after, line.difference, line.verdict) for line in lines]
    listing(
        console, ("", "Before", "After", "Difference", ""), "lrrrl", [(Text(row[0], "dim"), *row[1:]) for row in rows]
    )


def _print_settings(console: Console, settings: Mapping[str, Any] | None) -> None:
    heading(console, "Settings that differ")
    if settings is None:
        indented(console, "Not known: one of the runs has none written down.")
    elif not settings:
        indented(console, "None.")
    else:
        arrow = _arrow(console)
        pairs(
            console, [(name, f"{_word(one['before'])} {arrow} {_word(one['after'])}") for name, one in settings.items()]
        )


def _word(value: Any) -> str:
    if value is None:
        return "not set"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _print_errors(console: Console, errors: Mapping[str, Any]) -> None:
    """Each class that differs with its reasons that do; the others in a line."""
    lines: list[_Line] = []
    same: list[str] = []
    for error_type, count in errors["by_error"].items():
        reasons = {name: one for name, one in errors["by_reason"].items() if name.partition("/")[0] == error_type}
        differing = {name: one for name, one in reasons.items() if one["difference"]}
        if count["difference"] or differing:
            lines.append(_error(error_type, count))
            lines += [_error(f"  {name.partition('/')[2]}", one) for name, one in differing.items()]
        else:
            same.append(f"{error_type} {count['before']:,}")
    title = "Failures by class and reason"
    if lines:
        _print_lines(console, title, "", lines)
    elif same:
        heading(console, title)
    if same:
        indented(console, f"The same in both: {', '.join(same)}")


def _error(name: str, count: Mapping[str, Any]) -> _Line:
    return _Line(name, _count(count["before"]), _count(count["after"]), signed(count["difference"]), Text())


def _print_coverage(console: Console, found: Mapping[str, Any], known: Catalogue) -> None:
    coverage = found["field_coverage"]
    if coverage is None:
        heading(console, "Field coverage")
        indented(console, "Not known: one of the runs has no company that is done.")
        return
    lines = [_share("Mean of all fields", coverage["mean"])]
    differing = {name: one for name, one in coverage["by_field"].items() if abs(one["difference"]) >= _TELLING}
    lines += [_share(_header(name, known), one) for name, one in differing.items()]
    before = figures.many(found["before"]["done"], "company", "companies")
    same = figures.many(len(coverage["by_field"]) - len(differing), "field")
    more = f"of {before} done before and {found['after']['done']:,} after; {same} with no difference"
    _print_lines(console, "Field coverage", more, lines)


def _share(name: str, share: Mapping[str, Any]) -> _Line:
    difference = share["difference"]
    telling = abs(difference) >= _TELLING
    verdict = _verdict(Verdict.BETTER if difference > 0 else Verdict.WORSE) if telling else Text()
    words = points(difference) if telling else "same"
    return _Line(name, figures.percent(share["before"]), figures.percent(share["after"]), words, verdict)


def _header(name: str, known: Catalogue) -> str:
    return known[name].header if name in known else one_line(name)


def _print_companies(console: Console, companies: Mapping[str, Any]) -> None:
    counts = [
        ("Done in both", "both_done"),
        ("Failed in both", "both_failed"),
        *((label, name) for name, label in _KINDS),
        ("Without an end in one of them", "other"),
    ]
    heading(console, "Companies")
    pairs(console, [(label, _count(companies[name])) for label, name in counts if companies[name]])
    for name, label in _KINDS:
        if companies[name]:
            heading(console, label, _count(companies[name]))
            _print_named(console, companies["listed"][name], companies[name])


def _print_named(console: Console, rows: Sequence[Mapping[str, Any]], count: int) -> None:
    arrow = _arrow(console)
    for row in rows[:_NAMED]:
        ends = f" {arrow} ".join(one_line(row[side]) for side in ("before", "after") if row[side])
        website = f" ({shortened(row['website'], NAME_WIDTH)})" if row["website"] else ""
        indented(console, Text.assemble((_name(row), "bold"), f"{website}: {ends}"))
    if count > _NAMED:
        indented(console, Text(f"and {count - _NAMED:,} more", "dim"))


def _name(row: Mapping[str, Any]) -> str:
    return shortened(row["company_name"], NAME_WIDTH) or one_line(row["record_id"])


def _print_facts(console: Console, facts: Mapping[str, Any], known: Catalogue) -> None:
    compared = figures.many(facts["compared"], "company", "companies")
    heading(console, "Facts that changed", f"of {compared} done in both")
    if not facts["changes"]:
        indented(console, "None.")
        return
    indented(console, f"{facts['changes']:,} in {figures.many(facts['companies_changed'], 'company', 'companies')}")
    for name, of_field in facts["by_field"].items():
        counts = ", ".join(f"{of_field[kind.value]:,} {kind}" for kind in Change if of_field[kind.value])
        indented(console, Text.assemble((_header(name, known), "bold"), f"  {counts}"))
        for example in of_field["examples"]:
            _print_example(console, example)


def _print_example(console: Console, example: Mapping[str, Any]) -> None:
    old, new = (shortened(value, _VALUE_WIDTH) for value in apart(example["before"], example["after"], _VALUE_WIDTH))
    if old and new:
        told = Text(f"{old} {_arrow(console)} {new}")
    else:
        told = Text(f"+ {new}", "green") if new else Text(f"- {old}", "red")
    indented(console, Text.assemble((f"{_name(example)}: ", "dim"), told), 4)


def _print_next(console: Console, found: Mapping[str, Any], flags: Iterable[str]) -> None:
    runs = [found["before"]["run_id"], found["after"]["run_id"]]
    if found["facts"]["changes"] or any(found["companies"][name] for name, _ in _KINDS):
        heading(console, "Next")
        command(console, "All changes", ["compare", *runs, "--what", "changes", "--format", "csv", *flags])


def _arrow(console: Console) -> str:
    return "->" if is_ascii(console) else "→"
