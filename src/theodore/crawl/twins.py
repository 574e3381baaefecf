"""Addresses that lead to one and the same page, or to a further page of a list.

/about, /about/, /about/index.html, /about?utm_source=mail, /about?print=1 and /about;jsessionid=1 are one page. Pure
functions of an address.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

#: Parameters that say where a visitor comes from, who he is, or how the page is shown; not which page it is.
_IDLE = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|hsa_\w+|_hs\w+|__\w+|mc_[ce]id|[a-z]{0,3}clid|gclsrc|igshid|yclid|_ga|_gl|"
    r"ref|referrer|referer|campaign|cmp|cmpid|trk|tracking|"
    r"phpsessid|j?session_?id|sess(?:ion)?|sid|aspsessionid\w*|cfid|cftoken|zenid|oscsid|"
    r"print|printable|printview|drucken|tmpl|amp|skin|fontsize|contrast|"
    r"nocache|_|timestamp|redirect\w*|return\w*|no_redirect|cookie\w*|consent",
    re.IGNORECASE,
)
_SESSION = re.compile(r";[a-z_]{1,20}=[^/;?]*", re.IGNORECASE)
#: The page of a folder, and other forms of one page.
_FOLDER = re.compile(r"/(?:index|default|home|start)\.[a-z]{2,5}$", re.IGNORECASE)
#: Names of the home page itself.
_HOME = re.compile(
    r"/(?:home|homepage|index|default|start|startseite|accueil|inicio|welcome|willkommen|main)(?:\.[a-z]{2,5})?$",
    re.IGNORECASE,
)
#: The form of a page for telephones. Not /print or /mobile: there are companies that print, and that sell telephones.
_FORMS = re.compile(r"/amp/?$", re.IGNORECASE)
_PAGES = r"(?:page|paged|pagenum|pageno|seite|pagina|página|pag|start|offset|limitstart|skip|cursor|p)"
_FURTHER_PATH = re.compile(
    r"/(?:page|seite|pagina|p(?=age)|pag|strona|sida)[/_-]?(?P<number>[0-9]{1,5})(?:\.[a-z]{2,5})?/?$", re.IGNORECASE
)
_FURTHER_QUERY = re.compile(
    rf"(?:^|[&;])(?:[\w.-]{{0,40}}\[)?{_PAGES}\]?=(?P<number>[0-9]{{1,6}})(?:$|[&;])", re.IGNORECASE
)
_ALWAYS_FURTHER = re.compile(r"(?:^|[&;])(?:paged|pagenum|pageno|offset|limitstart)=[0-9]", re.IGNORECASE)


def key_of(url: str) -> str:
    """Equal for addresses that lead to one page, as far as an address shows it.

    Scheme, `www.`, capitals, the last slash, the name of a folder's own page, sessions and parameters that choose no
    page do not count; neither does the order of the others.
    """
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    return f"{host}{path_of(url)}?{'&'.join(sorted(parameters_of(parts.query)))}"


def plain_path(url: str) -> str:
    """The path without what does not choose a page; empty for the home page."""
    path = unquote(urlsplit(url).path) if "%" in url else urlsplit(url).path
    path = _SESSION.sub("", path).rstrip("/")
    path = _FORMS.sub("", _FOLDER.sub("", path)).rstrip("/")
    return "" if path.count("/") == 1 and _HOME.fullmatch(path) else path


def path_of(url: str) -> str:
    """The plain path without its capitals, by which a few servers part pages and most visitors do not."""
    return plain_path(url).lower()


def parameters_of(query: str) -> list[str]:
    """The parameters that choose a page, as they are written."""
    pairs = (pair for pair in re.split("[&;]", query) if pair)
    return [pair for pair in pairs if not _IDLE.fullmatch(pair.partition("=")[0])]


def is_further(url: str) -> bool:
    """Whether this is the second page of a list, or a later one.

    A number after `page=` may also be all that tells the pages of a site apart; so it counts only below a path that
    names something.
    """
    parts = urlsplit(url)
    found = _FURTHER_PATH.search(parts.path)
    if found is not None and int(found["number"]) > 1:
        return True
    if not parts.query:
        return False
    if _ALWAYS_FURTHER.search(parts.query):
        return True
    return bool(path_of(url)) and "." not in path_of(url) and _FURTHER_QUERY.search(parts.query) is not None
