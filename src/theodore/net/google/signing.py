"""Google's own library, for the one thing that it does here: to sign with a service account's key.

It is imported where it is used: with what it stands on it takes a tenth of a second, which no command should wait for
that has nothing to do with Google.
"""

from __future__ import annotations

#: Seconds that an assertion holds: the most that Google takes.
_HOLDS_S = 3600


def check_key(key: str) -> bool:
    """Whether this is an RSA key, as PEM, that can be signed with."""
    from google.auth import crypt  # noqa: PLC0415 - see above

    try:
        signer = crypt.RSASigner.from_string(key)
        signer.sign(b"theodore")
    except Exception:  # noqa: BLE001 - what it raises depends on the key's fault, and would hold it
        return False
    return True


def assertion(key: str, key_id: str | None, account: str, audience: str, scope: str, now: float) -> str:
    """What proves to `audience` that this account asks for a token.

    key: PEM, one that `check_key` took. now: seconds since the epoch.
    """
    from google.auth import crypt, jwt  # noqa: PLC0415 - see above

    claims = {"iss": account, "scope": scope, "aud": audience, "iat": int(now), "exp": int(now) + _HOLDS_S}
    signed: bytes = jwt.encode(crypt.RSASigner.from_string(key, key_id), claims)
    return signed.decode("ascii")
