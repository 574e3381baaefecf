"""From names to addresses: overrides, the system's name service, and its failures."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from theodore.model.errors import AddressRefused, FetchFailed, Reason
from theodore.net.guard import AddressGuard, ChosenAddress
from theodore.net.overrides import Overrides
from theodore.net.resolve import Found, NameService, Resolver, look_up

PUBLIC = (socket.AF_INET, "93.184.216.34")
PRIVATE = (socket.AF_INET, "10.0.0.1")


def resolver(found: Found, *lines: str, timeout_s: float = 5.0) -> Resolver:
    return Resolver(Overrides.parse(lines), AddressGuard(), NameService(timeout_s, lookup=lambda _host, _family: found))


async def test_an_override_answers_without_the_name_service() -> None:
    (only,) = await resolver([], "a.test:443=127.0.0.1:8443").resolve("a.test", 443)
    assert (only["host"], only["port"], only["family"]) == ("127.0.0.1", 8443, socket.AF_INET)
    assert isinstance(only["host"], ChosenAddress)


async def test_an_override_to_nothing_is_a_name_that_does_not_exist() -> None:
    with pytest.raises(socket.gaierror) as missing:
        await resolver([PUBLIC], "a.test=-").resolve("a.test", 443)
    assert missing.value.errno == socket.EAI_NONAME


async def test_other_names_go_to_the_name_service() -> None:
    (only,) = await resolver([PUBLIC], "a.test=127.0.0.1").resolve("b.test", 443)
    assert (only["host"], only["port"]) == ("93.184.216.34", 443)


async def test_a_name_that_leads_inside_is_refused() -> None:
    with pytest.raises(AddressRefused) as refused:
        await resolver([PRIVATE]).resolve("evil.test", 80)
    assert refused.value.failure.reason is Reason.FORBIDDEN_ADDRESS


async def test_of_mixed_addresses_the_private_ones_are_left_out() -> None:
    found = await resolver([PRIVATE, PUBLIC]).resolve("mixed.test", 80)
    assert [result["host"] for result in found] == ["93.184.216.34"]


async def test_an_answer_that_does_not_come_is_a_timeout_of_the_name_service() -> None:
    release = threading.Event()

    def hang(_host: str, _family: socket.AddressFamily) -> Found:
        release.wait(20)
        return []

    names = NameService(0.05, lookup=hang)
    try:
        with pytest.raises(FetchFailed) as failed:
            await names.addresses("slow.test", socket.AF_INET)
        assert failed.value.failure.reason is Reason.DNS_TIMEOUT
    finally:
        release.set()


async def test_lookups_that_hang_do_not_pile_up_threads() -> None:
    release, running, peak = threading.Event(), [0], [0]

    def hang(_host: str, _family: socket.AddressFamily) -> Found:
        running[0] += 1
        peak[0] = max(peak[0], running[0])
        release.wait(20)
        running[0] -= 1
        return [PUBLIC]

    names = NameService(0.05, lookup=hang, max_lookups=2)
    tasks = [asyncio.create_task(names.addresses(f"{n}.test", socket.AF_INET)) for n in range(8)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(result, FetchFailed) for result in results)
    assert peak[0] <= 2
    release.set()
    patient = NameService(10, lookup=lambda _host, _family: [PUBLIC], max_lookups=2)
    assert await patient.addresses("again.test", socket.AF_INET) == [PUBLIC]


async def test_places_come_back_after_lookups_that_failed() -> None:
    def fail(_host: str, _family: socket.AddressFamily) -> Found:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    names = NameService(5, lookup=fail, max_lookups=1)
    for _ in range(3):
        with pytest.raises(socket.gaierror):
            await names.addresses("a.test", socket.AF_INET)


async def test_a_lookup_that_breaks_in_its_own_way_is_told_at_once_and_keeps_no_place() -> None:
    def look_up(host: str, _family: socket.AddressFamily) -> Found:
        raise ValueError("embedded null character")  # as the system's does

    names = NameService(20.0, lookup=look_up, max_lookups=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="null"):
            await asyncio.wait_for(names.addresses("a.test", socket.AF_INET), 10)


def test_the_system_knows_this_machine() -> None:
    assert "127.0.0.1" in {address for _, address in look_up("localhost", socket.AF_INET)}
