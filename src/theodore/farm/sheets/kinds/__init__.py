"""The kinds of requests that spreadsheets.batchUpdate knows: importing a file here registers what it has.

Who takes `HANDLERS` or `apply` from here has them with all kinds.
"""

from theodore.farm.sheets.kinds import (
    dimensions,
    documents,
    grids,
    merging,
    metadata,
    protecting,
    rules,
    shifting,
    sorting,
    writing,
)
from theodore.farm.sheets.requests import HANDLERS, apply

__all__ = [
    "HANDLERS",
    "apply",
    "dimensions",
    "documents",
    "grids",
    "merging",
    "metadata",
    "protecting",
    "rules",
    "shifting",
    "sorting",
    "writing",
]
