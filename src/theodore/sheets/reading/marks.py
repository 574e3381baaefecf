"""What a sheet says beside its cells: rows that are hidden, filters, links behind texts, formulas without a result."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

#: What reading a part of a package may raise where the package is damaged or is none.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)

#: The rows of a sheet.
MOST_ROWS = 1_048_576


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one sheet. Whatever its kind of workbook does not tell is left as if there were none.

    hidden: for each row that is not shown a 1, by its number from 1. is_filtered: whether a filter is set. links: of
    the website's column the addresses behind its cells, by the number of the row. unsaved: the numbers of the rows
    whose formula in the website's column has no result that was saved with it. name_links: as `links`, of the name's
    column. ids: see Known.
    """

    hidden: bytearray = field(default_factory=lambda: bytearray(MOST_ROWS + 1))
    is_filtered: bool = False
    links: dict[int, str] = field(default_factory=dict)
    unsaved: frozenset[int] = frozenset()
    name_links: dict[int, str] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)

    def is_hidden(self, number: int) -> bool:
        """Whether the row of this number, from 1, is not shown."""
        return number < len(self.hidden) and self.hidden[number] == 1


_CHUNK = 1 << 20
#: The longest piece of a part that is looked at as one; longer elements may be missed where they are parted.
_LONGEST = 1 << 24
#: The largest part that is held as a whole: the links of a sheet, of which Excel allows 65,530.
_LARGEST = 1 << 25


def pieces(package: zipfile.ZipFile, part: str, starts: Sequence[bytes]) -> Iterator[bytes]:
    """A part in pieces, each of which begins with one of these starts of elements, but for the first."""
    rest = b""
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            rest += chunk
            end = max(rest.rfind(start) for start in starts)
            if end > 0:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > _LONGEST:
                yield rest
                rest = b""
    yield rest


def whole(package: zipfile.ZipFile, part: str) -> bytes:
    """A small part; nothing where it is missing or too large to be held."""
    if part not in package.NameToInfo:
        return b""
    with package.open(part) as file:
        content = file.read(_LARGEST)
    return content if len(content) < _LARGEST else b""


_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")


def attributes(tag: bytes) -> dict[str, str]:
    """The attributes of a start tag, by their names without prefix."""
    found: dict[str, str] = {}
    for name, double, single in _ATTRIBUTE.findall(tag):
        key = name.rpartition(b":")[2].decode("utf-8", "replace")
        found.setdefault(key, plain_text(double or single))
    return found


_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def plain_text(markup: bytes) -> str:
    """The text that stands in markup, with the references of XML put in."""
    text = markup.decode("utf-8", "replace")
    return _ENTITY.sub(_meant, text) if "&" in text else text


def _meant(found: re.Match[str]) -> str:
    digits, hexdigits, name = found.groups()
    if name:
        return _NAMED[name]
    code = int(digits) if digits else int(hexdigits, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
