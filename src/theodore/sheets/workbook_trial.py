"""Whether a workbook can be read at all, tried in a process of its own.

A workbook of a kilobyte can name a cell in its last row and its last column; whoever reads it takes the room for all
cells between them, and is ended by the system. Others break the reader in ways that no `except` catches. So each is
read here first: what a hostile one takes down is this process, whose memory and time are bounded.

The file is run by itself, so it imports nothing of Theodore's.
"""

from __future__ import annotations

import resource
import sys
from contextlib import suppress
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

#: Bytes of address space. A sheet of a million rows and twenty columns takes 1.6 GB for a moment.
MOST_MEMORY = 3 << 30
#: Seconds of a processor; a million rows take some ten.
MOST_TIME = 300


def open_book(path: Path) -> CalamineWorkbook:
    """The workbook, of whatever kind it is. Its name says nothing: calamine would believe it, so it does not see it."""
    with path.open("rb") as file:
        return CalamineWorkbook.from_filelike(file)


def main() -> int:
    """Read the workbook whose path is the only argument, and say the name of the error that prevents it."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_TIME),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(what, most)
    try:
        book = open_book(Path(sys.argv[1]))
        for sheet in book.sheets_metadata:
            # a tab that cannot be read is told of if it is the one that is wanted
            if sheet.typ is SheetTypeEnum.WorkSheet:
                with suppress(CalamineError):
                    book.get_sheet_by_name(sheet.name)
    except BaseException as error:  # noqa: BLE001 - a panic of the reader is no Exception
        sys.stdout.write(type(error).__name__)
        return 1
    return 0


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    # not every system has each of these bounds
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    sys.exit(main())
