"""Pages that are made by their scripts: their source shows nothing, and carries its words or leads to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any

from theodore.farm.companies import Person
from theodore.farm.pages.blocks import (
    Block,
    Cards,
    Contact,
    Filler,
    Form,
    Heading,
    Jobs,
    Names,
    Pairs,
    People,
    Posts,
    Prices,
    Prose,
)
from theodore.farm.pages.content import content, footer
from theodore.farm.pages.frame import document, links, owner, social
from theodore.farm.sites import Site
from theodore.model.page import PageKind

SCRIPT_PATH = "/assets/app.js"
_API = "/api/pages"

#: Nothing but elements and texts: what a framework's own code comes to.
_MAKE = """function make(node) {
  if (typeof node === 'string') return document.createTextNode(node);
  const element = document.createElement(node[0]);
  for (const name in node[1]) element.setAttribute(name, node[1][name]);
  for (const child of node[2]) element.append(make(child));
  return element;
}
function show(page) {
  document.title = page.title;
  for (const node of page.head) document.head.append(make(node));
  for (const node of page.body) document.getElementById('root').append(make(node));
}
"""
_BY_PATH = "show(pages[location.pathname]);"
_BY_FETCH = f"""const path = location.pathname === '/' ? '/index' : location.pathname.replace(/\\/$/, '');
fetch('{_API}' + path + '.json').then(answer => answer.json()).then(show);
"""


def page_html(site: Site, kind: PageKind) -> str:
    """The source of the site's page of this kind."""
    return _SOURCES[site.variant.name](site, kind)


def beside(site: Site, path: str) -> tuple[str, str] | None:
    """The media type and the text of what the pages' scripts ask for; None for any other path."""
    if path == SCRIPT_PATH and site.is_("script_dom"):
        pages = {own: _tree(site, kind) for kind, own in site.pages.items()}
        return "text/javascript", f"{_MAKE}const pages = {_json(pages)};\n{_BY_PATH}"
    if path == SCRIPT_PATH and site.is_("api_fetch"):
        return "text/javascript", _MAKE + _BY_FETCH
    if path.startswith(_API) and site.is_("api_fetch"):
        wanted = path.removeprefix(_API).removesuffix(".json")
        named = {"/index" if own == "/" else own.removesuffix("/"): kind for kind, own in site.pages.items()}
        return ("application/json", _json(_tree(site, named[wanted]))) if wanted in named else None
    return None


def _shell(site: Site, title: str, root: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="{site.style.html_lang}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'{head}</head><body><div id="{root}"></div>{body}</body></html>'
    )


def _script_dom(site: Site, _: PageKind) -> str:
    return _shell(site, site.company.brand, "root", f'<script src="{SCRIPT_PATH}"></script>')


def _enable_javascript(site: Site, kind: PageKind) -> str:
    script = f"{_MAKE}show({_json(_tree(site, kind))});"
    words = "<noscript>You need to enable JavaScript to run this app.</noscript>"
    return _shell(site, site.company.brand, "root", f"{words}<script>{script}</script>")


def _next_data(site: Site, kind: PageKind) -> str:
    state = {"props": {"pageProps": _state(site, kind)}, "page": site.pages[kind], "query": {}, "buildId": "f4a7"}
    data = f'<script id="__NEXT_DATA__" type="application/json">{_json(state)}</script>'
    return _shell(site, content(site, kind).title, "__next", data, _head_of(site, kind))


def _nuxt_data(site: Site, kind: PageKind) -> str:
    state = {"data": {"page": _state(site, kind)}, "serverRendered": False}
    data = f'<script type="application/json" id="__NUXT_DATA__">{_json(_flat(state))}</script>'
    return _shell(site, content(site, kind).title, "__nuxt", data, _head_of(site, kind))


def _initial_state(site: Site, kind: PageKind) -> str:
    data = f"<script>window.__INITIAL_STATE__ = {_json(_state(site, kind))};</script>"
    return _shell(site, content(site, kind).title, "app", data, _head_of(site, kind))


_SOURCES: dict[str, Callable[[Site, PageKind], str]] = {
    "script_dom": _script_dom,
    "api_fetch": _script_dom,
    "enable_javascript": _enable_javascript,
    "next_data": _next_data,
    "nuxt_data": _nuxt_data,
    "initial_state": _initial_state,
}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _flat(value: Any) -> list[Any]:
    """As Nuxt writes its state: each value once, named by its place."""
    found: list[Any] = [["Reactive", 1]]

    def put(one: Any) -> int:
        at = len(found)
        found.append(one)
        if isinstance(one, dict):
            found[at] = {name: put(inner) for name, inner in one.items()}
        elif isinstance(one, list):
            found[at] = [put(inner) for inner in one]
        return at

    put(value)
    return found


# --- the ordinary page, taken apart for a script to put together


def _tree(site: Site, kind: PageKind) -> dict[str, Any]:
    reader = _Reader()
    reader.feed(document(site, content(site, kind), charset=None, kind=kind.value))
    return {"title": content(site, kind).title, "head": reader.head, "body": reader.body}


def _head_of(site: Site, kind: PageKind) -> str:
    """What the head states for machines, as frameworks write it into the source: description and structured data."""
    whole = document(site, content(site, kind), charset=None, kind=kind.value)
    return _cut(whole, '<meta name="description"', ">") + _cut(
        whole, '<script type="application/ld+json">', "</script>"
    )


def _cut(text: str, first: str, last: str) -> str:
    """The text from `first` to the end of `last`; empty where it has none."""
    start = text.find(first)
    return text[start : text.find(last, start) + len(last)] if start >= 0 else ""


_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class _Reader(HTMLParser):
    """The elements of a page; its scripts and styles are left out, but for those that state facts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.head: list[Any] = []
        self.body: list[Any] = []
        self._within: list[tuple[str, list[Any]]] = []
        self._is_in_body = False
        self._is_read = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "body":
            self._is_in_body = True
            self._within = [("body", self.body)]
            return
        if not self._is_in_body:
            self._in_head(tag, attributes)
            return
        self._is_read = tag not in ("script", "style")
        if self._is_read:
            node: list[Any] = [tag, attributes, []]
            self._within[-1][1].append(node)
            if tag not in _VOID:
                self._within.append((tag, node[2]))

    def _in_head(self, tag: str, attributes: dict[str, str]) -> None:
        states = attributes.get("name") == "description" or attributes.get("type") == "application/ld+json"
        self._within = []
        if states:
            self.head.append([tag, attributes, []])
            if tag == "script":
                self._within = [(tag, self.head[-1][2])]

    def handle_endtag(self, tag: str) -> None:
        self._is_read = True
        if tag in [name for name, _ in self._within[1:]] or (self._within and not self._is_in_body):
            while self._within and self._within.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._within and self._is_read:
            self._within[-1][1].append(data)


# --- the ordinary page, as the state that a framework embeds


def _state(site: Site, kind: PageKind) -> dict[str, Any]:
    page = content(site, kind)
    return {
        "title": page.title,
        "navigation": [{"href": url, "label": label} for url, label in links(site)],
        "blocks": [_block(site, block) for block in page.blocks],
        "footer": {
            "company": owner(site),
            "contact": _block(site, footer(site)),
            "social": [{"platform": name, "url": url} for name, url in social(site)],
        },
    }


def _block(site: Site, block: Block) -> dict[str, Any]:
    return {"type": type(block).__name__.lower(), **_PARTS[type(block)](site, block)}


def _filler(site: Site, block: Filler) -> dict[str, Any]:
    stock = site.words.paragraphs
    texts = [stock[(block.start + number) % len(stock)] for number in range(block.count)]
    return {"html": "".join(f"<p>{text}</p>" for text in texts)}


def _contact(site: Site, block: Contact) -> dict[str, Any]:
    labels = site.words.labels
    lines = [{"label": labels["phone"], "value": phone.shown} for phone in block.phones]
    lines += [{"label": labels["fax"], "value": block.fax.shown}] if block.fax else []
    lines += [{"label": labels["mail"], "value": mail} for mail in block.emails]
    return {"street": block.street, "town": block.town, "country": block.country, "lines": lines}


def _cards(site: Site, block: Cards) -> dict[str, Any]:
    stock = site.words.paragraphs
    return {
        "cards": [
            {"title": title, "text": stock[(block.start + number) % len(stock)]}
            for number, title in enumerate(block.titles)
        ]
    }


def _jobs(site: Site, block: Jobs) -> dict[str, Any]:
    apply = site.words.labels["apply"]
    return {
        "jobs": [
            {"title": title, "place": place, "apply": {"href": f"{block.path}#{number}", "label": apply}}
            for number, (title, place) in enumerate(zip(block.titles, block.places, strict=True), 1)
        ]
    }


def _posts(_: Site, block: Posts) -> dict[str, Any]:
    return {"posts": [{"title": title, "href": url, "date": date} for title, url, date, _ in block.posts]}


def _names(_: Site, block: Names) -> dict[str, Any]:
    key = "alt" if block.as_logos else "text"
    return {"entries": [{key: name} for name in block.names]}


def _person(one: Person) -> dict[str, str]:
    direct = {"phone": one.phone.shown if one.phone else "", "email": one.email}
    return {"name": one.name, "title": one.title, **{name: value for name, value in direct.items() if value}}


_PARTS: dict[type, Callable[[Site, Any], dict[str, Any]]] = {
    Heading: lambda _, block: {"level": block.level, "text": block.text},
    Prose: lambda _, block: {"text": block.text},
    Filler: _filler,
    Pairs: lambda _, block: {"items": [{"label": label, "value": value} for label, value in block.items]},
    Contact: _contact,
    People: lambda _, block: {"people": [_person(one) for one in block.people]},
    Cards: _cards,
    Jobs: _jobs,
    Posts: _posts,
    Prices: lambda _, block: {"plans": [{"name": plan, "amount": amount} for plan, amount in block.plans]},
    Form: lambda _, block: {"action": block.action},
    Names: _names,
}
