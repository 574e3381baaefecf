"""Values and the words that prove them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.evidence import Blank, Evidence, Proof

PHONE = Evidence("phones", "+49301234567", Proof.TEXT, "https://a.test/contact", "Tel. 030 1234567", "phone.text", 0.9)


def test_an_id_is_twelve_hex_digits() -> None:
    assert len(PHONE.id) == 12
    assert int(PHONE.id, 16) >= 0


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"quote": "Telefon: 030 1234567"}, id="other words around it"),
        pytest.param({"confidence": 0.4}, id="another confidence"),
        pytest.param({"kept": False}, id="set aside by merging"),
    ],
)
def test_an_id_stays_while_field_value_page_and_method_stay(change: dict[str, object]) -> None:
    assert replace(PHONE, **change).id == PHONE.id  # type: ignore[arg-type] # a table of changes


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"field": "contact_info"}, id="another field"),
        pytest.param({"value": "+49301234568"}, id="another value"),
        pytest.param({"url": "https://a.test/"}, id="another page"),
        pytest.param({"url": None}, id="no page"),
        pytest.param({"method": "jsonld"}, id="another method"),
    ],
)
def test_an_id_changes_with_what_names_the_evidence(change: dict[str, object]) -> None:
    assert replace(PHONE, **change).id != PHONE.id  # type: ignore[arg-type] # a table of changes


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_any_value_has_an_id(value: object) -> None:
    # lone surrogates included: a page can hold them
    assert len(replace(PHONE, value=value, url="https://a.test/\ud800").id) == 12


def test_kinds_of_proof_and_reasons_for_blanks_are_the_designs() -> None:
    assert [proof.value for proof in Proof] == ["text", "markup", "header", "derived", "observed"]
    assert [blank.value for blank in Blank] == [
        "not_published",
        "page_not_reached",
        "blocked",
        "extraction_failed",
        "budget",
        "disabled",
    ]
