"""Pages and their bodies."""

from __future__ import annotations

import pytest

from tests.store.builders import START, begin, claim_one, completed, finish, found, page, retry, text_of
from theodore.model.page import Page, PageKind
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger


def stored(journal: Journal) -> tuple[int, int]:
    """How many bodies there are, and what they take."""
    with journal.read() as reader:
        found = reader._connection.exec_driver_sql("SELECT count(*), coalesce(sum(length(body)), 0) FROM snapshots")
        count, taken = found.one()
        return count, taken


def carried(journal: Journal, run_id: str) -> tuple[Page, ...]:
    with journal.read() as reader:
        return reader.carried_pages(run_id, 1)


def test_pages_come_back_as_they_went_in(journal: Journal) -> None:
    read = (
        page("https://c0.test/", "Grüße 😀\r\n\0", status=203, headers=(("set", "a"), ("set", "b")), wire_bytes=2**40),
        page("https://c0.test/robots.txt", "User-agent: *", PageKind.ROBOTS, content_type="text/plain"),
        page("https://c0.test/about", "", PageKind.ABOUT, depth=1, final_url="https://c0.test/about/"),
    )
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(outcome=found(*read)))
    assert carried(journal, run.id) == read
    with journal.read() as reader:
        assert tuple(reader.pages_of(1)) == read


def test_pages_are_carried_within_a_run_alone(journal: Journal) -> None:
    finish(journal, claim_one(journal, begin(journal, 1)), completed())
    assert carried(journal, begin(journal, 1).id) == ()


def test_what_a_later_attempt_read_is_added_and_replaces(journal: Journal) -> None:
    run = begin(journal, 1)
    home, about = page(), page("https://c0.test/about", "old", PageKind.ABOUT)
    finish(journal, claim_one(journal, run), retry(outcome=found(home, about)))
    newer, team = page("https://c0.test/about", "new", PageKind.ABOUT), page("https://c0.test/team", "t", PageKind.TEAM)
    finish(journal, claim_one(journal, run, now=START + 60), retry(outcome=found(home, newer, team)))
    assert carried(journal, run.id) == (home, newer, team)


def test_the_same_address_twice_in_a_crawl_is_kept_once(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(outcome=found(page(text="first"), page(text="second"))))
    assert [one.text for one in carried(journal, run.id)] == ["second"]


def test_a_body_is_stored_once(journal: Journal) -> None:
    run = begin(journal, 3)
    for n in range(3):
        read = [page(f"https://c{n}.test/{k}", "the same for all") for k in range(4)]
        finish(journal, claim_one(journal, run), completed(found(*read)))
    assert stored(journal)[0] == 1


def test_bodies_are_compressed(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed(found(page(text="<p>the same again</p>" * 5_000))))
    assert stored(journal)[1] < 1_000


def _fill(journal: Journal, bodies: int, size: int) -> str:
    run = begin(journal, bodies)
    for n in range(bodies):
        read = page(f"https://c{n}.test/", text_of(size, n))
        finish(journal, claim_one(journal, run), completed(found(read), at=START + n))
    return run.id


@pytest.mark.parametrize(
    ("limit", "left"),
    [
        pytest.param(10**9, 10, id="nothing is removed below the limit"),
        pytest.param(55_000, 5, id="the oldest go, as many as must"),
        pytest.param(0, 0, id="all of them, if it must be"),
    ],
)
def test_the_oldest_bodies_are_pruned(journal: Journal, limit: int, left: int) -> None:
    _fill(journal, 10, 20_000)  # of which hexadecimal digits take half
    assert journal.write(lambda ledger: ledger.prune_snapshots(limit)) == 10 - left
    assert stored(journal)[0] == left
    with journal.read() as reader:
        texts = [next(iter(reader.pages_of(row))).text for row in range(1, 11)]
    assert [bool(text) for text in texts] == [False] * (10 - left) + [True] * left


def test_a_page_whose_body_was_pruned_is_asked_for_again(journal: Journal) -> None:
    run_id = _fill(journal, 1, 1_000)
    journal.write(lambda ledger: ledger.prune_snapshots(0))
    assert carried(journal, run_id) == ()


def test_pruning_gives_the_space_back(journal: Journal) -> None:
    _fill(journal, 40, 200_000)

    def size() -> int:
        journal.close()  # which brings the log into the file
        return journal.path.stat().st_size

    before = size()
    journal.write(lambda ledger: ledger.prune_snapshots(0))
    assert size() < before / 4


def test_many_are_pruned_in_one_go(journal: Journal) -> None:
    def work(ledger: Ledger) -> int:
        ledger._connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO snapshots SELECT 'h' || i, x'00', 1, 1, i FROM n"
        )
        return ledger.prune_snapshots(100)

    assert journal.write(work) == 900
    with journal.read() as reader:
        oldest = reader._connection.exec_driver_sql("SELECT min(created_at) FROM snapshots").scalar_one()
    assert oldest == 901
