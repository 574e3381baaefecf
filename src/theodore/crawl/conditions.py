"""Asking for a page only if it has changed (RFC 9110, 13), by what its site said of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime

from theodore.model.page import Page

#: A tag or a date is no longer than this, in characters; a longer one is not sent back.
_MAX_LENGTH = 256
# RFC 9110, 8.8.3, without the bytes beyond ASCII, which arrive as who knows what
_TAG = re.compile(r'(?:W/)?"[!#-~]*"')
#: What a 304 says anew of the page that it stands for (RFC 9111, 3.2).
_RENEWED = frozenset({"cache-control", "date", "etag", "expires", "last-modified", "vary"})


def validators(page: Page) -> dict[str, str]:
    """The headers that ask for a page only if it has changed; none where the site gave nothing to ask by.

    What a site sends is not trusted: only a well-formed tag goes back, and a date is written anew. A page that a
    browser made is another text than the one that the tag belongs to.
    """
    if page.rendered:
        return {}
    asked = {}
    tag = (page.header("etag") or "").strip()
    if len(tag) <= _MAX_LENGTH and _TAG.fullmatch(tag):
        asked["If-None-Match"] = tag
    changed_at = _moment(page.header("last-modified"))
    if changed_at is not None and changed_at <= page.fetched_at:
        asked["If-Modified-Since"] = formatdate(changed_at, usegmt=True)
    return asked


def renewed_headers(headers: Iterable[tuple[str, str]], told: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A stored page's headers after a 304. told: those of the 304; names in lower case."""
    new = [header for header in told if header[0] in _RENEWED]
    names = {name for name, _ in new}
    return (*(header for header in headers if header[0] not in names), *new)


def _moment(date: str | None) -> float | None:
    """A date of HTTP as seconds since the epoch; None for what is none."""
    if not date or len(date) > _MAX_LENGTH:
        return None
    try:
        stated = parsedate_to_datetime(date)
        moment = (stated if stated.tzinfo else stated.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return moment if moment >= 0 else None
