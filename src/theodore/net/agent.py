"""How we present ourselves: by name, with a contact, and with headers that belong together."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version

#: The name that robots.txt may address us by.
PRODUCT = "Theodore"


def user_agent(contact: str | None = None) -> str:
    """Who asks. contact: a mail address or a web page of whoever runs this, for the site's owner to turn to."""
    who = f"; +{_one_line(contact)}" if contact else ""
    return f"Mozilla/5.0 (compatible; {PRODUCT}/{_version()}{who})"


def request_headers(agent: str) -> dict[str, str]:
    """The headers of every request.

    zstd is understood where it comes, but not asked for: what it saves over br is less than a second decoder's risk.
    """
    return {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Language": "en;q=0.9,*;q=0.5",
        "Accept-Encoding": "gzip, deflate, br",
    }


def _one_line(text: str) -> str:
    """Without what could end the header or its comment."""
    return "".join(char for char in text if char.isprintable() and char not in "()\\").strip()


@cache
def _version() -> str:
    try:
        return version("theodore")
    except PackageNotFoundError:
        return "0"
