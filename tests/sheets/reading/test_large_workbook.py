"""What it costs to read a workbook of a hundred thousand rows: `make soak` measures it and prints the figures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

_READ = """
import json, resource, sys
from pathlib import Path
from theodore.sheets.reading.sources import open_source
source = open_source(Path(sys.argv[1]))
rows = sum(1 for _ in source.rows())
spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(one.ru_utime + one.ru_stime for one in spent)
scale = 1 if sys.platform == "darwin" else 1024
print(json.dumps({"rows": rows, "cpu_s": round(cpu, 2), "mb": [one.ru_maxrss * scale // 10**6 for one in spent]}))
"""


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_a_hundred_thousand_rows_are_read_in_little_time_and_memory(tmp_path: Path) -> None:
    """Processor seconds, those of all processes together, do not depend on what else the machine does."""
    path = tmp_path / "large.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as made:
        sheet = made.add_worksheet("Leads")
        sheet.write_row(0, 0, ("Company", "Website", *(f"Column {n}" for n in range(13))))
        for n in range(1, 100_001):
            texts = (
                f"Company {n}",
                f"https://c{n}.example.com",
                f"City {n % 997}",
                "DE",
                f"+49 30 {n}",
                f"note {n} " * 3,
            )
            sheet.write_row(
                n, 0, (*texts, n, n * 1.5, n % 5, "", "x", f"info@c{n}.example.com", True, "z", f"tag {n % 50}")
            )
    ran = subprocess.run([sys.executable, "-c", _READ, str(path)], capture_output=True, text=True, check=True)
    figures = json.loads(ran.stdout)
    sys.__stdout__.write(ran.stdout)  # type: ignore[union-attr]  # pytest captures stdout
    assert figures["rows"] == 100_000
    assert figures["cpu_s"] < 5
    assert max(figures["mb"]) < 400
