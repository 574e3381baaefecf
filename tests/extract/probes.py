"""What stands in for the work in a worker, to see what becomes of it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass

from theodore.extract.tasks import work
from theodore.model.company import Company
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl


def stuck_on_home(company: Company, crawl: Crawl) -> Extraction:
    """Never ends for a page whose text is `stuck`."""
    if crawl.pages[0].text == "stuck":
        threading.Event().wait()
    return work(company, crawl)


def dies(company: Company, crawl: Crawl) -> Extraction:
    os._exit(7)


def is_killed(company: Company, crawl: Crawl) -> Extraction:
    os.kill(os.getpid(), signal.SIGKILL)
    return work(company, crawl)


def errs(company: Company, crawl: Crawl) -> Extraction:
    raise ZeroDivisionError


def times_out_itself(company: Company, crawl: Crawl) -> Extraction:
    raise TimeoutError


def takes_memory(company: Company, crawl: Crawl) -> Extraction:
    return Extraction({"size": len(bytearray(1 << 30))}, (), {})


def says_who(company: Company, crawl: Crawl) -> Extraction:
    return Extraction({"pid": os.getpid()}, (), {})


def counts_pages(company: Company, crawl: Crawl) -> Extraction:
    return Extraction({"pages": len(crawl.pages)}, (), {})


def interrupts_itself(company: Company, crawl: Crawl) -> Extraction:
    os.kill(os.getpid(), signal.SIGINT)
    return Extraction({"survived": True}, (), {})


def runs_out_of_memory() -> None:
    raise MemoryError


@dataclass(frozen=True)
class Unreadable(Company):
    """A company whose task a worker cannot read: what happens there instead."""

    happens: Callable[..., object] = runs_out_of_memory
    argument: tuple[object, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.happens, self.argument
