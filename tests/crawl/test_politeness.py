"""Few requests at once on a host, and none while a site is held."""

from __future__ import annotations

import asyncio
import time

import pytest

from theodore.crawl.politeness import SiteHeld, Sites


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_hold_ends_by_itself() -> None:
    clock = Clock()
    sites = Sites(monotonic=clock)
    assert sites.held_s("a.test") == 0.0
    sites.hold("a.test", 10)
    assert sites.held_s("a.test") == 10.0
    assert sites.held_s("b.test") == 0.0
    clock.now += 4
    assert sites.held_s("a.test") == 6.0
    clock.now += 7
    assert sites.held_s("a.test") == 0.0


def test_a_shorter_hold_does_not_shorten_a_longer_one() -> None:
    sites = Sites(monotonic=Clock())
    sites.hold("a.test", 10)
    sites.hold("a.test", 1)
    assert sites.held_s("a.test") == 10.0


def test_past_holds_are_forgotten() -> None:
    clock = Clock()
    sites = Sites(monotonic=clock)
    for number in range(1000):
        sites.hold(f"{number}.test", 1)
        clock.now += 2
    assert len(sites._holds) == 1


async def test_sites_have_places_of_their_own_and_leave_nothing_behind() -> None:
    sites = Sites(per_site=1)
    async with sites.request("a.test"), sites.request("b.test"):
        waiting = asyncio.create_task(_enter(sites, "a.test"))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)
    assert nobody_is_left(sites)


def nobody_is_left(sites: Sites) -> bool:
    return not any(site.users or site.in_flight or site.queue for site in sites._sites.values())


async def _enter(sites: Sites, site_key: str) -> None:
    async with sites.request(site_key):
        pass


async def test_whoever_waited_for_a_place_sees_the_hold_that_came_meanwhile() -> None:
    sites = Sites(per_site=1)
    async with sites.request("a.test"):
        waiting = [asyncio.create_task(_enter(sites, "a.test")) for _ in range(3)]
        await asyncio.sleep(0)
        sites.hold("a.test", 30)
    for task in waiting:
        with pytest.raises(SiteHeld) as held:
            await task
        assert 29 < held.value.wait_s <= 30
    assert nobody_is_left(sites)


async def test_a_hold_is_for_the_whole_site() -> None:
    sites = Sites()
    sites.hold("a.test", 30)
    with pytest.raises(SiteHeld):
        await asyncio.wait_for(_enter(sites, "a.test"), 5)


async def test_a_place_comes_back_when_its_request_is_cancelled() -> None:
    sites = Sites(per_site=1)
    entered = asyncio.Event()

    async def stay() -> None:
        async with sites.request("a.test"):
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stay())
    await asyncio.wait_for(entered.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(_enter(sites, "a.test"), 5)


# hosts of a site, pauses and pace


async def test_the_hosts_of_a_site_share_its_places() -> None:
    sites = Sites(per_site=2)
    async with sites.request("a.test"), sites.request("a.test"):
        with sites.spare("a.test") as is_free:
            assert not is_free
        waiting = asyncio.create_task(_enter(sites, "a.test"))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)


async def test_a_hold_is_heard_by_those_who_wait_while_the_places_are_still_taken() -> None:
    sites = Sites(per_site=1)
    async with sites.request("a.test"):
        waiting = [asyncio.create_task(_enter(sites, "a.test")) for _ in range(3)]
        await asyncio.sleep(0)
        sites.hold("a.test", 30)
        for task in waiting:
            with pytest.raises(SiteHeld):
                await asyncio.wait_for(task, 5)
    assert nobody_is_left(sites)


async def test_a_hold_is_heard_by_who_waits_for_the_end_of_a_pause() -> None:
    sites = Sites()
    sites.space("a.test", 60)
    await _enter(sites, "a.test")
    waiting = asyncio.create_task(_wait_for_place(sites, few_s=100.0))
    await asyncio.sleep(0)
    sites.hold("a.test", 30)
    with pytest.raises(SiteHeld) as held:
        await asyncio.wait_for(waiting, 5)
    assert not held.value.paced


async def _wait_for_place(sites: Sites, few_s: float) -> None:
    async with sites.request("a.test", few_s=few_s):
        pass


async def test_a_pause_is_counted_from_the_end_of_the_answer_before() -> None:
    clock = Clock()
    sites = Sites(monotonic=clock)
    sites.space("a.test", 10)
    async with sites.request("a.test"):
        clock.now += 7
    with pytest.raises(SiteHeld) as held:
        await _enter(sites, "a.test")
    assert (held.value.wait_s, held.value.paced) == (10.0, True)
    assert held.value.because == "its robots.txt asks for 10 s between requests"
    clock.now += 10
    await asyncio.wait_for(_enter(sites, "a.test"), 5)


async def test_a_short_pause_is_waited_for() -> None:
    sites = Sites()
    sites.space("a.test", 0.05)
    began = time.monotonic()
    for _ in range(3):
        await asyncio.wait_for(_enter(sites, "a.test"), 5)
    assert time.monotonic() - began >= 0.1


async def test_with_a_pause_there_is_one_request_at_a_time() -> None:
    sites = Sites()
    sites.space("a.test", 0.01)
    async with sites.request("a.test"):
        waiting = asyncio.create_task(_enter(sites, "a.test"))
        await asyncio.sleep(0.03)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)


async def test_the_longest_pause_that_a_site_asked_for_counts() -> None:
    sites = Sites()
    sites.space("a.test", 10)
    sites.space("a.test", 2)
    sites.space("b.test", 0)
    assert (sites.delay_s("a.test"), sites.delay_s("b.test")) == (10, 0)


async def test_a_refusal_halves_what_is_asked_at_once_and_pauses() -> None:
    clock = Clock()
    sites = Sites(monotonic=clock)
    async with sites.request("a.test") as place, sites.request("a.test") as beside:
        clock.now += 1
        sites.refused("a.test", place, longest_gap_s=3.0)
        sites.refused("a.test", beside, longest_gap_s=3.0)
        with sites.spare("a.test") as is_free:
            assert not is_free, "nobody asks twice of a site that refused"
    pace = sites._sites["a.test"].pace
    assert (pace.at_once, pace.gap_s) == (2, 1.0), "requests that were under way together are refused once"


async def test_answers_that_get_slower_leave_fewer_places() -> None:
    sites = Sites()
    async with sites.request("a.test") as alone:
        sites.answered("a.test", alone, 0.2, is_page=True)
    async with sites.request("a.test"), sites.request("a.test") as beside:
        sites.answered("a.test", beside, 30.0, is_page=False)
        assert sites._sites["a.test"].pace.at_once == 4, "a redirect says nothing of how a site copes"
        for _ in range(4):
            sites.answered("a.test", beside, 30.0, is_page=True)
    assert sites._sites["a.test"].pace.at_once == 3


async def test_a_place_for_asking_again_is_free_where_nobody_waits() -> None:
    sites = Sites(per_site=2)
    async with sites.request("a.test"):
        with sites.spare("a.test") as is_free, sites.spare("a.test") as another:
            assert (is_free, another) == (True, False)
        sites.hold("a.test", 30)
        with sites.spare("a.test") as is_free:
            assert not is_free, "a hold stands"
    assert nobody_is_left(sites)


async def test_sites_that_nobody_asks_for_anything_are_forgotten() -> None:
    clock = Clock()
    sites = Sites(monotonic=clock)
    sites.space("slow.test", 100)
    for number in range(1500):
        await _enter(sites, f"{number}.test")
        clock.now += 2
    assert len(sites._sites) < 50
    assert sites.delay_s("slow.test") == 0, "a pause of a hundred seconds is long over"


async def test_a_site_that_wants_pauses_is_remembered_longer_than_others() -> None:
    clock = Clock()
    sites = Sites(monotonic=clock)
    sites.space("slow.test", 100)
    for number in range(300):
        await _enter(sites, f"{number}.test")
        clock.now += 2
    assert sites.delay_s("slow.test") == 100


def test_trails_end_with_their_visits_and_are_bounded() -> None:
    sites = Sites()
    sites.trail("a.test", "https://a.test/").leads("https://a.test/", "https://www.a.test/")
    assert sites.trail("a.test", "https://a.test/").ways
    sites.ended("a.test", "https://a.test/")
    assert not sites.trail("a.test", "https://a.test/").ways
    for number in range(3000):
        trail = sites.trail("a.test", f"https://a.test/{number}")
    for page in range(1000):
        trail.leads(f"{page}", "x")
        trail.is_vain(f"{page}", None)
    assert len(sites._sites["a.test"].trails) <= 1000
    assert len(trail.ways) == len(trail.vain) == 200
