"""`theodore compare`: which runs are meant, and what is said of them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.compared_runs import make_runs
from tests.cli.conftest import Theodore
from theodore.cli.compared import points, signed
from theodore.cli.values_apart import apart
from theodore.model.fields import Value


@dataclass(frozen=True, slots=True)
class Runs:
    folder: Path
    first: str
    second: str
    other: str

    @property
    def flags(self) -> tuple[str, str]:
        return "--journal-folder", str(self.folder)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("compared")
    return Runs(folder, *make_runs(folder))


def test_two_runs_are_told_with_differences_and_examples(theodore: Theodore, runs: Runs) -> None:
    said = theodore("compare", runs.first, runs.second, *runs.flags)
    assert said.code == 0, said.err
    for words in (
        f"{runs.first} → {runs.second}",
        "Success rate",
        "Companies an hour",
        "retry.max_retries  0 → 3",
        "certificate_expired",
        "+1",
        "Phones",
        "Now done that failed before  1",
        "Mended AG (https://mended-ag.test): not_found/http_404 → completed",
        "Now failed that were done before  1",
        "Broken Inc (https://broken-inc.test): completed → ssl_error/certificate_expired",
        "New GmbH (https://new-gmbh.test): completed",
        "Gone SA (https://gone-sa.test): completed",
        "Facts that changed  of 2 companies done in both",
        "Ada Ltd: +4930222 → +4930333",
        "Ada Ltd: - 1999",
        "Ada Ltd: + TRUE",
        "--what changes --format csv",
    ):
        assert words in said.out, words


def test_what_is_better_and_what_is_worse_is_said_in_words(theodore: Theodore, runs: Runs) -> None:
    lines = theodore("compare", runs.first, runs.second, *runs.flags).out.splitlines()
    [has_forms] = [line for line in lines if line.startswith("  Has Forms") and "points" in line]
    [founded] = [line for line in lines if line.startswith("  Founding Year") and "points" in line]
    assert has_forms.split()[2:] == ["0.0%", "25.0%", "+25.0", "points", "better"]
    assert founded.split()[2:] == ["25.0%", "0.0%", "-25.0", "points", "worse"]


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_keeps_to_the_width_of_its_terminal(
    theodore: Theodore, runs: Runs, monkeypatch: pytest.MonkeyPatch, width: int, encoding: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setattr("theodore.cli.compared.is_ascii", lambda console: encoding == "ascii")
    said = theodore("compare", runs.first, runs.second, *runs.flags)
    shown = said.out.partition("\nNext\n")[0]
    assert max(map(len, shown.splitlines())) <= width
    assert ("→" in shown) == (encoding == "utf-8")
    assert ("->" in shown) == (encoding == "ascii")
    assert "better" in shown
    assert "Success rate" in shown


def test_what_failed_alike_is_told_in_a_line(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    source.write_text("Company,Website\nAcme,http://127.0.0.1:1/\nNone,\n")
    for _ in range(2):
        theodore("run", source, "--max-retries", "0")
    assert "Failures by class and reason\n  The same in both: invalid_input 2\n" in theodore("compare").out


def test_what_goes_to_a_program_is_neither_broken_nor_padded(
    theodore: Theodore, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    said = theodore("compare", runs.first, runs.second, *runs.flags)
    assert [line for line in said.out.splitlines() if line != line.rstrip()] == []


def test_a_run_compared_with_itself_says_that_nothing_differs(theodore: Theodore, runs: Runs) -> None:
    said = theodore("compare", runs.second, runs.second, *runs.flags)
    assert said.code == 0
    assert "This is one run: nothing differs." in said.out
    assert "Figures" not in said.out
    assert theodore("compare", runs.second, runs.second, "--json", *runs.flags).json["same_run"]
    assert theodore("compare", runs.second, runs.second, "--what", "changes", *runs.flags).out == ""


def test_an_unfinished_run_is_compared_as_it_stands(theodore: Theodore, tmp_path: Path) -> None:
    first, second, _ = make_runs(tmp_path)
    with sqlite3.connect(tmp_path / "default.sqlite") as database:  # as a process that was killed leaves it
        database.execute("UPDATE runs SET state = 'running', ended_at = NULL WHERE id = ?", (second,))
    database.close()
    said = theodore("compare", first, second, "--journal-folder", tmp_path)
    assert said.code == 0
    assert f"{second} is not finished (interrupted): it is compared as it stands." in said.out


def test_runs_over_two_tables_are_compared_by_website(theodore: Theodore, runs: Runs) -> None:
    said = theodore("compare", runs.first, runs.other, *runs.flags)
    assert "A company is found in the other one by its website." in " ".join(said.out.split())
    found = theodore("compare", runs.first, runs.other, "--json", *runs.flags).json
    assert found["matched_by"] == "website"
    assert (found["companies"]["both_done"], found["companies"]["new"]) == (1, 1)
    assert found["settings"] is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("first second", "first second", id="both are named"),
        pytest.param("second first", "second first", id="in the order in which they are named"),
        pytest.param("first", "first second", id="one: against the last over its table"),
        pytest.param("second", "first second", id="the last one: against the one before it"),
    ],
)
def test_which_runs_are_meant(theodore: Theodore, runs: Runs, given: str, expected: str) -> None:
    names = [getattr(runs, name) for name in given.split()]
    found = theodore("compare", *names, "--json", *runs.flags).json
    assert [found["before"]["run_id"], found["after"]["run_id"]] == [getattr(runs, name) for name in expected.split()]


def test_with_no_run_the_last_one_is_meant(theodore: Theodore, runs: Runs) -> None:
    said, same = theodore("compare", *runs.flags), theodore("compare", "last", *runs.flags)
    assert said == same
    assert said.code == 2
    assert f"{runs.other} is the only run over {runs.folder / 'others' / 'leads.csv'}" in said.err
    assert "Name two runs" in said.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["last", "19990101-1"], "there is no run '19990101-1'", id="an unknown run"),
        pytest.param(["19990101-1"], "there is no run '19990101-1'", id="and alone"),
        pytest.param(["last", "2"], "several runs begin with '2'", id="a beginning of several"),
        pytest.param(["last", "last", "--format", "csv"], "Add --what changes", id="a form of no list"),
        pytest.param(
            ["last", "last", "--what", "changes", "--json", "--format", "csv"], "two forms", id="two forms at once"
        ),
    ],
)
def test_what_cannot_be_compared_is_refused(theodore: Theodore, runs: Runs, arguments: list[str], words: str) -> None:
    said = theodore("compare", *arguments, *runs.flags)
    assert said.code == 2
    assert words in said.err
    assert not said.out


def test_no_journal_is_refused_with_advice(theodore: Theodore) -> None:
    said = theodore("compare")
    assert said.code == 2
    assert "nothing was run in this workspace yet" in said.err


def test_every_change_is_a_line_of_json(theodore: Theodore, runs: Runs) -> None:
    said = theodore("compare", runs.first, runs.second, "--what", "changes", *runs.flags)
    assert said == theodore("compare", runs.first, runs.second, "--what", "changes", "--json", *runs.flags)
    changes = [json.loads(line) for line in said.out.splitlines()]
    assert [(one["change"], one["field"]) for one in changes if one["company_name"] == "Ada Ltd"] == [
        ("gained", "has_forms"),
        ("lost", "founding_year"),
        ("changed", "phones"),
    ]
    assert {one["change"] for one in changes} == {
        "gained",
        "lost",
        "changed",
        "now_done",
        "now_failed",
        "new",
        "gone",
    }


def test_changes_as_csv_are_safe_to_open(theodore: Theodore, runs: Runs) -> None:
    said = theodore("compare", runs.first, runs.second, "--what", "changes", "--format", "csv", *runs.flags)
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [row["before"] for row in rows if row["field"] == "phones"] == ["+4930111; +4930222"]
    assert [row["after"] for row in rows if row["field"] == "emails"] == ["'=1+1@evil.test"]


@pytest.mark.parametrize("form", [(), ("--json",), ("--what", "changes")], ids=["for people", "as json", "changes"])
def test_no_website_reaches_the_terminal(theodore: Theodore, runs: Runs, form: tuple[str, ...]) -> None:
    said = theodore("compare", runs.first, runs.second, *form, *runs.flags)
    assert "Evil" in said.out
    assert not any(char in said.out for char in ("\x1b", "\x07", "\x9b"))


def test_a_password_in_an_address_is_hidden(theodore: Theodore, tmp_path: Path) -> None:
    source = tmp_path / "leads.csv"
    for port in (1, 2):
        source.write_text(f"Company,Website\nAcme,http://user:hunter2@127.0.0.1:{port}/\n")
        theodore("run", source, "--max-retries", "0")
    for form in ((), ("--json",), ("--what", "changes"), ("--what", "changes", "--format", "csv")):
        said = theodore("compare", *form)
        assert said.code == 0, said.err
        assert "hunter2" not in said.out
        assert "http://127.0.0.1:2/" in said.out
    assert "Not known: one of the runs has no company that is done." in theodore("compare").out


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        pytest.param(1_200, "+1,200", id="more"),
        pytest.param(-3, "-3", id="less"),
        pytest.param(0, "same", id="none"),
        pytest.param(None, "-", id="not known"),
    ],
)
def test_a_difference_has_its_sign(difference: float | None, expected: str) -> None:
    assert signed(difference) == expected


def test_a_difference_of_shares_is_in_points() -> None:
    assert (points(0.125), points(-0.001), points(0.0)) == ("+12.5 points", "-0.1 points", "same")


_LONG = "Ada makes fine things for customers near and far, and has done so since "


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("Ada", "Ida", ("Ada", "Ida"), id="short texts are shown whole"),
        pytest.param(
            _LONG + "1999.",
            _LONG + "2001.",
            ("[...] done so since 1999.", "[...] done so since 2001."),
            id="long ones from shortly before they part",
        ),
        pytest.param(["a", "b"], ["b", "c"], ("a", "c"), id="of lists what the other lacks"),
        pytest.param(["a", "b"], ["a"], ("b", ""), id="which may be nothing"),
        pytest.param({"x": "1", "y": "2"}, {"x": "1", "y": "3"}, ("y: 2", "y: 3"), id="of mappings likewise"),
        pytest.param(None, ["a"], ("", "a"), id="a blank has no words"),
        pytest.param("1999", 2001, ("1999", "2001"), id="values of two types"),
    ],
)
def test_two_values_apart(before: Value, after: Value, expected: tuple[str, str]) -> None:
    assert apart(before, after, 60) == expected
