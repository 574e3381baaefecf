"""The report says what holds of this run, and its commands can be copied."""

from __future__ import annotations

import io
import shlex
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.batch.jobs import DONE, QUICK, FakePipeline, companies, failed
from tests.batch.jobs import run as run_of
from tests.cli.conftest import Theodore
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import Selection
from theodore.cli.called import called
from theodore.cli.paint import bar
from theodore.cli.report import _print_retries, findings, print_report
from theodore.model.company import Company
from theodore.model.errors import Reason
from theodore.model.outcome import Hints, Outcome
from theodore.store.journal import Journal
from theodore.store.report_figures import RetriedClass, Retries

WEEK_S = 7 * 86_400.0


async def visited(company: Company, hints: Hints) -> Outcome:
    return DONE


async def finished(folder: Path, names: Sequence[str]) -> Report:
    """A run over companies, of which those with Bad in their name fail; the journal is the standard one's."""

    async def behave(company: Company, hints: Hints) -> Outcome:
        return failed(Reason.HTTP_404) if "Bad" in company.name else DONE

    source = companies(folder, [f"x{number}" for number, _ in enumerate(names)])
    lines = [f"{name},https://x{number}.test" for number, name in enumerate(names)]
    source.write_text("\n".join(["Company,Website", *lines]) + "\n")
    return await run_of(source, FakePipeline(behave), RunnerConfig(retry=QUICK), fresh_for_s=WEEK_S)


def printed(folder: Path, report: Report, width: int = 200) -> str:
    console = Console(file=io.StringIO(), width=width)
    with Journal.open_reader(folder / "journal.sqlite") as journal, journal.read() as reader:
        found = findings(reader, report.run.id)
    print_report(console, report.summary, found, state="finished", flags=["--workspace", "w"])
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def commands(text: str) -> dict[str, list[str]]:
    """The words of each command to copy, by its name."""
    lines = [line.partition(" theodore ") for line in text.splitlines()]
    return {name.strip(): shlex.split(words) for name, found, words in lines if found}


@pytest.mark.parametrize(
    ("names", "word"),
    [
        pytest.param(["Bad", "Good"], ["Good"], id="a row that has facts, not the first that has none"),
        pytest.param(["Twin", "Twin"], ["RECORD"], id="a name of two rows means neither"),
        pytest.param(["twin", "Twin"], ["RECORD"], id="names are the same in any case"),
        pytest.param(["-Dash"], ["--", "-Dash"], id="a name that looks like a flag"),
        pytest.param(["x1.test", "Other"], ["RECORD"], id="a name that is another row's website"),
        pytest.param(["A" * 90], ["RECORD"], id="a name too long to copy"),
        pytest.param(["Bad"], None, id="no facts, no command to show them"),
    ],
)
async def test_the_command_for_facts(tmp_path: Path, names: list[str], word: list[str] | None) -> None:
    report = await finished(tmp_path, names)
    found = commands(printed(tmp_path, report))
    record_id = report.summary["results"][0]["record_id"]
    named = word and [record_id if part == "RECORD" else part for part in word]
    assert found.get("Facts") == (named and ["show", "--workspace", "w", *named])


async def test_a_failure_is_named_as_safely(tmp_path: Path) -> None:
    found = commands(printed(tmp_path, await finished(tmp_path, ["-Bad", "Good"])))
    assert found["Why one failed"] == ["history", "--workspace", "w", "--", "-Bad"]


async def test_of_an_older_run_its_own_facts_are_named(tmp_path: Path) -> None:
    first = await finished(tmp_path, ["Good"])
    await finished(tmp_path, ["Good"])
    record_id = first.summary["results"][0]["record_id"]
    found = commands(printed(tmp_path, first))
    assert found["Facts"] == ["show", "--workspace", "w", "--run", first.run.id, record_id]


async def test_the_commands_find_their_company(
    tmp_path: Path, theodore: Theodore, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await finished(tmp_path, ["-Twin", "-Twin", "-Bad"])
    (tmp_path / "journal.sqlite").rename(tmp_path / "w.sqlite")
    with Journal.open_reader(tmp_path / "w.sqlite") as journal, journal.read() as reader:
        found = findings(reader, report.run.id)
    for words in (found.telling, found.failed):
        said = theodore("show", "--journal-folder", tmp_path, "--workspace", "w", *words)
        assert said.code == 0, said.err


async def test_rows_that_were_left_out_are_not_called_fresh(tmp_path: Path) -> None:
    worker = FakePipeline(visited)
    job = Job(companies(tmp_path, ["Good", "Fine", "Third"]), tmp_path / "out.csv", selection=Selection(limit=1))
    report = await run_job(job, tmp_path / "journal.sqlite", worker.opened(), RunnerConfig(retry=QUICK))
    said = printed(tmp_path, report)
    assert "3: 1 completed, 2 not chosen" in said
    assert "fresh" not in said


async def test_the_success_rate_says_of_how_many(tmp_path: Path) -> None:
    names = ["Good", "Fine", "Bad"]
    assert "66.7% of" not in printed(tmp_path, await finished(tmp_path, names))
    again = printed(tmp_path, await finished(tmp_path, names))
    assert "2 skipped (fresh)" in again
    assert "0.0% of the 1 tried" in again


@pytest.mark.parametrize("width", [40, 200])
async def test_rows_that_were_not_chosen_are_not_called_fresh(tmp_path: Path, width: int) -> None:
    report = await finished(tmp_path, ["Good", "Fine", "Bad"])
    report.summary.update(skipped=5, not_chosen=3)
    said = " ".join(printed(tmp_path, report, width).split())
    assert "2 skipped (fresh), 3 not chosen" in said
    report.summary.update(processed=1, failed=1, skipped=3)
    assert "Field coverage" not in printed(tmp_path, report, width), "of nobody"


async def test_pages_that_were_known_have_a_line_of_their_own(tmp_path: Path) -> None:
    report = await finished(tmp_path, ["Good"])
    assert "Known" not in printed(tmp_path, report), "in a first run none are"
    report.summary["statistics"].update(pages_from_cache=7, revalidated=1)
    assert "Known         7 pages not asked for, 1 page asked for and found unchanged" in printed(tmp_path, report)


async def test_what_was_made_another_way_is_counted_beside_the_retries(tmp_path: Path) -> None:
    report = await finished(tmp_path, ["Good"])
    assert "climb" not in printed(tmp_path, report), "unless another way was configured"
    report.summary["statistics"].update(attempts=8, climbs=7)
    assert "Attempts      8, 0 retries, 7 climbs, 0 timeouts" in printed(tmp_path, report)


def test_the_retries_are_told_whole_on_any_width() -> None:
    retries = Retries(46, 43, (RetriedClass("connection_error", 15, 11, 10, 0.1, 0.2),))
    for width in (40, 60, 80, 200):
        console = Console(file=io.StringIO(), width=width)
        _print_retries(console, retries)
        said = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
        for words in ("connection_error", "15 retries", "won 10 of 11", "waits of 0.1 s, 0.2 s at most"):
            assert words in said, width


async def test_where_nobody_was_visited_there_is_no_rate(tmp_path: Path) -> None:
    await finished(tmp_path, ["Good"])
    again = printed(tmp_path, await finished(tmp_path, ["Good"]))
    assert "Success rate  no company was tried to its end" in again


@pytest.mark.parametrize(
    ("script", "words", "in_path", "typed"),
    [
        pytest.param("/usr/bin/theodore", [], "/usr/bin/theodore", "theodore", id="found in PATH"),
        pytest.param(".venv/bin/theodore", [], None, ".venv/bin/theodore", id="by its path"),
        pytest.param("/a b/theodore", [], "/usr/bin/theodore", "'/a b/theodore'", id="by a path to be quoted"),
        pytest.param(
            "/x/theodore/__main__.py",
            ["python3", "-m", "theodore", "demo"],
            None,
            "python3 -m theodore",
            id="as a module",
        ),
        pytest.param(
            "/x/theodore/cli/__main__.py",
            [".venv/bin/python", "-P", "-m", "theodore.cli", "run", "-m"],
            None,
            ".venv/bin/python -P -m theodore.cli",
            id="as a module, with the flags of Python",
        ),
        pytest.param(
            "/x/pytest/__main__.py", ["python", "-m", "pytest", "theodore"], None, "theodore", id="by another program"
        ),
        pytest.param("", [""], None, "theodore", id="from a prompt of Python"),
    ],
)
def test_the_program_as_it_was_called(script: str, words: list[str], in_path: str | None, typed: str) -> None:
    assert called(script, words, lambda _: in_path) == typed


@given(st.floats(0, 1), st.integers(2, 80))
def test_a_bar_is_full_of_the_whole_and_empty_of_nothing_alone(share: float, width: int) -> None:
    drawn = bar(share, width)
    assert len(drawn) == width
    assert ("░" not in drawn) is (share == 1)
    assert ("█" not in drawn) is (share == 0)
