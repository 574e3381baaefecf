"""Which method of the API a request calls."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from theodore.farm.sheets.config import Kind

_BASE = ["v4", "spreadsheets"]


@dataclass(frozen=True, slots=True)
class Route:
    """A method with its place.

    method: as Google names it, like `values.batchGet`. book: the spreadsheet's id, empty for a new one. argument: the
    rest of the path that says something: a range, a tab's id, a metadata's id.
    """

    method: str
    book: str = ""
    argument: str = ""

    @property
    def kind(self) -> Kind:
        """Which quota it counts against."""
        return Kind.READ if self.method in _READS else Kind.WRITE


_READS = frozenset(
    {
        "spreadsheets.get",
        "spreadsheets.getByDataFilter",
        "values.get",
        "values.batchGet",
        "values.batchGetByDataFilter",
        "developerMetadata.get",
        "developerMetadata.search",
    }
)
#: By verb, by what stands before the `:` and by the word behind it.
_METHODS = {
    ("POST", "spreadsheets", ""): "spreadsheets.create",
    ("GET", "book", ""): "spreadsheets.get",
    ("POST", "book", "batchUpdate"): "spreadsheets.batchUpdate",
    ("POST", "book", "getByDataFilter"): "spreadsheets.getByDataFilter",
    ("GET", "values", "batchGet"): "values.batchGet",
    ("POST", "values", "batchUpdate"): "values.batchUpdate",
    ("POST", "values", "batchClear"): "values.batchClear",
    ("POST", "values", "batchGetByDataFilter"): "values.batchGetByDataFilter",
    ("POST", "values", "batchUpdateByDataFilter"): "values.batchUpdateByDataFilter",
    ("POST", "values", "batchClearByDataFilter"): "values.batchClearByDataFilter",
    ("GET", "range", ""): "values.get",
    ("PUT", "range", ""): "values.update",
    ("POST", "range", "append"): "values.append",
    ("POST", "range", "clear"): "values.clear",
    ("GET", "metadata", ""): "developerMetadata.get",
    ("POST", "developerMetadata", "search"): "developerMetadata.search",
    ("POST", "sheet", "copyTo"): "sheets.copyTo",
}


def route(verb: str, raw_path: str) -> Route | None:
    """What this request calls; None where nothing is there. raw_path: as it was sent, with its percent signs."""
    parts = raw_path.strip("/").split("/")
    if parts[:2] != _BASE and not (len(parts) == 2 and parts[1].startswith("spreadsheets:")):
        return None
    parts = parts[2:]
    # in a range that is read or replaced a colon is part of the range
    word = ""
    if parts and not (verb in {"GET", "PUT"} and len(parts) == 3):
        last, _, word = unquote(parts[-1]).rpartition(":")
        parts[-1] = last if word and last else unquote(parts[-1])
        word = word if last else ""
    names = [unquote(part) for part in parts]
    place = _place(names)
    method = _METHODS.get((verb, place, word))
    if method is None:
        return None
    return Route(method, names[0] if names else "", names[2] if len(names) > 2 else "")


def _place(names: list[str]) -> str:
    match names:
        case []:
            return "spreadsheets"
        case [_]:
            return "book"
        case [_, ("values" | "developerMetadata") as place]:
            return place
        case [_, "values", _]:
            return "range"
        case [_, "developerMetadata", _]:
            return "metadata"
        case [_, "sheets", _]:
            return "sheet"
    return ""
