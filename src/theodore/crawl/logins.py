"""Users and passwords within addresses, as people paste them into a cell.

    https://ann:secret@example.com   by the standard
    https:/ann:secret@example.com    with slips, or without a scheme
    https://ann:se/c ret@example.com with signs that had to be quoted
    ann:secret @example.com          with a blank where it was copied apart
    https://example.com/?to=https://ann:secret@example.org  in an address within another
    https://example.com/?user=ann&password=secret           as a query

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
#: A login somewhere behind an address's host: of an address in its query, quoted or not; or by itself in the query or
#: the fragment. Of bounded length, so that a cell made for it takes no time.
_WITHIN = re.compile(
    r"(?:(?<=https://)|(?<=http://)|(?<=ftp://)|(?<==//))[^\s/?#]{1,300}@"
    r"|(?<=%2f%2f)(?:(?!%2f|%3f|%23)[^\s/?#&]){1,300}%40"
    r"|(?<=[?&=#;])[^\s/?&=#:@]{1,200}:[^\s/?&#@]{0,200}@(?=[\w-]+\.)",
    re.IGNORECASE,
)
#: What a query calls a password says what it is.
_PASSWORD = re.compile(r"(?<=[?&;])(?P<name>pass(?:word|wd|wort|phrase)?|pwd|pw)=[^&;#\s]+", re.IGNORECASE)
#: The host of a login whose @ stands apart from the password.
_AT_HOST = re.compile(r"@(?:[\w-]+\.)+[\w-]{2,}", re.IGNORECASE)
_HOST_WITHIN = re.compile(r"[^\W_]\.[^\W\d_]{2,}|//")
#: Words that a password with blanks may have, where no scheme says that it is one.
_MOST_WORDS = 3
_WORD = re.compile(r"\S+")
_AUTHORITY = re.compile(r"[^/\\?#]*")
#: A host and its port; a host of one label that is not this machine is rather a user's name.
_HOST_AND_PORT = re.compile(r"(?:[^:@]*\.[^:@]*|localhost|\[[0-9a-f:.]*\]):?[0-9]{0,5}", re.IGNORECASE)
#: Logins that follow each other are dropped one by one, up to so many.
_MOST = 50


def without_logins(text: str) -> str:
    """The text without the user and password of each address in it."""
    for _ in range(_MOST):
        text = _PASSWORD.sub(r"\g<name>=", text)
        span = (_login(text) or _login_within(text)) if "@" in text or "%40" in text else None
        if span is None:
            return text
        text = text[: span[0]] + text[span[1] :]
    return re.split("@|%40", text)[-1]


def _login_within(text: str) -> tuple[int, int] | None:
    found = _WITHIN.search(text)
    return None if found is None else found.span()


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
    return _after_blank(text, end) if has_scheme else _before_host(text, end)


def _after_blank(text: str, at: int) -> int | None:
    rest = next((word for word in _WORD.finditer(text, at) if "@" in word[0]), None)
    return None if rest is None else text.rindex("@", rest.start(), rest.end()) + 1


def _before_host(text: str, at: int) -> int | None:
    """Behind the next @ that stands apart before a host, with no other host on the way to it."""
    for number, word in enumerate(_WORD.finditer(text, at)):
        if _AT_HOST.match(word[0]):
            return word.start() + 1
        if number == _MOST_WORDS or "@" in word[0] or _HOST_WITHIN.search(word[0]):
            return None
    return None
