"""Conditional formats and data validation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.farm.sheets.books import COMPANIES, DETAILS, area, book_of, done, replies
from theodore.farm.sheets.book import Book
from theodore.farm.sheets.errors import ApiError

_STATUSES = ("pending", "processing", "completed", "failed")


def _rule(text: str, **others: Any) -> dict[str, Any]:
    condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
    made = {
        "ranges": [area(1, 1000, 2, 3)],
        "booleanRule": {"condition": condition, "format": {"backgroundColorStyle": {"rgbColor": {"red": 1}}}},
    }
    return made | others


def _add(rule: dict[str, Any], index: int = 0) -> dict[str, Any]:
    return {"addConditionalFormatRule": {"rule": rule, "index": index}}


def _boolean(kind: str, *texts: str, **looks: Any) -> dict[str, Any]:
    condition = {"type": kind, "values": [{"userEnteredValue": text} for text in texts]}
    return {"booleanRule": {"condition": condition, "format": looks or {"textFormat": {"bold": True}}}}


@pytest.fixture
def book() -> Book:
    return book_of([["Company", "Website", "Status"]])


def _texts(book: Book) -> list[str]:
    rules = book.tab("Companies").conditional_formats
    return [rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for rule in rules]


def test_rules_are_added_moved_replaced_and_deleted(book: Book) -> None:
    made = done(book, *(_add(_rule(status), at) for at, status in enumerate(_STATUSES)))
    assert _texts(made) == list(_STATUSES)
    move = {"updateConditionalFormatRule": {"sheetId": COMPANIES, "index": 3, "newIndex": 0}}
    change = {"updateConditionalFormatRule": {"index": 1, "rule": _rule("waiting")}}
    delete = {"deleteConditionalFormatRule": {"sheetId": COMPANIES, "index": 2}}
    assert _texts(done(made, move)) == ["failed", "pending", "processing", "completed"]
    assert _texts(done(made, move, change)) == ["failed", "waiting", "processing", "completed"]
    assert _texts(done(made, move, change, delete)) == ["failed", "waiting", "completed"]
    told = replies(made, move, change, delete)
    assert told[0]["updateConditionalFormatRule"]["oldIndex"] == 3
    assert told[1]["updateConditionalFormatRule"]["oldRule"] == _rule("pending")
    assert told[2] == {"deleteConditionalFormatRule": {"rule": _rule("processing")}}


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        pytest.param(_add(_rule("x"), 1), "Invalid conditional format index: 1", id="beyond the last"),
        pytest.param(
            {"deleteConditionalFormatRule": {"sheetId": 0, "index": 5}},
            "No conditional format on sheet: 0 at index: 5",
            id="none there to delete",
        ),
        pytest.param(
            {"updateConditionalFormatRule": {"sheetId": 0, "index": 5, "newIndex": 0}},
            "No conditional format on sheet: 0 at index: 5",
            id="none there to move",
        ),
        pytest.param(
            {"updateConditionalFormatRule": {"sheetId": 0, "index": 5}}, "exactly one of rule", id="no change"
        ),
        pytest.param(_add(_rule("x", ranges=[])), "at least one range", id="nowhere"),
        pytest.param(_add(_rule("x", ranges=[{"sheetId": 99}])), "No grid with id: 99", id="in no tab"),
        pytest.param(
            _add(_rule("x", ranges=[{"sheetId": 0}, {"sheetId": DETAILS}])), "on the same sheet", id="in two tabs"
        ),
        pytest.param(_add(_rule("x", ranges=[area(1000, 1001, 0, 1)])), "exceeds grid limits", id="beyond the grid"),
        pytest.param(_add({"ranges": [area(0, 1, 0, 1)]}), "exactly one of booleanRule", id="no rule at all"),
        pytest.param(_add(_rule("x", **_boolean("ONE_OF_LIST", "a"))), "not supported for conditional", id="a list"),
        pytest.param(_add(_rule("x", **_boolean("TEXT_EQ"))), "requires exactly 1 ConditionValues", id="no value"),
        pytest.param(_add(_rule("x", **_boolean("NUMBER_BETWEEN", "1"))), "requires exactly 2", id="half a range"),
        pytest.param(_add(_rule("x", **_boolean("TEXT_LIKE", "a"))), "Invalid value at 'condition.type'", id="unknown"),
        pytest.param(_add(_rule("x", **_boolean("CUSTOM_FORMULA", "A1"))), "begins with =", id="no formula"),
        pytest.param(
            _add(_rule("x", **_boolean("TEXT_EQ", "a", horizontalAlignment="LEFT"))),
            "can only set",
            id="what such a format cannot do",
        ),
    ],
)
def test_what_is_no_rule(book: Book, request_: Any, why: str) -> None:
    with pytest.raises(ApiError) as refused:
        done(book, request_)
    assert refused.value.status == 400
    assert why in refused.value.message


def _validate(rule: Any, where: Any = None) -> dict[str, Any]:
    return {"setDataValidation": {"range": where or area(1, 4, 2, 3)} | ({"rule": rule} if rule else {})}


_ONE_OF = {
    "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": status} for status in _STATUSES]},
    "strict": False,
    "showCustomUi": True,
}


def test_a_validation_is_set_and_taken_away_and_values_stay(book: Book) -> None:
    made = done(book, _validate(_ONE_OF))
    assert [made.tab("Companies").cell(row, 2).validation for row in range(5)] == [None, *[_ONE_OF] * 3, None]
    cleared = done(made, _validate(None, area(0, 1000, 0, 26)))
    assert cleared.tab("Companies").cell(2, 2).validation is None
    assert cleared.tab("Companies").cell(0, 2).entered == "Status"


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        pytest.param({"strict": True}, "Must specify a condition", id="no condition"),
        pytest.param({"condition": {"type": "ONE_OF_LIST"}}, "requires 1 to 500", id="an empty list"),
        pytest.param({"condition": {"type": "NOT_BLANK"}}, "not supported for data validation", id="for rules alone"),
        pytest.param(
            {"condition": {"type": "ONE_OF_LIST", "values": ["a"]}}, "must have a userEnteredValue", id="a bare value"
        ),
    ],
)
def test_what_is_no_validation(book: Book, rule: Any, why: str) -> None:
    with pytest.raises(ApiError) as refused:
        done(book, _validate(rule))
    assert why in refused.value.message
