"""Where keys, tokens and a sheet's contents may be sent to."""

from __future__ import annotations

import ipaddress

from yarl import URL


def trusted(address: str) -> str:
    """This address, without a slash at its end, if what is secret may be sent there.

    That is by https, or to this machine itself, as tests do. Raises ValueError that says what to write, and repeats
    nothing of the address: it may hold a password.
    """
    url = _read(address)
    if url is None or not url.raw_host or url.scheme not in ("http", "https"):
        raise ValueError("write an address like https://sheets.googleapis.com")
    if url.raw_user is not None or url.raw_password is not None or url.raw_query_string or url.raw_fragment:
        raise ValueError("write the host and at most a path: no user name, no ? and no #")
    if url.scheme == "http" and not _is_this_machine(url.raw_host):
        raise ValueError("write https://; http is for 127.0.0.1 alone, since a key may be read on its way")
    return str(url).removesuffix("/")


def _read(address: str) -> URL | None:
    if address != address.strip() or not address.isprintable():
        return None
    try:
        url = URL(address)
        _ = url.port
    except (ValueError, TypeError):
        return None
    return url


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
