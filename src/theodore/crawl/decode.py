"""From a body's bytes to text."""

from __future__ import annotations

import codecs
import re

from theodore.crawl.charsets import SEVEN_BIT, WIDE, codec_of
from theodore.model.errors import Failure, FetchFailed, Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# what a run of white space has matched is not tried again in shorter pieces: that would take its length squared
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?\s*+([\w.:-]++)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([\w.:-]++)", re.IGNORECASE)
_XML = re.compile(rb"^\s*+<\?xml[^>]{0,100}?encoding\s*+=\s*+[\"']([\w.:-]++)", re.IGNORECASE)
#: A page states its charset within its first bytes; browsers look at 1,024, we are more patient.
_HEAD = 4_096
#: So much of a page is enough to guess its charset by.
_SAMPLE = 65_536
#: A text of which a larger share cannot be decoded is not in that charset at all.
_MAX_BROKEN = 0.05
#: A Content-Type is no longer than this, in characters; what comes after is not looked at.
_MAX_TYPE = 200

#: As much of a page is kept, in characters, for whatever reads it later: the extraction sees the same text that a quote
#: of it is looked for in.
MAX_CHARS = 2_000_000
#: So many bytes hold as much in most charsets; more need not be decoded.
_MAX_BYTES = 2 * MAX_CHARS

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
#: Types under which servers send HTML by mistake; the first bytes decide.
_UNSURE_TYPES = frozenset(
    {"", "text/plain", "application/octet-stream", "text/xml", "application/xml", "application/x-httpd-php"}
)
_LOOKS_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|h1|table|a\s)", re.IGNORECASE)


def media_type(content_type: str | None) -> str:
    """The type alone, in lower case, like text/html; empty where it was not sent."""
    return (content_type or "")[:_MAX_TYPE].split(";", 1)[0].strip().lower()


def may_be_html(content_type: str | None) -> bool:
    """Whether a body of this Content-Type is worth reading."""
    return media_type(content_type) in _HTML_TYPES | _UNSURE_TYPES


def html_text(body: bytes, content_type: str | None) -> str:
    """The text of a page, cut at MAX_CHARS. Raises FetchFailed with empty, not_html or bad_encoding."""
    if not body or body.isspace():
        raise FetchFailed(Failure(Reason.EMPTY))
    if media_type(content_type) not in _HTML_TYPES and not _LOOKS_HTML.search(_plain_head(body)):
        raise FetchFailed(Failure(Reason.NOT_HTML, detail=f"the answer is {media_type(content_type) or 'no HTML'}"))
    text = decode(_cut(body), content_type)[:MAX_CHARS]
    if _is_binary(text):
        raise FetchFailed(Failure(Reason.BAD_ENCODING))
    if not text or text.isspace():
        raise FetchFailed(Failure(Reason.EMPTY))
    return text


def _cut(body: bytes) -> bytes:
    if len(body) <= _MAX_BYTES:
        return body
    end = _MAX_BYTES
    while end > _MAX_BYTES - 4 and body[end] & 0xC0 == 0x80:
        end -= 1  # within a character of UTF-8, which it would not be any more if one were cut in two
    return body[:end]


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a body, by its byte order mark, its header, its own statement, or a guess; never fails.

    Bytes that are UTF-8 are read as UTF-8 whatever was declared: other charsets hit its pattern by no accident, while
    servers that declare one charset for pages in another are many. NULs, which no page means, are left out.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(charset, errors="replace"))
    declared = _declared(body, content_type)
    if declared not in SEVEN_BIT and declared not in WIDE:
        try:
            return _clean(body.decode("utf-8"))
        except UnicodeDecodeError:
            pass
    return _clean(_by_charset(body, declared))


def _by_charset(body: bytes, declared: str | None) -> str:
    if declared is not None and declared != "utf-8":
        text = body.decode(declared, errors="replace")
        if _broken_share(text) <= _MAX_BROKEN:
            return text
    return body.decode(_guess(body, declared), errors="replace")


def _guess(body: bytes, declared: str | None) -> str:
    """What the bytes look like. UTF-8 with a few broken bytes, as where a text was cut, stays UTF-8."""
    sample = body[:_SAMPLE]
    if declared == "utf-8" and _broken_share(sample.decode("utf-8", errors="replace")) < 0.001:
        return "utf-8"
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415 - 4 MB that most crawls never need

    return codec_of(str(detect_encoding(sample, from_html_meta=False) or "")) or "cp1252"


def _declared(body: bytes, content_type: str | None) -> str | None:
    header = _CHARSET.search((content_type or "")[:_MAX_TYPE])
    head = body[:_HEAD]
    if header is not None and (codec := codec_of(header[1])):
        # each tag has NULs in it where a page is in a wide charset: one without any was declared by mistake
        return "utf-8" if codec in WIDE and b"\0" not in head else codec
    stated = _META.search(head) or _XML.search(head)
    codec = codec_of(stated[1].decode("ascii", errors="replace")) if stated else None
    # a statement that can be read byte by byte is in no wide charset: by the HTML standard it means UTF-8
    return "utf-8" if codec in WIDE else codec


def _broken_share(text: str) -> float:
    return text.count("�") / max(len(text), 1)


def _is_binary(text: str) -> bool:
    """Whether what was decoded is no text: replacement characters, or control characters that no text has."""
    sample = text[:_HEAD]
    # counted in UTF-8, where they stand for nothing else: bytes lose a set of them in one go, text does not
    raw = sample.encode("utf-8", errors="surrogatepass")
    odd = len(raw) - len(raw.translate(None, _CONTROLS))
    return (odd + sample.count("�")) / max(len(sample), 1) > _MAX_BROKEN


_CONTROLS = bytes(number for number in range(1, 32) if chr(number) not in "\t\n\r\f\x1b")


def _plain_head(body: bytes) -> bytes:
    # UTF-16 without its mark: the tags stand there with a NUL after each letter
    return body[:_HEAD].replace(b"\0", b"")


def _clean(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text
