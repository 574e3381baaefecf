"""A browser of this machine; none is ever downloaded."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium-headless-shell", "chromium-headless", "chromium")


def executable() -> str:
    """The first browser that is found. Skips the test where there is none, and fails it where CI promises one."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    missing = f"no Chromium on this machine (looked for {', '.join(_NAMES)}): install one to try the report in it"
    if os.environ.get("CI"):
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def opened() -> Iterator[Browser]:
    """The browser, started."""
    options: dict[str, Any] = {"executable_path": executable()}
    if os.geteuid() == 0:
        options["args"] = ["--no-sandbox"]  # Chromium's own does not start for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**options)
        try:
            yield browser
        finally:
            browser.close()
