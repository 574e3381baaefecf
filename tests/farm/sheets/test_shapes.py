"""The API's types: how bodies are read by them, and that they are as Google describes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.farm.sheets.description import answer_of, body_of, problems, schemas
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.kinds import HANDLERS
from theodore.farm.sheets.methods import _METHODS
from theodore.farm.sheets.shapes import read, table

_SCALARS = {"any", "string", "boolean", "number", "integer"}


def test_every_field_is_described_so_by_google() -> None:
    for kind, fields in table().items():
        if kind == "Request":
            continue
        for field, told in fields.items():
            assert _is_described(told, schemas()[kind]["properties"][field]), f"{kind}.{field}"


def _is_described(told: str, described: Mapping[str, Any]) -> bool:
    if told.endswith("[]"):
        return described["type"] == "array" and _is_described(told.removesuffix("[]"), described["items"])
    if told in table():
        return described.get("$ref") == told
    if told in _SCALARS:
        return told in {"any", described.get("type")}
    return set(told.split("|")) <= set(described["enum"])


def test_every_request_that_is_done_has_its_type() -> None:
    requests = table()["Request"]
    assert requests.keys() <= schemas()["Request"]["properties"].keys()
    assert {kind for kind, told in requests.items() if told != "any"} == HANDLERS.keys()


def test_every_method_answers_and_reads_as_described() -> None:
    for name, method in _METHODS.items():
        assert method.answer == answer_of(name)
        assert method.body == body_of(name)


RANGE = {"sheetId": 1, "startRowIndex": 2}


@pytest.mark.parametrize(
    ("kind", "value", "comes_to"),
    [
        pytest.param("GridRange", RANGE, RANGE, id="as it is"),
        pytest.param("GridRange", {"sheet_id": 1, "start_row_index": 2}, RANGE, id="in snakes"),
        pytest.param("GridRange", {"sheetId": "1", "startRowIndex": 2.0}, RANGE, id="whole numbers, however written"),
        pytest.param("GridRange", RANGE | {"endRowIndex": None}, RANGE, id="null is nothing"),
        pytest.param("ExtendedValue", {"numberValue": "0.5"}, {"numberValue": 0.5}, id="a number's digits"),
        pytest.param(
            "ValueRange", {"values": [[None, 1, "x"]]}, {"values": [[None, 1, "x"]]}, id="but null among values"
        ),
        pytest.param("DimensionRange", {"dimension": "ROWS"}, {"dimension": "ROWS"}, id="a word"),
        pytest.param(
            "BasicFilter", {"criteria": {"0": {"x": 1}}}, {"criteria": {"0": {"x": 1}}}, id="what is not looked into"
        ),
    ],
)
def test_a_body_is_read(kind: str, value: Any, comes_to: Any) -> None:
    assert read(kind, value) == comes_to


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        pytest.param("GridRange", {"sheet": 1}, "Unknown name \"sheet\" at 'here': Cannot find field.", id="a name"),
        pytest.param(
            "GridRange",
            [],
            "Invalid value at 'here' (type.googleapis.com/google.apps.sheets.v4.GridRange), []",
            id="no object",
        ),
        pytest.param(
            "GridRange", {"sheetId": "x"}, "Invalid value at 'here.sheet_id' (TYPE_INT32), \"x\"", id="no number"
        ),
        pytest.param(
            "GridRange", {"sheetId": 0.5}, "Invalid value at 'here.sheet_id' (TYPE_INT32), 0.5", id="no whole one"
        ),
        pytest.param(
            "GridRange", {"sheetId": True}, "Invalid value at 'here.sheet_id' (TYPE_INT32), true", id="nor this"
        ),
        pytest.param(
            "GridRange",
            {"sheetId": 2**31},
            "Invalid value at 'here.sheet_id' (TYPE_INT32), 2147483648",
            id="too large a one",
        ),
        pytest.param(
            "ExtendedValue",
            {"numberValue": True},
            "Invalid value at 'here.number_value' (TYPE_DOUBLE), true",
            id="yes is no number",
        ),
        pytest.param(
            "ExtendedValue", {"boolValue": 1}, "Invalid value at 'here.bool_value' (TYPE_BOOL), 1", id="one is not yes"
        ),
        pytest.param(
            "DimensionRange",
            {"dimension": "ROW"},
            "Invalid value at 'here.dimension' (type.googleapis.com/google.apps.sheets.v4.Dimension), \"ROW\"",
            id="no such word",
        ),
        pytest.param(
            "DimensionRange",
            {"dimension": []},
            "Invalid value at 'here.dimension' (type.googleapis.com/google.apps.sheets.v4.Dimension), []",
            id="no word",
        ),
        pytest.param(
            "RowData",
            {"values": {}},
            "Invalid value at 'here.values' (type.googleapis.com/google.apps.sheets.v4.CellData), {}",
            id="no list",
        ),
        pytest.param(
            "ValueRange",
            {"values": ["x"]},
            "Invalid value at 'here.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"x\"",
            id="no row",
        ),
    ],
)
def test_what_is_none_of_the_type_is_refused(kind: str, value: Any, message: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(kind, value, "here")
    assert message in refused.value.message


@pytest.mark.parametrize(
    ("kind", "value", "found"),
    [
        pytest.param("GridRange", {"sheetId": 1}, [], id="nothing"),
        pytest.param("GridRange", {"sheet": 1}, ["GridRange.sheet is not described"], id="a name"),
        pytest.param("GridRange", {"sheetId": "1"}, ["GridRange.sheetId is '1', no integer"], id="a type"),
        pytest.param(
            "RowData", {"values": [{"note": 1}]}, ["RowData.values[0].note is 1, no string"], id="below a list"
        ),
        pytest.param("RowData", {"values": 1}, ["RowData.values is 1, no list"], id="no list"),
        pytest.param("RowData", 1, ["RowData is 1, no RowData"], id="no object"),
        pytest.param(
            "SortSpec",
            {"sortOrder": "UP"},
            ["SortSpec.sortOrder is 'UP', none of SORT_ORDER_UNSPECIFIED, ASCENDING, DESCENDING"],
            id="a word",
        ),
    ],
)
def test_the_description_finds_what_is_wrong(kind: str, value: Any, found: list[str]) -> None:
    # what holds our answers to it has to be able to find something
    assert problems(kind, value) == found
