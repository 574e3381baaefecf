"""A run as its sheet shows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.store.builders import (
    START,
    TIMEOUT,
    begin,
    claim_one,
    completed,
    ending,
    failed,
    finish,
    found,
    new_row,
    retry,
)
from theodore.model.company import ResultRow
from theodore.model.evidence import Extraction
from theodore.model.fields import Tab, catalogue
from theodore.model.outcome import Outcome
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.records import Ending, Run


def sheet(journal: Journal, run: Run) -> list[ResultRow]:
    with journal.read() as reader:
        return list(reader.sheet_rows(run.id))


def of_another() -> Outcome:
    """Facts of a site that is another company's."""
    profile = {"identity_match": "mismatch", "official_name": "Elsewhere Ltd"}
    return replace(found(), extraction=Extraction(profile, (), {}))


def test_rows_stand_in_the_order_of_the_table(journal: Journal) -> None:
    run = begin(journal, [new_row(n, priority=1 + n % 5) for n in (2, 0, 1)])
    finish(journal, claim_one(journal, run), completed())
    assert [row.companies["record_id"] for row in sheet(journal, run)] == ["r0", "r1", "r2"]


def test_a_row_that_has_not_begun(journal: Journal) -> None:
    (row,) = sheet(journal, begin(journal, [new_row(0, cells=("Nordwind", "nordwind.test", "my note"))]))
    assert row.cells == ("Nordwind", "nordwind.test", "my note")
    assert row.details is None
    shown = {name: value for name, value in row.companies.items() if value is not None}
    assert shown == {
        "name": "Company 0",
        "website": "c0.test",
        "status": "pending",
        "attempts": 0,
        "record_id": "r0",
    }


def test_every_field_of_a_tab_has_its_key(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed())
    (row,) = sheet(journal, run)
    for tab, values in ((Tab.COMPANIES, row.companies), (Tab.DETAILS, row.details)):
        assert values is not None
        assert list(values) == [field.name for field in catalogue().on(tab) if field.type != "formula"]


@pytest.mark.parametrize(
    ("ended", "shown"),
    [
        pytest.param(
            completed(),
            {"status": "completed", "progress": "1 page", "research_date": "2023-11-14T22:13:25+00:00"},
            id="completed",
        ),
        pytest.param(
            ending(State.COMPLETED, "partial", found(), failure=TIMEOUT, partial=True),
            {
                "status": "completed",
                "progress": "1 page, not all that matter",
                "error_type": None,
                "error_notes": TIMEOUT.note,
            },
            id="a partial success has notes and no class",
        ),
        pytest.param(
            completed(found(distrusted="the site's certificate expired on 2025-03-01")),
            {
                "status": "completed",
                "progress": "1 page, unverified",
                "error_type": None,
                "error_notes": "unverified: the site's certificate expired on 2025-03-01, "
                "so anybody may have written what it says.",
            },
            id="what was read without proof is called so",
        ),
        pytest.param(
            ending(State.COMPLETED, "partial", found(distrusted="it is not good"), failure=TIMEOUT, partial=True),
            {"error_notes": f"{TIMEOUT.note} unverified: it is not good, so anybody may have written what it says."},
            id="beside what else there is to say",
        ),
        pytest.param(
            completed(of_another()),
            {
                "status": "completed",
                "error_notes": "mismatch: the site seems to be of Elsewhere Ltd; check the website.",
            },
            id="the site of another company",
        ),
        pytest.param(
            retry(wait_s=4),
            {"status": "processing", "progress": "again at 2023-11-14T22:13:29+00:00", "research_date": None},
            id="a wait says till when",
        ),
        pytest.param(
            failed(),
            {"status": "failed", "error_type": "timeout", "error_notes": TIMEOUT.note, "progress": None},
            id="a failure says why and what to do",
        ),
    ],
)
def test_what_a_row_shows(journal: Journal, ended: Ending, shown: dict[str, Any]) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), ended)
    (row,) = sheet(journal, run)
    assert {name: row.companies[name] for name in shown} == shown
    assert row.companies["attempts"] == 1


def test_first_facts_show_while_the_row_waits(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), retry(outcome=found()))
    (row,) = sheet(journal, run)
    assert row.details is not None
    assert row.details["official_name"] == "Nordwind AG"
    assert row.companies["field_coverage"] == 1 / 52


def test_what_the_user_wrote_is_never_replaced_by_what_was_found(journal: Journal) -> None:
    run = begin(journal, 1)
    outcome = found()
    assert outcome.extraction is not None
    outcome.extraction.profile["name"] = "another name"
    finish(journal, claim_one(journal, run), completed(outcome))
    (row,) = sheet(journal, run)
    assert row.details is not None
    assert row.companies["name"] == row.details["name"] == "Company 0"


def test_times_say_when_a_row_was_seen_and_changed(journal: Journal) -> None:
    run = begin(journal, 1, now=START - 100)
    finish(journal, claim_one(journal, run), completed())
    (row,) = sheet(journal, run)
    assert row.details is not None
    assert row.details["created_at"] == "2023-11-14T22:11:40+00:00"
    assert row.details["last_updated"] == "2023-11-14T22:13:25+00:00"
