"""Accounts, their keys, and the tokens that they get for them."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from theodore.farm.sheets.config import Kind
from theodore.farm.sheets.errors import ApiError

#: Scopes that let a caller read spreadsheets; those in the second also let it write them.
_READ = frozenset(f"https://www.googleapis.com/auth/{name}" for name in ("spreadsheets.readonly", "drive.readonly"))
_WRITE = frozenset(f"https://www.googleapis.com/auth/{name}" for name in ("spreadsheets", "drive", "drive.file"))
_KNOWN_SCOPES = _READ | _WRITE | {"https://www.googleapis.com/auth/cloud-platform", "openid", "email", "profile"}

#: Google's own token endpoint.
GOOGLES_ENDPOINT = "https://oauth2.googleapis.com/token"

#: Seconds by which the clocks of a client and of Google may differ.
_SKEW_S = 300
_LONGEST_S = 3600


class TokenError(Exception):
    """No token is given. code: OAuth's word, like `invalid_grant`."""

    def __init__(self, code: str, description: str, status: int = 400) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = status

    def body(self) -> dict[str, str]:
        """The answer's body."""
        return {"error": self.code, "error_description": self.description}


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token allows. until: when it ends, in seconds since the epoch."""

    account: str
    scopes: frozenset[str]
    until: float


@functools.lru_cache(maxsize=64)
def _key(name: str) -> rsa.RSAPrivateKey:
    """The key of this name: made once for the program, for each takes a tenth of a second."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_text(name: str) -> str:
    """The private key of this name, as it stands in a key file."""
    return (
        _key(name)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def key_id(name: str) -> str:
    """What a key of this name is called."""
    return hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()


@dataclass(slots=True)
class Accounts:
    """Who may ask for tokens, and the tokens that they hold.

    audience: the address of the token endpoint, which an assertion has to name. token_s: seconds that a token is good.
    """

    audience: str
    token_s: float
    _keys: dict[str, dict[str, str]] = field(default_factory=dict)
    _refresh: dict[str, str] = field(default_factory=dict)
    _grants: dict[str, Grant] = field(default_factory=dict)

    def service_account(self, account: str, *, known: bool = True) -> dict[str, Any]:
        """A key file's content, for an account that is made where it is missing.

        known: whether Google knows the key; False is one that was deleted since.
        """
        name = f"{account}/{'known' if known else 'deleted'}"
        keys = self._keys.setdefault(account, {})
        if known:
            keys[key_id(name)] = name
        return {
            "type": "service_account",
            "project_id": "theodore-emulator",
            "private_key_id": key_id(name),
            "private_key": private_text(name),
            "client_email": account,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": self.audience,
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{account.replace('@', '%40')}",
            "universe_domain": "googleapis.com",
        }

    def user(self, account: str) -> dict[str, Any]:
        """The content of gcloud's file for a user who has signed in."""
        refresh = "1//" + hashlib.sha256(account.encode()).hexdigest()
        self._refresh[refresh] = account
        return {
            "type": "authorized_user",
            "account": account,
            "client_id": "100000000000-emulator.apps.googleusercontent.com",
            "client_secret": "emulator",
            "refresh_token": refresh,
            "token_uri": self.audience,
            "universe_domain": "googleapis.com",
        }

    def remove(self, account: str) -> None:
        """Delete an account: its keys, its tokens."""
        self._keys.pop(account, None)
        self._refresh = {token: who for token, who in self._refresh.items() if who != account}
        self._grants = {token: grant for token, grant in self._grants.items() if grant.account != account}

    def revoke(self) -> None:
        """Forget all access tokens: whoever has one needs another."""
        self._grants.clear()

    def token(self, form: Mapping[str, str], now: float) -> tuple[str, dict[str, Any]]:
        """The account, and the answer that has its token. now: seconds since the epoch. Raises TokenError."""
        match form.get("grant_type", ""):
            case "":
                raise TokenError("invalid_request", "Missing required parameter: grant_type")
            case "urn:ietf:params:oauth:grant-type:jwt-bearer":
                account, scopes = self._asserted(form.get("assertion", ""), now)
            case "refresh_token":
                account, scopes = self._refreshed(form)
            case other:
                raise TokenError("unsupported_grant_type", f"Invalid grant_type: {other}")
        token = "ya29.c." + secrets.token_urlsafe(96)
        self._grants[token] = Grant(account, scopes, now + self.token_s)
        answer = {"access_token": token, "expires_in": max(0, int(self.token_s) - 1), "token_type": "Bearer"}
        return account, answer

    def _refreshed(self, form: Mapping[str, str]) -> tuple[str, frozenset[str]]:
        account = self._refresh.get(form.get("refresh_token", ""))
        if account is None:
            raise TokenError("invalid_grant", "Token has been expired or revoked.")
        if form.get("client_secret") != "emulator":
            raise TokenError("invalid_client", "The provided client secret is invalid.", 401)
        return account, _READ | _WRITE

    def _asserted(self, assertion: str, now: float) -> tuple[str, frozenset[str]]:
        head, claims, signed, signature = _parts(assertion)
        account = str(claims.get("iss", ""))
        if account not in self._keys:
            raise TokenError("invalid_grant", "Invalid grant: account not found")
        name = self._keys[account].get(str(head.get("kid", "")))
        if head.get("alg") != "RS256" or name is None or not _signed_by(name, signed, signature):
            raise TokenError("invalid_grant", "Invalid JWT Signature.")
        _check_times(claims, now)
        # google-auth names Google's own endpoint, wherever the key file leads
        if claims.get("aud") not in {self.audience, GOOGLES_ENDPOINT}:
            raise TokenError(
                "invalid_grant", f"Invalid JWT: Failed audience check. The right audience is {self.audience}"
            )
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes or not scopes <= _KNOWN_SCOPES:
            raise TokenError("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return account, scopes

    def grant(self, authorization: str | None, kind: Kind, now: float) -> Grant:
        """What the call's Authorization header allows.

        Raises ApiError: 401 without a token that is good, 403 for one whose scopes do not allow such a call.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthenticated("is missing required authentication credential", "CREDENTIALS_MISSING")
        grant = self._grants.get(token.strip())
        if grant is None or grant.until <= now:
            raise _unauthenticated("had invalid authentication credentials", "ACCESS_TOKEN_EXPIRED")
        allowed = _WRITE if kind is Kind.WRITE else _READ | _WRITE
        if not grant.scopes & allowed:
            raise ApiError(
                403,
                "Request had insufficient authentication scopes.",
                [_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")],
            )
        return grant


def _parts(assertion: str) -> tuple[Mapping[str, Any], Mapping[str, Any], bytes, bytes]:
    """A token's head, its claims, what is signed, and the signature."""
    try:
        head, claims, signature = assertion.split(".")
        read = json.loads(_decoded(head)), json.loads(_decoded(claims))
        decoded = _decoded(signature)
    except ValueError:
        raise TokenError("invalid_grant", "Bad Request") from None
    if not all(isinstance(part, dict) for part in read):
        raise TokenError("invalid_grant", "Bad Request")
    return *read, f"{head}.{claims}".encode(), decoded


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _signed_by(name: str, signed: bytes, signature: bytes) -> bool:
    try:
        _key(name).public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    begins, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(begins, int | float) or not isinstance(ends, int | float):
        raise TokenError("invalid_grant", "Invalid JWT: iat and exp must be numbers")
    if begins > now + _SKEW_S or ends < now - _SKEW_S or ends - begins > _LONGEST_S + _SKEW_S:
        raise TokenError(
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
            "Check your iat and exp values in the JWT claim.",
        )


def _unauthenticated(what: str, reason: str) -> ApiError:
    return ApiError(
        401,
        f"Request {what}. "
        "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        "See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        [_info(reason)],
    )


def _info(reason: str) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com"},
    }
