"""A farm that serves until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from theodore.farm.config import FarmConfig
from theodore.farm.files import Paths, write_files
from theodore.farm.noise import quiet_about_lost_connections
from theodore.farm.server import Farm, Watch

Announcement = dict[str, Any]


async def serve(
    config: FarmConfig, out_dir: Path, announce: Callable[[Announcement], None], watch: Watch | None = None
) -> None:
    """Serve the farm until SIGTERM or SIGINT, or until this is cancelled; then write the report.

    out_dir: made where it is missing; the files are written there. announce: called once, when the farm answers,
    with paths and ports. watch: told of each request.
    """
    _prepare(out_dir)
    with quiet_about_lost_connections():
        await _serve(config, out_dir, announce, watch)


async def _serve(
    config: FarmConfig, out_dir: Path, announce: Callable[[Announcement], None], watch: Watch | None
) -> None:
    async with Farm(config, out_dir, watch) as farm:
        paths = write_files(farm, out_dir)
        try:
            with stop_signal() as stop:
                announce(_announcement(farm, paths))
                await stop.wait()
        finally:
            paths.report.write_text(json.dumps(farm.ledger.report(), indent=1), encoding="utf-8")


def _announcement(farm: Farm, paths: Paths) -> Announcement:
    return {
        "sites": len(farm.web),
        "seed": farm.config.seed,
        "scale": farm.config.scale,
        "http_port": farm.http_port,
        "https_port": farm.https_port,
        "companies": str(paths.companies),
        "resolve": str(paths.resolve),
        "authority": str(paths.authority),
        "truth": str(paths.truth),
        "report": str(paths.report),
    }


@contextlib.contextmanager
def stop_signal() -> Iterator[asyncio.Event]:
    """An event that is set by SIGINT and SIGTERM while this is open."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def _prepare(out_dir: Path) -> None:
    out_dir.mkdir(parents=True, exist_ok=True)
    _allow_many_sockets()


def _allow_many_sockets() -> None:
    """Raise the soft limit of open files as far as the system lets it: each client's connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
