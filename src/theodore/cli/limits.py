"""What the system lets this process have, looked after before a run begins.

These change the whole process, so that they stand here: a program that uses the library keeps its own.
"""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from theodore.batch.runner import RunnerConfig
from theodore.model.errors import ConfigurationError

#: More open files than this are never needed, and some systems make a table of them for each child.
_ENOUGH = 65_536
#: What macOS allows at most where it says that there is no limit.
_OPEN_MAX = 10_240
#: Open files of one attempt: its connections to a site that has several addresses or hosts, and name look-ups.
_OF_AN_ATTEMPT = 6
#: Those of the program itself: streams, journal, the sheet's process, the extraction's processes, libraries.
_OWN = 100

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_BLOCK = 128 * 1024
_ARENAS = 2


def allow_many_files() -> int:
    """Raise the soft limit of open files as far as the system lets it; returns what it is then.

    Shells start with 256 or 1,024, which a hundred companies at once use up.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in (_bounded(hard), min(_bounded(hard), _OPEN_MAX)):
        if _bounded(soft) >= wanted:
            break
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            break
    return _bounded(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _bounded(limit: int) -> int:
    return _ENOUGH if limit == resource.RLIM_INFINITY else min(limit, _ENOUGH)


def within(config: RunnerConfig, files: int) -> RunnerConfig:
    """The configuration with no more companies at once than so many open files serve.

    Raises ConfigurationError where a person asked for more; `auto` just grows no further. Out of files, each site
    would look unreachable, and then the journal could not be opened.
    """
    most = max((files - _OWN) // _OF_AN_ATTEMPT, 1)
    if config.concurrency == "auto":
        return replace(config, max_concurrency=min(config.max_concurrency, most))
    if config.concurrency > most:
        needed = _OWN + _OF_AN_ATTEMPT * config.concurrency
        raise ConfigurationError(
            f"{config.concurrency:,} companies at once need some {needed:,} open files, and this process may have "
            f"{files:,}. Give --concurrency {most} or less, or have that limit raised (ulimit -Hn)."
        )
    return config


def return_freed_memory(
    confstr: Callable[[str], str | None] = os.confstr, load: Callable[[None], Any] = ctypes.CDLL
) -> bool:
    """Have glibc give large blocks back to the system as soon as they are free; whether this could be said.

    It serves blocks of 128 kB and more from maps of their own, which go back when they are freed. But each time one is
    freed, glibc takes its size for the new threshold: from the first large page on, pages lie in the heap, whose holes
    no later page fits. A threshold that was set stays where it is.
    And it gives each thread a heap of its own, up to eight a core, where two serve threads that mostly take turns.
    """
    try:
        if not (confstr("CS_GNU_LIBC_VERSION") or "").startswith("glibc"):
            return False
        mallopt = load(None).mallopt
    except (ValueError, OSError, AttributeError):
        return False  # another libc, which has its own ways
    wanted = ((_M_MMAP_THRESHOLD, _BLOCK), (_M_TRIM_THRESHOLD, _BLOCK), (_M_ARENA_MAX, _ARENAS))
    return all(mallopt(option, value) for option, value in wanted)
