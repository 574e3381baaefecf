"""Which language an address is in, and which language of a site is read.

    /de/ueber-uns   /en-us/about   /us/en/about   ?lang=fr   de.acme.test   about_es.html

A site in several languages is read in one of them: the home page's own, and English or the one with most pages where
the home page's own has none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from theodore.crawl.scan import scan
from theodore.crawl.twins import key_of, path_of
from theodore.crawl.urls import absolute

_CODES = frozenset(
    (
        *(
            "ar",
            "bg",
            "bn",
            "bs",
            "ca",
            "cs",
            "cy",
            "da",
            "de",
            "el",
            "en",
            "es",
            "et",
            "eu",
            "fa",
            "fi",
            "fr",
            "ga",
            "gl",
        ),
        *(
            "he",
            "hi",
            "hr",
            "hu",
            "hy",
            "id",
            "is",
            "it",
            "ja",
            "ka",
            "kk",
            "ko",
            "lb",
            "lt",
            "lv",
            "mk",
            "ms",
            "mt",
            "nb",
        ),
        *("nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "th", "tr", "ur", "uz", "vi", "zh"),
    )
)
#: Codes that paths use for something else as well, as /it/services and /hr/jobs: they count where a site shows by
#: others that it is in several languages.
_UNSURE = frozenset(
    ("ar", "ca", "cs", "da", "el", "he", "hi", "hr", "id", "is", "it", "lb", "ms", "mt", "no", "sk", "sl")
)
#: Regions stand before a language, or in its place; they do not tell which it is.
_REGIONS = frozenset(
    (
        *(
            "at",
            "au",
            "be",
            "br",
            "ca",
            "ch",
            "cn",
            "de",
            "dk",
            "es",
            "eu",
            "fr",
            "gb",
            "global",
            "hk",
            "ie",
            "in",
            "int",
        ),
        *(
            "international",
            "it",
            "jp",
            "kr",
            "mx",
            "nl",
            "nz",
            "pl",
            "pt",
            "row",
            "se",
            "sg",
            "uk",
            "us",
            "usa",
            "world",
        ),
        *("ww", "worldwide", "za"),
    )
)
_NAMES = {
    **dict.fromkeys(("english", "englisch", "anglais", "ingles", "inglese", "engels", "eng"), "en"),
    **dict.fromkeys(("deutsch", "german", "allemand", "aleman", "tedesco", "duits", "ger", "deu"), "de"),
    **dict.fromkeys(("francais", "french", "franzoesisch", "frances", "francese", "frans", "fra", "fre"), "fr"),
    **dict.fromkeys(("espanol", "spanish", "spanisch", "espagnol", "spagnolo", "spaans", "esp", "spa"), "es"),
    **dict.fromkeys(("italiano", "italian", "italienisch", "italien", "italiaans", "ita"), "it"),
    **dict.fromkeys(("nederlands", "dutch", "niederlaendisch", "neerlandais", "nld", "ned"), "nl"),
    **dict.fromkeys(("portugues", "portuguese", "portugiesisch", "portugais", "por"), "pt"),
}
_MARK = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}|[a-z]{4}|419))?", re.IGNORECASE)
_PARAMETER = re.compile(
    r"(?:^|[&;])(?:lang|language|lng|locale|hl|l|lg|sprache|idioma|langue|lingua|taal|lang_id)="
    r"([a-z]{2})(?:[-_][a-z]{2})?(?:$|[&;])",
    re.IGNORECASE,
)
_ENDING = re.compile(r"[_.](en|de|fr|es|it|nl|pt)(?:\.[a-z]{2,5})?$", re.IGNORECASE)
#: Of a path's beginning so many parts may say which region and language it is in.
_MOST_MARKS = 2

#: What is read here stands before the body, or within so many characters.
_BODY = re.compile(r"<body\b", re.IGNORECASE)
_HEAD = 50_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Front:
    """What the home page says of its site: its language, its addresses in other languages, and its name."""

    language: str = ""
    alternates: tuple[str, ...] = ()
    name: str = ""


def front_of(html: str, url: str) -> Front:
    """Read off the home page. url: where it was found."""
    body = _BODY.search(html, 0, _HEAD)
    page = scan(html[: body.start() if body else _HEAD])
    others = (absolute(url, href) for _, href in page.alternates)
    return Front(
        language=page.language.partition("-")[0].partition("_")[0].lower(),
        alternates=tuple(dict.fromkeys(other for other in others if other is not None)),
        name=page.title,
    )


def tongue_of(url: str) -> str:
    """The language that this address names, as a code of two letters; empty where it names none."""
    parts = urlsplit(url)
    marks = [code for part in _first(parts.path) if (code := _code(part))]
    if marks:
        # /de/en/ is English for Germany
        return marks[-1] if marks[0] in _REGIONS else marks[0]
    found = _PARAMETER.search(parts.query) if parts.query else None
    if found is not None and found[1].lower() in _CODES:
        return found[1].lower()
    ending = _ENDING.search(parts.path)
    if ending is not None:
        return ending[1].lower()
    label, _, rest = parts.netloc.lower().partition(".")
    return label if label in _CODES and "." in rest else ""


def leads_home(url: str) -> bool:
    """Whether this is a home page in some language or for some region: its path is nothing but marks of them."""
    names = [part for part in path_of(url).split("/") if part]
    return 0 < len(names) <= _MOST_MARKS and all(_code(part) or _is_region(part) for part in names)


def without_tongue(url: str) -> str:
    """The key of an address without the marks of language and region: equal for a page and its translations there."""
    host, _, rest = key_of(url).partition("/")
    names = rest.split("/")
    while names and (_code(names[0]) or _is_region(names[0])):
        names = names[1:]
    label, _, domain = host.partition(".")
    host = domain if label in _CODES and "." in domain else host
    return f"{host}/{_PARAMETER.sub('', '/'.join(names))}"


def _first(path: str) -> list[str]:
    """The parts of a path that may be marks: the first, and the second where the first is no page's name."""
    parts = [part for part in path.split("/")[: _MOST_MARKS + 1] if part]
    if len(parts) > 1 and not (_is_region(parts[0]) or _code(parts[0])):
        return parts[:1]
    return parts


def _code(part: str) -> str:
    """The language that a part of a path is the mark of."""
    part = part.lower()
    found = _MARK.fullmatch(part)
    if found is None or part in _NAMES:
        return _NAMES.get(part, "")
    first, second = found[1], found[2] or ""
    if first in _CODES:
        return first
    # /us-en/ and /ch_de/
    return second if first in _REGIONS and second in _CODES else ""


def _is_region(part: str) -> bool:
    return part.lower() in _REGIONS


def in_one_language(
    pages: Sequence[T], url_of: Callable[[T], str], kind_of: Callable[[T], str | None], *, home: str, front: Front
) -> list[T]:
    """Those of these pages that are in the language that the site is read in, in their order.

    kind_of: what a page is for; None for those that say nothing of it. Of a kind that the site's own language lacks,
    pages of one other language are kept.
    """
    own, tongues = _tongues([url_of(page) for page in pages], home, front)
    if all(tongue == own for tongue in tongues):
        return list(pages)
    mine = [page for page, tongue in zip(pages, tongues, strict=True) if tongue == own]
    have = {kind for page in mine if (kind := kind_of(page)) is not None}
    twins = {without_tongue(url_of(page)) for page in mine}

    def fills_a_gap(page: T) -> bool:
        kind = kind_of(page)
        is_new = kind not in have and (kind is not None or not mine)
        return is_new and without_tongue(url_of(page)) not in twins

    gaps = [tongue != own and fills_a_gap(page) for page, tongue in zip(pages, tongues, strict=True)]
    second = _most_read(tongue for tongue, is_gap in zip(tongues, gaps, strict=True) if is_gap)
    return [
        page
        for page, tongue, is_gap in zip(pages, tongues, gaps, strict=True)
        if tongue == own or (is_gap and tongue == second)
    ]


def _tongues(urls: Sequence[str], home: str, front: Front) -> tuple[str, list[str]]:
    """The site's own language, and that of each address; its own where one names none, or none that is sure."""
    named = [tongue_of(url) for url in urls]
    declared = {tongue_of(url) for url in front.alternates}
    seen = declared.union(named)
    own = tongue_of(home) or front.language
    is_several = own in seen or bool(seen - _UNSURE - {"", own})
    trusted = _CODES if is_several else (_CODES - _UNSURE) | declared
    return own, [tongue if tongue in trusted else own for tongue in named]


def _most_read(tongues: Iterable[str]) -> str | None:
    """English where there is any, else the language of most pages."""
    counted = Counter(tongues)
    if "en" in counted:
        return "en"
    return next((tongue for tongue, _ in counted.most_common(1)), None)
