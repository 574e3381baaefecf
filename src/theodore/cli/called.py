"""How this program was called, for the commands that it suggests: those have to work where it was called."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

_NAME = "theodore"


def program() -> str:
    """What to type for this program where it was called: `.venv/bin/theodore`, `python -m theodore`."""
    return called(sys.argv[0], sys.orig_argv, shutil.which)


def called(script: str, words: Sequence[str], which: Callable[[str], str | None]) -> str:
    """The same, of `sys.argv[0]` and `sys.orig_argv`. which: finds a command in PATH.

    A script that was found in PATH knows its whole path alone; its name is what was typed. Called by other means, as
    from another program, it is just `theodore`.
    """
    path = Path(script)
    if path.name == "__main__.py" and "-m" in words[:-1]:
        end = words.index("-m") + 2
        return shlex.join(words[:end]) if words[end - 1].partition(".")[0] == _NAME else _NAME
    if path.name != _NAME or which(_NAME) == script:
        return _NAME
    return shlex.quote(script)
