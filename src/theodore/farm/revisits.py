"""What a site says so that a later visit need not read its pages again, and how honest it is about that."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate
from typing import Final

from theodore.farm.answers import Answer
from theodore.farm.sites import Site

#: When these sites were last worked on: 1 March 2025, in seconds since the epoch.
_WORKED_ON: Final = 1_740_787_200.0
_LIE: Final = '"always-the-same"'


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page is known by: its tag, and the date of its last change."""

    tag: str | None = None
    changed: str | None = None

    def headers(self) -> dict[str, str]:
        """As they are sent."""
        named = {"ETag": self.tag, "Last-Modified": self.changed}
        return {name: value for name, value in named.items() if value is not None}

    def fit(self, asked: Mapping[str, str]) -> bool:
        """Whether who asks so has the page already; a tag counts for more than a date (RFC 9110, 13.2.2)."""
        if "If-None-Match" in asked:
            return self.tag is not None and _bare(self.tag) in map(_bare, asked["If-None-Match"].split(","))
        return self.changed is not None and asked.get("If-Modified-Since") == self.changed


class Revisits:
    """One site's memory of what it has shown."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._asked: Counter[str] = Counter()

    def answer(self, path: str, asked: Mapping[str, str], found: Answer) -> Answer:
        """What is sent to who asks so for what stands there. asked: the request's headers."""
        if found.status != 200 or not isinstance(found.body, bytes):
            return found
        self._asked[path] += 1
        if self._has_nothing_to_say(path):
            return _not_modified({})
        body = self._edition(path, found.body)
        marks = _marks(self._site.variant.name, body)
        headers = {**marks.headers(), **_MORE.get(self._site.variant.name, {})}
        if marks.fit(asked):
            return _not_modified(headers)
        return replace(found, body=body, headers={**found.headers, **headers})

    def _has_nothing_to_say(self, path: str) -> bool:
        """Whether it says that nothing has changed, to whoever asks."""
        if self._site.is_("always_304"):
            return path != "/robots.txt"
        return self._site.is_("unasked_304") and self._asked[path] == 1

    def _edition(self, path: str, body: bytes) -> bytes:
        """A home page that is another each time, of the sites that change."""
        if path != "/" or self._site.variant.name not in ("changes", "lying_tag"):
            return body
        return body.replace(b"</body>", f"<p>Edition {self._asked[path]}</p></body>".encode())


#: What some say besides.
_MORE: Final[Mapping[str, Mapping[str, str]]] = {
    "no_store": {"Cache-Control": "no-store"},
    "odd_tag": {"ETag": '"a"b", W/"\t, *;=\u00e9'},
}


def _marks(variant: str, body: bytes) -> Marks:
    tag = f'"{hashlib.blake2b(body, digest_size=8).hexdigest()}"'
    date = formatdate(_WORKED_ON, usegmt=True)
    match variant:
        case "tag_weak":
            return Marks(f"W/{tag}")
        case "date":
            return Marks(None, date)
        case "tag_and_date":
            return Marks(tag, date)
        case "lying_tag":
            return Marks(_LIE)
        case "odd_tag":
            return Marks()
        case _:
            return Marks(tag)


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def _not_modified(headers: Mapping[str, str]) -> Answer:
    return Answer(304, headers=headers)
