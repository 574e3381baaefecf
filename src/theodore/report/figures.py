"""What a report says in figures: from the counts of a run to what its tables and bars show.

Pure: plain values come in, and shares, words and orders go out. A share is from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from theodore.model.custom import GROUP
from theodore.model.errors import ErrorType, Reason
from theodore.model.fields import Catalogue, catalogue
from theodore.model.states import State
from theodore.report import numbers
from theodore.store.records import ErrorExample, SlowSite
from theodore.store.report_figures import ReportRow, RetriedClass, Shares

#: The classes of failures in a reader's words; the class itself stands beside them.
CLASS_WORDS = {
    ErrorType.TIMEOUT: "Too slow",
    ErrorType.SSL_ERROR: "Certificate or encryption at fault",
    ErrorType.CONNECTION_ERROR: "No working connection",
    ErrorType.RATE_LIMIT: "Asked for fewer requests",
    ErrorType.PROTECTED_SITE: "Closed to automatic visitors",
    ErrorType.PARSING_ERROR: "No readable page",
    ErrorType.SERVER_ERROR: "Server error",
    ErrorType.NOT_FOUND: "No website there",
    ErrorType.INVALID_INPUT: "Address missing or unusable",
    ErrorType.MODEL_ERROR: "Model at fault",
    ErrorType.BUDGET_EXCEEDED: "Budget spent",
    ErrorType.INTERNAL_ERROR: "Mistake in Theodore",
    ErrorType.UNKNOWN: "Unknown",
}

#: Headings over the groups of the catalogue.
GROUP_WORDS = {
    "identity": "Identity",
    "basics": "Business",
    "offer": "Offer",
    "technology": "Technology",
    "facts": "Facts",
    "contact": "Contact",
    "people": "People",
    "signals": "Signals",
    "similarity": "Similarity",
    "classification": "Classification",
    "summary": "Summary",
    "crawl": "Visit",
    "cost": "Cost",
    "system": "Row",
}
#: Over the fields of a run's own, which stand in no catalogue.
_OWN_WORDS = "Your own fields"

#: Of the languages that websites mostly have; others are told by their tag.
LANGUAGE_WORDS = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure to be read first. note: what it is of; may be empty. tone: the class of its colour; mostly none."""

    name: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole. start, share: where it begins in the whole, and how much of it it is."""

    name: str
    count: int
    start: float
    share: float
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of many. share: its length, of the longest that there could be. value: what stands at its end."""

    name: str
    value: str
    share: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason of failures. meaning, advice: what it means, and what a person can do."""

    reason: str
    count: int
    meaning: str
    advice: str
    example: ErrorExample


@dataclass(frozen=True, slots=True)
class FailureClass:
    """All failures of a class, the most frequent reason first. share: of all failures."""

    error_type: str
    title: str
    count: int
    share: float
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How the companies are spread over a field's values. note: what the bars do not show; may be empty."""

    field: str
    title: str
    bars: tuple[Bar, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How full the fields are, by group. mean: how many of those that are looked for a company has. others: not so."""

    groups: tuple[tuple[str, tuple[Bar, ...]], ...]
    sought: int
    mean: float
    others: int


def reason_of(error_type: str, reason: str) -> Reason:
    """The row of the closed table; that of the unknown where another version wrote it."""
    try:
        return Reason.find(error_type, reason)
    except (KeyError, ValueError):
        return Reason.OTHER


def class_words(error_type: str) -> str:
    """A class of failures in a reader's words."""
    return CLASS_WORDS[ErrorType(error_type)] if error_type in set(ErrorType) else error_type


def parts(summary: Mapping[str, Any], not_chosen: int) -> tuple[Part, ...]:
    """What became of the rows, as parts of the whole; those that are empty lack."""
    done = summary["processed"] - summary["failed"]
    left = summary["pending"] + summary["deferred"]
    counts = [
        ("completed", done, "done"),
        ("failed", summary["failed"], "failed"),
        ("skipped, still fresh", summary["skipped"] - not_chosen, "fresh"),
        ("not chosen", not_chosen, "aside"),
        ("left to do", left, "left"),
        ("cancelled", summary["cancelled"], "aside"),
    ]
    total = sum(count for _, count, _ in counts)
    found: list[Part] = []
    before = 0
    for name, count, tone in counts:
        if count:
            found.append(Part(name, count, before / total, count / total, tone))
            before += count
    return tuple(found)


def lead(summary: Mapping[str, Any], not_chosen: int, classes: Sequence[FailureClass]) -> str:
    """What a run came to, in a sentence or two."""
    total, tried = summary["total"], summary["processed"]
    if not total:
        return "The table has no companies."
    done, failed = tried - summary["failed"], summary["failed"]
    words = _tried(tried, total)
    if tried:
        rate = numbers.percent(summary["success_rate"])
        words += f": {done:,} completed ({rate}), {failed:,} failed" if failed else " and completed"
    others = (
        (
            summary["skipped"] - not_chosen,
            "was skipped, its facts still fresh",
            "were skipped, their facts still fresh",
        ),
        (not_chosen, "was not chosen", "were not chosen"),
        (summary["pending"] + summary["deferred"], "is left to do", "are left to do"),
    )
    words += "".join(f"; {count:,} {one if count == 1 else several}" for count, one, several in others if count) + "."
    if classes:
        first = classes[0]
        words += f" The largest group of failures: {_lower(first.title)} ({first.count:,})." if len(classes) > 1 else ""
    return words


def _tried(tried: int, total: int) -> str:
    if tried == total:
        return "The one company was tried" if total == 1 else f"All {total:,} companies were tried"
    counted = "none" if not tried else f"{tried:,}"
    return f"Of {numbers.companies(total)}, {counted} {'was' if tried <= 1 else 'were'} tried"


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def key_figures(summary: Mapping[str, Any], not_chosen: int, won: int) -> tuple[Figure, ...]:
    """What is read first."""
    statistics = summary["statistics"]
    tried, failed = summary["processed"], summary["failed"]
    found = [
        Figure("Companies", f"{summary['total']:,}"),
        Figure("Completed", f"{tried - failed:,}", tone="done"),
        Figure("Failed", f"{failed:,}", tone="failed" if failed else ""),
        Figure("Success rate", numbers.percent(summary["success_rate"]) if tried else "-", f"of {tried:,} tried"),
    ]
    if fresh := summary["skipped"] - not_chosen:
        found.append(Figure("Skipped", f"{fresh:,}", "their facts are still fresh"))
    if not_chosen:
        found.append(Figure("Not chosen", f"{not_chosen:,}", "left out by the command"))
    if left := summary["pending"] + summary["deferred"]:
        found.append(Figure("Left to do", f"{left:,}"))
    if summary["cancelled"]:
        found.append(Figure("Cancelled", f"{summary['cancelled']:,}"))
    found += [
        Figure("Speed", f"{summary['companies_per_hour']:,.0f}", "companies an hour"),
        Figure("Pages read", f"{statistics['pages']:,}", _sent(statistics)),
        Figure("Retries", f"{statistics['retried']:,}", f"won {numbers.companies(won)}" if won else ""),
    ]
    if statistics["climbs"]:
        found.append(Figure("Climbs", f"{statistics['climbs']:,}", "made again another way"))
    if statistics["p50_seconds"] is not None:
        most = f"95% within {numbers.seconds(statistics['p95_seconds'])}"
        found.append(Figure("Half took at most", numbers.seconds(statistics["p50_seconds"]), most))
    return tuple(found)


def _sent(statistics: Mapping[str, Any]) -> str:
    """What of the pages had to be sent."""
    size = numbers.size(statistics["bytes"])
    known = statistics["pages_from_cache"]
    return f"{known:,} from earlier visits, {size}" if known else size


def with_facts(summary: Mapping[str, Any], not_chosen: int) -> int:
    """Companies whose facts the run has: completed, or skipped as known."""
    done: int = summary["processed"] - summary["failed"] + summary["skipped"] - not_chosen
    return done


def failure_classes(errors: Iterable[ErrorExample]) -> tuple[FailureClass, ...]:
    """The failures by class, the most frequent first, and so the reasons within."""
    ordered = sorted(errors, key=lambda error: error.error_type)
    total = sum(error.count for error in ordered)
    classes = [
        _failure_class(error_type, list(group), total)
        for error_type, group in groupby(ordered, key=lambda error: error.error_type)
    ]
    return tuple(sorted(classes, key=lambda one: (-one.count, one.error_type)))


def _failure_class(error_type: str, errors: list[ErrorExample], total: int) -> FailureClass:
    count = sum(error.count for error in errors)
    reasons = sorted(errors, key=lambda error: (-error.count, error.reason))
    failures = [
        Failure(error.reason, error.count, row.meaning, row.advice, error)
        for error in reasons
        for row in [reason_of(error.error_type, error.reason)]
    ]
    return FailureClass(error_type, class_words(error_type), count, count / total, tuple(failures))


def coverage(by_field: Mapping[str, float], fields: Catalogue | None = None) -> Coverage:
    """The fields by group, in the catalogue's order; those that nobody looks for and nobody has are only counted.

    fields: the catalogue of the run; ours if not given.
    """
    known = [field for field in (fields or catalogue()).fields if field.name in by_field]
    shown = [field for field in known if field.sought or by_field[field.name] > 0]
    groups = [
        (
            _OWN_WORDS if name == GROUP else GROUP_WORDS.get(name, name),
            tuple(_share_bar(field.header, by_field[field.name]) for field in group),
        )
        for name, group in groupby(shown, key=lambda field: field.group)
    ]
    mean = sum(by_field[field.name] for field in shown)
    return Coverage(tuple(groups), len(shown), mean, len(by_field) - len(shown))


def _share_bar(name: str, share: float) -> Bar:
    return Bar(name, numbers.percent(share), min(max(share, 0.0), 1.0))


def spread(field: str, title: str, shares: Shares) -> Spread:
    """The values of a field as bars: those of an enum in its order, years in theirs, others by their frequency."""
    ordered = _ordered(field, shares.values)
    longest = max((count for _, count in ordered), default=1)
    bars = tuple(Bar(_value_words(field, value), f"{count:,}", count / longest) for value, count in ordered)
    notes = [f"Stated by {numbers.companies(shares.companies)}."]
    if shares.distinct > len(ordered):
        notes.append(f"The {len(ordered)} most frequent are shown, of {shares.distinct:,}.")
    return Spread(field, title, bars, " ".join(notes))


def _ordered(field: str, values: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    choices = list(catalogue()[field].choices)
    if choices:
        return sorted(values, key=lambda one: choices.index(one[0]) if one[0] in choices else len(choices))
    return sorted(values) if field == "founding_year" else list(values)


def _value_words(field: str, value: str) -> str:
    if field == "founding_year":
        return f"{value}s"
    if field == "languages":
        return LANGUAGE_WORDS.get(value, value)
    if catalogue()[field].choices:
        return value.replace("_", " ").capitalize()
    return value


def not_told(fields: Sequence[str]) -> str:
    """Why there are no values of these fields, in a sentence or two; nothing where there are no such fields."""
    known = [catalogue()[name] for name in fields]
    silent = [field.header for field in known if field.sought]
    unsought = [field.header for field in known if not field.sought]
    words = [f"{' and '.join(silent)}: stated by none of the companies."] if silent else []
    if unsought:
        them = "it" if len(unsought) == 1 else "them"
        words.append(f"{' and '.join(unsought)}: this version does not look for {them}; a pipeline of your own may.")
    return " ".join(words)


def slow_bars(slowest: Sequence[SlowSite]) -> tuple[tuple[SlowSite, Bar], ...]:
    """The slowest sites with their bars."""
    longest = max((site.seconds for site in slowest), default=0.0) or 1.0
    return tuple((site, Bar(site.name, numbers.seconds(site.seconds), site.seconds / longest)) for site in slowest)


def retried_bars(classes: Sequence[RetriedClass]) -> tuple[tuple[RetriedClass, Bar], ...]:
    """What was tried again, by class; a bar is the share of the companies that were won."""
    return tuple(
        (one, Bar(class_words(one.error_type), f"{one.won:,} of {one.companies:,}", one.won / max(one.companies, 1)))
        for one in classes
    )


#: How a row stands, in a word, and its tone; in the order of the filter.
_STATUSES = {
    State.COMPLETED: ("completed", "done"),
    State.FAILED: ("failed", "failed"),
    State.SKIPPED: ("skipped", "fresh"),
    State.CANCELLED: ("cancelled", "aside"),
    State.DEFERRED: ("deferred", "left"),
    State.WAITING: ("waiting", "left"),
    State.PROCESSING: ("processing", "left"),
    State.PENDING: ("pending", "left"),
}
_NOT_CHOSEN = ("not chosen", "aside")

STATUSES: tuple[tuple[str, str], ...] = (*_STATUSES.values(), _NOT_CHOSEN)


def status(row: ReportRow) -> tuple[str, str]:
    """How a row stands, in a word, and its tone."""
    return _STATUSES[row.state] if row.is_chosen else _NOT_CHOSEN


def note(row: ReportRow) -> str:
    """What there is to say of a row: why it failed, or how far it came."""
    if row.state in (State.FAILED, State.CANCELLED) and row.error_type:
        found = row.message or reason_of(row.error_type, row.reason or "").meaning
        return f"{class_words(row.error_type)}: {found}"
    return "" if row.state is State.SKIPPED else row.progress
