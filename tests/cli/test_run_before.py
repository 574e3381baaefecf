"""What a person sees and chooses before a run, by the real command."""

from __future__ import annotations

import csv
import io
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from tests.cli.conftest import Theodore
from tests.cli.processes import LIMIT_S, read_until, site
from theodore.batch import preview as preview_module
from theodore.batch.pace import Estimate
from theodore.batch.preview import Found, Preview, Resumed, Unusable
from theodore.batch.selection import selection
from theodore.cli import run as run_command
from theodore.cli.preview import print_lines, print_page
from theodore.model.errors import Reason
from theodore.sheets.headers import Role

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "preview.md"
LOSSES = ("Sparklines on the tab Leads.", "A text box on the tab Notes.")


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """Four companies, none of which leads to a visit by accident."""
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website,Country\nAda,ada.test,DE\nBob,bob.test,AT\nCy,www.ada.test/,DE\nDee,n/a,DE\n")
    return source


def lose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the results lack something of every table."""
    for module in (run_command, preview_module):
        monkeypatch.setattr(module, "losses_of", lambda *_: LOSSES)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class TestDryRun:
    def test_it_says_that_no_name_was_found(self, theodore: Theodore, tmp_path: Path) -> None:
        (leads := tmp_path / "bare.csv").write_text("Website\na.com\n")
        said = " ".join(theodore("run", leads, "--dry-run").out.split())
        assert "Name no column was found for it; --name-column HEADER says which, if there is one" in said

    def test_it_says_what_a_run_would_do(
        self, theodore: Theodore, leads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("COLUMNS", "400")  # a path of any length in one line
        said = theodore("run", leads, "--dry-run")
        assert (said.code, said.err) == (0, "")
        told = [" ".join(line.split()) for line in said.out.splitlines()]
        for line in (
            "Name Company column 1",
            "Website Website column 2",
            "Columns 3 of yours, kept as they are",
            "In the table 4",
            "No website 1, the first in line 5",
            "Duplicates 1 with the website of a row above; a website is visited once",
            "To visit 3 rows, 2 websites",
            "Time not known before a run like this was made",
            "A dry run: nothing was written and nobody was visited.",
        ):
            assert line in told, line
        assert f"Results {leads.with_name('leads.theodore.xlsx')}" in told

    def test_it_leaves_nothing_behind(self, theodore: Theodore, leads: Path) -> None:
        before = contents(leads.parent)
        theodore("run", leads, "--dry-run")
        theodore("run", leads, "--dry-run", "--json")
        assert contents(leads.parent) == before

    def test_nor_where_there_is_a_journal(self, theodore: Theodore, tmp_path: Path) -> None:
        source = tmp_path / "leads.csv"
        source.write_text("Company,Website\nAda,\n")
        assert theodore("run", source, "--to", "out.csv").code == 1
        before = contents(tmp_path)
        said = theodore("run", source, "--dry-run", "--to", "out.csv")
        assert said.code == 0
        assert "what stands there is replaced" in " ".join(said.out.split())
        assert contents(tmp_path) == before

    def test_its_json_is_one_object(self, theodore: Theodore, leads: Path) -> None:
        told = theodore(
            *("run", leads, "--dry-run", "--json", "--filter", "country=de", "--columns", "Emails,status", "-q")
        ).json
        assert told == {
            "source": str(leads),
            "tab": "",
            "header_row": 1,
            "columns": [
                {"role": "name", "header": "Company", "column": 1},
                {"role": "website", "header": "Website", "column": 2},
            ],
            "own_columns": 3,
            "rows": 4,
            "selection": {"filter": ["country=de"], "sample": None, "limit": None},
            "chosen": 3,
            "without_website": 1,
            "unusable_websites": [],
            "duplicates": 1,
            "resumes": None,
            "done_before": 0,
            "fresh": 0,
            "to_do": 2,
            "websites": 1,
            "websites_now": 1,
            "estimated_seconds": None,
            "sink": str(leads.with_name("leads.theodore.xlsx")),
            "in_place": False,
            "replaces": [],
            "fields": ["emails", "status"],
            "losses": [],
            "notices": [],
        }

    def test_the_reference_has_every_key(self, theodore: Theodore, leads: Path) -> None:
        documented = re.findall(r"^\| ((?:`[a-z_]+`(?:, )?)+) \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
        told = theodore("run", leads, "--dry-run", "--json").json
        assert [name.strip("`") for cell in documented for name in cell.split(", ")] == list(told)

    def test_losses_are_named_and_nobody_is_asked(
        self, theodore: Theodore, leads: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lose(monkeypatch)
        said = theodore("run", leads, "--dry-run")
        assert said.code == 0
        assert all(loss in said.out for loss in LOSSES)
        assert theodore("run", leads, "--dry-run", "--json").json["losses"] == list(LOSSES)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        pytest.param(["--filter", "Contry=DE"], "no column 'Contry' (found: Company, Website, Country)", id="header"),
        pytest.param(["--filter", "Country=Germany"], "no row of leads.csv is like this", id="nothing passes"),
        pytest.param(["--filter", "Country"], "Write it like 'Country=DE'", id="no condition"),
        pytest.param(["--limit", "0"], "--limit 0: nothing would be chosen", id="no row"),
        pytest.param(["--limit", "-3"], "--limit -3: nothing would be chosen", id="less than none"),
        pytest.param(["--sample", "0"], "--sample 0: nothing would be chosen", id="no sample"),
        pytest.param(["--limit", "many"], "write a whole number", id="no number"),
        pytest.param(["--columns", "Status,Emials"], "Did you mean 'Emails'", id="no such column of ours"),
        pytest.param(["--columns", ""], "--columns names no column", id="no column of ours"),
        pytest.param(["--in-place", "--to", "x.xlsx"], "Leave one of them out", id="two places at once"),
        pytest.param(["--tab", "Leads"], "Leave out --tab", id="a text file has no tabs"),
    ],
)
@pytest.mark.parametrize("dry", [["--dry-run"], []], ids=["dry", "real"])
def test_what_is_wrong_is_said_before_anything_is_done(
    theodore: Theodore, leads: Path, flags: list[str], words: str, dry: list[str]
) -> None:
    said = theodore("run", leads, *flags, *dry)
    assert (said.code, said.out) == (2, "")
    assert words in " ".join(said.err.split())
    assert contents(leads.parent) == {"leads.csv": leads.read_bytes()}


class TestBeforeARun:
    def test_the_gist_is_told_on_stderr(self, theodore: Theodore, tmp_path: Path) -> None:
        source = tmp_path / "leads.csv"
        source.write_text("Company,Website,Country\nAda,,DE\nBob,n/a,DE\n")
        said = theodore("run", source)
        assert said.code == 1
        assert said.err.splitlines()[:3] == [
            "leads.csv: 2 rows, name in 'Company', website in 'Website'.",
            "To visit: nothing.",
            "Not visited: 2 without a website.",
        ]
        assert said.out == f"{tmp_path / 'leads.theodore.xlsx'}\n"

    @pytest.mark.parametrize("flag", ["--quiet", "--json"])
    def test_not_where_it_is_not_wanted(self, theodore: Theodore, tmp_path: Path, flag: str) -> None:
        source = tmp_path / "leads.csv"
        source.write_text("Company,Website\nAda,\n")
        assert "To visit" not in theodore("run", source, flag).err

    def test_chosen_columns_are_written_in_their_order(self, theodore: Theodore, tmp_path: Path) -> None:
        source, sink = tmp_path / "leads.csv", tmp_path / "out.csv"
        source.write_text("Company,Website,Notes\nFine,http://fine.test,mine\n")
        with site() as served:
            flags = ["--to", sink, "--allow-private-addresses", *served.flags("fine.test"), "-q"]
            assert theodore("run", source, *flags, "--columns", "Emails, official_name,Status").code == 0
        header, row = list(csv.reader(io.StringIO(sink.read_text(encoding="utf-8-sig"))))
        assert header == ["Company", "Website", "Notes", "Emails", "Official Name", "Status", "Record ID"]
        assert row[:6] == ["Fine", "http://fine.test", "mine", "info@fine.test", "Fine Ltd", "completed"]
        assert "Founding Year" in (tmp_path / "out.details.csv").read_text(encoding="utf-8-sig")

    def test_a_result_with_chosen_columns_is_known_as_one(self, theodore: Theodore, tmp_path: Path) -> None:
        source, sink = tmp_path / "leads.csv", tmp_path / "out.csv"
        source.write_text("Company,Website\nAda,\n")
        assert theodore("run", source, "--to", sink, "-q", "--columns", "Attempts").code == 1
        assert theodore("run", source, "--to", sink, "-q").code == 1
        assert "Error Notes" in sink.read_text(encoding="utf-8-sig"), "the new choice holds"

    def test_a_run_remembers_what_was_chosen(self, theodore: Theodore, tmp_path: Path) -> None:
        source = tmp_path / "leads.csv"
        source.write_text("Company,Website,Country\nAda,,DE\nBob,,AT\n")
        assert theodore("run", source, "-q", "--filter", "Country=DE", "--limit", "3").code == 1
        said = theodore("status", "last").out
        assert "Country=DE, the first 3" in said


class TestLosses:
    """What would be lost of a person's workbook needs a yes."""

    @pytest.fixture(autouse=True)
    def _losses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lose(monkeypatch)

    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        source = tmp_path / "leads.csv"
        source.write_text("Company,Website\nAda,\n")
        return source

    @pytest.mark.parametrize("flags", [[], ["--json"], ["-q"]], ids=str)
    def test_without_a_terminal_and_a_yes_nothing_is_done(
        self, theodore: Theodore, source: Path, flags: list[str]
    ) -> None:
        said = theodore("run", source, *flags)
        assert (said.code, said.out) == (2, "")
        for words in (*LOSSES, "Pass --yes", "Nothing was done."):
            assert words in said.err
        assert contents(source.parent) == {"leads.csv": source.read_bytes()}

    @pytest.mark.parametrize("flag", ["--yes", "-y"])
    def test_with_a_yes_they_are_named_and_the_run_goes_on(self, theodore: Theodore, source: Path, flag: str) -> None:
        said = theodore("run", source, flag)
        assert said.code == 1, "the one row has no website"
        assert all(loss in said.err for loss in LOSSES)

    def test_quiet_is_quiet(self, theodore: Theodore, source: Path) -> None:
        assert theodore("run", source, "-y", "-q").err == ""


_ASKED = f"""
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from theodore.batch import preview
from theodore.cli import main
preview.losses_of = lambda *_: {LOSSES!r}
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def asked(source: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """The command on a terminal, where it asks."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _ASKED, "run", source, "--to", "out.csv"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield ours, process
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def answered(terminal: int, answer: bytes, words: str) -> str:
    """What comes once this is typed, up to these words.

    Typed again where nothing comes: Python sees a Ctrl-C that comes just before it waits for input with the next one.
    """
    shown = b""
    end = time.monotonic() + LIMIT_S
    os.write(terminal, answer)
    while words.encode() not in shown:
        assert time.monotonic() < end, shown
        if select.select([terminal], [], [], 3.0)[0]:
            shown += os.read(terminal, 65_536)
        else:
            os.write(terminal, answer)
    return shown.decode()


class TestQuestion:
    @pytest.fixture
    def source(self, tmp_path: Path) -> Path:
        source = tmp_path / "leads.csv"
        source.write_text("Company,Website\nAda,\n")
        return source

    @pytest.mark.parametrize(
        "answer",
        [
            pytest.param(b"\n", id="nothing is no"),
            pytest.param(b"n\n", id="no"),
            pytest.param(b"what?\n", id="what is no yes is no"),
            pytest.param(b"\x04", id="the end of input"),
            pytest.param(b"\x03", id="Ctrl-C"),
        ],
    )
    def test_a_no_does_nothing(self, source: Path, answer: bytes) -> None:
        with asked(source) as (terminal, process):
            shown = read_until(terminal, "Go on? [y/N] ")
            assert all(loss in shown for loss in LOSSES)
            shown = answered(terminal, answer, "Nothing was done.")
            assert process.wait(LIMIT_S) == 2
        assert "Error" not in shown
        assert contents(source.parent) == {"leads.csv": source.read_bytes()}

    @pytest.mark.parametrize("answer", [b"y\n", b"YES\n"])
    def test_a_yes_goes_on(self, source: Path, answer: bytes) -> None:
        with asked(source) as (terminal, process):
            read_until(terminal, "Go on? [y/N] ")
            os.write(terminal, answer)
            read_until(terminal, "out.csv")
            read_until(terminal, "Next")
            assert process.wait(LIMIT_S) == 1
        assert (source.parent / "out.csv").exists()


def busy(**changes: Any) -> Preview:
    values: dict[str, Any] = {
        "source": "/home/ann/lists/of/last/week/leads from the fair.xlsx",
        "called": "leads from the fair.xlsx",
        "tab": "All leads",
        "header_number": 4,
        "found": (Found(Role.NAME, "Company", 2), Found(Role.WEBSITE, "Website of the company", 28)),
        "own_columns": 31,
        "rows": 12_345,
        "selection": selection(["Country=DE|AT"], sample=2_000, limit=1_500),
        "chosen": 1_500,
        "unusable": (Unusable(Reason.NO_WEBSITE, 12, 17), Unusable(Reason.BAD_URL, 3, 99)),
        "duplicates": 40,
        "resumed": Resumed("20260102-3", 700, 12_345),
        "done_before": 500,
        "fresh": 85,
        "to_do": 900,
        "websites": 870,
        "most": 100,
        "estimate": Estimate(600.0, 1_300.0, 3),
        "sink": "/home/ann/lists/of/last/week/leads from the fair.theodore.xlsx",
        "in_place": False,
        "replaces": (Path("x"),),
        "fields": ("status", "emails"),
        "losses": LOSSES,
        "notices": ("Rows whose priority is not 1 to 5: 3 (the first: 'high' in row 12); 3 is taken.",),
    }
    return Preview(**(values | changes))


@pytest.mark.parametrize("width", [40, 80, 110])
@pytest.mark.parametrize("of", [print_page, print_lines])
def test_it_fits_its_terminal(width: int, of: Any) -> None:
    shown = io.StringIO()
    of(Console(file=shown, width=width, force_terminal=True, color_system=None), busy())
    assert max(cell_len(line.rstrip()) for line in shown.getvalue().splitlines()) <= width


def test_a_page_with_everything_on_it() -> None:
    shown = io.StringIO()
    print_page(Console(file=shown, width=200), busy())
    told = [" ".join(line.split()) for line in shown.getvalue().splitlines()]
    for line in (
        "Tab All leads",
        "Header in row 4",
        "Name Company column B",
        "Website Website of the company column AB",
        "Chosen 1,500: Country=DE|AT, a sample of 2,000, the first 1,500",
        "No website 12, the first in row 17",
        "Unusable 3: the website's address cannot be read, the first in row 99",
        "Done before 500 in run 20260102-3",
        "Fresh 85 known from an earlier visit, delivered as they are",
        "To visit 900 rows, 870 websites; this command ends after 100 (--max-companies)",
        "Resumes run 20260102-3, in which 700 of 12,345 rows are done",
        "Time 10 m to 22 m, as the last 3 runs were",
        "Adds Status, Emails, Record ID",
    ):
        assert line in told, line


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        pytest.param(Estimate(3.0, 40.0, 1), "less than a minute, as the last run was", id="soon"),
        pytest.param(Estimate(700.0, 700.0, 1), "about 12 m, as the last run was", id="one run"),
        pytest.param(Estimate(700.0, 800.0, 2), "about 14 m, as the last 2 runs were", id="much the same"),
        pytest.param(Estimate(700.0, 9_000.0, 2), "12 m to 2 h 30 m, as the last 2 runs were", id="this or that"),
    ],
)
def test_the_time_claims_no_more_than_is_known(estimate: Estimate, words: str) -> None:
    shown = io.StringIO()
    print_lines(Console(file=shown, width=200), busy(estimate=estimate))
    assert f"Time: {words}." in shown.getvalue()


def test_in_place_says_so() -> None:
    shown = io.StringIO()
    print_page(Console(file=shown, width=300), busy(in_place=True, replaces=()))
    assert "itself; it is kept as it was in a backup beside it" in shown.getvalue()
