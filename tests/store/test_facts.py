"""Facts and their proofs, as they are shown for a row."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.store.builders import START, begin, claim_one, completed, ending, extraction, failed, finish, new_row, proof
from tests.store.builders import found as found_pages
from theodore.model.evidence import Blank, Evidence, Extraction, Proof
from theodore.model.outcome import Crawl, Outcome
from theodore.model.states import State
from theodore.store.journal import Journal
from theodore.store.profiles import extractor
from theodore.store.records import Facts
from theodore.store.schema import evidence as evidence_table


def facts_of(journal: Journal, row_id: int) -> Facts | None:
    with journal.read() as reader:
        return reader.facts(row_id)


def stating(*evidence: Evidence, **profile: object) -> Outcome:
    return Outcome(crawl=found_pages().crawl, extraction=extraction(profile, *evidence))


def test_facts_come_back_as_they_went_in(journal: Journal) -> None:
    name = proof()
    year = proof("founding_year", 1987, kind=Proof.MARKUP, quote='"foundingDate": "1987"', method="jsonld.organization")
    info = proof("contact_info", {"email": "a@b.test"}, kind=Proof.DERIVED, url=None, derived_from=(name.id, year.id))
    dropped = proof("emails", ["x@y.test", "ü"], kept=False, confidence=0.25, unverified=True)
    profile = {"official_name": "Nordwind AG", "founding_year": 1987, "has_forms": True, "emails": ["a@b.test"]}
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed(stating(name, year, info, dropped, **profile)))
    facts = facts_of(journal, 1)
    assert facts is not None
    assert facts.profile == profile
    assert facts.evidence == (name, year, info, dropped)
    assert facts.blanks == {"awards": Blank.NOT_PUBLISHED}
    assert facts.coverage == 4 / 52
    assert (facts.partial, facts.completed_at, facts.run_id) == (False, START + 5, run.id)


def test_evidence_names_who_found_it(journal: Journal) -> None:
    theirs = replace(extraction(), researcher="caller:a.Mine")
    run = begin(journal, 2)
    finish(journal, claim_one(journal, run), completed())
    finish(journal, claim_one(journal, run), completed(replace(found_pages(), extraction=theirs)))
    with journal.transaction() as ledger:
        found_by = (
            ledger._connection.execute(select(evidence_table.c.extractor).order_by(evidence_table.c.id)).scalars().all()
        )
    assert found_by == [extractor(), "caller:a.Mine"]


def test_a_row_without_facts_has_none(journal: Journal) -> None:
    run = begin(journal, 1)
    assert facts_of(journal, 1) is None
    finish(journal, claim_one(journal, run), failed())
    assert facts_of(journal, 1) is None
    assert facts_of(journal, 99) is None
    with journal.read() as reader:
        assert list(reader.pages_of(99)) == []


def test_a_later_attempt_replaces_the_facts_of_an_earlier_one(journal: Journal) -> None:
    run = begin(journal, 1)
    waiting = ending(State.WAITING, "retry", stating(proof()), due_at=START + 9, counts_retry=True)
    finish(journal, claim_one(journal, run), waiting)
    later = proof("official_name", "Südwind AG")
    finish(journal, claim_one(journal, run, now=START + 60), completed(stating(later, official_name="Südwind AG")))
    facts = facts_of(journal, 1)
    assert facts is not None
    assert (facts.profile, facts.evidence) == ({"official_name": "Südwind AG"}, (later,))


def test_both_rows_of_a_website_have_its_facts(journal: Journal) -> None:
    run = begin(journal, [new_row(0), new_row(1, website="c0.test")])
    finish(journal, claim_one(journal, run), completed())
    assert facts_of(journal, 1) == facts_of(journal, 2) is not None


def test_a_skipped_row_has_the_facts_of_the_run_that_found_them(journal: Journal) -> None:
    earlier = begin(journal, 1)
    finish(journal, claim_one(journal, earlier), completed())
    run = begin(journal, 1)
    journal.write(lambda ledger: ledger.skip_fresh(run.id, START + 60, 3_600))
    facts = facts_of(journal, 2)
    assert facts is not None
    assert (facts.run_id, facts.evidence) == (earlier.id, (proof(),))
    with journal.read() as reader:
        assert [one.url for one in reader.pages_of(2)] == ["https://c0.test/"]


def test_another_run_keeps_facts_of_its_own(journal: Journal) -> None:
    for name in ("Nordwind AG", "Südwind AG"):
        run = begin(journal, 1)
        finish(journal, claim_one(journal, run), completed(stating(proof(value=name), official_name=name)))
    assert [facts.profile["official_name"] for row in (1, 2) if (facts := facts_of(journal, row))] == [
        "Nordwind AG",
        "Südwind AG",
    ]


def test_pages_without_any_fact_are_facts_too(journal: Journal) -> None:
    run = begin(journal, 1)
    nothing = Outcome(crawl=Crawl(), extraction=Extraction({}, (), {"emails": Blank.NOT_PUBLISHED}))
    finish(journal, claim_one(journal, run), completed(nothing))
    facts = facts_of(journal, 1)
    assert facts is not None
    assert (facts.profile, facts.evidence, facts.coverage) == ({}, (), 0.0)


def test_evidence_says_which_version_found_it(journal: Journal) -> None:
    run = begin(journal, 1)
    finish(journal, claim_one(journal, run), completed())
    with journal.read() as reader:
        stored = reader._connection.exec_driver_sql("SELECT key, extractor FROM evidence").one()
    assert tuple(stored) == (proof().id, extractor())
