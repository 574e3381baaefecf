"""Under which addresses a website may answer, and when the next one is worth a try.

    acme.test: https://acme.test, http://acme.test, https://www.acme.test, http://www.acme.test

What the user wrote comes first, or where the site was found the last time. Another address is asked for only where a
failure speaks for it, one after the other and each once: a site that is well is never asked for anything besides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from yarl import URL

from theodore.crawl.urls import Website, is_address, origin_of, site_key
from theodore.model.errors import ErrorType, Reason

_WWW = "www."
#: The longest name that a host may have, in characters.
_MAX_HOST = 253


@dataclass(frozen=True, slots=True)
class Failed:
    """A try that failed.

    asked: the origin that was tried. at: the origin that the failure was met at: another one, where a redirect led
    there. names: the hosts that a refused certificate is for.
    """

    asked: str
    at: str
    reason: Reason
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a failure speaks for.

    scheme: the same host under the other scheme. host: the same website with `www.` or without. named: only where the
    certificate names it. since: from this attempt on, counted from 0: what may pass is waited for first.
    """

    scheme: bool = False
    host: bool = False
    named: bool = False
    since: int = 0


_RULES: Final[Mapping[Reason, _Rule]] = MappingProxyType(
    {
        # many domains have an address for www. alone, and some for all but www.
        Reason.DNS_NO_SUCH_NAME: _Rule(host=True),
        # no https there, or no server: where a domain was moved, often one of the two names was forgotten
        Reason.REFUSED: _Rule(scheme=True, host=True),
        Reason.UNREACHABLE: _Rule(scheme=True, host=True),
        Reason.CONNECT_TIMEOUT: _Rule(scheme=True, host=True),
        # passing, as a rule; a server that does it again speaks no TLS that we know
        Reason.TLS_HANDSHAKE: _Rule(scheme=True, host=True, since=1),
        Reason.RESET: _Rule(scheme=True, host=True, since=1),
        # the certificate says itself where the site is; another's certificate speaks for nothing
        Reason.CERTIFICATE_WRONG_HOST: _Rule(host=True, named=True),
        # the bare name leads to the registrar's or the hoster's server, the website lies at www.
        Reason.HTTP_404: _Rule(host=True),
        Reason.DEFAULT_PAGE: _Rule(host=True),
        Reason.HTTP_5XX: _Rule(host=True, since=1),
    }
)
#: A port of its own and no scheme: whether TLS is spoken there is anybody's guess, and the handshake tells at once.
_OWN_PORT: Final = _Rule(scheme=True)

#: From failures that say little of a website to those that say much; what is not here says most.
_TELLING: Final = (
    frozenset({Reason.DNS_NO_SUCH_NAME}),
    frozenset({Reason.REFUSED, Reason.UNREACHABLE, Reason.CONNECT_TIMEOUT}),
    frozenset({Reason.RESET, Reason.TLS_HANDSHAKE}),
    frozenset({Reason.CERTIFICATE_WRONG_HOST}),
)
#: These hold for the site and not for one of its addresses: to ask elsewhere would be to go around them.
_OF_THE_SITE: Final = frozenset({ErrorType.RATE_LIMIT, ErrorType.PROTECTED_SITE})


def start(website: Website, known: str | None) -> str:
    """The URL to begin with. known: the origin that the site's home page was last found at; None where it never was."""
    return _url(website, known if known is not None and known in _variants(website) else origin_of(website.url))


def moved(website: Website, url: str, onward: str) -> str | None:
    """The URL to ask for in place of this one, where its origin sends on to another one; None where to none of ours.

    Nobody is led from https to http so: that is for the page itself to do.
    """
    if onward not in _variants(website) or (url.startswith("https:") and not onward.startswith("https:")):
        return None
    return _url(website, onward)


def another(website: Website, failures: Sequence[Failed], attempt: int) -> str | None:
    """The URL to ask for after these failures, oldest first; None where there is none that is worth it.

    attempt: how many attempts were counted before this one.
    """
    last, written = failures[-1], origin_of(website.url)
    variants = _variants(website)
    if last.at not in variants:
        return None  # the site answered, and led to another one
    tried = {origin for failed in failures for origin in (failed.asked, failed.at)}
    if last.asked != written and written not in tried and last.reason.type not in _OF_THE_SITE:
        return _url(website, written)  # it is not there any more: the usual order
    if _rule(website, last, attempt) is None:
        return None
    options = (option for failed in failures for option in _options(website, failed, attempt))
    found = next((option for option in options if option in variants and option not in tried), None)
    return None if found is None else _url(website, found)


def most_telling(failures: Sequence[Failed]) -> int:
    """The position of the failure that says most of the website, of several the first."""
    if failures[-1].reason not in _RULES:
        return len(failures) - 1  # nothing was tried after it because it says enough
    return max(range(len(failures)), key=lambda place: (_weight(failures[place].reason), -place))


def other_form(host: str) -> str | None:
    """The host with `www.` in front, or without it; None where that would be another site, or nobody's habit."""
    if is_address(host):
        return None
    bare = host.removeprefix(_WWW)
    other = f"{_WWW}{host}" if bare == host else bare
    key = site_key(host)
    # below a domain nobody says www., so only what has it loses it
    is_usual = bare != host or host == key
    return other if is_usual and site_key(other) == key and len(other) <= _MAX_HOST else None


def _options(website: Website, failed: Failed, attempt: int) -> Iterator[str]:
    rule = _rule(website, failed, attempt)
    if rule is None:
        return
    at = URL(failed.at)
    host = at.raw_host or ""
    if rule.scheme:
        yield _origin(website, "http" if at.scheme == "https" else "https", host)
    other = other_form(host)
    if rule.host and other is not None and (not rule.named or any(_covers(name, other) for name in failed.names)):
        yield _origin(website, URL(website.url).scheme, other)


def _rule(website: Website, failed: Failed, attempt: int) -> _Rule | None:
    """What speaks for another try; None where nothing does, or not yet."""
    if failed.reason is Reason.TLS_HANDSHAKE and not website.scheme_given and _own_port(website):
        return _OWN_PORT
    rule = _RULES.get(failed.reason)
    return rule if rule is not None and attempt >= rule.since else None


def _variants(website: Website) -> frozenset[str]:
    """The origins that are this website's."""
    hosts = {website.host, other_form(website.host) or website.host}
    return frozenset(_origin(website, scheme, host) for scheme in _schemes(website) for host in hosts)


def _schemes(website: Website) -> tuple[str, ...]:
    # who wrote https gets https or nothing; who wrote http loses nothing by more
    return ("https",) if website.scheme_given and website.url.startswith("https:") else ("https", "http")


def _origin(website: Website, scheme: str, host: str) -> str:
    port = _own_port(website)
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{port}" if port else f"{scheme}://{shown}"


def _own_port(website: Website) -> int | None:
    """The port, where it is not the one of the scheme."""
    return URL(website.url).explicit_port


def _url(website: Website, origin: str) -> str:
    return f"{origin}{website.path}"


def _covers(name: str, host: str) -> bool:
    """Whether a certificate's name is this host's; a star stands for one label."""
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])


def _weight(reason: Reason) -> int:
    return next((weight for weight, reasons in enumerate(_TELLING) if reason in reasons), len(_TELLING))
