"""Names of hosts as people write them: in any script, but never in two that look alike."""

from __future__ import annotations

import unicodedata

import idna

from theodore.model.errors import Failure, FetchFailed, Reason

#: Scripts whose letters pass for those of another; within one part of a name each of them stands alone.
_LOOK_ALIKE = ("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC")
#: Letters of those scripts that nobody can tell from Latin ones; a name of such letters alone was made to deceive.
_LATIN_TWINS = frozenset("асԁеһіјӏорԛѕԝхуѵ" + "οναιικρτυχ")  # noqa: RUF001 - the very letters
#: Before this, in front of a domain, can be nothing but www., a scheme, or one of them twice.
_SLIPS = frozenset({"ww", "wwww", "wwwww", "http", "https"})


def ascii_host(host: str) -> str:
    """The name as it is looked up: IDNA 2008, with the mapping of UTS 46 for case, width and signs.

    Raises FetchFailed with bad_url for what is no name, and for one that may be taken for another.
    """
    signs = sorted({sign for sign in host if unicodedata.category(sign).startswith("S")})
    if signs:
        raise _refused(f"{host[:80]!r} holds a sign that no address has ({signs[0]!r})")
    try:
        name = idna.encode(host, uts46=True).decode("ascii").lower()
    except idna.IDNAError as unreadable:
        raise _refused(f"{host[:80]!r} is no name that an address can have") from unreadable
    refuse_deceiving(name)
    return name


def refuse_deceiving(name: str) -> None:
    """Raise FetchFailed with bad_url for a name whose letters only look like what it seems to say.

    name: in lower case, punycode.
    """
    labels = name.split(".")
    for label in labels:
        if not label.startswith("xn--"):
            continue
        shown = _shown(label)
        if not shown:
            raise _refused(f"{name[:80]!r} is no name that an address can have")
        if _mixes(shown) or (_is_twin(shown) and not labels[-1].startswith("xn--")):
            # not as it looks, but as it is: to look at it again would show nothing
            raise _refused(f"{name[:80]!r} has letters of another script that look like Latin ones; type it anew")


def without_slips(host: str, same_site: str) -> str:
    """The host without what slipped in front of it: ww., wwww., http. and www.www., or all of it once more.

    same_site: the registrable domain, which never loses anything. host: in lower case, punycode.
    """
    half = host[: len(host) // 2]
    if host == f"{half}.{half}" and _ends(half, same_site):
        return without_slips(half, same_site)
    first, _, rest = host.partition(".")
    if first in _SLIPS and _ends(rest, same_site):
        return without_slips(rest if first.startswith("http") else _with_www(rest), same_site)
    if first == "www" and rest.startswith("www.") and _ends(rest, same_site):
        return without_slips(rest, same_site)
    if host.startswith("w.w.w.") and _ends(host[6:], same_site):
        return _with_www(host[6:])
    return host


def _with_www(host: str) -> str:
    return host if host.startswith("www.") else f"www.{host}"


def _ends(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")


def _shown(label: str) -> str:
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return ""


def _mixes(label: str) -> bool:
    scripts = {_script(sign) for sign in label if sign.isalpha()}
    return len(scripts) > 1 and not scripts.isdisjoint(_LOOK_ALIKE)


def _is_twin(label: str) -> bool:
    letters = {sign for sign in label if sign.isalpha()}
    return bool(letters) and letters <= _LATIN_TWINS


def _script(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0]


def _refused(detail: str) -> FetchFailed:
    return FetchFailed(Failure(Reason.BAD_URL, detail=detail))
