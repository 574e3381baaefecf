"""Words from elsewhere, made fit for a page.

A template escapes what would be markup. This is about the rest: passwords in addresses, characters that nobody can see,
and those that turn the direction of all that follows them.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# up to the last @ before the host ends: a password may hold one
_USERINFO = re.compile(r"(?<=//)[^\s/?#]*@")
_MASK = "***@"

_SPACES = re.compile("[ \t\r\n\v\f\x85\u2028\u2029]+")
# Controls, halves of characters, the invisible tags, and what turns direction: a page sets each name apart, so that
# Arabic ones need no marks of their own. Joiners stay: names in Persian and Hindi need them.
_UNFIT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
_LONGEST_LINK = 2_000


def masked(text: str) -> str:
    """The text without the user and password that an address in it holds: `https://***@host/`."""
    return _USERINFO.sub(_MASK, text)


def told(text: str) -> str:
    """The text on one line, without passwords and without what nobody can see."""
    return _UNFIT.sub("", _SPACES.sub(" ", masked(text))).strip()


def cut(text: str, most: int) -> str:
    """The text, at most so many characters of it, with a mark where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def bare(website: str) -> str:
    """An address as people read it: without the scheme, and without a slash that leads nowhere."""
    rest = website.partition("://")[2] if website.lower().startswith(("http://", "https://")) else website
    return rest.removesuffix("/") if rest.count("/") == 1 else rest


def link(website: str) -> str | None:
    """Where a link to this website may lead: http or https, and a host; None where it must not be one.

    An address without a scheme is meant as https. One with a password anywhere in it leads nowhere.
    """
    address = website.strip()
    if not address or len(address) > _LONGEST_LINK or _SPACES.search(address) or _UNFIT.search(address):
        return None
    if not _HAS_SCHEME.match(address):
        address = f"https://{address.removeprefix('//')}"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    is_web = parts.scheme.lower() in {"http", "https"} and "//" in address
    # a backslash is a slash to browsers, so that what they would open is not what was read here
    is_plain = "@" not in parts.netloc and masked(address) == address and "\\" not in address
    host = parts.hostname or ""
    return address if is_web and is_plain and ("." in host or ":" in host) else None
