"""Patterns and pages that were made for each other: each ends, and costs its own field alone."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from dataclasses import replace
from types import FunctionType
from typing import Any

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.pool import ExtractionPool
from theodore.extract.profile import extract_pages
from theodore.extract.rules.custom.limits import TooLong, time_limit
from theodore.model.custom_tables import definitions
from theodore.model.evidence import Blank
from theodore.model.page import PageKind

#: Takes years with the pattern below.
BAD = "<p>Kiel</p><p>" + "a" * 60 + "!</p>"
FOREVER = {"name": "own", "type": "text", "pattern": r"(a+)+$"}
GOOD = {"name": "good", "type": "text", "pattern": "Kiel"}


def test_a_pattern_that_takes_for_ever() -> None:
    began = time.process_time()
    facts = extract_pages(COMPANY, crawl(page(BAD)), custom=definitions([FOREVER, GOOD]))
    assert facts.blanks["own"] is Blank.EXTRACTION_FAILED
    # all others go on
    assert facts.profile["good"] == "Kiel"
    # of processor time; a hundred times what it may take, and nothing beside what it would
    assert time.process_time() - began < 100


def test_what_was_found_before_the_time_was_over_stays() -> None:
    pages = [page("<p>aaa"), page(BAD, PageKind.ABOUT)]
    assert extract_pages(COMPANY, crawl(*pages), custom=definitions([FOREVER])).profile["own"] == "aaa"


def test_the_whole_is_bounded_however_many_there_are() -> None:
    tables = [FOREVER | {"name": f"own{number}", "title": f"T{number}"} for number in range(8)]
    began = time.process_time()
    facts = extract_pages(COMPANY, crawl(page(BAD)), custom=definitions(tables))
    assert {facts.blanks[table["name"]] for table in tables} == {Blank.EXTRACTION_FAILED}
    assert time.process_time() - began < 100


def test_in_a_worker() -> None:
    """Where it happens: the pool goes on with the next company in the same worker."""

    async def both() -> list[Any]:
        async with ExtractionPool(workers=1, custom=definitions([FOREVER, GOOD])) as pool:
            again = replace(COMPANY, record_id="r2")
            return [await pool.extract(one, crawl(page(BAD))) for one in (COMPANY, again)]

    for facts in asyncio.run(both()):
        assert facts.blanks["own"] is Blank.EXTRACTION_FAILED
        assert facts.profile["good"] == "Kiel"
        assert facts.custom == ("own", "good")


def test_the_bell_rings_within_and_never_after() -> None:
    with pytest.raises(TooLong), time_limit(0.01):
        re.search(r"(a+)+$", "a" * 60 + "!")
    with time_limit(0.02):
        pass
    # more processor time than the limit, outside of it
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass


def test_code_that_may_hold_a_lock_is_let_go_on() -> None:
    done: list[bool] = []

    def work() -> None:
        until = time.process_time() + 0.1
        while time.process_time() < until:
            pass
        done.append(True)

    def search() -> None:
        # as if a tracer did this: its frames are neither ours nor those of the search
        FunctionType(work.__code__, {"__name__": "tracer", "time": time}, closure=work.__closure__)()
        re.search(r"(a+)+$", "a" * 60 + "!")

    with pytest.raises(TooLong), time_limit(0.01):
        search()
    assert done == [True]


def test_elsewhere_than_in_the_main_thread_there_is_no_bell() -> None:
    reached: list[bool] = []

    def work() -> None:
        with time_limit(0.001):
            reached.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert reached == [True]


@pytest.mark.parametrize(
    ("html", "table"),
    [
        pytest.param("<div>" * 20_000 + "x", {"selector": "div div div"}, id="nested elements"),
        pytest.param("<div>" * 9_000 + "x", {"selector": "div:has(p)"}, id="a search in nested elements"),
        pytest.param("<p>a" * 30_000, {"selector": "p:nth-child(7n)", "type": "list"}, id="counted elements"),
        pytest.param("<p>" + "word " * 1_000_000, {"selector": "p"}, id="a text of 5 MB"),
        pytest.param("<p>" + "a" * 5_000_000, {"pattern": "a+b"}, id="a word of 5 MB"),
        pytest.param("<a href=/x>x</a>" * 50_000, {"link": "x", "type": "list"}, id="links without end"),
        pytest.param("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x", {"selector": "[a7]"}, id="attributes"),
        pytest.param(
            "<script type='application/json'>" + '{"a":[' * 20_000 + "</script>", {"json_path": "$..a"}, id="deep JSON"
        ),
        pytest.param(
            "<script type='application/json'>[" + '{"a":[1]},' * 20_000 + "1]</script>",
            {"json_path": "$..*..*..a", "type": "list"},
            id="wide JSON",
        ),
    ],
)
def test_hostile_pages_end(html: str, table: dict[str, Any]) -> None:
    custom = definitions([{"name": "own", "type": "text"} | table, GOOD])
    facts = extract_pages(COMPANY, crawl(page(html), page("<p>Kiel", PageKind.ABOUT)), custom=custom)
    assert facts.profile["good"] == "Kiel"


def test_a_company_with_many_paragraphs_is_read_to_its_end() -> None:
    prose = "".join(f"<p>Of <b>ship</b> {number} we say {'different words ' * 60}here.</p>" for number in range(100))
    kinds = [kind for kind in PageKind if kind.is_content][:8]
    pages = [page(prose.replace("ship", kind.value), kind) for kind in kinds[:-1]]
    last = page(f"<p>Ropes</p>{prose}", kinds[-1])
    custom = definitions([{"name": "own", "type": "enum:ropes|sails", "selector": "p"}])
    assert extract_pages(COMPANY, crawl(*pages, last), custom=custom).profile["own"] == "ropes"
