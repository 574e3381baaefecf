"""The browsers that a visit may present itself as: whole sets of headers, as one browser sends them, never mixed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Browser:
    """One browser on one system.

    headers: in its own order, those that go with the request for a page that somebody typed in. tls: by which
    curl_cffi knows the same browser's TLS.
    """

    name: str
    tls: str
    headers: tuple[tuple[str, str], ...]

    @property
    def user_agent(self) -> str:
        return dict(self.headers)["User-Agent"]


@cache
def browsers() -> tuple[Browser, ...]:
    """The table, data of the package."""
    text = (files("theodore.net") / "data" / "browsers.json").read_text(encoding="utf-8")
    return tuple(
        Browser(one["name"], one["tls"], tuple((name, value) for name, value in one["headers"]))
        for one in json.loads(text)
    )


def browser_for(site_key: str) -> Browser:
    """The same browser for a site each time: a visitor does not change it from page to page, nor from day to day."""
    drawn = hashlib.blake2b(site_key.encode("utf-8", "replace"), digest_size=8).digest()
    table = browsers()
    return table[int.from_bytes(drawn, "big") % len(table)]
