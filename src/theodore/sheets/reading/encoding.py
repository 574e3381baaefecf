"""In which encoding a text file is written.

A byte order mark decides. Else the whole file is decoded strictly: as UTF-8, and where that fails, in the encoding that
is guessed for it (`charsets`), which is told wherever it may be wrong.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from theodore.model.errors import SourceError
from theodore.sheets.reading.charsets import charset_name, guess_charset
from theodore.sheets.reading.source_file import SAVE_AS_CSV, unreadable

#: Longest first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
#: How much is looked at of the file's head, of each chunk, of one line and in all, in bytes.
_HEAD = 1 << 12
_SAMPLE_OF_CHUNK = 1 << 13
_LONGEST_LINE = 1 << 12
_SAMPLE = 1 << 16

#: A name that shows letters of the encoding.
_SHOWN = re.compile(r"[^\n,;|\t\"]{0,24}[^\x00-\x7f][^\n,;|\t\"]{0,24}")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are its text.

    codec: the name of the codec. guessed: whether nothing in the file says so, and a person should look. example: a
    line of the file, read so, which shows whether the guess is right; empty where nothing was guessed.
    """

    codec: str
    guessed: bool = False
    example: str = ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know of it."""
        if not self.guessed:
            return ()
        shown = f" ({self.example!r})" if self.example else ""
        return (f"The text is read as {charset_name(self.codec)}{shown}; if letters look wrong, save it as CSV UTF-8.",)


def find_encoding(path: Path) -> Encoding:
    """The encoding that makes text of every byte of the file.

    Raises SourceError where there is none that is likely, and where the file holds NULs, as no text does.
    """
    marked = _marked(path)
    if marked is not None:
        if not _decodes(path, marked):
            raise SourceError(str(path), f"the file is marked as {marked} but is damaged", SAVE_AS_CSV)
        return Encoding(marked)
    if (unmarked := _unmarked_utf16(path)) is not None:
        return Encoding(unmarked)
    if _decodes(path, "utf-8"):
        return Encoding("utf-8")
    _refuse_damaged_utf8(path)
    sample = _sample(path)
    guess = guess_charset(sample, lambda codec: _decodes(path, codec))
    if guess is None:
        raise SourceError(str(path), "its text is neither UTF-8 nor in another encoding that can be told", SAVE_AS_CSV)
    return Encoding(guess.codec, guessed=not guess.is_sure, example=_example(sample, guess.codec))


def _marked(path: Path) -> str | None:
    head = next(_chunks(path), b"")
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _unmarked_utf16(path: Path) -> str | None:
    """UTF-16 without its mark, as databases write it: most signs of a table are ASCII, with a NUL on one side."""
    head = next(_chunks(path), b"")[:_HEAD]
    before, after = head[0::2].count(0), head[1::2].count(0)
    # on the other side one stands in few signs: in Korean's U+B300, not in U+0041
    if 3 * max(before, after) <= len(head) // 2 or 10 * min(before, after) > max(before, after):
        return None
    codec = "utf-16-be" if before > after else "utf-16-le"
    return codec if _decodes(path, codec) else None


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


def _sample(path: Path) -> bytes:
    """Lines with bytes beyond ASCII from all over the file, up to a bound."""
    taken = bytearray()
    for chunk in _chunks(path):
        lines = chunk.replace(b"\r", b"\n").split(b"\n")
        # the first and the last may be cut, in the middle of a sign even
        whole = lines[1:-1] if len(lines) > 2 and taken else lines[:-1] or lines
        room = len(taken) + _SAMPLE_OF_CHUNK
        for line in whole:
            if not line.isascii():
                taken += line[:_LONGEST_LINE] + b"\n"
                if len(taken) >= room:
                    break
        if len(taken) >= _SAMPLE:
            break
    return bytes(taken[:_SAMPLE])


def _example(sample: bytes, codec: str) -> str:
    """The first cell or so that shows letters of this encoding."""
    text = sample.decode(codec, "replace")
    found = _SHOWN.search(text)
    return found[0].strip() if found else ""
