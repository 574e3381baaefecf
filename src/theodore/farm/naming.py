"""Sites that call and place their pages in ways of their own: `data/namings.toml`, and the shapes of addresses.

Of each site the menu's words and the addresses are drawn apart, as on real sites, where a page that is called "Who we
are" may stand at /company/profile.html or at ?id=12.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from types import MappingProxyType

from theodore.farm.words import Language, slugged
from theodore.model.page import PageKind

#: Kinds that menus name, each with words of its own.
KINDS = (
    PageKind.ABOUT,
    PageKind.TEAM,
    PageKind.CONTACT,
    PageKind.CAREERS,
    PageKind.PRODUCTS,
    PageKind.PRICING,
    PageKind.BLOG,
    PageKind.IMPRINT,
    PageKind.LEGAL,
)
TAGS = ("en", "de", "fr", "es", "it", "nl", "pt")

#: The form of a link in the source: plain text, or a picture or a sign whose words nobody sees.
_BARE = "{label}"
_LABELLED = '<svg aria-hidden="true"></svg><span>{label}</span>'
_PICTURE = '<img src="/media/menu.png" alt="{label}">'


@dataclass(frozen=True, slots=True)
class Link:
    """A link beside those to the site's own pages. place: nav, main or foot."""

    url: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What a site calls its pages, and what else it links.

    labels: a menu's words where they are not the language's usual ones. show: how a menu shows them. in_menu: whether
    there is a menu at all, or the foot of the page has all links. twins: other addresses of pages, and of which.
    alternates: languages and the addresses of the home page in them.
    """

    labels: Mapping[PageKind, str] = field(default_factory=dict)
    show: str = _BARE
    in_menu: bool = True
    links: tuple[Link, ...] = ()
    twins: Mapping[str, PageKind] = field(default_factory=dict)
    alternates: tuple[tuple[str, str], ...] = ()


PLAIN = Naming()


def named(
    variant: str, words: Language, brand: str, kinds: list[PageKind], chance: Random
) -> tuple[dict[PageKind, str], Naming]:
    """The addresses of these kinds of pages, and what else the site links. brand: the company's name."""
    inner: list[PageKind] = [kind for kind in kinds if kind is not PageKind.HOME]
    labels = {kind: _label(words.tag, kind, brand, chance) for kind in inner}
    addresses = _addresses(variant, words.tag, brand, inner, chance)
    pages = {PageKind.HOME: "/", **addresses}
    naming = Naming(labels=labels)
    match variant:
        case "footer_only":
            naming = Naming(labels=labels, in_menu=False)
        case "pictures":
            naming = Naming(labels=labels, show=chance.choice((_LABELLED, _PICTURE)))
        case "translated":
            naming = _translated(words.tag, brand, labels, inner, chance)
        case "crowded":
            links, twins = _crowd(words, pages, labels, chance)
            naming = Naming(labels=labels, links=links, twins=twins)
    return pages, naming


@cache
def namings(tag: str) -> Mapping[PageKind, tuple[str, ...]]:
    """What pages of each kind are called in this language."""
    text = files("theodore.farm").joinpath("data/namings.toml").read_text(encoding="utf-8")
    own = tomllib.loads(text)[tag]
    return MappingProxyType({kind: tuple(own[kind.value]) for kind in KINDS})


def _label(tag: str, kind: PageKind, brand: str, chance: Random) -> str:
    return chance.choice(namings(tag)[kind]).format(brand=brand)


def _slug(tag: str, kind: PageKind, brand: str, chance: Random) -> str:
    label = _label(tag, kind, brand, chance)
    return slugged(_in_two_letters(label) if tag == "de" and chance.random() < 0.8 else label)


def _in_two_letters(text: str) -> str:
    """ä as ae, as German addresses have it."""
    split = unicodedata.normalize("NFD", text)
    return re.sub("([aouAOU])\N{COMBINING DIAERESIS}", r"\1e", split).replace("ß", "ss")


def _addresses(variant: str, tag: str, brand: str, kinds: list[PageKind], chance: Random) -> dict[PageKind, str]:
    shape = _SHAPES[variant](chance)
    section = _slug(tag, PageKind.ABOUT, brand, chance)
    found: dict[PageKind, str] = {}
    for number, kind in enumerate(kinds):
        tried = (shape(_Spot(slug, number, kind, section, tag)) for slug in _slugs(tag, kind, brand, chance))
        found[kind] = next(address for address in tried if address not in found.values())
    return found


def _slugs(tag: str, kind: PageKind, brand: str, chance: Random) -> Iterator[str]:
    """Words for an address; after some, with a number, so that one is free."""
    for _ in range(20):
        yield _slug(tag, kind, brand, chance)
    number = 2
    while True:
        yield f"{_slug(tag, kind, brand, chance)}-{number}"
        number += 1


@dataclass(frozen=True, slots=True)
class _Spot:
    """What an address is made of. slug: words for it. number: which page it is. section: what it is below."""

    slug: str
    number: int
    kind: PageKind
    section: str
    tag: str


class _Shape:
    """How the addresses of one site look; the same for all of its pages."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def __call__(self, page: _Spot) -> str:
        return f"/{page.slug}"


class _FileNames(_Shape):
    """/wer-wir-sind.html, /UeberUns.aspx, /pages/about_us.php, /about-us/index.html"""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self._ending = chance.choice((".html", ".htm", ".php", ".aspx", "/index.html", "/index.php", ".shtml", ".jsp"))
        self._joint = chance.choice(("-", "_", "", "camel"))
        self._folder = chance.choice(("", "", "pages/", "content/", "web/"))

    def __call__(self, page: _Spot) -> str:
        words = page.slug.split("-")
        name = "".join(word.title() for word in words) if self._joint == "camel" else self._joint.join(words)
        return f"/{self._folder}{name}{self._ending}"


class _Sections(_Shape):
    """/company/who-we-are, /de/unternehmen/team/, /service/kontakt"""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self._root = chance.choice(("", "", "/site", "/home"))
        self._end = chance.choice(("", "/", ".html"))

    def __call__(self, page: _Spot) -> str:
        below = {
            PageKind.CONTACT: "service",
            PageKind.IMPRINT: "legal",
            PageKind.LEGAL: "legal",
            PageKind.BLOG: "media",
        }
        own = page.kind in (PageKind.PRODUCTS, PageKind.PRICING)
        return f"{self._root}{'' if own else '/' + below.get(page.kind, page.section)}/{page.slug}{self._end}"


class _Numbers(_Shape):
    """?id=12: nothing but the link's words says what it is."""

    def __init__(self, chance: Random) -> None:
        super().__init__(chance)
        self._form = chance.choice(
            (
                "/index.php?id={}",
                "/?page_id={}",
                "/?p={}",
                "/cms/show.php?nr={}",
                "/node/{}",
                "/p{}.html",
                "/index.php?page={}",
            )
        )
        self._first = chance.randint(3, 80)

    def __call__(self, page: _Spot) -> str:
        return self._form.format(self._first + 3 * page.number)


class _Translated(_Shape):
    """/de/ueber-uns beside /en/about-us"""

    def __call__(self, page: _Spot) -> str:
        return f"/{page.tag}/{page.slug}"


class _Mute(_Shape):
    """/s/7f3a: as builders number their pages."""

    def __call__(self, page: _Spot) -> str:
        return f"/s/{0x7F3A + 977 * page.number:04x}"


_SHAPES: Mapping[str, type[_Shape]] = {
    "file_names": _FileNames,
    "sections": _Sections,
    "numbers": _Numbers,
    "footer_only": _Shape,
    "pictures": _Mute,
    "translated": _Translated,
    "crowded": _Shape,
}


def _translated(tag: str, brand: str, labels: Mapping[PageKind, str], kinds: list[PageKind], chance: Random) -> Naming:
    others = chance.sample([other for other in TAGS if other != tag], chance.randint(1, 4))
    place = chance.choice(("nav", "foot"))
    switch = [Link(f"/{other}/", chance.choice((other.upper(), _OWN_NAMES[other])), "nav") for other in others]
    twins = [
        Link(f"/{other}/{_slug(other, kind, brand, chance)}", _label(other, kind, brand, chance), place)
        for other in others
        for kind in kinds
    ]
    alternates = tuple((other, f"/{other}/") for other in others) if chance.random() < 0.7 else ()
    return Naming(labels=labels, links=(*switch, *twins), alternates=alternates)


_OWN_NAMES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "nl": "Nederlands",
    "pt": "Português",
}


def _crowd(
    words: Language, pages: Mapping[PageKind, str], named_: Mapping[PageKind, str], chance: Random
) -> tuple[tuple[Link, ...], dict[str, PageKind]]:
    """Much that is not worth reading, and the pages once more under other addresses."""
    labels = words.labels
    products = pages.get(PageKind.PRODUCTS, "/catalogue")
    offers = [offer for industry in words.industries for offer in industry.offers]
    links: list[Link] = [Link(f"{products}/{slugged(offer)}", offer, "nav") for offer in chance.sample(offers, 12)]
    # headlines that name what other pages are about
    news = pages.get(PageKind.BLOG, "/archive")
    links += [
        Link(f"{news}/{slugged(title)}", title, "main")
        for title in (
            f"{labels[kind.value]}: {post}" for kind, post in zip(KINDS, words.phrases["posts"], strict=False)
        )
    ]
    links += [Link(f"{news}?page={number}", str(number), "main") for number in range(2, 6)]
    links += [Link(f"{news}/page/{number}", labels["more"], "main") for number in range(2, 4)]
    links += [Link(f"/tag/{slugged(offer)}", offer, "foot") for offer in offers[:6]]
    links += [
        Link("/login", labels["partners"], "nav"),
        Link(f"/search?q={slugged(offers[0])}", labels["search"], "nav"),
    ]
    twins: dict[str, PageKind] = {
        f"{address}{ending}": kind
        for kind, address in pages.items()
        if kind is not PageKind.HOME
        for ending in chance.sample(_TWINS, 3)
    }
    links += [Link(address, named_[kind], "foot") for address, kind in twins.items()]
    chance.shuffle(links)
    return tuple(links), twins


_TWINS = (
    *(
        "/",
        "?utm_source=home&utm_medium=footer",
        "?PHPSESSID=5f2c9d0a1b",
        ";jsessionid=0A1B2C3D",
        "?print=1",
        "/index.html",
    ),
    *("?ref=teaser", "/print", "?sid=99ab3f", "?fbclid=IwAR0x", "?amp=1"),
)


def answers_to(naming: Naming, address: str) -> bool:
    """Whether something of the site's own stands at this address beside its pages and their twins."""
    return any(link.url == address for link in naming.links) or any(url == address for _, url in naming.alternates)
