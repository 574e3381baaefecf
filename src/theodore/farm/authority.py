"""The farm's own certificate authority, good and bad certificates alike."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: TLS contexts kept ready; each holds one certificate.
_KEPT_CONTEXTS = 256
#: Shown to those who ask for no name.
_NOBODY = "farm.invalid"
_DAY = timedelta(days=1)

#: What is shown to a client that asks for this name: the names in the certificate, and what is wrong with it.
Show = Callable[[str], tuple[tuple[str, ...], str]]


class Authority:
    """Signs certificates when they are first asked for.

    folder: where the authority's certificate is written, for clients to trust.
    """

    def __init__(self, folder: Path) -> None:
        # one key for all: making keys is what costs, and no secret is kept here
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._stranger = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("Theodore farm authority")
        self._now = datetime.now(UTC)
        self._certificate = self._root()
        self.path = folder / "authority.pem"
        self.path.write_bytes(self._certificate.public_bytes(Encoding.PEM))
        self._context = lru_cache(_KEPT_CONTEXTS)(self._new_context)

    def context(self, show: Show) -> ssl.SSLContext:
        """What a listening port is given: the certificate is picked by the name that the client asks for."""
        context = self._new_context((_NOBODY,), "")

        def by_name(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            if name:
                connection.context = self._context(*show(name))

        context.sni_callback = by_name
        return context

    def _new_context(self, names: tuple[str, ...], variant: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # no tickets: each connection shakes hands in full, and two packets less are sent
        context.num_tickets = 0
        self._load(context, self._leaf(names, variant))
        return context

    def _load(self, context: ssl.SSLContext, leaf: x509.Certificate) -> None:
        # OpenSSL takes a chain from a file alone
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with NamedTemporaryFile(suffix=".pem") as chain:
            chain.write(leaf.public_bytes(Encoding.PEM) + key)
            chain.flush()
            context.load_cert_chain(chain.name)

    def _leaf(self, names: tuple[str, ...], variant: str) -> x509.Certificate:
        expired, early = variant == "certificate_expired", variant == "certificate_not_yet_valid"
        if variant == "certificate_wrong_host":
            names = (f"elsewhere-{names[0]}",)
        subject = _name(names[0])
        start = self._now + 30 * _DAY if early else self._now - (60 * _DAY if expired else _DAY)
        issuer, signer = self._name, self._key
        if variant == "certificate_self_signed":
            issuer = subject
        elif variant == "certificate_unknown_issuer":
            issuer, signer = _name("Nobody knows this authority"), self._stranger
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(self._key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(self._now - _DAY if expired else self._now + 365 * _DAY)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
            .sign(signer, hashes.SHA256())
        )

    def _root(self) -> x509.Certificate:
        key = self._key.public_key()
        return (
            x509.CertificateBuilder()
            .subject_name(self._name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - _DAY)
            .not_valid_after(self._now + 365 * _DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_SIGNS_CERTIFICATES, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .sign(self._key, hashes.SHA256())
        )


_SIGNS_CERTIFICATES = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _name(text: str) -> x509.Name:
    # a common name has room for 64 characters; what counts is the alternative name
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])
