"""A name and a title on lines of their own, as cards, tables and lists of facts have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.visible import CELLS, Line
from theodore.extract.rules.people.lines import NAMES_APART, Named, in_bio
from theodore.extract.rules.people.persons import person
from theodore.extract.rules.people.titles import TRIM, WEAK, hangs, is_part, leads_a_part, sole_title, titles_in

_LONGEST_QUOTE = 400
_LONGEST_NAME = 80
#: A row of more cells than these between name and title is no row of people.
_WIDEST = 8
#: In lines: so many names may stand under one title.
_MOST_UNDER = 10
#: In lines: so far is looked up and down for the order of names and titles.
_LONGEST_RUN = 60
#: How somebody is reached.
_REACHED = re.compile(r"@|\d{3}")


def is_card(lines: Sequence[Line], at: int) -> bool:
    """Whether a line can be the title of the name in the line above, by how the two stand to each other."""
    if at == 0:
        return False
    first, second = lines[at - 1], lines[at]
    if second.text.endswith(":") or second.tag == "dt":
        return False  # it leads to what follows
    if first.tag in CELLS and second.tag in CELLS and first.row != second.row:
        # a name over a title; but names side by side have their titles side by side
        return at == 1 or lines[at - 2].row != first.row
    return True


def leads_down(lines: Sequence[Line], at: int) -> bool:
    """Whether the name over a title belongs to the title above it: titles and names take turns, and titles begin."""
    top, bottom = at, at + 1
    while top >= 2 and at - top < _LONGEST_RUN and _is_name(lines[top - 1]) and _is_title(lines[top - 2]):
        top -= 2
    if top == at or lines[top].tag != lines[at].tag or (top > 0 and _is_name(lines[top - 1])):
        return False  # what stands above is no title, or a heading of the whole, or names begin
    while bottom + 1 < len(lines) and bottom - at < _LONGEST_RUN and _is_name(lines[bottom]):
        if not _is_title(lines[bottom + 1]):
            return True
        bottom += 2
    is_last = bottom < len(lines) and _is_name(lines[bottom])
    return is_last or (_is_heading(lines[at]) and not _is_heading(lines[at - 1]))


def _is_name(line: Line) -> bool:
    return len(line.text) < _LONGEST_NAME and person(line.text.strip(TRIM)) is not None


def _is_title(line: Line) -> bool:
    return len(line.text) < _LONGEST_NAME and sole_title(line.text) is not None


def leads_alone(lines: Sequence[Line], at: int) -> bool:
    """Whether a title is the heading of the line under it, and so plain that no other pair need bear it out."""
    is_plain = WEAK.fullmatch(titles_in(lines[at].text)[0].core) is None
    return is_plain and _is_heading(lines[at]) and not _is_heading(lines[at + 1])


def _is_heading(line: Line) -> bool:
    return len(line.tag) == 2 and line.tag[0] == "h" and line.tag[1].isdigit()


def card(lines: Sequence[Line], at: int) -> Named | None:
    """A name, and the title under it, or what is told of the person with the title in its first words."""
    if at >= 2 and _REACHED.search(lines[at - 1].text) and len(lines[at - 1].text) < _LONGEST_NAME:
        return _over_number(lines, at)
    above = lines[at - 1].text
    name = person(above.strip(TRIM)) if len(above) < _LONGEST_NAME else None
    if name is None:
        return None
    title = sole_title(lines[at].text)
    if title is None:
        found = in_bio(name, lines[at].text)
        return found._replace(quote=found.quote.replace(name, above, 1)) if found else None
    quote = f"{above} {lines[at].text}"
    if following := _second_title(lines, at):
        first = lines[at].text.strip(TRIM)
        title = f"{first}{' ' if hangs(first) else ', '}{following}"
        quote = f"{quote} {lines[at + 1].text}"
    return Named(name, title, quote, "people.card", titles_in(lines[at].text)[0])


def _over_number(lines: Sequence[Line], at: int) -> Named | None:
    """A name, a number or address under it, and the title under that."""
    name, title = person(lines[at - 2].text.strip(TRIM)), sole_title(lines[at].text)
    if name is None or title is None or lines[at].tag in CELLS:
        return None
    quote = " ".join(line.text for line in lines[at - 2 : at + 1])
    return Named(name, title, quote, "people.card", titles_in(lines[at].text)[0])


def _second_title(lines: Sequence[Line], at: int) -> str | None:
    """What is led, or a second title, right under the first and in the same kind of element."""
    if at + 1 >= len(lines) or lines[at + 1].tag != lines[at].tag or lines[at].tag in CELLS:
        return None
    text = lines[at + 1].text
    if text.endswith(":") or len(text) > _LONGEST_NAME:
        return None
    if is_part(text) and leads_a_part(titles_in(lines[at].text)[0]):
        return text.strip(TRIM)
    following = lines[at + 2].text if at + 2 < len(lines) else ""
    second = sole_title(text)
    # a title over the next name may be that one's
    return second if second and (not person(following.strip(TRIM)) or _is_name_over(lines, at + 2)) else None


def _is_name_over(lines: Sequence[Line], at: int) -> bool:
    """Whether a line has its own title under it."""
    return at + 1 < len(lines) and sole_title(lines[at + 1].text) is not None


def fact(lines: Sequence[Line], at: int) -> Iterator[Named]:
    """A title, and the name after it, as tables and lists of facts have it; cards have the next card's name there."""
    first, second = lines[at], lines[at + 1]
    if first.text.endswith(":") or _is_row(first, second):
        yield from over(first, second)


def over(first: Line, second: Line) -> Iterator[Named]:
    """The names in the line under a title."""
    title = sole_title(first.text.rstrip(" :"))
    for part in NAMES_APART.split(second.text[:300]) if title else ():
        if title and (name := person(part.strip(TRIM))):
            quote = f"{first.text} {second.text}"[:_LONGEST_QUOTE]
            yield Named(name, title, quote, "people.fact", titles_in(first.text)[0])


def below(lines: Sequence[Line], at: int) -> Iterator[Named]:
    """The further names under a title that stands over several, each in a line of its own."""
    title = sole_title(lines[at].text.rstrip(" :"))
    quote = f"{lines[at].text} {lines[at + 1].text}"
    for number in range(at + 2, min(at + _MOST_UNDER, len(lines))) if title else ():
        line = lines[number]
        name = person(line.text.strip(TRIM)) if line.tag == lines[at + 1].tag else None
        quote = f"{quote} {line.text}"
        if title is None or name is None or len(quote) > _LONGEST_QUOTE:
            return
        yield Named(name, title, quote, "people.fact", titles_in(lines[at].text)[0])


def in_row(lines: Sequence[Line], at: int) -> Named | None:
    """The one name in the row of a title, with other cells between."""
    line = lines[at]
    title = sole_title(line.text) if line.tag in CELLS and line.row else None
    if title is None:
        return None
    first = at
    while first > 0 and at - first < _WIDEST and lines[first - 1].row == line.row and lines[first - 1].tag in CELLS:
        first -= 1
    names = [number for number in range(first, at) if person(lines[number].text.strip(TRIM))]
    if len(names) != 1 or any(sole_title(lines[number].text) for number in range(first, at)):
        return None
    name = person(lines[names[0]].text.strip(TRIM)) or ""
    quote = " ".join(each.text for each in lines[names[0] : at + 1])
    return Named(name, title, quote, "people.row", titles_in(line.text)[0]) if len(quote) < _LONGEST_QUOTE else None


def _is_row(first: Line, second: Line) -> bool:
    """Whether two lines are cells of one row, or a term and what is said of it."""
    if first.tag == "dt":
        return second.tag == "dd"
    return first.tag in CELLS and second.tag in CELLS and first.row == second.row
