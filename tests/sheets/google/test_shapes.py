"""What is asked for, held to Google's own description of its API, which its client for Python brings along."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import googleapiclient.discovery_cache  # type: ignore[import-untyped]  # it has no types
import pytest

from tests.sheets.google.books import book, sheet
from tests.sheets.google.grids import COMPANIES, DETAILS, Grids, Rows, companies_place, details_place, seen
from theodore.model.fields import Tab
from theodore.sheets.columns import companies_columns, details_fields
from theodore.sheets.google.book import BOOK_FIELDS
from theodore.sheets.google.seen import look_at
from theodore.sheets.google.structure import proof, structure
from theodore.sheets.google.table import MARK_FIELDS, read_table
from theodore.sheets.google.writes import Change, batches

_FILE = Path(googleapiclient.discovery_cache.__file__).parent / "documents" / "sheets.v4.json"
_SCHEMAS: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["schemas"]
_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}


def _wrong(value: Any, schema: Mapping[str, Any], way: str) -> Iterator[str]:
    """Where a value is not as the description says."""
    if "$ref" in schema:
        schema = _SCHEMAS[schema["$ref"]]
    kind = schema.get("type")
    if kind == "object":
        names = schema.get("properties", {})
        for name, held in value.items():
            if name in names:
                yield from _wrong(held, names[name], f"{way}.{name}")
            else:
                yield f"{way}.{name} is unknown"
    elif kind == "array":
        for held in value:
            yield from _wrong(held, schema["items"], f"{way}[]")
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{way} cannot be {value}"
    elif kind in _TYPES and type(value) not in _TYPES[kind]:
        yield f"{way} is no {kind}"


def _all_wrong(requests: Sequence[Mapping[str, Any]]) -> list[str]:
    return [each for request in requests for each in _wrong(request, {"$ref": "Request"}, "request")]


def test_the_structure_is_asked_for_as_google_describes_it() -> None:
    found = book(sheet("Companies", gid=3, columns=4))
    table = read_table(found, found.tabs[0], [["Company", "Website"], ["Acme", "acme.test"]])
    made = structure(found, {}, table, companies_columns(table.columns, links=True), details_fields())
    assert _all_wrong([*made.requests, proof(made.companies)]) == []
    # all kinds that there are
    assert {kind for request in made.requests for kind in request} == {
        "addConditionalFormatRule",
        "addSheet",
        "appendDimension",
        "repeatCell",
        "setBasicFilter",
        "setDataValidation",
        "updateCells",
        "updateDimensionProperties",
        "updateSheetProperties",
    }
    masked = {"updateCells": "CellData", "repeatCell": "CellData", "updateSheetProperties": "SheetProperties"}
    for kind, body in (pair for request in made.requests for pair in request.items()):
        if kind in masked:
            assert _unknown(body["fields"], masked[kind]) == []


def test_cells_are_written_as_google_describes_it() -> None:
    companies: Rows = [["Company", "Website", *COMPANIES.values()], ["Acme", "acme.test", None, None, None, "a"]]
    grids = Grids({"Companies": (7, companies), "Details": (8, [[*DETAILS.values()]])})
    places = companies_place({"name": 0, "website": 1, "status": 2, "industry": 3, "details_link": 4, "record_id": 5})
    details = details_place({"official_name": 0, "has_api": 1, "record_id": 2})
    found = seen(look_at([places, details.grown(-999)]), grids)
    made = batches(
        found,
        [
            Change(Tab.COMPANIES, "a", "status", "completed"),
            Change(Tab.COMPANIES, "a", "industry", None),
            Change(Tab.COMPANIES, "a", "details_link", True),
            Change(Tab.DETAILS, "a", "official_name", 7),
            Change(Tab.DETAILS, "a", "has_api", False),
        ],
    )
    (batch,) = made
    assert _all_wrong(batch.requests) == []
    assert "appendDimension" in batch.requests[0]


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"updateCell": {}}, id="no such request"),
        pytest.param({"updateCells": {"start": {"row": 1}}}, id="no such name"),
        pytest.param({"appendDimension": {"length": "3"}}, id="another type"),
        pytest.param({"appendDimension": {"dimension": "LINES"}}, id="another word"),
    ],
)
def test_what_google_does_not_know_is_found(request_: dict[str, Any]) -> None:
    assert _all_wrong([request_])


@pytest.mark.parametrize("mask", [BOOK_FIELDS, MARK_FIELDS])
def test_what_is_read_is_there(mask: str) -> None:
    assert _unknown(mask, "Spreadsheet") == []


def test_a_mask_of_what_is_not_there_is_found() -> None:
    assert _unknown("sheets(merge,data.rowData(values))", "Spreadsheet") == ["merge"]


def _unknown(mask: str, of: str) -> list[str]:
    """The names of a fields mask that the description does not have. of: the schema that it begins in."""
    open_, last, unknown = [of], of, []
    for word in re.findall(r"\w+|[(),.]", mask):
        if word in "(.":
            open_.append(last if word == "(" else f".{last}")
        elif word in "),":
            while open_[-1].startswith("."):
                open_.pop()
            if word == ")":
                open_.pop()
        else:
            names = _SCHEMAS[open_[-1].lstrip(".")]["properties"]
            if word not in names:
                unknown.append(word)
                continue
            held = names[word].get("items", names[word])
            last = held.get("$ref", "")
    return unknown
