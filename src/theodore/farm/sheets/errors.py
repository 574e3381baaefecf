"""Refusals, in Google's own words and shape."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Details = Sequence[Mapping[str, Any]]

#: Google's word for a status of HTTP.
CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
}

#: The longest text that a cell takes, in UTF-16 units.
MOST_CHARACTERS = 50_000
#: The most cells that the tabs of one spreadsheet may have together.
MOST_CELLS = 10_000_000


class ApiError(Exception):
    """A call is refused, and nothing of it was done.

    status: of HTTP. details: what Google puts beside the message, each with its `@type`.
    """

    def __init__(self, status: int, message: str, details: Details = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details = details

    def body(self) -> dict[str, Any]:
        """The answer's body."""
        error: dict[str, Any] = {"code": self.status, "message": self.message, "status": CODES[self.status]}
        if self.details:
            error["details"] = [dict(detail) for detail in self.details]
        return {"error": error}


class Invalid(ApiError):
    """The call asks for what cannot be: 400 INVALID_ARGUMENT."""

    def __init__(self, message: str, details: Details = ()) -> None:
        super().__init__(400, message, details)

    def at(self, place: str) -> Invalid:
        """The same, said of a part of the call, like `requests[0].updateCells`."""
        return Invalid(f"Invalid {place}: {self.message}", self.details)


def too_long() -> Invalid:
    """A text of more characters than a cell takes."""
    return Invalid(f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a single cell.")


def too_many_cells() -> Invalid:
    """A grid that would make the spreadsheet too large."""
    return Invalid(
        f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
    )


def unknown_name(name: str, place: str) -> Invalid:
    """A name in the body that the method does not know. place: where it stands, like `requests[0]`."""
    where = f" at '{place}'" if place else ""
    message = f'Invalid JSON payload received. Unknown name "{name}"{where}: Cannot find field.'
    violation = {"description": message} | ({"field": place} if place else {})
    return Invalid(message, [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}])


def wrong_type(place: str, kind: str, value: object) -> Invalid:
    """A value of another type than the field's. kind: as Google names it, like `TYPE_STRING`."""
    message = f"Invalid value at '{place}' ({kind}), {json.dumps(value, ensure_ascii=False)}"
    return Invalid(
        message,
        [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"field": place, "description": message}],
            }
        ],
    )
