"""What a report says in figures and words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.report.materials import example, failed, row, summary
from theodore.model.errors import ErrorType, Reason
from theodore.model.fields import catalogue
from theodore.model.states import State
from theodore.report import figures
from theodore.store.records import SlowSite
from theodore.store.report_figures import RetriedClass, Shares

FRESH = row(state=State.SKIPPED, attempts=0)
ASIDE = row(state=State.SKIPPED, is_chosen=False, coverage=None, attempts=0)


@pytest.mark.parametrize(
    ("rows", "not_chosen", "said"),
    [
        pytest.param([], 0, "The table has no companies.", id="nothing"),
        pytest.param([row()], 0, "The one company was tried and completed.", id="one"),
        pytest.param([failed()], 0, "The one company was tried: 0 completed (0.0%), 1 failed.", id="one that failed"),
        pytest.param([row(), row()], 0, "All 2 companies were tried and completed.", id="all went well"),
        pytest.param(
            [row(), failed()], 0, "All 2 companies were tried: 1 completed (50.0%), 1 failed.", id="some failed"
        ),
        pytest.param(
            [FRESH],
            0,
            "Of 1 company, none was tried; 1 was skipped, its facts still fresh.",
            id="nobody",
        ),
        pytest.param(
            [row(), ASIDE],
            1,
            "Of 2 companies, 1 was tried and completed; 1 was not chosen.",
            id="some were not chosen",
        ),
        pytest.param(
            [row(), row(state=State.WAITING), row(state=State.DEFERRED)],
            0,
            "Of 3 companies, 1 was tried and completed; 2 are left to do.",
            id="a run on its way",
        ),
    ],
)
def test_the_first_sentence(rows: list[Any], not_chosen: int, said: str) -> None:
    assert figures.lead(summary(rows), not_chosen, ()) == said


def test_the_first_sentence_names_the_largest_group_of_failures() -> None:
    classes = figures.failure_classes([example(Reason.HTTP_404, 3), example(Reason.RESET, 5)])
    words = figures.lead(summary([failed()] * 8), 0, classes)
    assert words.endswith(" The largest group of failures: no working connection (5).")


def test_the_parts_make_the_whole() -> None:
    rows = [row(), row(), failed(), FRESH, ASIDE, row(state=State.PENDING), row(state=State.CANCELLED)]
    parts = figures.parts(summary(rows), 1)
    assert [(part.name, part.count) for part in parts] == [
        ("completed", 2),
        ("failed", 1),
        ("skipped, still fresh", 1),
        ("not chosen", 1),
        ("left to do", 1),
        ("cancelled", 1),
    ]
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert parts[-1].start + parts[-1].share == pytest.approx(1)
    assert figures.parts(summary([]), 0) == ()


def test_key_figures_are_those_that_say_something() -> None:
    shown = {figure.name: figure.value for figure in figures.key_figures(summary([row(), failed()]), 0, 0)}
    assert shown == {
        "Companies": "2",
        "Completed": "1",
        "Failed": "1",
        "Success rate": "50.0%",
        "Speed": "1,200",
        "Pages read": "7",
        "Retries": "0",
        "Half took at most": "1.5 s",
    }
    again = summary([row()])
    again["statistics"]["pages_from_cache"] = 6
    read = next(figure for figure in figures.key_figures(again, 0, 0) if figure.name == "Pages read")
    assert read.note.startswith("6 from earlier visits, ")
    assert "Climbs" not in {figure.name for figure in figures.key_figures(again, 0, 0)}
    again["statistics"]["climbs"] = 2
    climbs = next(figure for figure in figures.key_figures(again, 0, 0) if figure.name == "Climbs")
    assert (climbs.value, climbs.note) == ("2", "made again another way")
    nobody = figures.key_figures(summary([FRESH, ASIDE, row(state=State.CANCELLED)]), 1, 0)
    assert {"Skipped", "Not chosen", "Cancelled"} <= {figure.name for figure in nobody}
    assert {figure.value for figure in nobody if figure.name == "Success rate"} == {"-"}


def test_every_class_of_failures_has_its_words() -> None:
    assert set(figures.CLASS_WORDS) == set(ErrorType)
    assert figures.class_words("of_a_later_version") == "of_a_later_version"


def test_every_group_of_the_catalogue_has_its_words() -> None:
    assert set(figures.GROUP_WORDS) == {field.group for field in catalogue().fields}


def test_every_state_has_its_word() -> None:
    assert [figures.status(row(state=state))[0] for state in State if state is not State.SKIPPED] == [
        state.value for state in State if state is not State.SKIPPED
    ]
    assert figures.status(FRESH)[0] == "skipped"
    assert figures.status(ASIDE)[0] == "not chosen"


def test_failures_stand_by_class_the_most_frequent_first() -> None:
    errors = [example(Reason.HTTP_404, 1), example(Reason.RESET, 4), example(Reason.PARKED, 2)]
    first, second = figures.failure_classes(errors)
    assert (first.error_type, first.count, second.error_type, second.count) == ("connection_error", 4, "not_found", 3)
    assert [failure.reason for failure in second.failures] == ["parked", "http_404"]
    assert second.failures[0].advice == Reason.PARKED.advice
    assert first.share + second.share == 1


def test_a_reason_of_a_later_version_is_unknown() -> None:
    assert figures.reason_of("timeout", "moon") is Reason.OTHER
    assert figures.reason_of("moon", "moon") is Reason.OTHER


def test_coverage_shows_what_is_looked_for_and_what_is_there() -> None:
    by_field = {field.name: 0.0 for field in catalogue().extractable} | {"emails": 0.5, "ai_summary": 0.25}
    found = figures.coverage(by_field)
    names = [bar.name for _, bars in found.groups for bar in bars]
    sought = [field.header for field in catalogue().extractable if field.sought]
    assert sorted(names) == sorted(sought)
    assert found.sought == len(names)
    assert found.mean == 0.75
    assert found.others == len(by_field) - len(names)


def test_a_field_that_is_never_filled_is_to_be_noticed() -> None:
    found = figures.coverage({"emails": 0.0})
    assert [(bar.name, bar.value, bar.share) for _, bars in found.groups for bar in bars] == [("Emails", "0.0%", 0.0)]


@pytest.mark.parametrize(
    ("field", "values", "names"),
    [
        pytest.param("industry", (("Wood", 2), ("Ale", 1)), ["Wood", "Ale"], id="by their frequency"),
        pytest.param(
            "company_size",
            (("large", 3), ("solo", 2), ("huge", 1)),
            ["Solo", "Large", "Huge"],
            id="sizes too",
        ),
        pytest.param("founding_year", (("1990", 2), ("1890", 1)), ["1890s", "1990s"], id="years in theirs"),
        pytest.param("languages", (("de", 2), ("tlh", 1)), ["German", "tlh"], id="languages by their names"),
    ],
)
def test_the_order_of_values(field: str, values: tuple[tuple[str, int], ...], names: list[str]) -> None:
    found = figures.spread(field, "Title", Shares(3, len(values), values))
    assert [bar.name for bar in found.bars] == names
    assert max(bar.share for bar in found.bars) == 1
    assert found.note == "Stated by 3 companies."


def test_values_that_are_not_shown_are_counted() -> None:
    found = figures.spread("industry", "Industries", Shares(9, 40, (("Wood", 2),)))
    assert found.note == "Stated by 9 companies. The 1 most frequent are shown, of 40."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([], ""),
        (["total_cost_usd"], "Total Cost USD: this version does not look for it; a pipeline of your own may."),
        (
            ["total_cost_usd", "total_input_tokens"],
            "Total Cost USD and Total Input Tokens: this version does not look for them; a pipeline of your own may.",
        ),
        (["founding_year"], "Founding Year: stated by none of the companies."),
    ],
)
def test_what_is_not_told_says_why(fields: list[str], said: str) -> None:
    assert figures.not_told(fields) == said


def test_bars_are_as_long_as_their_share_of_the_longest() -> None:
    sites = [SlowSite("r", "A", "a.test", None, 8.0, 2), SlowSite("r", "B", "b.test", None, 2.0, 1)]
    assert [bar.share for _, bar in figures.slow_bars(sites)] == [1, 0.25]
    assert figures.slow_bars([SlowSite("r", "A", "a.test", None, 0.0, 1)])[0][1].share == 0
    [(_, bar)] = figures.retried_bars([RetriedClass("timeout", 9, 4, 1, 1.0, 2.0)])
    assert (bar.name, bar.value, bar.share) == ("Too slow", "1 of 4", 0.25)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        pytest.param(row(progress="7 pages"), "7 pages", id="how far it came"),
        pytest.param(failed(), "No website there: the page does not exist (404)", id="why it failed"),
        pytest.param(failed(message=""), "No website there: the page does not exist (404)", id="what the reason means"),
        pytest.param(row(state=State.WAITING, progress="again at noon"), "again at noon", id="what it waits for"),
        pytest.param(row(state=State.SKIPPED, progress="7 pages"), "", id="nothing happened"),
    ],
)
def test_the_note_of_a_row(one: Any, said: str) -> None:
    assert figures.note(one) == said
