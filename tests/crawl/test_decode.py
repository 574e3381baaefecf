"""From bytes to text, by what servers and pages say, and by what the bytes are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl import charsets
from theodore.crawl.decode import MAX_CHARS, decode, html_text, may_be_html, media_type
from theodore.model.errors import FetchFailed, Reason

GERMAN = "<html><head>{meta}</head><body>Größe, Straße, naïve “quotes”, 5 €</body></html>"
JAPANESE = "<html><head>{meta}</head><body>株式会社は一九六二年に設立されました。お問い合わせはこちら。</body></html>"
RUSSIAN = "<html><head>{meta}</head><body>Наша компания производит измерительные приборы.</body></html>"


def meta(charset: str) -> str:
    return f'<meta charset="{charset}">'


@pytest.mark.parametrize(
    ("text", "charset", "content_type"),
    [
        pytest.param(GERMAN.format(meta=""), "utf-8", "text/html", id="UTF-8, unsaid"),
        pytest.param(GERMAN.format(meta=""), "utf-8", "text/html; charset=utf-8", id="UTF-8, in the header"),
        pytest.param(
            GERMAN.format(meta=""), "utf-8", "text/html; charset=iso-8859-1", id="UTF-8, denied by the header"
        ),
        pytest.param(GERMAN.format(meta=meta("latin1")), "utf-8", "text/html", id="UTF-8 that the page denies"),
        pytest.param(GERMAN.format(meta=""), "utf-8-sig", "text/html; charset=latin1", id="a mark beats the header"),
        pytest.param(GERMAN.format(meta=""), "utf-16", "text/html", id="UTF-16 with its mark"),
        pytest.param(GERMAN.format(meta=""), "utf-16-le", "text/html; charset=utf-16", id="UTF-16 by the header"),
        pytest.param(GERMAN.format(meta=""), "cp1252", "text/html; charset=windows-1252", id="cp1252, in the header"),
        pytest.param(GERMAN.format(meta=""), "cp1252", "text/html; charset=ISO-8859-1", id="Latin-1 means cp1252"),
        pytest.param(GERMAN.format(meta=meta("iso-8859-1")), "cp1252", "text/html", id="cp1252, in the page"),
        pytest.param(GERMAN.format(meta=""), "cp1252", "text/html", id="cp1252, unsaid"),
        pytest.param(JAPANESE.format(meta=""), "shift_jis", "text/html; charset=Shift_JIS", id="Shift JIS, header"),
        pytest.param(JAPANESE.format(meta=meta("x-sjis")), "shift_jis", "text/html", id="Shift JIS, page"),
        pytest.param(JAPANESE.format(meta=""), "shift_jis", "text/html", id="Shift JIS, unsaid"),
        pytest.param(JAPANESE.format(meta=meta("euc-jp")), "euc_jp", "text/html", id="EUC-JP"),
        pytest.param(JAPANESE.format(meta=meta("iso-2022-jp")), "iso2022_jp", "text/html", id="seven bits"),
        pytest.param(RUSSIAN.format(meta=""), "cp1251", "text/html", id="Cyrillic, unsaid"),
        pytest.param(RUSSIAN.format(meta=meta("koi8-r")), "koi8_r", "text/html", id="KOI8"),
        pytest.param(GERMAN.format(meta=""), "utf-8", "text/html; charset=nonsense", id="a charset that is none"),
        pytest.param(GERMAN.format(meta=""), "utf-8", "text/html; charset=rot13", id="a codec that is no charset"),
        pytest.param(GERMAN.format(meta=meta("utf-16")), "utf-8", "text/html", id="UTF-16 by the page means UTF-8"),
        pytest.param(
            '<?xml version="1.0" encoding="utf-16"?>' + GERMAN.format(meta=""), "utf-8", "text/html", id="and by XML"
        ),
        pytest.param(GERMAN.format(meta=""), "utf-8", "text/html; charset=utf-16", id="nor is it by such a header"),
        pytest.param(
            GERMAN.format(meta=meta("utf-16")),
            "utf-16-le",
            "text/html; charset=utf-16le",
            id="UTF-16 by both is so",
        ),
        pytest.param(GERMAN.format(meta=meta("latin-1")), "cp1252", "text/html", id="a label with a slip"),
        pytest.param(RUSSIAN.format(meta=meta("windows_1251")), "cp1251", "text/html", id="a label with an underscore"),
        pytest.param(GERMAN.format(meta=""), "cp1252", f"text/html; charset{' ' * 300}=utf-16", id="a header too long"),
        pytest.param(
            '<?xml version="1.0" encoding="iso-8859-15"?>' + GERMAN.format(meta=""), "iso8859-15", "text/html", id="XML"
        ),
        pytest.param(
            GERMAN.format(meta='<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
            "cp1252",
            "text/html",
            id="the older meta",
        ),
    ],
)
def test_reads(text: str, charset: str, content_type: str) -> None:
    encoded = text.encode(charset, errors="replace")
    assert html_text(encoded, content_type) == encoded.decode(charset).removeprefix("\ufeff")


def test_a_cut_or_a_few_broken_bytes_do_not_change_the_charset() -> None:
    body = ("<p>Größe und Straße</p>" * 200).encode() + b"\xc3"
    text = decode(body, "text/html; charset=utf-8")
    assert text.startswith("<p>Größe")
    assert text.endswith("�")


@pytest.mark.parametrize("letter", ["a", "ä", "株", "😀"])
def test_a_long_page_is_cut(letter: str) -> None:
    text = html_text(b"<p>" + letter.encode() * (MAX_CHARS + 10), "text/html")
    assert text.rstrip(letter) == "<p>", "no charset is mistaken because of the cut"
    assert MAX_CHARS / 2 <= len(text) <= MAX_CHARS


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        pytest.param(b"", "text/html", Reason.EMPTY, id="nothing"),
        pytest.param(b" \n\t ", "text/html", Reason.EMPTY, id="blank"),
        pytest.param(b"\0\0\0", "text/html", Reason.EMPTY, id="NULs"),
        pytest.param(b"%PDF-1.7 x", "application/octet-stream", Reason.NOT_HTML, id="a file without a type"),
        pytest.param(b'{"a": 1}', "text/plain", Reason.NOT_HTML, id="data"),
        pytest.param(b"plain words", "", Reason.NOT_HTML, id="text without a type"),
        pytest.param(bytes(range(1, 32)) * 200, "text/html", Reason.BAD_ENCODING, id="control characters"),
        pytest.param(b"\x89PNG\r\n" + bytes(range(256)) * 40, "text/html", Reason.BAD_ENCODING, id="a picture"),
    ],
)
def test_refuses(body: bytes, content_type: str, reason: Reason) -> None:
    with pytest.raises(FetchFailed) as failed:
        html_text(body, content_type)
    assert failed.value.failure.reason is reason


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/octet-stream", "text/xml"])
def test_html_under_a_wrong_type_is_html(content_type: str) -> None:
    assert "Acme" in html_text(b"<!DOCTYPE html><html><body>Acme</body></html>", content_type)


@pytest.mark.parametrize(
    ("content_type", "maybe"),
    [
        ("text/html; charset=utf-8", True),
        ("TEXT/HTML", True),
        ("application/xhtml+xml", True),
        (None, True),
        ("text/plain", True),
        ("application/pdf", False),
        ("image/png", False),
        ("video/mp4", False),
        ("application/json", False),
    ],
)
def test_what_may_be_html(content_type: str | None, maybe: bool) -> None:
    assert may_be_html(content_type) is maybe


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"\xe4", "text/html; charset=" + " " * 20_000, id="white space in the header"),
        pytest.param(b"\xe4", "charset" * 9_000 + "=", id="charsets in the header"),
        pytest.param(b"<meta" * 38 + b" charset=" + b" " * 3_800 + b"\xe4", "text/html", id="white space in the page"),
        pytest.param(b"<meta charset=punycode>\xe4-" + b"a" * 240_000, "text/html", id="a codec that takes its time"),
        pytest.param(b"<meta charset=idna>\xe4", "text/html", id="a codec that raises"),
        pytest.param(b"<meta charset=undefined>\xe4", "text/html", id="a codec that always raises"),
        pytest.param(b"<meta charset=unicode_escape>\\u\xe4", "text/html", id="a codec for programs"),
    ],
)
def test_no_statement_about_the_charset_keeps_us_or_breaks_us(body: bytes, content_type: str) -> None:
    started = time.perf_counter()
    assert decode(body, content_type).strip()
    media_type(content_type)
    assert time.perf_counter() - started < 2, "a bound against hanging: each took seconds"


@pytest.mark.parametrize("codec", sorted(set(charsets._BY_LABEL.values())))
def test_each_charset_is_one_that_python_reads(codec: str) -> None:
    assert "Acme" in b"<p>Acme</p>".ljust(12).decode(codec, errors="replace") or codec in charsets.WIDE


def test_names_of_charsets_have_no_case() -> None:
    assert charsets.codec_of(" UTF-8 ") == "utf-8"
    assert charsets.codec_of("Shift_JIS") == "cp932"
    assert charsets.codec_of("utf-32") is None, "browsers know none"


@given(st.binary(max_size=200), st.text(max_size=40))
def test_decode_never_fails_and_leaves_nothing_that_cannot_be_stored(body: bytes, content_type: str) -> None:
    text = decode(body, content_type)
    assert "\0" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode("utf-8"), "text/html; charset=utf-8") == text
