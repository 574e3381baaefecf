"""An emulator of Google Sheets on loopback: the API's used part over real HTTP, with its tokens, quotas and faults.

`running` has it in a thread of its own; `Emulator` is the same on the running loop.
"""

from theodore.farm.sheets.book import Area, Book, Tab
from theodore.farm.sheets.cells import Cell
from theodore.farm.sheets.config import Fault, Faults, Kind, SheetsConfig
from theodore.farm.sheets.emulator import Call, Emulator, running
from theodore.farm.sheets.formulas import Failure, Formula
from theodore.farm.sheets.serving import Companies, read_companies, serve
from theodore.farm.sheets.shelf import ROBOT, USER

__all__ = [
    "ROBOT",
    "USER",
    "Area",
    "Book",
    "Call",
    "Cell",
    "Companies",
    "Emulator",
    "Failure",
    "Fault",
    "Faults",
    "Formula",
    "Kind",
    "SheetsConfig",
    "Tab",
    "read_companies",
    "running",
    "serve",
]
