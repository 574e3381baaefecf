"""status --sites: what is known of each site, the most remarkable first."""

from __future__ import annotations

import json
import shutil
import time
from functools import partial
from pathlib import Path

import pytest

from tests.cli.conftest import Past, Theodore
from theodore.cli import sites as shown
from theodore.model.statistics import SiteKnowledge
from theodore.store import sites
from theodore.store.journal import Journal
from theodore.store.ledger import Ledger

HOUR_S = 3600.0


def known(folder: Path, **of: SiteKnowledge) -> tuple[str, str]:
    """A journal in which this is known, by site with dots for underscores; the flags that find it."""
    with Journal.open(folder / "default.sqlite") as journal:
        for name, site in of.items():
            journal.write(partial(_learn, name.replace("_", "."), site))
    return "--journal-folder", str(folder)


def _learn(site_key: str, site: SiteKnowledge, ledger: Ledger) -> None:
    sites.learn(ledger._connection, site_key, site)


def took(*seconds: float, timed_out: int = 0, **more: object) -> SiteKnowledge:
    outs = (True,) * timed_out + (False,) * (len(seconds) - timed_out)
    return SiteKnowledge(seconds, outs, **more)  # type: ignore[arg-type]  # what the tests below name


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")


@pytest.fixture
def flags(tmp_path: Path) -> tuple[str, str]:
    return known(
        tmp_path,
        quick_test=took(1.0, 2.0, 3.0, is_simple=True, origin="https://www.quick.test"),
        late_test=took(30.0, 45.0, timed_out=2, is_complex=True),
        known_test=took(20.0, 22.0, 24.0, 26.0, 28.0, origin="https://known.test", rung=2),
        held_test=SiteKnowledge(hold_until=time.time() + HOUR_S),
        over_test=SiteKnowledge(hold_until=time.time() - HOUR_S),
    )


def test_the_most_remarkable_sites_come_first(theodore: Theodore, flags: tuple[str, str]) -> None:
    said = theodore("status", "--sites", *flags)
    header, *lines = said.out.splitlines()
    assert said.code == 0
    assert header.split("  ")[0] == "Site"
    assert header.endswith("Next deadline  Why              Found at")
    assert [line.split()[0] for line in lines] == ["held.test", "late.test", "known.test", "quick.test", "over.test"]
    assert "held until" in lines[0]
    assert "held until" not in lines[-1], "a hold that is over is none"


@pytest.mark.parametrize(
    ("site", "words"),
    [
        pytest.param(
            "quick.test", ["3", "2.0 s", "3.0 s", "-", "20 s", "simple", "https://www.quick.test"], id="simple"
        ),
        pytest.param("late.test", ["2", "30 s", "45 s", "2", "1 m 00 s", "complex"], id="complex"),
        pytest.param(
            "known.test", ["5", "24 s", "28 s", "-", "42 s", "1.5 x p95", "https://known.test, rung 2"], id="own"
        ),
        pytest.param("over.test", ["0", "-", "-", "-", "30 s", "little is known"], id="unknown"),
    ],
)
def test_a_site_says_what_its_next_deadline_is_and_why(
    theodore: Theodore, flags: tuple[str, str], site: str, words: list[str]
) -> None:
    [line] = [line for line in theodore("status", "--sites", *flags).out.splitlines() if line.startswith(site)]
    assert [word.strip() for word in line.removeprefix(site).split("  ") if word.strip()] == words


def test_the_deadline_is_the_one_of_the_present_settings(
    theodore: Theodore, flags: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEODORE_TIMEOUTS__DEFAULT", "12")
    monkeypatch.setenv("THEODORE_TIMEOUTS__MAX", "40")
    said = theodore("status", "--sites", "--json", *flags)
    found = {site["site"]: site for site in map(json.loads, said.out.splitlines())}
    assert found["over.test"]["next_deadline"] == 12
    assert (found["known.test"]["next_deadline"], found["known.test"]["deadline_because"]) == (
        40,
        "1.5 x p95, at most 40 s",
    )


def test_a_program_gets_a_line_a_site_in_the_order_of_their_names(theodore: Theodore, flags: tuple[str, str]) -> None:
    said = theodore("status", "--sites", "--json", *flags)
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [site["site"] for site in found] == ["held.test", "known.test", "late.test", "over.test", "quick.test"]
    assert found[1] == {
        "site": "known.test",
        "attempts": 5,
        "median_seconds": 24.0,
        "p95_seconds": 28.0,
        "timed_out": 0,
        "is_complex": False,
        "is_simple": False,
        "origin": "https://known.test",
        "rung": 2,
        "held_until": None,
        "next_deadline": 42.0,
        "deadline_because": "1.5 x p95",
    }
    assert found[0]["held_until"].endswith("+00:00")


def test_a_narrow_terminal_gets_a_paragraph_a_site(
    theodore: Theodore, flags: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    said = theodore("status", "--sites", *flags)
    attempts = "2 attempts, median 30 s, p95 45 s, 2 timed out"
    assert f"late.test\n  {attempts}\n  next deadline 1 m 00 s: complex\n" in said.out
    assert "known.test\n  5 attempts" in said.out
    assert max(map(len, said.out.splitlines())) <= 50
    assert "…" not in said.out


def test_those_of_a_run_alone(theodore: Theodore, past: Past, tmp_path: Path) -> None:
    flags = known(shutil.copytree(past.folder, tmp_path / "copy"), another_test=took(1.0))
    said = [theodore("status", *run, "--sites", "--json", *flags).out for run in ([], ["last"])]
    every, of_run = ({json.loads(line)["site"] for line in lines.splitlines()} for lines in said)
    assert every - of_run == {"another.test"}
    assert "acme.test" in of_run


def test_of_many_sites_a_person_sees_the_foremost(
    theodore: Theodore, flags: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shown, "MOST_LISTED", 2)
    lines = theodore("status", "--sites", *flags).out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["held.test", "late.test", "and"]
    assert lines[-1] == "and 3 more sites; --json has all of them"
    assert len(theodore("status", "--sites", "--json", *flags).out.splitlines()) == 5


def test_without_a_journal_nothing_is_known(theodore: Theodore) -> None:
    said = theodore("status", "--sites")
    assert (said.code, "No runs yet" in said.out) == (0, True)
    assert theodore("status", "--sites", "--json").out == ""


def test_a_journal_without_sites_says_so(theodore: Theodore, tmp_path: Path) -> None:
    said = theodore("status", "--sites", *known(tmp_path))
    assert said.out == "No site is known yet: what is learned of one comes with the first attempt at it.\n"


def test_what_a_site_is_called_moves_no_cursor(theodore: Theodore, tmp_path: Path) -> None:
    flags = known(tmp_path, evil_test=took(1.0, origin="https://evil.test\x1b[2J\u202e"))
    said = theodore("status", "--sites", *flags)
    assert "\x1b[2J" not in said.out
    assert "\u202e" not in said.out
    assert "\x1b" not in theodore("status", "--sites", "--json", *flags).out
