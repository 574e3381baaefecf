"""Websites as people write them, and links as pages write them."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from yarl import URL

from theodore.crawl.blank_cells import says_nothing
from theodore.crawl.host_names import ascii_host, refuse_deceiving, without_slips
from theodore.crawl.logins import without_logins
from theodore.crawl.mail_providers import is_mail_provider
from theodore.crawl.website_cells import mended, tidied, words
from theodore.crawl.wrapped_links import elsewhere, target_of, without_marks
from theodore.model.errors import Failure, FetchFailed, Reason

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*):(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
#: http and https with the slips that people make: htp://, hhttp://, http//, http:/, https:\\ and https://https://.
_HTTP = re.compile(r"(?P<scheme>h{0,2}t{1,3}ps?)(?::[/\\]*|[/\\]{2,})", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"(?:[^:/?#]+:[0-9]{1,5}|[^:/?#]+\.[^:/?#]+:)(?:[/?#].*)?", re.DOTALL)
_MAIL = re.compile(
    r"(?:(?:mailto|e-?mail|contact|kontakt|contacto|contatto|courriel|correo):)*[^@\s/:]+@(?P<host>[^@\s/:?#]+\.[^@\s/:?#]+)"
    r"(?:\?.*)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
#: Networks and directories: where a cell holds the company's own website as well, that one is meant.
_OTHERS_PAGES = frozenset(
    (
        *("linkedin.com", "facebook.com", "fb.com", "instagram.com", "twitter.com", "x.com", "youtube.com"),
        *("tiktok.com", "pinterest.com", "xing.com", "threads.net", "t.me", "wa.me", "linktr.ee", "github.com"),
        *("crunchbase.com", "wikipedia.org", "google.com", "goo.gl", "yelp.com", "glassdoor.com", "kununu.com"),
        *("northdata.de", "northdata.com", "bloomberg.com", "dnb.com", "trustpilot.com", "indeed.com"),
    )
)
#: How much of a cell is read, in characters, and how many of its words may be addresses.
_MAX_CELL = 10_000
_MAX_WORDS = 50
#: The longest URL that is asked for, and of a host's name each part and the whole, its port included; in characters.
_MAX_URL = 2_000
_MAX_LABEL = 63
_MAX_HOST = 253 + 6
_MAX_TRANSLATED = 20
#: Links within links that are followed.
_MAX_WRAPPED = 2
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Website:
    """A website as it can be asked for.

    url: with its scheme; https where none was written. host: lower case, punycode. path: with its query.
    site_key: what may be visited once at a time. website_key: equal for two cells that mean the same website.
    scheme_given: whether the cell had said http or https itself.
    """

    url: str
    host: str
    path: str
    site_key: str
    website_key: str
    scheme_given: bool


def parse_website(text: str) -> Website:
    """Read a cell. Raises FetchFailed with no_website, not_a_website or bad_url.

    Takes bare domains, addresses with ports, international names, links as code, common slips, and the domain of a
    mail address that is no mail provider's. Of several words the first that is a website is meant; a page in a network
    or a mail's domain only where there is no other.
    """
    cell = mended(without_login(tidied(without_login(text)[:_MAX_CELL])))
    if says_nothing(cell):
        raise _failed(Reason.NO_WEBSITE, "")
    found = words(cell, _begins_address, _is_ending)
    if len(found) == 1:
        return _website(found[0])
    return _likeliest(cell, [word for word in found if "." in word.strip(".")])


def without_login(text: str) -> str:
    """The text of a cell without the user and password that an address in it holds."""
    return without_logins(text)


def site_key(host: str) -> str:
    """What of a host's name is one site: its registrable domain, or the host itself where it has none.

    Private suffixes count: each shop of myshopify.com is a site of its own. So is each IP address. A name under a top
    level that the list does not know is taken by the list's own default, its last two labels.
    """
    return _site_key(host.strip("[]").rstrip(".").lower())


def same_site(url: str, key: str) -> bool:
    """Whether this URL lies on the site of this key."""
    host = URL(url).raw_host
    return host is not None and site_key(host) == key


def is_address(host: str) -> bool:
    """Whether this is an IP address, and no name."""
    if ":" not in host and not host[-1:].isdigit():
        return False  # nearly always, and the library takes its time to say no
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, the port left out where it is the scheme's own."""
    return str(URL(url).origin())


def absolute(base: str, link: str) -> str | None:
    """The URL that a link of this page leads to, without its fragment; None where that is not a web page.

    A user and password within it are dropped, as in a cell: they are not ours to log in with, nor to be shown.
    """
    link = link.strip().partition("#")[0]
    if len(link) > _MAX_URL or _has_endless_host(link):
        return None
    try:
        url = URL(base).join(URL(link))
        if "@" in link and "@" in url.raw_authority:
            url = url.with_user(None)
        return str(url) if _is_usable(url) else None
    except (ValueError, TypeError, UnicodeError):
        return None


def absolutes(base: str, links: Iterable[str]) -> Iterator[str | None]:
    """For each link of this page what `absolute` says.

    Of names of hosts that are not ASCII only the first few different ones are translated, as it takes milliseconds
    each; links to others lead nowhere.
    """
    translated: set[str] = set()
    for link in links:
        host = "" if link.isascii() else _host_as_written(link)
        if host and not host.isascii():
            if host not in translated and len(translated) >= _MAX_TRANSLATED:
                yield None
                continue
            translated.add(host)
        yield absolute(base, link)


def _is_usable(url: URL) -> bool:
    return url.scheme in _DEFAULT_PORTS and bool(url.raw_host) and len(str(url)) <= _MAX_URL


def _has_endless_host(link: str) -> bool:
    """Whether the host's name is longer than any may be.

    To be asked before a name that is not ASCII is translated: that takes the square of its length, 0.7 s for 2,000
    characters.
    """
    if len(link) <= _MAX_LABEL or link.isascii():
        return False
    host = _host_as_written(link)
    return len(host) > _MAX_HOST or any(len(label) > _MAX_LABEL for label in host.split("."))


def _host_as_written(link: str) -> str:
    """The host and port of a link as they stand there; empty where it has none."""
    try:
        return urlsplit(link.strip()).netloc.rpartition("@")[2]
    except ValueError:
        return ""  # nor will anything else read it


def _likeliest(cell: str, parts: Sequence[str]) -> Website:
    """The website that is meant among the words of this cell."""
    best: tuple[int, Website] | None = None
    refused: FetchFailed | None = None
    for word in parts[:_MAX_WORDS]:
        try:
            website = _website(word)
        except FetchFailed as unreadable:
            # of all that is wrong with a cell, a mail address says most of what to do
            refused = unreadable if refused is None or "@" in word else refused
            continue
        rank = _rank(word, website)
        if best is None or rank < best[0]:
            best = (rank, website)
    if best is not None:
        return best[1]
    if refused is not None:
        raise refused
    return _website(cell)


def _rank(word: str, website: Website) -> int:
    """How far a word among others is from being the company's website: 0 is nearest."""
    if website.site_key in _OTHERS_PAGES:
        return 4
    if "@" in word:
        return 3
    if website.scheme_given or website.host.startswith("www.") or _has_known_suffix(website.host):
        return 0
    # "e.g." and "z.B" are read as addresses, too: no top level has one letter
    return 1 if len(website.host.rpartition(".")[2]) > 1 else 2


def _website(word: str, wrapped: int = 0) -> Website:
    """The website that a word is. wrapped: how many links it was wrapped into so far."""
    rest, scheme = _without_scheme(word)
    url = _url(scheme or "https", rest, word)
    scheme, url = _by_port(scheme, url)
    if wrapped < _MAX_WRAPPED and (target := target_of(str(url))) is not None:
        return _website(target, wrapped + 1)
    if (what := elsewhere(str(url))) is not None:
        detail = f"{url.raw_host} is {what}, and no company's own website"
        raise _failed(Reason.NOT_A_WEBSITE, detail)
    url = without_marks(url)
    host = url.raw_host or ""
    path = url.raw_path_qs
    return Website(
        url=f"{url.origin()}{path}",
        host=host,
        path=path,
        site_key=site_key(host),
        website_key=_website_key(url, host),
        scheme_given=scheme is not None,
    )


def _by_port(scheme: str | None, url: URL) -> tuple[str | None, URL]:
    """The scheme that was written, or that the port stands for; and the URL with it."""
    if scheme is None and url.explicit_port == _DEFAULT_PORTS["http"]:
        return "http", url.with_scheme("http").with_port(None)
    if scheme == "http" and url.explicit_port == _DEFAULT_PORTS["https"]:
        return "https", url.with_scheme("https").with_port(None)
    return scheme, url


def _begins_address(text: str) -> bool:
    """Whether what follows a comma is another address, not the rest of the path before it."""
    host = re.split(r"[/:?#]", text, maxsplit=1)[0].lower()
    return bool(_HTTP.match(text) or host.startswith("www.") or _MAIL.fullmatch(text) or _has_known_suffix(host))


def _is_ending(text: str) -> bool:
    """Whether domains are given out below this: co.uk, and no country's com."""
    return _suffix_list(is_of_registries=True).is_public(text, accept_unknown=False)


def _has_known_suffix(host: str) -> bool:
    """Whether this is a name under a public suffix, and not only something with a dot."""
    if len(host) > _MAX_HOST or "." not in host or not re.fullmatch(r"[\w.-]+", host):
        return False
    return _suffix_list().is_private(host, accept_unknown=False)


def _without_scheme(word: str) -> tuple[str, str | None]:
    """What is left of an address without its scheme, or of a mail address its domain; and the scheme, if it has one."""
    rest, scheme = word, None
    while (match := _HTTP.match(rest)) is not None:
        scheme = "https" if match["scheme"].lower().endswith("s") else "http"
        rest = rest[match.end() :]
    if (mail := _MAIL.fullmatch(rest)) is not None:
        return _mail_domain(mail["host"].strip(".").lower()), None
    if scheme is None and (other := _SCHEME.fullmatch(word)) and not _HOST_AND_PORT.fullmatch(word):
        raise _failed(Reason.NOT_A_WEBSITE, f"{other['scheme'].lower()}: is not a website's address")
    # browsers take a backslash for a slash, up to the query
    path, mark, query = rest.lstrip(":/\\").partition("?")
    return path.replace("\\", "/") + mark + query, scheme


def _mail_domain(host: str) -> str:
    key = site_key(host) if host.isascii() else host
    if is_mail_provider(key):
        detail = f"a mail address at a provider ({key[:80]}) tells nothing of the company's website"
        raise _failed(Reason.NOT_A_WEBSITE, detail)
    return host


def _url(scheme: str, rest: str, word: str) -> URL:
    # what is not shown: an @ may follow something secret
    shown = "it" if "@" in word else repr(word[:80])
    unreadable = f"{shown} cannot be read as an address"
    if len(rest) > _MAX_URL or _has_endless_host(f"//{rest}"):
        raise _failed(Reason.BAD_URL, unreadable)
    try:
        url = URL(f"{scheme}://{_in_ascii(rest)}").with_user(None).with_fragment(None)
        if url.raw_host is None or not _is_host(url.raw_host):
            raise _failed(Reason.BAD_URL, unreadable + _hint(rest))
        host = url.raw_host.rstrip(".")
        refuse_deceiving(host)
        meant = host if is_address(host) else without_slips(host, site_key(host))
        return url if meant == url.raw_host else url.with_host(meant)
    except (ValueError, UnicodeError, TypeError) as error:
        raise _failed(Reason.BAD_URL, unreadable) from error


def _in_ascii(rest: str) -> str:
    """The rest of an address with its host's name in ASCII."""
    if rest.isascii():
        return rest
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    login, at, place = authority.rpartition("@")
    host, colon, port = place.partition(":")
    if host.isascii():
        return rest
    return f"{login}{at}{ascii_host(host)}{colon}{port}{rest[len(authority) :]}"


def _hint(rest: str) -> str:
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "," in host and _has_known_suffix(host.replace(",", ".")):
        return ": is the comma meant for a dot?"
    return ": the name has no dot" if re.fullmatch(r"[\w -]*[^\W\d][\w -]*", host) else ""


def _is_host(host: str) -> bool:
    if "%" in host:
        return False  # the zone of an address is this machine's own affair
    if is_address(host) or host == "localhost":
        return True
    labels = host.rstrip(".").lower().split(".")
    return (
        len(labels) > 1
        # "www.acme" lost its end, at a comma or when it was typed
        and (len(labels) > 2 or labels[0] != "www" or _has_known_suffix(host))
        and len(host) <= 253
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdigit()
    )


def _website_key(url: URL, host: str) -> str:
    bare = host.removeprefix("www.")
    port = "" if url.is_default_port() else f":{url.port}"
    query = f"?{url.raw_query_string}" if url.raw_query_string else ""
    return f"{bare}{port}{url.raw_path.rstrip('/')}{query}"


@functools.lru_cache(maxsize=2_048)
def _site_key(host: str) -> str:
    if is_address(host):
        return host
    # a suffix itself, and what is no name, has no domain above it
    return _suffix_list().privatesuffix(host) or host


@functools.cache
def _suffix_list(*, is_of_registries: bool = False) -> PublicSuffixList:
    """The public suffix list as its package brings it along.

    is_of_registries: without those that are private, which a company gives out below its own domain.
    """
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 40 ms, which many commands never need

    return PublicSuffixList(only_icann=is_of_registries)


def _failed(reason: Reason, detail: str) -> FetchFailed:
    return FetchFailed(Failure(reason, detail=detail))
