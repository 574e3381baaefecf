"""Tables of companies in many languages, whose names stand in a file of their own."""

from __future__ import annotations

from pathlib import Path

_NAMES = {
    language: names.split("; ")
    for language, _, names in (
        line.partition(": ")
        for line in Path(__file__).with_name("company_lists.txt").read_text(encoding="utf-8").splitlines()
    )
}

LANGUAGES = tuple(sorted(_NAMES))


def company_list(language: str) -> str:
    """A CSV table, whose header is English."""
    rows = (f"{name},www.x{n}.com,Some City\n" for n, name in enumerate(_NAMES[language]))
    return "Company,Website,City\n" + "".join(rows)
