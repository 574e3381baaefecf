"""The page of the documentation that says what each release measured."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.facts.tables import Table
from theodore import __version__

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "facts-measured.md"
_HEAD = """# Facts, measured

How good the extraction is, by field and by release. `make bench-facts` measures anew: on a demo web that is made in
memory, with all layouts and languages and the faults that leave pages to read, and on real sites where their file is at
hand. When a value counts as right, the help of the command says (`python -m benchmarks.facts --help`).
"""
_FLAGS_OF_THE_PAGE = re.compile(r"\s*--write-docs(?:\s+(?!-)\S+)?")


def write(page: Path, tables: Sequence[Table], where: Mapping[str, Any], arguments: Sequence[str]) -> None:
    """Put these tables under this release; those of other releases stay as they are, the newest first."""
    text = page.read_text(encoding="utf-8") if page.exists() else _HEAD
    page.write_text(with_release(text, __version__, section(tables, where, arguments)), encoding="utf-8")


def section(tables: Sequence[Table], where: Mapping[str, Any], arguments: Sequence[str]) -> str:
    """What stands under a release: the command, the machine, the tables."""
    command = _FLAGS_OF_THE_PAGE.sub("", " ".join(["python -m benchmarks.facts", *arguments]))
    machine = f"{where['cores']} cores, {where['system']}, Python {where['python']}"
    told = "\n\n".join(table.markdown() for table in tables)
    return f"`{command}` at commit {where['commit']}, {machine}.\n\n{told}\n"


def with_release(text: str, version: str, told: str) -> str:
    """The page's text with this section in place of an earlier one of the same release, or before all others."""
    head, *rest = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    others = [each for each in rest if each.partition("\n")[0].strip() != f"## {version}"]
    parts = [head, f"## {version}\n\n{told}", *others]
    return "\n\n".join(part.strip() for part in parts) + "\n"
