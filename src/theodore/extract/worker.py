"""What a worker of the pool needs: loaded once, by the process that forks the workers, and shared by them all.

The main process never loads it.
"""

from __future__ import annotations

import gc
import os
import time
from dataclasses import replace

# before anything loads numpy: its helpers of many threads are of no use here, and nothing with threads may be forked
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import phonenumbers

from theodore.extract.derived.categories import categories
from theodore.extract.profile import extract_pages
from theodore.model.company import Company
from theodore.model.custom import CustomField
from theodore.model.evidence import Extraction
from theodore.model.outcome import Crawl

#: A number of each large country: its table is read when it is first asked for, and this is the time to ask.
_NUMBERS = (
    "+4930123456",
    "+12125550123",
    "+442079460000",
    "+33123456789",
    "+390612345678",
    "+34911234567",
    "+31201234567",
)

_OBJECTS_BETWEEN_COLLECTIONS = 100_000


def extract_timed(
    company: Company,
    crawl: Crawl,
    off: frozenset[str] = frozenset(),
    custom: tuple[CustomField, ...] = (),
    *,
    personal_data: bool = True,
) -> Extraction:
    """The facts, and the seconds of processor time that they took. The rest: as `extract_pages` takes it."""
    started = time.process_time()
    found = extract_pages(company, crawl, off=off, custom=custom, personal_data=personal_data)
    return replace(found, seconds=round(time.process_time() - started, 4))


for _number in _NUMBERS:
    phonenumbers.is_valid_number(phonenumbers.parse(_number))
# the words' vectors, 50 MB, and the categories' directions
categories()
# what lives as long as the program is set aside: collecting garbage would write to it, and so copy it to each worker
gc.freeze()
# a company's pages and findings live until it is done: looking through them every 700 objects finds no garbage
gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 10, 10)
