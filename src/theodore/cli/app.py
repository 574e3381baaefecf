"""All commands in one table, each loaded when it is asked for.

`theodore --help` answers at once, and `theodore status` does not wait for the crawler to load.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandFunctionType

from theodore import __version__


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: the module that has it as `app`, and the line that `theodore --help` shows."""

    module: str
    summary: str


COMMANDS = {
    "run": Entry("theodore.cli.run", "Fill a sheet of companies with facts from their websites."),
    "demo": Entry("theodore.cli.demo", "Run the whole job against a web of made-up companies on this machine."),
    "doctor": Entry("theodore.cli.doctor", "Check settings, files and access before a run."),
    "status": Entry("theodore.cli.status", "List the runs, or show how one stands."),
    "report": Entry("theodore.cli.report_page", "Report on a run: in the terminal, or as a page to send on."),
    "history": Entry("theodore.cli.history", "Show every attempt at a company."),
    "show": Entry("theodore.cli.show", "Show a company's facts with their proofs, and why others are missing."),
    "compare": Entry("theodore.cli.compare", "Compare two runs: success, speed, coverage by field, and what changed."),
    "export": Entry("theodore.cli.export", "Write profiles, evidence, pages or attempts of a run as a file."),
    "deliver": Entry("theodore.cli.deliver", "Write what the journal has of a run into its sheet, once more."),
    "extract": Entry("theodore.cli.extract", "Work out the facts of pages that are at hand, without a request."),
    "forget": Entry("theodore.cli.forget", "Remove every trace of a company or person from the journal, and prove it."),
    "sheets": Entry("theodore.cli.sheets", "Check access to a Google Sheet, and what a run would find there."),
    "farm": Entry(
        "theodore.cli.farm", "Serve the demo web, or a Google Sheet of its companies, to run or test against."
    ),
}


_WORDS = {"Input should be a valid integer": "write a whole number", "Input should be a valid number": "write a number"}


class LazyGroup(TyperGroup):
    """Lists all commands by their summaries, and loads the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of the table: the order of a day's work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that knows the name and the summary; enough for a list."""
        del ctx
        entry = COMMANDS.get(cmd_name)
        return TyperCommand(cmd_name, short_help=entry.summary, rich_markup_mode=None) if entry else None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The real command."""
        name, stand_in, rest = super().resolve_command(ctx, args)
        return name, load(str(stand_in.name)) if stand_in is not None else None, rest

    def invoke(self, ctx: Any) -> Any:
        """Read the rest of the line and do what it says; a wrong value is told of without the library's own words."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as wrong:
            wrong.message = _in_our_words(wrong.message)
            raise


def _in_our_words(message: str) -> str:
    """What Typer has from pydantic, as a person would say it."""
    for theirs, ours in _WORDS.items():
        if message.startswith(theirs):
            return ours
    return message.removeprefix("Value error, ")


class PlainCommand(TyperCommand):
    """A command whose usage shows an argument as people write it: `SOURCE`, and `[RUN]` where it may be left out."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Without the braces in which Typer puts what is required."""
        return [piece[1:-1] if piece.startswith("{") else piece for piece in super().collect_usage_pieces(ctx)]


class _App(typer.Typer):
    def command(self, name: str | None = None, **settings: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        return super().command(name, **{"cls": PlainCommand, **settings})


def load(name: str) -> Any:
    """The command of this name, from its module."""
    loaded = typer.main.get_command(import_module(COMMANDS[name].module).app)
    loaded.name = name
    return loaded


def new_app(**settings: Any) -> typer.Typer:
    """The Typer of one command: plain help, and errors that come out as they are."""
    return _App(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False, **settings)


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    add_completion=True,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"theodore {__version__}")
        raise typer.Exit


@app.callback()
def theodore(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the details of an error.")] = False,
) -> None:
    """Fill a spreadsheet of companies with facts from their websites, each with the words that prove it."""
    del version, verbose  # the one has done its work; the other is looked for where errors end


def command() -> Any:
    """The whole command line."""
    return typer.main.get_command(app)
