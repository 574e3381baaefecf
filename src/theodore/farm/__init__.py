"""A whole web of invented companies on loopback, with its faults and the truth about it.

`serve` runs it until it is told to stop; `Farm` is the same web inside a program.
"""

from theodore.farm.config import FarmConfig, Latency, parse_shares
from theodore.farm.faults import DEFAULT_SHARES, VARIANTS, Fault, Variant
from theodore.farm.files import Paths, write_files
from theodore.farm.server import Farm
from theodore.farm.serving import serve

__all__ = [
    "DEFAULT_SHARES",
    "VARIANTS",
    "Farm",
    "FarmConfig",
    "Fault",
    "Latency",
    "Paths",
    "Variant",
    "parse_shares",
    "serve",
    "write_files",
]
