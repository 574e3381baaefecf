"""What no library here makes, put into a workbook part by part, as Excel writes it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{}</xdr:wsDr>'
)
ANCHOR = (
    "<xdr:twoCellAnchor><xdr:from><xdr:col>4</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0"
    "</xdr:rowOff></xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>0"
    "</xdr:rowOff></xdr:to>{}<xdr:clientData/></xdr:twoCellAnchor>"
)
_NAMED = '<xdr:nv{0}Pr><xdr:cNvPr id="2" name="x"/><xdr:cNv{0}Pr/></xdr:nv{0}Pr>'
SHAPE = f'<xdr:sp macro="" textlink="">{_NAMED.format("Sp")}<xdr:spPr/></xdr:sp>'
LINE = f'<xdr:cxnSp macro="">{_NAMED.format("CxnSp")}<xdr:spPr/></xdr:cxnSp>'
GROUP = f"<xdr:grpSp>{_NAMED.format('GrpSp')}<xdr:grpSpPr/>{SHAPE}</xdr:grpSp>"
CHOICE = f'<mc:AlternateContent><mc:Choice Requires="a14">{ANCHOR.format(SHAPE)}</mc:Choice></mc:AlternateContent>'

Change = Callable[[dict[str, bytes]], None]


def operated(path: Path, *changes: Change) -> Path:
    """The workbook with its parts changed."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    for change in changes:
        change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


def add(name: str, content: str, kind: str = "application/xml") -> Change:
    """A part of its own."""

    def change(parts: dict[str, bytes]) -> None:
        parts[name] = content.encode()
        override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'.encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)

    return change


def relate(owner: str, ident: str, kind: str, target: str) -> Change:
    """A relation from a part to another one; kind: the last word of its type, or all of it."""
    folder, _, name = owner.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels"

    def change(parts: dict[str, bytes]) -> None:
        held = parts.get(rels, f'<Relationships xmlns="{_RELATIONS}"></Relationships>'.encode())
        full = kind if "//" in kind else f"{OFFICE}/{kind}"
        told = f'<Relationship Id="{ident}" Type="{full}" Target="/{target}"/></Relationships>'
        parts[rels] = held.replace(b"</Relationships>", told.encode())

    return change


def replace(part: str, changes: Mapping[str, str]) -> Change:
    """Text of a part by other text; each must be there."""

    def change(parts: dict[str, bytes]) -> None:
        for old, new in changes.items():
            assert old.encode() in parts[part], parts[part][:3000]
            parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def drawing(content: str) -> tuple[Change, ...]:
    """A drawing on the first sheet."""
    sheet = "xl/worksheets/sheet1.xml"
    tag = f'<drawing xmlns:r="{OFFICE}" r:id="rIdD"/></worksheet>'
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    return (
        add("xl/drawings/drawing1.xml", DRAWING.format(content), kind),
        relate(sheet, "rIdD", "drawing", "xl/drawings/drawing1.xml"),
        replace(sheet, {"</worksheet>": tag}),
    )
