"""The demo web and Theodore, each in processes of its own, measured from outside."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

_READY_S = 60.0
_SAMPLE_S = 0.25


@dataclass(frozen=True, slots=True)
class Farm:
    """A demo web that serves. folder: where it wrote what it is."""

    folder: Path
    process: subprocess.Popen[str]

    @property
    def companies(self) -> Path:
        return self.folder / "companies.csv"

    def network_flags(self) -> list[str]:
        """What Theodore needs to reach it."""
        return [
            "--resolve-file",
            str(self.folder / "resolve.txt"),
            "--ca-file",
            str(self.folder / "authority.pem"),
        ]

    def truth(self) -> list[dict[str, Any]]:
        """What a client can get of each site, in the order of the CSV."""
        with (self.folder / "truth.jsonl").open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    def report(self) -> dict[str, Any]:
        """What was asked of it; written when it has stopped."""
        report: dict[str, Any] = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
        return report


@contextmanager
def farm(folder: Path, *, sites: int, scale: float, seed: int = 1, more: Sequence[str] = ()) -> Iterator[Farm]:
    """Serve a demo web while this is open; at most `_READY_S` seconds to start."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "theodore.farm", "--sites", str(sites), "--scale", str(scale)]
    command += ["--seed", str(seed), "--out", str(folder), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    watchdog = threading.Timer(_READY_S, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        ready = process.stdout.readline()
        watchdog.cancel()
        if not ready:
            raise RuntimeError("the demo web did not start")
        yield Farm(folder, process)
    finally:
        watchdog.cancel()
        stop(process)


def stop(process: subprocess.Popen[Any], within_s: float = 20.0) -> None:
    """End a process politely, then firmly."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def scaled_flags(scale: float) -> list[str]:
    """Theodore's times, divided as the demo web's are."""
    times = {
        "--default-timeout": 30,
        "--simple-timeout": 20,
        "--complex-timeout": 60,
        "--max-timeout": 120,
        "--complex-after": 40,
        "--base-backoff": 2,
        "--max-backoff": 60,
    }
    return [word for name, seconds in times.items() for word in (name, f"{seconds / scale:g}")]


@dataclass(slots=True)
class Usage:
    """What a tree of processes used. pss: bytes, each shared page counted by its share. cpu_s: user and system."""

    peak_pss: int = 0
    cpu_s: float = 0.0
    samples: list[tuple[float, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finished:
    """A run of Theodore that ended."""

    code: int
    seconds: float
    stdout: str
    stderr: str
    usage: Usage

    @property
    def summary(self) -> dict[str, Any]:
        """The object that --json printed."""
        summary: dict[str, Any] = json.loads(self.stdout)
        return summary


def environment(data: Path) -> dict[str, str]:
    """An environment whose journal lies in `data`, with nothing of the user's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("THEODORE_")}
    return {**kept, "THEODORE_JOURNAL__FOLDER": str(data)}


def start(arguments: Sequence[str], data: Path, **popen: Any) -> subprocess.Popen[str]:
    """Start `theodore ARGUMENTS` with its journal in `data`."""
    command = [sys.executable, "-m", "theodore", *arguments]
    return subprocess.Popen(command, text=True, env=environment(data), **popen)


def theodore(arguments: Sequence[str], data: Path, *, limit_s: float = 900.0) -> Finished:
    """Run `theodore ARGUMENTS` to its end, and measure it."""
    return measured([sys.executable, "-m", "theodore", *arguments], environment(data), limit_s=limit_s)


def measured(command: Sequence[str], variables: Mapping[str, str], *, limit_s: float = 900.0) -> Finished:
    """Run a command to its end, and measure it with all its processes."""
    began = time.monotonic()
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, text=True, env=variables, **pipes)
    usage = Usage()
    meter = threading.Thread(target=_meter, args=(process.pid, usage), daemon=True)
    meter.start()
    try:
        stdout, stderr = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    meter.join()
    return Finished(process.returncode, time.monotonic() - began, stdout, stderr, usage)


def _meter(pid: int, usage: Usage) -> None:
    """Look at the whole tree again and again: the fork server's workers are nobody's children to wait for."""
    began = time.monotonic()
    cpu: dict[int, float] = {}
    try:
        root = psutil.Process(pid)
        while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
            pss = sum(_look(process, cpu) for process in (root, *root.children(recursive=True)))
            usage.peak_pss = max(usage.peak_pss, pss)
            usage.cpu_s = sum(cpu.values())
            usage.samples.append((time.monotonic() - began, pss))
            time.sleep(_SAMPLE_S)
    except psutil.NoSuchProcess:
        return


def _look(process: psutil.Process, cpu: dict[int, float]) -> int:
    """A process's share of memory in bytes; its processor time goes into `cpu`."""
    try:
        times = process.cpu_times()
        cpu[process.pid] = times.user + times.system
        info = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return int(getattr(info, "pss", info.rss))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A run held against the truth. wrong: lines that say what differs."""

    obtainable: int
    obtained: int
    wrong: tuple[str, ...]


def judge(results: Sequence[dict[str, Any]], companies: Path, truth: Sequence[dict[str, Any]]) -> Verdict:
    """Whether each site that can be got was got, and each other one bears its class and reason.

    results: the summary's; they and the CSV's rows stand in the same order.
    """
    with companies.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    by_name = {result["company_name"]: result for result in results}
    wrong: list[str] = []
    obtained = 0
    for row, site in zip(rows, truth, strict=True):
        result = by_name.get(row["Company"])
        got = (result["success"], result["error_type"], result["reason"]) if result else None
        ok = got is not None and (got[0] if site["obtainable"] else got[1:] == (site["error_type"], site["reason"]))
        obtained += bool(ok and site["obtainable"])
        if not ok:
            expected = "completed" if site["obtainable"] else f"{site['error_type']}/{site['reason']}"
            wrong.append(f"{site['name']} ({site['fault']}/{site['variant']}): expected {expected}, got {got}")
    return Verdict(sum(site["obtainable"] for site in truth), obtained, tuple(wrong))


def makespan_bound(attempts: Sequence[dict[str, Any]], web: Farm, concurrency: int) -> tuple[float, float]:
    """The two lower bounds of the makespan in seconds: the longest site, and all sites' time over the slots.

    A site's time is what the web took to answer it, by its own report, and for the first bound the waits before its
    retries too: it does not grow with the time that Theodore itself takes. attempts: lines of
    `theodore export RUN --what attempts`. web: has stopped.
    """
    asked = web.report()["sites"]
    took = {site["website"]: asked.get(site["site"], {}).get("busy_seconds", 0.0) for site in web.truth()}
    waits = dict.fromkeys(took, 0.0)
    for attempt in attempts:
        waits[attempt["website"]] += float(attempt["wait"] or 0)
    return max((took[website] + waits[website] for website in took), default=0.0), sum(took.values()) / concurrency
