from __future__ import annotations

import gc
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract import tasks
from theodore.extract.profile import extract_pages

CRAWL = crawl(page("<p>info@nordwind.test</p>"))


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Give back what a worker takes for good: Ctrl-C, its memory, and the garbage collector's view."""
    before, limit = signal.getsignal(signal.SIGINT), resource.getrlimit(resource.RLIMIT_AS)
    yield
    signal.signal(signal.SIGINT, before)
    resource.setrlimit(resource.RLIMIT_AS, limit)
    gc.unfreeze()


def test_the_work_is_the_rules_and_its_time() -> None:
    found = tasks.work(COMPANY, CRAWL)
    assert found.profile == extract_pages(COMPANY, CRAWL).profile
    assert found.seconds > 0


def test_what_is_found_comes_back_whole() -> None:
    found = tasks.work(COMPANY, CRAWL)
    assert ForkingPickler.loads(ForkingPickler.dumps(found)) == found


def test_a_worker_is_deaf_to_ctrl_c() -> None:
    tasks.prepare(1 << 40)
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_system_without_bounds_of_memory_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> int:
        raise FileNotFoundError("/proc/self/statm")

    monkeypatch.setattr(tasks, "_address_space", unknown)
    tasks.prepare(1 << 30)


def _said_by(code: str) -> list[str]:
    """What a fresh Python prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


def test_the_words_vectors_are_there_before_the_first_company() -> None:
    code = (
        "import theodore.extract.worker\n"
        "from theodore.extract.derived.categories import categories\n"
        "from theodore.extract.reading import meaning\n"
        "print(categories.cache_info().currsize, meaning._model.cache_info().currsize)"
    )
    assert _said_by(code) == ["1", "1"]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted by Linux")
def test_what_workers_are_forked_from_has_no_other_threads() -> None:
    assert _said_by("import os, theodore.extract.worker\nprint(len(os.listdir('/proc/self/task')))") == ["1"]


def test_the_main_process_is_spared_all_of_it() -> None:
    code = (
        "import sys, theodore.extract.pool, theodore.extract.tasks, theodore.main_pipeline\n"
        "print(*({'numpy', 'tokenizers', 'safetensors'} & set(sys.modules)), 'end')"
    )
    assert _said_by(code) == ["end"]
