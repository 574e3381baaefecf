"""A run begins with as many open files as it may have, and asks for no more than they serve."""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.cli.processes import run, site, table
from theodore.batch.runner import RunnerConfig
from theodore.cli import limits
from theodore.cli.limits import return_freed_memory, within
from theodore.model.errors import ConfigurationError

INFINITY = resource.RLIM_INFINITY


class System:
    """A system's limits of open files. most: what it sets at most, whatever it says; as macOS does."""

    def __init__(self, soft: int, hard: int, most: int = 1 << 40) -> None:
        self.soft, self.hard, self.most = soft, hard, most

    def get(self, _: int) -> tuple[int, int]:
        return self.soft, self.hard

    def set(self, _: int, wanted: tuple[int, int]) -> None:
        if wanted[0] > self.most:
            raise ValueError("invalid argument")
        self.soft, self.hard = wanted


@pytest.mark.parametrize(
    ("system", "soft", "files"),
    [
        pytest.param(System(1_024, 20_000), 20_000, 20_000, id="up to the hard limit"),
        pytest.param(System(256, INFINITY), 65_536, 65_536, id="and no further than is ever needed"),
        pytest.param(System(256, INFINITY, most=24_576), 10_240, 10_240, id="macOS says unlimited, and sets less"),
        pytest.param(System(256, INFINITY, most=256), 256, 256, id="where nothing can be set it stays"),
        pytest.param(System(100_000, 100_000), 100_000, 65_536, id="it is never lowered"),
        pytest.param(System(INFINITY, INFINITY), INFINITY, 65_536, id="no limit is the best limit"),
        pytest.param(System(30_000, INFINITY, most=30_000), 30_000, 30_000, id="nor for another's sake"),
    ],
)
def test_the_soft_limit_is_raised(monkeypatch: pytest.MonkeyPatch, system: System, soft: int, files: int) -> None:
    hard = system.hard
    monkeypatch.setattr(resource, "getrlimit", system.get)
    monkeypatch.setattr(resource, "setrlimit", system.set)
    assert limits.allow_many_files() == files
    assert (system.soft, system.hard) == (soft, hard)


@pytest.mark.parametrize(
    ("concurrency", "files", "found"),
    [
        pytest.param(100, 65_536, (100, 200), id="enough for what was asked"),
        pytest.param("auto", 65_536, ("auto", 200), id="enough for auto"),
        pytest.param("auto", 256, ("auto", 26), id="auto grows no further than the files allow"),
        pytest.param("auto", 16, ("auto", 1), id="one at a time is tried whatever there is"),
        pytest.param(26, 256, (26, 200), id="just enough"),
    ],
)
def test_no_more_at_once_than_the_files_serve(
    concurrency: int | Literal["auto"], files: int, found: tuple[int | str, int]
) -> None:
    config = within(RunnerConfig(concurrency=concurrency), files)
    assert (config.concurrency, config.max_concurrency) == found


def test_more_than_that_is_refused_with_advice() -> None:
    with pytest.raises(ConfigurationError, match=r"100 companies .* 700 open files.*have 256.* --concurrency 26 "):
        within(RunnerConfig(concurrency=100), 256)


def test_a_low_soft_limit_costs_no_company(tmp_path: Path) -> None:
    names = [f"fine-{number}.test" for number in range(12)]
    with site() as served:
        ended = run(
            "run",
            table(tmp_path, *names),
            *served.flags(*names),
            *("--concurrency", "100", "--json"),
            redirected='ulimit -Sn 24; "$@"',
        )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["processed"] == len(names)


def test_a_low_hard_limit_is_said_before_anything_is_done(tmp_path: Path) -> None:
    source = table(tmp_path, "fine.test")
    ended = run("run", source, "--concurrency", "100", redirected='ulimit -n 128; "$@"')
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "--concurrency 4 or less" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["leads.csv"]


class Libc:
    """A C library that takes settings, or has no such thing."""

    def __init__(self, answer: int | None) -> None:
        self.told: list[tuple[int, int]] = []
        if answer is not None:
            self.mallopt = lambda name, value: self._mallopt(name, value, answer)

    def _mallopt(self, name: int, value: int, answer: int) -> int:
        self.told.append((name, value))
        return answer


#: As malloc.h numbers them: the threshold of own maps, that of the heap's end, and how many heaps there are.
ALL = [(-3, 128 * 1024), (-1, 128 * 1024), (-8, 2)]


def unknown(name: str) -> str:
    raise ValueError("unrecognized configuration name")


@pytest.mark.parametrize(
    ("confstr", "libc", "told"),
    [
        pytest.param(lambda _: "glibc 2.36", Libc(1), ALL, id="glibc is told"),
        pytest.param(lambda _: "glibc 2.36", Libc(0), ALL[:1], id="glibc refuses"),
        pytest.param(lambda _: "glibc 2.36", Libc(None), [], id="a glibc without"),
        pytest.param(unknown, Libc(1), [], id="macOS and musl know no such name"),
        pytest.param(lambda _: None, Libc(1), [], id="a system that says nothing"),
        pytest.param(lambda _: "uClibc 1", Libc(1), [], id="another library, whose numbers mean other things"),
    ],
)
def test_only_glibc_is_told_about_memory(confstr: Any, libc: Libc, told: list[tuple[int, int]]) -> None:
    assert return_freed_memory(confstr, lambda _: libc) is (told == ALL)
    assert libc.told == told


def test_no_library_to_be_found_is_no_failure() -> None:
    def none(_: None) -> Any:
        raise OSError("no such library")

    assert return_freed_memory(lambda _: "glibc 2.36", none) is False


_WHERE = """
import ctypes, sys
from theodore.cli.limits import return_freed_memory

if sys.argv[1:]:
    assert return_freed_memory()
bytearray(8_000_000)  # once this is freed, glibc of its own takes smaller blocks from the heap
page = ctypes.create_string_buffer(4_000_000)  # larger than any hole that is there already
[heap] = [line.split()[0].split("-") for line in open("/proc/self/maps") if line.endswith("[heap]\\n")]
print(int(heap[0], 16) <= ctypes.addressof(page) < int(heap[1], 16))
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or not Path("/proc/self/maps").exists(), reason="there is no glibc to be told"
)
@pytest.mark.parametrize(("told", "in_heap"), [((), "True"), (("told",), "False")], ids=["by itself", "told"])
def test_a_page_does_not_lie_in_the_heap(told: tuple[str, ...], in_heap: str) -> None:
    command = [sys.executable, "-c", _WHERE, *told]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.strip() == in_heap
