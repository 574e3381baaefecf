"""Sites that let in only some visitors: by what they say, by how they shake hands, by where they come from.

robots.txt is for everybody.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from theodore.farm.answers import HTML, Answer
from theodore.farm.faults import Fault
from theodore.farm.pages.placeholders import PLACEHOLDERS, placeholder_html
from theodore.farm.sites import Site

_BROWSER = re.compile(r"(Chrome/\d+\.0\.0\.0 Safari/|Firefox/\d+\.\d+$|Version/\d+[\d.]* Safari/)")
#: What whoever is in a data centre comes from, and what whoever pays for more does: both are this machine.
_DEAR = ipaddress.ip_network("127.0.2.0/24")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. headers: names in lower case. address: where from. ciphers: what was offered, by OpenSSL's names."""

    headers: Mapping[str, str]
    address: str
    ciphers: frozenset[str]

    @property
    def says_browser(self) -> bool:
        """Whether its headers are a browser's, and of one browser."""
        agent = self.headers.get("user-agent", "")
        whole = {"accept", "accept-language", "accept-encoding", "sec-fetch-mode"} <= set(self.headers)
        return whole and _BROWSER.search(agent) is not None and ("sec-ch-ua" in self.headers) is ("Chrome/" in agent)

    @property
    def shakes_hands_as_browser(self) -> bool:
        """Whether it offers nothing that no browser of today offers."""
        return self.says_browser and not any(cipher.startswith("DHE-") for cipher in self.ciphers)

    @property
    def comes_from_elsewhere(self) -> bool:
        return self.address != "127.0.0.1"

    @property
    def comes_from_a_dear_address(self) -> bool:
        return ipaddress.ip_address(self.address) in _DEAR


#: By the name of the variant: who is let in, and what the others see.
_DOORS: Mapping[str, tuple[Callable[[Visitor], bool], str]] = MappingProxyType(
    {
        "browsers_alone": (lambda visitor: visitor.says_browser, "forbidden_403"),
        "browser_tls_alone": (lambda visitor: visitor.shakes_hands_as_browser, "challenge_403"),
        "other_addresses_alone": (lambda visitor: visitor.comes_from_elsewhere, "challenge_200_checkbox"),
        "dear_addresses_alone": (lambda visitor: visitor.comes_from_a_dear_address, "forbidden_403"),
    }
)


def turned_away(site: Site, path: str, visitor_of: Callable[[], Visitor]) -> Answer | None:
    """What this visitor sees in place of the page; None for who is let in. visitor_of: called where it matters."""
    if site.fault is not Fault.CHOOSY or path == "/robots.txt":
        return None
    lets_in, shown = _DOORS[site.variant.name]
    if lets_in(visitor_of()):
        return None
    placeholder = PLACEHOLDERS[shown]
    return Answer(placeholder.status, HTML, placeholder_html(shown, site.host).encode(), placeholder.headers)
