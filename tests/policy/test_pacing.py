"""How fast a site is asked."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.policy.pacing import (
    AT_ONCE,
    RECOVERY,
    Pace,
    answered,
    few_s,
    pages_in_all,
    pages_now,
    patience_s,
    refused,
)

LONGEST_S = 3.0
#: (seconds, whether it was asked for alone)
Answers = list[tuple[float, bool]]


def after(answers: Answers, start: Pace | None = None) -> Pace:
    return reduce(lambda pace, one: answered(pace, one[0], alone=one[1]), answers, start or Pace())


def in_company(seconds: float, times: int) -> Answers:
    return [(seconds, False)] * times


HOME: Answers = [(0.3, True)]
SLOW_HOME: Answers = [(9.0, True)]


@pytest.mark.parametrize(
    ("answers", "at_once"),
    [
        pytest.param([], 4, id="nothing is known"),
        pytest.param([*HOME, *in_company(0.3, 20)], 4, id="as quick as ever"),
        pytest.param([*HOME, *in_company(0.9, 20)], 4, id="three times as long, but still quick"),
        pytest.param([*HOME, *in_company(4.0, 3)], 3, id="slower: one fewer, after a round"),
        pytest.param([*HOME, *in_company(4.0, 5)], 3, id="the answers of one round say one thing"),
        pytest.param([*HOME, *in_company(4.0, 6)], 2, id="another round, another one fewer"),
        pytest.param([*HOME, *in_company(4.0, 40)], 1, id="never fewer than one"),
        pytest.param([*SLOW_HOME, *in_company(12.0, 20)], 4, id="a slow site that stays as slow as it is"),
        pytest.param([*SLOW_HOME, *in_company(25.0, 20)], 1, id="a slow site that gets slower"),
        pytest.param(in_company(25.0, 20), 4, id="slow, and nobody knows how it is when it is asked alone"),
        pytest.param([*HOME, (20.0, False), *in_company(0.3, 10)], 4, id="one slow page among quick ones"),
    ],
)
def test_answers_that_get_slower_get_fewer_requests(answers: Answers, at_once: int) -> None:
    assert after(answers).at_once == at_once


def test_a_site_that_recovers_is_asked_as_before_bit_by_bit() -> None:
    slow = after([*HOME, *in_company(4.0, 6)])
    counts = [slow.at_once]
    for _ in range(6 * RECOVERY):
        slow = answered(slow, 0.3, alone=False)
        if slow.at_once != counts[-1]:
            counts.append(slow.at_once)
    # the mean of what is past is still late for an answer or two
    assert counts[-3:] == [2, 3, 4] or counts == [2, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("refusals", "at_once", "gap_s"),
    [
        pytest.param(0, 4, 0.0, id="none"),
        pytest.param(1, 2, 1.0, id="half as many, with a pause"),
        pytest.param(2, 1, 2.0, id="a quarter, and twice the pause"),
        pytest.param(3, 1, 3.0, id="never fewer than one, never a longer pause than an attempt has time for"),
        pytest.param(9, 1, 3.0, id="and so on"),
    ],
)
def test_refusals_halve_and_pause(refusals: int, at_once: int, gap_s: float) -> None:
    pace = reduce(lambda pace, _: refused(pace, LONGEST_S), range(refusals), Pace())
    assert pace.at_once == at_once
    assert pace.gap_s == pytest.approx(gap_s)


def test_after_a_refusal_the_pause_shrinks_before_more_are_asked_for_at_once() -> None:
    pace, seen = refused(Pace(), LONGEST_S), []
    for _ in range(40):
        pace = after(in_company(0.2, RECOVERY), pace)
        seen.append((pace.at_once, round(pace.gap_s, 3)))
    assert seen[:3] == [(2, 0.75), (2, 0.562), (2, 0.422)]
    first_more = next(place for place, (at_once, _) in enumerate(seen) if at_once > 2)
    assert all(gap == 0 for _, gap in seen[first_more:])
    assert seen[-1] == (AT_ONCE, 0.0)


PACES = st.builds(
    Pace,
    at_once=st.integers(1, AT_ONCE),
    gap_s=st.floats(0, LONGEST_S),
    alone_s=st.none() | st.floats(0, 100),
    lately_s=st.none() | st.floats(0, 100),
    good=st.integers(0, RECOVERY),
)


@given(PACES, st.floats(0, 1000), st.booleans())
def test_an_answer_changes_one_thing_by_one_step(pace: Pace, seconds: float, alone: bool) -> None:
    then = answered(pace, seconds, alone=alone)
    assert 1 <= then.at_once <= AT_ONCE
    assert abs(then.at_once - pace.at_once) <= 1
    assert 0 <= then.gap_s <= pace.gap_s
    assert then.at_once == pace.at_once or then.gap_s == pace.gap_s


@given(PACES, st.floats(0.001, 10))
def test_a_refusal_never_makes_a_site_asked_faster(pace: Pace, longest_s: float) -> None:
    then = refused(pace, longest_s)
    assert 1 <= then.at_once <= pace.at_once
    assert min(pace.gap_s, longest_s) <= then.gap_s <= longest_s
    assert then.gap_s > 0


@given(PACES, st.floats(0, 100))
def test_later_answers_never_lead_to_more_at_once_than_quicker_ones(pace: Pace, seconds: float) -> None:
    quick, slow = answered(pace, seconds, alone=False), answered(pace, seconds * 2 + 1, alone=False)
    assert slow.at_once <= quick.at_once


@given(PACES)
def test_from_any_pace_quick_answers_lead_back_to_all_of_it(pace: Pace) -> None:
    then = after(in_company(0.1, 600), replace(pace, alone_s=0.1))
    assert (then.at_once, then.gap_s) == (AT_ONCE, 0.0)


@pytest.mark.parametrize(
    ("deadline_s", "few", "patience"),
    [
        pytest.param(30.0, 3.0, 450.0, id="the usual attempt"),
        pytest.param(20.0, 2.0, 300.0, id="a simple site's"),
        pytest.param(120.0, 3.0, 600.0, id="a patient one: a few seconds stay a few, and minutes ten"),
        pytest.param(3.0, 0.3, 45.0, id="a short one"),
    ],
)
def test_what_is_waited_for(deadline_s: float, few: float, patience: float) -> None:
    assert few_s(deadline_s) == pytest.approx(few)
    assert patience_s(deadline_s) == pytest.approx(patience)


@pytest.mark.parametrize(
    ("delay_s", "pages"),
    [
        pytest.param(0.0, 8, id="no pause is asked for"),
        pytest.param(3.0, 8, id="a few seconds"),
        pytest.param(10.0, 8, id="ten seconds: all of them, over several attempts"),
        pytest.param(30.0, 8, id="thirty too"),
        pytest.param(60.0, 7, id="a minute: those that there is patience for"),
        pytest.param(200.0, 2, id="minutes: the home page and the most valuable other one"),
        pytest.param(450.0, 1, id="the home page alone"),
        pytest.param(86_400.0, 1, id="never none"),
    ],
)
def test_a_crawl_delay_leaves_room_for_so_many_pages(delay_s: float, pages: int) -> None:
    assert pages_in_all(delay_s, 8, 30.0) == pages


@pytest.mark.parametrize(
    ("delay_s", "answer_s", "left_s", "pages"),
    [
        pytest.param(0.0, 9.0, 1.0, 7, id="no pause is asked for: the deadline alone counts"),
        pytest.param(1.0, 0.0, 28.0, 7, id="a second between all of them"),
        pytest.param(3.0, 0.0, 24.0, 6, id="those that there is time for"),
        pytest.param(1.0, 5.0, 24.0, 3, id="an answer takes its time too"),
        pytest.param(3.0, 0.0, 3.0, 0, id="none: they all come with the next attempt"),
        pytest.param(3.0, 0.0, -1.0, 0, id="less than none"),
        pytest.param(10.0, 0.0, 1.0, 7, id="the pause itself ends the attempt"),
    ],
)
def test_an_attempt_has_time_for_so_many_pages(delay_s: float, answer_s: float, left_s: float, pages: int) -> None:
    assert pages_now(delay_s, 7, answer_s=answer_s, left_s=left_s, deadline_s=30.0) == pages


@given(st.floats(0, 1e6), st.integers(1, 50), st.floats(0.1, 120))
def test_a_longer_delay_never_leaves_room_for_more(delay_s: float, wanted: int, deadline_s: float) -> None:
    pages = pages_in_all(delay_s, wanted, deadline_s)
    assert 1 <= pages <= wanted
    assert pages_in_all(delay_s * 2, wanted, deadline_s) <= pages


@given(st.floats(0, 3), st.floats(0, 60), st.integers(0, 50), st.floats(0, 120))
def test_the_pages_of_an_attempt_fit_into_what_is_left_of_it(
    delay_s: float, answer_s: float, lacking: int, left_s: float
) -> None:
    pages = pages_now(delay_s, lacking, answer_s=answer_s, left_s=left_s, deadline_s=120.0)
    assert 0 <= pages <= lacking
    assert delay_s == 0 or pages * (delay_s + answer_s) <= left_s
