"""Workbooks for tests, made as people's programs make them."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

Rows = Sequence[Sequence[object]]

#: What LibreOffice calls the kinds that it saves.
_FILTERS = {".xls": "xls:MS Excel 97", ".ods": "ods:calc8", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}


def book(path: Path, tabs: Mapping[str, Rows]) -> Path:
    """A workbook with these tabs, each with its rows from A1 on."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in tabs.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


def parts(path: Path, changes: Mapping[str, Callable[[bytes], bytes]]) -> Path:
    """The workbook with some of its parts changed, or made from nothing."""
    with zipfile.ZipFile(path) as package:
        held = {name: package.read(name) for name in package.namelist()}
    for name, change in changes.items():
        held[name] = change(held.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in held.items():
            package.writestr(name, content)
    return path


def replacing(pattern: bytes, by: bytes) -> Callable[[bytes], bytes]:
    """A change of a part: each of these by that."""

    def change(content: bytes) -> bytes:
        changed, count = re.subn(pattern, by, content, flags=re.DOTALL)
        assert count, f"{pattern!r} is not in {content[:2000]!r}"
        return changed

    return change


def converted(path: Path, suffix: str) -> Path:
    """The workbook as LibreOffice saves it as another kind; skips the test where there is none."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = path.parent / "converted"
    home = f"-env:UserInstallation=file://{path.parent / 'office'}"
    command = [office, home, "--headless", "--convert-to", _FILTERS[suffix], "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}{suffix}"
