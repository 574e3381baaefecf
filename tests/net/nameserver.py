"""A name service of our own on loopback, over real UDP: what it says may differ each time it is asked."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from theodore.net.resolve import Found

_A, _IN, _NO_SUCH_NAME = 1, 1, 3
#: From a name and the number of the question, from 0, to its IPv4 addresses; empty says that there is no such name.
Zone = Callable[[str, int], list[str]]


@contextmanager
def name_server(zone: Zone) -> Iterator[tuple[int, list[str]]]:
    """A name server that answers by `zone`; gives its port, and the names that it was asked for so far."""
    asked: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        worker = threading.Thread(target=_serve, args=(server, zone, asked), daemon=True)
        worker.start()
        try:
            yield server.getsockname()[1], asked
        finally:
            server.sendto(b"", server.getsockname())  # an empty question ends it
            worker.join(10)


def asking(port: int) -> Callable[[str, socket.AddressFamily], Found]:
    """A lookup that asks this server each time, and remembers nothing."""

    def look_up(host: str, _family: socket.AddressFamily) -> Found:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(10)
            client.sendto(_question(host), ("127.0.0.1", port))
            found = _addresses(client.recv(4096))
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, address) for address in found]

    return look_up


def _serve(server: socket.socket, zone: Zone, asked: list[str]) -> None:
    while True:
        question, who = server.recvfrom(4096)
        if not question:
            return
        name = _name(question[12:])
        addresses = zone(name, asked.count(name))
        asked.append(name)
        server.sendto(_answer(question, addresses), who)


def _question(host: str) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in host.rstrip(".").split("."))
    return struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", _A, _IN)


def _answer(question: bytes, addresses: list[str]) -> bytes:
    flags = 0x8180 | (0 if addresses else _NO_SUCH_NAME)
    # each record points back to the name in the question, and may be kept for no time at all
    records = [struct.pack(">HHHIH", 0xC00C, _A, _IN, 0, 4) + socket.inet_aton(address) for address in addresses]
    return question[:2] + struct.pack(">HHHHH", flags, 1, len(addresses), 0, 0) + question[12:] + b"".join(records)


def _name(data: bytes) -> str:
    labels = []
    while size := data[0]:
        labels.append(data[1 : 1 + size].decode())
        data = data[1 + size :]
    return ".".join(labels)


def _addresses(answer: bytes) -> list[str]:
    count = struct.unpack(">H", answer[6:8])[0]
    return [
        socket.inet_ntoa(answer[len(answer) - 16 * n + 12 : len(answer) - 16 * n + 16]) for n in range(count, 0, -1)
    ]
