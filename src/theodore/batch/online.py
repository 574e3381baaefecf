"""A Google Sheet as a job names it, and which words mean one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from theodore.model.errors import ConfigurationError
from theodore.net.google.access import GoogleAccess
from theodore.sheets.google.address import is_of_google, sheet_url, spreadsheet_id

#: A path of Google's that leads to a copy of a sheet, or to something made from it.
_PUBLISHED: Final = re.compile(r"/d/e/|/(?:pub|pubhtml)\b")
_EXPORTED: Final = re.compile(r"/(?:export|gviz|htmlview|copy|template)\b")
_OTHER_KINDS: Final = re.compile(r"/(?:document|presentation|forms|drawings|file|folders)/")
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|www\.", re.ASCII)
_COPY_IT: Final = "Open the sheet in your browser, as for editing it, and copy its address from there"


@dataclass(frozen=True, slots=True)
class GoogleSheet:
    """A Google Sheet that a job is about.

    id: the spreadsheet's. access: how it is reached. given: the address or id as a person gave it; it may lead to one
    of the tabs.
    """

    id: str
    access: GoogleAccess
    given: str

    def __str__(self) -> str:
        return sheet_url(self.id)


def google_sheet(text: str, access: GoogleAccess) -> GoogleSheet | None:
    """The sheet that is meant by an address or an id; None where it can only be the path of a file.

    Raises ConfigurationError for an address that is none of a sheet that can be filled.
    """
    text = text.strip()
    found = spreadsheet_id(text)
    if not is_of_google(text):
        if _ADDRESS.match(text):
            problem = "this is an address, but not that of a Google Sheet"
            raise _wrong(text, problem, "Give the path of a file, or the address of a Google Sheet")
        return None if found is None else GoogleSheet(found, access, text)
    if _PUBLISHED.search(text):
        raise _wrong(text, "this is a published copy of a sheet, which nobody can fill", _COPY_IT)
    if found is not None and _EXPORTED.search(text):
        raise _wrong(text, "this address gives a copy of the sheet", f"Give the sheet's own: {sheet_url(found)}")
    if found is None or _OTHER_KINDS.search(text):
        raise _wrong(text, "this is an address of Google's, but not that of a Google Sheet", _COPY_IT)
    return GoogleSheet(found, access, text)


def _wrong(text: str, problem: str, advice: str) -> ConfigurationError:
    return ConfigurationError(f"{text}: {problem}. {advice}.")
