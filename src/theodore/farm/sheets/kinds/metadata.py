"""Requests for developer metadata: what a program notes beside rows, columns, tabs and the book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from theodore.farm.sheets.book import Area, Book, area_of
from theodore.farm.sheets.errors import Invalid
from theodore.farm.sheets.masks import needed, written
from theodore.farm.sheets.requests import handles
from theodore.farm.sheets.spans import lines_within, overlap

_VISIBILITIES = frozenset({"DOCUMENT", "PROJECT"})


@handles("createDeveloperMetadata")
def create_developer_metadata(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Note a key and a value beside a row, a column, a tab or the book."""
    wanted = dict(request.get("developerMetadata", {}))
    if not wanted.get("metadataKey"):
        raise Invalid("developerMetadata.metadataKey must be specified.")
    if wanted.get("visibility") not in _VISIBILITIES:
        raise Invalid("developerMetadata.visibility must be specified.")
    taken = {one["metadataId"] for one in book.developer_metadata}
    wanted.setdefault("metadataId", max(taken, default=0) + 1)
    if wanted["metadataId"] in taken:
        raise Invalid(f"Developer metadata with ID {wanted['metadataId']} already exists.")
    wanted["location"] = _location(book, wanted.get("location", {}))
    book.developer_metadata.append(wanted)
    return {"createDeveloperMetadata": {"developerMetadata": wanted}}


def _location(book: Book, wanted: Mapping[str, Any]) -> dict[str, Any]:
    places = [name for name in ("spreadsheet", "sheetId", "dimensionRange") if name in wanted]
    if len(places) != 1:
        raise Invalid("Must specify exactly one location for the developer metadata.")
    if places == ["spreadsheet"]:
        return {"locationType": "SPREADSHEET", "spreadsheet": True}
    if places == ["sheetId"]:
        return {"locationType": "SHEET", "sheetId": book.grid(int(wanted["sheetId"])).gid}
    lines = lines_within(book, wanted["dimensionRange"])
    if lines.end - lines.start != 1:
        raise Invalid("Developer metadata can be associated with a single row or column only.")
    span = {
        "sheetId": lines.tab.gid,
        "dimension": "ROWS" if lines.rows else "COLUMNS",
        "startIndex": lines.start,
        "endIndex": lines.end,
    }
    return {"locationType": lines.word.upper(), "dimensionRange": span}


@handles("updateDeveloperMetadata")
def update_developer_metadata(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Change the notes that any of the filters finds."""
    mask = needed(request.get("fields"), "metadataKey metadataValue location visibility")
    wanted = dict(request.get("developerMetadata", {}))
    if "location" in wanted:
        wanted["location"] = _location(book, wanted["location"])
    found = _found(book, request.get("dataFilters") or [])
    changed = {one["metadataId"]: written(one, wanted, mask) for one in found}
    book.developer_metadata = [changed.get(one["metadataId"], one) for one in book.developer_metadata]
    return {"updateDeveloperMetadata": {"developerMetadata": list(changed.values())}}


@handles("deleteDeveloperMetadata")
def delete_developer_metadata(book: Book, request: Mapping[str, Any]) -> dict[str, Any]:
    """Remove the notes that the filter finds."""
    found = _found(book, [request.get("dataFilter", {})])
    book.developer_metadata = [one for one in book.developer_metadata if one not in found]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": found}}


def _found(book: Book, filters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not filters or any("developerMetadataLookup" not in one for one in filters):
        raise Invalid("Must specify a developerMetadataLookup.")
    lookups = [one["developerMetadataLookup"] for one in filters]
    return [one for one in book.developer_metadata if any(meets(book, one, lookup) for lookup in lookups)]


def meets(book: Book, metadata: Mapping[str, Any], lookup: Mapping[str, Any]) -> bool:
    """Whether a DeveloperMetadataLookup finds this: all that it states is so."""
    location = metadata.get("location", {})
    stated = dict(metadata) | {"locationType": location.get("locationType")}
    names = ("metadataId", "metadataKey", "metadataValue", "visibility", "locationType")
    if any(name in lookup and stated.get(name) != lookup[name] for name in names):
        return False
    return "metadataLocation" not in lookup or _lies_in(book, location, lookup)


def _lies_in(book: Book, location: Mapping[str, Any], lookup: Mapping[str, Any]) -> bool:
    wanted = _exact(lookup["metadataLocation"])
    if lookup.get("locationMatchingStrategy") != "INTERSECTING_LOCATION":
        return _exact(location) == wanted
    one, other = _area(book, location), _area(book, wanted)
    if one is None or other is None:
        return True  # the book holds everything
    return one[0] == other[0] and overlap(one[1], other[1])


def _exact(location: Mapping[str, Any]) -> dict[str, Any]:
    return {name: held for name, held in location.items() if name != "locationType"}


def _area(book: Book, location: Mapping[str, Any]) -> tuple[int, Area] | None:
    if "dimensionRange" in location:
        lines = lines_within(book, location["dimensionRange"])
        way = "Row" if lines.rows else "Column"
        area = area_of(lines.tab, {f"start{way}Index": lines.start, f"end{way}Index": lines.end})
        return lines.tab.gid, area
    if "sheetId" in location:
        return location["sheetId"], book.grid(int(location["sheetId"])).whole
    return None
