"""Few requests at once on a host, and none while a site is held."""

from __future__ import annotations

import asyncio

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


async def test_hosts_have_places_of_their_own_and_leave_nothing_behind() -> None:
    sites = Sites(per_host=1)
    async with sites.request("a.test", "a.test"), sites.request("b.test", "b.test"):
        waiting = asyncio.create_task(_enter(sites, "a.test"))
        await asyncio.sleep(0)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 5)
    assert sites._places == {}


async def _enter(sites: Sites, host: str) -> None:
    async with sites.request(host, host):
        pass


async def test_whoever_waited_for_a_place_sees_the_hold_that_came_meanwhile() -> None:
    sites = Sites(per_host=1)
    async with sites.request("a.test", "a.test"):
        waiting = [asyncio.create_task(_enter(sites, "a.test")) for _ in range(3)]
        await asyncio.sleep(0)
        sites.hold("a.test", 30)
    for task in waiting:
        with pytest.raises(SiteHeld) as held:
            await task
        assert 29 < held.value.wait_s <= 30
    assert sites._places == {}


async def test_a_hold_is_for_the_whole_site() -> None:
    sites = Sites()
    sites.hold("a.test", 30)
    with pytest.raises(SiteHeld):
        await asyncio.wait_for(_enter_as(sites, "shop.a.test", "a.test"), 5)


async def _enter_as(sites: Sites, host: str, key: str) -> None:
    async with sites.request(host, key):
        pass


async def test_a_place_comes_back_when_its_request_is_cancelled() -> None:
    sites = Sites(per_host=1)
    entered = asyncio.Event()

    async def stay() -> None:
        async with sites.request("a.test", "a.test"):
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stay())
    await asyncio.wait_for(entered.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(_enter(sites, "a.test"), 5)
