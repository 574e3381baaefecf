"""No request goes where a website has no business to send it."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.model.errors import AddressRefused, Reason
from theodore.net.guard import AddressGuard, ChosenAddress


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="this machine"),
        pytest.param("127.200.3.4", id="all of 127/8 is this machine"),
        pytest.param("0.0.0.0", id="unspecified, which many systems take for themselves"),  # noqa: S104 - never bound
        pytest.param("10.1.2.3", id="private A"),
        pytest.param("172.16.0.1", id="private B, first"),
        pytest.param("172.31.255.255", id="private B, last"),
        pytest.param("192.168.1.1", id="the router"),
        pytest.param("169.254.169.254", id="most clouds' metadata"),
        pytest.param("100.100.100.200", id="one cloud's metadata, in carriers' space"),
        pytest.param("168.63.129.16", id="one cloud's wire server, a public number"),
        pytest.param("192.0.0.192", id="one cloud's metadata, in protocol space"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("198.18.0.1", id="benchmarks"),
        pytest.param("203.0.113.9", id="documentation"),
        pytest.param("192.88.99.1", id="6to4 relays"),
        pytest.param("::1", id="this machine, IPv6"),
        pytest.param("::", id="unspecified, IPv6"),
        pytest.param("fd00:ec2::254", id="a cloud's metadata, IPv6"),
        pytest.param("fe80::1", id="link-local"),
        pytest.param("fe80::1%eth0", id="link-local with its zone"),
        pytest.param("fec0::1", id="site-local of old"),
        pytest.param("ff02::1", id="multicast, IPv6"),
        pytest.param("2001:db8::1", id="documentation, IPv6"),
        pytest.param("2001:0:4136:e378:8000:63bf:3fff:fdd2", id="Teredo"),
        pytest.param("::ffff:127.0.0.1", id="IPv4-mapped loopback"),
        pytest.param("::ffff:10.0.0.1", id="IPv4-mapped private"),
        pytest.param("::127.0.0.1", id="IPv4-compatible loopback"),
        pytest.param("::ffff:0:127.0.0.1", id="IPv4-translated loopback"),
        pytest.param("::ffff:0:8.8.8.8", id="IPv4-translated, whatever it leads to"),
        pytest.param("1::1", id="given to nobody"),
        pytest.param("1fff:ffff::1", id="just below what is given out"),
        pytest.param("4000::1", id="just above what is given out"),
        pytest.param("100::1", id="discarded"),
        pytest.param("5f00::1", id="segment routing"),
        pytest.param("fc00::1", id="private, IPv6"),
        pytest.param("3fff::1", id="documentation, the newer"),
        pytest.param("64:ff9b::a00:1", id="NAT64 of 10.0.0.1"),
        pytest.param("64:ff9b:1::808:808", id="local NAT64, whatever it leads to"),
        pytest.param("2002:a00:1::1", id="6to4 of 10.0.0.1"),
        pytest.param("localhost", id="a name is no address"),
        pytest.param("2130706433", id="a number is no address"),
        pytest.param("", id="nothing"),
    ],
)
def test_refuses(address: str) -> None:
    assert not AddressGuard().permits(address)
    with pytest.raises(AddressRefused) as refused:
        AddressGuard().check(address)
    assert refused.value.failure.reason is Reason.FORBIDDEN_ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("93.184.216.34", id="a public host"),
        pytest.param("172.32.0.1", id="just above private B"),
        pytest.param("100.128.0.1", id="just above carriers' space"),
        pytest.param("2606:4700::6810:84e5", id="a public host, IPv6"),
        pytest.param("2001:200::1", id="the first that was given out"),
        pytest.param("3ffe::1", id="among the last that may be given out"),
        pytest.param("::ffff:8.8.8.8", id="a public IPv4 address, mapped"),
        pytest.param("64:ff9b::808:808", id="a public address behind NAT64, as IPv6-only networks see it"),
    ],
)
def test_lets_public_addresses_pass(address: str) -> None:
    assert AddressGuard().permits(address)


def test_lets_everything_pass_where_the_user_said_so() -> None:
    assert AddressGuard(allow_private=True).permits("127.0.0.1")


def test_lets_a_chosen_address_pass_but_not_the_same_text() -> None:
    guard = AddressGuard()
    assert guard.permits(ChosenAddress("127.0.0.1"))
    assert not guard.permits("127.0.0.1")


def test_makes_sockets_for_permitted_addresses_alone() -> None:
    guard = AddressGuard()
    info = (socket.AF_INET, socket.SOCK_STREAM, 0, "", (ChosenAddress("127.0.0.1"), 80))
    guard.socket(info).close()
    with pytest.raises(AddressRefused):
        guard.socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_is_never_reached(address: ipaddress.IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert not AddressGuard().permits(str(address))


@given(st.ip_addresses(v=6))
def test_of_ipv6_only_what_is_given_out_is_reached(address: ipaddress.IPv6Address) -> None:
    if AddressGuard().permits(str(address)) and not address.ipv4_mapped:
        assert address in ipaddress.ip_network("2000::/3") or address in ipaddress.ip_network("64:ff9b::/96")


@given(st.ip_addresses(v=4))
def test_no_disguise_of_an_ipv4_address_changes_the_answer(address: ipaddress.IPv4Address) -> None:
    plain = AddressGuard().permits(str(address))
    for disguise in (
        f"::ffff:{address}",
        str(ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) | int(address))),
        str(ipaddress.IPv6Address((0x2002 << 112) | (int(address) << 80) | 1)),
    ):
        assert AddressGuard().permits(disguise) == plain
