"""What is the same on every page of a site, made once, and the page that is set into it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape

from theodore.farm.pages.blocks import Content
from theodore.farm.pages.content import footer
from theodore.farm.pages.layout import Layout, layout
from theodore.farm.pages.render import block_html, contact_html
from theodore.farm.pages.structured import structured
from theodore.farm.sites import Footer, Robots, Site
from theodore.farm.tools import Tool, tools
from theodore.model.page import PageKind

#: The order in which menus name pages; the other kinds are named at the foot.
_MENU = (
    PageKind.PRODUCTS,
    PageKind.PRICING,
    PageKind.ABOUT,
    PageKind.TEAM,
    PageKind.BLOG,
    PageKind.CAREERS,
    PageKind.CONTACT,
)
_FOOT = (PageKind.IMPRINT, PageKind.LEGAL)
#: Frames kept: those of the sites that are being read just now.
_KEPT_FRAMES = 128

_LOGIN = "/private/login"

#: Stands in a frame for what differs from page to page.
_SLOT = "\0{}\0"
_SLOTS = ("charset", "title", "kind", "head", "main")


def document(site: Site, content: Content, *, charset: str | None, kind: str = "page") -> str:
    """The whole page. charset: as its meta element declares it; None where it has no such element."""
    looks = layout(site.style.layout)
    values = {
        "charset": f'<meta charset="{charset}">' if charset else "",
        "title": escape(content.title),
        "kind": kind,
        "head": _head(site, content),
        "main": "\n".join(block_html(site, looks, block) for block in content.blocks)
        + "\n"
        + _aside(site, looks, kind),
    }
    texts, slots = _frame(site)
    return texts[0] + "".join(values[slot] + text for slot, text in zip(slots, texts[1:], strict=True))


@lru_cache(_KEPT_FRAMES)
def _frame(site: Site) -> tuple[list[str], list[str]]:
    """The texts between the slots, and the slots' names in order; there is one text more."""
    looks = layout(site.style.layout)
    labels = {name: escape(text) for name, text in site.words.labels.items()}
    fixed = {
        "lang": site.style.html_lang,
        "brand": escape(site.company.brand),
        "owner": escape(owner(site)),
        "banner": looks.banner.format(**labels),
        "nav": _links(site, looks.nav_item, _MENU if site.naming.in_menu else ())
        + _others(site, looks.nav_item, "nav"),
        "links": _foot(site, looks),
        "contact": contact_html(site, looks, footer(site)),
        "social": _social(site, looks),
        "style": looks.style,
        "script": looks.script,
        "state": looks.state,
        "body": "".join(tool.body for tool in _tools(site)).format(id=_id(site)),
    }
    slots = {name: _SLOT.format(name) for name in _SLOTS}
    parts = re.split("\0(.*?)\0", looks.document.lstrip().format(**labels | fixed | slots))
    return parts[::2], parts[1::2]


def _aside(site: Site, looks: Layout, kind: str) -> str:
    """What the home page links in its midst."""
    return _others(site, looks.foot_link, "main") if kind == PageKind.HOME.value else ""


def _tools(site: Site) -> list[Tool]:
    return [tools()[number] for number in site.style.tools]


def _id(site: Site) -> int:
    """The number under which the products know this site."""
    return 10000 + site.index


def owner(site: Site) -> str:
    """Whom the foot of each page names."""
    return site.company.brand if site.style.footer is Footer.BRAND else site.company.official_name


def links(site: Site) -> Iterator[tuple[str, str]]:
    """The paths and labels of the pages that the site's menu and foot name."""
    labels = site.words.labels
    yield from ((site.pages[kind], labels[kind.value]) for kind in (*_MENU, *_FOOT) if kind in site.pages)
    yield f"/{site.words.paths['terms'][0]}", labels["terms"]
    if site.style.robots is Robots.SOME_PATHS:
        yield _LOGIN, labels["partners"]


def social(site: Site) -> Iterator[tuple[str, str]]:
    """The platforms at which the foot says that the company has a profile, and where."""
    if "social_media" in footer(site).states:
        yield from site.company.social.items()


def _links(site: Site, template: str, kinds: Iterable[PageKind]) -> str:
    # words in an attribute stay words
    show = "{label}" if '"{label}"' in template else site.naming.show
    shown = ((site.pages[kind], show.format(label=escape(site.label(kind)))) for kind in kinds if kind in site.pages)
    return "".join(template.format(url=escape(url), label=label) for url, label in shown)


def _others(site: Site, template: str, place: str) -> str:
    """What the site links here beside its own pages."""
    links = (link for link in site.naming.links if link.place == place)
    return "".join(template.format(url=escape(link.url), label=escape(link.label)) for link in links)


def _foot(site: Site, looks: Layout) -> str:
    kinds = _FOOT if site.naming.in_menu else (*_MENU, *_FOOT)
    own = _links(site, looks.foot_link, kinds)
    return own + _others(site, looks.foot_link, "foot") + _more_links(site, looks)


def _more_links(site: Site, looks: Layout) -> str:
    terms = looks.foot_link.format(url=f"/{site.words.paths['terms'][0]}", label=site.words.labels["terms"])
    if site.style.robots is not Robots.SOME_PATHS:
        return terms
    return terms + looks.foot_link.format(url=_LOGIN, label=site.words.labels["partners"])


def _social(site: Site, looks: Layout) -> str:
    return "".join(looks.social_item.format(url=url, label=name) for name, url in social(site))


def _head(site: Site, content: Content) -> str:
    parts = [tool.head.format(id=_id(site)) for tool in _tools(site)]
    parts += [
        f'<link rel="alternate" hreflang="{tag}" href="{site.origin}{path}">' for tag, path in site.naming.alternates
    ]
    if content.description:
        parts.append(f'<meta name="description" content="{escape(content.description)}">')
    for data in structured(site, content):
        parts.append(f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>')
    return "\n".join(parts) + "\n"
