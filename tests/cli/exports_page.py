"""The page of exports: the table of profiles is made from the catalogue, the others are held to what commands print.

    python -m tests.cli.exports_page

writes that table into the page.
"""

from __future__ import annotations

import re
from pathlib import Path

from theodore.model.fields import Field, catalogue
from theodore.store.exports import export_columns

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "exports.md"
_PROFILES = re.compile(r"(<!-- columns: profiles -->\n).*?(<!-- end -->)", re.DOTALL)
_TYPES = {
    "str": "text",
    "url": "text",
    "int": "whole number",
    "float": "number",
    "bool": "truth",
    "datetime": "time",
    "formula": "nothing: a formula of the sheet alone",
    "taxonomy": "text",
    "list[dict]": "list of mappings",
}


def renewed(page: str) -> str:
    """The page with the columns of profiles as the catalogue has them."""
    rows = [("column", "type", "what it says"), ("---", "---", "---")]
    rows += [
        (f"`{name}`", _kind(catalogue()[name]), catalogue()[name].description) for name in export_columns("profiles")
    ]
    table = "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)
    return _PROFILES.sub(lambda marks: marks[1] + table + marks[2], page)


def _kind(field: Field) -> str:
    if field.choices:
        return "one of " + ", ".join(f"`{choice}`" for choice in field.choices)
    if field.type in _TYPES:
        return _TYPES[field.type]
    return "list" if field.type.startswith("list") else "mapping"


def named(page: str, mark: str) -> list[str]:
    """The columns or keys that the table below this mark explains, in order."""
    table = page.partition(f"<!-- {mark} -->\n")[2].partition("<!-- end -->")[0]
    return [name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split(" | ")[0])]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
