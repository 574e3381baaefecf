"""The requests of spreadsheets.batchUpdate: each kind a function, all of a call or none of it.

A kind is added by a function of the book's copy and the request's body, which changes the copy and returns its reply:

    @handles("updateCells")
    def update_cells(book: Book, request: Mapping[str, Any]) -> dict[str, Any]: ...

in a file of kinds/, which kinds/__init__.py imports. It raises Invalid where the request cannot be done; which request
it was is said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from theodore.farm.sheets.book import Book
from theodore.farm.sheets.errors import ApiError, Invalid, unknown_name
from theodore.farm.sheets.shapes import table

#: Changes the book and returns the reply, `{}` for most.
Handler = Callable[[Book, Mapping[str, Any]], dict[str, Any]]

#: Raises Invalid where one book may not become the other.
Check = Callable[[Book, Book], None]

HANDLERS: dict[str, Handler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register a function as what does requests of this kind."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def apply(book: Book, requests: Sequence[Any], check: Check | None = None) -> tuple[Book, list[dict[str, Any]]]:
    """The book as it is after all requests, and their replies. The book itself stays as it is.

    check: called with the book before and after each request; raises Invalid where it may not be done. Raises ApiError
    for the first request that cannot be done.
    """
    if not requests:
        raise Invalid("Must specify at least one request.")
    draft, replies = book.copy(), []
    for at, request in enumerate(requests):
        draft.changed()
        replies.append(_reply(draft, at, request, check))
    draft.changed()
    return draft, replies


def _reply(draft: Book, at: int, request: Any, check: Check | None) -> dict[str, Any]:
    if not isinstance(request, Mapping) or len(request) != 1:
        raise Invalid(f"Invalid value at 'requests[{at}]': exactly one kind of request is to be set.")
    ((kind, body),) = request.items()
    if kind not in table()["Request"]:
        raise unknown_name(kind, f"requests[{at}]")
    if kind not in HANDLERS:
        raise ApiError(501, f"The emulator does not know requests of the kind {kind}.")
    before = draft.copy() if check else draft
    try:
        reply = HANDLERS[kind](draft, body if isinstance(body, Mapping) else {})
        if check:
            check(before, draft)
    except Invalid as invalid:
        # a body that cannot be read at all is not said of the request
        raise (invalid if invalid.details else invalid.at(f"requests[{at}].{kind}")) from None
    return reply
