from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.pages import crawl, page
from theodore.extract.blanks import STATED_ON, blanks
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Blank
from theodore.model.fields import catalogue
from theodore.model.outcome import Crawl
from theodore.model.page import MissedPage, PageKind

HOME = page("home")
WHOLE = crawl(HOME, page("about", PageKind.ABOUT), page("contact", PageKind.CONTACT))
CUT = replace(crawl(HOME), failure=Failure(Reason.ATTEMPT_DEADLINE))


def missed(error: str) -> Crawl:
    return replace(crawl(HOME), missed=(MissedPage("https://nordwind.test/about", PageKind.ABOUT, error),))


@pytest.mark.parametrize(
    ("given", "blank"),
    [
        pytest.param(WHOLE, Blank.NOT_PUBLISHED, id="read-and-not-there"),
        pytest.param(crawl(HOME), Blank.NOT_PUBLISHED, id="a-small-site-read-whole"),
        pytest.param(missed("http_404"), Blank.PAGE_NOT_REACHED, id="the-page-was-lost"),
        pytest.param(missed("attempt_deadline"), Blank.PAGE_NOT_REACHED, id="the-page-came-too-late"),
        pytest.param(missed("robots_disallowed"), Blank.BLOCKED, id="robots-txt-forbids-it"),
        pytest.param(missed("challenge"), Blank.BLOCKED, id="a-challenge-stood-before-it"),
        pytest.param(CUT, Blank.PAGE_NOT_REACHED, id="cut-before-the-pages-were-chosen"),
        pytest.param(
            replace(CUT, failure=Failure(Reason.CHALLENGE)), Blank.BLOCKED, id="blocked-before-the-pages-were-chosen"
        ),
        pytest.param(replace(WHOLE, failure=CUT.failure), Blank.NOT_PUBLISHED, id="cut-after-the-page-was-read"),
    ],
)
def test_why_the_founding_year_is_blank(given: Crawl, blank: Blank) -> None:
    assert blanks({}, given, set())["founding_year"] is blank


def test_fields_that_are_switched_off_are_disabled() -> None:
    found = blanks({}, WHOLE, set(), off={"company_stage"})
    assert found["company_stage"] is Blank.DISABLED
    assert found["founding_year"] is Blank.NOT_PUBLISHED
    assert set(found) == {field.name for field in catalogue().extractable}


def test_a_rule_that_broke() -> None:
    assert blanks({}, WHOLE, {"founding_year"})["founding_year"] is Blank.EXTRACTION_FAILED


def test_filled_fields_have_no_reason() -> None:
    assert "founding_year" not in blanks({"founding_year": 1998}, WHOLE, set())
    assert "emails" in blanks({"emails": []}, WHOLE, set())


def test_every_extractable_field_has_its_kinds_of_pages() -> None:
    assert set(STATED_ON) == {field.name for field in catalogue().extractable}
