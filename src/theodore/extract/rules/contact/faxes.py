"""Faxes that a sign alone tells from telephones: a picture, an icon or attribute before a number, its column's head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import Document
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.visible import CELLS
from theodore.extract.reading.wording import everywhere, squeeze

_LONGEST_TAG = 400
_LOOK_AHEAD = 200
_MANY = 50
#: In a table.
_MOST_ROWS = 200
_HEADED = re.compile(r"(?:tele)?fax(?:nummer|nr\.?| ?(?:number|no\.?))?[.:]?|télécopie", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,400}>|&nbsp;|\s")
#: A number right after the tag, whatever marks stand before it.
_NUMBER = re.compile(r"\W{0,4}(\d(?:[ ./()\u2010-\u2015·-]{0,3}\d){5,16})")


def drawn(html: str) -> frozenset[str]:
    """The digits of the numbers after a tag with the word fax in it: `<img src="fax.gif">`, `<i class="fa-fax">`."""
    places = [at for mark in ("fax", "Fax") for at in islice(everywhere(html, mark), _MANY)]
    found = (_after(html, at) for at in places)
    return frozenset(digits for digits in found if digits)


def _after(html: str, at: int) -> str:
    """The digits right after the tag around this position; empty, where there is no tag, or no number."""
    start = html.rfind("<", max(0, at - _LONGEST_TAG), at)
    if start < 0 or html.find(">", start, at) >= 0:
        return ""
    end = html.find(">", at, at + _LONGEST_TAG)
    return _leading(html[end + 1 : end + _LOOK_AHEAD]) if end >= 0 else ""


@remembered
def _leading(source: str) -> str:
    """The digits of the number with which a piece of source begins, tags apart."""
    match = _NUMBER.match(" ".join(_TAG.sub(" ", source).split()))
    return re.sub(r"\D", "", match[1]) if match else ""


def in_columns(document: Document) -> frozenset[str]:
    """The digits of the numbers in columns of tables that are headed as faxes."""
    tables = document.elements("table")[:_MANY] if "fax" in document.lowered else ()
    return frozenset(digits for table in tables for digits in _below_fax(table))


def _below_fax(table: LexborNode) -> Iterator[str]:
    first, *rows = [_cells(row) for row in table.css("tr")[:_MOST_ROWS]] or [[]]
    headed = [at for at, cell in enumerate(first) if _HEADED.fullmatch(cell)]
    for row in rows if headed else ():
        for at in headed if len(row) == len(first) else ():
            if digits := _leading(row[at]):
                yield digits


def _cells(row: LexborNode) -> list[str]:
    return [squeeze(node.text()) for node in row.iter() if node.tag in CELLS]
