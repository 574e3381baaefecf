"""Facts of pages that somebody has in a file."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Theodore
from tests.cli.processes import COMMAND, LIMIT_S
from theodore.cli import given_pages
from theodore.model.company import Company
from theodore.model.errors import ExtractionFailed, Failure, Reason, RunError
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl

FOOTER = "<footer><p>Acme GmbH, Hauptstraße 5, 10115 Berlin</p><p>Tel. +49 30 1234567</p><p>info@acme.de</p></footer>"


def company(site: str = "acme.de", **more: Any) -> dict[str, Any]:
    home = f"<html lang='de'><title>Acme</title><p>Acme GmbH, gegründet 1999</p>{FOOTER}</html>"
    return {"site": site, "pages": [{"url": f"https://{site}/", "html": home}]} | more


def file_of(tmp_path: Path, *lines: Any) -> Path:
    file = tmp_path / "pages.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts), encoding="utf-8")
    return file


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Extraction that fails for companies called bad, and cannot go on at one called worst."""

    class Pool:
        async def extract(self, company: Company, crawl: Crawl) -> Extraction:
            if company.name == "bad":
                raise ExtractionFailed(Failure(Reason.TOO_LARGE, "working out the pages took longer than 20 s"))
            if company.name == "worst":
                raise RunError("the processes are gone.")
            return Extraction({"pages": len(crawl.pages)}, (), {})

    @asynccontextmanager
    async def extraction(_: object) -> AsyncIterator[Pool]:
        yield Pool()

    monkeypatch.setattr(given_pages, "extraction", extraction)


def test_one_object_a_line_with_proofs_that_stand_on_the_page(theodore: Theodore, tmp_path: Path) -> None:
    said = theodore("extract", "--pages", file_of(tmp_path, company(), company("two.de", name="Two")), "--workers", "1")
    first, second = objects(said.out)
    assert said.code == 0
    assert (first["site"], second["site"]) == ("acme.de", "two.de")
    assert first["profile"]["phones"] == ["+49301234567"]
    assert first["profile"]["founding_year"] == 1999
    [proof] = [each for each in first["evidence"] if each["field"] == "founding_year"]
    assert (proof["kind"], proof["url"], proof["kept"]) == ("text", "https://acme.de/", True)
    assert proof["quote"] in "Acme GmbH, gegründet 1999"
    assert first["blanks"]["registration_number"]
    # nobody visited the site
    assert not {"crawl_duration", "robots_limited", "pages_crawled"} & first["profile"].keys()


def test_a_wrong_line_is_told_in_its_place_and_the_others_go_on(theodore: Theodore, tmp_path: Path) -> None:
    file = file_of(tmp_path, company(), '{"site": "acme.de"', "", {"site": "x.de"}, company("two.de"))
    said = theodore("extract", "--pages", file, "--json", "--workers", "1")
    found = objects(said.out)
    assert said.code == 1
    assert [(each["site"], each.get("line")) for each in found] == [
        ("acme.de", None),
        (None, 2),
        ("x.de", 4),
        ("two.de", None),
    ]
    assert f"{file}, line 2: it is no JSON" in said.err
    assert found[2]["error"].startswith(f'{file}, line 4: it has no list of pages as "pages". Write {{')
    assert "4 companies, 2 without facts" in said.err


@pytest.mark.usefixtures("failing")
def test_a_company_that_fails_has_a_line_and_the_others_go_on(theodore: Theodore, tmp_path: Path) -> None:
    file = file_of(tmp_path, company(), company("bad.de", name="bad"), company())
    said = theodore("extract", "--pages", file)
    first, bad, last = objects(said.out)
    assert (said.code, first, first["profile"]) == (1, last, {"pages": 1})
    assert bad["site"] == "bad.de"
    assert "took longer than 20 s" in bad["error"]


@pytest.mark.usefixtures("failing")
def test_what_cannot_go_on_keeps_what_was_done(theodore: Theodore, tmp_path: Path) -> None:
    said = theodore("extract", "--pages", file_of(tmp_path, company(), company(name="worst"), company()))
    assert (said.code, len(objects(said.out))) == (3, 1)
    assert "the processes are gone" in said.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(None, "cannot be read (No such file", id="no file"),
        pytest.param("\n \n", "there is no company in it", id="a file of nothing is no success"),
    ],
)
def test_a_file_of_nothing(theodore: Theodore, tmp_path: Path, content: str | None, says: str) -> None:
    file = tmp_path / "pages.jsonl"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    said = theodore("extract", "--pages", file)
    assert (said.code, said.out) == (2, "")
    assert says in said.err


def test_stdin_is_worked_on_as_it_comes() -> None:
    command = [*COMMAND, "extract", "--pages", "-", "--workers", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for site in ("one.de", "two.de"):
            process.stdin.write(json.dumps(company(site)) + "\n")
            process.stdin.flush()
            # the next line is written only once this one's facts are there
            assert json.loads(process.stdout.readline())["site"] == site
        process.stdin.close()
        assert process.wait(LIMIT_S) == 0


def test_ctrl_c_does_not_wait_for_another_line() -> None:
    command = [*COMMAND, "extract", "--pages", "-", "--workers", "1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(company()) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(2)
        assert process.wait(LIMIT_S) == 130


def test_a_person_reads_a_list(tmp_path: Path) -> None:
    file = file_of(tmp_path, company(), "x")
    leader, follower = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "extract", "--pages", file, "--workers", "1"], stdout=follower, stderr=subprocess.DEVNULL
    ) as process:
        os.close(follower)
        shown = ""
        while True:
            try:
                part = os.read(leader, 10_000)
            except OSError:
                break
            shown += part.decode(errors="replace")
            if not part:
                break
        assert process.wait(LIMIT_S) == 1
    os.close(leader)
    assert "acme.de" in shown
    assert "% of the fields" in shown
    assert "+49301234567" in shown
    assert "line 2" in shown
