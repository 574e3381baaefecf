"""Small pieces of text that the reports are made of."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from theodore.cli.called import program
from theodore.cli.text import one_line


def heading(console: Console, words: str, more: str = "") -> None:
    """A heading, after an empty line."""
    console.print()
    console.print(Text.assemble((words, "bold"), (f"  {one_line(more)}" if more else "", "dim")))


def indented(console: Console, text: Text | str, by: int = 2) -> None:
    """A paragraph that is wrapped under itself."""
    words = text if isinstance(text, Text) else Text(one_line(text))
    console.print(Padding(words, (0, 0, 0, by), expand=False))


def command(console: Console, name: str, words: Sequence[str]) -> None:
    """A command of this program to copy: on one line, however long, so that it can be taken as a whole."""
    text = Text.assemble((f"  {name:<16}", "dim"), (f"{program()} {shlex.join(words)}", "cyan"))
    console.print(text, soft_wrap=True)


def grid(*columns: str) -> Table:
    """A table without lines. columns: of each one letter, `l`, `r` (right), `f` (takes the room that is left)."""
    table = Table.grid(padding=(0, 2), pad_edge=False)
    table.expand = "f" in columns
    for kind in columns:
        table.add_column(
            justify="right" if kind == "r" else "left",
            ratio=1 if kind == "f" else None,
            no_wrap=kind != "f",
            overflow="ellipsis" if kind != "f" else "fold",
        )
    return table


def pairs(console: Console, rows: Iterable[tuple[str, str | Text]]) -> None:
    """Names and values, one below the other."""
    table = grid("l", "f")
    for name, value in rows:
        table.add_row(Text(name, "dim"), value if isinstance(value, Text) else Text(one_line(value)))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))


def listing(console: Console, headers: Sequence[str], kinds: str, rows: Iterable[Sequence[str | Text]]) -> None:
    """A table with headers. kinds: see `grid`."""
    table = grid(*kinds)
    table.show_header = True
    for column, header in zip(table.columns, headers, strict=True):
        column.header = Text(header, "bold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(one_line(cell)) for cell in row))
    console.print(table)


def bar(share: float, width: int, *, ascii_only: bool = False) -> str:
    """A share from 0 to 1 as a bar of `width` cells: full where it is the whole alone, empty where it is nothing."""
    full, empty = ("#", ".") if ascii_only else ("█", "░")
    filled = min(round(share * width), width - 1) if share < 1 else width
    filled = max(filled, int(share > 0))
    return full * filled + empty * (width - filled)


def is_ascii(console: Console) -> bool:
    """Whether this console shows no more than ASCII."""
    return console.encoding.lower().replace("-", "") != "utf8"
