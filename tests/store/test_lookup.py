"""Finding the row that a person means."""

from __future__ import annotations

import pytest

from tests.store.builders import START, begin, new_row
from theodore.crawl.urls import parse_website
from theodore.model.errors import FetchFailed
from theodore.store.journal import Journal

ROWS = [
    new_row(0, name="Nordwind AG", website="https://www.nordwind.test/", site="nordwind.test"),
    new_row(1, name="Bäckerei  Weiß", website="weiss.test", record_id="r_0123456789ab"),
    new_row(2, name="Shop One", website="market.test/one", site="market.test"),
    new_row(3, name="Shop Two", website="market.test/two", site="market.test"),
    new_row(4, name="weiss.test", website="else.test"),
    new_row(5, name="r0", website=""),
    new_row(6, name="Bücher", website="xn--bcher-kva.test/Laden", site="xn--bcher-kva.test"),
    new_row(7, name="Whole", website="whole.test"),
    new_row(8, name="Part", website="whole.test/part", site="whole.test"),
    new_row(9, name="Straße", website="xn--strae-oqa.test/%C3%BCber", site="xn--strae-oqa.test"),
]


def website_key(text: str) -> str | None:
    """As rows get theirs, so that one function decides what is the same website."""
    try:
        return parse_website(text).website_key
    except FetchFailed:
        return None


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        pytest.param("r0", [0], id="a record id comes before a name"),
        pytest.param("r_0123456789ab", [1], id="a record id"),
        pytest.param("nordwind.test", [0], id="a domain"),
        pytest.param("https://www.nordwind.test/", [0], id="a website as it was written"),
        pytest.param("HTTP://Nordwind.Test", [0], id="a website in another spelling"),
        pytest.param("market.test/two", [3], id="one page of a site"),
        pytest.param("market.test", [2, 3], id="a site has all its rows"),
        pytest.param("whole.test", [7], id="a website comes before its site"),
        pytest.param("https://whole.test:443", [7], id="the scheme's own port is none"),
        pytest.param("http://whole.test:80/part", [8], id="nor is http's"),
        pytest.param("straße.test/über", [9], id="a name and a path in their own letters"),
        pytest.param("weiss.test", [1], id="a domain comes before a name"),
        pytest.param("bäckerei weiss", [1], id="a name, folded"),
        pytest.param("  Nordwind AG ", [0], id="blanks around do not matter"),
        pytest.param("Nordwind", [], id="half a name is none"),
        pytest.param("https://Bücher.test/Laden/", [6], id="an international name; a path keeps its case"),
        pytest.param("bücher.test/laden", [], id="which may matter to its server"),
        pytest.param("..", [], id="no host at all"),
        pytest.param("", [], id="nothing finds nothing"),
    ],
)
def test_a_row_is_found(journal: Journal, text: str, positions: list[int]) -> None:
    run = begin(journal, ROWS)
    with journal.read() as reader:
        for run_id in (run.id, None):
            found = reader.find_company(run_id, text, website_key(text))
            assert [match.record_id for match in found] == [ROWS[n].row.company.record_id for n in positions]


def test_the_newest_run_that_has_it_is_taken(journal: Journal) -> None:
    older = begin(journal, [new_row(0), new_row(1)], now=START)
    newer = begin(journal, [new_row(0)], now=START + 9)
    with journal.read() as reader:
        assert [match.run_id for match in reader.find_company(None, "c0.test")] == [newer.id]
        assert [match.run_id for match in reader.find_company(None, "c1.test")] == [older.id]
        assert [match.run_id for match in reader.find_company(older.id, "c0.test")] == [older.id]
