"""The reference of the command line, made from the commands themselves.

`python -m theodore.cli.reference > docs/reference/cli.md` writes it; a test fails where the page is another.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from theodore.cli.app import COMMANDS, command, load
from theodore.cli.exits import Exit
from theodore.cli.flags import FLAGS, Flag
from theodore.settings import variable
from theodore.settings.sections import SheetsSettings

_HEAD = """\
# The command line

Made from the program's own help; `theodore COMMAND --help` prints the same. Data goes to stdout, progress and messages
go to stderr. The columns of exports, and the JSON of `status`, `history` and `show`, are on
[a page of their own](exports.md), that of `run` is the [summary](summary.md), that of a dry run the
[preview](preview.md), and that of `compare` has [its page](compare.md).
"""

_SETTINGS = """\
## Settings

Every flag of this table is a setting. It can also stand in the environment, or in a file `theodore.toml` in the folder
where the command is given. A flag beats the environment, the environment beats the file. Times are seconds, or have a
unit: `90`, `30m`, `12h`, `7d`. In the environment, several `ca_file` stand with `:` between them, as in PATH, several
`resolve` with commas; a variable that is empty is not set. A path may begin with `~`, your home.
"""

_SHEETS = """
Of a Google Sheet more can be set, without flags:
"""


def render() -> str:
    """The whole page."""
    parts = [_HEAD, *_commands(), _SETTINGS, *_settings(), _SHEETS, *_sheets(), "\n## Exit codes\n", *_exits()]
    return "\n".join(parts).rstrip() + "\n"


def _commands() -> Iterator[str]:
    yield from _command("theodore", command(), is_root=True)
    for name in COMMANDS:
        loaded = load(name)
        inner = getattr(loaded, "commands", None)
        if inner is None:
            yield from _command(f"theodore {name}", loaded)
        else:
            for below in inner.values():
                yield from _command(f"theodore {name} {below.name}", below)


def _command(path: str, found: Any, *, is_root: bool = False) -> Iterator[str]:
    yield f"## {path}\n"
    arguments = [one for one in found.params if one.param_type_name == "argument"]
    words = ["COMMAND ..."] if is_root else [_metavar(one) for one in arguments]
    yield f"    {' '.join([path, *words, '[OPTIONS]'])}\n"
    yield inspect.cleandoc(found.help or "").replace("\f", "") + "\n"
    if is_root:
        yield from (f"- `{name}`: {entry.summary}" for name, entry in COMMANDS.items())
        yield ""
    rows = [(_metavar(one), one.help or "", "") for one in arguments]
    rows += [(_names(one), one.help or "", _default(one)) for one in found.params if one not in arguments]
    rows.append(("`-h`, `--help`", "Show the help and exit.", ""))
    yield from _table(("", "What it does", "Default"), rows)
    yield ""


def _metavar(argument: Any) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _names(option: Any) -> str:
    names = [*option.opts, *option.secondary_opts]
    value = "" if option.is_flag else f" {option.metavar}"
    return ", ".join(f"`{name}{value}`" for name in names)


def _default(option: Any) -> str:
    if isinstance(option.show_default, str):
        return f"{option.show_default}"
    # by identity: 1 is a default that equals True
    if option.is_flag or any(option.default is blank for blank in (None, False, True)) or option.default in ([], ()):
        return ""
    return str(getattr(option.default, "value", option.default))


def _settings() -> Iterator[str]:
    rows = [(_flag(flag), f"`THEODORE_{flag.section}__{flag.key}`".upper(), _in_file(flag)) for flag in FLAGS]
    return _table(("Flag", "Environment", "theodore.toml"), rows)


def _sheets() -> Iterator[str]:
    of_flags = {flag.key for flag in FLAGS if flag.section == "sheets"}
    rows = [
        (f"`{variable('sheets', key)}`", f"`[sheets]` `{key}`", info.description or "", _number(info.default))
        for key, info in SheetsSettings.model_fields.items()
        if key not in of_flags
    ]
    return _table(("Environment", "theodore.toml", "What it does", "Default"), rows)


def _number(default: Any) -> str:
    return f"{default:g}" if isinstance(default, float) else str(default)


def _flag(flag: Flag) -> str:
    return ", ".join(f"`{name}`" for names in flag.names for name in names.split("/"))


def _in_file(flag: Flag) -> str:
    return f"`[{flag.section}]` `{flag.key}`"


def _exits() -> Iterator[str]:
    return _table(("Code", "What it says"), [(str(int(code)), code.meaning) for code in Exit])


def _table(headers: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(headers)} |"
    yield "|" + "---|" * len(headers)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"


if __name__ == "__main__":
    sys.stdout.write(render())
