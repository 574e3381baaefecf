"""`theodore forget`: it is gone from the bytes, the rest is as it was, and what cannot be reached is named."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Theodore
from tests.cli.forget_runs import make_run, run_again
from tests.cli.processes import LIMIT_S, read_until
from theodore.model.fields import Tab, coverage
from theodore.model.packing import unpacked
from theodore.store.journal import Journal
from theodore.store.lock import RunLock


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run that has ended."""
    folder = tmp_path_factory.mktemp("people")
    make_run(folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy of it; its journal says that its files lie in the first one."""
    return Path(shutil.copytree(template, tmp_path / "people"))


@pytest.fixture
def forget(theodore: Theodore, folder: Path) -> Callable[..., Any]:
    return lambda *words: theodore("forget", *words, "--journal-folder", folder)


def raw(folder: Path) -> bytes:
    """All bytes of the journal."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("default.sqlite*")))


def said_by(folder: Path) -> str:
    """All that the journal says, packed pages unpacked."""
    connection = sqlite3.connect(folder / "default.sqlite")
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    lines = [line for table in tables for line in connection.execute(f"SELECT * FROM {table}")]
    connection.close()
    return "\n".join(unpacked(cell) if isinstance(cell, bytes) else str(cell) for line in lines for cell in line)


def lines_of(folder: Path, question: str) -> list[Any]:
    connection = sqlite3.connect(folder / "default.sqlite")
    found = connection.execute(question).fetchall()
    connection.close()
    return found


def facts_of(theodore: Theodore, folder: Path, company: str) -> Any:
    return theodore("show", company, "--json", "--journal-folder", folder).json


@pytest.mark.parametrize(
    ("what", "forms"),
    [
        pytest.param("acme.test", ["acme.test/", "@acme.test", "//shop", "(acme.test)"], id="a domain"),
        pytest.param("https://www.acme.test/team", ["acme.test/", "@acme.test"], id="a domain, as an address"),
        pytest.param("Jane.DOE@acme.test", ["jane.doe@", "jane&#46;doe%40"], id="a mail address"),
        pytest.param("jane  doe", ["Jane Doe", "JANE DOE", "JANE  DOE", "Jane\u00a0Doe", "<b>Jane</b>"], id="a name"),
        pytest.param("Doe, Jane", ["Jane Doe", "JANE DOE"], id="a name, last name first"),
        pytest.param("Jo\u0308rg Mu\u0308ller", ["J\u00f6rg M\u00fcller"], id="a name with its marks apart"),
    ],
)
def test_the_bytes_are_gone(forget: Callable[..., Any], folder: Path, what: str, forms: list[str]) -> None:
    before, told = raw(folder), said_by(folder)
    assert any(form in told for form in forms)
    said = forget(what, "--yes")
    assert said.code == 0, said
    assert "finds nothing" in said.out
    # whose name is another
    after, told = raw(folder).replace(b"Jane Doering", b""), said_by(folder).replace("Jane Doering", "")
    assert [form for form in forms if form.encode() in after or form in told] == []
    assert len(raw(folder)) <= len(before)
    assert lines_of(folder, "PRAGMA integrity_check") == [("ok",)]
    assert lines_of(folder, "PRAGMA foreign_key_check") == []
    again = forget(what, "--yes")
    assert again.code == 2
    assert "holds nothing of" in again.err


def test_of_a_person_goes_what_holds_it_and_what_follows(
    forget: Callable[..., Any], theodore: Theodore, folder: Path
) -> None:
    before = facts_of(theodore, folder, "Acme")
    assert forget("Jane Doe", "--yes").code == 0
    after = facts_of(theodore, folder, "Acme")
    assert after["profile"] == {
        "official_name": "Acme GmbH",
        "emails": ["info@acme.test"],
        "leadership_team": ["Bob Roe (CTO)"],
        "key_decision_makers": {"CTO": "Bob Roe"},
        "contact_info": {"email": "info@acme.test"},
    }
    proved = {proof["field"]: proof["value"] for proof in after["evidence"]}
    assert proved == {name: value[0] if isinstance(value, list) else value for name, value in after["profile"].items()}
    keys = {key for (key,) in lines_of(folder, "SELECT key FROM evidence")}
    derived = lines_of(folder, "SELECT derived_from FROM evidence WHERE kind = 'derived'")
    assert [len(json.loads(sources)) for (sources,) in derived] == [1, 1]
    assert all(keys.issuperset(json.loads(sources)) for (sources,) in derived)
    assert after["coverage"] == coverage(after["profile"]) < before["coverage"]
    [(kept,)] = lines_of(
        folder, "SELECT count(*) FROM snapshots JOIN pages USING (content_hash) WHERE url LIKE '%team'"
    )
    assert kept == 0


def test_a_field_that_was_emptied_is_blank_for_a_reason(
    forget: Callable[..., Any], theodore: Theodore, folder: Path
) -> None:
    assert forget("Jane Doe", "--yes").code == 0
    blanks = facts_of(theodore, folder, "Acme")["blanks"]
    assert blanks == dict.fromkeys(("phones", "company_stage", "company_description"), "disabled")
    told = " ".join(theodore("show", "Acme", "--journal-folder", folder).out.split())
    words = "not looked for in that run, or removed by `theodore forget`"
    assert f"{words}: Company Description, Phones, Company Stage" in told


def test_fields_that_were_switched_off_do_not_count_afterwards_either(
    forget: Callable[..., Any], theodore: Theodore, folder: Path
) -> None:
    connection = sqlite3.connect(folder / "default.sqlite")
    with connection:
        connection.execute("UPDATE runs SET settings = json_set(settings, '$.off', json('[\"awards\"]'))")
    connection.close()
    assert forget("Jane Doe", "--yes").code == 0
    after = facts_of(theodore, folder, "Acme")
    assert after["coverage"] == coverage(after["profile"], off={"awards"}) > coverage(after["profile"])


def test_the_choice_of_rows_is_forgotten_too(forget: Callable[..., Any], folder: Path) -> None:
    connection = sqlite3.connect(folder / "default.sqlite")
    with connection:
        connection.execute(
            "UPDATE runs SET settings = json_set(settings, '$.selection', json(?))", ['{"filters": ["Notes=Jane Doe"]}']
        )
    connection.close()
    said = forget("Jane Doe", "--yes")
    assert said.code == 0, said
    assert lines_of(folder, "SELECT json_extract(settings, '$.selection') FROM runs") == [(None,)]


@pytest.mark.parametrize("number", ["+49 30 1234567", "030 / 123 45 67"])
def test_a_number_is_no_name(forget: Callable[..., Any], folder: Path, number: str) -> None:
    before = raw(folder)
    said = forget(number, "--yes")
    assert said.code == 2
    assert "is a number" in said.err
    assert raw(folder) == before


def test_the_users_cells_lose_a_name_in_two_columns(forget: Callable[..., Any], folder: Path) -> None:
    assert forget("Jane Doe", "--yes").code == 0
    cells = [json.loads(text) for (text,) in lines_of(folder, "SELECT cells FROM rows ORDER BY position")]
    assert cells[0] == ["Acme", "https://acme.test", "", "", "met at the fair"]
    assert cells[1] == ["Beta", "https://www.beta.test", "Jim", "Beam", "see acme.test and J\u00f6rg M\u00fcller"]
    assert cells[2] == ["Gamma", "https://gamma.test", "", "", ""]


def test_a_message_with_a_name_goes_whole(forget: Callable[..., Any], theodore: Theodore, folder: Path) -> None:
    assert forget("Jane Doe", "--yes").code == 0
    history = theodore("history", "Broken", "--json", "--journal-folder", folder).json
    assert [(one["reason"], one["message"]) for one in history["attempts"]] == [("http_404", None)]


@pytest.mark.parametrize(
    ("what", "company"),
    [
        pytest.param("Jane Doe", "Gamma", id="a name that is a part of another"),
        pytest.param("jane@gamma.test", "Gamma", id="an address that is a part of another"),
        pytest.param("Jane Doe", "Beta", id="another company"),
        pytest.param("acme.test", "Gamma", id="another site"),
    ],
)
def test_others_stay_as_they_are(
    forget: Callable[..., Any], theodore: Theodore, folder: Path, what: str, company: str
) -> None:
    before = facts_of(theodore, folder, company)
    pages = f"SELECT url, body FROM pages JOIN snapshots USING (content_hash) WHERE url LIKE '%{company.lower()}%'"
    bodies = lines_of(folder, pages)
    forget(what, "--yes")
    assert facts_of(theodore, folder, company) == before
    assert lines_of(folder, pages) == bodies


def test_a_company_is_emptied_and_a_later_run_visits_it_anew(
    forget: Callable[..., Any], theodore: Theodore, folder: Path
) -> None:
    [(record_id,)] = lines_of(folder, "SELECT record_id FROM rows WHERE name = 'Acme'")
    said = forget("acme.test", "--yes")
    assert "visits" in said.out or "brings it back" in said.out
    row = "SELECT record_id, position, name, website, cells, state, tries, profile_id FROM rows WHERE position = 0"
    assert lines_of(folder, row) == [(record_id, 0, "", "", '["","","","",""]', "cancelled", 0, None)]
    assert lines_of(folder, f"SELECT count(*) FROM cells WHERE record_id = '{record_id}'") == [(0,)]
    assert lines_of(folder, "SELECT count(*) FROM companies WHERE key LIKE '%acme%'") == [(0,)]
    shown = theodore("show", record_id, "--json", "--journal-folder", folder).json
    assert (shown["company_name"], shown["profile"], shown["evidence"]) == ("", {}, [])
    beta = facts_of(theodore, folder, "Beta")
    assert beta["profile"] == {"official_name": "Beta AG", "emails": ["office@beta.test"]}


def test_rows_of_an_unfinished_run_wait_for_what_the_table_says(forget: Callable[..., Any], folder: Path) -> None:
    connection = sqlite3.connect(folder / "default.sqlite")
    with connection:
        connection.execute("UPDATE runs SET state = 'interrupted'")
    connection.close()
    assert forget("acme.test", "--yes").code == 0
    row = "SELECT state, ended_at, due_at, lease_owner FROM rows WHERE position = 0"
    assert lines_of(folder, row) == [("pending", None, None, None)]


@pytest.mark.parametrize("state", ["finished", "interrupted"])
def test_a_run_over_a_table_that_still_has_the_company_visits_it_alone(
    theodore: Theodore, tmp_path: Path, state: str
) -> None:
    make_run(tmp_path)
    connection = sqlite3.connect(tmp_path / "default.sqlite")
    with connection:
        connection.execute("UPDATE runs SET state = ?", [state])
    connection.close()
    assert theodore("forget", "acme.test", "--yes", "--journal-folder", tmp_path).code == 0
    report, visited = run_again(tmp_path, fresh_for_s=3600.0)
    # of a run that goes on, what failed has failed
    assert visited == ["Acme"] + ["Broken"] * (state == "finished")
    assert report.summary["processed"] >= 1
    shown = facts_of(theodore, tmp_path, "Acme")
    assert (shown["state"], shown["website"]) == ("completed", "https://acme.test")
    assert shown["profile"]["emails"] == ["info@acme.test", "jane.doe@acme.test"]


def test_the_next_run_takes_it_out_of_the_sheet(theodore: Theodore, tmp_path: Path) -> None:
    make_run(tmp_path)
    sheets = [tmp_path / "out.csv", tmp_path / "out.details.csv"]
    assert "Jane Doe (CEO)" in "".join(sheet.read_text() for sheet in sheets)
    assert theodore("forget", "Jane Doe", "--yes", "--journal-folder", tmp_path).code == 0
    table = (tmp_path / "leads.csv").read_text()
    (tmp_path / "leads.csv").write_text(table.replace("Jane,Doe", ",").replace("JANE  DOE", "her"))
    assert run_again(tmp_path, fresh_for_s=3600.0)[1] == ["Broken"]
    told = "".join(sheet.read_text() for sheet in sheets).casefold().replace("ask jane doe", "")
    assert "bob roe (cto)" in told
    assert "jane doe" not in told.replace("jane doering", "")
    assert lines_of(tmp_path, "SELECT count(*) FROM pins") == [(0,)], "its own cells are not taken for a person's"


def test_a_body_that_others_sent_too_goes_and_they_are_named(forget: Callable[..., Any], folder: Path) -> None:
    said = forget("acme.test", "--yes", "--json")
    assert said.json["shared_pages"] == ["https://www.beta.test/soon"]
    assert "reserved" not in said_by(folder)
    [(left,)] = lines_of(folder, "SELECT count(*) FROM pages WHERE url = 'https://www.beta.test/soon'")
    assert left == 1, "that the page was read stays known"


def test_a_dry_run_says_the_same_and_changes_nothing(forget: Callable[..., Any], folder: Path) -> None:
    before = said_by(folder)
    dry = forget("Jane Doe", "--dry-run", "--json")
    assert (dry.code, dry.json["dry_run"], dry.json["proved"]) == (0, True, None)
    assert said_by(folder) == before
    done = forget("Jane Doe", "--yes", "--json")
    assert done.json["removed"] == dry.json["removed"]
    assert (done.json["proved"], done.json["left"]) == (True, {})


def test_nobody_to_ask_is_refused_with_advice(forget: Callable[..., Any], folder: Path) -> None:
    before = said_by(folder)
    said = forget("Jane Doe")
    assert said.code == 2
    assert "--yes" in said.err
    assert "--dry-run" in said.err
    assert said_by(folder) == before


_ON_A_TERMINAL = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from theodore.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("answer", "code", "told"),
    [
        pytest.param(b"y\n", 0, "finds nothing", id="a yes"),
        pytest.param(b"\n", 2, "Nothing was done.", id="nothing is no"),
    ],
)
def test_a_person_is_asked(folder: Path, answer: bytes, code: int, told: str) -> None:
    ours, theirs = pty.openpty()
    words = ["forget", "Jane Doe", "--journal-folder", str(folder)]
    with subprocess.Popen(
        [sys.executable, "-c", _ON_A_TERMINAL, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = read_until(ours, "Forget it for good? [y/N] ")
        assert "Would be forgotten: Jane Doe" in shown
        os.write(ours, answer)
        read_until(ours, told)
        assert process.wait(LIMIT_S) == code
    os.close(ours)
    assert (b"JANE DOE" in raw(folder)) == (code != 0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["Jo"], "too short for a name", id="two letters"),
        pytest.param(["@acme.test"], "is no mail address", id="half an address"),
        pytest.param(["jane@acme"], "is no mail address", id="an address without a domain"),
        pytest.param(["acme", "--as", "domain"], "is no domain", id="a word as a domain"),
        pytest.param(["Nobody Known"], "holds nothing of 'Nobody Known', taken for a person's name", id="unknown"),
    ],
)
def test_what_cannot_be_forgotten_is_refused(forget: Callable[..., Any], words: list[str], told: str) -> None:
    said = forget(*words, "--yes")
    assert said.code == 2
    assert told in said.err
    assert not said.out


@pytest.mark.parametrize("word", ["--yes", "--dry-run"])
def test_a_run_at_work_is_not_disturbed(forget: Callable[..., Any], folder: Path, word: str) -> None:
    before = said_by(folder)
    # of a run that has only just begun the journal knows nothing yet
    with RunLock(folder / "default.sqlite", "a run of which the journal knows nothing"):
        said = forget("Jane Doe", word)
    assert said.code == 2
    assert "a run is at work" in said.err
    assert said_by(folder) == before


def test_what_is_not_reached_is_listed(theodore: Theodore, tmp_path: Path) -> None:
    make_run(tmp_path)
    for name in ("out.bak.csv", "other.sqlite", "unlike.csv"):
        (tmp_path / name).write_text("Jane Doe")
    said = theodore("forget", "Jane Doe", "--yes", "--json", "--journal-folder", tmp_path)
    listed = [Path(file).name for file in said.json["not_reached"]]
    assert listed == ["leads.csv", "out.bak.csv", "out.csv", "out.details.csv", "other.sqlite"]


def test_the_names_of_files_stay_and_are_no_success(theodore: Theodore, tmp_path: Path) -> None:
    folder = tmp_path / "Jane Doe"
    folder.mkdir()
    make_run(folder)
    said = theodore("forget", "Jane Doe", "--yes", "--json", "--journal-folder", folder)
    assert said.code == 1
    assert said.json["proved"] is False
    assert {"runs.source", "runs.sink", "cells.sink", "default.sqlite"} <= set(said.json["left"])
    assert not {place for place in said.json["left"] if place.startswith(("rows", "evidence", "snapshots"))}


#: Forgets, and is killed where the third argument says.
_KILLED = """
import os, pathlib, signal, sys, time
from theodore.store import forget
from theodore.store.traces import Trace

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

path, where = pathlib.Path(sys.argv[1]), sys.argv[2]
if where == "midst":
    forget.scrub = die
forget.forget(path, Trace.of_name("Jane Doe"), time.time())
die()
"""


def killed(folder: Path, where: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(folder / "default.sqlite"), where], env=os.environ, check=False
    )
    assert done.returncode == -signal.SIGKILL


def test_killed_in_the_midst_nothing_was_done(forget: Callable[..., Any], folder: Path) -> None:
    before = said_by(folder)
    killed(folder, "midst")
    assert said_by(folder) == before
    assert forget("Jane Doe", "--yes").code == 0


def test_killed_before_the_file_was_written_anew_nothing_is_left(forget: Callable[..., Any], folder: Path) -> None:
    killed(folder, "end")
    said = forget("Jane Doe", "--yes")
    assert said.code == 2
    assert "holds nothing of 'Jane Doe'" in said.err
    assert b"Jane Doe" not in raw(folder).replace(b"Jane Doering", b"")


def test_bytes_that_an_earlier_deletion_left_are_cleared_by_the_command(
    forget: Callable[..., Any], folder: Path
) -> None:
    connection = sqlite3.connect(folder / "default.sqlite")
    with connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("INSERT INTO cells VALUES ('x', 'companies', 'Nina Lost', '', '{}', '[]')")
    with connection:
        connection.execute("DELETE FROM cells WHERE sink = 'x'")
    connection.close()
    assert b"Nina Lost" in raw(folder)
    dry = forget("Nina Lost", "--dry-run")
    assert dry.code == 1
    assert "in the bytes of" in dry.out
    assert b"Nina Lost" in raw(folder)
    said = forget("Nina Lost", "--yes", "--json")
    assert (said.code, said.json["removed"], said.json["proved"]) == (0, {}, True)
    assert [Path(file).name for file in said.json["not_reached"]], "any of the sheets may hold it"
    assert b"Nina Lost" not in raw(folder)


def test_a_pinned_cell_that_holds_it_is_unpinned(forget: Callable[..., Any], folder: Path) -> None:
    [(record_id,)] = lines_of(folder, "SELECT record_id FROM rows WHERE name = 'Beta'")
    pinned = {"location": "ask Jane Doe", "industry": "Tea"}
    with Journal.open(folder / "default.sqlite") as journal:
        journal.write(lambda ledger: ledger.pin("/sheet.csv", Tab.COMPANIES, record_id, pinned))
    assert forget("Jane Doe", "--yes").code == 0
    assert lines_of(folder, "SELECT pinned FROM pins") == [('{"industry":"Tea"}',)]


def test_what_was_on_its_way_to_a_sheet_is_forgotten_by_its_record_id(forget: Callable[..., Any], folder: Path) -> None:
    """A table may bear a column of Record IDs, and these may be mail addresses."""
    rows = ["jane@beta.test", "r2"]
    sent = {"companies": {"industry": {"a1b2": rows}, "record_id": {row: [row] for row in rows}}}
    with Journal.open(folder / "default.sqlite") as journal:
        journal.write(lambda ledger: ledger.note_sent("https://docs.google.com/spreadsheets/d/1\nCompanies", sent))
    said = forget("jane@beta.test", "--yes", "--json")
    assert (said.code, said.json["proved"]) == (0, True)
    [(left,)] = lines_of(folder, "SELECT sent FROM sheets WHERE sent != '{}'")
    assert json.loads(left) == {"companies": {"industry": {"a1b2": ["r2"]}, "record_id": {"r2": ["r2"]}}}
