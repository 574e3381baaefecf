"""Whatever a request asks for, as long as it has the API's types: it is done, or refused in Google's words."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.farm.sheets.books import COMPANIES, DETAILS, area, book_of, link, span, values
from theodore.farm.sheets import Book, shapes
from theodore.farm.sheets.errors import ApiError
from theodore.farm.sheets.kinds import HANDLERS, apply

_WORDS = ["", "x", "=A1", "=1+", "*", "userEnteredValue", "metadataKey", "title,locale", "pixelSize", "(", "DOCUMENT"]
_SCALARS = {
    "string": st.sampled_from(_WORDS),
    "integer": st.sampled_from([0, 0, 0, 1, 2, 3, 5, 7, -1, 19, 20, 21, 2_000_000]),
    "number": st.sampled_from([0, 1.5, -2]),
    "boolean": st.booleans(),
    "any": st.just({}),
}


@cache
def _of(kind: str, depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of this type of the API, as they are once their types are seen to be right."""
    if kind.endswith("[]"):
        return st.lists(_of(kind[:-2], depth), max_size=2)
    if kind in _SCALARS:
        return _SCALARS[kind]
    fields = shapes.table().get(kind)
    if fields is None:
        return st.sampled_from(kind.split("|"))
    if depth > 5:
        return st.just({})
    return st.fixed_dictionaries({}, optional={name: _of(below, depth + 1) for name, below in fields.items()})


_SMALL, _SIZE = {"rowCount": 20, "columnCount": 6}, "gridProperties.rowCount,gridProperties.columnCount"
_BOOK = apply(
    book_of([["Company", "b", "c"], ["Acme", 1.0, link("r-1")], ["=A2&B2"]], [["Record ID"], ["r-1"]]),
    [
        *(
            {"updateSheetProperties": {"properties": {"sheetId": gid, "gridProperties": _SMALL}, "fields": _SIZE}}
            for gid in (COMPANIES, DETAILS)
        ),
        {"addProtectedRange": {"protectedRange": {"range": area(0, 1, 0, 3)}}},
        {"setBasicFilter": {"filter": {"range": area(0, 3, 0, 3)}}},
        {"mergeCells": {"range": area(5, 7, 0, 2)}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "x",
                    "visibility": "DOCUMENT",
                    "location": {"dimensionRange": span(1, 2)},
                }
            }
        },
    ],
)[0]
_KINDS = shapes.table()["Request"]


@pytest.mark.parametrize("kind", sorted(HANDLERS))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_request_is_done_or_refused(kind: str, data: st.DataObject) -> None:
    request = {kind: shapes.read(_KINDS[kind], data.draw(_of(_KINDS[kind])))}
    before = values(_BOOK), values(_BOOK, "Details")
    after, refusal = _tried(request)
    assert refusal is None or (refusal.status, bool(refusal.message)) == (400, True)
    for tab in after.tabs:
        assert len(tab.rows) <= tab.row_count
        assert max(map(len, tab.rows), default=0) <= tab.column_count
        values(after, tab.title)
    assert (values(_BOOK), values(_BOOK, "Details")) == before


def _tried(request: Any) -> tuple[Book, ApiError | None]:
    try:
        return apply(_BOOK, [request])[0], None
    except ApiError as refused:
        return _BOOK, refused
