"""From a name to its addresses."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable

from aiohttp.abc import AbstractResolver, ResolveResult

from theodore.model.errors import AddressRefused, Failure, FetchFailed, Reason
from theodore.net.guard import AddressGuard, ChosenAddress
from theodore.net.hosts import is_address
from theodore.net.overrides import Overrides

#: As many lookups may run at once; a name service that hangs must not cost a thread for every row of the run.
MAX_LOOKUPS = 32
Found = list[tuple[socket.AddressFamily, str]]
Lookup = Callable[[str, socket.AddressFamily], Found]


def look_up(host: str, family: socket.AddressFamily) -> Found:
    """Ask the system for a name's addresses; blocks. Raises socket.gaierror."""
    infos = socket.getaddrinfo(host, None, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [(socket.AddressFamily(found), str(where[0])) for found, _, _, _, where in infos]


class NameService:
    """The system's resolver, asked from threads.

    The threads are daemons, unlike those of an executor: a lookup that hangs cannot be cancelled, and must not keep the
    program from ending.

    timeout_s: seconds until a lookup counts as failed, the wait for a free thread included.
    """

    def __init__(self, timeout_s: float, lookup: Lookup = look_up, max_lookups: int = MAX_LOOKUPS) -> None:
        self._timeout_s = timeout_s
        self._lookup = lookup
        self._places = asyncio.Semaphore(max_lookups)

    async def addresses(self, host: str, family: socket.AddressFamily) -> Found:
        """The addresses of a name. Raises socket.gaierror, and FetchFailed where no answer came in time."""
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._places.acquire()
                return await self._start(host, family)
        except TimeoutError as slow:
            detail = f"the name service did not answer for {host} in {self._timeout_s:g} s"
            raise FetchFailed(Failure(Reason.DNS_TIMEOUT, detail=detail)) from slow

    def _start(self, host: str, family: socket.AddressFamily) -> asyncio.Future[Found]:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Found] = loop.create_future()

        def deliver(found: Found | None, error: Exception | None) -> None:
            # only now: a lookup that nobody waits for any more still holds its thread
            self._places.release()
            if answer.done():
                return
            if error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(found or [])

        def work() -> None:
            found: Found | None = None
            error: Exception | None = None
            try:
                found = self._lookup(host, family)
            except Exception as failed:  # noqa: BLE001 - raised here, it would end the thread and keep its place for ever
                error = failed
            if not loop.is_closed():
                loop.call_soon_threadsafe(deliver, found, error)

        threading.Thread(target=work, name=f"look up {host}", daemon=True).start()
        return answer


class Resolver(AbstractResolver):
    """aiohttp's view of it: overrides first, the name service else, and the guard over what that answers."""

    def __init__(self, overrides: Overrides, guard: AddressGuard, names: NameService) -> None:
        self._overrides = overrides
        self._guard = guard
        self._names = names

    def check(self, host: str, port: int) -> None:
        """Raise AddressRefused or FetchFailed where what is written for a host is enough to know: nobody is asked.

        For who hands hosts to a library, which may read them in ways of its own: 2130706433 as 127.0.0.1, or as none.
        """
        if is_address(host):
            self._guard.check(host)
        elif self._overrides.find(host, port) is None:
            self._guard.check_name(host)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses that a request to this name may go to.

        Raises socket.gaierror, FetchFailed where the name service did not answer in time or no name could be written
        so, and AddressRefused where the name leads nowhere else than into private networks.
        """
        target = self._overrides.find(host, port)
        if target is None:
            self._guard.check_name(host)
            return [_result(host, address, port, found) for found, address in await self._public(host, family)]
        if target.address is None:
            raise socket.gaierror(socket.EAI_NONAME, f"an override says that there is no {host}")
        kind = socket.AF_INET6 if ":" in target.address else socket.AF_INET
        return [_result(host, ChosenAddress(target.address), target.port or port, kind)]

    async def _public(self, host: str, family: socket.AddressFamily) -> Found:
        found = await self._names.addresses(host, family)
        allowed = [(kind, address) for kind, address in found if self._guard.permits(address)]
        if found and not allowed:
            detail = f"{host} leads to {found[0][1]}, which lies in a private or special network"
            raise AddressRefused(Failure(Reason.FORBIDDEN_ADDRESS, detail=detail))
        return allowed

    async def close(self) -> None:
        """Nothing is held."""


def _result(host: str, address: str, port: int, family: socket.AddressFamily) -> ResolveResult:
    flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=flags)
