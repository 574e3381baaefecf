"""What a file is, told by what it holds and never by its name; and what to do with one that is no table."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

from theodore.model.errors import SourceError
from theodore.sheets.reading.marks import UNREADABLE
from theodore.sheets.reading.source_file import SAVE_AS_CSV, unreadable

_SAVE_AS_XLSX = "Open it in a spreadsheet program and save it as .xlsx"
_EXPORT = "Export the table of companies as .xlsx or .csv"


class Kind(Enum):
    """What is read."""

    TEXT = "a text file"
    XLSX = "an Excel workbook"
    XLSB = "an Excel workbook in binary form"
    XLS = "an Excel workbook of the old kind"
    ODS = "an OpenDocument spreadsheet"


def kind_of(path: Path) -> Kind:
    """What the file at `path` is.

    Raises SourceError for what is surely no table, and says what it is. Whatever is not known may be text.
    """
    head = _head(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _compound(path)
    for magic, finding, advice in _MAGIC:
        if head.startswith(magic):
            raise SourceError(str(path), finding, advice)
    if head[4:12] in _PICTURES_BY_BOX or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise SourceError(str(path), "this is a picture", _EXPORT)
    _refuse_markup(path, head)
    return Kind.TEXT


#: What a file begins with, what it then is, and the way out.
_MAGIC = (
    (b"%PDF", "this is a PDF", _EXPORT),
    (b"\x1f\x8b", "this file is compressed (gzip)", "Unpack it first"),
    (b"BZh", "this file is compressed (bzip2)", "Unpack it first"),
    (b"\xfd7zXZ\x00", "this file is compressed (xz)", "Unpack it first"),
    (b"\x28\xb5\x2f\xfd", "this file is compressed (zstd)", "Unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "this is a 7z archive", "Unpack it, and give the table in it"),
    (b"Rar!\x1a\x07", "this is a RAR archive", "Unpack it, and give the table in it"),
    (b"\x89PNG\r\n\x1a\n", "this is a picture", _EXPORT),
    (b"\xff\xd8\xff", "this is a picture", _EXPORT),
    (b"GIF8", "this is a picture", _EXPORT),
    (b"II*\x00", "this is a picture", _EXPORT),
    (b"MM\x00*", "this is a picture", _EXPORT),
    (b"{\\rtf", "this is a text document (RTF)", _EXPORT),
    (b"SQLite format 3\x00", "this is a database (SQLite)", _EXPORT),
    (b"PAR1", "this is a Parquet file", _EXPORT),
    (b"\x09\x08", "this is an Excel workbook of the 1990s", _SAVE_AS_XLSX),
    (b"\x09\x04", "this is an Excel workbook of the 1990s", _SAVE_AS_XLSX),
    (b"\x09\x02", "this is an Excel workbook of the 1990s", _SAVE_AS_XLSX),
)
_PICTURES_BY_BOX = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")


# --- zip files --------------------------------------------------------------------------------------------------------

#: A workbook of a million rows unpacks to less.
MOST_UNPACKED = 2_000_000_000
#: XML packs to a tenth, rows that are all alike to a hundredth; what packs better is made for it.
_MOST_RATIO = 250
_ANY_RATIO = 100_000_000

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_OF_FOLDERS = (
    ("word/", "a Word document"),
    ("ppt/", "a PowerPoint presentation"),
    ("META-INF/container.xml", "a book"),
)


def _zipped(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            mimetype = _mimetype(package)
    except OSError as error:
        raise unreadable(path, error) from error
    except UNREADABLE as error:
        raise damaged(path) from error
    names = [member.filename for member in members]
    kind = _kind_of_package(path, names, mimetype)
    _refuse_bomb(path, members)
    return kind


def damaged(path: Path) -> SourceError:
    """What is said of a workbook that no program could read."""
    advice = "Get or download it once more, or open it in a spreadsheet program and save it anew"
    return SourceError(str(path), "the workbook is damaged, or not all of it is there", advice)


def _mimetype(package: zipfile.ZipFile) -> str:
    if "mimetype" not in package.NameToInfo:
        return ""
    with package.open("mimetype") as member:
        return member.read(200).decode("ascii", "replace").strip()


def _kind_of_package(path: Path, names: list[str], mimetype: str) -> Kind:
    if any(name.startswith("xl/") for name in names):
        return Kind.XLSB if "xl/workbook.bin" in names else Kind.XLSX
    if mimetype.startswith(_ODS):
        return Kind.ODS
    if any(name.endswith(".iwa") or name.startswith("Index") for name in names):
        advice = "Open it in Numbers and export it: File > Export To > Excel"
        raise SourceError(str(path), "this is a document of Apple's (Numbers, Pages or Keynote)", advice)
    if mimetype.startswith("application/vnd.oasis.opendocument"):
        raise SourceError(str(path), "this is an OpenDocument file, but no spreadsheet", _EXPORT)
    for folder, what in _OF_FOLDERS:
        if any(name.startswith(folder) for name in names):
            raise SourceError(str(path), f"this is {what}", _EXPORT)
    raise SourceError(str(path), "this is a zip archive, and no workbook", "Unpack it, and give the table in it")


def _refuse_bomb(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raise SourceError where the parts say themselves that they unpack beyond all bounds."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > _ANY_RATIO and unpacked > _MOST_RATIO * packed):
        problem = f"the workbook would unpack to {unpacked / 1e9:,.1f} GB"
        raise SourceError(str(path), problem, "Save the table of companies alone as .xlsx or .csv")


# --- compound files, of Office before 2007 ----------------------------------------------------------------------------

_STREAMS: tuple[tuple[str, Kind | str | None], ...] = (
    ("EncryptedPackage", None),
    ("WordDocument", "a Word document of the old kind"),
    ("PowerPoint Document", "a PowerPoint presentation of the old kind"),
    ("__properties_version1.0", "a message of Outlook"),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
)
_HOSTS = (".doc", ".dot", ".ppt", ".pps", ".msg")
_CHUNK = 1 << 20


def _compound(path: Path) -> Kind:
    """The kind of a compound file, by the names of its streams, which its directory holds as UTF-16."""
    wanted = [f"{name}\0".encode("utf-16-le") for name, _ in _STREAMS]
    found = {name for part in _overlapping(path) for name in wanted if name in part}
    if {wanted[-1], wanted[-2]} & found and path.suffix.lower() not in _HOSTS:
        # an embedded document has its streams in the same directory: here alone the name decides which is the host
        found -= set(wanted[1:-2])
    for name, (_, what) in zip(wanted, _STREAMS, strict=True):
        if name not in found:
            continue
        if what is None:
            raise protected(path)
        if isinstance(what, str):
            raise SourceError(str(path), f"this is {what}", _EXPORT)
        return what
    problem = "this is an Excel workbook of the old kind, or another document of that time, and it is damaged"
    raise SourceError(str(path), problem, _SAVE_AS_XLSX)


def protected(path: Path) -> SourceError:
    """What is said of a workbook that only a password opens."""
    advice = "Open it, remove the password (in Excel: File > Info > Protect Workbook), and save it"
    return SourceError(str(path), "the workbook is protected by a password", advice)


def _overlapping(path: Path) -> Iterator[bytes]:
    """The file in pieces that share their ends, so that no name lies between two."""
    tail = b""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield tail + chunk
                tail = chunk[-128:]
    except OSError as error:
        raise unreadable(path, error) from error


# --- text that is no table --------------------------------------------------------------------------------------------

_SHORTCUT = re.compile(rb'"url"\s*:\s*"https://docs\.google\.com/|"doc_id"\s*:')
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style|div|title)\b", re.IGNORECASE)
_LOOK = 8192


def _refuse_markup(path: Path, head: bytes) -> None:
    """Raise SourceError for markup, which many programs export under the name of a workbook."""
    text = _plain(head).lstrip()
    if text.startswith(b"MIME-Version:") and b"multipart" in text:
        raise SourceError(str(path), "this is a web page in one file (MHTML), whatever its name says", _SAVE_AS_XLSX)
    if text.startswith((b'{"', b"{\n", b"{ ", b"{\r", b"[{")):
        if _SHORTCUT.search(text):
            advice = "Open the sheet in the browser and choose File > Download > Microsoft Excel (.xlsx)"
            raise SourceError(str(path), "this is only a shortcut to a Google Sheet, not the sheet", advice)
        raise SourceError(str(path), "this is JSON", _EXPORT)
    if not text.startswith(b"<"):
        return
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text:
        what = "this is a workbook as XML (SpreadsheetML 2003), whatever its name says"
        raise SourceError(str(path), what, _SAVE_AS_XLSX)
    if b"urn:oasis:names:tc:opendocument" in text:
        raise SourceError(str(path), "this is an OpenDocument file as XML", _SAVE_AS_XLSX)
    if _HTML.search(text):
        raise SourceError(str(path), "this is a web page (HTML), whatever its name says", _SAVE_AS_XLSX)
    if text.startswith(b"<?xml"):
        raise SourceError(str(path), "this is XML", _EXPORT)


def _plain(head: bytes) -> bytes:
    """The beginning of a text in one byte a sign, as far as markup goes: UTF-16 without its zeros, no mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[2:].replace(b"\0", b"")
    return head.removeprefix(b"\xef\xbb\xbf")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LOOK)
    except OSError as error:
        raise unreadable(path, error) from error


def check_text(path: Path) -> None:
    """Raise SourceError where the file is surely no text."""
    kind = kind_of(path)
    if kind is not Kind.TEXT:
        raise SourceError(str(path), f"this is {kind.value}", SAVE_AS_CSV)
