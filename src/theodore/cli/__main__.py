"""`python -m theodore.cli`: the same as the command."""

from __future__ import annotations

import sys

from theodore.cli import main

if __name__ == "__main__":
    sys.exit(main())
