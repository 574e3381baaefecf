"""Looking for a home page: how long each address may take, and what is told where none has it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from theodore.crawl.fetch import Permit
from theodore.crawl.home import HomePage
from theodore.crawl.robots import ALLOW_ALL, Robots
from theodore.crawl.urls import origin_of, parse_website
from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.model.outcome import Hints
from theodore.model.page import Page, PageKind
from theodore.net.exchange import Limits


@dataclass
class Silence:
    """A site of which every address fails in this way. waited: seconds for each connection."""

    reason: Reason
    waited: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def of(self, origin: str, *, connect_s: float | None = None) -> Robots:
        self.asked.append(origin)
        self.waited.append(connect_s or 0.0)
        raise FetchFailed(Failure(self.reason, url=f"{origin}/robots.txt"))

    def found_at(self, origin: str) -> str | None:
        return None

    async def permit(self, url: str) -> None:
        raise AssertionError

    async def read(
        self, url: str, kind: PageKind, depth: int, permit: Permit, limits: Limits, known_as: str | None = None
    ) -> Page:
        raise AssertionError


def home_page(site: Silence, connect_s: float) -> HomePage:
    return HomePage(
        parse_website("acme.test"),
        Hints(),
        site,  # type: ignore[arg-type]  # a Rulebook, as far as it is asked
        site.read,
        lambda _: None,
        limits=Limits(connect_s),
        least_connect_s=3.0,
    )


@pytest.mark.parametrize("deadline_s", [pytest.param(30.0, id="usual"), pytest.param(20.0, id="of a quick site")])
async def test_addresses_that_hang_leave_time_to_say_so(deadline_s: float) -> None:
    site = Silence(Reason.CONNECT_TIMEOUT)
    with pytest.raises(FetchFailed) as failed:
        await home_page(site, deadline_s / 3).find()
    assert site.asked == ["https://acme.test", "http://acme.test", "https://www.acme.test", "http://www.acme.test"]
    assert site.waited == [deadline_s / 3, *[deadline_s / 6] * 3]
    assert sum(site.waited) < deadline_s
    assert failed.value.failure.reason is Reason.CONNECT_TIMEOUT
    assert origin_of(failed.value.failure.url or "") == "https://acme.test", "what was written is told"


async def test_no_address_gets_less_time_than_a_connection_needs() -> None:
    site = Silence(Reason.CONNECT_TIMEOUT)
    with pytest.raises(FetchFailed):
        await home_page(site, 4.0).find()
    assert site.waited == [4.0, 3.0, 3.0, 3.0]


async def test_robots_txt_decides_before_anything_is_read() -> None:
    asked: list[str] = []

    class Open(Silence):
        async def of(self, origin: str, *, connect_s: float | None = None) -> Robots:
            asked.append(f"{origin}/robots.txt")
            return ALLOW_ALL

        async def read(
            self, url: str, kind: PageKind, depth: int, permit: Permit, limits: Limits, known_as: str | None = None
        ) -> Page:
            asked.append(url)
            raise FetchFailed(Failure(Reason.HTTP_404, url=url))

    with pytest.raises(FetchFailed):
        await home_page(Open(Reason.BUG), 9.0).find()
    assert asked == [
        *("https://acme.test/robots.txt", "https://acme.test/"),
        *("https://www.acme.test/robots.txt", "https://www.acme.test/"),
    ]
