"""A server on loopback that answers each host by its case, and remembers what it sent."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.answers import Sent, answer_of
from theodore.net.overrides import Overrides, Target

_STALL_S = 5.0


@dataclass(slots=True)
class Case:
    """The answers of one host: drawn from its seed, or those that were kept. sent: by path, in order."""

    host: str
    seed: int = 0
    kept: dict[str, list[Sent]] | None = None
    sent: dict[str, list[Sent]] = field(default_factory=dict)

    def answer(self, path: str) -> Sent:
        turn = len(self.sent.setdefault(path, []))
        if self.kept is not None:
            known = self.kept.get(path) or [
                Sent(((b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", 0.0),), "keep")
            ]
            answer = known[min(turn, len(known) - 1)]
        else:
            # the same path may answer otherwise the second time
            answer = answer_of(Random(f"{self.seed} {path} {turn % 3}"), path.partition("?")[0], self.host)
        self.sent[path].append(answer)
        return answer

    def keep(self, file: Path, why: str) -> None:
        """Write down what was sent, for the corpus."""
        told = {path: [answer.to_json() for answer in answers[:6]] for path, answers in self.sent.items()}
        file.write_text(json.dumps({"why": why, "host": self.host, "seed": self.seed, "sent": told}, indent=1) + "\n")

    @classmethod
    def read(cls, file: Path) -> Case:
        told = json.loads(file.read_text())
        sent = {path: [Sent.from_json(each) for each in answers] for path, answers in told["sent"].items()}
        return cls(told["host"], kept=sent)


class Everywhere(Overrides):
    """Leads every name below .test to one port of this machine; https finds nobody."""

    def __init__(self, port: int) -> None:
        super().__init__({})
        object.__setattr__(self, "_port", port)

    def find(self, host: str, port: int) -> Target | None:
        if not host.rstrip(".").lower().endswith(".test"):
            return Target(None)  # no request of a test leaves this machine
        return Target("127.0.0.1", self._port if port == 80 else 1)  # type: ignore[attr-defined]  # set above: it is frozen


@contextmanager
def hostile_server(case_of: Callable[[str], Case]) -> Iterator[int]:
    """Answers by `case_of` the host; gives its port. In a thread of its own: making a bomb takes a while."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="hostile server", daemon=True)
    thread.start()
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # a task of our own: asyncio complains of one of its own that is cancelled
        task = loop.create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _talk(reader, writer, case_of)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.transport.abort()

    async def stop(server: asyncio.Server) -> None:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    try:
        starting = asyncio.start_server(connected, "127.0.0.1", 0, limit=1 << 20)
        server = asyncio.run_coroutine_threadsafe(starting, loop).result(10)
        yield server.sockets[0].getsockname()[1]
        asyncio.run_coroutine_threadsafe(stop(server), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, case_of: Callable[[str], Case]) -> None:
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ", 2)[1]
        host = next(line[6:].strip() for line in head.split("\r\n") if line.lower().startswith("host: "))
        answer = case_of(host.partition(":")[0].lower()).answer(path)
        for data, pause_s in answer.pieces:
            writer.write(data)
            await writer.drain()
            if pause_s:
                await asyncio.sleep(pause_s)
        if answer.end == "stall":
            await asyncio.wait_for(reader.read(), _STALL_S)
        if answer.end == "reset":
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if answer.end != "keep":
            return
