"""Fields masks, as formulas."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.masks import merged, parse, picked, wants, written


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        pytest.param("*", {}, id="everything"),
        pytest.param("a,b", {"a": {}, "b": {}}, id="two"),
        pytest.param("a.b", {"a": {"b": {}}}, id="a way"),
        pytest.param("a/b", {"a": {"b": {}}}, id="with a stroke"),
        pytest.param("a(b,c.d)", {"a": {"b": {}, "c": {"d": {}}}}, id="several below one"),
        pytest.param(" a ( b ) ", {"a": {"b": {}}}, id="blanks"),
        pytest.param("a.b,a.c", {"a": {"b": {}, "c": {}}}, id="the same beginning"),
        pytest.param("a,a.b", {"a": {}}, id="all of it, and part"),
        pytest.param("a(*)", {"a": {}}, id="all below"),
        pytest.param("a,*", {}, id="everything besides"),
        pytest.param("user_entered_value.number_value", {"userEnteredValue": {"numberValue": {}}}, id="in snakes"),
    ],
)
def test_a_mask_is_read(text: str, mask: Any) -> None:
    assert parse(text) == mask


@pytest.mark.parametrize("text", ["", "a(", "a)", "a(b", "a..b", ",a", "a,", "a b", "a;b", "a()"])
def test_what_is_no_mask_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Invalid field mask"):
        parse(text)


def test_a_mask_knows_what_it_wants() -> None:
    mask = parse("sheets(properties,data.rowData)")
    assert wants(mask, "sheets", "data")
    assert wants(mask, "sheets", "properties", "title")
    assert not wants(mask, "sheets", "merges")
    assert not wants(mask, "properties")
    assert wants({}, "anything")


def test_masks_are_merged() -> None:
    assert merged(parse("a.b,c"), parse("a.d,c.e")) == {"a": {"b": {}, "d": {}}, "c": {}}


def test_parts_are_picked_of_each_member_of_a_list() -> None:
    answer = {"a": [{"b": 1, "c": 2}, {"c": 3}], "d": 4}
    assert picked(answer, parse("a.b")) == {"a": [{"b": 1}, {}]}
    assert picked(answer, {}) == answer


@pytest.mark.parametrize(
    ("mask", "result"),
    [
        pytest.param("a", {"a": {"x": 9}, "b": 2}, id="all of a part"),
        pytest.param("a.x", {"a": {"x": 9, "y": 1}, "b": 2}, id="part of a part"),
        pytest.param("a.y", {"a": {"x": 0}, "b": 2}, id="what is not given is removed"),
        pytest.param("b", {"a": {"x": 0, "y": 1}}, id="at any depth"),
        pytest.param("*", {"a": {"x": 9}}, id="everything"),
    ],
)
def test_parts_are_written(mask: str, result: Any) -> None:
    assert written({"a": {"x": 0, "y": 1}, "b": 2}, {"a": {"x": 9}}, parse(mask)) == result
