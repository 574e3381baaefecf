"""Which addresses of a website are tried, in which order, and when it is enough."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl.urls import origin_of, parse_website
from theodore.crawl.variants import Failed, another, most_telling, moved, other_form, start
from theodore.model.errors import Reason

R = Reason
#: What an address answers with: a reason, a reason met at another origin, or nothing at all: it is well.
Fate = Reason | tuple[Reason, str] | None
S, P = "https://acme.test", "http://acme.test"
SW, PW = "https://www.acme.test", "http://www.acme.test"


def way(
    cell: str, fates: Mapping[str, Fate], *, attempt: int = 0, known: str | None = None, names: tuple[str, ...] = ()
) -> tuple[list[str], Reason | None]:
    """The origins that are tried one after the other, and what is told in the end; None where one of them is well."""
    website = parse_website(cell)
    tried: list[str] = []
    failures: list[Failed] = []
    url: str | None = start(website, known)
    while url is not None:
        origin = origin_of(url)
        tried.append(origin)
        fate = fates.get(origin, R.DNS_NO_SUCH_NAME)
        if fate is None:
            return tried, None
        reason, at = fate if isinstance(fate, tuple) else (fate, origin)
        failures.append(Failed(origin, at, reason, names))
        url = another(website, failures, attempt)
    return tried, failures[most_telling(failures)].reason


@pytest.mark.parametrize(
    ("cell", "fates", "tried", "told"),
    [
        pytest.param("acme.test", {S: None}, [S], None, id="a site that is well is asked once"),
        pytest.param("acme.test", {S: R.REFUSED, P: None}, [S, P], None, id="no https"),
        pytest.param("acme.test", {S: R.CONNECT_TIMEOUT, P: None}, [S, P], None, id="https hangs"),
        pytest.param("acme.test", {S: R.UNREACHABLE, P: None}, [S, P], None, id="https is not reached"),
        pytest.param("acme.test", {SW: None}, [S, SW], None, id="only www. has an address: no http of a missing name"),
        pytest.param("www.acme.test", {S: None}, [SW, S], None, id="www. has no address"),
        pytest.param("acme.test", {PW: None, SW: R.REFUSED}, [S, SW, PW], None, id="only www. and only http"),
        pytest.param("acme.test", {S: R.REFUSED, P: R.REFUSED, SW: None}, [S, P, SW], None, id="the bare name is dead"),
        pytest.param("acme.test", {S: R.REFUSED, P: R.HTTP_404, SW: None}, [S, P, SW], None, id="http knows nothing"),
        pytest.param(
            "acme.test", {S: R.DEFAULT_PAGE, SW: None}, [S, SW], None, id="the hoster's page on the bare name"
        ),
        pytest.param("acme.test", {S: R.HTTP_404, SW: None}, [S, SW], None, id="nothing on the bare name"),
        pytest.param(
            "acme.test/de/", {S: R.HTTP_404, SW: None}, [S, SW], None, id="the bare name knows the root alone"
        ),
        pytest.param("acme.test", dict.fromkeys((S, P, SW, PW), R.REFUSED), [S, P, SW, PW], R.REFUSED, id="all refuse"),
        pytest.param("acme.test", {}, [S, SW], R.DNS_NO_SUCH_NAME, id="no such name, either way"),
        pytest.param(
            "acme.test", {S: R.REFUSED, P: R.REFUSED}, [S, P, SW], R.REFUSED, id="one refuses, one is not there"
        ),
        pytest.param("acme.test", {SW: R.REFUSED, PW: R.HTTP_404}, [S, SW, PW], R.HTTP_404, id="who answers says most"),
        pytest.param("acme.test", {S: R.HTTP_404, SW: R.REFUSED, PW: R.REFUSED}, [S, SW, PW], R.HTTP_404, id="so here"),
        pytest.param("acme.test", {SW: R.DNS_TIMEOUT}, [S, SW], R.DNS_TIMEOUT, id="what is worth a retry ends it"),
        # what speaks for no other address
        *(
            pytest.param("acme.test", {S: reason, SW: None, P: None}, [S], reason, id=f"{reason.label} stands")
            for reason in (
                *(
                    R.CERTIFICATE_EXPIRED,
                    R.CERTIFICATE_SELF_SIGNED,
                    R.CERTIFICATE_UNKNOWN_ISSUER,
                    R.CERTIFICATE_WRONG_HOST,
                ),
                *(R.CHALLENGE, R.FORBIDDEN, R.ROBOTS_DISALLOWED, R.HTTP_429, R.HTTP_503_RETRY_AFTER),
                *(R.PARKED, R.FOR_SALE, R.HTTP_410, R.ERROR_PAGE, R.EMPTY, R.TOO_LARGE, R.REDIRECT_LOOP),
                *(R.TLS_HANDSHAKE, R.RESET, R.HTTP_5XX, R.FIRST_BYTE_TIMEOUT, R.DNS_FAILURE, R.FORBIDDEN_ADDRESS),
            )
        ),
        # what was written
        pytest.param(S, {S: R.REFUSED, P: None}, [S, SW], R.REFUSED, id="who wrote https is not led to http"),
        pytest.param(S, {SW: None}, [S, SW], None, id="but to www."),
        pytest.param(P, {P: None}, [P], None, id="who wrote http gets http"),
        pytest.param(P, {P: R.REFUSED, S: None}, [P, S], None, id="or https, where http refuses"),
        pytest.param(P, {PW: None}, [P, PW], None, id="or www."),
        pytest.param("acme.test:8443", {"https://acme.test:8443": None}, ["https://acme.test:8443"], None, id="a port"),
        pytest.param(
            "acme.test:8080",
            {"https://acme.test:8080": R.TLS_HANDSHAKE, "http://acme.test:8080": None},
            ["https://acme.test:8080", "http://acme.test:8080"],
            None,
            id="a port without TLS is told by the first handshake",
        ),
        pytest.param(
            "https://acme.test:8080",
            {"https://acme.test:8080": R.TLS_HANDSHAKE},
            ["https://acme.test:8080"],
            R.TLS_HANDSHAKE,
            id="but not where https was written",
        ),
        pytest.param("acme.test:80", {P: None}, [P], None, id="the port of http is http"),
        # who has no other form
        pytest.param("shop.acme.test", {}, ["https://shop.acme.test"], R.DNS_NO_SUCH_NAME, id="no www. below a domain"),
        pytest.param(
            "www.shop.acme.test",
            {"https://shop.acme.test": None},
            ["https://www.shop.acme.test", "https://shop.acme.test"],
            None,
            id="but one less, if it was written",
        ),
        pytest.param(
            "192.0.2.7",
            {"https://192.0.2.7": R.REFUSED, "http://192.0.2.7": R.REFUSED},
            ["https://192.0.2.7", "http://192.0.2.7"],
            R.REFUSED,
            id="nor before an address",
        ),
        pytest.param(
            "http://[::1]:8080",
            {"http://[::1]:8080": R.REFUSED, "https://[::1]:8080": R.REFUSED},
            ["http://[::1]:8080", "https://[::1]:8080"],
            R.REFUSED,
            id="of either kind",
        ),
        # redirects
        pytest.param("acme.test", {S: (R.REFUSED, SW), PW: None}, [S, PW], None, id="led to www., which has no https"),
        pytest.param("acme.test", {S: (R.HTTP_404, SW)}, [S], R.HTTP_404, id="led to www., where nothing is"),
        pytest.param(
            "acme.test", {S: R.REFUSED, P: (R.REFUSED, S), SW: None}, [S, P, SW], None, id="led back to https"
        ),
        pytest.param("acme.test", {S: (R.REFUSED, "https://new.test"), SW: None}, [S], R.REFUSED, id="led elsewhere"),
    ],
)
def test_the_order(cell: str, fates: Mapping[str, Fate], tried: list[str], told: Reason | None) -> None:
    assert way(cell, fates) == (tried, told)


@pytest.mark.parametrize(
    ("reason", "tried"),
    [
        pytest.param(R.TLS_HANDSHAKE, [S, P, SW, PW], id="TLS that nobody here speaks, if it breaks off again"),
        pytest.param(R.RESET, [S, P, SW, PW], id="https is cut off on the way"),
        pytest.param(R.HTTP_5XX, [S, SW], id="the redirect of the bare name is broken"),
    ],
)
def test_what_may_pass_is_tried_elsewhere_from_the_second_attempt_on(reason: Reason, tried: list[str]) -> None:
    fates = dict.fromkeys((S, P, SW, PW), reason)
    assert way("acme.test", fates) == ([S], reason)
    assert way("acme.test", fates, attempt=1) == (tried, reason)


@pytest.mark.parametrize(
    ("cell", "names", "tried"),
    [
        pytest.param("acme.test", ("www.acme.test",), [S, SW], id="it is for www. alone"),
        pytest.param("acme.test", ("*.acme.test",), [S, SW], id="a star stands for www., and not for nothing"),
        pytest.param("www.acme.test", ("acme.test", "acme.example"), [SW, S], id="it is for the bare name"),
        pytest.param("www.acme.test", ("*.acme.test",), [SW], id="a star does not stand for the bare name"),
        pytest.param("acme.test", ("hoster.example", "*.hoster.example"), [S], id="it is another's"),
        pytest.param("acme.test", ("www.acme.test.evil.example",), [S], id="it only begins alike"),
        pytest.param("acme.test", (), [S], id="nobody knows whose it is"),
    ],
)
def test_a_certificate_says_where_the_site_is(cell: str, names: tuple[str, ...], tried: list[str]) -> None:
    fates = {S: R.CERTIFICATE_WRONG_HOST, SW: R.CERTIFICATE_WRONG_HOST, P: None, PW: None}
    assert way(cell, fates, names=names) == (tried, R.CERTIFICATE_WRONG_HOST)


@pytest.mark.parametrize(
    ("cell", "known", "fates", "tried"),
    [
        pytest.param("acme.test", SW, {SW: None}, [SW], id="it begins there"),
        pytest.param("acme.test", P, {P: None}, [P], id="without https"),
        pytest.param("acme.test", SW, {S: None}, [SW, S], id="it is not there any more: as it was written"),
        pytest.param("acme.test", P, {P: R.HTTP_5XX, S: None}, [P, S], id="whatever is wrong there"),
        pytest.param("acme.test", SW, {SW: R.CERTIFICATE_EXPIRED, S: None}, [SW, S], id="certificates too"),
        pytest.param("acme.test", SW, {SW: R.REFUSED, S: R.REFUSED, P: R.REFUSED, PW: None}, [SW, S, PW], id="and on"),
        pytest.param("acme.test", SW, {SW: R.ROBOTS_DISALLOWED, S: None}, [SW], id="but nothing is gone around"),
        pytest.param("acme.test", SW, {SW: R.HTTP_429, S: None}, [SW], id="nor a limit"),
        pytest.param(P, S, {S: None}, [S], id="http was written, and led to https"),
        pytest.param(S, P, {S: None}, [S], id="https was written: never http"),
        pytest.param("acme.test", "https://shop.acme.test", {S: None}, [S], id="another website of the same site"),
        pytest.param("shop.acme.test", S, {"https://shop.acme.test": None}, ["https://shop.acme.test"], id="or so"),
        pytest.param("acme.test", "https://new.test", {S: None}, [S], id="the site moved: it says so itself each time"),
        pytest.param("acme.test", "https://acme.test:8443", {S: None}, [S], id="another port"),
        pytest.param("acme.test", "nonsense", {S: None}, [S], id="what is no origin"),
    ],
)
def test_where_a_site_was_found_is_where_it_is_looked_for(
    cell: str, known: str, fates: Mapping[str, Fate], tried: list[str]
) -> None:
    assert way(cell, fates, known=known)[0] == tried


def test_the_path_goes_along() -> None:
    website = parse_website("acme.test/de/?a=%C3%BC")
    assert start(website, SW) == f"{SW}/de/?a=%C3%BC"
    assert another(website, [Failed(S, S, R.REFUSED)], 0) == f"{P}/de/?a=%C3%BC"


@pytest.mark.parametrize(
    ("host", "other"),
    [
        pytest.param("acme.test", "www.acme.test", id="bare"),
        pytest.param("www.acme.test", "acme.test", id="www."),
        pytest.param("acme.co.uk", "www.acme.co.uk", id="a suffix of two labels"),
        pytest.param("www.co.uk", None, id="a suffix is nobody's website"),
        pytest.param("www.github.io", None, id="nor is a private one"),
        pytest.param("shop.acme.test", None, id="below a domain"),
        pytest.param("www.shop.acme.test", "shop.acme.test", id="below a domain, with www."),
        pytest.param("192.0.2.7", None, id="an address"),
        pytest.param("2001:db8::1", None, id="an IPv6 address"),
        pytest.param("localhost", None, id="this machine"),
        pytest.param("a" * 63 + "." + "b" * 63 + ".test", None, id="below a domain, and long"),
    ],
)
def test_the_other_form_of_a_host(host: str, other: str | None) -> None:
    assert other_form(host) == other


@pytest.mark.parametrize(
    ("cell", "at", "onward", "url"),
    [
        pytest.param("acme.test/de", P, SW, f"{SW}/de", id="with its path"),
        pytest.param("acme.test", S, SW, f"{SW}/", id="to www."),
        pytest.param(P, P, S, f"{S}/", id="to https"),
        pytest.param("acme.test", S, P, None, id="not from https to http"),
        pytest.param("acme.test", S, "https://new.test", None, id="not to another website"),
        pytest.param("acme.test", S, "https://shop.acme.test", None, id="not to another part of it"),
        pytest.param("acme.test", S, f"{S}:8443", None, id="not to another port"),
    ],
)
def test_what_is_sent_on_is_asked_for_there(cell: str, at: str, onward: str, url: str | None) -> None:
    website = parse_website(cell)
    assert moved(website, f"{at}{website.path}", onward) == url


_CELLS = st.sampled_from(
    ("acme.test", "www.acme.test", S, P, "acme.test:8443/x", "shop.acme.test", "192.0.2.7", "http://[::1]:8080", PW)
)
_REASONS = st.sampled_from(list(Reason))


@given(
    _CELLS,
    st.lists(_REASONS, min_size=8, max_size=8),
    st.integers(0, 3),
    st.sampled_from((None, S, P, SW, PW, "https://acme.test:8443", "http://shop.acme.test")),
    st.lists(st.sampled_from(("acme.test", "*.acme.test", "www.acme.test", "x.test")), max_size=2).map(tuple),
)
def test_no_way_is_long_or_goes_in_circles(
    cell: str, reasons: list[Reason], attempt: int, known: str | None, names: tuple[str, ...]
) -> None:
    website = parse_website(cell)
    left = iter(reasons)
    failures: list[Failed] = []
    url: str | None = start(website, known)
    while url is not None:
        origin = origin_of(url)
        failures.append(Failed(origin, origin, next(left), names))
        url = another(website, failures, attempt)
    tried = [failed.asked for failed in failures]
    assert len(tried) == len(set(tried)) <= 4
    if website.scheme_given and website.url.startswith("https:"):
        assert all(origin.startswith("https:") for origin in tried), "who wrote https never gets http"
    assert 0 <= most_telling(failures) < len(failures)
