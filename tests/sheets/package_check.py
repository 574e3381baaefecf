"""Whether a workbook is one that spreadsheet programs open without repairing it."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from openpyxl.xml.functions import fromstring

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

#: The order of what a worksheet may hold, ECMA-376 part 1, 18.3.1.99.
_ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection"),
    *("protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells"),
    *("phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins"),
    *("pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors"),
    *("smartTags", "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)


def faults(path: Path) -> list[str]:
    """All that is wrong with the package, in words; nothing for a sound one."""
    with zipfile.ZipFile(path) as book:
        if book.testzip() is not None:
            return ["damaged"]
        names = book.namelist()
        parts = {name: book.read(name) for name in names}
    twice = {name for name in names if names.count(name) > 1}
    trees = {name: fromstring(parts[name]) for name in names if name.endswith((".xml", ".rels", ".vml"))}
    relations = {name: dict(_relations(name, trees)) for name in trees if not name.endswith(".rels")}
    return [
        *(f"{name} is there twice" for name in twice),
        *_content_types(parts, trees),
        *_broken_relations(parts, trees),
        *_unresolved(trees, relations),
        *_workbook(trees),
        *(fault for name in trees if name.startswith("xl/worksheets/sheet") for fault in _sheet(name, trees)),
        *_tables(trees),
    ]


def _content_types(parts: dict[str, bytes], trees: dict[str, Element]) -> Iterator[str]:
    types = trees["[Content_Types].xml"]
    endings = {found.get("Extension", "").lower() for found in types if found.tag.endswith("Default")}
    named = [found.get("PartName", "").lstrip("/") for found in types if found.tag.endswith("Override")]
    yield from (f"content type of {name}, which is not there" for name in named if name not in parts)
    yield from (f"two content types of {name}" for name in set(named) if named.count(name) > 1)
    for name in parts:
        if name not in named and name.rpartition(".")[2].lower() not in endings and name != "[Content_Types].xml":
            yield f"{name} has no content type"


def _relations(part: str, trees: dict[str, Element]) -> Iterator[tuple[str, tuple[str, str]]]:
    folder, name = posixpath.split(part)
    told = trees.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    for found in [] if told is None else told:
        yield found.get("Id", ""), (found.get("Type", "").rpartition("/")[2], found.get("Target", ""))


def _broken_relations(parts: dict[str, bytes], trees: dict[str, Element]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder = posixpath.dirname(posixpath.dirname(name))
        idents = [found.get("Id") for found in tree]
        yield from (f"{name} has {ident} twice" for ident in set(idents) if idents.count(ident) > 1)
        for found in tree:
            if found.get("TargetMode") == "External":
                continue
            target = found.get("Target", "")
            full = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            if full not in parts:
                yield f"{name} leads to {full}, which is not there"


#: What a reference by id must lead to, by the tag that holds it.
_KINDS = {
    "drawing": "drawing",
    "legacyDrawing": "vmlDrawing",
    "hyperlink": "hyperlink",
    "tablePart": "table",
    "blip": "image",
    "hlinkClick": "hyperlink",
    "chart": "chart",
    "sheet": "worksheet",
    "externalReference": "externalLink",
    "pivotCache": "pivotCacheDefinition",
}


def _unresolved(trees: dict[str, Element], relations: dict[str, dict[str, tuple[str, str]]]) -> Iterator[str]:
    for name, told in relations.items():
        for element in trees[name].iter():
            for attribute, ident in element.attrib.items():
                if not attribute.startswith(_R):
                    continue
                tag = element.tag.rpartition("}")[2]
                kind = told.get(ident, ("nothing", ""))[0]
                if kind not in {_KINDS.get(tag, kind), "chartsheet"} or kind == "nothing":
                    yield f"{name}: {tag} {ident} leads to {kind}"


def _workbook(trees: dict[str, Element]) -> Iterator[str]:
    book = trees["xl/workbook.xml"]
    titles = [sheet.get("name", "").casefold() for sheet in book.iter(f"{_MAIN}sheet")]
    names = [(name.get("name"), name.get("localSheetId")) for name in book.iter(f"{_MAIN}definedName")]
    yield from (f"two tabs {title}" for title in set(titles) if titles.count(title) > 1)
    yield from (f"a tab's name is too long: {title}" for title in titles if len(title) > 31)
    yield from (f"two names {name}" for name in set(names) if names.count(name) > 1)


def _sheet(name: str, trees: dict[str, Element]) -> Iterator[str]:
    sheet, styles = trees[name], trees["xl/styles.xml"]
    tags = [child.tag.removeprefix(_MAIN) for child in sheet]
    order = [_ORDER.index(tag) for tag in tags]
    if order != sorted(order):
        yield f"{name}: out of order: {tags}"
    yield from (f"{name}: {tag} twice" for tag in set(tags) if tags.count(tag) > 1 and tag != "conditionalFormatting")
    looks = len(_found(styles, "cellXfs"))
    formats = len(_found(styles, "dxfs"))
    last_row = 0
    for row in sheet.iter(f"{_MAIN}row"):
        if int(row.get("r", 0)) <= last_row:
            yield f"{name}: row {row.get('r')} out of order"
        last_row = int(row.get("r", 0))
        columns = [_column(cell.get("r", "")) for cell in row]
        if columns != sorted(set(columns)):
            yield f"{name}: cells of row {last_row} out of order"
        yield from (f"{name}: {cell.get('r')} has no look" for cell in row if int(cell.get("s", 0)) >= max(looks, 1))
    runs = sorted((int(col.get("min", 0)), int(col.get("max", 0))) for col in sheet.iter(f"{_MAIN}col"))
    last_column = 0
    for first, last in runs:
        if first <= last_column or last < first or last > 16_384:
            yield f"{name}: columns {first} to {last} are described twice or are none"
        last_column = last
    for rule in sheet.iter(f"{_MAIN}cfRule"):
        if rule.get("dxfId") and int(rule.get("dxfId", 0)) >= formats:
            yield f"{name}: a rule without its format"
    refs = [found.get("ref") for found in sheet.iter(f"{_MAIN}mergeCell")]
    yield from (f"{name}: {ref} is merged twice" for ref in set(refs) if refs.count(ref) > 1)


def _found(tree: Element, tag: str) -> list[Element]:
    found = tree.find(f"{_MAIN}{tag}")
    return [] if found is None else list(found)


def _column(place: str) -> int:
    letters = re.sub(r"\d", "", place)
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _tables(trees: dict[str, Element]) -> Iterator[str]:
    tables = [tree for name, tree in trees.items() if name.startswith("xl/tables/")]
    for what in ("id", "displayName"):
        told = [table.get(what) for table in tables]
        yield from (f"two tables with {what} {value}" for value in set(told) if told.count(value) > 1)
