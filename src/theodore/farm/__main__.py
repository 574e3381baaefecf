"""`python -m theodore.farm --out DIR`: serve the farm until SIGTERM or SIGINT.

stdout gets one line of JSON, with paths and ports, when the farm answers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from theodore.farm.config import KNOWN_LANGUAGES, LANGUAGES, FarmConfig, Latency, parse_shares
from theodore.farm.folder import claim_folder
from theodore.farm.serving import Announcement, serve
from theodore.model.errors import ConfigurationError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m theodore.farm", description="A web of companies on loopback.")
    parser.add_argument("--out", type=Path, required=True, help="folder for companies.csv, resolve.txt and the rest")
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--scale", type=float, default=1.0, help="divides stalls, slow answers and Retry-After")
    parser.add_argument("--latency", choices=list(Latency), type=Latency, default=Latency.LOGNORMAL)
    parser.add_argument(
        "--share", nargs="+", action="extend", default=[], metavar="CLASS=NUMBER", help="classes left out have none"
    )
    parser.add_argument("--languages", nargs="+", default=LANGUAGES, choices=KNOWN_LANGUAGES)
    parser.add_argument("--direct", action="store_true", help="leaders have mail addresses and telephones of their own")
    parser.add_argument("--port", type=int, default=0, help="for http; https gets the next; 0 is any")
    parser.add_argument("--log", action="store_true", help="say on stderr what is asked and how it is answered")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; the exit code."""
    options = _parser().parse_args(argv)
    try:
        config = FarmConfig(
            sites=options.sites,
            seed=options.seed,
            scale=options.scale,
            latency=options.latency,
            shares=parse_shares(options.share),
            languages=tuple(options.languages),
            port=options.port,
            direct=options.direct,
        )
        claim_folder(options.out)
        asyncio.run(serve(config, options.out, _announce, _watch if options.log else None))
    except (ConfigurationError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _announce(announcement: Announcement) -> None:
    sys.stdout.write(json.dumps(announcement) + "\n")
    sys.stdout.flush()


def _watch(request: dict[str, Any]) -> None:
    sys.stderr.write(json.dumps(request) + "\n")


if __name__ == "__main__":
    sys.exit(main())
