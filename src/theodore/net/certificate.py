"""What a site's certificate says of itself, for those that were refused.

A handshake that fails shows nothing of the certificate, so hands are shaken once more, without belief and without a
word of HTTP: through the same guard, to the same addresses, and within a few seconds.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from yarl import URL

from theodore.model.errors import CertificateRefused, FetchFailed, Reason
from theodore.net.guard import AddressGuard
from theodore.net.resolve import Resolver

if TYPE_CHECKING:
    from cryptography import x509

#: The second handshake takes no longer, in seconds.
_PATIENCE_S = 5.0
#: So many addresses of a host are asked.
_ADDRESSES = 2
#: Of a certificate's names so many are kept, and so many told; some hosters' hold hundreds.
_MAX_NAMES = 200
_TOLD = 3
_HOST = re.compile(r"[A-Za-z0-9*._:-]{1,253}")
_MAX_ISSUER = 60


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is told of a certificate; it is the site's own word, and was not proved.

    names: the hosts that it is for, at most 200. issuer: who signed it; empty where it does not say.
    """

    names: tuple[str, ...]
    issuer: str
    not_before: datetime
    not_after: datetime


class Certificates:
    """Looks at certificates without believing them. tls: a context that takes each as it comes."""

    def __init__(self, resolver: Resolver, guard: AddressGuard, tls: ssl.SSLContext) -> None:
        self._resolver = resolver
        self._guard = guard
        self._tls = tls

    async def of(self, url: str, patience_s: float | None = None) -> Certificate | None:
        """The certificate that is shown for this URL's host; None where none could be seen, for whatever reason.

        patience_s: seconds, if fewer than its own five.
        """
        try:
            async with asyncio.timeout(min(_PATIENCE_S, patience_s or _PATIENCE_S)):
                return await self._seen(URL(url))
        except (TimeoutError, OSError, FetchFailed, ValueError):
            return None  # it was for the words alone: the reason is known without them

    async def _seen(self, url: URL) -> Certificate | None:
        host, port = url.raw_host or "", url.port or 443
        async for family, address in self._addresses(host, port):
            try:
                shown = await self._shake_hands(family, address, host)
            except OSError:
                continue
            return None if shown is None else read_certificate(shown)
        return None

    async def _addresses(self, host: str, port: int) -> AsyncIterator[tuple[int, tuple[str, int]]]:
        if _is_address(host):
            yield socket.AF_INET6 if ":" in host else socket.AF_INET, (host, port)
            return
        for found in (await self._resolver.resolve(host, port))[:_ADDRESSES]:
            yield found["family"], (found["host"], found["port"])

    async def _shake_hands(self, family: int, address: tuple[str, int], host: str) -> bytes | None:
        loop = asyncio.get_running_loop()
        made = self._guard.socket((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", address))
        try:
            made.setblocking(False)
            await loop.sock_connect(made, address)
        except BaseException:
            made.close()
            raise
        # from here on the socket is the connection's: closed behind its back, its number would go to the next socket
        # that anybody makes, and asyncio refuses one that it believes in use
        hand = _Hand()
        try:
            await loop.create_connection(lambda: hand, sock=made, ssl=self._tls, server_hostname=host)
            return hand.shown
        finally:
            hand.let_go()


class _Hand(asyncio.Protocol):
    """A hand to be shaken. shown: the certificate of the other; None where it has none to show."""

    def __init__(self) -> None:
        self.shown: bytes | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hands are shaken."""
        self._transport = cast("asyncio.Transport", transport)
        shaken = transport.get_extra_info("ssl_object")
        self.shown = None if shaken is None else shaken.getpeercert(binary_form=True)

    def let_go(self) -> None:
        """Close the connection, without waiting for the other to agree."""
        if self._transport is not None:
            self._transport.abort()


def read_certificate(der: bytes) -> Certificate | None:
    """What this certificate says; None where it cannot be read."""
    from cryptography import x509  # noqa: PLC0415 - a tenth of a second, for the few sites that need it

    try:
        found = x509.load_der_x509_certificate(der)
        return Certificate(_names(found), _issuer(found), found.not_valid_before_utc, found.not_valid_after_utc)
    except Exception:  # noqa: BLE001 - bytes of a stranger: whatever is wrong with them, there is nothing to tell
        return None


def explained(failed: FetchFailed, certificate: Certificate, host: str) -> CertificateRefused:
    """The same failure in words that say what is wrong with the certificate. host: who was asked for."""
    failure = failed.failure
    told = _told(failure.reason, certificate, host)
    return CertificateRefused(replace(failure, detail=told or failure.detail), certificate.names)


def _told(reason: Reason, certificate: Certificate, host: str) -> str | None:
    match reason:
        case Reason.CERTIFICATE_EXPIRED:
            return f"the site's certificate expired on {certificate.not_after:%Y-%m-%d}"
        case Reason.CERTIFICATE_NOT_YET_VALID:
            return f"the site's certificate is not valid before {certificate.not_before:%Y-%m-%d}"
        case Reason.CERTIFICATE_SELF_SIGNED:
            return f"the site's certificate is signed by itself, and is for {_listed(certificate.names)}"
        case Reason.CERTIFICATE_UNKNOWN_ISSUER if certificate.issuer:
            return f"the site's certificate comes from {certificate.issuer!r}, an authority that is not known here"
        case Reason.CERTIFICATE_WRONG_HOST:
            return f"the site's certificate is for {_listed(certificate.names)}, not for {host}"
    return None


def _listed(names: tuple[str, ...]) -> str:
    if not names:
        return "no host"
    more = len(names) - _TOLD
    return f"{', '.join(names[:_TOLD])} and {more} more" if more > 0 else ", ".join(names)


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    from cryptography import x509  # noqa: PLC0415 - it is there by now

    try:
        listed = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return _hosts(_said(certificate.subject, x509.NameOID.COMMON_NAME))
    addresses = [str(address) for address in listed.get_values_for_type(x509.IPAddress)]
    return _hosts([*listed.get_values_for_type(x509.DNSName), *addresses])


def _hosts(names: list[str]) -> tuple[str, ...]:
    # what is no host's name is left out: it is told in cells and terminals
    return tuple(dict.fromkeys(name.lower() for name in names[:_MAX_NAMES] if _HOST.fullmatch(name)))


def _issuer(certificate: x509.Certificate) -> str:
    from cryptography import x509  # noqa: PLC0415 - it is there by now

    oids = (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
    said = (text for oid in oids for text in _said(certificate.issuer, oid))
    return next((clean for text in said if (clean := _clean(text))), "")


def _said(name: x509.Name, oid: x509.ObjectIdentifier) -> list[str]:
    return [each.value for each in name.get_attributes_for_oid(oid) if isinstance(each.value, str)]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _clean(text: str) -> str:
    return "".join(sign for sign in text[:_MAX_ISSUER] if sign.isprintable()).strip()
