"""The process that writes sheets, forked instead of started.

A run starts it, and what it loads takes half a second of processor time; the tests run hundreds of jobs. Here a process
that has loaded all of it forks itself for each run: the copy is as new as one that was started, has its own pipe,
folder and session, and is killed as one. That it is started as it should be is what test_deliver, test_control and the
tests of the command look at.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from theodore.batch.deliver import SheetWriter

_SERVER = """
import gc, os, signal, socket, sys
from pathlib import Path
from theodore.batch.sheet_process import main

def become(line, talk, stderr):
    for number, descriptor in enumerate((talk, talk, stderr)):
        os.dup2(descriptor, number)
    for descriptor in (control.fileno(), talk, stderr):
        os.close(descriptor)
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder, journal = line.decode().split("\\0")
    os.chdir(folder)
    main(Path(journal))

control = socket.socket(fileno=int(sys.argv[1]))
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the copies
gc.freeze()
while True:
    line, descriptors, _, _ = socket.recv_fds(control, 65_536, 2)
    if not line:
        sys.exit()
    pid = os.fork()
    if pid == 0:
        try:
            become(line, *descriptors)
        finally:
            os._exit(1)
    control.send(str(pid).encode())
    for descriptor in descriptors:
        os.close(descriptor)
"""


class _Fork:
    """As much of asyncio's Process as the writer of sheets asks for."""

    def __init__(self, pid: int, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode: int | None = None

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    async def wait(self) -> int:
        with suppress(ConnectionError):
            await self.stdout.read()
        self.stdin.close()
        self.returncode = -signal.SIGKILL
        return self.returncode


class Forks:
    """The process that forks. It ends with the one that made it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()  # jobs may run in several threads
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-P", "-c", _SERVER, str(theirs.fileno())]
            self._server = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)

    def close(self) -> None:
        self._control.close()
        self._server.wait(30)

    async def launch(self, writer: SheetWriter) -> _Fork:
        """In place of `SheetWriter._launch`."""
        writer._process = process = await self._fork(writer._journal)  # type: ignore[assignment]
        await process.stdout.readline()
        return process

    async def _fork(self, journal: Path) -> _Fork:
        """A new one, in this process's folder and with its stderr."""
        ours, theirs = socket.socketpair()
        with theirs, self._turn:
            pid = self._forked(f"{Path.cwd()}\0{journal}", theirs.fileno())
        stdout, stdin = await asyncio.open_connection(sock=ours)
        return _Fork(pid, stdin, stdout)

    def _forked(self, request: str, talk: int) -> int:
        """The new one's number. Where the process that forks has ended, as where a busy machine let it fork no more,
        another takes its place: else every test after it would fail."""
        try:
            return self._ask(request, talk)
        except ConnectionError:
            self._control.close()
            self._server.wait(30)
            self._start()
            return self._ask(request, talk)

    def _ask(self, request: str, talk: int) -> int:
        socket.send_fds(self._control, [request.encode()], [talk, 2])
        if told := self._control.recv(100):
            return int(told)
        raise ConnectionResetError
