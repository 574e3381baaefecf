"""Users and passwords within addresses, as people paste them into a cell.

    https://ann:secret@example.com   by the standard
    https:/ann:secret@example.com    with slips, or without a scheme
    https://ann:se/c ret@example.com with signs that had to be quoted

Without a scheme, `info@example.com` is a mail address: a login is told by the colon before its @.
"""

from __future__ import annotations

import re

#: What an address begins with: schemes, also several and with slips, or slashes alone.
_SCHEME = re.compile(
    r"(?:h?t{1,2}ps?:[/\\]*+|[a-z][a-z0-9+.-]{0,20}+:[/\\]++|(?:(?<=ttp)|(?<=ttps)|^)[/\\]{2,}+)+", re.IGNORECASE
)
#: What stands before a mail address, or is no website anyway.
_OTHERS = re.compile(
    r"\W*+(?:mailto|e?-?mail|contact|kontakt|contacto|contatto|courriel|correo|tel|fax|sms|skype|sip|xmpp|javascript|data|"
    r"about):",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
_AUTHORITY = re.compile(r"[^/\\?#]*")
#: A host and its port; a host of one label that is not this machine is rather a user's name.
_HOST_AND_PORT = re.compile(r"(?:[^:@]*\.[^:@]*|localhost|\[[0-9a-f:.]*\]):?[0-9]{0,5}", re.IGNORECASE)
#: Logins that follow each other are dropped one by one, up to so many.
_MOST = 50


def without_logins(text: str) -> str:
    """The text without the user and password of each address in it."""
    for _ in range(_MOST):
        span = _login(text) if "@" in text else None
        if span is None:
            return text
        text = text[: span[0]] + text[span[1] :]
    return text.rpartition("@")[2]


def _login(text: str) -> tuple[int, int] | None:
    """Where the first login stands, its @ included."""
    for word in _WORD.finditer(text):
        scheme = _SCHEME.search(word[0])
        if scheme is None and _OTHERS.match(word[0]):
            continue
        start = word.start() + (scheme.end() if scheme else 0)
        end = _end(text, start, word.end(), has_scheme=scheme is not None)
        if end is not None:
            return start, end
    return None


def _end(text: str, start: int, end: int, *, has_scheme: bool) -> int | None:
    """Where the login is over that an address begins with; None where it begins with none. end: of the word."""
    authority = _AUTHORITY.match(text, start, end)
    found = authority[0] if authority else ""
    if "@" in found:
        user = found.rpartition("@")[0]
        return start + len(user) + 1 if has_scheme or ":" in user else None
    if ":" not in found or _HOST_AND_PORT.fullmatch(found):
        return None
    if "@" in text[start:end]:
        return text.rindex("@", start, end) + 1
    # a password may hold a blank, where a scheme leaves no doubt that this is one
    return _after_blank(text, end) if has_scheme else None


def _after_blank(text: str, at: int) -> int | None:
    rest = next((word for word in _WORD.finditer(text, at) if "@" in word[0]), None)
    return None if rest is None else text.rindex("@", rest.start(), rest.end()) + 1
