"""Hosts that are refused by their name alone, before anybody is asked for their address."""

from __future__ import annotations

import ipaddress
import re

from theodore.model.errors import AddressRefused, Failure, FetchFailed, Reason

#: Names as they stand in the name system, and no more than it takes; underscores are written there, if seldom.
_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
#: A last part like this makes a host a number to C libraries and browsers: 127.1, 0177.0.0.1, 0x7f.1 and 2130706433
#: are all this machine (WHATWG's "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
#: Endings that lead into this machine or some network's inside, and never to a company's public website. Source: IANA's
#: special-use domain names, ICANN's .internal, and what routers and Linux systems call themselves.
_INSIDE = (
    "localhost",
    "localdomain",
    "ip6-localhost",
    "ip6-loopback",
    "local",  # what machines of one network call each other
    "internal",  # among them the metadata services of clouds
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "localnet",
    "onion",  # must not be asked for in the public name system
)


def is_address(host: str) -> bool:
    """Whether this host is an IPv4 or IPv6 address, written as such."""
    if ":" not in host and not host[-1:].isdigit():
        return False  # asked for each request, and nearly always of a name: the library takes its time to say no
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def check_name(host: str) -> None:
    """Raise unless this may be the name of a public host.

    Raises AddressRefused for a name that leads inside, and FetchFailed with bad_url for what is no name at all.
    """
    name = host.lower().removesuffix(".")
    if not _NAME.fullmatch(name):
        raise FetchFailed(Failure(Reason.BAD_URL, detail="the host is no name that the name system could know"))
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise _refused(f"{name} is a number in the place of a name")
    if "." not in name or any(name == inside or name.endswith(f".{inside}") for inside in _INSIDE):
        raise _refused(f"{name} is a name for the inside of a network")


def _refused(detail: str) -> AddressRefused:
    return AddressRefused(Failure(Reason.FORBIDDEN_ADDRESS, detail=detail))
