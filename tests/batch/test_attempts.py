"""What an attempt teaches about its site."""

from __future__ import annotations

from dataclasses import replace

import pytest

from theodore.batch.attempts import learned, rung_learned
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl, Hold, Outcome
from theodore.model.page import Page, PageKind
from theodore.model.statistics import SiteKnowledge
from theodore.policy.ladder import ladder_of
from theodore.policy.timeout import TimeoutConfig

WWW = "https://www.acme.test"
FACTS = Extraction(profile={}, evidence=(), blanks={})


def home(*, unverified: bool = False) -> Page:
    return Page(
        "https://acme.test/",
        f"{WWW}/",
        200,
        (),
        "text/html",
        b"",
        "",
        PageKind.HOME,
        0,
        0.0,
        0.1,
        1,
        unverified=unverified,
    )


def crawl(*, unverified: bool = False, found: bool = True) -> Crawl:
    return Crawl((home(unverified=unverified),) if found else (), final_origin=WWW if found else None, seconds=2.0)


@pytest.mark.parametrize(
    ("outcome", "known", "origin", "seconds"),
    [
        pytest.param(Outcome(crawl(), FACTS), None, WWW, (2.0,), id="read: where, and how long it took"),
        pytest.param(Outcome(crawl(), FACTS), "https://acme.test", WWW, (2.0,), id="it moved"),
        pytest.param(
            Outcome(crawl(), FACTS, Failure(Reason.ATTEMPT_DEADLINE)), None, WWW, (2.0,), id="cut off with a home page"
        ),
        pytest.param(
            Outcome(crawl(found=False), None, Failure(Reason.ATTEMPT_DEADLINE)), WWW, WWW, (2.0,), id="cut off without"
        ),
        pytest.param(Outcome(crawl(), FACTS, Failure(Reason.HTTP_429)), None, WWW, (), id="held up: where alone"),
        pytest.param(Outcome(crawl(), FACTS, hold=Hold(9, "")), None, WWW, (), id="held: where alone"),
        pytest.param(Outcome(crawl(unverified=True), FACTS), None, None, (2.0,), id="who proved nothing leads nowhere"),
    ],
)
def test_what_is_learned(outcome: Outcome, known: str | None, origin: str | None, seconds: tuple[float, ...]) -> None:
    site = learned(TimeoutConfig(), SiteKnowledge(origin=known), outcome, 9.0)
    assert site is not None
    assert (site.origin, site.seconds) == (origin, seconds)


@pytest.mark.parametrize(
    "outcome",
    [
        pytest.param(Outcome(crawl(found=False), failure=Failure(Reason.REFUSED)), id="refused"),
        pytest.param(Outcome(crawl(), FACTS, Failure(Reason.HTTP_429)), id="held up, and found where it was before"),
    ],
)
def test_what_teaches_nothing(outcome: Outcome) -> None:
    assert learned(TimeoutConfig(), SiteKnowledge(origin=WWW), outcome, 9.0) is None


@pytest.mark.parametrize(
    ("at_hand", "rung"),
    [
        pytest.param(0, 1, id="it was asked, and served lower down again"),
        pytest.param(1, None, id="nobody was asked: what served it last is still all that is known"),
    ],
)
def test_which_rung_served_is_learned_from_pages_that_were_asked_for(at_hand: int, rung: int | None) -> None:
    ladder = ladder_of(browser_headers=True, browser_tls=True)
    # the site is tried one rung lower after a week, here with its home page at hand
    outcome = Outcome(replace(crawl(), rung=1, pages_from_cache=at_hand), FACTS)
    site = rung_learned(ladder, SiteKnowledge(rung=2), outcome, climbed=False, now=1e9)
    assert (site and site.rung) == rung
