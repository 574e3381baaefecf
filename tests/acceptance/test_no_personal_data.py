"""The proof of `--no-personal-data`: nobody whom the demo web names is found in any byte that a run leaves behind."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness import Farm, Finished, farm, theodore
from theodore.extract.privacy.mails import is_desk
from theodore.model.fields import catalogue
from theodore.model.packing import unpacked

SCALE = 40.0
SITES = 24
_CLASSES = ("healthy=0.5", "flaky=0.1", "rate_limited=0.1", "redirected=0.08", "paced=0.06", "not_utf8=0.06")
_PEOPLE = frozenset({"leadership_team", "key_decision_makers"})


class _Web:
    """A demo web whose leaders have mails and telephones of their own; a run over it with these, and one without."""

    def __init__(self, folder: Path, web: Farm) -> None:
        self.folder = folder
        self.truth: list[dict[str, Any]] = web.truth()
        # the deadlines are not divided: what a busy machine misses of a page would look like what was left out
        waits = ["--base-backoff", "0.05", "--max-backoff", "1"]
        flags = ["--concurrency", "20", *web.network_flags(), *waits, "--render", "never"]
        self.usual = self._run(web, "usual", flags)
        self.private = self._run(web, "private", ["--no-personal-data", "--verbose", *flags])

    def _run(self, web: Farm, name: str, flags: list[str]) -> Finished:
        (self.folder / name).mkdir()
        sink = self.folder / name / "leads.xlsx"
        return theodore(["run", str(web.companies), "--to", str(sink), *flags], self.folder / name)

    def profiles(self, name: str) -> dict[str, dict[str, Any]]:
        return {line["record_id"]: line for line in self.exported(name, "profiles")}

    def exported(self, name: str, what: str) -> list[dict[str, Any]]:
        told = theodore(["export", "last", "--what", what, "--format", "jsonl"], self.folder / name)
        assert told.code == 0, told.stderr
        return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> _Web:
    folder = tmp_path_factory.mktemp("private")
    more = ["--direct", "--latency", "zero", "--share", *_CLASSES]
    with farm(folder / "farm", sites=SITES, scale=SCALE, seed=3, more=more) as served:
        return _Web(folder, served)


def left_behind(web: _Web) -> Iterator[tuple[str, bytes]]:
    """All that a run without personal data leaves behind: its files, what is packed in them, and what it tells."""
    for file in sorted((web.folder / "private").rglob("*")):
        if not file.is_file():
            continue
        yield file.name, file.read_bytes()
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(file) as packed:
                yield from ((f"{file.name}/{name}", packed.read(name)) for name in packed.namelist())
    connection = sqlite3.connect(web.folder / "private" / "default.sqlite")
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for line in connection.execute(f"SELECT * FROM {table}"):
            told = (unpacked(cell) if isinstance(cell, bytes) else str(cell) for cell in line)
            yield f"table {table}", "\n".join(told).encode()
    connection.close()
    yield "log", (web.private.stdout + web.private.stderr).encode()
    for what in ("profiles", "evidence", "pages", "attempts"):
        yield f"export of {what}", json.dumps(web.exported("private", what), ensure_ascii=False).encode()
    report = web.folder / "report.html"
    assert theodore(["report", "last", "--html", str(report)], web.folder / "private").code == 0
    yield "report", report.read_bytes()


def forms(text: str) -> set[bytes]:
    """The ways in which a name may stand in bytes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    written = {text, text.upper(), text.lower(), json.dumps(text)[1:-1], text.replace(" ", "-").lower()}
    written |= {plain, plain.lower(), plain.lower().replace(" ", "-")} if len(plain) > 4 else set()
    encoded = {form.encode() for form in written} | {text.encode("utf-16-le")}
    return encoded | ({text.encode("latin-1")} if all(sign < "\u0100" for sign in text) else set())


def secrets(web: _Web) -> dict[bytes, str]:
    """What must be found nowhere: names, and people's own mail addresses and telephones as they are dialled."""
    found: dict[bytes, str] = {}
    for site in web.truth:
        for one in site["people"]:
            found |= dict.fromkeys(forms(one["name"]), one["name"])
            if one["email"]:
                found |= {one["email"].encode(): one["email"], one["email"].partition("@")[0].encode(): one["email"]}
            if one["phone"]:
                found[one["phone"].encode()] = found[one["phone"].lstrip("+").encode()] = one["phone"]
    return found


def test_the_demo_web_has_people_to_find(web: _Web) -> None:
    known = {one["name"] for site in web.truth for one in site["people"]}
    told = json.dumps(web.exported("usual", "evidence"), ensure_ascii=False)
    assert len(known) > SITES
    assert sum(name in told for name in known) > SITES, "the search would find them"
    assert any(one["email"] and one["email"] in told for site in web.truth for one in site["people"])


def test_nobody_is_found_in_any_byte(web: _Web) -> None:
    wanted = secrets(web)
    pattern = re.compile(b"|".join(map(re.escape, sorted(wanted, key=len, reverse=True))))
    found = [
        (place, wanted[match.group()], content[max(0, match.start() - 60) : match.end() + 60])
        for place, content in left_behind(web)
        for match in pattern.finditer(content)
    ]
    assert not found, found[:5]


def test_no_page_is_stored(web: _Web) -> None:
    connection = sqlite3.connect(web.folder / "private" / "default.sqlite")
    kept = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("pages", "snapshots")]
    connection.close()
    assert kept == [0, 0]


def _facts(profile: dict[str, Any], without: Callable[[str], bool]) -> dict[str, Any]:
    """What is to be the same in both."""
    told = (field.name for field in catalogue().extractable if field.name not in _PEOPLE | {"ai_summary"})
    facts = {name: profile[name] for name in told}
    facts["emails"] = [address for address in profile["emails"] or () if not without(address)]
    facts["phones"] = [number for number in profile["phones"] or () if not without(number)]
    first = {"email": facts["emails"][:1], "phone": facts["phones"][:1]}
    facts["contact_info"] = {**(profile["contact_info"] or {}), **first}
    return {name: value for name, value in facts.items() if value not in (None, [], {}, "")}


def test_all_other_facts_are_there(web: _Web) -> None:
    own = {one[kind] for site in web.truth for one in site["people"] for kind in ("email", "phone") if one[kind]}
    usual, private = web.profiles("usual"), web.profiles("private")
    assert usual.keys() == private.keys()
    lost: dict[tuple[str, str], Any] = {}
    # a site that was slow, or broke off, in one of the runs tells nothing of what was left out
    read, reread = ({name: len(one["pages_crawled"] or ()) for name, one in run.items()} for run in (usual, private))
    alike = [name for name in usual if read[name] == reread[name]]
    assert len(alike) > 0.9 * SITES
    for record_id in alike:
        profile = usual[record_id]
        before, after = _facts(profile, own.__contains__), _facts(private[record_id], own.__contains__)
        lost |= {
            (record_id, name): (value, after.get(name)) for name, value in before.items() if after.get(name) != value
        }
    assert not lost, list(lost.items())


def test_desks_and_switchboards_stay(web: _Web) -> None:
    profiles = web.profiles("private").values()
    assert all(is_desk(address, ()) for profile in profiles for address in profile["emails"] or ())
    assert sum(bool(profile["emails"]) for profile in profiles) > SITES / 2
    assert sum(bool(profile["phones"]) for profile in profiles) > SITES / 2


def test_people_are_blank_with_a_reason_and_words(web: _Web) -> None:
    some = next(line for line in web.exported("private", "profiles") if line["emails"])
    told = theodore(["show", some["record_id"]], web.folder / "private")
    words = " ".join(told.stdout.split())
    assert "left out, for the run keeps no personal data: Leadership Team, Key Decision Makers" in words
    blanks = theodore(["show", some["record_id"], "--json"], web.folder / "private").summary["blanks"]
    assert {blanks[name] for name in _PEOPLE} == {"disabled"}


def test_it_says_so_once(web: _Web) -> None:
    assert web.private.stderr.count("This run keeps no personal data") == 1
    assert "keeps no personal data" not in web.usual.stderr
