"""In which encoding a file is taken to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets.company_lists import LANGUAGES, company_list
from theodore.model.errors import SourceError
from theodore.sheets.reading import encoding
from theodore.sheets.reading.encoding import find_encoding

_TEXT = "Company,Website\nMüller & Söhne „Zürich“,mueller.ch\n"


@pytest.mark.parametrize(
    ("content", "codec"),
    [
        pytest.param(_TEXT.encode(), "utf-8", id="plain UTF-8"),
        pytest.param(_TEXT.encode("utf-8-sig"), "utf-8-sig", id="UTF-8 with its mark, as Excel saves it"),
        pytest.param(_TEXT.encode("utf-16"), "utf-16", id="UTF-16, as Excel saves 'Unicode text'"),
        pytest.param(b"\xfe\xff" + _TEXT.encode("utf-16-be"), "utf-16", id="UTF-16 the other way round"),
        pytest.param(_TEXT.encode("utf-32"), "utf-32", id="UTF-32, whose mark begins as that of UTF-16"),
        pytest.param(_TEXT.encode("cp1252"), "cp1252", id="Windows-1252, as Excel saves plain CSV"),
        pytest.param(b"a,b\n", "utf-8", id="ASCII is UTF-8"),
        pytest.param("one € only".encode("cp1252"), "cp1252", id="a single sign of Windows-1252"),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, content: bytes, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert find_encoding(path).codec == codec


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        *(pytest.param(language, "cp1252", id=f"{language}: Windows-1252") for language in ("de", "fr", "es")),
        *(pytest.param(language, "mac_roman", id=f"{language}: an old Mac") for language in ("de", "fr", "es")),
        *(pytest.param(language, "cp850", id=f"{language}: DOS") for language in ("de", "fr", "es")),
        *(pytest.param(language, "cp1250", id=f"{language}: Windows-1250") for language in ("pl", "cs")),
        *(pytest.param(language, "iso8859-2", id=f"{language}: ISO 8859-2") for language in ("pl", "cs")),
        *(pytest.param(language, "cp852", id=f"{language}: DOS, Central Europe") for language in ("pl", "cs")),
        pytest.param("tr", "cp1254", id="Turkish"),
        pytest.param("lt", "cp1257", id="Baltic"),
        *(pytest.param("ru", codec, id=f"Cyrillic: {codec}") for codec in ("cp1251", "koi8-r", "cp866", "iso8859-5")),
        *(pytest.param("el", codec, id=f"Greek: {codec}") for codec in ("cp1253", "iso8859-7")),
        pytest.param("he", "cp1255", id="Hebrew"),
        pytest.param("ar", "cp1256", id="Arabic"),
        pytest.param("th", "cp874", id="Thai"),
        *(pytest.param("ja", codec, id=f"Japanese: {codec}") for codec in ("cp932", "euc_jp")),
        *(pytest.param("zh", codec, id=f"Chinese: {codec}") for codec in ("gbk", "gb18030")),
        pytest.param("tw", "big5", id="traditional Chinese"),
        pytest.param("ko", "cp949", id="Korean"),
    ],
)
@pytest.mark.parametrize("times", [1, 200])
def test_the_text_is_what_it_was(tmp_path: Path, language: str, codec: str, times: int) -> None:
    path = tmp_path / "a.csv"
    text = company_list(language) * times
    path.write_bytes(text.encode(codec))
    found = find_encoding(path)
    assert path.read_text(encoding=found.codec) == text
    assert found.guessed is not (codec == "cp1252" and times > 1), "only the commonest, and of much, needs no word"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_utf16_without_its_mark_is_known_by_its_nuls(tmp_path: Path, language: str, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(company_list(language).encode(codec))
    found = find_encoding(path)
    assert (found.codec, found.guessed) == (codec, False)


def test_a_guess_is_told_with_an_example_and_the_way_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(company_list("ru").encode("cp1251"))
    (notice,) = find_encoding(path).notices
    assert notice == (
        "The text is read as Windows-1251, Cyrillic ('Компания Ромашка'); if letters look wrong, save it as CSV UTF-8."
    )


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        pytest.param("Zürich", "cp1252", id="right"),
        pytest.param("Győr", "cp1250", id="wrong, and nobody could know"),
    ],
)
def test_of_a_single_name_the_commonest_is_guessed_and_told(tmp_path: Path, name: str, codec: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"Company,Website\n{name} Bank,a.com\n".encode(codec))
    found = find_encoding(path)
    assert (found.codec, found.guessed) == ("cp1252", True)
    assert found.example in found.notices[0]


@pytest.mark.parametrize("codec", ["cp1252", "cp1251", "cp932"])
def test_one_name_at_the_end_of_much_ascii(tmp_path: Path, codec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", 1 << 12)
    path = tmp_path / "a.csv"
    text = (
        "Company,Website\n"
        + "Acme,acme.com\n" * 5_000
        + company_list({"cp1252": "de", "cp1251": "ru", "cp932": "ja"}[codec])
    )
    path.write_bytes(text.encode(codec))
    assert path.read_text(encoding=find_encoding(path).codec) == text


def test_one_kind_of_accent_is_taken_for_the_commonest(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = "Company,Website\nSocietà Città,a.it\nQualità Libertà,b.it\nUniversità,c.it\nAttività Novità,d.it\n"
    path.write_bytes(text.encode("cp1252"))
    assert find_encoding(path).codec == "cp1252"


def test_what_reads_the_sample_but_not_the_file_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(company_list("de").encode("cp1252") * 2_000 + b"\x81,b\n")
    found = find_encoding(path)
    assert found.codec != "cp1252"
    assert found.guessed


@given(content=st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(content)
    try:
        found = find_encoding(path)
    except SourceError:
        return
    assert "\0" not in path.read_text(encoding=found.codec)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"a,b\n\x00\x01", "binary", id="NUL bytes"),
        pytest.param("a\0b".encode("utf-16"), "binary", id="a NUL in UTF-16"),
        pytest.param("a,b\n".encode("utf-16-le") + b"c", "binary", id="UTF-16 without its mark, cut off"),
        pytest.param(b"a\x00\x00\x00b\x00\x00\x00", "binary", id="NULs on both sides"),
        pytest.param("Müller Bank".encode("mac_roman"), "neither", id="one odd word is too little to guess by"),
        pytest.param(b"a\x81\x8d\n", "neither", id="bytes that Windows-1252 does not have"),
        pytest.param(
            "äöü äöü äöü".encode() + b"\xff", "1 damaged", id="UTF-8 with one broken byte is not Windows-1252"
        ),
        pytest.param(b"\xef\xbb\xbfM\xfcller", "damaged", id="a mark that lies"),
        pytest.param(b"\xff\xfea\x00b", "damaged", id="half a sign of UTF-16 at the end"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        find_encoding(path)
    assert problem in caught.value.problem
    assert caught.value.source == str(path)
    assert "CSV" in caught.value.advice


def test_the_whole_file_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", 7)
    path = tmp_path / "a.csv"
    path.write_bytes(b"Company,Website\n" * 100 + "Zürich".encode("cp1252"))
    assert find_encoding(path).codec == "cp1252"


@given(
    text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1), chunk=st.integers(4, 9)
)
def test_any_utf8_is_found_wherever_the_chunks_cut_it(
    tmp_path_factory: pytest.TempPathFactory, text: str, chunk: int
) -> None:
    path = tmp_path_factory.mktemp("utf8") / "a.csv"
    path.write_text(text, encoding="utf-8", newline="")
    before, encoding._CHUNK = encoding._CHUNK, chunk
    try:
        assert path.read_text(encoding=find_encoding(path).codec)
    finally:
        encoding._CHUNK = before
