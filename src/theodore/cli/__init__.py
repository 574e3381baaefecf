"""The command line: commands, and what they print."""

from __future__ import annotations

from importlib import import_module


def main(arguments: list[str] | None = None) -> int:
    """The command `theodore`; returns its exit code. arguments: those of this process where not given."""
    try:
        # loaded here, so that Ctrl-C while Python still reads its files ends as it does later
        return int(import_module("theodore.cli.entry").guarded(arguments))
    except KeyboardInterrupt:
        return 130
