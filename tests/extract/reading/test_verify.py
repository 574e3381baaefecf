from __future__ import annotations

import pytest

from tests.extract.pages import ORIGIN, document
from theodore.extract.registry import proven as holds
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


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        pytest.param("", False, id="no-snippet"),
        pytest.param("<p>Founded in 1998</p>", True, id="as-it-stands"),
        pytest.param("<p>Founded   in\n1998</p>", True, id="white-space-does-not-count"),
        pytest.param("<p>Anna&nbsp;Weber", True, id="an-entity-is-its-character"),
        pytest.param("<x>", False, id="nowhere-in-the-source"),
        pytest.param("name: Anna Weber", False, id="made-up"),
    ],
)
def test_markup_needs_a_snippet_of_the_source(quote: str, expected: bool) -> None:
    assert holds(evidence("tech_stack", "x", quote, Proof.MARKUP), document(TEXT)) is expected


def test_headers_need_their_line_and_observation_nothing() -> None:
    assert holds(evidence("tech_stack", "x", "server: x", Proof.HEADER), document(TEXT))
    assert not holds(evidence("tech_stack", "x", "", Proof.HEADER), document(TEXT))
    assert holds(evidence("crawl_depth", 1, "", Proof.OBSERVED), document(TEXT))
