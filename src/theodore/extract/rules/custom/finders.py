"""How each kind of rule finds something on a page, and what proves it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urljoin
from weakref import WeakKeyDictionary

from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import Document, Link
from theodore.extract.reading.json_path import Step, parse
from theodore.extract.reading.json_path import select as along
from theodore.extract.reading.proof import by_markup, by_text
from theodore.extract.reading.selectors import select
from theodore.extract.reading.structured import Item, snippet
from theodore.extract.reading.visible import read_texts
from theodore.extract.reading.wording import everywhere, squeeze
from theodore.extract.rules.custom.values import MAX_TEXT, Raw, Read, beginning, reader
from theodore.model.custom import CustomField, RuleKind
from theodore.model.embedded import stated
from theodore.model.evidence import Evidence, Proof

#: What a rule says of what it found; the user's measure of it is told instead. Of what is not of the field's type,
#: which is shown and not used.
SURE = 0.9
UNREAD = 0.1
#: Findings of one rule on one page.
_MOST = 100

Finder = Callable[[Document], Iterator[Evidence]]
#: Makes the evidence of a value; the value, and how sure it is.
_Prove = Callable[[Any, float], Evidence]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something that was found.

    prove: makes the evidence of it. is_read: it is what people read, where `careers` is a word and no address.
    """

    raw: Raw
    prove: _Prove
    is_read: bool = False


def finder(custom: CustomField) -> Finder:
    """What looks for a field on a page. Raises ValueError for a rule that is none, as the check of it does."""
    pieces: Callable[[Document], Iterator[_Piece]]
    match custom.rule:
        case RuleKind.SELECTOR:
            pieces = partial(_selected, custom)
        case RuleKind.PATTERN:
            pieces = partial(_fitted, custom, re.compile(custom.how, re.MULTILINE))
        case RuleKind.LINK:
            pieces = partial(_linked, custom, re.compile(custom.how))
        case RuleKind.JSON_PATH:
            pieces = partial(_stated, custom, parse(custom.how))
    return partial(_found, pieces, reader(custom.type))


def _found(pieces: Callable[[Document], Iterator[_Piece]], read: Read, document: Document) -> Iterator[Evidence]:
    for piece in islice(pieces(document), _MOST):
        value = read(piece.raw, "" if piece.is_read else document.url)
        if value is not None:
            yield piece.prove(value, SURE)
        elif piece.raw is not None and (text := squeeze(str(piece.raw))[:MAX_TEXT]):
            yield piece.prove(text, UNREAD)


def _method(custom: CustomField) -> str:
    return f"custom rule: {custom.rule}"


# --- the visible text


def _fitted(custom: CustomField, pattern: re.Pattern[str], document: Document) -> Iterator[_Piece]:
    for match in pattern.finditer(document.text):
        start, end = match.span(pattern.groups)
        if end > start:
            yield _at(custom, document, start, end)


def _at(custom: CustomField, document: Document, start: int, end: int) -> _Piece:
    """What stands at a place of the visible text; of a field that is true or false, that it does."""
    end = min(end, start + 2 * MAX_TEXT)

    def prove(value: Any, sure: float) -> Evidence:
        return by_text(document, custom.name, value, start, min(end, start + MAX_TEXT), _method(custom), sure)

    return _Piece(None if custom.type == "bool" else document.text[start:end], prove, is_read=True)


# --- elements

_WITHIN = re.compile(r"\w\w")
_LETTER = re.compile(r"\S")
#: Where an element of these says where it leads.
_ADDRESS_ATTRIBUTES = ("href", "src", "content", "action")


def _selected(custom: CustomField, document: Document) -> Iterator[_Piece]:
    for node in select(document.tree, document.html, custom.how):
        attribute = custom.attribute or _address_attribute(custom, node)
        piece = _of_attribute(custom, document, node, attribute) if attribute else _of_text(custom, document, node)
        if piece is not None:
            yield piece


def _address_attribute(custom: CustomField, node: LexborNode) -> str:
    """The attribute that is meant where an address is wanted and none was named; empty for the text."""
    if not custom.type.endswith(("url", "url]")):
        return ""
    return next((name for name in _ADDRESS_ATTRIBUTES if node.attributes.get(name)), "")


def _of_attribute(custom: CustomField, document: Document, node: LexborNode, attribute: str) -> _Piece | None:
    if attribute not in node.attributes:
        return None
    written = (node.attributes[attribute] or "").strip()
    if custom.type == "bool":
        return _Piece(None, _by_markup(custom, document, written or attribute, attribute))
    return _Piece(written, _by_markup(custom, document, written, attribute)) if written else None


def _of_text(custom: CustomField, document: Document, node: LexborNode) -> _Piece | None:
    words = _words(document, node)
    if words and (place := _place(document, words)):
        return _at(custom, document, *place)
    # what nobody sees is no statement; the title, say, is seen elsewhere than on the page
    if words and _is_hidden(document, node):
        return None
    if custom.type == "bool":
        # a script or a picture says nothing that a person reads; it is there all the same
        name, written = max(node.attributes.items(), key=lambda each: len(each[1] or ""), default=("", ""))
        return _Piece(None, _by_markup(custom, document, written or f"<{node.tag}", name if written else ""))
    text = " ".join(words)
    return _Piece(text, _by_markup(custom, document, text), is_read=True) if text else None


def _words(document: Document, node: LexborNode) -> list[str]:
    """The first words of an element, as many as a cell takes, and a few more by which the cut is seen.

    Style sheets, scripts and hidden elements within it are left out; of an element that is one itself, all is taken.
    """
    words: list[str] = []
    length = 0
    for text in read_texts(node, document.hidden):
        for word in text.split():
            if word := squeeze(word):
                words.append(word)
                length += len(word) + 1
            if length > MAX_TEXT:
                return words
    return words


def _place(document: Document, words: list[str]) -> tuple[int, int] | None:
    """Where these words stand in the visible text, whatever parts them there."""
    text, line = document.text, " ".join(words)
    # most stand in one line
    for at in everywhere(text, line):
        if _is_apart(text, at, at + len(line)):
            return at, at + len(line)
    dense, places = document.once(_dense)
    letters = "".join(words)
    for at in everywhere(dense, letters):
        start, end = places[at], places[at + len(letters) - 1] + 1
        if _is_apart(text, start, end):
            return start, end
    return None


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or behind: `Blog` is not in `Blogs`."""
    before, behind = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return not _WITHIN.fullmatch(before) and not _WITHIN.fullmatch(behind)


def _dense(document: Document) -> tuple[str, list[int]]:
    """The visible text without white space, and where each of its letters stands."""
    places = [match.start() for match in _LETTER.finditer(document.text)]
    return "".join(document.text.split()), places


def _is_hidden(document: Document, node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if above.mem_id in document.hidden:
            return True
        above = above.parent
    return False


def _by_markup(custom: CustomField, document: Document, written: str, attribute: str = "") -> _Prove:
    """Proof by the tag with these words; attribute: the one whose value they are, for they may stand elsewhere too."""
    written = written[:MAX_TEXT]
    near = f'{attribute}="{written}' if attribute else ""
    return lambda value, sure: by_markup(document, custom.name, value, written, _method(custom), sure, near=near)


# --- links


def _linked(custom: CustomField, pattern: re.Pattern[str], document: Document) -> Iterator[_Piece]:
    for link in document.links:
        address = _absolute(document, link)
        in_address = pattern.search(address)
        in_words = None if in_address else pattern.search(link.text)
        match = in_address or in_words
        if match is None or match.end() == match.start():
            continue
        prove = _by_markup(custom, document, link.href, "href")
        if custom.type == "bool":
            yield _Piece(None, prove)
        elif pattern.groups:
            yield from _of_group(custom, document, link, match, by_address=in_address is not None)
        elif custom.type.endswith(("url", "url]")):
            yield _Piece(address, prove)
        elif piece := _of_text(custom, document, link.node):
            yield piece


def _of_group(
    custom: CustomField, document: Document, link: Link, match: re.Match[str], *, by_address: bool
) -> Iterator[_Piece]:
    if not match[1]:
        return
    if by_address:
        yield _Piece(match[1], _by_markup(custom, document, link.href, "href"))
    elif place := _place(document, _words(document, link.node)):
        start, end = place
        yield _Piece(
            match[1], lambda value, sure: by_text(document, custom.name, value, start, end, _method(custom), sure)
        )


def _absolute(document: Document, link: Link) -> str:
    try:
        return urljoin(document.url, link.href)
    except ValueError:
        return link.href


# --- JSON

#: JSON has points alone.
_JSON_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_known: WeakKeyDictionary[Document, tuple[Item, ...]] = WeakKeyDictionary()


def _values(document: Document) -> tuple[Item, ...]:
    """Every value that the page carries, as a thing of no type; read once for all fields."""
    known = _known.get(document)
    if known is None:
        things = (item for item in document.items if item.owner is None)
        scripts = (Item(frozenset(), value, "jsonld", "", script) for script, value in stated(document.html))
        known = _known[document] = (*scripts, *things)
    return known


def _stated(custom: CustomField, steps: tuple[Step, ...], document: Document) -> Iterator[_Piece]:
    for item in _values(document):
        for name, value in along(steps, item.data):
            for each in _plain_values(value):
                yield _Piece(_as_number(custom, each), partial(_by_script, custom, document, item, name, each))


def _plain_values(value: Any) -> Iterator[str | int | float | bool]:
    """The plain values in what a path leads to; of a thing its value or its name."""
    for one in value if isinstance(value, list) else [value]:
        plain = one.get("@value", one.get("name")) if isinstance(one, dict) else one
        if isinstance(plain, str | int | float) and plain != "":
            yield plain


def _as_number(custom: CustomField, value: str | float | bool) -> Raw:
    is_number = custom.type in ("int", "float") and isinstance(value, str) and _JSON_NUMBER.fullmatch(value.strip())
    return float(value) if is_number else value


def _by_script(
    custom: CustomField,
    document: Document,
    item: Item,
    name: str,
    stated_value: str | float | bool,
    value: Any,
    sure: float,
) -> Evidence:
    is_text = isinstance(stated_value, str)
    written = squeeze(str(stated_value)) if is_text else json.dumps(stated_value)
    # a number or a truth value says nothing without its name
    named = "" if is_text else _named(item.script, name, stated_value)
    # a text that is too long for a quote, or is so once it is escaped, is proven by its first words
    parts = dict.fromkeys([written, beginning(written, MAX_TEXT // 3), beginning(written)])
    quote = named or next(filter(None, (snippet(item, name, part) for part in parts)), "")
    return Evidence(
        custom.name, value, Proof.MARKUP, document.url, document.cut(quote, 0, len(quote)), _method(custom), sure
    )


def _named(script: str, name: str, value: Any) -> str:
    """Where the script has this number or truth value under its name, however it is written: 1e3 is 1000."""
    for match in re.finditer(rf'"{re.escape(name)}"\s*+:\s*+([-+.\w]++)', script):
        try:
            stated_value = json.loads(match[1])
        except ValueError:
            continue
        if stated_value == value and isinstance(stated_value, bool) == isinstance(value, bool):
            return match.group()
    return ""
