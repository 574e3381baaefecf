"""The demo's web, in a process that ends when the demo does, however the demo ends.

Started as: python -m theodore.cli.tethered_farm FOLDER SITES SCALE SEED
stdout gets one line of JSON when it serves. It ends on SIGTERM, and when its stdin closes: the other end of that
pipe is the demo's alone, and the system closes it even for a process that was killed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from theodore.farm import FarmConfig, serve
from theodore.model.errors import ConfigurationError


async def serve_while_tethered(config: FarmConfig, folder: Path) -> None:
    """Serve until stdin closes or a signal comes."""
    serving = asyncio.create_task(serve(config, folder, _announce))
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        return
    finally:
        loop.remove_reader(sys.stdin.fileno())


def _announce(announcement: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(announcement) + "\n")
    sys.stdout.flush()


def main(folder: str, sites: str, scale: str, seed: str) -> int:
    """The process; its exit code."""
    try:
        config = FarmConfig(sites=int(sites), scale=float(scale), seed=int(seed))
        asyncio.run(serve_while_tethered(config, Path(folder)))
    except (ConfigurationError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
