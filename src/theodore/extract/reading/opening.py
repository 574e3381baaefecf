"""Which closed parts of a page the page itself offers to open: tabs, accordions, offices behind a list of towns.

What stands in them is as much the company's word as what is open: a person clicks, and reads. What nobody can open is
a trap for machines, however it is worded. So a part is opened only for something that is seen and can be clicked:

- a control that names the part: `aria-controls="berlin"`, `href="#berlin"`, `onclick="show('berlin')"`, a choice of a
  list `<option value="berlin">`, or a tab by which the part says it is labelled;
- the heading right before the part: one that says that it opens something, or headings and parts in turn;
- or, of several parts alike in a box of tabs or slides, the one that is open: the others have their turn.

And a style sheet that closes a part may say when it is open: `.pane {display: none} .pane.active {display: block}`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from theodore.extract.reading.wording import everywhere, squeeze
from theodore.extract.reading.wordlists import entries, one_of

#: So many closed parts are looked at, and so many controls, siblings and elements around each.
_MOST_CLOSED = 300
_MOST_CONTROLS = 3_000
_MOST_SIBLINGS = 200
_DEEPEST = 200
#: A part within a part: so many clicks deep.
_MOST_CLICKS = 3
#: What may open a part, by the parser's numbers.
Controls = dict[int, LexborNode]

#: Attributes that name what they open, by its id, with or without #.
_NAMING = entries("opening_attributes")
#: Within a page's scripts an id stands in quotes.
_QUOTED = re.compile(r"""["'](#?[\w:.-]{1,100})["']""")
_LONGEST_SCRIPT = 500
_CONTROLS = ", ".join(
    [
        *(f"[{name}]" for name in _NAMING),
        "[onclick]",
        "a[href^='#']",
        "a[href^=javascript]",
        "option[value]",
    ]
)
#: What a part may be labelled by.
_LABELS = ", [role=tab], [aria-expanded]"
#: The class of a heading that opens what follows, and of a box whose parts are open in turn.
_TOGGLE = re.compile(rf"\b(?:{one_of('opening_toggles')})", re.IGNORECASE)
_BOX = re.compile(rf"(?:\b|[_-])(?:{one_of('opening_boxes')})", re.IGNORECASE)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "dt", "button", "summary"])
_LISTS = frozenset(["ul", "ol"])
_NOWHERE = ("#", "javascript:")
#: A heading has so few nodes in it, and letters; what has more is a part of the page itself.
_MOST_NODES, _MOST_LETTERS = 40, 150
_LONGEST_TEXT = 2_000
#: Fewer parts alike may be a page's paragraph and a trap after it.
_FEWEST_ALIKE = 3


def opened(tree: LexborHTMLParser, closed: Mapping[int, LexborNode], hidden: AbstractSet[int]) -> frozenset[int]:
    """Of the closed elements those that a person can open, by the parser's numbers.

    hidden: all that is not seen, the closed ones among them.
    """
    # most of what is closed is a menu of links, or holds nothing to read
    parts = {
        number: node for number, node in list(closed.items())[:_MOST_CLOSED] if not _is_menu(node) and _letters(node, 0)
    }
    if not parts:
        return frozenset()
    waiting = _offered(tree, parts, hidden)
    found: set[int] = set()
    for _ in range(_MOST_CLICKS):
        still = hidden - found
        # one control may name many parts, and is looked at once
        seen: dict[int, bool] = {}
        now = {number for number, controls in waiting.items() if _is_any_seen(controls, still, seen)}
        if not now:
            break
        found |= now
        waiting = {number: controls for number, controls in waiting.items() if number not in now}
    return frozenset(found)


def _offered(
    tree: LexborHTMLParser, closed: Mapping[int, LexborNode], hidden: AbstractSet[int]
) -> Mapping[int, Controls]:
    """What may open each closed element: whether that is seen itself is another question."""
    offers: dict[int, Controls] = defaultdict(dict)
    for number, control in [*_headings(closed, hidden), *_named(tree, closed)]:
        offers[number][control.mem_id] = control
    for number in closed.keys() - offers.keys():
        if one := _open_one(closed[number], hidden):
            offers[number][one.mem_id] = one
    return offers


# --- controls that name the part


def _named(tree: LexborHTMLParser, closed: Mapping[int, LexborNode]) -> Iterator[tuple[int, LexborNode]]:
    """The closed elements that a control names, each with the control."""
    by_id = {name: number for number, node in closed.items() if (name := node.attributes.get("id"))}
    by_label = {name: number for number, node in closed.items() if (name := node.attributes.get("aria-labelledby"))}
    if not (by_id or by_label):
        return
    for control in tree.css(_CONTROLS + _LABELS if by_label else _CONTROLS)[:_MOST_CONTROLS]:
        attributes = control.attributes
        if (number := by_label.get(attributes.get("id") or "")) is not None:
            yield number, control
        for name in _names(attributes):
            if (number := by_id.get(name)) is not None:
                yield number, control


def _names(attributes: Mapping[str, str | None]) -> Iterator[str]:
    """The ids that a control's attributes may name."""
    for name in _NAMING:
        if value := attributes.get(name):
            yield from (each.removeprefix("#") for each in value.split()[:5])
    href = attributes.get("href") or ""
    if href.startswith("#"):
        yield href[1:]
    if value := attributes.get("value"):
        yield value.removeprefix("#")
    for script in (attributes.get("onclick"), href if href.startswith("javascript") else ""):
        yield from (each.removeprefix("#") for each in _QUOTED.findall((script or "")[:_LONGEST_SCRIPT]))


def _is_any_seen(controls: Controls, hidden: AbstractSet[int], seen: dict[int, bool]) -> bool:
    """Whether a person sees one of these. seen: of those that were looked at, whether they are; more are noted."""
    for number, control in controls.items():
        if number not in seen:
            seen[number] = _is_seen(control, hidden)
        if seen[number]:
            return True
    return False


def _is_seen(control: LexborNode, hidden: AbstractSet[int]) -> bool:
    """Whether a person sees the control: it shows something, and nothing around it is hidden."""
    above: LexborNode | None = control
    for _ in range(_DEEPEST):
        if above is None:
            return _letters(control, 0) > 0 or control.css_first("img, svg, i") is not None
        if above.mem_id in hidden or above.tag == "noscript":
            return False
        above = above.parent
    return False


def _letters(node: LexborNode, enough: int = _MOST_LETTERS) -> int:
    """How many letters an element shows, counted until there are more than enough, as where it has many elements."""
    total, waiting = 0, [node.first_child] if node.first_child is not None else []
    for _ in range(_MOST_NODES):
        if not waiting or total > enough:
            return total
        each = waiting.pop()
        if each.tag == "-text":
            # what takes no room is nothing to click on
            total += len(squeeze((each.text_content or "").strip()[:_LONGEST_TEXT]))
        waiting += [after for after in (each.next, each.first_child) if after is not None]
    return enough + 1


def _is_menu(node: LexborNode) -> bool:
    """Whether an element is a list within a list, as the entries of a menu have them."""
    return node.tag in _LISTS and node.parent is not None and node.parent.tag == "li"


def _before(node: LexborNode) -> LexborNode | None:
    """The element before this one, where no text stands between."""
    found = node.prev
    while found is not None and (found.tag or "")[:1] == "-" and not (found.text_content or "").strip():
        found = found.prev
    return found if found is not None and (found.tag or "")[:1] != "-" else None


def _after(node: LexborNode) -> LexborNode | None:
    found = node.next
    while found is not None and (found.tag or "")[:1] == "-":
        found = found.next
    return found


def _class(node: LexborNode | None) -> str:
    return (node.attributes.get("class") or "")[:200] if node is not None else ""


# --- the heading right before


def _headings(closed: Mapping[int, LexborNode], hidden: AbstractSet[int]) -> Iterator[tuple[int, LexborNode]]:
    """The closed elements that the element before them opens, each with that one.

    One that does not say what it is for must have others beside it that stand before closed parts.
    """
    alike: dict[tuple[int, str | None, str], list[tuple[int, LexborNode]]] = defaultdict(list)
    for number, panel in closed.items():
        heading = _before(panel)
        if heading is None or heading.mem_id in hidden or not 0 < _letters(heading) <= _MOST_LETTERS:
            continue
        if _says_so(heading):
            yield number, heading
        elif panel.parent is not None and (_leads_nowhere(heading) or _takes_turns(heading, panel)):
            alike[panel.parent.mem_id, heading.tag, _class(heading)].append((number, heading))
    for pairs in alike.values():
        if len(pairs) > 1:
            yield from pairs


def _says_so(heading: LexborNode) -> bool:
    """Whether an element says that it opens something; of a label a box to tick keeps whether it is open."""
    if heading.tag == "label":
        tick = _before(heading)
        return tick is not None and tick.attributes.get("type") in ("checkbox", "radio")
    if heading.tag in ("input", "select", "textarea"):
        return False
    return "aria-expanded" in heading.attributes or bool(_TOGGLE.search(_class(heading)))


def _leads_nowhere(heading: LexborNode) -> bool:
    """Whether an element has something to click that leads to no other page."""
    if "onclick" in heading.attributes or heading.attributes.get("role") in ("button", "tab"):
        return True
    link = heading if heading.tag == "a" else heading.css_first("a, button, [onclick]")
    if link is None:
        return False
    return link.tag != "a" or "onclick" in link.attributes or (link.attributes.get("href") or "#").startswith(_NOWHERE)


def _takes_turns(heading: LexborNode, panel: LexborNode) -> bool:
    """Whether a heading has the closed part alone under it: another heading follows, or nothing."""
    following = _after(panel)
    return heading.tag in _HEADINGS and (following is None or _alike(following, heading))


def _alike(one: LexborNode, other: LexborNode) -> bool:
    """Whether two elements are of a kind: of one tag, with a class in common where they have any."""
    mine, theirs = set(_class(one).split()), set(_class(other).split())
    return one.tag == other.tag and (not (mine or theirs) or not mine.isdisjoint(theirs))


# --- a style sheet that says when

_SHOWS = re.compile(
    r"(?<![\w-])(?:display\s*:\s*(?!none|inherit)[a-z]|visibility\s*:\s*visible|opacity\s*:\s*(?:1|0?\.[1-9]))",
    re.IGNORECASE,
)
_COMBINED = re.compile(r"[\s>+~]+")
#: Letters and pictures that a style sheet puts beside an element's own text, which stays as it is.
_BESIDE = re.compile(r"::|:(?:before|after)\b", re.IGNORECASE)
_MOST_RULES = 20
_LONGEST_RULE = 500


def shown_again(css: str, name: str, closed_at: int) -> bool:
    """Whether a style sheet that hides a class or id shows it too: in some state, like `.pane.active`, or further on.

    closed_at: where the rule stands that hides it.
    """
    return any(
        _SHOWS.search(css[brace : brace + _LONGEST_RULE].partition("}")[0])
        for at in islice(everywhere(css, name), _MOST_RULES)
        if (brace := css.find("{", at, at + _LONGEST_RULE)) > 0
        and _selects(_selector_at(css, at, brace), name, later=brace > closed_at)
    )


def _selector_at(css: str, at: int, brace: int) -> str:
    """The selector, of those of the rule with this brace, that stands around this position."""
    start = max(css.rfind(sign, max(0, at - _LONGEST_RULE), at) for sign in "},")
    return css[start + 1 : brace].partition(",")[0].strip()


def _selects(selector: str, name: str, *, later: bool) -> bool:
    """Whether a selector is of the elements of this name, on some condition, or wins for standing further on."""
    last = _COMBINED.split(selector)[-1]
    return (
        (later or selector != name)
        and not _BESIDE.search(last)
        and bool(re.search(rf"{re.escape(name)}(?![\w-])", last))
    )


# --- one open of many


def _open_one(panel: LexborNode, hidden: AbstractSet[int]) -> LexborNode | None:
    """The only open one of several elements like this in a box of tabs or slides; None where there is none."""
    if not (_BOX.search(_class(panel)) or _BOX.search(_class(panel.parent))):
        return None
    alike: list[LexborNode] = []
    each = panel.parent.first_child if panel.parent else None
    for _ in range(_MOST_SIBLINGS):
        if each is None:
            break
        if (each.tag or "")[:1] != "-" and _alike(each, panel):
            alike.append(each)
        each = each.next
    shown = [each for each in alike if each.mem_id not in hidden]
    return shown[0] if len(shown) == 1 and len(alike) >= _FEWEST_ALIKE else None
