"""What a page carries for its own scripts, as the page that they would make of it.

Where a framework builds its pages in the browser, their words and links often come with the page all the same, as JSON:
`__NEXT_DATA__`, `__NUXT_DATA__`, `window.__INITIAL_STATE__`, islands of application/json. They are found by a walk over
the source that runs nothing, and written out as plain HTML: so the crawl and the extraction read them as they read any
page. Only a page that shows hardly any text is looked at so; the others say it all themselves. JSON-LD is left to the
extraction, which reads it on every page.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from theodore.model.literals import MAX_JSON, Unreadable, read_json, read_literal

#: A page that shows fewer characters than this shows hardly any text.
HARDLY_ANY: Final = 400
#: State with as many characters of text is a page's worth.
_ENOUGH = 400
_MAX_SCRIPTS = 20
_MAX_NODES = 60_000
_MAX_TEXTS = 3_000
_MAX_CHARS = 300_000
_LONGEST = 20_000
_MAX_LINKS = 500

#: Each is in the source of a page that may carry state: looking for words is cheaper than for scripts.
_MARKS = ("/json", "__NUXT__", "_STATE__", "__NEXT_DATA__")
#: What scripts assign their state to.
_GLOBALS = (
    "__NEXT_DATA__",
    "__NUXT__",
    "__INITIAL_STATE__",
    "__PRELOADED_STATE__",
    "__APOLLO_STATE__",
    "__INITIAL_DATA__",
)


def _names(meaning: str) -> frozenset[str]:
    """The names of this meaning in `data/state_names.csv`."""
    text = files("theodore.model").joinpath("data/state_names.csv").read_text(encoding="utf-8")
    return frozenset(row["name"] for row in csv.DictReader(text.splitlines()) if row["meaning"] == meaning)


#: Under these stand names for programs, not words for people. In lower case, like all that follow.
_CODE = _names("code")
#: And under these what others say, or what is not said at all.
_OTHERS = _names("others")
#: Where a link leads, and what it is called.
_HREFS = ("href", "url", "link", "to", "path", "pathname", "permalink", "route", "uri")
_LABELS = ("label", "title", "text", "name", "linktext", "anchor", "caption")
#: Under these a single word, or a number, is meant to be read.
_NAMES = _names("named")
#: And under these what is said of one thing may be said of the next too.
_REPEATED = _names("repeated")
#: Neighbours that a page shows on one line.
_TOGETHER = {
    **dict.fromkeys(
        ("zip", "zipcode", "postcode", "postalcode", "plz"), ("city", "town", "locality", "addresslocality")
    ),
    "firstname": ("lastname",),
}
_CODE_SIGNS = ("{", "}", "=>", "://", "</", ";base64")
_KEPT_TAGS = _names("kept_tag")
_SKIPPED_TAGS = frozenset(("script", "style", "template", "noscript", "textarea", "iframe", "svg"))


def carries_state(html: str) -> bool:
    """Whether the page's source may hold state at all; tells most pages apart at the price of a look."""
    return any(mark in html for mark in _MARKS)


@lru_cache(maxsize=4)
def _kept(html: str) -> str:
    return _Writer().write(html)


def spelled_out(html: str) -> str:
    """The HTML of what the page's state says; empty where there is none, or too little for a page.

    It is for pages that show hardly any text. Takes time in proportion to the page's length, whatever is in it: state
    that is too deep or too large is left alone.
    """
    if not carries_state(html):
        return ""
    # asked for by the crawl several times in a row; a cache holds on to what it is asked for
    return _kept(html) if len(html) <= MAX_JSON // 10 else _Writer().write(html)


@dataclass(slots=True)
class _Writer:
    """Writes down what is found, within the bounds. size: characters of text so far."""

    parts: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=lambda: {""})
    links: int = 0
    size: int = 0

    def write(self, html: str) -> str:
        for state in _states(html):
            for thing in state:
                self._note(thing)
        return "".join(("<main>", *self.parts, "</main>")) if self.size >= _ENOUGH else ""

    def _note(self, thing: _Thing) -> None:
        if len(self.parts) >= _MAX_TEXTS or self.size >= _MAX_CHARS:
            return
        if thing.href:
            self._link(thing)
        elif thing.text not in self.seen or thing.again:
            self.seen.add(thing.text)
            self.size += len(thing.text)
            self.parts.append(f"<div>{_plain_html(thing.text)}</div>")

    def _link(self, thing: _Thing) -> None:
        if self.links < _MAX_LINKS and f"\0{thing.href}" not in self.seen:
            self.seen |= {f"\0{thing.href}", thing.text}
            self.links += 1
            self.parts.append(f'<div><a href="{_escaped(thing.href)}">{_escaped(thing.text)}</a></div>')


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something to read, or a link and what it is called. again: whether it is written however often it is said."""

    text: str
    href: str = ""
    again: bool = False


# --- where it stands in the page


def stated(html: str) -> Iterator[tuple[str, Any]]:
    """Every value that the page carries for programs, JSON-LD too, each with the script that it stands in."""
    for attributes, script in _scripts(html):
        try:
            if "json" in attributes:
                yield script, read_json(script)
            else:
                yield from ((script, value) for value in _assigned(script))
        except Unreadable:
            continue


def _states(html: str) -> Iterator[Iterator[_Thing]]:
    for attributes, script in _scripts(html):
        try:
            if "ld+json" in attributes:
                continue
            if "json" in attributes:
                value = read_json(script)
                yield _walk(_unfolded(value) if "__NUXT_DATA__" in attributes else value)
            else:
                yield from map(_walk, _assigned(script))
        except Unreadable:
            continue


def _scripts(html: str) -> Iterator[tuple[str, str]]:
    """The attributes and the text of each script with one, in order."""
    at = 0
    for _ in range(_MAX_SCRIPTS * 5):
        start = html.find("<script", at)
        opened = html.find(">", start)
        end = html.find("</script", opened)
        if start < 0 or opened < 0 or end < 0:
            return
        at = end
        if end - opened > 2:  # one that is loaded from elsewhere has none
            yield html[start:opened], html[opened + 1 : end]


def _assigned(script: str) -> Iterator[Any]:
    """What the script assigns to one of the names under which frameworks keep their state."""
    if len(script) > MAX_JSON:
        return
    for name in _GLOBALS:
        at = script.find(name)
        if at < 0:
            continue
        rest = script[at + len(name) :].lstrip("'\"] \t\r\n")
        if rest.startswith("=") and not rest.startswith("=="):
            try:
                yield read_literal(rest[1:])
            except Unreadable:
                continue


# --- what is in it


def _walk(value: Any) -> Iterator[_Thing]:
    """What a person would read, in the order in which it is written."""
    stack: list[tuple[str, Any]] = [("", value)]
    seen: set[int] = set()
    for _ in range(_MAX_NODES):
        if not stack:
            return
        key, found = stack.pop()
        if isinstance(found, str):
            if _is_readable(key, found):
                yield _Thing(found.strip()[:_LONGEST], again=key in _REPEATED)
        elif isinstance(found, dict | list) and id(found) not in seen:
            seen.add(id(found))
            if isinstance(found, dict):
                yield from _linked(found)
                stack += reversed(_joined(found))
            else:
                stack += ((key, each) for each in reversed(found[:_MAX_NODES]))


def _joined(found: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What stands under each key, in lower case; what belongs on one line together."""
    lowered = [(str(key).lower(), value) for key, value in list(found.items())[:_MAX_NODES]]
    known, told = dict(lowered), set[str]()
    listed: list[tuple[str, Any]] = []
    for key, value in lowered:
        if key in told or key in _OTHERS:
            continue
        beside = next((other for other in _TOGETHER.get(key, ()) if isinstance(known.get(other), str)), None)
        if beside is not None and isinstance(value, str | int):
            told.add(beside)
            listed.append(("text", f"{value} {known[beside]}"))
        else:
            listed.append((key, value))
    return listed


def _linked(found: Mapping[str, Any]) -> Iterator[_Thing]:
    """The link that an object is, with what it is called."""
    lowered = {str(key).lower(): value for key, value in list(found.items())[:200]}
    for key in _HREFS:
        href = lowered.get(key)
        if isinstance(href, str) and _is_address(href):
            label = next((text for name in _LABELS if isinstance(text := lowered.get(name), str)), "")
            yield _Thing(" ".join(label.split())[:200], href)
            return


def _is_address(href: str) -> bool:
    if len(href) > 500 or any(sign in href for sign in ' []{}<>\n"') or href.startswith("//"):
        return False
    return href.startswith(("https://", "http://")) or (href.startswith("/") and len(href) > 1)


def _is_readable(key: str, text: str) -> bool:
    text = text.strip()
    if not text or key in _CODE or text.startswith(("/", "#", "data:", "www.")):
        return False
    if "@" in text:
        return True
    if any(sign in text for sign in _CODE_SIGNS) and "<" not in text:
        return False
    if key in _NAMES or key in _REPEATED:
        return True
    digits = sum(letter.isdigit() for letter in text[:40])
    if digits > 6 and all(letter.isdigit() or letter in " +()/.-" for letter in text[:40]):
        return True
    return " " in text and any(letter.isalpha() for letter in text[:200])


def _unfolded(flat: Any) -> Any:
    """The value of a list in which every value stands once, and is named by its place: as Nuxt writes its state."""
    if not isinstance(flat, list) or not flat:
        raise Unreadable
    made: list[Any] = [{} if isinstance(one, dict) else [] if isinstance(one, list) else one for one in flat]
    for one, into in zip(flat, made, strict=True):
        if isinstance(one, dict):
            into.update({name: made[place] for name, place in one.items() if _is_place(place, made)})
        elif isinstance(one, list):
            into.extend(made[place] for place in one if _is_place(place, made))
    return made[0]


def _is_place(place: Any, made: list[Any]) -> bool:
    return isinstance(place, int) and not isinstance(place, bool) and 0 <= place < len(made)


# --- how it is written down


def _escaped(text: str) -> str:
    text = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")  # halves of a pair are no text
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _plain_html(text: str) -> str:
    """A text as HTML; of one that is HTML itself, its words and the elements that part them."""
    if "<" not in text:
        return "<br>".join(_escaped(line) for line in text.split("\n"))
    parts: list[str] = []
    at = 0
    while (start := text.find("<", at)) >= 0 and (end := text.find(">", start)) >= 0:
        # what is escaped already stays so
        parts.append(_escaped(text[at:start]).replace("&amp;", "&"))
        tag, at = text[start + 1 : end], end + 1
        name = tag.strip("/").split(None, 1)[0].lower() if tag.strip("/ ") else ""
        if name in _KEPT_TAGS:
            parts.append(f"</{name}>" if tag.startswith("/") else f"<{name}{_href_in(tag) if name == 'a' else ''}>")
        elif name in _SKIPPED_TAGS and not tag.startswith("/"):
            closed = text.find(f"</{name}", at)
            at = closed if closed >= 0 else len(text)
    return "".join((*parts, _escaped(text[at:]).replace("&amp;", "&")))


def _href_in(tag: str) -> str:
    at = tag.find("href=")
    quote = tag[at + 5 : at + 6]
    end = tag.find(quote, at + 6) if at >= 0 and quote in ("'", '"') else -1
    return f' href="{_escaped(tag[at + 6 : end])}"' if end > 0 else ""
