"""Files that people give to `theodore run` and that are no tables of companies."""

from __future__ import annotations

import gzip
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl

HEADER = ("Company", "Website")
GOOD = [HEADER, ("Acme", "acme.test")]
SHEET = "xl/worksheets/sheet1.xml"

Maker = Callable[[Path], None]


def zipped(members: Mapping[str, bytes]) -> Maker:
    """A zip file with these members."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in members.items():
                package.writestr(name, content)

    return make


def content(held: bytes | str) -> Maker:
    """A file that holds just this."""

    def make(path: Path) -> None:
        path.write_bytes(held.encode() if isinstance(held, str) else held)

    return make


def book(*rows: tuple[object, ...], **tabs: list[tuple[object, ...]]) -> Maker:
    """A workbook with these rows on its first tab, and more tabs."""

    def make(path: Path) -> None:
        made = openpyxl.Workbook()
        for name, held in ({"Sheet": list(rows)} | tabs).items():
            sheet = made[name] if name in made.sheetnames else made.create_sheet(name)
            for row in held:
                sheet.append(list(row))
        made.save(path)

    return make


def changed(part: str, change: Callable[[bytes], bytes]) -> Maker:
    """A good workbook in which one part is another."""

    def make(path: Path) -> None:
        book(*GOOD)(path)
        with zipfile.ZipFile(path) as package:
            held = {name: package.read(name) for name in package.namelist()}
        zipped({name: change(text) if name == part else text for name, text in held.items()})(path)

    return make


def charts_alone(path: Path) -> None:
    """A workbook that has a chart's tab and no other."""
    made = openpyxl.Workbook()
    made.create_chartsheet("Chart")
    made.remove(made.worksheets[0])
    made.save(path)


def truncated(path: Path) -> None:
    """The first half of a workbook, as a broken download leaves it."""
    book(*GOOD)(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def far_cell(path: Path) -> None:
    """A workbook with a cell in the last row and the last column."""
    book(HEADER, ("Acme", "acme.test"))(path)
    made = openpyxl.load_workbook(path)
    made.worksheets[0]["XFD1048576"] = "x"
    made.save(path)


def beyond_the_sheet(path: Path) -> None:
    """A workbook with a cell in a column that no sheet has."""
    changed(SHEET, lambda text: text.replace(b'r="B2"', b'r="XFE2"'))(path)


def bomb(path: Path) -> None:
    """A workbook whose directory says that a part unpacks to 3 GB."""
    _with_strings(path, b"\3\0", declared=3_000_000_000)


def lying_bomb(path: Path) -> None:
    """A workbook of which a part unpacks to 1.2 GB, while the directory says that these are a few bytes."""
    start = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    block = _packed(b" " * (1 << 24))
    _with_strings(path, _packed(start) + block * 72 + b"\3\0", declared=200)


def _packed(piece: bytes) -> bytes:
    """A piece of a packed stream that may stand anywhere in it, and any number of times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)


def _with_strings(path: Path, packed: bytes, declared: int) -> None:
    """A workbook whose texts are packed already, with the size that is declared for them."""
    book(*GOOD)(path)
    name = b"xl/sharedStrings.xml"
    with zipfile.ZipFile(path) as package:
        held = {one: package.read(one) for one in package.namelist() if one != name.decode()}
    zipped(held)(path)
    whole = path.read_bytes()
    end = whole.rindex(b"PK\x05\x06")
    count, length, offset = struct.unpack("<HII", whole[end + 10 : end + 20])
    fields = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), declared, len(name), 0)
    local = b"PK\x03\x04" + fields + name + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name
    tail = struct.pack("<HHHHIIH", 0, 0, count + 1, count + 1, length + len(entry), offset + len(local), 0)
    path.write_bytes(whole[:offset] + local + whole[offset:end] + entry + b"PK\x05\x06" + tail)


def spreadsheet(table: bytes) -> Maker:
    """An OpenDocument spreadsheet with this table, made by hand."""
    spaces = b"".join(
        b' xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name)
        for name in (b"office", b"table", b"text")
    )
    start, end = b"<office:document-content%s><office:body><office:spreadsheet>" % spaces, b"</office:spreadsheet>"
    manifest = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": start + table + end + b"</office:body></office:document-content>",
        }
    )


def repeated_cell(rows: int, columns: int) -> Maker:
    """An OpenDocument spreadsheet of one cell that stands as often as is said."""
    said = b'table:number-rows-repeated="%d"><table:table-cell table:number-columns-repeated="%d"' % (rows, columns)
    cell = b' office:value-type="string"><text:p>a.test</text:p></table:table-cell></table:table-row>'
    return spreadsheet(b'<table:table table:name="Leads"><table:table-row ' + said + cell + b"</table:table>")


def compound(*streams: str) -> Maker:
    """A compound file as far as its directory goes: the names of its streams."""
    names = b"".join(f"{name}\0".encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return content(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names)


def old_workbook(*records: tuple[int, bytes]) -> Maker:
    """A workbook of Excel 97 to 2003 in its compound file, with these records in its only stream."""
    stream = b"".join(struct.pack("<HH", number, len(held)) + held for number, held in records).ljust(4096, b"\0")
    free, end = 0xFFFFFFFF, 0xFFFFFFFE

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = f"{name}\0".encode("utf-16-le")
        links = struct.pack("<HBBIII", len(text), kind, 1, free, free, child)
        return text.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)

    sectors = len(stream) // 512
    chain = [*range(3, 2 + sectors), end]
    table = [0xFFFFFFFD, end, *chain]
    allocation = struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff")
    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHHHIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, 4096, end, 0, end)
    head += struct.pack("<I", 0) + struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return content(head[:512] + allocation + folder.ljust(512, b"\0") + stream)


def junk(path: Path) -> None:
    """Bytes without any sense."""
    path.write_bytes(random.Random(1).randbytes(50_000))


def packed_text() -> bytes:
    """A table that was compressed."""
    return gzip.compress(b"Company,Website\nAcme,acme.test\n")


def shortcut() -> str:
    """What Google Drive leaves on a disk for a Google Sheet."""
    return json.dumps({"url": "https://docs.google.com/open?id=1x", "doc_id": "1x", "email": "me@example.com"})
