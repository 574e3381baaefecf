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
from tempfile import TemporaryDirectory

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

#: Bytes of address space. A sheet of a million rows and fifteen columns takes 1.2 GB.
MOST_MEMORY = 2 << 30
#: Seconds of a processor; a million rows take some ten.
MOST_TIME = 300
#: Tabs. Each is looked at; people's programs are slow at a few hundred.
MOST_TABS = 2_000


class TooManyTabs(Exception):
    """The workbook has more tabs than are looked at."""


def open_book(path: Path, suffix: str) -> CalamineWorkbook:
    """The workbook of the kind that mostly bears this suffix, .xlsx, .xlsb, .xls or .ods.

    calamine goes by the name, and tells errors apart only where it need not guess: a file of another name gets this
    one for as long as it is being opened.
    """
    if path.suffix == suffix:
        return CalamineWorkbook.from_path(path)
    with TemporaryDirectory(prefix="theodore-") as folder:
        link = Path(folder) / f"workbook{suffix}"
        link.symlink_to(path.absolute())
        return CalamineWorkbook.from_path(link)


def main() -> int:
    """Read the workbook that the arguments name, path and suffix, and say the name of the error that prevents it."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_TIME),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(what, most)
    try:
        book = open_book(Path(sys.argv[1]), sys.argv[2])
        if len(book.sheet_names) > MOST_TABS:
            raise TooManyTabs  # noqa: TRY301 - what is told is the name of the error, whatever it is
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
