"""LibreOffice, where it is installed: a spreadsheet that opens what we wrote."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

#: Quotes are `"`, the text is UTF-8, "special numbers" are detected, and formulas computed: as trusting as it can be.
_TRUSTING = "34,76,1,,0,false,true,false,false,false,-1"


def csv_opened(paths: Sequence[Path], delimiter: str, folder: Path) -> list[Path]:
    """Workbooks of what LibreOffice makes of CSV files whose cells it parts by `delimiter`."""
    asked = f"Text - txt - csv (StarCalc):{ord(delimiter)},{_TRUSTING}"
    _convert(paths, folder, "--infilter=" + asked, "--convert-to", "xlsx")
    return [folder / f"{path.stem}.xlsx" for path in paths]


def shown_as_csv(path: Path, folder: Path) -> dict[str, Path]:
    """What LibreOffice shows of each tab of a workbook, as CSV."""
    _convert([path], folder, "--convert-to", f"csv:Text - txt - csv (StarCalc):44,{_TRUSTING}")
    return {file.stem.removeprefix(f"{path.stem}-"): file for file in folder.glob(f"{path.stem}-*.csv")}


def _convert(paths: Sequence[Path], folder: Path, *how: str) -> None:
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, *how, "--outdir", str(folder), *map(str, paths)],  # noqa: S607 - found on the path
        check=True,
        capture_output=True,
        timeout=180,
    )
