"""What the sites say to who comes again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.farm.conftest import StandMaker
from tests.farm.visitor import Answer, Visitor, of_variant
from theodore.farm import VARIANTS, FarmConfig, Fault, Latency

CONFIG = FarmConfig(sites=10, latency=Latency.ZERO, shares={Fault.REVISITED: 1.0})


async def ask(visitor: Visitor, url: str, **conditions: str) -> Answer:
    visitor.headers = {name.replace("_", "-"): value for name, value in conditions.items()}
    answer = await visitor.get(url)
    return replace(answer, headers={name.lower(): value for name, value in answer.headers.items()})


@pytest.mark.parametrize(
    ("variant", "header", "condition"),
    [
        pytest.param("tag", "etag", "If_None_Match", id="by a tag"),
        pytest.param("tag_weak", "etag", "If_None_Match", id="by a weak one"),
        pytest.param("date", "last-modified", "If_Modified_Since", id="by a date"),
        pytest.param("tag_and_date", "etag", "If_None_Match", id="by a tag where there is a date too"),
        pytest.param("no_store", "etag", "If_None_Match", id="by the tag of a page that is stored nowhere"),
        pytest.param("lying_tag", "etag", "If_None_Match", id="by a tag that lies"),
    ],
)
async def test_who_has_a_page_gets_304(stand: StandMaker, variant: str, header: str, condition: str) -> None:
    async with stand(CONFIG) as at:
        url = f"{of_variant(at.truths, variant)['final_origin']}/"
        first = await ask(at.visitor, url)
        mark = first.headers[header]
        again = await ask(at.visitor, url, **{condition: mark})
        another = await ask(at.visitor, url, **{condition: mark.replace("1", "2").replace("a", "b") + "x"})
    assert (first.status, again.status, another.status) == (200, 304, 200)
    assert again.body == b""
    assert again.headers[header] == mark
    assert len(first.body) > 500


async def test_a_site_that_changes_shows_another_home_page_and_the_same_others(stand: StandMaker) -> None:
    async with stand(CONFIG) as at:
        truth = of_variant(at.truths, "changes")
        home = [await ask(at.visitor, f"{truth['final_origin']}/") for _ in range(2)]
        other = next(path for kind, path in truth["pages"].items() if kind != "home")
        others = [await ask(at.visitor, f"{truth['final_origin']}{other}") for _ in range(2)]
    assert b"Edition 2" in home[1].body
    assert len({answer.headers["etag"] for answer in home}) == 2
    assert len({answer.body for answer in others}) == 1


async def test_a_tag_that_lies_stands_over_another_page_each_time(stand: StandMaker) -> None:
    async with stand(CONFIG) as at:
        url = f"{of_variant(at.truths, 'lying_tag')['final_origin']}/"
        first, second = [await ask(at.visitor, url) for _ in range(2)]
    assert first.headers["etag"] == second.headers["etag"]
    assert first.body != second.body


async def test_a_304_that_nobody_asked_for(stand: StandMaker) -> None:
    async with stand(CONFIG) as at:
        once = f"{of_variant(at.truths, 'unasked_304')['final_origin']}/"
        always = f"https://{of_variant(at.truths, 'always_304')['site']}/"
        assert [(await ask(at.visitor, once)).status for _ in range(2)] == [304, 200]
        assert {(await ask(at.visitor, always)).status for _ in range(3)} == {304}


def test_nobody_meets_them_unasked() -> None:
    assert not FarmConfig().shares[Fault.REVISITED]
    assert len(VARIANTS[Fault.REVISITED]) == CONFIG.sites
