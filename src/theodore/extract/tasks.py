"""What the pool has its workers do. Light enough for the main process, which must name these functions."""

from __future__ import annotations

import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from multiprocessing.reduction import ForkingPickler
from operator import attrgetter
from pathlib import Path
from typing import Any

from theodore.model.company import Company
from theodore.model.custom import CustomField
from theodore.model.evidence import Evidence, Extraction
from theodore.model.outcome import Crawl

#: Holds the rules, their patterns and tables: 0.4 s and 30 MB that the main process is spared.
WORKER = "theodore.extract.worker"


def prepare(memory_bytes: int) -> None:
    """Make this process a worker: deaf to Ctrl-C, which is for the main process, and bounded in memory.

    memory_bytes: how much more than now it may take.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (_address_space() + memory_bytes, hard))
    except (OSError, ValueError):
        return  # macOS has no such bound; the bound of time still holds


def packed_task(company: Company, crawl: Crawl) -> bytes:
    """What `begin` unpacks in the worker."""
    return bytes(ForkingPickler.dumps((company, crawl)))


def begin(task: Callable[..., Extraction], packed: bytes, **besides: Any) -> Extraction:
    """Do this task, in a worker. besides: what it is told beyond the company and its crawl.

    It is unpacked here, when the worker has said whose it is, and not where workers take turns at the pipe: one that
    died there would be known to have taken no task, and would leave the others waiting for their turn.
    """
    return task(*pickle.loads(packed), **besides)  # noqa: S301 - our own main process has packed it


def work(
    company: Company,
    crawl: Crawl,
    off: frozenset[str] = frozenset(),
    custom: tuple[CustomField, ...] = (),
    *,
    personal_data: bool = True,
) -> Extraction:
    """Work out one company, in a worker. off, custom, personal_data: as for `extract_pages`."""
    worker = import_module(WORKER)
    found: Extraction = worker.extract_timed(company, crawl, off, custom, personal_data=personal_data)
    return found


_parts = attrgetter(*(field.name for field in fields(Evidence)))


def _as_call(evidence: Evidence) -> tuple[type[Evidence], tuple[object, ...]]:
    """How evidence travels: as a call of its class, which the main process makes in half the time of the usual way."""
    return Evidence, _parts(evidence)


# a company has dozens of them, and the main process, which has everything else to do, makes each one anew
ForkingPickler.register(Evidence, _as_call)


def _address_space() -> int:
    """Bytes of address space in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()
