"""The products and services that the company names: in menus, on cards and lists, and in structured data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_words
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.sections import Section, plain_lines
from theodore.extract.reading.structured import Item
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import CELLS, Line, Place
from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import entries
from theodore.extract.rules.choice import LONGEST_LIST, Candidate
from theodore.extract.rules.offer.headed import kind_of
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

FIELDS = ("products_services_offered", "key_services")
MOST_KEY = 5
_OFFERS = "offers"

#: In words and in characters: a longer line is a sentence about an offer, not its name.
_MOST_WORDS = 8
_LONGEST = 70
_FEWEST = 2
_NOT_A_NAME = re.compile("|".join(entries("offer_not_names")))
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: What no name of an offer holds: prices, numbers to call, addresses, times, sentences.
_ELSE = re.compile(
    r"[@{}<>=]|[€$£]\s?\d|\d\s?[€$£]|\d[\d\s().-]{6,}\d|https?:|www\.|\d:\d\d|[.!?]\s|[?!:;,]$|\.\.|…|\d{4}-\d\d"
)
_TRIM = " \u2022\u00b7-\u2013\u2014*>»\u203a•✓✔|"


def of_section(document: Document, within: Section) -> Iterator[Evidence]:
    """The cards below a heading; where it has none, the entries of its list."""
    sure = 0.75 if document.kind in (PageKind.HOME, PageKind.PRODUCTS) else 0.6
    if document.kind is PageKind.BLOG:
        return
    cards = [each.text for each in within.highest]
    names = [card for card in cards if offer_name(card)]
    # cards of which many are no names are the next sections of a page that uses its headings at random
    if len(cards) > 1 and len(names) * 3 >= len(cards) * 2:
        yield from named(document, names, "offers.cards", sure)
    elif not cards:
        listed = [text for _, tag, text in plain_lines(document, within) if tag in ("li", "dt")]
        names = [text for text in listed if offer_name(text)]
        if len(names) > 1 and len(names) * 3 >= len(listed) * 2:
            yield from named(document, names, "offers.list", sure - 0.05)


def named(document: Document, written: Sequence[str], method: str, sure: float) -> Iterator[Evidence]:
    """Evidence of these offers, for both fields."""
    for text in list(dict.fromkeys(written))[:LONGEST_LIST]:
        name = offer_name(text)
        for field in FIELDS:
            yield by_words(document, field, name, text[:200], method, round(sure, 2))


@remembered
def offer_name(text: str) -> str:
    """The name of an offer in this line; empty where it is none."""
    name = squeeze(text.strip(_TRIM))
    if not _FEWEST <= len(name) <= _LONGEST or len(name.split()) > _MOST_WORDS or not _LETTERS.search(name):
        return ""
    if name.endswith(".") or (name[:1].islower() and len(name.split()) > 4):
        return ""
    return "" if _ELSE.search(name) or _NOT_A_NAME.fullmatch(name.lower().rstrip(".")) else name


# --- tables

_BOXES = frozenset({*CELLS, "div", "p"})
_SHORTEST_SENTENCE = 25
#: In cells, and in boxes of any kind, in which much else is said.
_FEWEST_PAIRS, _FEWEST_IN_BOXES = 2, 3


def of_table(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Names in cells or boxes, each with its sentence in the next, on a products page that has no headings."""
    if document.kind is not PageKind.PRODUCTS:
        return
    lines = document.lines
    labels = [n for n, line in enumerate(lines) if line.tag in _BOXES and kind_of(line.text, subject) == _OFFERS]
    if not labels:
        return
    pairs = [
        (number, line)
        for number, (line, following) in enumerate(pairwise(lines))
        if number > labels[-1]
        and line.place is Place.MAIN
        and line.tag == following.tag
        and _is_explained(line, following)
    ]
    cells = [line.text for _, line in pairs if line.tag in CELLS]
    if len(cells) >= _FEWEST_PAIRS:
        yield from named(document, cells, "offers.table", 0.6)
    else:
        boxes = list(_in_a_row(_without_a_stray(pairs, lines, labels[-1])))
        if len(boxes) >= _FEWEST_IN_BOXES:
            yield from named(document, boxes, "offers.boxes", 0.55)


def _without_a_stray(
    pairs: Sequence[tuple[int, Line]], lines: Sequence[Line], label: int
) -> Sequence[tuple[int, Line]]:
    """The pairs without the end of a menu, which stands before the first sentence as a name before its own."""
    first = pairs[0][0] if pairs else label + 1
    is_stray = first - 1 != label and lines[first - 1].text[-1] not in ".!"
    return pairs[1:] if is_stray else pairs


def _is_explained(name: Line, sentence: Line) -> bool:
    """Whether a line names an offer, and the next says what it is."""
    text = sentence.text
    return name.tag in _BOXES and len(text) >= _SHORTEST_SENTENCE and text[-1] in ".!" and bool(offer_name(name.text))


def _in_a_row(pairs: Sequence[tuple[int, Line]]) -> Iterator[str]:
    """The first of these, and those that follow it with nothing between."""
    for count, (number, line) in enumerate(pairs):
        if number != pairs[0][0] + 2 * count:
            return
        yield line.text


# --- menus

_DEEPEST = 3
_MENU_LINKS = 60
#: Products may have a menu, and services another.
_MENUS = 3


def of_menu(document: Document, subject: Subject) -> Iterator[Evidence]:
    """What stands in the menu below Products or Services, on the home page: other pages have the same menu."""
    if document.kind is not PageKind.HOME or not _has_label(document, subject):
        return
    menus = 0
    for link in document.links:
        node = link.node
        entry = _entry(node)
        if entry is None or kind_of(link.text, subject) != _OFFERS:
            continue
        names = [text for text in _below(entry, node, document) if offer_name(text)]
        if len(names) > 1:
            yield from named(document, names, "offers.menu", 0.65)
            menus += 1
        if menus == _MENUS:
            return


def _has_label(document: Document, subject: Subject) -> bool:
    """Whether any line is the label of such a menu: most pages have none, and links are costly to read."""
    return any(
        line.place is not Place.FOOTER and len(line.text) < 40 and kind_of(line.text, subject) == _OFFERS
        for line in document.lines
    )


def _entry(node: LexborNode) -> LexborNode | None:
    """The entry of a list that begins with this link and goes on with a list of its own."""
    above = node.parent
    for _ in range(_DEEPEST):
        if above is None or above.tag == "li":
            break
        above = above.parent
    if above is None or above.tag != "li":
        return None
    return above


def _below(entry: LexborNode, label: LexborNode, document: Document) -> Iterator[str]:
    """The links of the list within an entry; one that holds the label again is a frame of the page, not a menu."""
    found = [node for node in entry.css("li a[href]")[: _MENU_LINKS + 1] if node.mem_id != label.mem_id]
    if len(found) > _MENU_LINKS:
        return
    for node in found:
        if node.mem_id not in document.hidden:
            yield squeeze(node.text(separator=" "))[:200]


# --- structured data

_THINGS = frozenset(
    {"product", "service", "softwareapplication", "webapplication", "mobileapplication", "financialproduct"}
)
_CATALOGUES = frozenset({"offercatalog", "offer"})
#: Under these an item is somebody else's product, or no offer of the company.
_STRANGE_ROLES = frozenset(
    {"itemreviewed", "isrelatedto", "issimilarto", "mentions", "about", "isaccessoryorsparepartfor"}
)


def of_data(document: Document) -> Iterator[Evidence]:
    """The products and services of structured data, also those of a catalogue."""
    if document.kind is PageKind.BLOG:
        return
    for item in document.items:
        written = item.text("name")
        if written and _is_offered(item) and offer_name(written):
            sure = 0.8 if item.types & _THINGS else 0.7
            for field in FIELDS:
                yield by_item(document, field, offer_name(written), item, "name", written, sure)


def _is_offered(item: Item) -> bool:
    if item.role.lower() in _STRANGE_ROLES:
        return False
    if item.types & _THINGS:
        return True
    # a list within a catalogue of services is one of its parts; the outermost is only its title
    return bool(item.types & _CATALOGUES) and item.owner is not None and bool(item.owner.types & _CATALOGUES)


def main_ones(candidates: Sequence[Candidate], _: object) -> list[Candidate]:
    """The few that are surest: those that the company names first, and in several places."""
    return list(candidates[:MOST_KEY])
