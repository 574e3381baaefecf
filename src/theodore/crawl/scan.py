"""What a page shows, read in one pass from its source.

Not a parser: a walk over tags that takes time in proportion to the page's length, whatever is in it. lexbor would build
a tree of an honest page in half a millisecond, but in 66 s where one tag has 100,000 attributes and in 4 s where 20,000
elements are nested, and nothing else would run in this process meanwhile. The extraction builds trees, in processes of
its own with bounds on their time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from html import unescape

#: More of a page is not looked at, in characters.
MAX_SOURCE = 1_500_000
#: More visible text is not gathered, in characters: it is only ever asked whether there is much of it.
MAX_TEXT = 8_000
MAX_ANCHORS = 2_000
_MAX_HEADINGS = 3
_MAX_LABEL = 300
_MAX_ALTERNATES = 200
#: A tag of a language is no longer, in characters.
_MAX_TAG = 35
#: Scans that are kept, of pages up to so many characters: a cache holds on to what it is asked for.
_KEPT = 8
_MAX_KEPT = 100_000

# no part of it can match in two ways, so that nothing is ever tried twice
_TAG = re.compile(
    r"<(?:(?P<close>/)?(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<attributes>[^<>]*+)>?|(?P<comment>!--)|[!?][^<>]*+>?)"
)
#: What stands inside of these is not shown, or is not HTML.
_SKIPPED = frozenset(
    {"script", "style", "template", "noscript", "svg", "textarea", "iframe", "select", "math", "object"}
)
_ANCHORS = frozenset({"a", "area"})
_NAVIGATION = frozenset({"nav", "header", "menu"})
_HEADINGS = frozenset({"h1", "h2"})
#: Of which more is wanted to be known than that they are there, and whose ends matter.
_NOTED = _NAVIGATION | {"footer", "img", "input", "html", "link", "base", "meta", "frame"}
_CLOSED = _NAVIGATION | _HEADINGS | {"a", "footer"}
#: What a visitor writes into.
_WRITTEN_INTO = frozenset({"textarea", "select"})
_TYPED = frozenset({"text", "email", "tel", "search", "url", "number", "date"})
#: Elements that do not part words.
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "em", "font", "i", "mark", "s", "small", "span", "strong", "u", "wbr"}
)


_NO_FRAME = ("about:", "javascript:", "data:")


class Place(StrEnum):
    """Where on its page a link stands."""

    NAVIGATION = "navigation"
    FOOTER = "footer"
    CONTENT = "content"


@dataclass(slots=True)
class Anchor:
    """A link as it is written. text: what it shows, or the label that it has in place of text."""

    href: str
    place: Place
    text: str = ""
    label: str = ""


@dataclass(slots=True)
class Scan:
    """What one pass found.

    text: visible, white space folded, cut at MAX_TEXT. anchors: the frames of a frameset too. base: the URL of <base>.
    refresh: that of a meta refresh which comes soon, else of the only frame there is. passwords: how many fields ask
    for one. fields: how many others a visitor writes into. language: as the page states its own. alternates: the
    languages that it stands in elsewhere, each with the link.
    """

    title: str = ""
    headings: list[str] = field(default_factory=list)
    text: str = ""
    anchors: list[Anchor] = field(default_factory=list)
    base: str | None = None
    refresh: str | None = None
    passwords: int = 0
    fields: int = 0
    language: str = ""
    alternates: list[tuple[str, str]] = field(default_factory=list)


def scan(html: str) -> Scan:
    """Read a page.

    It is asked for several times in a row: is this a block, where does it lead, what does it link? So the last few
    are kept, of pages that are not large; nobody changes them.
    """
    return _kept(html) if len(html) <= _MAX_KEPT else _scan(html)


def _scan(html: str) -> Scan:
    walk = _Walk(html[:MAX_SOURCE])
    walk.run()
    return walk.found


_kept = lru_cache(_KEPT)(_scan)


def title_of(html: str) -> str:
    """The page's title, without reading the rest."""
    found = _TITLE.search(html, 0, _HEAD)
    return _folded(_unescaped(found[1])) if found else ""


def headline_of(html: str) -> str:
    """The page's first large heading, as far as it can be had without reading the rest: the first text in it."""
    found = _HEADLINE.search(html)
    return _folded(_unescaped(found[1])) if found else ""


def shows_much(html: str, enough: int) -> bool:
    """Whether the page has so many characters of visible text; quicker than a scan, which it often saves.

    Kept like a scan: whether a page is a block is asked first, and whether it needs a browser after that.
    """
    return _kept_shows(html, enough) if len(html) <= _MAX_KEPT else _shows(html, enough)


def _shows(html: str, enough: int) -> bool:
    at = size = 0
    while (found := _SHOWN.search(html, at)) is not None:
        skipped, text = found.groups()
        if skipped is None:
            size += len(" ".join(text.split()))
            if size >= enough:
                return True
            at = found.end()
        else:
            at = _end_of(skipped.lower(), html, found.end())
    return False


_kept_shows = lru_cache(_KEPT)(_shows)


class _Walk:
    """The walk over one page: where it stands, and what it has found."""

    def __init__(self, html: str) -> None:
        self.found = Scan()
        self._html = html
        self._at = 0
        self._shown: list[str] = []
        self._shown_size = 0
        self._anchor: Anchor | None = None
        self._heading: list[str] | None = None
        self._in_navigation = 0
        self._in_footer = 0
        self._frames: set[str] = set()

    def run(self) -> None:
        html, search = self._html, _TAG.search
        while (tag := search(html, self._at)) is not None:
            start, end = tag.span()
            if start > self._at:
                self._show(html[self._at : start])
            self._at = end
            close, name, attributes, comment = tag.groups()
            if close:
                self._close(name.lower())
            elif name:
                self._open(name.lower(), attributes)
            elif comment:
                self._at = _end_of("!--", html, end)
        self._show(html[self._at :])
        self.found.text = _folded("".join(self._shown))
        self._close_anchor()
        if len(self._frames) == 1:
            # so registrars show a domain's visitors a site that lies elsewhere
            self.found.refresh = self.found.refresh or next(iter(self._frames))

    def _open(self, name: str, attributes: str) -> None:
        if name not in _INLINE:
            self._part()
        if name in _ANCHORS:
            self._open_anchor(attributes)
        elif name in _SKIPPED:
            self.found.fields += name in _WRITTEN_INTO
            self._at = _end_of(name, self._html, self._at)
        elif name == "title":
            self._read_title()
        elif name in _HEADINGS:
            self._heading = []
        elif name in _NOTED:
            self._note(name, attributes)

    def _note(self, name: str, attributes: str) -> None:
        if name in _NAVIGATION:
            self._in_navigation += 1
        elif name == "footer":
            self._in_footer += 1
        elif name == "img" and self._anchor is not None and not self._anchor.label:
            self._anchor.label = _attribute("alt", attributes) or ""
        elif name == "input":
            self._note_input((_attribute("type", attributes) or "text").lower())
        elif name == "html" and not self.found.language:
            self.found.language = (_attribute("lang", attributes) or "")[:_MAX_TAG]
        elif name == "link":
            self._note_alternate(attributes)
        elif name == "base" and self.found.base is None:
            self.found.base = _attribute("href", attributes)
        elif name == "frame":
            self._note_frame(attributes)
        elif name == "meta" and (_attribute("http-equiv", attributes) or "").lower() == "refresh":
            self.found.refresh = self.found.refresh or _refresh(_attribute("content", attributes) or "")

    def _note_frame(self, attributes: str) -> None:
        src = (_attribute("src", attributes) or "").strip()
        # what fills a frame that is to stay empty
        if src and not src.lower().startswith(_NO_FRAME) and len(self.found.anchors) < MAX_ANCHORS:
            self._frames.add(src)
            self.found.anchors.append(Anchor(src, Place.NAVIGATION, _attribute("title", attributes) or ""))

    def _note_input(self, kind: str) -> None:
        if kind == "password":
            self.found.passwords += 1
        elif kind in _TYPED:
            self.found.fields += 1

    def _note_alternate(self, attributes: str) -> None:
        # most <link> elements are styles: a look for the word is cheaper than one for the attribute
        if "hreflang" in attributes.lower() and len(self.found.alternates) < _MAX_ALTERNATES:
            language, href = _attribute("hreflang", attributes), _attribute("href", attributes)
            if language and href:
                self.found.alternates.append((language[:_MAX_TAG], href))

    def _close(self, name: str) -> None:
        if name not in _INLINE:
            self._part()
        if name not in _CLOSED:
            return
        if name == "a":
            self._close_anchor()
        elif name in _HEADINGS:
            self._close_heading()
        elif name in _NAVIGATION:
            self._in_navigation = max(self._in_navigation - 1, 0)
        elif name == "footer":
            self._in_footer = max(self._in_footer - 1, 0)

    def _show(self, raw: str) -> None:
        if raw.isspace():
            self._part()
            return
        is_wanted = self._shown_size < MAX_TEXT
        if not is_wanted and self._anchor is None and self._heading is None:
            return
        text = _unescaped(raw) if "&" in raw else raw
        if is_wanted:
            self._shown.append(text)
            self._shown_size += len(text.strip())
        self._name(text)

    def _part(self) -> None:
        """What was shown before and what comes after are two words."""
        if self._shown_size < MAX_TEXT:
            self._shown.append(" ")
        if self._anchor is not None or self._heading is not None:
            self._name(" ")

    def _name(self, text: str) -> None:
        """It is shown within a link or a heading, if there is one."""
        if self._anchor is not None and len(self._anchor.text) < _MAX_LABEL:
            self._anchor.text += text
        if self._heading is not None and len(self._heading) < _MAX_LABEL:
            self._heading.append(text)

    def _open_anchor(self, attributes: str) -> None:
        self._close_anchor()
        href = _attribute("href", attributes)
        if href is not None and len(self.found.anchors) < MAX_ANCHORS:
            label = _attribute("aria-label", attributes) or _attribute("title", attributes) or ""
            self._anchor = Anchor(href, self._place(), label=label)
            self.found.anchors.append(self._anchor)

    def _close_anchor(self) -> None:
        if self._anchor is not None:
            self._anchor.text = _folded(self._anchor.text)[:_MAX_LABEL] or _folded(self._anchor.label)[:_MAX_LABEL]
            self._anchor = None

    def _close_heading(self) -> None:
        if self._heading is not None and len(self.found.headings) < _MAX_HEADINGS:
            self.found.headings.append(_folded("".join(self._heading))[:_MAX_LABEL])
        self._heading = None

    def _place(self) -> Place:
        if self._in_footer:
            return Place.FOOTER
        return Place.NAVIGATION if self._in_navigation else Place.CONTENT

    def _read_title(self) -> None:
        start = self._at
        self._at = _end_of("title", self._html, self._at)
        if not self.found.title:
            raw = self._html[start : min(self._at, start + 4 * _MAX_LABEL)]
            self.found.title = _folded(_unescaped(raw.partition("<")[0]))[:_MAX_LABEL]


_END = {name: re.compile(rf"</{name}\b[^<>]*+>?", re.IGNORECASE) for name in (*_SKIPPED, "title")}
#: As many slashes are looked at before an end is looked for by its pattern.
_SLASHES = 30
_SHOWN = re.compile(rf"<(?P<skipped>!--|(?:{'|'.join(sorted(_SKIPPED))}|title)\b)|>\s*+(?P<text>[^<]++)", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^<>]*+>([^<]*+)", re.IGNORECASE)
_HEADLINE = re.compile(r"<h1\b[^<>]*+>\s*+(?:<[^<>]{0,200}+>\s*+){0,3}+([^<]{0,300}+)", re.IGNORECASE)
_HEAD = 50_000
_ATTRIBUTE = {
    name: re.compile(rf"(?<![\w-]){name}\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s\"'>]++))", re.IGNORECASE)
    for name in ("href", "alt", "type", "aria-label", "title", "http-equiv", "content", "lang", "hreflang", "src")
}
_REFRESH = re.compile(
    r"\s*+(?P<seconds>[0-9]*+)[0-9.]*+\s*+[;,]\s*+(?:url\s*+=\s*+)?[\"']?(?P<url>[^\"'\s]+)", re.IGNORECASE
)
_ENDLESS_NUMBER = re.compile(r"&#[0-9]{9,}+;?")
#: A page that shows itself for longer, in seconds, before it sends its visitors on is meant to be read.
_MAX_DELAY_S = 10


def _end_of(name: str, html: str, at: int) -> int:
    """Where what began before `at` is over: an element of this name, or a comment; the page's end where it is not."""
    if name == "!--":
        end = html.find("-->", at)
        return len(html) if end < 0 else end + 3
    # styles and scripts are half of most pages, and hold few slashes: from one to the next it goes ten times as quickly
    # as with the pattern, which takes over where there are many
    for _ in range(_SLASHES):
        at = html.find("/", at + 1)
        if at < 0:
            return len(html)
        if html[at - 1] == "<":
            break
    found = _END[name].search(html, at - 1)
    return len(html) if found is None else found.end()


def _attribute(name: str, attributes: str) -> str | None:
    found = _ATTRIBUTE[name].search(attributes)
    if found is None:
        return None
    value = found[1] if found[1] is not None else found[2] if found[2] is not None else found[3]
    return _unescaped(value) if "&" in value else value


def _refresh(content: str) -> str | None:
    """Where a meta refresh of this content sends a visitor who has no time to read; None where it does not."""
    found = _REFRESH.match(content[:2_000])
    return found["url"] if found and int(found["seconds"] or 0) <= _MAX_DELAY_S else None


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:
        # a number so long that Python does not read it; beyond Unicode it is, which means this sign
        return unescape(_ENDLESS_NUMBER.sub("\ufffd", text))


def _folded(text: str) -> str:
    return " ".join(text.split())
