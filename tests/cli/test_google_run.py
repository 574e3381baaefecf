"""One Google Sheet, filled once, and every command that tells of the run afterwards."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Said, Theodore
from tests.cli.exports_page import PAGE, named
from tests.cli.online import ROWS, as_copied, url
from tests.cli.processes import LIMIT_S, Site, read_until, site, start
from theodore.farm.sheets import Emulator


@pytest.fixture(scope="module")
def websites() -> Iterator[Site]:
    with site() as serving:
        yield serving


def _visits(websites: Site) -> list[str]:
    return [*websites.flags("fine.test", "good.test"), "--allow-private-addresses", "--contact", "me@example.com"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run")


@pytest.fixture(scope="module")
def sheet(served: Emulator) -> str:
    return served.add_book({"Leads": ROWS, "Sold": [["Company", "Website"]]}, title="Leads 2026")


@pytest.fixture(autouse=True)
def _same_journal(folder: Path, google: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_JOURNAL__FOLDER", str(folder))


@pytest.fixture
def ran(sheet: str, folder: Path, websites: Site, theodore: Theodore) -> Said:
    """What the run said, once it was made."""
    told = folder / "told"
    if told.exists():
        return Said(0, *json.loads(told.read_text()))
    said = theodore("run", as_copied(sheet), "--tab", "Leads", *_visits(websites))
    told.write_text(json.dumps([said.out, said.err]))
    return said


def test_a_run_fills_it(ran: Said, sheet: str, google: Emulator) -> None:
    assert (ran.code, ran.out) == (0, f"{url(sheet)}\n")
    assert "Leads 2026, tab 'Leads': 2 rows, name in 'Company', website in 'Website'." in ran.err
    assert "Added to the sheet: columns C to O of the tab Leads" in ran.err
    assert google.tabs(sheet) == ["Leads", "Details", "Sold"]
    status = google.values(sheet, "Leads")[0].index("Status")
    assert [row[status] for row in google.values(sheet, "Leads")] == ["Status", "completed", "completed"]


def test_a_run_is_listed(ran: Said, sheet: str, theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert f"Leads 2026, Leads  {url(sheet)}\n" in theodore("status").out
    told = theodore("status", "last", "--json").json
    assert (told["source"], told["sink"], told["state"]) == (url(sheet), url(sheet), "finished")
    shown = theodore("status", "last")
    assert "Leads 2026, tab Leads" in shown.out
    assert f"{url(sheet)}, written" in shown.out


def test_a_run_is_reported(ran: Said, folder: Path, theodore: Theodore) -> None:
    assert theodore("report", "last").code == 0
    page = folder / "report.html"
    assert theodore("report", "last", "--html", page, "--force").code == 0
    assert "<title>Leads 2026, Leads " in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(("show", "Fine", "--json"), '"completed"', id="show"),
        pytest.param(("history", "Fine"), "completed", id="history"),
        pytest.param(("export", "last", "--what", "attempts"), "fine.test", id="export"),
        pytest.param(("compare", "last", "last", "--json"), '"same_run": true', id="compare"),
    ],
)
def test_a_run_is_told_of(words: tuple[str, ...], told: str, ran: Said, theodore: Theodore) -> None:
    said = theodore(*words)
    assert said.code == 0, said.err
    assert told in said.out


def test_a_run_is_the_only_one_over_its_sheet(ran: Said, sheet: str, theodore: Theodore) -> None:
    said = theodore("compare")
    assert said.code == 2
    assert f"is the only run over {url(sheet)}" in said.err


def test_a_run_takes_no_address_for_a_file_that_is_in_the_way(
    ran: Said, sheet: str, folder: Path, theodore: Theodore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    place = Path(url(sheet))  # https:/docs.google.com/... is a path as well
    place.parent.mkdir(parents=True)
    place.write_text("mine", encoding="utf-8")
    assert theodore("export", "last", "--what", "attempts", "--out", place, "--force").code == 0
    said = theodore("forget", "fine.test", "--dry-run", "--json")
    assert said.json["not_reached"] == [url(sheet)]


def test_a_run_of_which_traces_are_forgotten_but_for_the_sheet(ran: Said, sheet: str, theodore: Theodore) -> None:
    said = theodore("forget", "fine.test", "--dry-run")
    assert said.code == 0
    assert f"{url(sheet)}, and the versions that Google keeps of it" in " ".join(said.out.split())


def test_a_delivery_that_google_does_not_answer_can_be_made_later(
    ran: Said, google: Emulator, theodore: Theodore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THEODORE_SHEETS__GIVE_UP_AFTER", "1")
    with google.down():
        said = theodore("deliver", "last")
    assert said.code == 3
    assert "gives no usable answer" in said.err
    assert "The results are in the journal." in said.err


def test_a_run_is_worked_out_again_and_delivered(ran: Said, sheet: str, google: Emulator, theodore: Theodore) -> None:
    said = theodore("extract", "last")
    assert (said.code, said.out) == (0, f"{url(sheet)}\n"), said.err
    # somebody tidied up
    google.change(sheet, lambda book: book.tabs.remove(book.tab("Details")))
    said = theodore("deliver", "last")
    assert (said.code, said.out) == (0, f"{url(sheet)}\n"), said.err
    assert "2 rows: 2 completed" in said.err
    assert len(google.values(sheet, "Details")) == 3
    told = theodore("deliver", "last", "--json").json
    assert (told["sheet"], told["delivered"], told["state"]) == (url(sheet), True, "finished")
    assert (told["total"], told["counts"]["completed"]) == (2, 2)


def test_a_run_is_gone_on_with_by_its_id_alone(
    ran: Said, sheet: str, google: Emulator, websites: Site, theodore: Theodore
) -> None:
    """In another folder, with another spelling, and asked to fill it in place, which it does anyway."""
    dry = theodore("run", sheet, "--tab", "leads", "--in-place", "--dry-run", "--json").json
    assert (dry["source"], dry["sink"], dry["in_place"], dry["tab"]) == (url(sheet), url(sheet), True, "Leads")
    assert (dry["rows"], dry["fresh"], dry["own_columns"], dry["replaces"]) == (2, 2, 2, [])
    writes = sum(call.kind == "write" for call in google.calls)
    assert writes == 0
    said = theodore("run", sheet, "--tab", "1", "--in-place", "--json", *_visits(websites))
    assert (said.code, said.json["skipped"], said.json["sink"]) == (0, 2, url(sheet))


def test_a_run_is_checked(ran: Said, sheet: str, theodore: Theodore) -> None:
    told = theodore("sheets", "check", sheet, "--tab", "Leads", "--json").json
    assert list(told) == named(PAGE.read_text(encoding="utf-8"), "keys: sheets check")
    assert (told["title"], told["tabs"], told["tab"]) == ("Leads 2026", ["Leads", "Details", "Sold"], "Leads")
    assert (told["account"], told["rows"], told["own_columns"]) == ("robot@emulator.test", 2, 2)
    assert (told["to_make"], told["details_tab"], told["unfinished_run"]) == ([], "Details", None)
    assert told["theodores_columns"]["to_make"] == []
    assert "Status" in told["theodores_columns"]["there"]
    assert 0 < told["calls_left"]["reads"] < told["calls_left"]["of_reads"] == 50
    doctor = theodore("doctor", sheet, "--tab", "Leads")
    assert f"{url(sheet)} (Leads 2026), tab 'Leads': 2 rows" in " ".join(doctor.out.split()), doctor.out
    assert doctor.code == 0


def test_ctrl_c_gives_back_what_is_under_way_and_the_same_command_goes_on(
    google: Emulator, websites: Site, theodore: Theodore
) -> None:
    sheet = google.add_book({"Companies": [ROWS[0], ["Other", "http://other.test"], ["Slow", "http://slow.test"]]})
    flags = [*_visits(websites), *websites.flags("other.test", "slow.test")]
    process = start("run", as_copied(sheet), *flags)
    assert process.stderr is not None
    read_until(process.stderr.fileno(), "completed Other")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LIMIT_S)
    assert process.returncode == 130
    assert out.decode() == f"{url(sheet)}\n"
    assert "The same command resumes the run." in err.decode()
    status = google.values(sheet, "Companies")[0].index("Status")
    stands = {row[0]: row[status] for row in google.values(sheet, "Companies")[1:]}
    assert (stands["Other"], stands["Slow"]) == ("completed", "pending")
    websites.wake()
    said = theodore("run", sheet, *flags, "--json")
    assert (said.code, said.json["total"], said.json["processed"]) == (0, 2, 2)
    assert [row[status] for row in google.values(sheet, "Companies")[1:]] == ["completed"] * 2
    assert google.tabs(sheet) == ["Companies", "Details"]


def test_what_was_forgotten_does_not_come_back_from_the_sheet(
    google: Emulator, websites: Site, folder: Path, theodore: Theodore
) -> None:
    sheet = google.add_book({"Companies": ROWS})
    assert theodore("run", sheet, *_visits(websites)).code == 0
    header, *_ = google.values(sheet, "Companies")
    status, progress = header.index("Status"), header.index("Progress")
    assert theodore("forget", "fine.test", "--yes").code == 0
    said = theodore("deliver", "last")
    assert said.code == 0
    assert "cells that you changed" not in said.err
    stands = {row[0]: (row[status], row[progress]) for row in google.values(sheet, "Companies")[1:]}
    assert stands["Fine"] == ("failed", "forgotten")
    assert stands["Good"][0] == "completed"
    # another visit has its say, too: no word of before is kept for a person's
    said = theodore("run", sheet, *_visits(websites))
    assert (said.code, "cells that you changed" in said.err) == (0, False)
    assert {row[status] for row in google.values(sheet, "Companies")[1:]} == {"completed"}
    with sqlite3.connect(folder / "default.sqlite") as journal:
        assert journal.execute("SELECT pinned FROM pins WHERE sink LIKE ?", (f"%{sheet}%",)).fetchall() == []
