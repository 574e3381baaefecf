"""`python -m theodore` is the same as `theodore`."""

import sys

from theodore.cli import main

if __name__ == "__main__":
    sys.exit(main())
