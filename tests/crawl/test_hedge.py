"""A first answer that does not come is asked for again, and whichever comes first serves."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from tests.crawl.websites import Site, html, menu, page, serving, until
from theodore.crawl.hedge import hedged
from theodore.model.errors import Reason
from theodore.model.outcome import Hints

#: Quick enough for a test: with a visit that usually takes no time, a first answer is late after a twentieth of it.
DEADLINE_S = 4.0
USUALLY_QUICK = Hints(usual_s=0.01)


@dataclass
class Stalling:
    """Answers as a page does, but the first requests never. lines: over which connection each request came."""

    stalls: int
    text: str
    asked: int = 0
    given_up: int = 0
    lines: list[object] = field(default_factory=list)

    async def __call__(self, request: web.BaseRequest) -> str:
        self.asked += 1
        self.lines.append(request.transport and request.transport.get_extra_info("peername"))
        if self.asked > self.stalls:
            return self.text
        try:
            await asyncio.Event().wait()
        finally:
            self.given_up += 1
        raise AssertionError


HOME = html("Acme", menu(), "<h1>Acme</h1>")


async def test_a_home_page_that_stalls_is_asked_for_again_over_a_connection_of_its_own() -> None:
    home = Stalling(1, HOME)
    async with serving(acme=Site.whole(home=home)) as web_:
        crawl = await web_.crawl("http://acme.test", DEADLINE_S, USUALLY_QUICK)
        await until(lambda: home.given_up == 1)
    assert (crawl.failure, len(crawl.content)) == (None, 8)
    assert home.asked == 2
    assert len(set(home.lines)) == 2
    assert crawl.requests == 10, "both are counted"


async def test_a_robots_txt_that_stalls_is_asked_for_again_too() -> None:
    robots = Stalling(1, "User-agent: *\nDisallow: /team\n")
    site = Site.whole(robots=robots)
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", DEADLINE_S, USUALLY_QUICK)
    assert (crawl.failure, len(crawl.content)) == (None, 8)
    assert robots.asked == 2
    assert site.asked.count("/") == 1
    assert "/team" not in site.asked


async def test_it_is_asked_again_once_and_no_more() -> None:
    home = Stalling(9, HOME)
    async with serving(acme=Site.whole(home=home)) as web_:
        crawl = await web_.crawl("http://acme.test", 1.0, USUALLY_QUICK)
        assert crawl.failure is not None
        assert crawl.failure.reason is Reason.ATTEMPT_DEADLINE
        await until(lambda: home.given_up == 2)
    assert home.asked == 2


async def test_other_pages_do_not_hold_each_other_up_and_are_not_asked_for_again() -> None:
    about = Stalling(9, "")
    async with serving(acme=Site.whole(about=about)) as web_:
        crawl = await web_.crawl("http://acme.test", 1.0, USUALLY_QUICK)
    assert len(crawl.content) == 7
    assert about.asked == 1


async def test_a_site_that_wants_pauses_is_not_asked_twice() -> None:
    home = Stalling(9, HOME)
    site = Site.whole(home=home, robots="User-agent: *\nCrawl-delay: 0.01\n")
    async with serving(acme=site) as web_:
        crawl = await web_.crawl("http://acme.test", 1.0, USUALLY_QUICK)
    assert crawl.failure is not None
    assert home.asked == 1


async def test_a_site_whose_answers_are_slow_is_not_asked_twice() -> None:
    async def slow_robots(_: web.BaseRequest) -> str:
        await asyncio.sleep(0.4)
        return "User-agent: *\n"

    home = Stalling(9, HOME)
    site = Site.whole(home=home, robots=slow_robots)
    async with serving(acme=site) as web_:
        await web_.crawl("http://acme.test", 1.5, Hints(usual_s=1.5))
    assert site.asked.count("/robots.txt") == 1
    assert home.asked == 1


async def test_an_answer_that_has_begun_to_come_is_waited_for() -> None:
    whole = asyncio.Event()

    async def drip(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await response.write(b"<html>")
        await asyncio.wait_for(whole.wait(), 10)
        await response.write(HOME.encode())
        return response

    site = Site.whole(home=drip)
    async with serving(acme=site) as web_:
        crawling = asyncio.create_task(web_.crawl("http://acme.test", DEADLINE_S, USUALLY_QUICK))
        await until(lambda: "/" in site.asked)
        # longer than what is waited before a page is asked for again
        asyncio.get_running_loop().call_later(DEADLINE_S / 20 + 0.2, whole.set)
        crawl = await crawling
    assert len(crawl.content) == 8
    assert site.asked.count("/") == 1


async def test_a_refusal_to_either_ends_both_and_holds_the_site() -> None:
    answers = iter([None, page("", 429, Retry_After="30")])
    given_up = asyncio.Event()

    async def home(_: web.BaseRequest) -> web.StreamResponse:
        answer = next(answers)
        if answer is not None:
            return answer
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()
        raise AssertionError

    async with serving(acme=Site.whole(home=home)) as web_:
        crawl = await web_.crawl("http://acme.test", DEADLINE_S, USUALLY_QUICK)
        await asyncio.wait_for(given_up.wait(), 5)
        assert web_.politeness.held_s("acme.test") > 25
    assert crawl.failure is not None
    assert crawl.failure.reason is Reason.HTTP_429


# the race itself


@dataclass
class Race:
    """Requests that end as the test wants them to."""

    free: bool = True
    requests: list[asyncio.Future[str]] = field(default_factory=list)
    spares: int = 0

    async def ask(self) -> str:
        request: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.requests.append(request)
        return await request

    @contextmanager
    def spare(self) -> Iterator[bool]:
        self.spares += self.free
        try:
            yield self.free
        finally:
            self.spares -= self.free

    def run(self, after_s: float = 0.0, *, heard: bool = False) -> asyncio.Task[str]:
        return asyncio.create_task(hedged(self.ask, after_s, self.spare, lambda: heard))


@pytest.mark.parametrize("first", [0, 1])
async def test_whichever_answers_first_serves_and_the_other_is_cancelled(first: int) -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    race.requests[first].set_result("here")
    assert await asyncio.wait_for(answer, 5) == "here"
    assert race.requests[1 - first].cancelled()
    assert race.spares == 0


async def test_a_failure_leaves_the_other_in_the_race() -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    race.requests[1].set_exception(ConnectionError("second"))
    await asyncio.sleep(0)
    assert not answer.done()
    race.requests[0].set_result("here")
    assert await asyncio.wait_for(answer, 5) == "here"


async def test_where_both_fail_the_first_one_s_failure_counts() -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    race.requests[1].set_exception(ConnectionError("second"))
    race.requests[0].set_exception(TimeoutError("first"))
    with pytest.raises(TimeoutError, match="first"):
        await asyncio.wait_for(answer, 5)


@pytest.mark.parametrize(
    ("free", "heard"), [pytest.param(False, False, id="no place"), pytest.param(True, True, id="an answer comes")]
)
async def test_it_is_waited_for_where_asking_again_would_not_help(free: bool, heard: bool) -> None:
    race = Race(free)
    answer = race.run(heard=heard)
    await until(lambda: len(race.requests) == 1)
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(race.requests) == 1
    race.requests[0].set_result("here")
    assert await asyncio.wait_for(answer, 5) == "here"


async def test_an_answer_in_time_is_asked_for_once() -> None:
    race = Race()
    answer = race.run(after_s=60.0)
    await until(lambda: len(race.requests) == 1)
    race.requests[0].set_result("here")
    assert await asyncio.wait_for(answer, 5) == "here"
    assert len(race.requests) == 1


async def test_who_is_cancelled_cancels_both() -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    assert all(request.cancelled() for request in race.requests)
    assert race.spares == 0


async def test_both_may_answer_at_the_same_moment() -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    for request, text in zip(race.requests, ("first", "second"), strict=True):
        request.set_result(text)
    assert await asyncio.wait_for(answer, 5) in {"first", "second"}
    assert race.spares == 0


async def test_whoever_asks_goes_on_uncancelled_after_the_second_one_has_served() -> None:
    race = Race()

    async def asking() -> tuple[str, int]:
        text = await hedged(race.ask, 0.0, race.spare, lambda: False)
        await asyncio.sleep(0)
        task = asyncio.current_task()
        assert task is not None
        return text, task.cancelling()

    answer = asyncio.create_task(asking())
    await until(lambda: len(race.requests) == 2)
    race.requests[1].set_result("here")
    assert await asyncio.wait_for(answer, 5) == ("here", 0)


async def test_who_is_cancelled_as_the_second_one_answers_is_cancelled() -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    race.requests[1].set_result("here")
    await asyncio.sleep(0)  # it has the answer, and has not said so yet
    answer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answer
    assert race.spares == 0


async def test_a_first_one_that_fails_late_leaves_the_second_one_to_be_waited_for() -> None:
    race = Race()
    answer = race.run()
    await until(lambda: len(race.requests) == 2)
    race.requests[0].set_exception(ConnectionError("first"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not answer.done()
    race.requests[1].set_result("here")
    assert await asyncio.wait_for(answer, 5) == "here"


async def test_an_answer_in_time_costs_no_task() -> None:
    answered = asyncio.get_running_loop().create_future()
    answered.set_result("here")

    async def ask() -> str:
        return f"{await answered}, {asyncio.current_task() is mine}"

    mine = asyncio.current_task()
    assert await hedged(ask, 60.0, Race().spare, lambda: False) == "here, True"
