"""The installed command as a process, and a website for it to visit."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

LIMIT_S = 60.0
COMMAND = [sys.executable, "-m", "theodore.cli"]

_PAGE = b"""<!doctype html><html lang="en"><head><title>Fine Ltd</title></head><body><h1>Fine Ltd</h1>
<p>Fine Ltd makes fine things since 1999 and has always made them well, for customers near and far.</p>
<p>Write to <a href="mailto:info@fine.test">info@fine.test</a>.</p></body></html>"""


class _Handler(BaseHTTPRequestHandler):
    #: Sites that answer no request while this is set.
    stalled: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
            return
        if self.headers["Host"].startswith("slow"):
            self.stalled.wait(LIMIT_S)
        with suppress(BrokenPipeError, ConnectionResetError):  # the visitor was interrupted
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(_PAGE)))
            self.end_headers()
            self.wfile.write(_PAGE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Site:
    """Websites on loopback: any name is good, those that begin with `slow` stall until `wake`."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server

    def flags(self, *names: str) -> list[str]:
        """The overrides that lead to it."""
        port = self._server.server_address[1]
        return [word for name in names for word in ("--resolve", f"{name}=127.0.0.1:{port}")]

    def wake(self) -> None:
        """Let what stalls go on."""
        _Handler.stalled.set()


@contextmanager
def site() -> Iterator[Site]:
    """Serve until the block ends."""
    _Handler.stalled.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(server)
    finally:
        _Handler.stalled.set()
        server.shutdown()
        server.server_close()


def table(folder: Path, *names: str) -> Path:
    """A CSV of companies with these hosts."""
    source = folder / "leads.csv"
    lines = [f"{name.partition('.')[0].title()},http://{name}" for name in names]
    source.write_text("\n".join(["Company,Website", *lines]) + "\n")
    return source


def run(
    *arguments: str | Path, redirected: str = '"$@"', by: str = "sh", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command to its end. by, redirected: the shell, and how it is to call it."""
    return subprocess.run(
        [by, "-c", redirected, "sh", *COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        env={**os.environ, **environment},
        check=False,
    )


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    """The command, under way, in a group of its own."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def read_until(descriptor: int, words: str) -> str:
    """What comes from it, up to and with these words; fails where they do not come."""
    got = b""
    end = time.monotonic() + LIMIT_S
    while words.encode() not in got:
        left = end - time.monotonic()
        assert left > 0, f"no {words!r} in: {got.decode(errors='replace')}"
        ready, _, _ = select.select([descriptor], [], [], left)
        try:
            piece = os.read(descriptor, 65_536) if ready else b""
        except OSError:  # a terminal whose other side was closed
            piece = b""
        assert piece or not ready, f"it ended without {words!r}: {got.decode(errors='replace')}"
        got += piece
    return got.decode(errors="replace")
