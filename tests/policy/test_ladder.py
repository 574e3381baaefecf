"""By which means a site is visited, and when the next rung is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import ConfigurationError, ErrorType, Failure, Reason
from theodore.model.statistics import SiteKnowledge
from theodore.policy.ladder import NO_LADDER, Ladder, ladder_of

FULL = ladder_of(("cheap", "dear"), browser_headers=True, browser_tls=True)
DAY = 86_400.0
NOW = 1_000 * DAY


def test_the_rungs_go_from_the_plainest_to_the_dearest() -> None:
    assert [rung.name for rung in FULL.rungs] == ["plain", "headers", "tls", "cheap", "dear"]
    assert FULL.rungs[0].words == "", "what everybody does is not worth a word"
    assert [rung.words for rung in FULL.rungs[1:]] == [
        "with a browser's headers",
        "with a browser's headers and TLS",
        "through a proxy of cheap",
        "through a proxy of dear",
    ]


@pytest.mark.parametrize(
    ("headers", "tls", "dressed"),
    [
        pytest.param(False, False, (False, False), id="proxies alone: by our own name"),
        pytest.param(True, False, (True, False), id="headers are kept on the way up"),
        pytest.param(False, True, (True, True), id="a browser's TLS never goes with our own name"),
    ],
)
def test_a_rung_keeps_what_those_below_add(headers: bool, tls: bool, dressed: tuple[bool, bool]) -> None:
    top = ladder_of(("pool",), browser_headers=headers, browser_tls=tls).rungs[-1]
    assert (top.browser_headers, top.browser_tls) == dressed


def test_what_lies_below_the_lowest_is_left_out() -> None:
    assert [rung.name for rung in ladder_of(("a", "b"), browser_tls=True, lowest="a").rungs] == ["a", "b"]


def test_a_lowest_rung_that_is_not_there_is_said() -> None:
    with pytest.raises(ConfigurationError, match=r"'tls'.*has plain, pool"):
        ladder_of(("pool",), lowest="tls")


@pytest.mark.parametrize(
    ("reason", "rung", "climbs", "another", "expected"),
    [
        pytest.param(Reason.CHALLENGE, 0, 0, False, 1, id="one rung, not more"),
        pytest.param(Reason.FORBIDDEN, 3, 1, False, 4, id="from proxies to dearer ones"),
        pytest.param(Reason.GEO_BLOCK, 3, 1, True, 4, id="a higher rung before another proxy of the same"),
        pytest.param(Reason.CHALLENGE, 4, 1, True, 4, id="on the highest: another proxy of it"),
        pytest.param(Reason.CHALLENGE, 4, 1, False, None, id="on the highest: no more"),
        pytest.param(Reason.CHALLENGE, 0, 3, False, None, id="the bound"),
        pytest.param(Reason.ROBOTS_DISALLOWED, 0, 0, True, None, id="robots.txt means everybody"),
        pytest.param(Reason.LOGIN_WALL, 0, 0, True, None, id="no rung has an account"),
        pytest.param(Reason.HTTP_429, 0, 0, True, None, id="a rate limit is no protection: it is waited for"),
        pytest.param(Reason.PROXY, 3, 0, True, None, id="a proxy's fault is retried, not climbed"),
        pytest.param(Reason.CHALLENGE, 99, 0, False, None, id="a rung of longer settings"),
    ],
)
def test_what_follows_a_failure(reason: Reason, rung: int, climbs: int, another: bool, expected: int | None) -> None:
    assert FULL.next(Failure(reason), rung, climbs, another_proxy=another) == expected


@pytest.mark.parametrize("reason", list(Reason))
def test_without_a_ladder_nothing_is_climbed(reason: Reason) -> None:
    assert NO_LADDER.next(Failure(reason), 0, 0) is None
    assert NO_LADDER.start(SiteKnowledge(rung=3), NOW) == 0


@pytest.mark.parametrize(
    ("known", "start"),
    [
        pytest.param(SiteKnowledge(), 0, id="a new site is asked plainly"),
        pytest.param(SiteKnowledge(rung=2, rung_at=NOW - DAY), 2, id="where it was served"),
        pytest.param(SiteKnowledge(rung=2, rung_at=NOW - 7 * DAY), 1, id="after a week one lower is tried"),
        pytest.param(SiteKnowledge(rung=2, rung_at=NOW + 300 * DAY), 1, id="noted by a clock that was ahead"),
        pytest.param(SiteKnowledge(rung=9, rung_at=NOW), 4, id="settings with fewer rungs than before"),
    ],
)
def test_where_a_site_is_begun(known: SiteKnowledge, start: int) -> None:
    assert FULL.start(known, NOW) == start


def test_what_served_is_remembered_and_forgotten_downwards() -> None:
    site = FULL.served(SiteKnowledge(), 0, NOW, climbed=False)
    assert site == SiteKnowledge(), "the plain rung needs no memory"
    site = FULL.served(site, 2, NOW, climbed=True)
    assert (site.rung, site.rung_at) == (2, NOW)
    assert FULL.served(site, 2, NOW + DAY, climbed=False) == site, "the week is counted from the climb"
    again = FULL.served(site, 2, NOW + 7 * DAY, climbed=True)
    assert again.rung_at == NOW + 7 * DAY, "the lower one was tried in vain: not again for a week"
    lower = FULL.served(site, 1, NOW + 7 * DAY, climbed=False)
    assert (lower.rung, lower.rung_at) == (1, NOW + 7 * DAY), "one rung a week"


def test_the_bound_may_be_none_at_all() -> None:
    assert Ladder(FULL.rungs, max_climbs=0).next(Failure(Reason.CHALLENGE), 0, 0) is None


MOMENTS = st.floats(0, 2_000 * DAY)


@given(st.builds(SiteKnowledge, rung=st.integers(0, 9), rung_at=MOMENTS), MOMENTS, st.integers(0, 6), st.data())
def test_a_row_goes_up_a_rung_at_a_time_no_further_than_it_may_and_never_for_what_another_rung_does_not_answer(
    known: SiteKnowledge, now: float, most: int, data: st.DataObject
) -> None:
    ladder = Ladder(FULL.rungs, max_climbs=most)
    rung, climbs = ladder.start(known, now), 0
    assert ladder.within(known.rung) - 1 <= rung <= ladder.within(known.rung)
    failure = Failure(data.draw(st.sampled_from(Reason)))
    while (higher := ladder.next(failure, rung, climbs, another_proxy=data.draw(st.booleans()))) is not None:
        assert failure.type is ErrorType.PROTECTED_SITE
        assert failure.reason not in (Reason.ROBOTS_DISALLOWED, Reason.LOGIN_WALL)
        assert higher == rung + 1 or higher == rung == len(ladder.rungs) - 1
        rung, climbs = higher, climbs + 1
        assert climbs <= most


@given(st.builds(SiteKnowledge, rung=st.integers(0, 4), rung_at=MOMENTS), MOMENTS, st.integers(0, 4), st.booleans())
def test_a_site_is_begun_where_it_was_just_served(known: SiteKnowledge, now: float, rung: int, climbed: bool) -> None:
    after = FULL.served(known, rung, now, climbed=climbed)
    assert after.rung == rung
    if after != known:
        assert FULL.start(after, now) == rung
