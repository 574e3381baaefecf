"""What may be wrong with a site of the farm, and what a client may then expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from theodore.model.errors import Reason


class Fault(StrEnum):
    """The class of a site."""

    HEALTHY = "healthy"
    SLOW_START = "slow_start"
    COMPLEX = "complex"
    RATE_LIMITED = "rate_limited"
    FLAKY = "flaky"
    TLS_BAD = "tls_bad"
    TLS_FLAKY = "tls_flaky"
    PROTECTED = "protected"
    DEAD = "dead"
    REDIRECTED = "redirected"
    HUGE = "huge"
    PARKED = "parked"
    ERROR_PAGE = "error_page"
    LEGAL_ONLY = "legal_only"
    NOT_UTF8 = "not_utf8"
    VARIED = "varied"
    PACED = "paced"
    TLS_UNTRUSTED = "tls_untrusted"
    OTHER_ADDRESS = "other_address"
    REVISITED = "revisited"
    CHOOSY = "choosy"
    SCRIPTED = "scripted"


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a fault.

    reason: why no client can have the site; None where patience gets it. strikes: a site is struck between 1
    and this many times before it behaves; 0 where the fault is not one that passes.
    """

    name: str
    reason: Reason | None = None
    strikes: int = 0


_F = Fault
_R = Reason

VARIANTS: Mapping[Fault, tuple[Variant, ...]] = MappingProxyType(
    {
        _F.HEALTHY: (Variant("plain"),),
        _F.SLOW_START: (Variant("stall", strikes=2),),
        _F.COMPLEX: (Variant("always_slow"),),
        _F.RATE_LIMITED: (
            Variant("status_429_seconds", strikes=2),
            Variant("status_429_date", strikes=2),
            Variant("status_503_seconds", strikes=2),
            Variant("window", strikes=2),
        ),
        _F.FLAKY: (
            Variant("reset_on_accept", strikes=2),
            Variant("closed_after_request", strikes=2),
            Variant("truncated_length", strikes=2),
            Variant("truncated_chunked", strikes=2),
        ),
        _F.TLS_BAD: (
            Variant("certificate_expired", _R.CERTIFICATE_EXPIRED),
            Variant("certificate_self_signed", _R.CERTIFICATE_SELF_SIGNED),
            Variant("certificate_wrong_host", _R.CERTIFICATE_WRONG_HOST),
        ),
        _F.TLS_FLAKY: (Variant("alert", strikes=2), Variant("plain_text", strikes=2)),
        _F.PROTECTED: (
            Variant("challenge_403", _R.CHALLENGE),
            Variant("challenge_200_checkbox", _R.CHALLENGE),
            Variant("challenge_200_script", _R.CHALLENGE),
            Variant("challenge_200_incident", _R.CHALLENGE),
            Variant("forbidden_403", _R.FORBIDDEN),
            Variant("robots_disallowed", _R.ROBOTS_DISALLOWED),
        ),
        _F.DEAD: (Variant("refused", _R.REFUSED), Variant("no_such_name", _R.DNS_NO_SUCH_NAME)),
        _F.REDIRECTED: (Variant("moved"), Variant("moved_by_chain"), Variant("sitemap_elsewhere")),
        _F.HUGE: (
            Variant("sitemap_50000"),
            Variant("page_50mb"),
            Variant("home_bomb", _R.TOO_LARGE),
            Variant("inner_bomb"),
            Variant("page_9mb"),
            Variant("robots_500kb"),
        ),
        _F.PARKED: (
            Variant("parked", _R.PARKED),
            Variant("for_sale", _R.FOR_SALE),
            Variant("default_page_nginx", _R.DEFAULT_PAGE),
            Variant("default_page_apache", _R.DEFAULT_PAGE),
        ),
        _F.ERROR_PAGE: (Variant("status_200", _R.ERROR_PAGE),),
        _F.LEGAL_ONLY: (Variant("links_to_legal_pages"),),
        _F.NOT_UTF8: (
            Variant("cp1252_header"),
            Variant("latin1_meta"),
            Variant("cp1252_bare"),
            Variant("shift_jis_meta"),
        ),
        _F.VARIED: (
            Variant("file_names"),
            Variant("sections"),
            Variant("numbers"),
            Variant("footer_only"),
            Variant("pictures"),
            Variant("translated"),
            Variant("crowded"),
        ),
        _F.PACED: (Variant("crawl_delay_1"), Variant("crawl_delay_5"), Variant("too_fast")),
        _F.TLS_UNTRUSTED: (
            Variant("certificate_unknown_issuer", _R.CERTIFICATE_UNKNOWN_ISSUER),
            Variant("certificate_not_yet_valid", _R.CERTIFICATE_NOT_YET_VALID),
        ),
        # who comes as another is let in; a client by its own name and address cannot have them
        _F.CHOOSY: (
            Variant("browsers_alone", _R.FORBIDDEN),
            Variant("browser_tls_alone", _R.CHALLENGE),
            Variant("other_addresses_alone", _R.CHALLENGE),
            Variant("dear_addresses_alone", _R.FORBIDDEN),
        ),
        _F.OTHER_ADDRESS: (
            Variant("www_alone"),
            Variant("bare_alone"),
            Variant("bare_refuses"),
            Variant("bare_default_page"),
            Variant("bare_404"),
            Variant("certificate_of_www"),
            Variant("http_alone"),
            Variant("http_of_www_alone"),
        ),
        _F.REVISITED: (
            Variant("tag"),
            Variant("tag_weak"),
            Variant("date"),
            Variant("tag_and_date"),
            Variant("changes"),
            Variant("lying_tag"),
            Variant("odd_tag"),
            Variant("no_store"),
            Variant("unasked_304"),
            Variant("always_304", _R.EMPTY),
        ),
        _F.SCRIPTED: (
            Variant("script_dom"),
            Variant("next_data"),
            Variant("nuxt_data"),
            Variant("initial_state"),
            Variant("api_fetch"),
            Variant("enable_javascript"),
        ),
    }
)

#: The classes whose certificates are not good.
BAD_CERTIFICATES = frozenset({_F.TLS_BAD, _F.TLS_UNTRUSTED})

#: The shares of the classes where nothing else is asked for; they add up to 1. Those without a share are asked for by
#: name alone.
DEFAULT_SHARES: Mapping[Fault, float] = MappingProxyType(
    {
        _F.HEALTHY: 0.50,
        _F.SLOW_START: 0.08,
        _F.COMPLEX: 0.05,
        _F.RATE_LIMITED: 0.06,
        _F.FLAKY: 0.10,
        _F.TLS_BAD: 0.04,
        _F.TLS_FLAKY: 0.02,
        _F.PROTECTED: 0.04,
        _F.DEAD: 0.03,
        _F.REDIRECTED: 0.03,
        _F.HUGE: 0.02,
        _F.PARKED: 0.01,
        _F.ERROR_PAGE: 0.01,
        _F.LEGAL_ONLY: 0.005,
        _F.NOT_UTF8: 0.005,
        _F.VARIED: 0.0,
        _F.PACED: 0.0,
        _F.TLS_UNTRUSTED: 0.0,
        _F.OTHER_ADDRESS: 0.0,
        _F.REVISITED: 0.0,
        _F.CHOOSY: 0.0,
        _F.SCRIPTED: 0.0,  # asked for by name: not every machine has a browser
    }
)
