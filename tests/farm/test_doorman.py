"""Who is let in by sites that are choosy, and what the others see."""

from __future__ import annotations

import pytest

from theodore.farm import FarmConfig, Fault, Latency
from theodore.farm.doorman import Visitor, turned_away
from theodore.farm.sites import Site, Web

CHROME = {
    "user-agent": "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36",
    "accept": "*/*",
    "accept-language": "en",
    "accept-encoding": "gzip",
    "sec-fetch-mode": "navigate",
    "sec-ch-ua": '"Chromium";v="150"',
}
PLAIN = {"user-agent": "Mozilla/5.0 (compatible; Somebody/1)", "accept": "*/*"}
OPENSSL = frozenset({"TLS_AES_128_GCM_SHA256", "DHE-RSA-AES128-GCM-SHA256"})
BROWSER = frozenset({"TLS_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"})


def site(variant: str) -> Site:
    web = Web(FarmConfig(sites=4, latency=Latency.ZERO, shares={Fault.CHOOSY: 1.0}))
    return next(found for index in range(4) if (found := web.site(index)).is_(variant))


@pytest.mark.parametrize(
    ("variant", "visitor", "is_let_in"),
    [
        pytest.param("browsers_alone", Visitor(PLAIN, "127.0.0.1", OPENSSL), False, id="a program"),
        pytest.param("browsers_alone", Visitor(CHROME, "127.0.0.1", OPENSSL), True, id="a browser's headers"),
        pytest.param(
            "browsers_alone",
            Visitor(CHROME | {"user-agent": "Mozilla/5.0 (X11) Gecko/20100101 Firefox/147.0"}, "127.0.0.1", OPENSSL),
            False,
            id="a mixture of two",
        ),
        pytest.param("browser_tls_alone", Visitor(CHROME, "127.0.0.1", OPENSSL), False, id="a browser's headers alone"),
        pytest.param("browser_tls_alone", Visitor(PLAIN, "127.0.0.1", BROWSER), False, id="a browser's TLS alone"),
        pytest.param("browser_tls_alone", Visitor(CHROME, "127.0.0.1", BROWSER), True, id="both"),
        pytest.param("other_addresses_alone", Visitor(CHROME, "127.0.0.1", BROWSER), False, id="from here"),
        pytest.param("other_addresses_alone", Visitor(PLAIN, "127.0.1.1", OPENSSL), True, id="from elsewhere"),
        pytest.param("dear_addresses_alone", Visitor(PLAIN, "127.0.1.1", OPENSSL), False, id="from a cheap address"),
        pytest.param("dear_addresses_alone", Visitor(PLAIN, "127.0.2.9", OPENSSL), True, id="from a dear one"),
    ],
)
def test_who_is_let_in(variant: str, visitor: Visitor, is_let_in: bool) -> None:
    found = turned_away(site(variant), "/", lambda: visitor)
    assert (found is None) is is_let_in
    assert turned_away(site(variant), "/robots.txt", lambda: visitor) is None, "robots.txt is for everybody"


def test_other_sites_look_at_nobody() -> None:
    plain = Web(FarmConfig(sites=1, shares={Fault.HEALTHY: 1.0})).site(0)

    def nobody() -> Visitor:
        raise AssertionError

    assert turned_away(plain, "/", nobody) is None
