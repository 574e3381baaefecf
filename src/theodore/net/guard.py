"""Which addresses a request may go to.

A website's name, a redirect or a link may point anywhere: at this machine, at the router, at a cloud's metadata
service. The guard sees each address at the moment a socket is made for it, so neither an address written as a number
nor a name that resolves differently the second time gets past it.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass

from theodore.model.errors import AddressRefused, Failure, Reason
from theodore.net.hosts import check_name

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
#: What asyncio and aiohttp call an addr_info: family, type, protocol, canonical name, socket address.
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[object, ...]]


class ChosenAddress(str):
    """An address that the user gave for a name by an override.

    It passes the guard, but only where it was reached by that name: the same address written into a link by a website
    is a plain string, and is refused.
    """

    __slots__ = ()


#: Networks that no company's website lies in, beside those that `ipaddress` calls not global. Kept here, since
#: its lists differ between Python's versions. Source: IANA's special-purpose address registries.
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carriers' inside, and one cloud's metadata service
        "127.0.0.0/8",
        "168.63.129.16/32",  # a public number that one cloud uses for its own machines' wire server
        "169.254.0.0/16",  # link-local, and most clouds' metadata services
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "3fff::/20",
    )
)
#: All of IPv6 that is given out to anybody's hosts. What lies outside is this machine, this network, IPv4 in one of its
#: disguises, or nobody's yet, and then it is some network's own affair where it leads.
_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
#: Before an IPv4 address in the last half of an IPv6 address, in any network: a tunnel within a site (RFC 5214).
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """Decides on addresses, and makes the sockets for those that may be reached.

    allow_private: let everything through; for people who mean their own network.
    """

    allow_private: bool = False

    def permits(self, address: str) -> bool:
        """Whether a request may go to this address, an IPv4 or IPv6 address as text."""
        if self.allow_private or isinstance(address, ChosenAddress):
            return True
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return _is_public(parsed)

    def check(self, address: str) -> None:
        """Raise AddressRefused unless a request may go to this address."""
        if not self.permits(address):
            raise AddressRefused(
                Failure(Reason.FORBIDDEN_ADDRESS, detail=f"{address} lies in a private or special network")
            )

    def check_name(self, host: str) -> None:
        """Raise AddressRefused or FetchFailed (bad_url) unless the name service may be asked for this host."""
        if not self.allow_private:
            check_name(host)

    def socket(self, info: AddressInfo) -> socket.socket:
        """A socket for this address: the socket factory of every connection that is made.

        Raises AddressRefused.
        """
        family, kind, protocol, _, where = info
        self.check(str(where[0]) if not isinstance(where[0], str) else where[0])
        return socket.socket(family, kind, protocol)


def _is_public(address: IPAddress) -> bool:
    inner = _embedded(address)
    if inner is not None and not _is_public(inner):
        return False
    if address.version == 6 and address not in _UNICAST:
        # only a network's translator leads there, to what was looked at above
        return address in _NAT64 or address.ipv4_mapped is not None
    return address.is_global and not any(
        address in network for network in _REFUSED if network.version == address.version
    )


def _embedded(address: IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64 or int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
