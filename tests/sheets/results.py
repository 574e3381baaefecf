"""Result rows for the tests of tables, and what was written of them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl

from theodore.model.company import ResultRow

OWN = ("Company", "Website", "Notes")

ACME = ResultRow(
    ("Acme", "acme.com", "=1+1 is mine"),
    {
        "status": "completed",
        "progress": "done",
        "attempts": 2,
        "field_coverage": 0.25,
        "research_date": "2026-11-24T02:00:00+00:00",
        "record_id": "r_1",
    },
    {
        "name": "Acme",
        "website": "acme.com",
        "official_name": "Acme GmbH",
        "founding_year": 1999,
        "has_forms": True,
        "emails": ["info@acme.com", "jobs@acme.com"],
        "phones": ["+493012345678"],
        "social_media": {"linkedin": "https://linkedin.com/acme"},
        "company_description": "=HYPERLINK(1)",
        "classification_confidence": 0.5,
        "record_id": "r_1",
    },
)
BOLT = ResultRow(
    ("Bolt", "bolt.com", ""),
    {"status": "failed", "error_type": "timeout", "error_notes": "@timeout: slow", "attempts": 4, "record_id": "r_2"},
)
CRUX = ResultRow(
    ("Crux", "crux.com", "zuletzt"),
    {"status": "completed", "record_id": "r_3"},
    {"name": "Crux", "official_name": "Crux AG", "record_id": "r_3"},
)
ROWS = (ACME, BOLT, CRUX)

Table = list[dict[str, Any]]


def read_csv(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))


def read_xlsx(path: Path, tab: str) -> Table:
    book = openpyxl.load_workbook(path)
    header, *rows = book[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]
