"""What a visit held goes with it, and does not wait until garbage is looked for."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from aiohttp import web

from tests.crawl.websites import Site, page, serving
from theodore.crawl.attempt import Attempt
from theodore.crawl.letting_go import let_go, looking_seldom
from theodore.crawl.rulebook import Rulebook
from theodore.model.page import Page
from theodore.net.client import Visit

_OF_A_VISIT = (Attempt, Rulebook, Visit, Page)


@contextmanager
def without_looking_for_garbage() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def there(*kinds: type) -> list[object]:
    """The objects of these types that there are; other tests keep some of their own."""
    return [one for one in gc.get_objects() if type(one) in kinds]


async def hangs(_: web.BaseRequest) -> web.Response:
    await asyncio.sleep(60)
    return page("")


async def breaks(request: web.BaseRequest) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return page("")


@pytest.mark.parametrize(
    "site",
    [
        pytest.param(Site.whole, id="all is well"),
        pytest.param(lambda: Site.whole(team=page("Gone", 404), about=page("Broken", 500)), id="pages are missing"),
        pytest.param(lambda: Site.whole(home=page("Gone", 404)), id="the home page is missing"),
        pytest.param(lambda: Site.whole(robots=page("Broken", 500)), id="robots.txt cannot be had"),
        pytest.param(lambda: Site.whole(robots=breaks), id="the connection breaks at robots.txt"),
        pytest.param(lambda: Site.whole(home=breaks), id="the connection breaks at the home page"),
        pytest.param(lambda: Site.whole(team=breaks), id="the connection breaks at a page"),
        pytest.param(lambda: Site.whole(team=page("Later", 429, Retry_After="60")), id="the site limits our rate"),
        pytest.param(lambda: Site.whole(robots=hangs), id="robots.txt never comes"),
        pytest.param(lambda: Site.whole(team=hangs, contact=hangs), id="pages never come"),
    ],
)
async def test_nothing_of_a_visit_outlives_it(site: Callable[[], Site]) -> None:
    async with serving(acme=site()) as web_:
        with without_looking_for_garbage():
            before = set(map(id, there(*_OF_A_VISIT)))
            crawl = await web_.crawl("http://acme.test", deadline_s=1.0)
            assert crawl.requests > 0
            del crawl
            # the loop itself lets go of what it did last when it comes round
            await asyncio.sleep(0)
            assert [one for one in there(*_OF_A_VISIT) if id(one) not in before] == []


def test_an_error_forgets_its_way_and_those_that_led_to_it_theirs() -> None:
    cause, context, inner = ValueError("cause"), ValueError("context"), ValueError("inner")
    for one in (cause, context, inner):
        with pytest.raises(ValueError, match=str(one)):
            raise one
    group = ExceptionGroup("both", [inner])
    group.__cause__, group.__context__, inner.__cause__ = cause, context, group
    let_go(group)
    assert [one.__traceback__ for one in (group, cause, context, inner)] == [None] * 4


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector as it was, whatever a test sets."""
    before = gc.get_threshold()
    gc.unfreeze()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [
        pytest.param((700, 10, 10), (10_000, 10, 10), id="the usual"),
        pytest.param((50_000, 5, 5), (50_000, 5, 5), id="a program that looks still less often"),
        pytest.param((0, 10, 10), (0, 10, 10), id="a program that never looks"),
    ],
)
def test_garbage_is_looked_for_seldom_while_companies_are_read(
    before: tuple[int, int, int], meanwhile: tuple[int, int, int]
) -> None:
    gc.set_threshold(*before)
    with looking_seldom():
        assert gc.get_threshold() == meanwhile
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


@pytest.mark.usefixtures("collector")
def test_runs_that_overlap_leave_the_collector_as_it_was() -> None:
    before = gc.get_threshold()
    first, second = looking_seldom(), looking_seldom()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    second.__exit__(None, None, None)
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)


@pytest.mark.usefixtures("collector")
def test_what_a_program_set_aside_itself_stays_so() -> None:
    gc.freeze()
    with looking_seldom():
        pass
    assert gc.get_freeze_count() > 0
