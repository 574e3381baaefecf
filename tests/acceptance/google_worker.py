"""A program of a user's with a pipeline of its own, which researches companies out of its head and notes each one.

    python -m tests.acceptance.google_worker SPREADSHEET KEY_FILE NOTES

The facts of a company follow from its website alone, so that whoever knows the website knows what its row has to hold.
"""

from __future__ import annotations

import asyncio
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from theodore import GoogleSheetsServiceClient, create_enhanced_processor

#: What a website may say that a spreadsheet would read as something else.
WORDS = ("=1+1", "007", "+49 30 123456", "-5", "TRUE", "'quoted", "2026-01-02", '=HYPERLINK("http://evil.test")', "½")


def facts(website: str) -> dict[str, Any]:
    """What is found out about the company at this website."""
    number = zlib.crc32(website.encode())
    return {
        "official_name": f"{WORDS[number % len(WORDS)]} {website}",
        "company_description": WORDS[number % 7],
        "industry": "Anvils",
        "founding_year": 1900 + number % 120,
        "emails": [f"info@{website}"],
        "phones": ["+49 30 123456"],
        "has_api": bool(number % 2),
    }


def fails(website: str) -> bool:
    """Whether nothing can be found out about it."""
    return zlib.crc32(website.encode()) % 11 == 3


def seconds(website: str) -> float:
    """How long it takes."""
    return zlib.crc32(website.encode()) % 7 / 10


class Made:
    """The pipeline. notes: the file that gets a line for each company that was found out about."""

    def __init__(self, notes: Path) -> None:
        self._notes = notes

    async def process_single_company(
        self, company_name: str, website: str, job_id: str | None = None
    ) -> dict[str, Any]:
        await asyncio.sleep(seconds(website))
        with self._notes.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"record_id": job_id, "name": company_name, "website": website}) + "\n")
        if fails(website):
            return {"success": False, "error": "there is nothing about it"}
        return facts(website)


def main(spreadsheet: str, key_file: str, notes: str) -> None:
    processor = create_enhanced_processor(
        sheets_client=GoogleSheetsServiceClient(key_file), pipeline=Made(Path(notes)), concurrency=6
    )
    summary = processor.process_batch(spreadsheet, use_parallel=True)
    sys.stdout.write(json.dumps(summary) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
