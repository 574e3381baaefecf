from __future__ import annotations

import pytest

from tests.extract.pages import ORIGIN, document
from theodore.extract.verify import holds
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value

TEXT = """<p>Anna\u00a0Weber, CEO</p><p>Call +49 (0) 30 / 90 18 20</p>
<p>Founded in 1998</p><p>We ship boats, day and night.</p>"""


def evidence(field: str, value: Value, quote: str, kind: Proof = Proof.TEXT) -> Evidence:
    return Evidence(field, value, kind, ORIGIN, quote, "test", 0.9)


@pytest.mark.parametrize(
    ("field", "value", "quote"),
    [
        pytest.param("leadership_team", "Anna Weber, CEO", "anna weber, ceo", id="white-space-and-case-do-not-count"),
        pytest.param("phones", "+4930901820", "+49 (0) 30 / 90 18 20", id="digits"),
        pytest.param("founding_year", 1998, "Founded in 1998", id="a-number"),
        pytest.param("official_name", "ship boats", "We ship boats, day", id="in-the-midst"),
        pytest.param("official_name", "day ship", "We ship boats, day", id="in-another-order"),
        pytest.param("has_job_listings", True, "Founded", id="a-truth-value-has-no-words"),
        pytest.param(
            "company_description", "We ship boats, day and night…", "We ship boats, day and night.", id="free"
        ),
    ],
)
def test_what_holds(field: str, value: Value, quote: str) -> None:
    assert holds(evidence(field, value, quote), document(TEXT))


@pytest.mark.parametrize(
    ("field", "value", "quote"),
    [
        pytest.param("leadership_team", "Anna Weber, CEO", "Weber, CEO Call", id="a-word-is-missing"),
        pytest.param("leadership_team", "Jan Huber, CEO", "Anna Weber, CEO", id="another-value"),
        pytest.param("leadership_team", "Jan Huber, CEO", "Jan Huber, CEO", id="a-quote-that-is-not-on-the-page"),
        pytest.param("official_name", "We ship boat", "We ship boats, day", id="the-last-word-goes-on"),
        pytest.param("official_name", "hip boats", "We ship boats, day", id="the-first-word-has-begun-before"),
        pytest.param("founding_year", 1999, "Founded in 1998", id="another-year"),
        pytest.param("phones", "+4930901821", "+49 (0) 30 / 90 18 20", id="another-number"),
        pytest.param("founding_year", 1998, "", id="no-quote"),
        pytest.param(
            "company_description", "We build rockets of steel", "We ship boats, day and night.", id="invented"
        ),
    ],
)
def test_what_does_not(field: str, value: Value, quote: str) -> None:
    assert not holds(evidence(field, value, quote), document(TEXT))


def test_markup_needs_a_snippet_and_observation_none() -> None:
    found = document(TEXT)
    assert not holds(evidence("tech_stack", "x", "", Proof.MARKUP), found)
    assert holds(evidence("tech_stack", "x", "<x>", Proof.MARKUP), found)
    assert holds(evidence("crawl_depth", 1, "", Proof.OBSERVED), found)
