"""How sites receive their visitors: no sockets, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime

import pytest

from theodore.farm import FarmConfig, Fault, Latency
from theodore.farm.answers import robots_text
from theodore.farm.behaviour import Behaviour, Cut, Reception
from theodore.farm.chance import MEDIAN_S
from theodore.farm.connections import Arrival, Line
from theodore.farm.sites import Site, Web

NOW = 1_700_000_000.25


def _sites(fault: Fault) -> Iterator[Site]:
    web = Web(FarmConfig(sites=24, shares={fault: 1.0}))
    return (web.site(index) for index in range(len(web)))


def _site(fault: Fault, variant: str, strikes: int) -> Site:
    return next(site for site in _sites(fault) if site.is_(variant) and site.strikes == strikes)


def _behaviour(site: Site, scale: float = 1.0, latency: Latency = Latency.ZERO) -> Behaviour:
    return Behaviour(site, FarmConfig(sites=24, scale=scale, latency=latency))


def _ask(behaviour: Behaviour, path: str, now: float, *, line: Line | None = None) -> Reception:
    """A request that begins and is answered at this moment, on a connection of its own unless one is named."""
    return behaviour.receive(path, now, Arrival(now, line or Line()))


@pytest.mark.parametrize("strikes", [1, 2])
def test_a_slow_starter_stalls_for_its_first_visitors(strikes: int) -> None:
    behaviour = _behaviour(_site(Fault.SLOW_START, "stall", strikes), scale=10)
    waits = [_ask(behaviour, "/", NOW).wait_s for _ in range(4)]
    assert waits == [4.5] * strikes + [0.0] * (4 - strikes)


def test_a_complex_site_is_slow_each_time() -> None:
    behaviour = _behaviour(next(_sites(Fault.COMPLEX)))
    waits = [_ask(behaviour, "/", NOW).wait_s for _ in range(10)]
    # robots.txt, home, sitemap, and seven pages at four in flight: five answers one after another
    assert 35 < sum(waits[:3]) + max(waits[3:7]) + max(waits[7:]) < 70
    assert max(waits) < 120


@pytest.mark.parametrize(
    ("variant", "cut"),
    [
        pytest.param("closed_after_request", Cut.CLOSED, id="no answer"),
        pytest.param("truncated_length", Cut.LENGTH, id="less than Content-Length"),
        pytest.param("truncated_chunked", Cut.CHUNKED, id="no last chunk"),
    ],
)
@pytest.mark.parametrize("strikes", [1, 2])
def test_a_flaky_site_breaks_off_once_or_twice(variant: str, cut: Cut, strikes: int) -> None:
    behaviour = _behaviour(_site(Fault.FLAKY, variant, strikes))
    cuts = [_ask(behaviour, path, NOW).cut for path in ("/robots.txt", "/", "/a", "/b")]
    assert cuts == [cut] * strikes + [None] * (4 - strikes)


def test_a_site_struck_at_accept_behaves_once_it_is_reached() -> None:
    behaviour = _behaviour(_site(Fault.FLAKY, "reset_on_accept", 2))
    assert _ask(behaviour, "/", NOW) == Reception()


@pytest.mark.parametrize("strikes", [1, 2])
@pytest.mark.parametrize(
    ("variant", "status"),
    [("status_429_seconds", 429), ("status_503_seconds", 503), ("status_429_date", 429)],
)
def test_the_first_requests_are_refused_but_not_robots(variant: str, status: int, strikes: int) -> None:
    behaviour = _behaviour(_site(Fault.RATE_LIMITED, variant, strikes), scale=10)
    now = NOW
    assert _ask(behaviour, "/robots.txt", now).refusal is None
    for _ in range(strikes):
        refusal = _ask(behaviour, "/", now).refusal
        assert refusal
        assert refusal.status == status
        assert now < refusal.until <= now + 4
        now = refusal.until
    assert _ask(behaviour, "/", now) == Reception()


def test_retry_after_in_seconds_is_whole_and_at_least_one() -> None:
    refusal = _ask(_behaviour(_site(Fault.RATE_LIMITED, "status_429_seconds", 1), scale=1000), "/", NOW).refusal
    assert refusal
    assert (refusal.retry_after, refusal.until) == ("1", NOW + 1)


def test_retry_after_as_a_date_states_the_moment_that_is_held_to() -> None:
    refusal = _ask(_behaviour(_site(Fault.RATE_LIMITED, "status_429_date", 1)), "/", NOW).refusal
    assert refusal
    assert parsedate_to_datetime(refusal.retry_after).timestamp() == refusal.until


@pytest.mark.parametrize(
    ("after", "refused", "early"),
    [
        pytest.param(0.04, True, False, id="just starting as the refusal was read"),
        pytest.param(0.07, True, True, id="too early"),
        pytest.param(0.97, True, True, id="just too early"),
        pytest.param(0.99, False, False, id="clocks may differ that much"),
        pytest.param(1.0, False, False, id="on time"),
    ],
)
@pytest.mark.parametrize("pass_on", [False, True], ids=["the site itself", "a name that leads to it"])
def test_who_comes_before_the_moment_is_refused_and_noted(
    after: float, refused: bool, early: bool, pass_on: bool
) -> None:
    behaviour, line = _limited(), Line()
    _ask(behaviour, "/", NOW, line=line)
    line.left = NOW + 0.01
    arrival = Arrival(NOW + after, Line())
    reception = (
        behaviour.pass_on(NOW + after, arrival) if pass_on else behaviour.receive("/robots.txt", NOW + after, arrival)
    )
    assert (reception.refusal is not None, reception.early_s > 0) == (refused, early)


def _limited(strikes: int = 1) -> Behaviour:
    """A site that is about to ask its visitors to wait for a second."""
    return _behaviour(_site(Fault.RATE_LIMITED, "status_429_seconds", strikes), scale=1000)


@pytest.mark.parametrize(
    ("begun", "left", "early"),
    [
        pytest.param(-0.01, 0.0, False, id="it was under way before the refusal was sent"),
        pytest.param(0.4, 0.41, False, id="the client read the refusal late, after it had begun this"),
        pytest.param(0.4, None, False, id="it may not have read the refusal yet"),
        pytest.param(0.9, None, False, id="on a starved machine it may still not have"),
        pytest.param(1.1, None, True, id="it had time enough to read it"),
        pytest.param(1.1, 1.2, True, id="to leave the connection open is no excuse"),
        pytest.param(0.3, 0.01, True, id="it had read the refusal long before"),
    ],
)
def test_a_request_is_early_if_its_client_knew_of_the_refusal(begun: float, left: float | None, early: bool) -> None:
    behaviour, line = _behaviour(_site(Fault.RATE_LIMITED, "status_429_seconds", 1), scale=5), Line()
    refusal = _ask(behaviour, "/", NOW, line=line).refusal
    assert refusal
    line.left = None if left is None else NOW + left
    reception = behaviour.receive("/", NOW + 1.5, Arrival(NOW + begun, Line()))
    assert reception.refusal
    assert reception.early_s == pytest.approx(refusal.until - NOW - 1.5 if early else 0.0)


@pytest.mark.parametrize(
    ("begun", "early"),
    [
        pytest.param(0.001, True, id="its answer came over this very connection"),
        pytest.param(-0.001, False, id="it was sent ahead, before the answer came"),
    ],
)
def test_who_asks_again_over_the_same_connection_has_read_the_refusal(begun: float, early: bool) -> None:
    site = _site(Fault.RATE_LIMITED, "status_429_seconds", 1)
    # however late the farm itself is: the order on one connection is beyond doubt
    behaviour, line = Behaviour(site, FarmConfig(sites=24, scale=1000), lambda _: 0.1), Line()
    _ask(behaviour, "/", NOW, line=line)
    assert (behaviour.receive("/", NOW + 0.001, Arrival(NOW + begun, line)).early_s > 0) is early


def test_the_first_refusal_that_was_read_is_the_one_that_counts() -> None:
    behaviour, first, second = _limited(), Line(), Line()
    _ask(behaviour, "/", NOW, line=first)
    assert behaviour.receive("/", NOW + 0.01, Arrival(NOW - 0.01, second)).early_s == 0.0
    second.left = NOW + 0.02
    assert _ask(behaviour, "/", NOW + 0.1).early_s == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("late_s", "early"),
    [
        pytest.param(0.4, False, id="it may have come in before"),
        pytest.param(0.2, True, id="not even then"),
    ],
)
def test_nobody_is_blamed_for_what_the_farm_noticed_late(late_s: float, early: bool) -> None:
    asked = []

    def worst_since(moment: float) -> float:
        asked.append(moment)
        return late_s

    site = _site(Fault.RATE_LIMITED, "status_429_seconds", 1)
    behaviour, line = Behaviour(site, FarmConfig(sites=24, scale=1000), worst_since), Line()
    _ask(behaviour, "/", NOW, line=line)
    line.left = NOW + 0.01
    assert (_ask(behaviour, "/", NOW + 0.4).early_s > 0) is early
    # how late it was before the refusal excuses nobody
    assert asked == [NOW]


@pytest.mark.parametrize("fault", Fault)
def test_names_that_lead_elsewhere_answer_at_once_and_use_nothing_up(fault: Fault) -> None:
    site = next(_sites(fault))
    plain, asked = (_behaviour(site, latency=Latency.LOGNORMAL) for _ in range(2))
    assert [asked.pass_on(NOW, Arrival(NOW, Line())) for _ in range(9)] == [Reception()] * 9
    assert _ask(asked, "/", NOW) == _ask(plain, "/", NOW)


def test_coming_too_early_uses_up_no_strike() -> None:
    behaviour = _behaviour(_site(Fault.RATE_LIMITED, "status_429_seconds", 2), scale=1000)
    statuses = [_ask(behaviour, "/", NOW + after).refusal is not None for after in (0.0, 0.3, 0.6, 1.0, 1.5, 2.0, 2.1)]
    assert statuses == [True, True, True, True, True, False, False]


@pytest.mark.parametrize("strikes", [1, 2])
def test_a_window_is_met_as_often_as_the_truth_says(strikes: int) -> None:
    behaviour = _behaviour(_site(Fault.RATE_LIMITED, "window", strikes), scale=10, latency=Latency.LOGNORMAL)
    now, refusals, answered = NOW, 0, 0
    while answered < 10:
        reception = _ask(behaviour, "/", now)
        assert reception.wait_s == 0.0
        if reception.refusal:
            refusals += 1
            assert int(reception.refusal.retry_after) >= 1
            now = reception.refusal.until
        else:
            answered += 1
    assert refusals == strikes


def test_ordinary_answers_take_their_drawn_time() -> None:
    site = next(_sites(Fault.HEALTHY))
    first, second = (_behaviour(site, latency=Latency.LOGNORMAL) for _ in range(2))
    waits = [_ask(first, "/", NOW).wait_s for _ in range(5)]
    assert waits == [_ask(second, "/", NOW).wait_s for _ in range(5)]
    assert len(set(waits)) == 5


@pytest.mark.parametrize("fault", [Fault.SLOW_START, Fault.RATE_LIMITED, Fault.FLAKY, Fault.TLS_FLAKY])
def test_a_site_that_costs_attempts_costs_none_by_latency(fault: Fault) -> None:
    for site in _sites(fault):
        behaviour = _behaviour(site, latency=Latency.LOGNORMAL)
        waits = [_ask(behaviour, "/robots.txt", NOW + 100 * number).wait_s for number in range(30)]
        assert max(waits[site.strikes :]) <= MEDIAN_S


@pytest.mark.parametrize(
    ("gap_s", "refusals"),
    [
        pytest.param(0.0, True, id="all at once"),
        pytest.param(0.2, True, id="five a second"),
        pytest.param(0.5, False, id="two a second"),
        pytest.param(1.0, False, id="one"),
    ],
)
def test_a_site_refuses_who_asks_faster_than_it_likes(gap_s: float, refusals: bool) -> None:
    behaviour = _behaviour(next(site for site in _sites(Fault.PACED) if site.is_("too_fast")))
    met = [_ask(behaviour, "/", NOW + gap_s * number).refusal for number in range(12)]
    assert any(met) is refusals
    assert all(one.status == 429 and one.retry_after == "1" for one in met if one)
    # who waits as it is told is answered
    assert _ask(behaviour, "/", NOW + gap_s * 11 + 1.01).refusal is None


def test_a_crawl_delay_stands_in_robots_txt_and_is_divided_like_all_times() -> None:
    web = Web(FarmConfig(sites=6, scale=10, shares={Fault.PACED: 1.0}))
    told = {site.variant.name: robots_text(site) or "" for site in map(web.site, range(6))}
    assert "\nCrawl-delay: 0.1\n" in told["crawl_delay_1"]
    assert "\nCrawl-delay: 0.5\n" in told["crawl_delay_5"]
    assert "Crawl-delay" not in told["too_fast"]
