"""The geometry of the charts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.materials import times
from theodore.report.charts import bin_words, counted_ticks, curve, histogram, time_ticks
from theodore.store.report_figures import DURATION_EDGES_S, Deadline, Progress, Step


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        pytest.param(0, (0, 1), id="nothing"),
        pytest.param(1, (0, 1), id="one"),
        pytest.param(7, (0, 2, 4, 6, 8), id="whole numbers alone"),
        pytest.param(206, (0, 50, 100, 150, 200, 250), id="round ones"),
        pytest.param(1_000_000, (0, 200_000, 400_000, 600_000, 800_000, 1_000_000), id="a million"),
    ],
)
def test_counts_are_marked_by_round_numbers(top: int, ticks: tuple[int, ...]) -> None:
    assert counted_ticks(top) == ticks


@given(st.integers(0, 10**9))
def test_the_marks_reach_the_top_and_are_few(top: int) -> None:
    ticks = counted_ticks(top)
    assert ticks[-1] >= top
    assert len(ticks) <= 6
    assert len(set(ticks)) == len(ticks)


@given(st.floats(0.001, 1e8))
def test_the_marks_of_a_time_are_few_and_within_it(longest: float) -> None:
    ticks = time_ticks(longest)
    assert 1 <= len(ticks) <= 6
    assert ticks[0] == 0
    assert ticks[-1] <= longest * 1.000001


@pytest.mark.parametrize(
    ("longest", "ticks"),
    [(185.0, (0, 60, 120, 180)), (3_600.0, (0, 900, 1_800, 2_700, 3_600)), (40.0, (0, 10, 20, 30, 40))],
)
def test_times_are_marked_as_people_count_them(longest: float, ticks: tuple[float, ...]) -> None:
    assert time_ticks(longest) == ticks


def test_nothing_ended_no_curve() -> None:
    assert curve(Progress(0.0, 0.0, ())) is None


def test_a_curve_goes_from_nothing_to_all_and_is_level_in_a_pause() -> None:
    found = curve(Progress(0.0, 1.0, (Step(0, 5, 0), Step(9, 5, 2))))
    assert found is not None
    # up in the first tenth, level for eight, up in the last
    assert found.completed == "M0 1000 L100.0 500.0 H900.0 L1000.0 0.0"
    assert found.failed.endswith("L1000.0 800.0")
    assert found.area.endswith("V1000 H0 Z")
    assert [(row.at, row.completed, row.failed) for row in found.table] == [("1.0 s", 5, 0), ("10 s", 10, 2)]


def test_where_nothing_failed_there_is_no_line_for_it() -> None:
    found = curve(Progress(0.0, 1.0, (Step(0, 5, 0),)))
    assert found is not None
    assert found.failed == ""


@given(
    st.lists(
        st.tuples(st.integers(0, 119), st.integers(0, 9), st.integers(0, 9)), min_size=1, unique_by=lambda one: one[0]
    )
)
def test_a_curve_stays_within_its_plot_and_its_table_ends_with_the_end(steps: list[tuple[int, int, int]]) -> None:
    ordered = [Step(*step) for step in sorted(steps)]
    found = curve(Progress(0.0, 2.0, tuple(ordered)))
    assert found is not None
    places = [float(place) for place in re.findall(r"[\d.]+", found.area)]
    assert all(0 <= place <= 1000 for place in places)
    assert len(found.table) <= 12
    assert found.table[-1].completed == sum(step.completed for step in ordered)
    assert all(0 <= tick.place <= 1.000001 for tick in (*found.across, *found.upwards))


def test_no_attempts_no_histogram() -> None:
    assert histogram(times(deadlines=())) is None


def test_columns_are_as_high_as_their_counts() -> None:
    found = histogram(times((7, 10, 0), (8, 4, 2), deadlines=()))
    assert found is not None
    assert [(column.made, column.timed_out) for column in found.columns] == [(1.0, 0.0), (0.2, 0.2)]
    assert [column.words for column in found.columns] == ["1 s to 1.5 s", "1.5 s to 2 s"]
    assert [tick.words for tick in found.across] == ["1.5 s"]


def test_a_deadline_stands_at_its_time_beyond_the_last_column_too() -> None:
    edge = DURATION_EDGES_S.index(30.0)
    found = histogram(times((edge - 2, 10, 0), deadlines=(Deadline(30.0, 10, 0),)))
    assert found is not None
    [line] = found.lines
    # at the left edge of the bin that begins with 30 s, the fourth of four
    assert line.place == pytest.approx(0.75)
    assert (line.words, line.to_left) == ("30 s", True)


def test_of_deadlines_close_together_the_most_frequent_has_the_words() -> None:
    near = (Deadline(30.0, 5, 0), Deadline(30.5, 50, 0), Deadline(31.0, 1, 0))
    found = histogram(times((1, 10, 0), (16, 10, 0), deadlines=near))
    assert found is not None
    assert [line.words for line in found.lines] == ["30.5 s"]
    assert found.deadlines == near


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "below 0.1 s"), (1, "0.1 s to 0.15 s"), (len(DURATION_EDGES_S), "5 m and more")],
)
def test_the_words_of_a_bin(number: int, words: str) -> None:
    assert bin_words(number) == words


@given(
    st.lists(
        st.tuples(st.integers(0, len(DURATION_EDGES_S)), st.integers(1, 999)), min_size=1, unique_by=lambda one: one[0]
    ),
    st.lists(st.floats(0.1, 400), max_size=4),
)
def test_a_histogram_stays_within_its_plot(bins: list[tuple[int, int]], deadlines: list[float]) -> None:
    found = histogram(
        times(
            *((number, count, count // 2) for number, count in sorted(bins)),
            deadlines=tuple(Deadline(seconds, 3, 1) for seconds in deadlines),
        )
    )
    assert found is not None
    assert all(0 <= column.place <= column.place + column.width <= 1.000001 for column in found.columns)
    assert all(0 <= column.made + column.timed_out <= 1 for column in found.columns)
    assert all(0 <= line.place <= 1 for line in found.lines)
    assert len(found.across) <= 6
