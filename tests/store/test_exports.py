"""Exports have the columns that they promise, for every row."""

from __future__ import annotations

import pytest

from tests.store.builders import (
    START,
    begin,
    claim,
    claim_one,
    completed,
    failed,
    finish,
    found,
    new_row,
    page,
    proof,
    retry,
)
from theodore.model.fields import catalogue
from theodore.model.page import PageKind
from theodore.store.exports import Record, export_columns
from theodore.store.journal import Journal
from theodore.store.records import Run


def export(journal: Journal, run: Run, what: str) -> list[Record]:
    with journal.read() as reader:
        if what == "pages":
            return list(reader.export_pages(run.id, lambda html: html.replace("<p>", "").replace("</p>", "")))
        return list(getattr(reader, f"export_{what}")(run.id))


@pytest.fixture
def run(journal: Journal) -> Run:
    """Two rows of one website with facts, one that failed after a retry, one skipped, one that has not begun."""
    earlier = begin(journal, [new_row(3)])
    finish(journal, claim_one(journal, earlier), completed())
    run = begin(journal, [new_row(0), new_row(1, website="c0.test"), new_row(2), new_row(3), new_row(4)])
    journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, 3_600))
    twins, bad = claim(journal, run, 2)
    robots = page("https://c0.test/robots.txt", "User-agent: *", PageKind.ROBOTS, content_type="text/plain")
    finish(journal, twins, completed(found(page(), robots)))
    finish(journal, bad, retry(wait_s=1))
    finish(journal, claim_one(journal, run, now=START + 60), failed(at=START + 65))
    return run


@pytest.mark.parametrize(
    ("what", "columns"),
    [
        pytest.param(
            "evidence", "record_id, field, value, kind, url, quote, method, confidence, kept, unverified", id="evidence"
        ),
        pytest.param(
            "pages",
            "record_id, website, url, final_url, status, headers, fetched_at, content_type, html, text, unverified",
            id="pages",
        ),
        pytest.param(
            "attempts",
            "record_id, website, attempt, started_at, seconds, deadline, outcome, "
            "error_type, reason, message, wait, pages",
            id="attempts",
        ),
    ],
)
def test_columns_are_those_of_the_design(journal: Journal, run: Run, what: str, columns: str) -> None:
    assert export_columns(what) == tuple(columns.split(", "))
    records = export(journal, run, what)
    assert records
    assert {tuple(record) for record in records} == {export_columns(what)}


def test_a_profile_has_every_field_of_the_catalogue(journal: Journal, run: Run) -> None:
    names = {field.name for field in catalogue().fields}
    records = export(journal, run, "profiles")
    assert [record["record_id"] for record in records] == ["r0", "r1", "r2", "r3", "r4"]
    assert [record["official_name"] for record in records] == ["Nordwind AG", "Nordwind AG", None, "Nordwind AG", None]
    assert [record["status"] for record in records] == ["completed", "completed", "failed", "completed", "pending"]
    assert all(set(record) == names and tuple(record) == export_columns("profiles") for record in records)


def test_evidence_is_given_for_each_row(journal: Journal, run: Run) -> None:
    records = export(journal, run, "evidence")
    assert [record["record_id"] for record in records] == ["r0", "r1", "r3"]
    assert records[0] == {
        "record_id": "r0",
        "field": "official_name",
        "value": "Nordwind AG",
        "kind": "text",
        "url": "https://c0.test/",
        "quote": proof().quote,
        "method": "rule.name",
        "confidence": 0.9,
        "kept": True,
        "unverified": False,
    }


def test_pages_are_given_with_their_bodies(journal: Journal, run: Run) -> None:
    records = export(journal, run, "pages")
    assert [(record["record_id"], record["html"], record["text"]) for record in records] == [
        ("r0", "<p>Hello</p>", "Hello"),
        ("r0", None, "User-agent: *"),
        ("r1", "<p>Hello</p>", "Hello"),
        ("r1", None, "User-agent: *"),
        ("r3", "<p>Hello</p>", "Hello"),
    ]
    assert records[0]["headers"] == {"content-type": "text/html", "server": "farm"}
    assert records[0]["fetched_at"] == "2023-11-14T22:13:20+00:00"


def test_a_page_whose_body_was_pruned_is_given_without_it(journal: Journal, run: Run) -> None:
    journal.write(lambda ledger: ledger.prune_snapshots(0))
    assert {(record["html"], record["text"]) for record in export(journal, run, "pages")} == {(None, None)}


def test_every_attempt_is_given(journal: Journal, run: Run) -> None:
    records = export(journal, run, "attempts")
    given = [(record["record_id"], record["attempt"], record["outcome"], record["wait"]) for record in records]
    assert given == [
        ("r0", 1, "completed", None),
        ("r1", 1, "completed", None),
        ("r2", 1, "retry", 1),
        ("r2", 2, "failed", None),
    ]
    assert records[0]["started_at"] == "2023-11-14T22:13:20+00:00"


def test_pages_are_streamed(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed(found(*(page(f"https://c0.test/{n}") for n in range(300)))))
    with journal.read() as reader:
        stream = reader.export_pages(run.id, str)
        assert next(stream)["url"] == "https://c0.test/0"
        assert sum(1 for _ in stream) == 299
