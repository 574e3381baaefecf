"""In which encoding a text file is written.

A byte order mark decides. Else the whole file is decoded strictly: as UTF-8, and where that fails, as Windows-1252,
in which Excel saves CSV in western Europe and America.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from theodore.model.errors import SourceError
from theodore.sheets.source_file import SAVE_AS_CSV, unreadable

#: Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20


def find_encoding(path: Path) -> str:
    """The name of the codec that decodes every byte of the file.

    Raises SourceError where there is none, and where the file holds NULs, as no text does.
    """
    marked = _marked(path)
    if marked is not None:
        if not _decodes(path, marked):
            raise SourceError(str(path), f"the file is marked as {marked} but is damaged", SAVE_AS_CSV)
        return marked
    if _decodes(path, "utf-8"):
        return "utf-8"
    _refuse_damaged_utf8(path)
    if _decodes(path, "cp1252"):
        return "cp1252"
    raise SourceError(str(path), "its text is neither UTF-8 nor Windows-1252", SAVE_AS_CSV)


def _marked(path: Path) -> str | None:
    head = next(_chunks(path), b"")
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _decodes(path: Path, codec: str) -> bool:
    try:
        for text in _decoded(path, codec, "strict"):
            if "\0" in text:
                raise SourceError(str(path), "the file is binary: it holds NUL bytes", SAVE_AS_CSV)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_damaged_utf8(path: Path) -> None:
    """Raise SourceError for a file that is UTF-8 but for a few bytes.

    Any bytes make some Windows-1252, so such a file would be read, and each of its umlauts turned to two signs.
    In real Windows-1252 hardly ever do two neighbouring bytes make sense as UTF-8.
    """
    good = bad = 0
    for text in _decoded(path, "utf-8", "replace"):
        broken = text.count("\ufffd")
        bad += broken
        good += len(text) - len(text.encode("ascii", "ignore")) - broken
    if good > bad:
        raise SourceError(str(path), f"its text is UTF-8 with {bad} damaged characters", SAVE_AS_CSV)


def _decoded(path: Path, codec: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    for chunk in _chunks(path):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise unreadable(path, error) from error
