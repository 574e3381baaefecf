"""From a command line to an exit code: the one place where errors become messages."""

from __future__ import annotations

import re
import sys
import traceback

from theodore.cli import out
from theodore.cli.app import command
from theodore.cli.exits import Exit
from theodore.cli.text import lines
from theodore.model.errors import InputError, RunError

_CLOSED = "stdout is closed, so results have nowhere to go. Redirect it to a file or to /dev/null."
#: -v, alone or among other letters: -qv.
_WITH_V = re.compile("-[a-z]*v[a-z]*")
_BUG = "This is a mistake in Theodore, not in what you did. Please report it with what -v shows."


def guarded(arguments: list[str] | None = None) -> int:
    """Run the command line; every error ends as a message on stderr and an exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    stdout_open = out.fill_closed_descriptors()
    out.prepare_streams()
    if not stdout_open:
        complain(_CLOSED)
        return Exit.WRONG_INPUT
    try:
        code = _invoke(arguments)
        out.flush()
    except out.ReaderGone:
        out.forget_stdout()
        return Exit.OK
    except out.OutputFailed as error:
        out.forget_stdout()
        complain(str(error))
        return Exit.COULD_NOT_GO_ON
    return code


def _invoke(arguments: list[str]) -> int:
    try:
        command().main(arguments, prog_name="theodore")
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):
            # Typer takes any broken pipe for stdout's, and ends as if nothing were wrong. stdout raises ReaderGone
            # and stderr nothing: this one is a worker's, or a file's
            return _unexpected(end.__context__, verbose=_is_verbose(arguments))
        return end.code if isinstance(end.code, int) else Exit.OK
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except (out.ReaderGone, out.OutputFailed):
        raise
    except InputError as error:
        complain(str(error))
        return Exit.WRONG_INPUT
    except RunError as error:
        complain(str(error))
        return Exit.COULD_NOT_GO_ON
    except Exception as error:  # noqa: BLE001 - the last net: whatever it is, a person gets one line and no dump
        return _unexpected(error, verbose=_is_verbose(arguments))
    return Exit.OK


def _is_verbose(arguments: list[str]) -> bool:
    return any(argument == "--verbose" or _WITH_V.fullmatch(argument) for argument in arguments)


def complain(message: str) -> None:
    """Say what is wrong, on stderr."""
    sys.stderr.write(f"Error: {lines(message)}\n")


def _unexpected(error: Exception, *, verbose: bool) -> int:
    if verbose:
        sys.stderr.write(lines("".join(traceback.format_exception(error))) + "\n")
    complain(f"{type(error).__name__}: {error}. {_BUG}")
    return Exit.COULD_NOT_GO_ON
