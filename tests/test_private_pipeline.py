"""What an attempt without personal data tells of pages that it could not read."""

from __future__ import annotations

from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.model.page import MissedPage, PageKind
from theodore.model.ports import Progress
from theodore.pipeline import PrivatePipeline

_FAILURE = Failure(Reason.RESET, detail="after anna@a.test", url="https://a.test/team/anna-weber", status=200)


class _Fake:
    async def attempt(self, company: Company, deadline_s: float, hints: Hints, progress: Progress) -> Outcome:
        missed = MissedPage("https://a.test/team/anna-weber", PageKind.TEAM, "reset")
        return Outcome(crawl=Crawl(failure=_FAILURE, missed=(missed,)), failure=_FAILURE)


async def test_addresses_and_messages_name_nobody() -> None:
    outcome = await PrivatePipeline(_Fake()).attempt(Company("1", "A", "a.test"), 1.0, Hints(), lambda _: None)
    assert outcome.failure == outcome.crawl.failure
    assert outcome.failure == Failure(Reason.RESET, "after (left out)", "https://a.test/team/", status=200)
    assert [page.url for page in outcome.crawl.missed] == ["https://a.test/team/"]
