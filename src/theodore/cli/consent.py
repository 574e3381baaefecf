"""Asking a person before something of theirs is lost."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.text import Text

from theodore.cli.exits import Exit
from theodore.cli.paint import indented
from theodore.cli.text import one_line
from theodore.model.errors import ConfigurationError

_YES = frozenset({"y", "yes"})
NOTHING_DONE = "Nothing was done."


def agree(
    console: Console, file: str, losses: Sequence[str], *, given: bool, in_place: bool, silent: bool = False
) -> None:
    """Name what would be lost of this file, and go on only with a yes.

    given: whether the yes came with the command. in_place: whether the results go into the file itself. silent: where
    the yes was given it is not named either. No answer, Ctrl-C and the end of
    input are a no. Raises Exit then, and ConfigurationError where nobody can be asked.
    """
    if not losses:
        return
    if not given and not can_be_asked(console):
        named = " ".join(one_line(loss) for loss in losses)
        raise ConfigurationError(
            f"{file}: the results would lack something of it. {named} Pass --yes to go on all the same, or --to with a "
            f"name.csv. {NOTHING_DONE}"
        )
    if not (given and silent):
        kept = "a copy of it as it is now will stand beside it" if in_place else "the file itself stays as it is"
        console.print(Text(f"The results will lack something of {one_line(file)} ({kept}):", "bold"))
        for loss in losses:
            indented(console, Text(one_line(loss), "yellow"))
    if not given and not is_yes(console, "Go on? [y/N] "):
        console.print(Text(NOTHING_DONE))
        raise typer.Exit(Exit.WRONG_INPUT)


def can_be_asked(console: Console) -> bool:
    """Whether a person sits before this console."""
    return console.is_terminal and _stdin_is_terminal()


def _stdin_is_terminal() -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:  # it was closed
        return False


def is_yes(console: Console, question: str) -> bool:
    """The answer of a person; none, Ctrl-C and the end of input are a no."""
    try:
        console.print(Text(question), end="")
        answer = sys.stdin.readline()
    except (KeyboardInterrupt, OSError, UnicodeDecodeError):
        answer = ""
    if not answer.endswith("\n"):
        console.print()
    return answer.strip().casefold() in _YES
