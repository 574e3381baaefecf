"""The Chromium of this machine: where it is, and how it is started so that nothing of its own goes out.

None is ever downloaded.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

#: What a headless browser is called on the path, the small one first: it makes three times the pages of a full one.
_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium-headless",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)
_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
#: Where `playwright install` puts one, if the user had it do so.
_CACHES = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
_IN_CACHE = (
    "chromium_headless_shell-*/*/*headless[-_]shell",
    "chromium-*/*/chrome",
    "chromium-*/*/*.app/Contents/MacOS/*",
)
INSTALL_EXTRA = "install what drives one with: pip install 'theodore[browser]'"
INSTALL_CHROMIUM = (
    "install Chromium (Debian: apt install chromium-headless-shell; elsewhere: playwright install "
    "chromium-headless-shell), or name a browser in THEODORE_BROWSER__PATH"
)

#: Bytes, in MB, that the scripts of a page may hold; what they hold beside is watched by the browser's memory.
_SCRIPTS_MB = 256


@dataclass(frozen=True, slots=True)
class BrowserSettings:
    """How pages are made by a browser.

    render: whether any is. path: the browser; None for one that is found. pages: so many at once, others wait.
    timeout_s: seconds for one page. quiet_s: seconds without a change after which it is done. max_pages: a browser
    that has made as many is replaced by a fresh one. max_bytes: where its processes hold as much memory, the page that
    holds most is ended.
    """

    render: bool = True
    path: Path | None = None
    pages: int = 4
    timeout_s: float = 15.0
    quiet_s: float = 0.45
    max_pages: int = 200
    max_bytes: int = 1_500_000_000


def find_browser(path: Path | None = None) -> Path | None:
    """The browser to use; None where there is none. path: the one that the user named, and no other."""
    return next((found for found in _candidates(path) if os.access(found, os.X_OK) and found.is_file()), None)


def _candidates(path: Path | None) -> Iterator[Path]:
    if path is not None:
        yield path
        return
    yield from (Path(found) for name in _NAMES if (found := shutil.which(name)))
    for pattern in _IN_CACHE:
        for cache in _CACHES:
            # the latest one first
            yield from sorted(Path(cache).expanduser().glob(pattern), reverse=True)
    if sys.platform == "darwin":
        yield from map(Path, _ON_MACOS)


def why_not(settings: BrowserSettings) -> str:
    """Why no page can be made by a browser, and what to do about it; empty where it can."""
    if not settings.render:
        return "rendering is switched off: give --render auto"
    if importlib.util.find_spec("playwright") is None:
        return INSTALL_EXTRA
    if find_browser(settings.path) is not None:
        return ""
    return f"there is no browser at {settings.path}: {INSTALL_CHROMIUM}" if settings.path else INSTALL_CHROMIUM


def arguments() -> list[str]:
    """How Chromium is started, beside what the driver says.

    It has no way out of its own (see `Wall` in net/browser): these keep it from trying, and from what a page has no
    need of.
    """
    switches = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # no name is looked up, over HTTPS neither
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # UDP passes by every proxy
        "--disable-quic",
        "--no-pings",
        "--disable-domain-reliability",
        "--block-new-web-contents",
        "--blink-settings=imagesEnabled=false",
        "--disable-remote-fonts",
        "--disable-gpu",
        f"--js-flags=--max-old-space-size={_SCRIPTS_MB}",
    ]
    if os.geteuid() == 0:
        # Chromium's sandbox does not start for root, who could leave it anyway
        switches.append("--no-sandbox")
    return switches


#: What a browser needs to know of its surroundings; keys and passwords that stand beside are none of its business.
_SURROUNDINGS = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE")


def environment() -> Mapping[str, str | float | bool]:
    """The environment that the browser is started in."""
    return {name: os.environ[name] for name in _SURROUNDINGS if name in os.environ}
