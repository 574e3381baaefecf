"""What of a workbook is lost when results are written into it, or into a copy of it.

openpyxl keeps cells, their looks, formulas, comments, pictures, charts, tables, pivot tables, filters, rules, names and
the set-up of pages, and we what formulas came to. It was measured what is not kept, and that alone is told here; what
nobody would miss, as the settings of one printer, stands in docs/reference/sheets.md.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from theodore.sheets.reading.marks import UNREADABLE
from theodore.sheets.writing.ours import is_marked
from theodore.sheets.writing.package import Package, TooLarge, check_package


def losses(path: Path, *, in_place: bool = False) -> tuple[str, ...]:
    """What the workbook at `path` would lose, one sentence a kind; nothing for one that keeps everything.

    in_place: whether results go into the file itself; its macros stay then. A file that is no such workbook, or that
    cannot be opened, loses nothing here: whoever reads it says what is wrong.
    """
    try:
        check_package(path)
        with zipfile.ZipFile(path) as file:
            return tuple(_lost(Package(file), in_place=in_place, is_ours=is_marked(path)))
    except (*UNREADABLE, TooLarge):
        return ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """Something that is lost. one, many: how it is named, with the count before it; many is empty where it has none."""

    pattern: str
    one: str
    many: str = ""
    rest: str = ""


#: Known by a part of the package: the pattern is that of its name.
_PARTS = (
    _Kind(r"xl/slicers/slicer[^/]*\.xml", "slicers", rest=" of tables or pivot tables"),
    _Kind(r"xl/timelines/timeline[^/]*\.xml", "timelines", rest=" of pivot tables"),
    _Kind(r"xl/diagrams/data[^/]*\.xml", "SmartArt drawing", "SmartArt drawings"),
    _Kind(
        r"xl/(?:charts|chartEx|charts/chartEx)/?chartEx[^/]*\.xml",
        "chart of a newer kind",
        "charts of newer kinds",
        ", as waterfalls, maps and treemaps",
    ),
    _Kind(
        r"xl/charts/style[^/]*\.xml",
        "style of a chart",
        "styles of charts",
        "; their data and most of their looks stay",
    ),
    _Kind(r"xl/activeX/activeX[^/]*\.xml", "ActiveX control", "ActiveX controls"),
    _Kind(r"xl/embeddings/[^/]+", "embedded document", "embedded documents"),
    _Kind(
        r"xl/queryTables/[^/]+\.xml",
        "query of data from elsewhere",
        "queries of data from elsewhere",
        "; their values stay",
    ),
    _Kind(r"xl/connections\.xml", "the connections to data elsewhere", rest=" (Power Query among them)"),
    _Kind(r"xl/model/.+", "the data model of Power Pivot"),
    _Kind(r"xl/featurePropertyBag/.+", "the checkboxes within cells", rest="; they show TRUE and FALSE"),
    _Kind(r"xl/richData/rdrichvalue\.xml", "pictures placed in cells, and linked data types"),
    _Kind(r"xl/(?:macrosheets|dialogsheets)/[^/]+\.xml", "sheet of macros or dialogs", "sheets of macros or dialogs"),
    _Kind(r"customXml/item\d+\.xml", "part of data that another program put into the file", "parts of such data"),
    _Kind(r"_xmlsignatures/sig[^/]*\.xml", "the digital signature"),
    _Kind(r"docMetadata/LabelInfo\.xml", "the sensitivity label"),
)

#: Known by a tag in a sheet.
_IN_SHEETS = (
    _Kind(r"sparkline[ >/]", "sparkline", "sparklines"),
    _Kind(r"x14:cfRule[ >/]", "conditional format of a newer kind", "conditional formats of newer kinds"),
    _Kind(r"x14:dataValidation[ >/]", "rule of a newer kind for what may be entered", "such rules"),
    _Kind(r"protectedRange[ >/]", "area that may be edited though the sheet is protected", "areas that may be edited"),
    _Kind(r"picture[ >/]", "the picture behind the cells"),
    _Kind(r"legacyDrawingHF[ >/]", "the pictures in headers or footers of pages"),
    _Kind(r"customSheetView[ >/]", "custom view", "custom views"),
    _Kind(r"dataConsolidate[ >/]", "the settings of a consolidation"),
    _Kind(r"cellWatch[ >/]", "watched cell", "watched cells"),
    _Kind(r'c\s[^<>]*\bcm="', "formula that spills", "formulas that spill", "; array formulas are left"),
    _Kind(
        r"(?:odd|even|first)(?:Header|Footer)>(?![^<]*&amp;[LCR])[^<]",
        "header or footer of pages",
        "headers or footers of pages",
        ", which names no left, middle or right",
    ),
)

#: Likewise; but those in a former result are Theodore's own, and a person misses nothing without them.
_CORNERS = (
    _Kind(r"ignoredError[ >/]", "mark that hides green corners of cells", "marks that hide green corners of cells"),
)

#: Known by a tag in the drawing of a sheet.
_IN_DRAWINGS = (
    _Kind(r"xdr:(?:sp|cxnSp)[ >]", "shape or text box", "shapes or text boxes"),
    _Kind(r"xdr:grpSp[ >]", "group of shapes or pictures", "groups of shapes or pictures"),
    _Kind(r"xdr:contentPart[ >]", "handwriting"),
    _Kind(r"cNvPr\s[^<>]*>\s*<a:hlinkClick\s", "link on a picture", "links on pictures"),
)

#: Known by a tag in a chart.
_IN_CHARTS = (
    _Kind(
        r'dLbl>\s*<c:idx val="\d+"\s*/>(?:<c:layout\s*/>|<c:layout>.{0,800}?</c:layout>)?\s*<c:tx>',
        "label of its own on a point of a chart",
        "labels of their own on points of charts",
    ),
    _Kind(r"userShapes\s", "drawing within a chart", "drawings within charts"),
)

_CONTROL = r'(?:x:)?ClientData\s[^<>]*ObjectType="(?!Note")'
_BOX = re.compile(rb"<v:shape\s[^<>]*>")
_NOTE = b"#_x0000_t202"
_SIDE = re.compile(rb"(width|height):\s*([\d.]+)pt")
#: The size of a comment's box as openpyxl makes each of them.
_USUAL_BOX = {b"width": 108.0, b"height": 59.25}


def _lost(book: Package, *, in_place: bool, is_ours: bool) -> Iterator[str]:
    has_macros = "xl/vbaProject.bin" in book.names
    if has_macros and not in_place:
        yield "The macros; with --in-place they stay."
    for kind in _PARTS:
        count = sum(re.fullmatch(kind.pattern, name) is not None for name in book.names)
        if count:
            yield _sentence(kind, count, ())
    yield from _tagged(book, _IN_SHEETS if is_ours else _IN_SHEETS + _CORNERS, book.sheets)
    yield from _tagged(book, _IN_DRAWINGS, book.of_sheets("drawing"))
    charts = [(name, "") for name in book.names if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    yield from _tagged(book, _IN_CHARTS, charts)
    yield from _tagged(book, _NOTES, book.of_sheets("threadedComment"))
    if not (has_macros and in_place):
        yield from _tagged(book, _CONTROLS, book.of_sheets("vmlDrawing"))
    for kind, tabs in (
        (_LOOKS, _comment_looks(book)),
        (_BROKEN, _broken_drawings(book)),
    ):
        if tabs:
            yield _sentence(kind, tabs.total(), tuple(tabs))
    yield from _tagged(book, _IN_TEXTS, [("xl/sharedStrings.xml", "")])
    yield from _tagged(book, _IN_BOOK, [("xl/workbook.xml", "")])


_NOTES = (_Kind(r"threadedComment\s", "comment with answers", "comments with answers", "; their text stays as notes"),)
_CONTROLS = (_Kind(_CONTROL, "form control", "form controls", " (buttons, boxes, lists)"),)
_IN_TEXTS = (_Kind(r"rPh\s", "phonetic guide", "phonetic guides", " (furigana)"),)
_IN_BOOK = (
    _Kind(r"customWorkbookView[ >/]", "the custom views of the workbook"),
    _Kind(r"fileSharing\s", "the advice to open the file for reading only"),
)
_LOOKS = _Kind("", "look of a comment", "looks of comments", ": bold letters, the size of the box; the text stays")
_BROKEN = _Kind("", "all pictures and charts")


def _tagged(book: Package, kinds: Sequence[_Kind], places: Sequence[tuple[str, str]]) -> Iterator[str]:
    """What is known by tags. places: the parts that are looked through, each with its tab."""
    patterns = [re.compile(rb"<(?:\w+:)?" + kind.pattern.encode()) for kind in kinds]
    found = [Counter[str]() for _ in kinds]
    for part, tab in places:
        for counter, count in zip(found, book.count(part, patterns), strict=True):
            counter[tab] += count
    for kind, counter in zip(kinds, found, strict=True):
        if tabs := +counter:
            yield _sentence(kind, tabs.total(), tuple(filter(None, tabs)))


def _comment_looks(book: Package) -> Counter[str]:
    """How many comments have letters or a box of their own, by tab."""
    looks = Counter[str]()
    for part, tab in book.of_sheets("comments"):
        (letters,) = book.count(part, [re.compile(rb"<(?:\w+:)?(?:b|i|u|strike)[ /]")])
        looks[tab] += min(letters, 1)
    for part, tab in book.of_sheets("vmlDrawing"):
        looks[tab] += sum(map(_is_unusual, _BOX.finditer(book.start(part))))
    return +looks


def _is_unusual(box: re.Match[bytes]) -> bool:
    return _NOTE in box[0] and any(abs(_USUAL_BOX[side] - float(size)) > 1 for side, size in _SIDE.findall(box[0]))


def _broken_drawings(book: Package) -> Counter[str]:
    """Tabs whose drawing openpyxl gives up as a whole, because of something in it."""
    broken = Counter[str]()
    drawings = book.of_sheets("drawing")
    if not drawings:
        return broken
    # takes long to import, and is needed for such workbooks alone
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing  # noqa: PLC0415 - as said
    from openpyxl.xml.functions import fromstring  # noqa: PLC0415 - likewise

    for part, tab in drawings:
        try:
            tree: Any = fromstring(book.start(part))
            SpreadsheetDrawing.from_tree(tree)
        except (TypeError, ValueError, KeyError, AttributeError, ParseError):
            broken[tab] += 1
    return broken


def _sentence(kind: _Kind, count: int, tabs: tuple[str, ...]) -> str:
    """`3 sparklines on the tab 'Leads'.`"""
    named = f"{count:,} {kind.one if count == 1 else kind.many}" if kind.many else kind.one
    return f"{named[0].upper()}{named[1:]}{_on(tabs)}{kind.rest}."


def _on(tabs: tuple[str, ...]) -> str:
    if not tabs:
        return ""
    named = [repr(tab) for tab in tabs[:3]] + ([f"{len(tabs) - 3} more"] if len(tabs) > 3 else [])
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f" on the tab{'s' if len(tabs) > 1 else ''} {listed}"
