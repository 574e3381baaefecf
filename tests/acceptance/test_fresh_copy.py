"""What a newcomer has: the source, Python and make. One command runs the main job."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]

#: What is made, and what a clone does not have.
_MADE = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", ".coverage*", "__pycache__", "demo", "results"
)
#: The job has a minute; setting up, the web's start and the report have the rest of the three.
_ALL_S = 180.0
_JOB_S = 60.0


@pytest.mark.timeout(_ALL_S + 60)
def test_make_demo_sets_up_runs_the_main_job_and_leaves_a_filled_workbook(tmp_path: Path) -> None:
    copy = tmp_path / "theodore"
    shutil.copytree(ROOT, copy, ignore=_MADE)
    home = tmp_path / "home"
    home.mkdir()
    # nothing of the one who runs this: the path to Python and make, and where packages are found
    kept = ("PATH", "PIP_", "SSL_CERT", "REQUESTS_CA", "HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    environment = {name: value for name, value in os.environ.items() if name.startswith(kept)}
    made = subprocess.run(
        ["make", "demo"],  # noqa: S607 - make is what the README asks for, wherever it is
        cwd=copy,
        env={**environment, "HOME": str(home), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=_ALL_S,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    retries = re.findall(r"retry 1/3 in [\d.]+ s after (\w+)/\w+", made.stderr)
    assert {"timeout", "ssl_error", "connection_error", "rate_limit"} <= set(retries), "told as they happen, by class"
    assert re.search(r"Field coverage  of \d+ fields: mean [\d.]+%, best [\d.]+%, worst [\d.]+%", made.stderr)
    assert "All 60 outcomes are right, with class and reason." in made.stderr
    took = re.search(r"Run \S+  finished, (?:(\d+) min )?([\d.]+) s", made.stderr)
    assert took is not None
    assert 60 * int(took[1] or 0) + float(took[2]) <= _JOB_S
    sheet = Path(made.stdout.splitlines()[-1])
    assert sheet.is_relative_to(copy)
    assert_filled(sheet)


def assert_filled(sheet: Path) -> None:
    header, *rows = openpyxl.load_workbook(sheet)["Companies"].iter_rows(values_only=True)
    by_title = [dict(zip(header, row, strict=True)) for row in rows]
    assert len(by_title) == 60
    assert {row["Status"] for row in by_title} == {"completed", "failed"}
    assert all(row["Error Notes"] for row in by_title if row["Status"] == "failed")
    done = [row for row in by_title if row["Status"] == "completed"]
    assert len(done) == 43
    assert all(row["Field Coverage"] for row in done)
