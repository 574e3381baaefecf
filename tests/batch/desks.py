"""A person's table, the sheet that Theodore makes of it, and what they do in it."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.batch.jobs import FakePipeline, Notes, failed
from theodore.batch.edits import sink_key
from theodore.batch.entry import Job
from theodore.batch.job import Report, run_job
from theodore.batch.runner import RunnerConfig
from theodore.batch.selection import Selection
from theodore.model.company import Company
from theodore.model.errors import Reason
from theodore.model.evidence import Extraction
from theodore.model.fields import Field, Tab, catalogue
from theodore.model.outcome import Crawl, Hints, Outcome
from theodore.store.journal import Journal

NAMES = ("Ada", "Bob", "Cy", "Dee", "Eve", "Fay")
DAY = 86_400.0
ONE = RunnerConfig(concurrency=1)
Pinned = dict[tuple[Tab, str], dict[str, str]]


def value_of(field: Field, name: str) -> Any:
    """A value of the field's type, another for each company, with what a re-saving spreadsheet may stumble over."""
    if field.choices:
        return field.choices[len(name) % len(field.choices)]
    match field.type.partition("[")[0]:
        case "int":
            return 1900 + sum(map(ord, name)) % 100
        case "float":
            return round((sum(map(ord, name)) % 97) / 97, 6)
        case "bool":
            return sum(map(ord, name)) % 2 == 0
        case "url":
            return f"https://{name.lower()}.test/"
        case "datetime":
            return "2026-11-24T02:00:00+00:00"
        case "list":
            return {"phones": ["+4930" + str(sum(map(ord, name)) * 7919)]}.get(field.name, [f"{name} Größe", "=1+1; b"])
        case "dict":
            return {"linkedin": f"https://linkedin.com/{name}", "phone": "+49301234567"}
        case _:
            return f"-{name}: Łódź, 北京\r\n@home = 1,5 "


def facts(name: str) -> dict[str, Any]:
    """A value for every field of the catalogue that a pipeline may know."""
    return {field.name: value_of(field, name) for field in catalogue().fields if field.group != "system"}


def few(name: str) -> dict[str, Any]:
    return {
        "official_name": f"{name} AG",
        "industry": f"{name}'s trade",
        "founding_year": 1900 + len(name),
        "has_forms": name < "Cy",
        "emails": [f"info@{name.lower()}.test"],
    }


def pipeline(known: Callable[[str], dict[str, Any]] = few, *, broken: Sequence[str] = ()) -> FakePipeline:
    async def behave(company: Company, hints: Hints) -> Outcome:
        if company.name in broken:
            return failed(Reason.DNS_NO_SUCH_NAME)
        return Outcome(crawl=Crawl(seconds=0.01), extraction=Extraction(known(company.name), (), {}))

    return FakePipeline(behave)


class Desk:
    """A person's table, the sheet that Theodore makes of it, and what is known of both."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.source, self.sink = folder / "leads.csv", folder / f"out{suffix}"
        self.journal = folder / "journal.sqlite"
        self.notes = Notes()
        self.fill(NAMES)

    def fill(self, names: Sequence[str]) -> None:
        lines = ["Company,Website,Notes", *(f"{name},https://{name.lower()}.test,n" for name in names)]
        self.source.write_text("\n".join(lines) + "\n")

    async def run(
        self,
        worker: FakePipeline | None = None,
        config: RunnerConfig = ONE,
        *,
        fresh_for_s: float = DAY,
        selection: Selection | None = None,
        source: Path | None = None,
    ) -> list[str]:
        """Run the job; the names of the companies that were visited."""
        worker = worker or pipeline()
        job = Job(source or self.source, self.sink, fresh_for_s=fresh_for_s, selection=selection)
        async with asyncio.timeout(120):
            self.report: Report = await run_job(job, self.journal, worker.opened(), config, self.notes)
        return [name for name, _ in worker.seen]

    @property
    def pins(self) -> Pinned:
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            return reader.pins(sink_key(self.sink, ""))

    @property
    def asked(self) -> frozenset[str]:
        with Journal.open_reader(self.journal) as journal, journal.read() as reader:
            return reader.asked_again(sink_key(self.sink, ""))

    # the sheet as a person sees it

    def table(self, tab: str = "Companies") -> list[list[Any]]:
        if self.sink.suffix == ".csv":
            with self._file(tab).open(encoding="utf-8-sig", newline="") as file:
                return list(csv.reader(file))
        return [list(row) for row in openpyxl.load_workbook(self.sink)[tab].iter_rows(values_only=True)]

    def column(self, header: str, tab: str = "Companies") -> list[Any]:
        headers, *rows = self.table(tab)
        return ["" if row[headers.index(header)] is None else row[headers.index(header)] for row in rows]

    def edit(self, change: Callable[[list[list[Any]]], None], tab: str = "Companies") -> None:
        """Change the table as a person does, in a spreadsheet or an editor."""
        if self.sink.suffix == ".csv":
            rows = self.table(tab)
            change(rows)
            with self._file(tab).open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(rows)
            return
        book = openpyxl.load_workbook(self.sink)
        sheet: Worksheet = book[tab]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        change(rows)
        sheet.delete_rows(1, sheet.max_row)
        for row in rows:
            sheet.append(row)
        book.save(self.sink)

    def put(self, name: str, header: str, text: Any, tab: str = "Companies") -> None:
        self.put_all([(name, header, tab, text)])

    def put_all(self, cells: Sequence[tuple[str, str, str, Any]]) -> None:
        for tab in sorted({tab for _, _, tab, _ in cells}):
            texts = {(name, header): text for name, header, where, text in cells if where == tab}

            def change(rows: list[list[Any]], texts: dict[tuple[str, str], Any] = texts) -> None:
                for row in rows[1:]:
                    row[:] = [texts.get((row[0], title), cell) for title, cell in zip(rows[0], row, strict=True)]

            self.edit(change, tab)

    def _file(self, tab: str) -> Path:
        return self.sink if tab == "Companies" else self.sink.with_name("out.details.csv")
