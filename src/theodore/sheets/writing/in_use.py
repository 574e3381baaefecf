"""Whether a spreadsheet program has a file open, by the small file that it puts beside.

Excel writes `~$leads.xlsx` with the name of its user, LibreOffice `.~lock.leads.xlsx#`. Either deletes it when the file
is closed. One that stayed when its program or machine died cannot be told from one that is in use: Excel on another
machine of the network may well have the file open since last week. So any of them counts, and what is said names the
file that is to be deleted where nobody has it open. Of LibreOffice's we know the machine, though not the process, and
a lock of any machine counts too.
"""

from __future__ import annotations

import os
from pathlib import Path

_EXCEL, _OFFICE = "~$", ".~lock."
#: More than either program writes.
_LOOK = 4096
#: Where Excel's name stands: its length in the first byte, then the name; from byte 55 on both again, as UTF-16.
_WIDE_NAME = 55
_LONGEST_NAME = 54


def opened_by(path: Path) -> str | None:
    """Which program has the file open, and whose: `Excel (Ada Lovelace)`; None where nobody has."""
    lock = lock_of(path)
    if lock is None:
        return None
    held = _head(lock) or b""
    is_excel = lock.name.startswith(_EXCEL)
    program, user = ("Excel", _excel_user(held)) if is_excel else ("LibreOffice", _office_user(held))
    name = _printable(user)
    return f"{program} ({name})" if name else program


def lock_of(path: Path) -> Path | None:
    """The file beside `path` by which a program says that it has it open; None where there is none."""
    file = Path(os.path.realpath(path))
    locks = (file.with_name(f"{_EXCEL}{file.name}"), file.with_name(f"{_OFFICE}{file.name}#"))
    return next((lock for lock in locks if _head(lock) is not None), None)


def _head(lock: Path) -> bytes | None:
    """What the lock holds; None where there is none. One that may not be read is one."""
    try:
        if not lock.is_file():
            return None
        with lock.open("rb") as file:
            return file.read(_LOOK)
    except FileNotFoundError:
        return None
    except OSError:
        return b""


def _excel_user(held: bytes) -> str:
    """The name in an owner file of Excel's: as UTF-16 where it is there, for the other has lost its umlauts."""
    length = held[0] if held else 0
    if not 0 < length <= _LONGEST_NAME:
        return ""
    wide = held[_WIDE_NAME:]
    if len(wide) > 2 and int.from_bytes(wide[:2], "little") == length:
        return wide[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return held[1 : 1 + length].decode("cp1252", "replace")


def _office_user(held: bytes) -> str:
    """The name in LibreOffice's lock: the first of its cells, or the machine's account where it is blank."""
    cells = held.decode("utf-8", "replace").split(",")
    named = [cell.strip() for cell in cells[:2]]
    return next((name for name in named if name), "")


def _printable(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable()).strip()[:60]
