"""How a person names a Google Sheet: by the address of its page, or by its id alone.

One spreadsheet has many addresses: of each tab, of each account that is signed in, with `/edit` or without. In the
journal it has one, so that the same command finds its run again.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

_HOSTS = frozenset({"docs.google.com", "sheets.google.com", "drive.google.com"})
_ID = re.compile(r"[A-Za-z0-9_-]{20,120}")
#: An id by itself is long, 44 signs in our days, and has digits; a file's name without a suffix is or has neither.
_BARE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9_-]{32,120}")
_GID = re.compile(r"[0-9]{1,10}")


def spreadsheet_id(text: str) -> str | None:
    """The id of the spreadsheet that a text names; None where it names none, and may be the path of a file."""
    text = text.strip()
    address = _address(text)
    if address is None:
        return text if _BARE.fullmatch(text) else None
    found = re.search(r"/d/([^/]+)", address.path)
    named = found[1] if found else next(iter(parse_qs(address.query).get("id", [])), "")
    return named if _ID.fullmatch(named) else None


def is_of_google(text: str) -> bool:
    """Whether a text is an address of Google's, of a spreadsheet or of something else; such a one is no file's path."""
    return _address(text.strip()) is not None


def sheet_url(spreadsheet: str) -> str:
    """The one address by which the journal knows the spreadsheet of this id."""
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}"


def gid_of(text: str) -> int | None:
    """The number of the tab that an address leads to; None where it leads to none."""
    address = _address(text.strip())
    if address is None:
        return None
    named = [*parse_qs(address.fragment).get("gid", []), *parse_qs(address.query).get("gid", [])]
    return int(named[0]) if named and _GID.fullmatch(named[0]) else None


def _address(text: str) -> SplitResult | None:
    """The parts of an address of Google's, with its scheme or without, as people copy it."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return None
    return parts if host in _HOSTS and parts.scheme in {"http", "https"} else None
